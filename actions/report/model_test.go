package report_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// model is the rules of the format document once more, written to be compared with them and not to be
// quick: it has the whole history before it, and looks at every minute.
type model struct {
	*world
	plan  *plan.Plan
	terms plan.Satisfies
	auto  bool // the stage asks for runs that start by themselves
	asOf  time.Time
}

// The streaming scorer and the model agree on every claim of every history, at any instant.
func TestScorerAgreesWithTheModel(t *testing.T) {
	t.Parallel()
	everywhere(t, func(w *world) string {
		asOf := monday.Add(w.within(w.asOf.Sub(monday) + 24*time.Hour))
		card := w.score(w.runs, asOf)
		for _, p := range w.plans {
			for _, terms := range p.Satisfies {
				stage, _ := catalog.ParseStage(terms.Stage)
				m := model{w, p, terms, stage >= catalog.Advanced, asOf}
				claims := cell(t, card, terms.Function, terms.Stage).Claims
				i := slices.IndexFunc(claims, func(c verdict.Proof) bool { return c.Runbook == p.Runbook })
				if met := claims[i].Standing == verdict.Met; met != m.met() {
					return fmt.Sprintf("at %s %s for %s is %s (%s); the model says %v",
						instant(asOf), p.Runbook, terms.Stage, claims[i].Standing, claims[i].Why, m.met())
				}
			}
		}
		return ""
	})
}

// met: the newest due thing is a run that counts.
func (m model) met() bool {
	due := m.due()
	var newest time.Time
	decides := -1
	var looked time.Time // until when the schedule started runs
	owed := false
	for i, r := range due {
		passed, scheduled := m.passed(r), r.Trigger.Kind == "schedule"
		if m.auto && scheduled && r.Requester == nil {
			looked = latest(looked, at(r.At))
		}
		if m.auto && m.plan.Trigger("clock") != nil && passed && owed && !scheduled {
			continue // it displaces no failure of a schedule
		}
		if !passed || !at(r.At).Before(newest) {
			decides = i
			owed = !passed && scheduled || owed && !scheduled
		}
		newest = latest(newest, at(r.At))
	}
	if m.auto { // a pass is what decides, or it is not met anyway
		newest = looked
	}
	return decides >= 0 && m.counts(due[decides]) && !m.missed(newest)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// seen are the runs that may decide: known at the instant, and live or a rehearsal that is claimed.
func (m model) seen() history {
	return slices.DeleteFunc(slices.Clone(m.runs), func(r verdict.Run) bool {
		rehearsed := r.Mode != evidence.Live && !m.terms.Rehearsal
		return r.Runbook != m.plan.Runbook || at(r.At).After(m.asOf) || rehearsed
	})
}

func (m model) ended(r verdict.Run) bool {
	return r.Result != nil && !at(r.Result.EndedAt).After(m.asOf)
}

func (m model) passed(r verdict.Run) bool { return m.ended(r) && r.Result.Outcome == evidence.Passed }

// due are those that have ended or should have, without passes that the stage does not look at.
func (m model) due() history {
	return slices.DeleteFunc(m.seen(), func(r verdict.Run) bool {
		isDue := m.ended(r) || m.asOf.After(at(r.FinishBy))
		return !isDue || m.auto && m.passed(r) && r.Requester != nil
	})
}

func (m model) counts(r verdict.Run) bool {
	if m.revokes(r) || !m.passed(r) || r.Plan != digest(m.t, m.plan) || r.Result.Checked == 0 {
		return false
	}
	for _, in := range r.Inputs {
		if !in.Default && !slices.Contains(m.terms.Inputs, in.Name) {
			return false
		}
	}
	return !m.asOf.After(at(r.Result.EndedAt).Add(time.Duration(m.terms.FreshFor) * time.Second))
}

// missed: an occurrence after that instant was due, and nobody answered it.
func (m model) missed(after time.Time) bool {
	occurrences := m.occurrences()
	for i, o := range occurrences {
		if i == len(occurrences)-1 {
			break // it stands for what comes after the instant
		}
		deadline := o.Add(min(occurrences[i+1].Sub(o), 24*time.Hour))
		answered := slices.ContainsFunc(m.seen(), func(r verdict.Run) bool {
			when := at(r.At)
			return r.Trigger.Kind == "schedule" && r.Requester == nil && !when.Before(o) && when.Before(occurrences[i+1]) && when.Sub(o) <= 24*time.Hour
		})
		if o.After(after) && m.asOf.After(deadline) && !answered {
			return true
		}
	}
	return false
}

// occurrences are those since the schedule is known, up to the first one after the instant.
func (m model) occurrences() []time.Time {
	since, known := m.since[m.plan.Runbook]
	for _, r := range m.runs {
		if r.Runbook == m.plan.Runbook && r.Plan == digest(m.t, m.plan) && !at(r.At).After(m.asOf) && (!known || at(r.At).Before(since)) {
			since, known = at(r.At), true
		}
	}
	trigger := m.plan.Trigger("clock")
	if !known || trigger == nil {
		return nil
	}
	spec, err := plan.Cron(trigger.Cron)
	if err != nil {
		m.t.Fatal(err)
	}
	var out []time.Time
	for o := spec.Next(since.Add(-time.Second).In(paris(m.t))); ; o = spec.Next(o) {
		out = append(out, o)
		if o.After(m.asOf) {
			return out
		}
	}
}

func paris(t testing.TB) *time.Location {
	t.Helper()
	z, err := zone("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return z
}
