package verify

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// scan reads the leaves of a ledger that was judged before: what of the old entries new ones have to do with is judged
// again. That is
//
//   - every old entry of a run of which a new entry is, or that a new one takes back or undoes, so that no run happens
//     twice, and what people said of it is counted whole; and every run that has no result yet;
//   - what counts for entries to come, wherever it stands: the ledger's own entry, rotations, mends, dispositions,
//     waivers, revocations, reviews and broken glasses, the last with their runs;
//   - the stamped entry that a new one says it had seen.
//
// Of what is picked only where it stands is believed. A lie makes more be judged, never less: nothing is held of a new
// entry that was not judged by its own bytes, and those of an old one are held against its leaf.
type scan struct {
	*judge
	old  []brief
	runs map[runID]bool // whose entries are wanted
	want map[int64]bool // entries that are
	pick map[int64]bool // those that will be judged again
}

// brief is what is kept of an old leaf: 48 bytes.
type brief struct {
	hash tlog.Hash
	run  runID
	kind uint8 // place in kindsOf
}

// runID is the beginning of a run's key: two runs of one beginning are both picked. Zero: of no run.
type runID [8]byte

func runOfLeaf(key canon.Digest) (id runID) {
	if key != "" {
		digest := sumOf(key)
		copy(id[:], digest[:])
	}
	return id
}

var kindsOf = []evidence.Kind{evidence.KindAuthorization, evidence.KindRun, evidence.KindDenial, evidence.KindApproval, evidence.KindConfirmation,
	evidence.KindScore, evidence.KindLedger, evidence.KindRotation, evidence.KindHandover, evidence.KindMend, evidence.KindDisposition, evidence.KindWaiver, evidence.KindRevocation,
	evidence.KindReview, evidence.KindBreakglass}

// lasting is the place in kindsOf from which on a kind counts for entries to come.
var lasting = uint8(slices.Index(kindsOf, evidence.KindLedger))

const (
	authorizes uint8 = iota
	concludes
)

// maxRounds is how often picked entries may name others.
const maxRounds = 100

// scanned reads the leaves, and gives the old entries to judge again, in their order. It lets all be read where the
// old leaves are not those that were judged.
func (j *judge) scanned(ctx context.Context) (*scan, error) {
	s := &scan{judge: j, runs: map[runID]bool{}, want: map[int64]bool{}, pick: map[int64]bool{}}
	in := &leaves{git: j.git, listing: j.listing, size: j.checkpoint.Size}
	if ok, err := s.before(ctx, in); err != nil || !ok {
		return nil, err
	}
	news, err := s.behind(ctx, in)
	if err != nil {
		return nil, err
	}
	for range maxRounds {
		more, err := s.round(ctx, news)
		if err != nil {
			return nil, err
		}
		if news = nil; len(more) == 0 {
			return s, nil
		}
		news = more
	}
	j.whole("its entries name each other too often to tell apart what has to be judged again")
	return nil, nil
}

// before takes the old leaves, whose root must be that which was kept.
func (s *scan) before(ctx context.Context, in *leaves) (bool, error) {
	r := newRoots(func(tlog.Tile, []byte) error { return nil })
	for in.index < s.since.checkpoint.Size {
		e, err := in.next(ctx)
		if err != nil {
			return false, err
		}
		leaf, wrong := evidence.ParseLeaf(e.raw)
		if e.raw == nil || wrong != nil || len(e.faults) > 0 {
			s.whole(fmt.Sprintf("entry %d is none, and it was one when the checkpoint was kept", e.index))
			return false, nil
		}
		b := brief{hash: tlog.RecordHash(e.raw), run: runOfLeaf(leaf.Run), kind: uint8(slices.Index(kindsOf, leaf.Kind))}
		s.old = append(s.old, b)
		s.listing.touched[e.path] = true
		if err := r.add(b.hash); err != nil {
			return false, err
		}
	}
	if r.root() != s.since.checkpoint.Root {
		s.whole("the first entries are not those that were judged when the checkpoint was kept")
		return false, nil
	}
	return true, nil
}

// behind takes the new leaves. What is wrong with them is told when they are judged.
func (s *scan) behind(ctx context.Context, in *leaves) (news []evidence.Leaf, err error) {
	for {
		e, err := in.next(ctx)
		if err != nil || e == nil || e.raw == nil {
			return news, err
		}
		leaf, wrong := evidence.ParseLeaf(e.raw)
		if wrong != nil {
			continue
		}
		s.wantRun(runOfLeaf(leaf.Run))
		news = append(news, leaf)
	}
}

// round picks what leaves name, and gives the leaves of what it picked anew.
func (s *scan) round(ctx context.Context, news []evidence.Leaf) ([]evidence.Leaf, error) {
	for _, leaf := range news {
		if err := s.named(ctx, leaf); err != nil {
			return nil, err
		}
	}
	open := map[runID]bool{}
	for _, b := range s.old {
		switch b.kind {
		case authorizes:
			open[b.run] = true
		case concludes:
			delete(open, b.run)
		}
		if b.kind >= lasting {
			s.wantRun(b.run)
		}
	}
	var more []evidence.Leaf
	for i, b := range s.old {
		if index := int64(i); !s.pick[index] && (s.want[index] || s.runs[b.run] || open[b.run] || b.kind >= lasting) {
			s.pick[index] = true
			leaf, err := s.exceptions.leaf(ctx, index)
			if err != nil {
				return nil, err
			}
			more = append(more, leaf)
		}
	}
	return more, nil
}

func (s *scan) wantRun(run runID) {
	if run != (runID{}) {
		s.runs[run] = true
	}
}

// named picks what the statement of a leaf names.
func (s *scan) named(ctx context.Context, leaf evidence.Leaf) error {
	for _, f := range s.listing.entry(leaf.Place("", "").Name()) {
		said, _, err := statementAt(ctx, s.git, f.id)
		if err != nil {
			return fmt.Errorf("%s: %w", s.listing.dirs[f.dir], err)
		}
		if said == nil {
			continue
		}
		if seen := said.Saw(); seen.Entry != nil && !f.old {
			s.wantEntry(*seen.Entry)
		}
		switch p := said.(type) {
		case *evidence.Authorization:
			if p.Undoes != nil {
				s.wantRun(runOfLeaf(*p.Undoes))
			}
		case *evidence.Revocation:
			for _, r := range p.Entries {
				s.wantEntry(r.Index)
			}
		}
	}
	return nil
}

// wantEntry wants an old entry, and its run.
func (s *scan) wantEntry(index int64) {
	if index >= 0 && index < int64(len(s.old)) {
		s.want[index] = true
		s.wantRun(s.old[index].run)
	}
}

// pass puts the old leaves into the arithmetic, as if they had streamed by.
func (s *scan) pass() error {
	for _, b := range s.old {
		if err := s.roots.add(b.hash); err != nil {
			return err
		}
		s.growths.passed(s.roots.size, s.roots.newest())
		s.kinds[string(kindsOf[b.kind])]++
	}
	return nil
}
