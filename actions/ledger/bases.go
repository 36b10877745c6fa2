package ledger

import "sync"

// bases keeps what deltas were against lately: neighbours in a pack share it.
type bases struct {
	mu    sync.Mutex
	kept  map[basePlace]based
	order []basePlace // from the oldest
	bytes int
}

type basePlace struct {
	pack   *pack
	offset int64
}

type based struct {
	kind string
	body []byte
}

// maxBases is how many bytes of bases are kept.
const maxBases = 16 << 20

func (b *bases) get(p *pack, offset int64) (string, []byte, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	kept, ok := b.kept[basePlace{p, offset}]
	return kept.kind, kept.body, ok
}

func (b *bases) put(p *pack, offset int64, kind string, body []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	place := basePlace{p, offset}
	if _, ok := b.kept[place]; ok || len(body) > maxBases/4 {
		return
	}
	if b.kept == nil {
		b.kept = map[basePlace]based{}
	}
	b.kept[place], b.order, b.bytes = based{kind, body}, append(b.order, place), b.bytes+len(body)
	for b.bytes > maxBases {
		b.bytes -= len(b.kept[b.order[0]].body)
		delete(b.kept, b.order[0])
		b.order = b.order[1:]
	}
}
