package verify_test

import (
	"sync"
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// A run that asks people. Cy asks for it, Ada and Bo say yes to it, Dee confirms it.

func by(t testing.TB, name, login string) evidence.By {
	return evidence.By{How: "key", ID: string(canon.Sum(testKey(t, name).spki())), Login: login}
}

// policyPeople are whom the auditor knows.
var policyPeople = []whose{{"ada", []string{"ada"}}, {"bo", []string{"bo"}}, {"cy", []string{"cy"}}, {"dee", []string{"dee"}}}

// askingPlan asks two people before its one step, and one which, and wants to be confirmed.
func askingPlan(t testing.TB, reviews []plan.Review) *plan.Plan {
	var people []string
	for _, login := range []string{"ada", "bo", "cy", "dee"} {
		people = append(people, login+"#"+by(t, login, login).ID)
	}
	return &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "UTC", Runbook: "rotate", File: "runbooks/rotate.runbook.hcl",
		Title: "Rotate the key", Owner: "people", Timeout: 600, FinishBy: 3600,
		Roles:    []plan.Role{{Name: "oncall", Members: people[3:]}, {Name: "people", Members: people}},
		Triggers: []plan.Trigger{{Kind: "manual", Name: "form"}}, Access: &plan.Access{Who: []string{"people"}, BreakGlass: []string{"oncall"}},
		Reviews: reviews,
		Phases: []plan.Phase{{Name: "main",
			Steps: []plan.Step{{Name: "rotate", Action: "exec.run", Effect: kind.Change, Parallel: 1, Timeout: 30, OnError: "stop",
				Settings: map[string]*expr.Node{"argv": {Op: expr.OpList, Args: []*expr.Node{expr.Lit(expr.OfText("true"))}}},
				Needs:    []string{"approval.go"}}},
			Approvals: []plan.Approval{{Name: "go", From: []string{"people"}, Min: 2, Timeout: 1800}},
			Asks: []plan.Ask{{Name: "which", To: []string{"people"}, Second: []string{"oncall"}, Timeout: 1800,
				Question: expr.Lit(expr.OfText("Which?")), Answers: []plan.Answer{{Name: "n", Type: "number"}}}},
		}},
		Confirm: &plan.Confirm{By: []string{"people"}, Within: 86400},
	}
}

// askingPlans are the variants: as it is; with reviews; in a phase of one job for each room; one that asks nobody
// and that all people may break the glass of (open), or those on call alone (oncall); one whose change ends by
// itself (lent).
var askingPlans = sync.OnceValue(func() map[string][]byte {
	t := new(testing.T)
	jobs := askingPlan(t, nil)
	jobs.Phases[0].ForEach, jobs.Phases[0].Parallel = expr.Lit(expr.OfList([]expr.Value{expr.OfText("attic"), expr.OfText("cellar")})), 1
	open, oncall := askingPlan(t, nil), askingPlan(t, nil)
	for _, p := range []*plan.Plan{open, oncall} {
		p.Phases[0].Approvals, p.Phases[0].Asks, p.Phases[0].Steps[0].Needs, p.Confirm = nil, nil, nil, nil
	}
	open.Access.BreakGlass = []string{"people"}
	lent := askingPlan(t, nil)
	lent.Phases, lent.Confirm = []plan.Phase{{Name: "main", Steps: open.Phases[0].Steps}}, nil
	step := lent.Phases[0].Steps[0]
	step.Undo, step.UndoAfter = &plan.Undo{Action: step.Action, Settings: step.Settings}, expr.Lit(expr.OfText("2h"))
	lent.Phases[0].Steps = []plan.Step{step}
	forge := askingPlan(t, nil)
	forge.Roles = []plan.Role{{Name: "oncall", Members: []string{"dee#104"}}, {Name: "people", Members: []string{"ada#101", "bo#102", "cy#103", "dee#104"}}}
	forge.Phases[0].Asks, forge.Confirm = nil, nil
	return map[string][]byte{"forge": must(forge.Encode()), "waivable": must(waivablePlan(t).Encode()), "keeps": must(keepingPlan(t).Encode()), "open": must(open.Encode()), "oncall": must(oncall.Encode()), "lent": must(lent.Encode()), "": must(askingPlan(t, nil).Encode()), "jobs": must(jobs.Encode()),
		"reviews": must(askingPlan(t, []plan.Review{{Name: "two", Effects: []kind.Effect{kind.Change}, From: []string{"people"}, Min: 2}}).Encode())}
})

