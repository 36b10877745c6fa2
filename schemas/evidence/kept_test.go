package evidence_test

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestParseKeepsNothing holds that what was parsed does not share the bytes that it was parsed from: a
// verifier reads the next file into the same memory.
func TestParseKeepsNothing(t *testing.T) {
	t.Parallel()
	for _, d := range documents(t) {
		parse := func(data []byte) (v any, err error) {
			switch d.name {
			case "bundle", "message", "keyless":
				v, err = evidence.ParseBundle(data)
			case "record":
				v, err = evidence.ParseRecord(data)
			case "word":
				v, err = evidence.ParseWord(data)
			case "proof":
				v, err = evidence.ParseProof(data)
			case "leaf":
				v, err = evidence.ParseLeaf(data)
			default:
				v, err = evidence.ParseStatement(data)
			}
			return v, err
		}
		lent := bytes.Clone(d.bytes)
		got := must[any](t)(parse(lent))
		clear(lent)
		if want := must[any](t)(parse(d.bytes)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: after its bytes are gone it reads %+v", d.name, got)
		}
	}
}
