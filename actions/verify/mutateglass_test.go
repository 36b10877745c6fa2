package verify_test

import (
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// Broken glasses, and who says since that they have looked. None of it refutes a claim but what could not be so:
// a glass that no second person has confirmed is a finding.

// finding adds the entries of glasses that nobody has confirmed.
func finding(make func(*testing.T) scenario, entries ...int64) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		s := make(t)
		s.glasses = entries
		return s
	}
}

// broken is a run that dee broke the glass for (entry 9), and that ended (entry 10); say is what follows.
func broken(say func(r *asked, result *draft), entries ...int64) func(*testing.T) scenario {
	return finding(func(t *testing.T) scenario {
		f := base(t, nil)
		r := f.askOf(5, "reviews", authorization(func(a *evidence.Authorization) { a.Rule = "access.break_glass role.oncall, past review.two" }))
		r.breakGlass("dee", edit{})
		say(r, r.end(unanswered, edit{}))
		return scenario{commits: []tree{f.tree()}, people: policyPeople}
	}, entries...)
}

var byGlass = []mutation{
	{"glass-broken", "a run was let past its reviews by breaking the glass", "", none, []string{}, broken(func(*asked, *draft) {}, 9)},
	{"glass-confirmed", "a broken glass was confirmed by a second person, long after", "", none, []string{}, broken(func(r *asked, result *draft) {
		r.confirm("ada", result, edit{predicate: func(d *draft) { d.predicate.(*evidence.Confirmation).At = minute(30 * 24 * 60) }})
	})},
	{"glass-confirmed-by-breaker", "a broken glass was confirmed by the one who broke it", "", none, []string{}, broken(func(r *asked, result *draft) {
		r.confirm("dee", result, edit{})
	}, 9)},
	{"glass-confirmed-by-requester", "a broken glass was confirmed by the one who asked for the run", "", none, []string{}, broken(func(r *asked, result *draft) {
		r.confirm("cy", result, edit{})
	}, 9)},
	{"glass-confirmed-by-approver", "the glass of a run was broken, and one who approved it confirmed it", "", none, []string{}, finding(spoken(func(r *asked) {
		r.yes("ada", edit{})
		r.yes("bo", edit{})
		r.answered()
		r.breakGlass("dee", edit{})
		r.confirm("ada", r.end(nil, edit{}), edit{})
	}), 13)},
	{"glass-confirmed-by-stranger", "a broken glass was confirmed by somebody who bears the name of one who may, and has another key", "", none, []string{}, broken(func(r *asked, result *draft) {
		r.confirm("stranger", result, edit{predicate: func(d *draft) { d.predicate.(*evidence.Confirmation).By.Login = "ada" }})
	}, 9)},
	{"glass-confirmed-unseen", "a run was confirmed, and its glass is told late by somebody else; the confirmation had not seen it", "", none, []string{}, finding(spoken(func(r *asked) {
		r.yes("ada", edit{})
		r.yes("bo", edit{})
		r.answered()
		result := r.end(nil, edit{})
		seen := r.seen()
		r.breakGlass("dee", late)
		r.confirm("ada", result, edit{predicate: func(d *draft) { d.predicate.(*evidence.Confirmation).Seen = seen }})
	}), 14)},
	{"glass-confirmed-unasked", "a broken glass of a plan without confirmations was confirmed by a second person who may break it", "", none, []string{}, openly("people", "bo")},
	{"glass-confirmed-unpowered", "a broken glass of a plan without confirmations was confirmed by somebody who may not break it", "", none, []string{}, finding(openly("oncall", "bo"), 9)},
	{"glass-unfinished", "a run whose glass was broken never ended", "", none, []string{}, finding(spoken(func(r *asked) { r.breakGlass("dee", edit{}) }), 9)},
	{"glass-outlived", "a step began after the glass was whole again", "9", 10, []string{"9"}, finding(func(t *testing.T) scenario {
		f := base(t, nil)
		r := f.askOf(5, "open", authorization(func(a *evidence.Authorization) { a.Rule = "access.break_glass role.people, past access.who" }))
		r.breakGlass("dee", inRole("people"))
		r.end(func(rec *evidence.Record) {
			alone(rec)
			rec.Steps[0].StartedAt, rec.Steps[0].EndedAt, rec.EndedAt = minute(70), minute(71), minute(71)
		}, edit{})
		return scenario{commits: []tree{f.tree()}, people: policyPeople}
	}, 9)},
}

// unanswered is a record of a run in which nobody answered, so that nothing ran.
func unanswered(rec *evidence.Record) {
	for i := range rec.Asked {
		rec.Asked[i].Outcome, rec.Asked[i].Reason = evidence.Blocked, "unanswered"
	}
	rec.Steps[0], rec.Outcome = evidence.StepRecord{Address: "step.rotate", Outcome: evidence.Skipped, Reason: "needs"}, evidence.Blocked
}

// alone is a record of a run that asks nobody.
func alone(rec *evidence.Record) { rec.Asked = nil }

func inRole(role string) edit {
	return edit{predicate: func(d *draft) { d.predicate.(*evidence.Breakglass).Role = role }}
}

// openly is a run of a plan that asks nobody and wants no confirmation: dee breaks its glass, which the role
// may, and somebody confirms it.
func openly(role, confirms string) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		variant := map[string]string{"people": "open", "oncall": "oncall"}[role]
		f := base(t, nil)
		r := f.askOf(5, variant, authorization(func(a *evidence.Authorization) { a.Rule = "access.break_glass role." + role + ", past access.who" }))
		r.breakGlass("dee", inRole(role))
		r.confirm(confirms, r.end(alone, edit{}), edit{})
		return scenario{commits: []tree{f.tree()}, people: policyPeople}
	}
}
