package site

import (
	"fmt"
	"html/template"

	"github.com/attestary/attestary/actions/report/checker"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// What every template may ask of the site.

func (w *writer) Verdict() *verdict.Verdict { return w.site.Verdict }
func (w *writer) Score() *verdict.Scorecard { return w.site.Score }
func (w *writer) NoScore() string           { return w.site.NoScore }
func (w *writer) Project() string           { return w.site.Project }
func (w *writer) Keys() []Key               { return w.site.Keys }
func (w *writer) Trust() *checker.Trust     { return w.site.Trust }
func (w *writer) Entries() bool             { return len(w.rows) > 0 }

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

// ended is the outcome of a run, or of an entry, and the entry that was signed about it (data-of): scripts that verify
// hold one against the other.
func (w *writer) ended(of any) (template.HTML, error) {
	var outcome string
	entry := int64(-1)
	switch of := of.(type) {
	case *story:
		return w.ended(of.run)
	case *run:
		outcome, entry = w.State(of), of.resultEntry()
	case *row:
		outcome, entry = string(of.Outcome), of.Index
	default:
		return "", fmt.Errorf("%T has no outcome", of)
	}
	text, signed := template.HTMLEscapeString(outcome), ""
	if entry >= 0 {
		signed = fmt.Sprintf(` data-of="%d" data-shows="outcome"`, entry)
	}
	return template.HTML(`<span class="o ` + word(text) + `"` + signed + `>` + text + `</span>`), nil
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
