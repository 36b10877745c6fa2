package verify_test

import (
	"bytes"
	"maps"
	"slices"
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
)

// Whatever bytes stand in the place of a folder of a sound ledger, a verification ends, without a crash, and
// does not find it sound.
func FuzzWalk(f *testing.F) {
	r := newRepository()
	r.commit(upTo(f, 8).tree())
	var folders []ledger.Hash
	for _, h := range slices.SortedFunc(maps.Keys(r.objects), func(x, y ledger.Hash) int { return bytes.Compare(x[:], y[:]) }) {
		if bytes.HasPrefix(r.objects[h], []byte("tree ")) {
			folders = append(folders, h)
		}
	}
	for i := range folders {
		f.Add(uint8(i), uint16(0), uint8(0), []byte("100644 x\x00aaaaaaaaaaaaaaaaaaaa"))
		f.Add(uint8(i), uint16(0), uint8(7), []byte("40000 "))
		f.Add(uint8(i), uint16(10), uint8(1), []byte("/"))
	}
	f.Fuzz(func(t *testing.T, which uint8, at uint16, cut uint8, put []byte) {
		h := folders[int(which)%len(folders)]
		_, body, err := ledger.Unframe(r.objects[h])
		if err != nil {
			t.Fatal(err)
		}
		from := int(at) % (len(body) + 1)
		edited := slices.Concat(body[:from], put, body[min(from+int(cut), len(body)):])
		if bytes.Equal(edited, body) {
			return
		}
		v, err := verify.Verify(t.Context(), subject(t, unfit{r, h, ledger.Frame("tree", edited)}))
		if err == nil && v.Sound() {
			t.Errorf("folder %s is %q, and the ledger is sound", h, edited)
		}
	})
}
