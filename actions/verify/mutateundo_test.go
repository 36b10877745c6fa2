package verify_test

import (
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Changes that end by themselves. An undo that does not come is a finding, from one period after it was due.

// lent is a run whose step changes something for two hours, and what takes it back; its result is entry 9.
func lent(more func(r *asked), undos ...int64) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		f := base(t, nil)
		r := f.askOf(5, "lent", edit{})
		r.end(func(rec *evidence.Record) {
			alone(rec)
			rec.Due = []evidence.DueRecord{{Address: "step.rotate.undo", At: minute(9 + 120), Call: f.blob([]byte("rotate it back")).Digest}}
		}, edit{})
		more(r)
		return scenario{commits: []tree{f.tree()}, people: policyPeople, asOf: minute(9 + 240 + 1), undos: undos}
	}
}

// takeBack appends the run n that takes back what the run had changed.
func (r *asked) takeBack(n int, outcome evidence.Outcome, e edit) {
	of := r.authorization.run
	id := r.runID(n)
	again := r.askAs(id, "lent", edit{predicate: func(d *draft) {
		a := d.predicate.(*evidence.Authorization)
		a.Requester, a.Rule, a.Trigger, a.Undoes = nil, "undo_after", evidence.UndoTrigger, &of
		if e.predicate != nil {
			e.predicate(d)
		}
	}})
	again.end(func(rec *evidence.Record) {
		alone(rec)
		rec.Steps[0].Address, rec.Steps[0].Outcome, rec.Outcome = "step.rotate.undo", outcome, outcome
	}, edit{})
}

var byUndo = []mutation{
	{"undo-came", "a change that ends by itself was taken back", "", none, []string{}, lent(func(r *asked) { r.takeBack(6, evidence.Passed, edit{}) })},
	{"undo-missing", "a change that was to end by itself was not taken back", "", none, []string{}, lent(func(*asked) {}, 9)},
	{"undo-failed", "a change that was to end by itself could not be taken back", "", none, []string{}, lent(func(r *asked) { r.takeBack(6, evidence.Failed, edit{}) }, 9)},
	{"undo-authorised", "a run was authorised that takes a change back, and told no end", "", none, []string{}, lent(func(r *asked) {
		of := r.authorization.run
		r.askAs(r.runID(6), "lent", authorization(func(a *evidence.Authorization) {
			a.Requester, a.Rule, a.Trigger, a.Undoes = nil, "undo_after", evidence.UndoTrigger, &of
		}))
	}, 9)},
	{"undo-of-nothing", "a run takes back what no run had changed", "9", 10, []string{"9"}, lent(func(r *asked) {
		r.takeBack(6, evidence.Passed, authorization(func(a *evidence.Authorization) { none := canon.Sum(nil); a.Undoes = &none }))
	}, 9)},
	{"undo-by-another-plan", "a run takes back by another plan what a run had changed", "9", 10, []string{"9"}, lent(func(r *asked) {
		r.takeBack(6, evidence.Passed, edit{predicate: func(d *draft) {
			d.predicate.(*evidence.Authorization).Undoes = &r.drafts[2].run // of the runbook tls
		}})
	}, 9)},
}
