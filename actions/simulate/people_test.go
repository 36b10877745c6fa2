package simulate_test

import (
	"testing"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

func yes(name string, by ...string) scenario.Approve { return scenario.Approve{Name: name, By: by} }

func no(name, why string, by ...string) scenario.Approve {
	return scenario.Approve{Name: name, By: by, Reject: why}
}

// answer answers an ask with names and values in turn; "second" is the second person.
func answer(name, by string, given ...any) scenario.Answer {
	a := scenario.Answer{Name: name, By: by, Values: values{}}
	for i := 0; i < len(given); i += 2 {
		if given[i] == "second" {
			a.Second = given[i+1].(string)
			continue
		}
		a.Values[given[i].(string)] = val(given[i+1])
	}
	return a
}

func rehearsal(s *scenario.Scenario) { s.Rehearsal = true }

// TestApprovals: so many distinct people with the role, none of them the requester, and no no.
func TestApprovals(t *testing.T) {
	t.Parallel()
	p := func(more ...func(*plan.Approval)) *plan.Plan {
		a := plan.Approval{Name: "two", From: []string{"security"}, Min: 2, Timeout: 60}
		for _, change := range more {
			change(&a)
		}
		return planOf(a, turn("a", needs("approval.two")))
	}
	skip := func(v any) func(*plan.Approval) { return func(a *plan.Approval) { a.SkipIf = node(v) } }
	const asked = "approval.two"
	hold(t, map[string]row{
		"two people":                       {p(), scene(yes("two", "ada", "bob")), "passed", asked + " step.a"},
		"in two sections":                  {p(), scene(yes("two", "ada"), yes("two", "bob")), "passed", asked + " step.a"},
		"one person":                       {p(), scene(yes("two", "ada")), "blocked by approval.two: 1 of 2 people said yes in time", asked},
		"one person twice":                 {p(), scene(yes("two", "ada", "Ada")), "blocked by approval.two: 1 of 2 people said yes in time", asked},
		"nobody":                           {p(), scene(), "blocked by approval.two: 0 of 2 people said yes in time; the test has no section approve \"two\"", asked},
		"the one who asked does not count": {p(), scene(by("ada"), yes("two", "ada", "bob")), "blocked by approval.two: 1 of 2 people said yes in time; ada asked for the run, so their own yes does not count", asked},
		"a no":                             {p(), scene(yes("two", "ada"), no("two", "not today", "bob")), "blocked by approval.two: bob said no: not today", asked},
		"a no that comes too late":         {p(), scene(yes("two", "ada", "bob"), no("two", "not today", "eve")), "passed", asked + " step.a"},
		"skipped by its own condition":     {p(skip(true)), scene(), "passed", "step.a"},
		"not skipped":                      {p(skip(false)), scene(yes("two", "ada", "bob")), "passed", asked + " step.a"},
		"a condition that is not known":    {p(skip(nil)), scene(yes("two", "ada", "bob")), "unknown by approval.two: skip_if: it is null", ""},
		"a rehearsal asks nobody":          {p(), scene(rehearsal), "passed", ""},
	})
}

// TestAsks: an answer keeps its rules, a second person is another, and silence is blocked.
func TestAsks(t *testing.T) {
	t.Parallel()
	p := func(more ...func(*plan.Ask)) *plan.Plan {
		a := plan.Ask{Name: "call", To: []string{"ops"}, Question: node("Did you reach them?"), Timeout: 60, Answers: []plan.Answer{
			{Name: "reached", Type: "bool"}, {Name: "way", Type: "string", OneOf: []expr.Value{val("in person"), val("phone")}},
			{Name: "tries", Type: "number", Min: "1", Max: "5"}, {Name: "note", Type: "string", Pattern: "[a-z ]+", MaxLength: 10},
		}}
		for _, change := range more {
			change(&a)
		}
		return planOf(a, turn("a", needs("ask.call")))
	}
	given := func(name string, v any) scenario.Answer {
		a := answer("call", "bob", "reached", true, "way", "phone", "tries", 2, "note", "fine")
		a.Values[name] = val(v)
		return a
	}
	second := func(a *plan.Ask) { a.Second = []string{"security"} }
	with := func(login string) scenario.Answer {
		a := given("tries", 1)
		a.Second = login
		return a
	}
	when := func(v any) func(*plan.Ask) { return func(a *plan.Ask) { a.When = node(v) } }
	const blocked, done = "blocked by ask.call: ", "ask.call step.a"
	hold(t, map[string]row{
		"answered":                      {p(), scene(given("reached", false)), "passed", done},
		"nobody answers":                {p(), scene(), blocked + "nobody answered in time", "ask.call"},
		"an answer of another type":     {p(), scene(given("reached", "yes")), blocked + "reached is not true or false.", "ask.call"},
		"none of the options":           {p(), scene(given("way", "by e-mail")), blocked + `way: "by e-mail" is not allowed: allowed are in person, phone.`, "ask.call"},
		"too many":                      {p(), scene(given("tries", 6)), blocked + `tries: "6" is too large; the most is 5.`, "ask.call"},
		"too few":                       {p(), scene(given("tries", 0)), blocked + `tries: "0" is too small; the least is 1.`, "ask.call"},
		"another pattern":               {p(), scene(given("note", "FINE")), blocked + `note: "FINE" does not look as it must: give a text; the pattern is [a-z ]+.`, "ask.call"},
		"too long":                      {p(), scene(given("note", "all is very fine")), blocked + "note has 16 characters; at most 10 are allowed.", "ask.call"},
		"one answer is missing":         {p(), scene(given("tries", nil)), blocked + "tries is required: give a number, such as 21 or 0.5.", "ask.call"},
		"a second person":               {p(second), scene(with("eve")), "passed", done},
		"no second person":              {p(second), scene(given("tries", 1)), blocked + "no second person gave the same answers in time", "ask.call"},
		"the second is the first":       {p(second), scene(with("BOB")), blocked + "bob cannot be the second person too", "ask.call"},
		"skipped by its own condition":  {p(when(false)), scene(), "passed", "step.a"},
		"a condition that is not known": {p(when(nil)), scene(given("tries", 1)), "unknown by ask.call: when: it is null", ""},
		"a rehearsal asks nobody":       {p(), scene(rehearsal, given("tries", 1)), "passed", ""},
	})
}

// TestWords: what approvals and asks are in expressions, what people were shown, and who was told.
func TestWords(t *testing.T) {
	t.Parallel()
	p := planOf(
		plan.Approval{Name: "yes", From: []string{"ops"}, Min: 2, Needs: []string{"step.a"}, Show: &plan.Show{
			Title: template("Touch ", ref("step.a.n"), "?"), Text: template("of ", ref("step.a.text")), Table: where("x", ref("step.a.list"), object("x", ref("x")), nil)}},
		plan.Ask{Name: "why", To: []string{"ops"}, Needs: []string{"approval.yes"}, Question: template("Why, ", ref("approval.yes.approved_at"), "?"), Answers: []plan.Answer{{Name: "x", Type: "string"}}},
		look("a"),
		func(p *plan.Plan) {
			p.Notifies = []plan.Notify{{Name: "all", Action: "notify.webhook", On: plan.NotifyOn, Text: template("at ", ref("run.url"))}, {Name: "end", Action: "notify.webhook", On: []string{"passed"}, Text: template("n was ", ref("step.a.n"))}}
			p.Result = &plan.Show{Text: template("because ", ref("ask.why.x"), ", says ", ref("ask.why.answered_by"))}
			p.Evidence = []plan.Evidence{{Name: "who", Value: ref("approval.yes.approved_by")}, {Name: "yes", Value: ref("approval.yes.outcome")}}
		},
	)
	r := play(t, p, scene(sees("step.a", "n", 3, "list", []any{"p"}), yes("yes", "ada", "bob"), answer("why", "eve", "x", "it is time")))
	if len(r.Shown) != 3 || r.Shown[0].Title != "Touch 3?" || r.Shown[0].Text != "" || !r.Shown[0].Table.Equal(val([]any{map[string]any{"x": "p"}})) ||
		r.Shown[1].Question != "Why, 2026-01-05T07:00:00Z?" || r.Shown[2].Address != "result" || r.Shown[2].Text != "because it is time, says eve" {
		t.Errorf("%+v", r.Shown)
	}
	told := ""
	for _, x := range r.Told {
		told += x.Name + " " + x.On + " " + x.Text + "; "
	}
	const at = " at https://runs.example/00000000000000000000000000000000; "
	if told != "all started"+at+"all waiting"+at+"all waiting"+at+"all passed"+at+"end passed n was 3; " {
		t.Error(told)
	}
	if rehearsed := play(t, p, scene(rehearsal, sees("step.a"))); len(rehearsed.Told) > 0 {
		t.Errorf("a rehearsal told %+v", rehearsed.Told)
	}
	if !r.Evidence["who"].Equal(val([]any{"ada", "bob"})) || !r.Evidence["yes"].Equal(val("passed")) {
		t.Error(r.Evidence)
	}
}
