package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// story is one run as the ledger tells it, or one request that was refused.
type story struct {
	authorization *evidence.Authorization
	bundle        []byte // of the authorization
	entry         int64
	denial        *evidence.Denial // in place of an authorization
	run           *evidence.Run    // nil: it has no result yet
	runEntry      int64
	approvals     []*evidence.Approval
	words         []spoken             // what people said of it, in order
	review        *evidence.Review     // in place of a run
	exception     evidence.Spoken      // a waiver or revocation in place of a run
	waivers       []spoken             // all of the ledger
	revoked       *evidence.Revocation // that took it back, and where that stands; nil: none
	revokedBy     int64
	kept          evidence.Predicate // in place of a run: what who keeps the ledger said
	plan          *plan.Plan
	record        *evidence.Record
	whole         *evidence.Record    // with the items that documents tell beside it
	back          map[string]returned // of what it changed for a while: what others took back
	asOf          string              // the instant at which it is told
}

// spoken is what somebody said, and where it stands.
type spoken struct {
	entry int64
	said  evidence.Spoken
}

// findRun looks a run up by the number of one of its entries or the beginning of its key.
func (w *World) findRun(ctx context.Context, which string) (*story, error) {
	snapshot, err := w.openSnapshot(ctx)
	if err != nil {
		return nil, err
	}
	return w.findRunIn(ctx, snapshot, which)
}

// openSnapshot opens the newest state of the ledger that this clone has.
func (w *World) openSnapshot(ctx context.Context) (*ledger.Snapshot, error) {
	store, err := w.openLedger(w.ledgerBranch(""))
	if err != nil {
		return nil, err
	}
	snapshot, err := ledger.Open(ctx, store)
	return snapshot, friendly(err)
}

// leastOfKey is how much of a run's key one must type: a shorter one may be the number of an entry that is not
// there, and would find somebody else's run by chance.
const leastOfKey = 4

// findRunIn looks a run up in that state of a ledger.
func (w *World) findRunIn(ctx context.Context, snapshot *ledger.Snapshot, which string) (*story, error) {
	number, err := strconv.ParseInt(which, 10, 64)
	if err != nil {
		number = -1
	}
	stories, wanted := map[canon.Digest]*story{}, map[canon.Digest]bool{}
	var numbered canon.Digest
	var back takingBack
	var waivers []spoken
	var alone *story // what is of no run
	for entry, err := range snapshot.Entries(ctx) {
		if err != nil {
			return nil, unreadable(err)
		}
		back.take(entry)
		if waiver, ok := entry.Statement.(*evidence.Waiver); ok {
			waivers = append(waivers, spoken{entry.Index, waiver})
		}
		if entry.Index == number && isKept(entry.Statement) {
			return &story{kept: entry.Statement, entry: entry.Index}, nil
		}
		if entry.Leaf.Run == "" {
			if entry.Index == number {
				alone = tellsAlone(entry)
			}
			continue
		}
		take(stories, entry)
		if entry.Index == number {
			numbered = entry.Leaf.Run
		}
		if len(which) >= leastOfKey && strings.HasPrefix(entry.Leaf.Run.Hex(), strings.ToLower(which)) {
			wanted[entry.Leaf.Run] = true
		}
	}
	if alone != nil {
		alone.takenBack(&back, "")
		return alone, alone.open(ctx, snapshot)
	}
	if numbered != "" { // the number of an entry is meant before the beginning of a key
		wanted = map[canon.Digest]bool{numbered: true}
	}
	if len(wanted) != 1 {
		return nil, problem{wrongUsage, fmt.Sprintf("%d runs are called %q; one is needed", len(wanted), which), "attestary log"}
	}
	for run := range wanted {
		s := stories[run]
		s.waivers = waivers
		for key, each := range stories {
			each.takenBack(&back, key)
		}
		s.asOf = evidence.FormatInstant(w.Now())
		if err := s.open(ctx, snapshot); err != nil {
			return s, err
		}
		return s, s.follow(ctx, snapshot, stories)
	}
	return nil, nil
}

