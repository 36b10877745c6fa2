package cli

import (
	"fmt"
	"slices"
	"time"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// A gate with max_age is asked again where a run goes on after a wait that was longer: by the job that has the secrets of
// the gates, which is the first of the workflow that goes on. While one is shut nobody's answer is heard. What
// takes back is not held up by it.

// stale tells whether some gate's answer about the one who asked for the run has grown too old to go on by.
func (l *leftover) stale(p *plan.Plan, now time.Time) bool {
	a := l.shown.Authorization
	asked, err := evidence.ParseInstant(a.At)
	return a.Requester != nil && slices.ContainsFunc(gatesOf(p), func(g plan.Gate) bool {
		return g.MaxAge > 0 && (err != nil || now.Sub(asked) > time.Duration(g.MaxAge)*time.Second)
	})
}

// shutAgain tells which gate, asked again by the job before, does not let the one who asked for the run in any more; "" for
// none. One of which no answer is known does not.
func (w *World) shutAgain(j *job, l *leftover) string {
	if !l.stale(j.bound.plan, w.Now()) {
		return ""
	}
	by := l.shown.Authorization.Requester
	said, err := w.saidByGates(j, j.bound.plan, *by)
	if err != nil {
		return fmt.Sprintf("what its gates said of %s is too old, and they could not be asked again: %v", by.Login, err)
	}
	for _, g := range gatesOf(j.bound.plan) {
		if !slices.Contains(said, evidence.Gate{Name: g.Name, Outcome: evidence.Passed}) {
			return fmt.Sprintf("gate %s was asked again after the wait, and does not let %s in; the job gates tells why", g.Name, by.Login)
		}
	}
	return ""
}
