package verify

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/attestary/attestary/actions/ledger"
)

// chains judges claim 2: the tree is closed, and leaves, tiles, root and checkpoint are one thing.
//
// The arithmetic is done from the entry tiles up, as they stream by. Each hash tile of the ledger is
// then compared with the one that was computed, and the root with the checkpoint's. What differs is
// named at the end, when it is known which side is wrong: where the computed root is the checkpoint's,
// the hash tile was changed; where it is not, the entries were.
type chains struct {
	git     objects
	listing *listing
	tally   *tally
	differ  []tlog.Tile
	broken  bool  // the entries could not be read to their end
	unread  bool  // a statement could not be read, so nobody knows which blobs it names
	from    int64 // entries before were judged when the ledger was judged before
}

// tilePath is the path of a tile as C2SP writes it: tile/<L>/<N>[.p/<W>], "entries" for the leaves.
func tilePath(t tlog.Tile) string {
	level := strconv.Itoa(t.L)
	if t.L < 0 {
		level = "entries"
	}
	n := fmt.Sprintf("%03d", t.N%1000)
	for rest := t.N / 1000; rest > 0; rest /= 1000 {
		n = fmt.Sprintf("x%03d/%s", rest%1000, n)
	}
	if t.W < tileWidth {
		n += ".p/" + strconv.Itoa(t.W)
	}
	return "tile/" + level + "/" + n
}

// file reads a file that the format implies. Nil and a fault, where it is missing or cannot be one.
func (c *chains) file(ctx context.Context, name string) ([]byte, error) {
	id, ok := c.listing.top[name]
	if !ok {
		c.refute(name, "it is missing")
		return nil, nil
	}
	c.listing.touched[name] = true
	data, err := c.git.blob(ctx, id)
	if isUnfit(err) {
		c.refute(name, "%v", err)
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return data, nil
}

func (c *chains) refute(name, format string, args ...any) {
	c.tally.refute(fault{chain, noEntry, name, fmt.Sprintf(format, args...)})
}

// hashTile compares a stored hash tile with the computed one.
func (c *chains) hashTile(ctx context.Context, t tlog.Tile, want []byte) error {
	if path := tilePath(t); c.listing.same[path] { // it was compared before
		c.listing.touched[path] = true
		return nil
	}
	got, err := c.file(ctx, tilePath(t))
	if err != nil || got == nil {
		return err
	}
	c.tally.judged(chain, 1)
	switch {
	case len(got) != len(want):
		c.refute(tilePath(t), "it has %d bytes; %d hashes have %d", len(got), t.W, len(want))
	case !bytes.Equal(got, want):
		c.differ = append(c.differ, t)
	}
	return nil
}

// end compares the root, names which tiles are wrong, and what nobody asked for.
func (c *chains) end(ctx context.Context, r *roots, want ledger.Checkpoint, root object) error {
	if c.broken {
		return nil
	}
	if r.size != want.Size {
		c.refute(checkpointPath, "it tells of %d entries; the entry tiles hold %d", want.Size, r.size)
	}
	computed := r.root()
	held := r.size == want.Size && computed == want.Root
	if !held && len(c.differ) == 0 {
		c.refute(checkpointPath, "it tells of root %s; the entries have %s", want.Root, computed)
	}
	for _, t := range c.differ {
		c.blame(t, held)
	}
	extra, err := c.listing.unused(ctx, c.git, root)
	for _, f := range extra {
		if !c.unread || !strings.HasPrefix(f.path, "blobs/sha256/") {
			c.tally.refute(f)
		}
	}
	return err
}

// blame names the tile that is wrong. Above the lowest level a difference only repeats one below.
func (c *chains) blame(t tlog.Tile, held bool) {
	if held {
		c.refute(tilePath(t), "it does not hold the hashes of the entries, which fit the checkpoint")
		return
	}
	if t.L == 0 {
		entries := t
		entries.L = -1
		c.refute(tilePath(entries), "its entries do not have the hashes of %s, nor the root of the checkpoint", tilePath(t))
	}
	c.refute(tilePath(t), "it does not hold the hashes of the entries, nor do they fit the checkpoint")
}

// place holds an entry against the leaves before it, and marks the files that it accounts for.
func (c *chains) place(e *entry, origin string) {
	c.tally.judged(chain, 1)
	if e.opens != "" {
		c.listing.touched[e.opens] = true
	}
	if e.file != nil {
		if e.file.old && e.index >= c.from || e.file.used {
			e.refute(chain, "another entry before it has the same file")
		}
		e.file.used = true
	}
	for _, b := range e.blobs {
		b.used = true
	}
	if e.statement == nil || e.run != nil && e.record == nil {
		c.unread = true
	}
	if e.statement == nil {
		return
	}
	if (e.index == 0) != (e.ledger != nil) {
		e.refute(chain, "entry 0 is the ledger's own, and no other entry is")
	}
	if e.ledger != nil && e.ledger.Origin != origin {
		e.refute(chain, fmt.Sprintf("it begins ledger %q; the checkpoint is of %q", e.ledger.Origin, origin))
	}
	if seen := e.statement.Saw(); seen.Origin != origin {
		e.refute(chain, fmt.Sprintf("it was written for ledger %q; this is %q", seen.Origin, origin))
	}
}
