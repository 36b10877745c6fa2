package site

import (
	"fmt"
	"html/template"

	"github.com/attestary/attestary/actions/report/checker"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// What every template may ask of the site.

func (w *writer) Verdict() *verdict.Verdict         { return w.site.Verdict }
func (w *writer) Score() *verdict.Scorecard         { return w.site.Score }
func (w *writer) NoScore() string                   { return w.site.NoScore }
func (w *writer) Project() string                   { return w.site.Project }
func (w *writer) Keys() []Key                       { return w.site.Keys }
func (w *writer) Trust() *checker.Trust             { return w.site.Trust }
func (w *writer) Entries() bool                     { return len(w.rows) > 0 }
func (w *writer) Where(runbook, part string) string { return w.at(runbook, part) }

// What the page of a run asks of it.

func (r *run) Entries() []*row  { return r.entries }
func (r *run) TakenBack() int64 { return r.revoked }

// FinishBy is until when it must tell its end.
func (r *run) FinishBy() string {
	if r.authorization == nil {
		return ""
	}
	return r.authorization.FinishBy
}

// Faults are why its entries do not hold.
func (r *run) Faults() (out []string) {
	for _, e := range r.entries {
		out = append(out, e.Faults...)
	}
	return out
}

// last is the entry that a run is judged by: that of its result, or of its authorization.
func last(r *run) int64 {
	if n := r.resultEntry(); n >= 0 {
		return n
	}
	return r.Entry
}

// shows marks a place that shows the outcome of a run, or of an entry, with the entry that was signed about it: verify.js
// holds one against the other.
func shows(of any) template.HTMLAttr {
	entry := int64(-1)
	switch of := of.(type) {
	case *run:
		entry = of.resultEntry()
	case *row:
		if of.Kind == evidence.KindRun {
			entry = of.Index
		}
	}
	if entry < 0 {
		return ""
	}
	return template.HTMLAttr(fmt.Sprintf(`data-of="%d" data-shows="outcome"`, entry))
}

// tier says what the tier of the evidence is worth, in words.
func tier(v *verdict.Verdict) string {
	switch v.Tier {
	case verdict.TierSigned:
		return "its times are its own word, and no witness has seen it"
	case verdict.TierTimed:
		return "others stamped its times, and no witness has seen it"
	}
	return "others stamped its times, and a witness has seen it"
}

func (r *run) resultEntry() int64 {
	for _, e := range r.entries {
		if e.Kind == evidence.KindRun {
			return e.Index
		}
	}
	return -1
}
