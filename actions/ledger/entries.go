package ledger

import (
	"cmp"
	"context"
	"fmt"
	"hash/maphash"
	"iter"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Entry is one entry of the ledger.
type Entry struct {
	Index     int64
	Leaf      evidence.Leaf
	Path      string
	Bundle    []byte             // has the leaf's digest
	Statement evidence.Predicate // what it says; its signature was not verified
}

// Entries gives all entries in the order of their leaves, and ends with the first error. It keeps about
// forty bytes for each of them.
func (s *Snapshot) Entries(ctx context.Context) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		r, err := s.newEntryReader(ctx)
		if err != nil {
			yield(Entry{}, err)
			return
		}
		for r.index < s.Checkpoint.Size {
			e, err := r.next(ctx)
			if err != nil {
				err = fmt.Errorf("entry %d: %w", r.index, err)
			}
			if !yield(e, err) || err != nil {
				return
			}
			r.index++
		}
	}
}

// entryReader goes through the entry tiles. Which folder a bundle is in is not in its leaf: it looks the
// name up among those below runs/.
type entryReader struct {
	snapshot *Snapshot
	index    int64
	rest     []byte // of the tile
	seed     maphash.Seed
	files    []indexed // by key
	dirs     []string
}

// indexed is a file below runs/.
type indexed struct {
	key  uint64 // of its name
	hash Hash
	dir  int32 // index in dirs
}

func (s *Snapshot) newEntryReader(ctx context.Context) (*entryReader, error) {
	r := &entryReader{snapshot: s, seed: maphash.MakeSeed()}
	for f, err := range s.Files(ctx) {
		if err != nil {
			return nil, err
		}
		if !strings.HasPrefix(f.Path, "runs/") {
			continue
		}
		dir, name := splitPath(f.Path)
		if len(r.dirs) == 0 || r.dirs[len(r.dirs)-1] != dir {
			r.dirs = append(r.dirs, dir)
		}
		r.files = append(r.files, indexed{maphash.String(r.seed, name), f.Hash, int32(len(r.dirs) - 1)})
	}
	slices.SortFunc(r.files, func(a, b indexed) int { return cmp.Compare(a.key, b.key) })
	return r, nil
}

func (r *entryReader) next(ctx context.Context) (Entry, error) {
	e := Entry{Index: r.index}
	if r.index%tileWidth == 0 {
		var err error
		if r.rest, err = r.snapshot.Read(ctx, tilePath(entryTile(r.index, r.snapshot.Checkpoint.Size))); err != nil {
			return e, err
		}
	}
	raw, rest, err := cutLeaf(r.rest)
	if err != nil {
		return e, err
	}
	r.rest = rest
	if e.Leaf, err = evidence.ParseLeaf(raw); err != nil {
		return e, err
	}
	if err := r.read(ctx, &e); err != nil {
		return e, err
	}
	return e, e.open()
}

// read finds the bundle: the one file of its name that has the leaf's digest.
func (r *entryReader) read(ctx context.Context, e *Entry) error {
	name := e.Leaf.Place("", "").Name()
	key := maphash.String(r.seed, name)
	i, _ := slices.BinarySearchFunc(r.files, key, func(f indexed, key uint64) int { return cmp.Compare(f.key, key) })
	for ; i < len(r.files) && r.files[i].key == key; i++ {
		path := r.dirs[r.files[i].dir] + "/" + name
		data, err := r.snapshot.file(ctx, path, r.files[i].hash)
		if err != nil {
			return err
		}
		if canon.Sum(data) == e.Leaf.Bundle {
			e.Path, e.Bundle = path, data
			return nil
		}
	}
	return fmt.Errorf("no file %s has the digest of the leaf", name)
}

func (e *Entry) open() (err error) {
	if e.Statement, _, err = unsealed(e.Bundle); err != nil {
		return fmt.Errorf("%s: %w", e.Path, err)
	}
	return nil
}