// asked is a run on its way.
type asked struct {
	*forge
	authorization *draft
	id            evidence.RunID
	plan          evidence.BlobRef
}

var (
	shown = canon.Sum([]byte("what was shown"))
	items = canon.Sum([]byte("what waits"))
)

// ask appends the authorization of a run that asks people.
func (f *forge) ask(n int, e edit) *asked { return f.askOf(n, "", e) }

func (f *forge) askOf(n int, variant string, e edit) *asked { return f.askAs(f.runID(n), variant, e) }

func (f *forge) askAs(id evidence.RunID, variant string, e edit) *asked {
	f.t.Helper()
	at, cy := len(f.leaves), by(f.t, "cy", "cy")
	r := &asked{forge: f, id: id, plan: f.blob(askingPlans()[variant])}
	a := &evidence.Authorization{
		At: minute(at), Commit: "4b825dc642cb6eb9a060e54bf8d69288fbee4904", Compiler: "v0.1.0", FinishBy: minute(at + 60), NotAfter: minute(at + 60),
		Gates: []evidence.Gate{}, Inputs: []evidence.InputValue{}, Mode: evidence.Live, Plan: r.plan, Requester: &cy, Reviews: []evidence.ReviewCount{},
		Rule: "access.who role.people", Run: r.id, Runbook: "rotate", Seen: f.seen(), Trigger: evidence.TriggerRef{Kind: "manual", Name: "form"},
	}
	r.authorization = f.add(&draft{kind: evidence.KindAuthorization, run: a.Run.Key(), dir: folder("rotate", a.At), predicate: a}, e)
	return r
}

// say appends the word of a person, signed by their key.
func (r *asked) say(name string, said evidence.Spoken, e edit) *draft {
	r.t.Helper()
	d := &draft{kind: said.Kind(), predicate: said, key: testKey(r.t, name)}
	if d.run, d.dir = r.authorization.run, r.authorization.dir; d.kind == evidence.KindReview || d.kind == evidence.KindWaiver || d.kind == evidence.KindRevocation {
		d.run, d.dir = "", folder("_", said.Claimed())
	}
	return r.add(d, e)
}

// yes appends somebody's yes to the approval.
func (r *asked) yes(name string, e edit) *draft {
	r.t.Helper()
	at := len(r.leaves)
	return r.say(name, &evidence.Approval{
		Answer: evidence.Yes, At: minute(at), Authorization: r.authorization.leaf.Statement, By: by(r.t, name, name), Expires: r.expires(), Frozen: items,
		Name: "approval.go", Role: "people", Run: r.authorization.run, Seen: r.seen(), Shown: shown, Values: []evidence.AnswerValue{},
	}, e)
}

// expires is when the time to answer is over: half an hour after the run was authorised.
func (r *asked) expires() string {
	at := must(evidence.ParseInstant(r.authorization.predicate.Claimed()))
	return evidence.FormatInstant(at.Add(30 * 60e9))
}

func approval(change func(*evidence.Approval)) edit {
	return edit{predicate: func(d *draft) { change(d.predicate.(*evidence.Approval)) }}
}

// answer appends somebody's answer to the ask.
func (r *asked) answer(name, role string, n int64) *draft {
	r.t.Helper()
	value := expr.OfInt(n)
	return r.yes(name, approval(func(a *evidence.Approval) {
		a.Name, a.Role, a.Values = "ask.which", role, []evidence.AnswerValue{{Name: "n", Value: &value}}
	}))
}

