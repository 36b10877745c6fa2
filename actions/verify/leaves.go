package verify

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// leaves reads the entry tiles in order (C2SP: an entry is its length in two bytes, big-endian, and its
// bytes). What is wrong with a tile goes along with the entry that is met there, so that faults are
// told in the order of the ledger.
type leaves struct {
	git     objects
	listing *listing
	size    int64
	pick    []int64 // of the entries before from, those to read; the others are passed by
	from    int64
	index   int64
	tile    tlog.Tile
	path    string // of the current tile
	rest    []byte // of the current tile
	broken  bool   // the rest cannot be read
}

// next gives the next leaf, or nil after the last. Where the tiles end before the leaves do, the last
// entry is one without bytes that says why.
func (l *leaves) next(ctx context.Context) (*entry, error) {
	if l.index == l.size || l.broken {
		return nil, nil
	}
	wanted := l.wanted()
	if wanted == l.size {
		return nil, nil
	}
	e := &entry{index: wanted}
	if err := l.reach(ctx, e); err != nil || l.broken {
		return e, err
	}
	e.path = l.path
	if e.raw = l.cut(); e.raw == nil {
		e.refute(form, "it is cut off here: an entry is two bytes of length and as many bytes")
		l.broken = true
		return e, nil
	}
	l.index++
	if last := l.index%tileWidth == 0 || l.index == l.size; last && len(l.rest) > 0 {
		e.refute(form, fmt.Sprintf("%d bytes follow its last entry", len(l.rest)))
	}
	return e, nil
}

// wanted is the index of the entry to give.
func (l *leaves) wanted() int64 {
	if len(l.pick) == 0 {
		return max(l.index, l.from)
	}
	index := l.pick[0]
	l.pick = l.pick[1:]
	return index
}

// reach goes on to an entry, over those that nobody wants.
func (l *leaves) reach(ctx context.Context, e *entry) error {
	if tile := e.index - e.index%tileWidth; l.index < tile {
		l.index = tile
	}
	if l.index%tileWidth == 0 {
		if err := l.open(ctx, e); err != nil || l.broken {
			return err
		}
	}
	for ; l.index < e.index; l.index++ {
		l.cut() // it was read before
	}
	return nil
}

// open reads the entry tile that starts at the current index.
func (l *leaves) open(ctx context.Context, e *entry) (err error) {
	n := l.index / tileWidth
	l.tile = tlog.Tile{H: tileHeight, L: -1, N: n, W: int(min(tileWidth, l.size-n*tileWidth))}
	l.path = tilePath(l.tile)
	e.path = l.path
	id, ok := l.listing.top[e.path]
	if !ok {
		e.refute(chain, "it is missing")
		l.broken = true
		return nil
	}
	e.opens = e.path
	if l.rest, err = l.git.blob(ctx, id); isUnfit(err) {
		e.refute(chain, err.Error())
		l.broken = true
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", e.path, err)
	}
	return nil
}

// cut takes the bytes of one entry off the tile; nil where there are none.
func (l *leaves) cut() []byte {
	if len(l.rest) < 2 {
		return nil
	}
	end := 2 + (int(l.rest[0])<<8 | int(l.rest[1]))
	if end == 2 || len(l.rest) < end {
		return nil
	}
	raw := l.rest[2:end]
	l.rest = l.rest[end:]
	return raw
}
