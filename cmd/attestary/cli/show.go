package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/spf13/cobra"
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

func showCommand(w *World) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "show RUN",
		Short: "Tell the story of one run",
		Long: `Tells who asked for a run, what was authorised, what was seen and how it ended. RUN is the number of an
entry (attestary log), or the beginning of a run's key.`,
		Example: "  attestary show 2\n  attestary show 4f1a09 --format json      its record",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := w.findRun(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return w.tellStory(s, format)
		},
	}
	formats(cmd, &format, "human", "json")
	return cmd
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
	case *evidence.Rotation, *evidence.Mend, *evidence.Score:
		return true
	}
	return false
}

func (w *World) tellKept(s *story) error {
	switch said := s.kept.(type) {
	case *evidence.Rotation:
		return w.tellRotation(said, s.entry)
	case *evidence.Mend:
		return w.tellMend(said, s.entry)
	case *evidence.Score:
		return w.tellPublished(said, s.entry)
	}
	return nil
}

func (w *World) tellStory(s *story, format string) error {
	switch {
	case format == "json":
		return w.tellRecord(s.record)
	case s.kept != nil:
		return w.tellKept(s)
	case s.exception != nil:
		return w.tellException(s)
	case s.review != nil:
		return w.tellReview(s)
	case s.denial != nil && s.authorization == nil:
		return w.tellDenial(s)
	}
	w.tellAuthorized(s)
	if s.record == nil {
		w.tellSoFar(s)
	} else {
		w.tellEnded(s)
	}
	return nil
}

// tellRecord gives the record itself, for programs.
func (w *World) tellRecord(record *evidence.Record) error {
	if record == nil {
		return problem{foundWrong, "the run has no record yet", ""}
	}
	data, err := canon.Encode(record)
	if err == nil {
		_, err = fmt.Fprintln(w.Out, string(data))
	}
	return err
}

// tellAuthorized tells what was allowed to run, and who asked for it.
func (w *World) tellAuthorized(s *story) {
	a := s.authorization
	fmt.Fprintf(w.Out, "%s: %s\n\n", a.Runbook, diag.Printable(s.plan.Title))
	fmt.Fprintf(w.Out, "  authorised  %s, entry %d, by %s (%s)\n", a.At, s.entry, asker(a), a.Rule)
	fmt.Fprintf(w.Out, "  commit      %s\n  plan        %s\n  run         %s\n", a.Commit, a.Plan.Digest, a.Run.Key())
	for _, in := range a.Inputs {
		fmt.Fprintf(w.Out, "  input       %s = %s\n", in.Name, given(in))
	}
	if a.Undoes != nil {
		fmt.Fprintf(w.Out, "  takes back  what run %s changed for a while\n", *a.Undoes)
	}
	if a.Mode == evidence.Rehearsal {
		fmt.Fprintln(w.Out, "  mode        a rehearsal: it looked, and changed nothing")
	}
	w.tellBefore(a)
}

// tellSoFar tells how a run stands that has no result.
func (w *World) tellSoFar(s *story) {
	fmt.Fprintln(w.Out)
	w.viewStory(w.Out, s)
	fmt.Fprintf(w.Out, "\nno result yet; it counts as failed after %s\n", s.authorization.FinishBy)
	if s.unconfirmed() > 0 {
		fmt.Fprintln(w.Out, "its glass was broken: once it has ended, a second person confirms it")
	}
	w.tellTakenBack(s)
	w.tellOpen(s)
}

// tellEnded tells what a run did, and what came of it.
func (w *World) tellEnded(s *story) {
	fmt.Fprintf(w.Out, "  ran         %s to %s%s, on %s/%s, entry %d\n\n", s.record.StartedAt, s.record.EndedAt,
		spanned(took(s.record.StartedAt, s.record.EndedAt)), s.run.Runner.OS, s.run.Runner.Arch, s.runEntry)
	w.viewStory(w.Out, s)
	fmt.Fprintln(w.Out)
	w.viewJudged(w.Out, s.plan, s.whole)
	w.viewTargets(w.Out, s.record)
	w.tellConfirm(s)
	for _, line := range s.removed() {
		fmt.Fprintf(w.Out, "  %s\n", line)
	}
	w.tellWaivers(s)
	w.tellTakenBack(s)
}

// tellOpen tells how a run stands that lies on this machine: what people are asked, or what can be done.
func (w *World) tellOpen(s *story) {
	key := s.authorization.Run.Key()
	left, err := w.theRun(key.Hex(), func(conduct.Waiting) bool { return true })
	switch {
	case err != nil: // it is on another machine
	case left.Alive:
		fmt.Fprintln(w.Out, "it is going on, in another process")
	case len(left.Questions) > 0:
		fmt.Fprintln(w.Out)
		w.tellWaiting(s.plan, &conduct.Result{Run: s.authorization.Run, Waiting: left.Questions, Path: left.Path})
	case left.Open:
		fmt.Fprintf(w.Err, "  its process has ended before it did\n  next: attestary resume %s, or attestary seal\n", shortKey(left))
	default:
		fmt.Fprintf(w.Err, "  it has ended, and its result waits to be recorded\n  next: attestary seal\n")
	}
}

func asker(a *evidence.Authorization) string {
	if a.Requester == nil {
		return "itself"
	}
	return a.Requester.Login
}

func given(in evidence.InputValue) string {
	text := "not told"
	if in.Value != nil {
		text = expr.Lit(*in.Value).String()
	}
	if in.Default {
		text += " (its default)"
	}
	return text
}
