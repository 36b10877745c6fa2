package plan_test

import (
	"bytes"
	"testing"

	"github.com/attestary/attestary/schemas/plan"
)

// Whatever parses is a plan that follows its own rules, and encodes to the bytes that were read.
func FuzzParse(f *testing.F) {
	for _, p := range []*plan.Plan{sample(), response()} {
		data, err := p.Encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"format":"https://attestary.dev/plan/v1"}`))
	f.Fuzz(func(t *testing.T, data []byte) { parseAgain(t, data) })
}

// A valid plan with one edit either does not parse, or is another plan in its one encoding: there is
// no second spelling of what people said yes to.
func FuzzMutate(f *testing.F) {
	var valid [][]byte
	for _, p := range []*plan.Plan{sample(), response()} {
		data, err := p.Encode()
		if err != nil {
			f.Fatal(err)
		}
		valid = append(valid, data)
		f.Add(uint(0), uint(1), []byte("{"))
		f.Add(uint(40), uint(0), []byte(" "))
		f.Add(uint(len(data)), uint(0), []byte("}"))
		f.Add(uint(bytes.Index(data, []byte(`"needs"`))), uint(7), []byte(`"after"`))
	}
	f.Fuzz(func(t *testing.T, at, cut uint, put []byte) {
		for _, data := range valid {
			at := at % uint(len(data)+1)
			end := min(at+cut%64, uint(len(data)))
			parseAgain(t, bytes.Join([][]byte{data[:at], put, data[end:]}, nil))
		}
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