// end appends the result: both questions were answered, and the step ran.
func (r *asked) end(change func(*evidence.Record), e edit) *draft {
	r.t.Helper()
	at, from := len(r.leaves), r.authorization.predicate.Claimed()
	question := func(address string) evidence.AskedRecord {
		return evidence.AskedRecord{Address: address, StartedAt: from, EndedAt: minute(at), Expires: r.expires(), Frozen: &items, Shown: &shown, Outcome: evidence.Passed}
	}
	record := &evidence.Record{
		Format: evidence.RecordFormat, Plan: r.plan.Digest, Run: r.id, Mode: evidence.Live, Outcome: evidence.Passed,
		StartedAt: from, EndedAt: minute(at),
		Asked: []evidence.AskedRecord{question("approval.go"), question("ask.which")},
		Steps: []evidence.StepRecord{{Address: "step.rotate", Outcome: evidence.Passed, Attempts: 1, StartedAt: minute(at), EndedAt: minute(at)}},
	}
	if change != nil {
		change(record)
	}
	return r.add(&draft{kind: evidence.KindRun, run: r.authorization.run, dir: r.authorization.dir, predicate: &evidence.Run{
		At: minute(at + 1), Authorization: r.authorization.leaf.Statement, StartedAt: record.StartedAt, EndedAt: record.EndedAt, Outcome: record.Outcome,
		Record: r.blob(must(canon.Encode(record))), Seen: r.seen(), Runner: evidence.Runner{Arch: "amd64", Host: "local", OS: "linux", Program: "v0.1.0"},
	}}, e)
}

// confirm appends somebody's word about the result.
func (r *asked) confirm(name string, result *draft, e edit) *draft {
	r.t.Helper()
	return r.say(name, &evidence.Confirmation{
		At: minute(len(r.leaves)), By: by(r.t, name, name), Checked: "the new key", Result: result.leaf.Statement, Run: r.authorization.run, Seen: r.seen(), Words: "It opens the door.",
	}, e)
}

// review appends somebody's word about the plan with reviews.
func (r *asked) review(name string, answer evidence.Answer) *draft {
	r.t.Helper()
	return r.say(name, &evidence.Review{
		Answer: answer, At: minute(len(r.leaves)), By: by(r.t, name, name), Commit: "4b825dc642cb6eb9a060e54bf8d69288fbee4904", Plan: r.plan,
		Reason: "I have read it.", Runbook: "rotate", Seen: r.seen(),
	}, edit{})
}

// breakGlass appends somebody's going past the rules.
func (r *asked) breakGlass(name string, e edit) *draft {
	r.t.Helper()
	at := len(r.leaves)
	return r.say(name, &evidence.Breakglass{
		At: minute(at), Authorization: r.authorization.leaf.Statement, By: by(r.t, name, name), Expires: minute(at + 60), Reason: "It burns.",
		Role: "oncall", Run: r.authorization.run, Seen: r.seen(),
	}, e)
}

// deny appends the refusal of run n.
func (f *forge) deny(n int) *draft {
	f.t.Helper()
	cy, at := by(f.t, "cy", "cy"), len(f.leaves)
	d := &evidence.Denial{
		At: minute(at), Commit: "4b825dc642cb6eb9a060e54bf8d69288fbee4904", Gate: &evidence.Gate{Name: "device", Outcome: evidence.Failed}, Mode: evidence.Live,
		Plan: f.blob(askingPlans()[""]), Requester: &cy, Rule: "gate.device", Run: f.runID(n), Runbook: "rotate", Seen: f.seen(),
		Trigger: evidence.TriggerRef{Kind: "manual", Name: "form"},
	}
	return f.add(&draft{kind: evidence.KindDenial, run: d.Run.Key(), dir: folder("rotate", d.At), predicate: d}, edit{})
}
