package site

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// story is the page of one run.
type story struct {
	*run
	Title, State string
	Commit       string
	Plan         *plan.Plan
	Digest       canon.Digest
	Inputs       []input
	Events       []event
	Steps        []stepOf
	Checks       []checkOf
	Evidence     []kept
	Targets      []evidence.TargetsRecord
	Record       *evidence.Record
	Newer, Older *run // of the same runbook
}

type input struct {
	Name, Value string
	Default     bool
}

// event is something that happened, and the entry that says so.
type event struct {
	At, Who, What string
	Entry         int64 // -1: none
	State         string
	order         int
}

func (w *writer) runs(ctx context.Context) error {
	err := each(w.all[:w.newest()], func(r *run) error {
		s, err := w.story(ctx, r)
		if err != nil {
			return err
		}
		return w.page(w.pageOf(r), "run", w.titleOf(s), s)
	})
	if err != nil {
		return err
	}
	return w.older(ctx)
}

func (w *writer) titleOf(s *story) string {
	return fmt.Sprintf("%s, %s: %s", s.Runbook(), day(s.At()), s.State)
}

func (w *writer) story(ctx context.Context, r *run) (*story, error) {
	s := &story{run: r, State: w.State(r), Title: r.Runbook(), Newer: r.newer, Older: r.before}
	if b := w.byName[r.Runbook()]; b != nil && b.Title != "" {
		s.Title = b.Title
	}
	s.tell()
	digest := r.planned()
	if digest == "" {
		return s, nil
	}
	s.Digest = digest
	var err error
	if s.Plan, err = w.plan(ctx, digest); err != nil || r.result == nil {
		return s, err
	}
	if s.Plan != nil {
		s.Title = s.Plan.Title
	}
	if s.Record, err = w.record(ctx, r.result); err != nil || s.Record == nil {
		return s, err
	}
	s.Targets = s.Record.Targets
	w.steps(s)
	w.checks(s)
	s.keeps()
	return s, nil
}

// lineOf is the line of the runbook's file in which a part of the run stands; "" where the runbook has changed since.
func (w *writer) lineOf(s *story, named string) string {
	if b := w.byName[s.Runbook()]; b == nil || b.Plan != s.Digest {
		return ""
	}
	if _, line, ok := strings.Cut(w.Where(s.Runbook(), named), ":"); ok {
		return "line " + line
	}
	return ""
}

// File is the file of the runbook as it ran.
func (s *story) File() string {
	if s.Plan == nil {
		return ""
	}
	return s.Plan.File
}

// planned is the digest of the run's plan.
func (r *run) planned() (d canon.Digest) {
	switch {
	case r.authorization != nil:
		return r.authorization.Plan.Digest
	case r.denial != nil:
		return r.denial.Plan.Digest
	}
	return ""
}

// tell puts what people and the ledger said in the order in which they did.
func (s *story) tell() {
	add := func(e event) { s.Events = append(s.Events, e) }
	if d := s.denial; d != nil {
		s.Commit = d.Commit
		add(event{At: d.At, Who: asker(d.Requester, d.Trigger), What: "asked for it, and was refused: " + d.Rule, Entry: s.run.Entry, State: refused})
	}
	if a := s.authorization; a != nil {
		s.Commit = a.Commit
		add(event{At: a.At, Who: asker(a.Requester, a.Trigger), What: "asked for it, and it was authorised: " + a.Rule, Entry: s.run.Entry, State: "authorised"})
		for _, in := range a.Inputs {
			s.Inputs = append(s.Inputs, input{in.Name, valued(in.Value), in.Default})
		}
	}
	for _, word := range s.said {
		add(event{At: word.said.Claimed(), Who: word.said.Speaker().Login, What: inBrief(word.said), Entry: word.entry, State: string(word.said.Kind()), order: 1})
	}
	if r := s.result; r != nil {
		add(event{At: r.StartedAt, What: fmt.Sprintf("It began on %s (%s/%s)", r.Runner.Host, r.Runner.OS, r.Runner.Arch), Entry: -1, State: "began", order: 1})
		what := "It ended: " + string(r.Outcome)
		if len(s.failed) > 0 {
			what += " by " + strings.Join(s.failed, ", ")
		}
		add(event{At: r.EndedAt, What: what, Entry: s.resultEntry(), State: string(r.Outcome), order: 2})
	}
	slices.SortStableFunc(s.Events, func(a, b event) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.order, b.order)) })
}
