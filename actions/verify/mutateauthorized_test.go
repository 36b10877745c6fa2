package verify_test

import (
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// What the holder of the key could put into an authorization, or under it, so that a run looks better than its
// plan lets it.

var octocat = evidence.By{How: "forge", ID: "583231", Login: "octocat"}

// startable authorises a run of a plan that people may start too, and a pull request.
func (f *forge) startable(e edit) *draft {
	p := examplePlan("tls")
	p.Access = &plan.Access{Who: []string{"security"}}
	p.Triggers = append([]plan.Trigger{{Kind: "pull_request", Name: "change", Paths: []string{"sites/**"}}}, p.Triggers...)
	f.plans["tls"] = f.blob(must(p.Encode()))
	return f.authorize(5, "tls", e)
}

// again makes an authorization some attempt of a run, by somebody.
func again(attempt int64, by evidence.By) edit {
	return edit{predicate: func(d *draft) {
		a := d.predicate.(*evidence.Authorization)
		a.Requester, a.Run.Attempt = &by, attempt
		d.run = a.Run.Key()
	}}
}

func byPull(mode evidence.Mode) edit {
	return authorization(func(a *evidence.Authorization) {
		a.Mode, a.Trigger = mode, evidence.TriggerRef{Kind: plan.OnPull, Name: "change"}
	})
}

var byAuthorizing = []mutation{
	{"finish-by-postponed", "an authorization gives its run ten years, so that a result that is withheld is never late", "10", 8, []string{"10"},
		appendedEdit(authorization(func(a *evidence.Authorization) { a.FinishBy = "2036-01-05T10:00:00Z" }))},
	{"not-after-postponed", "an authorization stands for ten years", "10", 8, []string{"10"},
		appendedEdit(authorization(func(a *evidence.Authorization) { a.NotAfter = "2036-01-05T10:00:00Z" }))},
	{"input-called-default", "another value of an input is called the default, as which it counts for more", "10", 8, []string{"10"},
		appendedEdit(authorization(func(a *evidence.Authorization) { v := number("1"); a.Inputs[0].Value = &v }))},
	{"input-hidden", "the value of an input that is no secret is not told, and called the default", "10", 8, []string{"10"},
		appendedEdit(authorization(func(a *evidence.Authorization) { a.Inputs[0].Value = nil }))},
	{"asked-for-by-nobody", "a run that a person started tells of nobody, so that whoever approves it cannot be the same", "10", 8, []string{"10"}, func(t *testing.T) scenario {
		f := base(t, nil)
		f.ask(5, authorization(func(a *evidence.Authorization) { a.Requester = nil }))
		return scenario{commits: []tree{f.tree()}, people: policyPeople}
	}},
	{"asked-for-without-role", "a run was asked for by somebody who may not start it", "10", 8, []string{"10"}, func(t *testing.T) scenario {
		f := base(t, nil)
		f.ask(5, authorization(func(a *evidence.Authorization) { a.Requester.Login = "mallory" }))
		return scenario{commits: []tree{f.tree()}, people: policyPeople}
	}},
	{"schedule-by-hand", "somebody started a run by hand that a schedule is said to have started", "10", 8, []string{"10"},
		appendedEdit(authorization(func(a *evidence.Authorization) { by := by(new(testing.T), "cy", "cy"); a.Requester = &by }))},
	{"again", "somebody who may start it had a run started once more that a schedule had started", "", none, []string{}, appended(func(f *forge) {
		f.conclude(f.startable(again(2, octocat)), nil, edit{})
	})},
	{"again-without-role", "somebody who may not start it had such a run started once more", "10", 8, []string{"10"}, appended(func(f *forge) {
		f.conclude(f.startable(again(2, evidence.By{How: "forge", ID: "666", Login: "mallory"})), nil, edit{})
	})},
	{"again-at-first", "the first attempt of a run that a schedule started is said to be somebody's", "10", 8, []string{"10"}, appended(func(f *forge) {
		f.conclude(f.startable(again(1, octocat)), nil, edit{})
	})},
	{"rehearsal-by-pull-request", "a pull request started a rehearsal", "", none, []string{}, appended(func(f *forge) {
		f.conclude(f.startable(byPull(evidence.Rehearsal)), func(r *evidence.Record) { r.Mode = evidence.Rehearsal }, edit{})
	})},
	{"live-by-pull-request", "a run that a pull request started is said to be live", "10", 8, []string{"10"}, appended(func(f *forge) {
		f.conclude(f.startable(byPull(evidence.Live)), nil, edit{})
	})},
	{"ran-before-it-was-authorised", "a run began an hour before anybody authorised it", "9", 9, []string{"9"}, appended(func(f *forge) {
		f.conclude(f.authorize(5, "tls", edit{}), func(r *evidence.Record) { r.StartedAt = minute(-60) }, edit{})
	})},
	{"replay-of-an-earlier-attempt", "the second attempt of a run tells the record of the first", "10", 9, []string{"9", "10"}, appended(func(f *forge) {
		first := f.drafts[2].predicate.(*evidence.Run)
		again := f.authorize(5, "tls", edit{predicate: func(d *draft) {
			a := d.predicate.(*evidence.Authorization)
			a.Run = f.runID(1)
			a.Run.Attempt = 2
			d.run = a.Run.Key()
		}})
		f.conclude(again, nil, result(func(r *evidence.Run) {
			delete(f.files, evidence.BlobPath(r.Record.Digest))
			r.Record, r.Outcome, r.StartedAt, r.EndedAt = first.Record, first.Outcome, first.StartedAt, first.EndedAt
		}))
	})},
	{"reviews-by-one-person", "two reviews are counted, which are of one person with two keys", "8", 10, []string{"8"}, func(t *testing.T) scenario {
		s := reviewedBy(func(r *asked) {
			r.review("ada", evidence.Yes)
			r.review("bo", evidence.Yes)
		}, "ada", "bo")(t)
		s.people = []whose{{"ada", []string{"ada", "bo"}}, {"cy", []string{"cy"}}}
		return s
	}},
	{"record-shared", "a run that failed tells the record of another one that passed, under its own name", "10", 9, []string{"10"}, appended(func(f *forge) {
		other := f.drafts[4].predicate.(*evidence.Run)
		f.conclude(f.authorize(5, "tls", edit{}), nil, result(func(r *evidence.Run) {
			delete(f.files, evidence.BlobPath(r.Record.Digest))
			r.Record, r.Outcome, r.StartedAt, r.EndedAt = other.Record, other.Outcome, other.StartedAt, other.EndedAt
		}))
	})},
}
