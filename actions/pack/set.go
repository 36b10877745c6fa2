package pack

import (
	"hash/maphash"

	"github.com/attestary/attestary/actions/ledger"
)

// set is names of objects, each once and in the order in which they came. It takes 20 bytes for a name and at most 11
// for finding it again: a ledger of a million entries has as many files and more.
type set struct {
	seed   maphash.Seed // so that nobody outside can aim at slots
	chunks [][]ledger.Hash
	count  int
	slots  []uint32 // 1 + the number of the name that is looked for from there on; 0: none
}

// chunk is how many names stand in one piece of memory, which is never copied.
const chunk = 1 << 12

func newSet() *set { return &set{seed: maphash.MakeSeed(), slots: make([]uint32, 1<<10)} }

// add takes a name; false where it is there.
func (s *set) add(h ledger.Hash) bool {
	at, there := s.slot(h)
	if there {
		return false
	}
	if s.count%chunk == 0 {
		s.chunks = append(s.chunks, make([]ledger.Hash, 0, chunk))
	}
	last := &s.chunks[len(s.chunks)-1]
	*last = append(*last, h)
	s.count++
	s.slots[at] = uint32(s.count)
	if s.count > len(s.slots)*3/4 {
		s.grow()
	}
	return true
}

func (s *set) has(h ledger.Hash) bool {
	_, there := s.slot(h)
	return there
}

// slot is where a name is found, or where it belongs.
func (s *set) slot(h ledger.Hash) (at int, there bool) {
	mask := len(s.slots) - 1
	for at = int(maphash.Bytes(s.seed, h[:])) & mask; s.slots[at] != 0; at = (at + 1) & mask {
		if s.name(int(s.slots[at]-1)) == h {
			return at, true
		}
	}
	return at, false
}

func (s *set) name(i int) ledger.Hash { return s.chunks[i/chunk][i%chunk] }

func (s *set) grow() {
	s.slots = make([]uint32, 2*len(s.slots))
	for i := range s.count {
		at, _ := s.slot(s.name(i))
		s.slots[at] = uint32(i + 1)
	}
}

// each gives the names in their order.
func (s *set) each(yield func(ledger.Hash) bool) {
	for i := range s.count {
		if !yield(s.name(i)) {
			return
		}
	}
}
