package verify_test

import (
	"slices"
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// What is made up about people: by those who hold the ledger's key, or by people who hold their own.

// spoken appends a run that asks people to the good ledger; the auditor knows the people.
func spoken(more func(r *asked)) func(*testing.T) scenario {
	return spokenTo(policyPeople, more)
}

func spokenTo(people []whose, more func(r *asked)) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		f := base(t, nil)
		more(f.ask(5, edit{}))
		return scenario{commits: []tree{f.tree()}, people: people}
	}
}

// voted is a run that the two of them approve, whom each edit is for; the ask is answered as it should be.
func voted(first, second string, e edit) func(*testing.T) scenario {
	return spoken(func(r *asked) {
		r.yes(first, edit{})
		r.yes(second, e)
		r.answered()
		r.end(nil, edit{})
	})
}

func (r *asked) answered() {
	r.answer("ada", "people", 3)
	r.answer("dee", "oncall", 3)
}

var byPeople = []mutation{
	{"people", "a run that two people approved, and a third confirmed; then its glass was broken", "", none, []string{}, finding(spoken(func(r *asked) {
		r.yes("ada", edit{})
		r.yes("bo", edit{})
		r.answered()
		r.confirm("dee", r.end(nil, edit{}), edit{})
		r.deny(6)
		r.breakGlass("dee", late)
	}), 16)},
	{"approval-by-requester", "of two who approved a run, one had asked for it", "8", 13, []string{"8"}, voted("ada", "cy", edit{})},
	{"approval-by-stranger", "of two who approved a run, one bears the name of somebody who may, and has another key", "8", 13, []string{"8"},
		voted("ada", "stranger", approval(func(a *evidence.Approval) { a.By.Login = "bo" }))},
	{"approval-twice-by-one", "one approved a run twice, where two must", "8", 13, []string{"8"},
		voted("ada", "ada", approval(func(a *evidence.Approval) { a.Reason = "And once more." }))},
	{"two-keys-of-one-person", "two approved a run, who are one person with two keys", "8", 13, []string{"8"},
		spokenTo([]whose{{"ada", []string{"ada", "bo"}}, {"dee", []string{"dee"}}}, func(r *asked) {
			r.yes("ada", edit{})
			r.yes("bo", edit{})
			r.answered()
			r.end(nil, edit{})
		})},
	{"approval-of-other-shown", "one of two approved something else than what was shown", "8", 13, []string{"8"},
		voted("ada", "bo", approval(func(a *evidence.Approval) { a.Shown = canon.Sum([]byte("something harmless")) }))},
	{"approval-of-other-items", "one of two approved other items than those that waited", "8", 13, []string{"8"},
		voted("ada", "bo", approval(func(a *evidence.Approval) { a.Frozen = canon.Sum([]byte("one item")) }))},
	{"approval-in-another-role", "one of two approved in a role that was not asked", "8", 13, []string{"8"},
		voted("ada", "dee", approval(func(a *evidence.Approval) { a.Role = "oncall" }))},
	{"approval-after-expiry", "one of two approved after the time was over", "9", 10, []string{"8", "9"},
		voted("ada", "bo", approval(func(a *evidence.Approval) { a.At = minute(600) }))},
	{"approval-of-another-run", "one of two approved another run", "9", 10, []string{"8", "9"},
		voted("ada", "bo", approval(func(a *evidence.Approval) { a.Authorization = canon.Sum([]byte("another")) }))},
	{"approval-refused", "one of two said no, and the run tells of a yes", "8", 13, []string{"8"},
		voted("ada", "bo", approval(func(a *evidence.Approval) { a.Answer, a.Reason = evidence.No, "Not today." }))},
	{"approval-untold", "a run tells that it was approved, and nobody said so", "8", 11, []string{"8"}, spoken(func(r *asked) {
		r.answered()
		r.end(nil, edit{})
	})},
	{"approval-unneeded", "a run tells nothing of an approval of its plan", "10", 11, []string{"8", "10"}, spoken(func(r *asked) {
		r.answered()
		r.end(func(rec *evidence.Record) { rec.Asked = rec.Asked[1:] }, edit{})
	})},
	{"ran-unapproved", "nobody approved a run, and its step ran", "8", 11, []string{"8"}, spoken(func(r *asked) {
		r.answered()
		r.end(func(rec *evidence.Record) {
			rec.Asked[0].Outcome, rec.Asked[0].Reason, rec.Outcome = evidence.Blocked, "timeout", evidence.Blocked
		}, edit{})
	})},
	{"job-approved", "of two jobs one was approved, and ran", "", none, []string{}, func(t *testing.T) scenario { return jobs(t, "attic") }},
	{"job-unapproved", "of two jobs one was approved, and both ran", "8", 11, []string{"8"}, func(t *testing.T) scenario { return jobs(t, "attic", "cellar") }},
	{"skipped-for-no-glass", "an approval was skipped for a broken glass, and nobody broke it", "8", 11, []string{"8"}, spoken(func(r *asked) {
		r.answered()
		r.end(func(rec *evidence.Record) {
			rec.Asked[0] = evidence.AskedRecord{Address: "approval.go", Outcome: evidence.Skipped, Reason: "breakglass"}
		}, edit{})
	})},
	{"answers-that-differ", "two people gave different answers, and the run tells that they gave the same", "8", 13, []string{"8"}, spoken(func(r *asked) {
		r.yes("ada", edit{})
		r.yes("bo", edit{})
		r.answer("ada", "people", 3)
		r.answer("dee", "oncall", 4)
		r.end(nil, edit{})
	})},
	{"answer-by-one", "one person answered for two", "8", 13, []string{"8"}, spoken(func(r *asked) {
		r.yes("ada", edit{})
		r.yes("bo", edit{})
		r.answer("dee", "people", 3)
		r.answer("dee", "oncall", 3)
		r.end(nil, edit{})
	})},
	{"asked-for-longer", "people had longer to answer than the plan says", "10", 9, []string{"10"}, spoken(func(r *asked) {
		r.end(func(rec *evidence.Record) {
			for i := range rec.Asked {
				rec.Asked[i].Outcome, rec.Asked[i].Reason = evidence.Blocked, "timeout"
			}
			rec.Asked[0].Expires = minute(600)
			rec.Steps[0], rec.Outcome = evidence.StepRecord{Address: "step.rotate", Outcome: evidence.Skipped, Reason: "needs"}, evidence.Blocked
		}, edit{})
	})},
	{"answer-to-nothing", "somebody answers what the plan does not ask", "10", 9, []string{"10"}, spoken(func(r *asked) {
		r.yes("ada", approval(func(a *evidence.Approval) { a.Name = "approval.stop" }))
	})},
}

