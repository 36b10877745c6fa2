package ledger

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Prove makes a proof of one entry. It verifies nothing; whoever reads the proof does.
func (s *Snapshot) Prove(ctx context.Context, index int64) (*evidence.Proof, error) {
	if index < 0 || index >= s.Checkpoint.Size {
		return nil, fmt.Errorf("there is no entry %d; the ledger has %d", index, s.Checkpoint.Size)
	}
	p := &evidence.Proof{Format: evidence.ProofFormat, Index: index, Blobs: [][]byte{}, Path: []canon.Digest{}}
	entry, err := s.entry(ctx, index)
	if err != nil {
		return nil, fmt.Errorf("entry %d: %w", index, err)
	}
	p.Leaf = entry.Leaf
	if p.Bundle, err = evidence.ParseBundle(entry.Bundle); err != nil {
		return nil, err
	}
	record, err := s.record(ctx, entry.Statement)
	if err != nil {
		return nil, err
	}
	if p.Blobs, err = s.beside(ctx, entry.Statement, record); err != nil {
		return nil, err
	}
	if p.Path, err = s.way(ctx, index); err != nil {
		return nil, err
	}
	if p.Rotations, err = s.changes(ctx); err != nil {
		return nil, err
	}
	text, err := s.Read(ctx, checkpointPath)
	if err != nil {
		return nil, err
	}
	p.Checkpoint = string(text)
	signature, err := s.Read(ctx, signaturePath)
	if err != nil {
		return nil, err
	}
	if p.Signature, err = evidence.ParseBundle(signature); err != nil || record == nil {
		return p, err
	}
	return p, s.carry(ctx, p, record)
}

// carry gives the proof the documents that the record names for its items, if all of them are there and fit.
func (s *Snapshot) carry(ctx context.Context, p *evidence.Proof, record *evidence.Record) error {
	digests := map[canon.Digest]bool{}
	for _, t := range record.Targets {
		for _, d := range t.Blobs {
			digests[d] = true
		}
	}
	if len(digests) == 0 {
		return nil
	}
	data, err := p.Encode()
	if err != nil {
		return err
	}
	room := evidence.MaxProof - len(data) - len(`,"targets":[]`)
	docs := [][]byte{}
	for _, d := range slices.Sorted(maps.Keys(digests)) {
		data, err := s.Blob(ctx, d)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if room -= base64.StdEncoding.EncodedLen(len(data)) + len(`"",`); room < 0 {
			return nil
		}
		docs = append(docs, data)
	}
	p.Targets = docs
	return nil
}

// record is that of a run; nil for any other statement, and where it is not there or is none, which whoever reads the
// proof tells.
func (s *Snapshot) record(ctx context.Context, said evidence.Predicate) (*evidence.Record, error) {
	run, ok := said.(*evidence.Run)
	if !ok {
		return nil, nil
	}
	data, err := s.Blob(ctx, run.Record.Digest)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	record, err := evidence.ParseRecord(data)
	if err != nil {
		return nil, nil
	}
	return record, nil
}

// way is the path from an entry to the root.
func (s *Snapshot) way(ctx context.Context, index int64) ([]canon.Digest, error) {
	path, err := tlog.ProveRecord(s.Checkpoint.Size, index, tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) { return s.hashes(ctx, at) }))
	if err != nil {
		return nil, fmt.Errorf("entry %d: %w", index, err)
	}
	out := []canon.Digest{}
	for _, h := range path {
		out = append(out, canon.Digest(fmt.Sprintf("sha256:%x", h[:])))
	}
	return out, nil
}

// changesKey tells whether entries of a kind say who signs the ledger from there on.
func changesKey(kind evidence.Kind) bool {
	return kind == evidence.KindRotation || kind == evidence.KindHandover
}

// changes are the halves of all rotations, and of the handover. Most ledgers have none, which the names of their files
// tell; those of others are looked for from the first entry on.
func (s *Snapshot) changes(ctx context.Context) (out []evidence.Included, err error) {
	files := 0
	root, err := s.find(ctx, "runs/_")
	if err != nil {
		return nil, err // there is the folder of entry 0 at least
	}
	s.walk(ctx, "runs/_/", root, func(f File, walkErr error) bool {
		if err = walkErr; err == nil && (called(path.Base(f.Path), evidence.KindRotation) || called(path.Base(f.Path), evidence.KindHandover)) {
			files++
		}
		return err == nil
	})
	if err != nil || files == 0 {
		return nil, err
	}
	for entry, err := range s.Entries(ctx) {
		if err != nil {
			return nil, err
		}
		if !changesKey(entry.Leaf.Kind) {
			continue
		}
		half := evidence.Included{Index: entry.Index, Leaf: entry.Leaf}
		if half.Bundle, err = evidence.ParseBundle(entry.Bundle); err != nil {
			return nil, err
		}
		if half.Path, err = s.way(ctx, entry.Index); err != nil {
			return nil, err
		}
		if out = append(out, half); len(out) == files {
			break
		}
	}
	return out, nil
}

// entry reads one entry.
func (s *Snapshot) entry(ctx context.Context, index int64) (Entry, error) {
	r, err := s.newEntryReader(ctx)
	if err != nil {
		return Entry{}, err
	}
	for r.index = index - index%tileWidth; ; r.index++ {
		e, err := r.next(ctx)
		if err != nil || r.index == index {
			return e, err
		}
	}
}

// beside gives the blobs that a statement names, and the plan that its record is judged by. What was lawfully
// removed is not there.
func (s *Snapshot) beside(ctx context.Context, said evidence.Predicate, record *evidence.Record) ([][]byte, error) {
	digests := map[canon.Digest]bool{}
	for _, ref := range said.Blobs() {
		digests[ref.Digest] = true
	}
	if record != nil {
		digests[record.Plan] = true
	}
	out := [][]byte{}
	for d := range digests {
		data, err := s.Blob(ctx, d)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, data)
	}
	slices.SortFunc(out, func(a, b []byte) int { return cmp.Compare(canon.Sum(a), canon.Sum(b)) })
	return out, nil
}

// hashes reads hashes of the tree from its tiles.
func (s *Snapshot) hashes(ctx context.Context, indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, 0, len(indexes))
	for _, index := range indexes {
		t := tlog.TileForIndex(tileHeight, index)
		t.W = int(min(tileWidth, s.Checkpoint.Size>>(tileHeight*t.L)-t.N*tileWidth))
		data, err := s.Read(ctx, tilePath(t))
		if err != nil {
			return nil, err
		}
		h, err := tlog.HashFromTile(t, data, index)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", tilePath(t), err)
		}
		out = append(out, h)
	}
	return out, nil
}
