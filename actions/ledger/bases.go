package ledger

import "sync"

// bases keeps what deltas were against lately: neighbours in a pack share it.
type bases struct {
	mu    sync.Mutex
	kept  map[basePlace][]byte // whole objects
	order []basePlace          // from the oldest
	bytes int
}

type basePlace struct {
	pack   *pack
	offset int64
}

// maxBases is how many bytes of bases are kept.
const maxBases = 16 << 20

func (b *bases) get(place basePlace) ([]byte, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	object, ok := b.kept[place]
	return object, ok
}

func (b *bases) put(place basePlace, object []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, ok := b.kept[place]; ok || len(object) > maxBases/4 {
		return
	}
	if b.kept == nil {
		b.kept = map[basePlace][]byte{}
	}
	b.kept[place], b.order, b.bytes = object, append(b.order, place), b.bytes+len(object)
	for b.bytes > maxBases {
		b.bytes -= len(b.kept[b.order[0]])
		delete(b.kept, b.order[0])
		b.order = b.order[1:]
	}
}