// jobs is a run with a job for each of two rooms, of which people approved the attic.
func jobs(t *testing.T, ran ...string) scenario {
	f := base(t, nil)
	r := f.askOf(5, "jobs", edit{})
	attic, cellar := "attic", "cellar"
	for _, name := range []string{"ada", "bo"} {
		r.yes(name, approval(func(a *evidence.Approval) { a.Key = &attic }))
	}
	r.end(func(rec *evidence.Record) {
		yes := rec.Asked[0]
		no := yes
		no.Outcome, no.Reason = evidence.Blocked, "unanswered"
		yes.Key, no.Key = &attic, &cellar
		rec.Asked, rec.Outcome = []evidence.AskedRecord{yes, no}, evidence.Blocked
		for _, room := range []*string{&attic, &cellar} {
			rec.Asked = append(rec.Asked, evidence.AskedRecord{Address: "ask.which", Key: room, Outcome: evidence.Skipped, Reason: "needs"})
		}
		step := rec.Steps[0]
		rec.Steps = nil
		for _, room := range []*string{&attic, &cellar} {
			s := evidence.StepRecord{Address: step.Address, Key: room, Outcome: evidence.Skipped, Reason: "needs"}
			if slices.Contains(ran, *room) {
				s = step
				s.Key = room
			}
			rec.Steps = append(rec.Steps, s)
		}
	}, edit{})
	return scenario{commits: []tree{f.tree()}, people: policyPeople}
}

var late = edit{predicate: func(d *draft) { d.predicate.(*evidence.Breakglass).Late = true }}