// tellsAlone is the story of an entry that is of no run; nil where it has none.
func tellsAlone(e ledger.Entry) *story {
	s := &story{entry: e.Index}
	switch said := e.Statement.(type) {
	case *evidence.Review:
		s.review = said
	case *evidence.Waiver:
		s.exception = said
	case *evidence.Revocation:
		s.exception = said
	default:
		return nil
	}
	return s
}

// takenBack notes what took the story back.
func (s *story) takenBack(back *takingBack, run canon.Digest) {
	if by := back.of(s.entry, run); by != nil {
		s.revoked, s.revokedBy = back.said[*by], *by
	}
}

func take(stories map[canon.Digest]*story, e ledger.Entry) {
	s := stories[e.Leaf.Run]
	if s == nil {
		s = &story{}
		stories[e.Leaf.Run] = s
	}
	switch said := e.Statement.(type) {
	case *evidence.Authorization:
		s.authorization, s.entry, s.bundle = said, e.Index, e.Bundle
	case *evidence.Denial:
		s.denial, s.entry = said, e.Index
	case *evidence.Run:
		s.run, s.runEntry = said, e.Index
	case evidence.Spoken:
		s.words = append(s.words, spoken{e.Index, said})
		if a, ok := said.(*evidence.Approval); ok {
			s.approvals = append(s.approvals, a)
		}
	}
}

// open reads the plan and the record.
func (s *story) open(ctx context.Context, snapshot *ledger.Snapshot) error {
	var of canon.Digest
	if _, ok := s.exception.(*evidence.Revocation); ok {
		return nil
	}
	if w, ok := s.exception.(*evidence.Waiver); ok {
		of = w.Plan.Digest
	}
	switch {
	case of != "":
	case s.authorization != nil:
		of = s.authorization.Plan.Digest
	case s.denial != nil:
		of = s.denial.Plan.Digest
	case s.review != nil:
		of = s.review.Plan.Digest
	default:
		return problem{foundWrong, "that run has no authorization in the ledger", "attestary verify"}
	}
	data, err := snapshot.Blob(ctx, of)
	if err != nil {
		return unreadable(err)
	}
	if s.plan, err = plan.Parse(data); err != nil || s.run == nil {
		return err
	}
	if data, err = snapshot.Blob(ctx, s.run.Record.Digest); err != nil {
		return unreadable(err)
	}
	if s.record, err = evidence.ParseRecord(data); err != nil {
		return err
	}
	s.whole, err = wholeOf(ctx, snapshot, s.record)
	return err
}

// wholeOf is a record with the items that documents tell beside it.
func wholeOf(ctx context.Context, snapshot *ledger.Snapshot, r *evidence.Record) (*evidence.Record, error) {
	items := map[string]*evidence.Targets{}
	for i := range r.Targets {
		t := &r.Targets[i]
		var docs [][]byte
		for _, d := range t.Blobs {
			data, err := snapshot.Blob(ctx, d)
			if err != nil {
				return nil, unreadable(err)
			}
			docs = append(docs, data)
		}
		var err error
		if items[t.Address], err = t.Read(docs); err != nil {
			return nil, problem{foundWrong, fmt.Sprintf("the items of a run: %v", err), "attestary verify"}
		}
	}
	return r.With(items), nil
}

// papers are the documents of a run that has told its end, as they were signed and stored.
type papers struct {
	plan, authorization, result []byte
}

// encoded gives them of a story that has them.
func (s *story) encoded() (is papers, err error) {
	if is.authorization, err = evidence.EncodeStatement(s.authorization); err != nil {
		return is, err
	}
	if is.result, err = evidence.EncodeStatement(s.run); err != nil {
		return is, err
	}
	is.plan, err = s.plan.Encode()
	return is, err
}

// isKept tells what is said of the ledger itself, and not of a run or a plan.
func isKept(said evidence.Predicate) bool {
	switch said.(type) {
	case *evidence.Rotation, *evidence.Handover, *evidence.Mend, *evidence.Score:
		return true
	}
	return false
}
