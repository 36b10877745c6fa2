package site

import (
	"cmp"
	"context"
	"slices"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// run is one run as the ledger tells it, or one request that was refused.
type run struct {
	Entry         int64 // of the authorization, or of the denial
	Key           canon.Digest
	authorization *evidence.Authorization
	denial        *evidence.Denial
	result        *evidence.Run // nil: it has told no end
	said          []spoken
	entries       []*row
	failed        []string // checks and steps that did not pass, at most ten
	revoked       int64    // the entry that took it back; 0: none
	newer, before *run     // of the same runbook; nil: none
	older         bool     // it has no page of its own
}

// spoken is what somebody said of a run.
type spoken struct {
	entry int64
	said  evidence.Spoken
}

// row is one entry, as the list of all of them shows it.
type row struct {
	Index               int64
	Kind                evidence.Kind
	At, Runbook         string
	Outcome             evidence.Outcome // of a result
	By, Says, Path, Key string           // Key: what signs
	Bundle              canon.Digest
	Run                 *run
	Faults              []string // why it does not hold
	Revoked             int64
}

// book is a runbook: of the tip, of the ledger, or of both.
type book struct {
	Runbook
	Tip  bool
	Runs []*run // the newest first
}

// gather goes through the ledger once: it writes the evidence, and keeps of each entry what lists and stories need.
func (w *writer) gather(ctx context.Context) error {
	for _, b := range w.site.Runbooks {
		w.byName[b.Name] = &book{Runbook: b, Tip: true}
	}
	if w.site.Ledger != nil && w.site.Verdict.Sound() {
		pile := newPile(w)
		defer pile.packing.Wait() // where this ends before the ledger does
		for e, err := range w.site.Ledger.Entries(ctx) {
			if err != nil {
				return err
			}
			record, err := w.record(ctx, e.Statement)
			if err != nil {
				return err
			}
			if err := pile.take(ctx, e, record); err != nil {
				return err
			}
			w.take(e, record)
		}
		if err := pile.end(ctx); err != nil {
			return err
		}
	}
	w.judge()
	w.shelve()
	return nil
}

func (w *writer) take(e Entry, record *evidence.Record) {
	line := &row{Index: e.Index, Kind: e.Leaf.Kind, Path: e.Path, Bundle: e.Leaf.Bundle, At: e.Statement.Claimed(), Key: signer(e.Bundle)}
	w.rows = append(w.rows, line)
	var of *run
	if e.Leaf.Run != "" {
		if of = w.byKey[e.Leaf.Run]; of == nil {
			of = &run{Entry: e.Index, Key: e.Leaf.Run}
			w.byKey[e.Leaf.Run] = of
		}
		of.entries, line.Run = append(of.entries, line), of
	}
	if e.Leaf.Kind != e.Statement.Kind() {
		return // then the verdict refutes it, and whose it is nobody can tell
	}
	switch said := e.Statement.(type) {
	case *evidence.Authorization:
		of.authorization = said
		line.By = asker(said.Requester, said.Trigger)
	case *evidence.Denial:
		of.denial = said
		line.By, line.Says = asker(said.Requester, said.Trigger), said.Rule
	case *evidence.Run:
		of.result, line.Outcome = said, said.Outcome
		of.failed = failedOf(record)
	case evidence.Spoken:
		line.By, line.Says = said.Speaker().Login, inBrief(said)
		if of != nil {
			of.said = append(of.said, spoken{e.Index, said})
		}
	}
	line.Runbook = runbookOf(e.Statement, of)
}

// record is that of a result; nil for any other statement, and where it is not there any more or is none.
func (w *writer) record(ctx context.Context, said evidence.Predicate) (*evidence.Record, error) {
	r, ok := said.(*evidence.Run)
	if !ok {
		return nil, nil
	}
	data, err := w.blob(ctx, r.Record.Digest)
	if err != nil || data == nil {
		return nil, err
	}
	record, err := evidence.ParseRecord(data)
	if err != nil {
		return nil, nil // verification has told that
	}
	return record, nil
}

// runbookOf is whose entry it is; "" where it is about the ledger.
func runbookOf(p evidence.Predicate, of *run) string {
	switch said := p.(type) {
	case *evidence.Review:
		return said.Runbook
	case *evidence.Waiver:
		name, _ := said.Waives()
		return name
	}
	if of == nil {
		return ""
	}
	return of.Runbook()
}

// Runbook is the name of the run's runbook.
func (r *run) Runbook() string {
	switch {
	case r.authorization != nil:
		return r.authorization.Runbook
	case r.denial != nil:
		return r.denial.Runbook
	}
	return ""
}

// At is when it was asked for.
func (r *run) At() string {
	switch {
	case r.authorization != nil:
		return r.authorization.At
	case r.denial != nil:
		return r.denial.At
	}
	return ""
}

// By is who asked for it.
func (r *run) By() string {
	switch {
	case r.authorization != nil:
		return asker(r.authorization.Requester, r.authorization.Trigger)
	case r.denial != nil:
		return asker(r.denial.Requester, r.denial.Trigger)
	}
	return ""
}

// Rehearsal tells that it was one.
func (r *run) Rehearsal() bool {
	return r.authorization != nil && r.authorization.Mode == evidence.Rehearsal
}

// The states of a run that has told no outcome.
const (
	refused    = "refused"
	underWay   = "under way"
	unfinished = "unfinished"
)

// State is the outcome, or why there is none.
func (w *writer) State(r *run) string {
	switch {
	case r.denial != nil && r.authorization == nil:
		return refused
	case r.result != nil:
		return string(r.result.Outcome)
	case r.authorization != nil && w.site.Verdict.AsOf > r.authorization.FinishBy:
		return unfinished
	}
	return underWay
}

// judge puts beside each entry what the verdict says of it.
func (w *writer) judge() {
	v := w.site.Verdict
	for i := range v.Claims {
		c := &v.Claims[i]
		for _, f := range c.Faults {
			if f.Entry != nil && *f.Entry < int64(len(w.rows)) {
				line := w.rows[*f.Entry]
				line.Faults = append(line.Faults, "claim "+c.ID+" ("+c.Name+"): "+f.Reason)
			}
		}
	}
	for _, r := range v.Revoked {
		for _, e := range r.Revoked {
			w.takeBack(e, r.Entry)
		}
	}
}

func (w *writer) takeBack(e verdict.Revoked, by int64) {
	if e.Entry >= int64(len(w.rows)) {
		return
	}
	w.rows[e.Entry].Revoked = by
	if e.Run != nil && *e.Run < int64(len(w.rows)) && w.rows[*e.Run].Run != nil {
		w.rows[*e.Run].Run.revoked = by
	}
}

// shelve sorts the runs by their runbooks, the newest first.
func (w *writer) shelve() {
	for i := len(w.rows) - 1; i >= 0; i-- {
		r := w.rows[i].Run
		if r == nil || r.Entry != w.rows[i].Index {
			continue
		}
		w.all = append(w.all, r)
		b := w.byName[r.Runbook()]
		if b == nil {
			b = &book{Runbook: Runbook{Name: r.Runbook(), Title: r.Runbook()}}
			w.byName[b.Name] = b
		}
		if n := len(b.Runs); n > 0 {
			r.newer, b.Runs[n-1].before = b.Runs[n-1], r
		}
		b.Runs = append(b.Runs, r)
	}
	for _, r := range w.all[w.newest():] {
		r.older = true
	}
	for _, b := range w.byName {
		w.books = append(w.books, b)
	}
	slices.SortFunc(w.books, func(a, b *book) int { return cmp.Compare(a.Name, b.Name) })
}

// failedOf names what did not pass, at most ten.
func failedOf(r *evidence.Record) (out []string) {
	if r == nil {
		return nil
	}
	add := func(o evidence.Outcome, name string) {
		if bad(o) && len(out) < 10 && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	for _, s := range r.Steps {
		add(s.Outcome, s.Address)
	}
	for _, c := range r.Checks {
		add(c.Outcome, "check."+c.Name)
	}
	return out
}

// bad tells outcomes that keep a run from passing.
func bad(o evidence.Outcome) bool {
	switch o {
	case evidence.Passed, evidence.Skipped, evidence.Simulated:
		return false
	}
	return true
}