var bySpeaking = []mutation{
	{"signed-for-another", "somebody signs the yes of somebody else", "4", 9, []string{"4"}, spoken(func(r *asked) {
		r.yes("ada", edit{payload: func(d *draft) { d.key = testKey(r.t, "bo") }})
	})},
	{"signed-for-a-person", "the ledger's key signs the yes of a person", "4", 9, []string{"4"}, spoken(func(r *asked) {
		r.yes("ada", edit{payload: func(d *draft) { d.key = r.key }})
	})},
	{"forge-by-a-person", "a person signs what a forge should have told", "4", 9, []string{"4"}, spoken(func(r *asked) {
		r.yes("ada", approval(func(a *evidence.Approval) { a.By = evidence.By{How: "forge", ID: "583231", Login: "octocat"} }))
	})},
	{"forge-where-there-is-none", "the ledger's key tells of a yes as a forge would, and the run is of no forge", "4", 9, []string{"4"}, spoken(func(r *asked) {
		r.yes("ada", edit{predicate: func(d *draft) {
			d.predicate.(*evidence.Approval).By = evidence.By{How: "forge", ID: "583231", Login: "octocat"}
			d.key = r.key
		}})
	})},
	{"borrowed-yes", "a yes carries the signature of another", "4", 9, []string{"4"}, spoken(func(r *asked) {
		r.yes("ada", edit{bundle: func(d *draft) {
			d.bundle = r.envelope(evidence.PayloadType, d.payload, &signer{private: testKey(r.t, "bo").private, hint: d.key.hint})
		}})
	})},
	{"result-by-a-person", "a person whom the policy knows signs the result of a run", "4", 13, []string{"4"}, spoken(func(r *asked) {
		r.yes("ada", edit{})
		r.yes("bo", edit{})
		r.answered()
		r.end(nil, edit{payload: func(d *draft) { d.key = testKey(r.t, "ada") }})
	})},
	{"yes-behind-the-result", "a yes stands behind the result of its run", "9", 14, []string{"9"}, spoken(func(r *asked) {
		r.yes("ada", edit{})
		r.yes("bo", edit{})
		r.answered()
		r.end(nil, edit{})
		r.yes("dee", edit{})
	})},
	{"yes-to-nothing", "somebody approves a run that was not authorised", "9", 8, []string{"9"}, func(t *testing.T) scenario {
		f := base(t, nil)
		other := base(t, nil).ask(5, edit{})
		(&asked{forge: f, authorization: other.authorization}).yes("ada", approval(func(a *evidence.Approval) { a.Seen = f.seen() }))
		return scenario{commits: []tree{f.tree()}, people: policyPeople}
	}},
	{"leaf-of-another-run", "a yes stands among the words of another run", "2", 9, []string{"2"}, spoken(func(r *asked) {
		r.yes("ada", approval(func(a *evidence.Approval) { a.Run = canon.Sum([]byte("another")) }))
	})},
	{"confirmed-beforehand", "a run is confirmed that has no result", "9", 9, []string{"9"}, spoken(func(r *asked) {
		r.confirm("dee", r.authorization, edit{})
	})},
	{"another-result-confirmed", "a confirmation names another result than that of its run", "9", 14, []string{"9"}, spoken(func(r *asked) {
		r.yes("ada", edit{})
		r.yes("bo", edit{})
		r.answered()
		r.end(nil, edit{})
		r.confirm("dee", r.authorization, edit{})
	})},
	{"confirmed-for-nothing", "a run is confirmed whose plan wants no confirmation", "10", 9, []string{"10"}, func(t *testing.T) scenario {
		f := base(t, nil)
		result := f.conclude(f.drafts[7], nil, edit{})
		(&asked{forge: f, authorization: f.drafts[7]}).confirm("dee", result, edit{})
		return scenario{commits: []tree{f.tree()}, people: policyPeople}
	}},
	{"glass-broken-by-anyone", "the glass is broken by somebody whom the plan does not let", "8", 9, []string{"8"}, spoken(func(r *asked) { r.breakGlass("ada", edit{}) })},
	{"glass-broken-after", "the glass is broken after the run, and it is not said that this is told late", "9", 14, []string{"9"}, finding(spoken(func(r *asked) {
		r.yes("ada", edit{})
		r.yes("bo", edit{})
		r.answered()
		r.end(nil, edit{})
		r.breakGlass("dee", edit{})
	}), 14)},
}

