package plan_test

import (
	"bytes"
	"testing"

	"github.com/attestary/attestary/schemas/plan"
)

// Whatever parses is a plan that follows its own rules, and encodes to the bytes that were read.
func FuzzParse(f *testing.F) {
	data, err := sample().Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"format":"https://attestary.dev/plan/v1"}`))
	f.Fuzz(func(t *testing.T, data []byte) { parseAgain(t, data) })
}

// A valid plan with one edit either does not parse, or is another plan in its one encoding: there is
// no second spelling of what people said yes to.
func FuzzMutate(f *testing.F) {
	valid, err := sample().Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint(0), uint(1), []byte("{"))
	f.Add(uint(40), uint(0), []byte(" "))
	f.Add(uint(len(valid)), uint(0), []byte("}"))
	f.Fuzz(func(t *testing.T, at, cut uint, put []byte) {
		at %= uint(len(valid) + 1)
		end := min(at+cut%64, uint(len(valid)))
		parseAgain(t, bytes.Join([][]byte{valid[:at], put, valid[end:]}, nil))
	})
}

func parseAgain(t *testing.T, data []byte) {
	p, err := plan.Parse(data)
	if err != nil {
		return
	}
	again, err := p.Encode()
	if err != nil || !bytes.Equal(again, data) {
		t.Errorf("encoding again gave %s (%v), not %s", again, err, data)
	}
}
