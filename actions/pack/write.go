package pack

import (
	"bufio"
	"cmp"
	"compress/zlib"
	"context"
	"crypto/sha1"
	"encoding/binary"
	"fmt"
	"hash"
	"io"
	"slices"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Contents are what is packed. The same contents give the same bytes.
type Contents struct {
	At         time.Time
	Ledger     ledger.Reader
	LedgerName string
	Source     ledger.Reader // nil: none
	SourceName string
	Roots      [][]byte // trusted roots
}

// Write makes an archive. Nothing is verified: whoever reads it does that.
func Write(ctx context.Context, to io.WriteSeeker, c Contents) error {
	snapshot, err := ledger.Open(ctx, c.Ledger)
	if err != nil {
		return err
	}
	m := &Manifest{At: evidence.FormatInstant(c.At), Format: Format, Ledger: Branch{snapshot.Commit.String(), c.LedgerName}, Roots: []canon.Digest{}}
	named, scored, err := namedCommits(ctx, snapshot)
	if err != nil {
		return fmt.Errorf("the ledger: %w", err)
	}
	of := newGather(c.Ledger)
	if err := of.ledger(ctx, snapshot.Commit, scored); err != nil {
		return fmt.Errorf("the ledger: %w", err)
	}
	packs := []*gather{of}
	if c.Source != nil {
		g, tip, err := gatherSource(ctx, c.Source, named)
		if err != nil {
			return fmt.Errorf("the source: %w", err)
		}
		m.Source, packs = &Branch{tip.String(), c.SourceName}, append(packs, g)
	}
	roots := slices.Clone(c.Roots)
	slices.SortFunc(roots, func(a, b []byte) int { return cmp.Compare(canon.Sum(a), canon.Sum(b)) })
	for _, r := range roots {
		m.Roots = append(m.Roots, canon.Sum(r))
	}
	manifest, err := m.Encode()
	if err != nil {
		return err
	}
	return write(ctx, &archive{to: to}, manifest, packs, roots)
}

func gatherSource(ctx context.Context, store ledger.Reader, named []ledger.Hash) (*gather, ledger.Hash, error) {
	tip, err := store.Head(ctx)
	if err != nil {
		return nil, tip, err
	}
	g := newGather(store)
	return g, tip, g.source(ctx, tip, named)
}

func write(ctx context.Context, a *archive, manifest []byte, packs []*gather, roots [][]byte) error {
	if err := a.bytes(readmeName, []byte(readme)); err != nil {
		return err
	}
	if err := a.bytes(manifestName, manifest); err != nil {
		return err
	}
	for i, g := range packs {
		if err := a.member(packNames[i], func(w io.Writer) error { return g.write(ctx, w) }); err != nil {
			return fmt.Errorf("%s: %w", packNames[i], err)
		}
	}
	for _, r := range roots {
		if err := a.bytes(rootsDir+canon.Sum(r).Hex(), r); err != nil {
			return err
		}
	}
	return a.end()
}

// Types of objects, as a pack numbers them (gitformat-pack).
var types = []string{1: "commit", 2: "tree", 3: "blob"}

// write writes the objects as a git pack, whole and without deltas.
func (g *gather) write(ctx context.Context, to io.Writer) error {
	buffered := bufio.NewWriterSize(to, 1<<16)
	w := &summed{buffered, sha1.New()}
	head := append([]byte("PACK\x00\x00\x00\x02"), 0, 0, 0, 0)
	binary.BigEndian.PutUint32(head[8:], uint32(g.names.count))
	if _, err := w.Write(head); err != nil {
		return err
	}
	z := zlib.NewWriter(w)
	there := make([]byte, 0, 1<<16)
	for h := range g.names.each {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := g.object(ctx, w, z, h, there); err != nil {
			return fmt.Errorf("object %s: %w", h, err)
		}
	}
	if _, err := buffered.Write(w.sum.Sum(nil)); err != nil {
		return err
	}
	return buffered.Flush()
}

// into is a store that can put an object into memory that its caller has.
type into interface {
	GetInto(ctx context.Context, h ledger.Hash, there []byte) ([]byte, error)
}

func (g *gather) get(ctx context.Context, h ledger.Hash, there []byte) ([]byte, error) {
	if s, ok := g.store.(into); ok {
		return s.GetInto(ctx, h, there)
	}
	return g.store.Get(ctx, h)
}

// object writes one, which may stand in memory that is there.
func (g *gather) object(ctx context.Context, w io.Writer, z *zlib.Writer, h ledger.Hash, there []byte) error {
	data, err := g.get(ctx, h, there)
	if err != nil {
		return err
	}
	kind, body, err := ledger.Unframe(data)
	if err != nil {
		return err
	}
	number := slices.Index(types, kind)
	if number < 1 {
		return fmt.Errorf("it is a %s", kind)
	}
	if _, err := w.Write(objectHead(number, len(body))); err != nil {
		return err
	}
	z.Reset(w)
	if _, err := z.Write(body); err != nil {
		return err
	}
	return z.Close()
}

// objectHead is the type and size of an object, in groups of bits, the lowest first.
func objectHead(number, size int) []byte {
	head := []byte{byte(number<<4 | size&15)}
	for size >>= 4; size > 0; size >>= 7 {
		head[len(head)-1] |= 0x80
		head = append(head, byte(size&0x7f))
	}
	return head
}

// summed is a writer whose bytes are hashed.
type summed struct {
	io.Writer
	sum hash.Hash
}

func (s *summed) Write(p []byte) (int, error) {
	n, err := s.Writer.Write(p)
	s.sum.Write(p[:n])
	return n, err
}
