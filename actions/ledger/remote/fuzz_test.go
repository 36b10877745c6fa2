package remote_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/storage/memory"

	"github.com/attestary/attestary/actions/ledger/remote"
)

// A pack that is let through can be unpacked, or refused, within what it may become; whatever its bytes are.
func FuzzPack(f *testing.F) {
	pack := func(count uint32, objects ...byte) []byte {
		return append(binary.BigEndian.AppendUint32([]byte("PACK\x00\x00\x00\x02"), count), objects...)
	}
	f.Add(pack(1, object(3, 4, []byte("mine"))...))
	f.Add(pack(1, object(3, 1<<40, []byte("mine"))...))
	f.Add(pack(2, append(object(3, 1, []byte("x")), object(7, 6, []byte{1, 0xff, 0xff, 0xff, 0xff, 0x7f}, ledgerHash("x")...)...)...))
	f.Add(pack(2, append(object(3, 1, []byte("x")), object(6, 4, []byte{1, 1, 0x90, 1}, 12)...)...))
	f.Fuzz(func(t *testing.T, data []byte) {
		if remote.Weigh(data) != nil {
			return
		}
		into := memory.NewStorage()
		if packfile.UpdateObjectStorage(into, bytes.NewReader(data)) != nil {
			return
		}
		for h, o := range into.Objects {
			if o.Size() > 64<<20 {
				t.Errorf("%s has %d bytes", h, o.Size())
			}
		}
	})
}
