package verdict_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/attestary/attestary/schemas/verdict"
)

// Whatever parses is a document that follows its own rules, and encodes to the bytes that were read.

func FuzzParse(f *testing.F) {
	seed(f, "verdict.example.json")
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := verdict.Parse(data)
		if err != nil {
			return
		}
		again, err := v.Encode()
		if err != nil || !bytes.Equal(again, data) {
			t.Errorf("encoding again gave %s (%v), not %s", again, err, data)
		}
	})
}

func FuzzParseScorecard(f *testing.F) {
	seed(f, "scorecard.example.json")
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := verdict.ParseScorecard(data)
		if err != nil {
			return
		}
		again, err := s.Encode()
		if err != nil || !bytes.Equal(again, data) {
			t.Errorf("encoding again gave %s (%v), not %s", again, err, data)
		}
	})
}

func seed(f *testing.F, name string) {
	f.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(append(data, '\n'))
	f.Add([]byte(`{"format":"x"}`))
}
