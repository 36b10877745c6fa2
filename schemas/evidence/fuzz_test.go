package evidence_test

import (
	"bytes"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// Whatever parses has kept its own rules, and encodes to the bytes that were read. The first byte
// chooses the kind of document, the rest edits a valid one, so that the edges are met quickly.
func FuzzParse(f *testing.F) {
	all := documents(f)
	for i := range all {
		f.Add(byte(i), uint(0), uint(0), []byte(nil))
		f.Add(byte(i), uint(40), uint(3), []byte(`"`))
	}
	f.Fuzz(func(t *testing.T, kind byte, at, cut uint, put []byte) {
		d := all[int(kind)%len(all)]
		at %= uint(len(d.bytes) + 1)
		end := min(at+cut%64, uint(len(d.bytes)))
		data := bytes.Join([][]byte{d.bytes[:at], put, d.bytes[end:]}, nil)
		if again, err := d.again(data); err == nil && !bytes.Equal(again, data) {
			t.Errorf("%s: %q parses, and encodes to %q", d.name, data, again)
		}
	})
}

// A path that is read is the path that is written.
func FuzzPlace(f *testing.F) {
	f.Add("runs/site_tls/2026/03/01/0123456789abcdef.run.sigstore.json")
	f.Add("runs/_/2026/03/01/_.ledger-fedcba98.sigstore.json")
	f.Fuzz(func(t *testing.T, path string) {
		if place, err := evidence.ParsePlace(path); err == nil && place.Path() != path {
			t.Errorf("%q reads as %+v", path, place)
		}
	})
}