var byRefusal = []mutation{
	{"refused-and-authorised", "a run was refused, and authorised then", "9", 10, []string{"9"}, spoken(func(r *asked) {
		r.deny(6)
		r.ask(6, edit{})
	})},
	{"refused-and-ran", "a run was refused, and has a result", "9", 10, []string{"9"}, spoken(func(r *asked) {
		d := r.deny(6)
		(&asked{forge: r.forge, authorization: &draft{run: d.run, dir: d.dir, predicate: d.predicate, leaf: d.leaf}, id: r.runID(6), plan: r.plan}).end(func(rec *evidence.Record) {
			for i := range rec.Asked {
				rec.Asked[i] = evidence.AskedRecord{Address: rec.Asked[i].Address, Outcome: evidence.Skipped, Reason: "needs"}
			}
			rec.Steps[0] = evidence.StepRecord{Address: "step.rotate", Outcome: evidence.Skipped, Reason: "needs"}
		}, edit{})
	})},
	{"authorised-and-refused", "a run was authorised, and refused then", "9", 9, []string{"9"}, spoken(func(r *asked) { r.deny(5) })},
	{"refused-with-no-plan", "a refusal names a plan that is not stored", "7a", 9, []string{"2", "7a"}, spoken(func(r *asked) {
		d := r.drafts[8]
		no := &evidence.Denial{At: minute(9), Commit: "4b825dc642cb6eb9a060e54bf8d69288fbee4904", Mode: evidence.Live, Plan: evidence.BlobRef{Digest: canon.Sum(nil), Size: 1},
			Rule: "access", Run: r.runID(6), Runbook: "rotate", Seen: r.seen(), Trigger: evidence.TriggerRef{Kind: "manual", Name: "form"}}
		r.add(&draft{kind: evidence.KindDenial, run: no.Run.Key(), dir: d.dir, predicate: no}, edit{})
	})},
	{"past-the-rules", "a run was let past its rules, and nobody broke the glass", "8", 9, []string{"8"}, func(t *testing.T) scenario {
		return pastRules(t, func(*asked) {})
	}},
	{"review-untold", "an authorization counts a review that nobody wrote", "8", 9, []string{"8"}, reviewedBy(func(r *asked) { r.review("ada", evidence.Yes) }, "ada", "bo")},
	{"review-by-requester", "an authorization counts a review by the one who asked", "8", 10, []string{"8"}, reviewedBy(func(r *asked) {
		r.review("ada", evidence.Yes)
		r.review("cy", evidence.Yes)
	}, "ada", "cy")},
	{"review-taken-back", "an authorization counts a review by somebody who said no since", "8", 11, []string{"8"}, reviewedBy(func(r *asked) {
		r.review("ada", evidence.Yes)
		r.review("bo", evidence.Yes)
		r.review("bo", evidence.No)
	}, "ada", "bo")},
	{"review-missing", "an authorization counts one review, where two are asked for", "8", 9, []string{"8"}, reviewedBy(func(r *asked) { r.review("ada", evidence.Yes) }, "ada")},
}

// pastRules is a run that says of itself that the glass was broken for it.
func pastRules(t *testing.T, more func(*asked)) scenario {
	f := base(t, nil)
	r := f.askOf(5, "reviews", authorization(func(a *evidence.Authorization) { a.Rule = "access.break_glass role.oncall, past review.two" }))
	more(r)
	r.end(unanswered, edit{})
	return scenario{commits: []tree{f.tree()}, people: policyPeople}
}

// reviewedBy appends reviews of a plan, and then the authorization of a run of it, which counts reviews by
// these people.
func reviewedBy(say func(r *asked), people ...string) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		f := base(t, nil)
		say(&asked{forge: f, authorization: f.drafts[0], plan: f.blob(askingPlans()["reviews"])})
		f.askOf(6, "reviews", authorization(func(a *evidence.Authorization) { a.Reviews = counts(t, people...) }))
		return scenario{commits: []tree{f.tree()}, people: policyPeople}
	}
}

func counts(t testing.TB, people ...string) []evidence.ReviewCount {
	out := []evidence.ReviewCount{}
	for _, name := range people {
		out = append(out, evidence.ReviewCount{By: by(t, name, name), Commit: "4b825dc642cb6eb9a060e54bf8d69288fbee4904", Role: "people"})
	}
	if len(out) == 2 && out[0].By.ID > out[1].By.ID {
		out[0], out[1] = out[1], out[0]
	}
	return out
}
