package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
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
	if p.Blobs, err = s.beside(ctx, entry.Statement); err != nil {
		return nil, err
	}
	path, err := tlog.ProveRecord(s.Checkpoint.Size, index, tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) { return s.hashes(ctx, at) }))
	if err != nil {
		return nil, fmt.Errorf("entry %d: %w", index, err)
	}
	for _, h := range path {
		p.Path = append(p.Path, canon.Digest(fmt.Sprintf("sha256:%x", h[:])))
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
	p.Signature, err = evidence.ParseBundle(signature)
	return p, err
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
func (s *Snapshot) beside(ctx context.Context, said evidence.Predicate) ([][]byte, error) {
	digests := map[canon.Digest]bool{}
	for _, ref := range said.Blobs() {
		digests[ref.Digest] = true
	}
	if run, ok := said.(*evidence.Run); ok {
		data, err := s.Blob(ctx, run.Record.Digest)
		if err == nil {
			if record, err := evidence.ParseRecord(data); err == nil {
				digests[record.Plan] = true
			}
		}
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
