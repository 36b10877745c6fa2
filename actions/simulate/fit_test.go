package simulate_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/simulate"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

// TestProblems: in what a scenario may not fit its plan, and the words for it.
func TestProblems(t *testing.T) {
	t.Parallel()
	p := func() *plan.Plan {
		return planOf(look("a"), turn("b", over([]any{"x", "y"}), needs("step.a")), turn("c", func(s *plan.Step) { s.Undo = &plan.Undo{Reason: "it is gone"} }),
			plan.Approval{Name: "yes", From: []string{"security"}, Min: 1, SkipIf: node(true)},
			plan.Ask{Name: "why", To: []string{"ops"}, When: node(false), Question: node("?"), Answers: []plan.Answer{{Name: "x", Type: "string"}}},
			days(), func(p *plan.Plan) { p.Evidence = []plan.Evidence{{Name: "n", Value: ref("step.a.n")}} },
			func(p *plan.Plan) {
				p.Access.Gates = []plan.Gate{{Name: "g", Action: "lab.look", Condition: node(true), Message: node("no")}}
			})
	}
	ops := scenario.Person{Login: "bob", Roles: []string{"ops"}}
	trigger := func(name string) func(*scenario.Scenario) { return func(s *scenario.Scenario) { s.Trigger = name } }
	wants := func(name string) func(*scenario.Scenario) {
		return func(s *scenario.Scenario) { s.Want.Evidence = values{name: expr.Nil()} }
	}
	for name, c := range map[string]struct {
		things []any
		want   string
	}{
		"none":                 {[]any{sees("step.a")}, ""},
		"an unknown trigger":   {[]any{sees("step.a"), trigger("weekly")}, `trigger: test has no trigger "weekly"; it has form, daily.`},
		"no trigger":           {[]any{sees("step.a"), trigger("")}, `trigger: test has form, daily. Say which of them starts the run.`},
		"an instant in words":  {[]any{sees("step.a"), func(s *scenario.Scenario) { s.At = "monday" }}, `at: "monday" is not an instant. Write it as 2026-01-05T07:00:00Z.`},
		"nobody uses the form": {[]any{sees("step.a"), by("")}, `requester: Trigger "form" is used by a person. Say who: requester = "login".`},
		"somebody asks for a schedule": {[]any{sees("step.a"), by("bob"), trigger("daily")},
			`requester: Trigger "daily" starts by itself, so nobody asks for the run and no gate is asked. Leave requester out, or name a trigger that a person uses.`},
		"a person twice":                {[]any{sees("step.a"), ops, scenario.Person{Login: "Bob"}}, `person "Bob": This person is told twice. Write one section with all roles.`},
		"an unknown input":              {[]any{sees("step.a"), func(s *scenario.Scenario) { s.Inputs = values{"hours": val(1)} }}, `inputs: test has no input "hours"; it has days.`},
		"an unknown step":               {[]any{sees("step.a"), sees("step.z")}, `mock "step.z": test has nothing of this address that can be mocked; it has gate.g, step.a, step.b, step.c.`},
		"an unknown gate":               {[]any{sees("step.a"), sees("gate.z")}, `mock "gate.z": test has nothing of this address that can be mocked; it has gate.g, step.a, step.b, step.c.`},
		"a mocked approval":             {[]any{sees("step.a"), sees("approval.yes")}, `mock "approval.yes": test has nothing of this address that can be mocked; it has gate.g, step.a, step.b, step.c.`},
		"an undo that there is not":     {[]any{sees("step.a"), fails("step.c.undo", "503")}, `mock "step.c.undo": test has nothing of this address that can be mocked; it has gate.g, step.a, step.b, step.c.`},
		"an undo that there is":         {[]any{sees("step.a"), fails("step.b.undo", "503"), of("x", fails("step.b.undo", "504"))}, ""},
		"an unknown output":             {[]any{sees("step.a", "m", 1)}, `mock "step.a": lab.look gives no output "m"; it gives list, n, seen, text.`},
		"an output of another type":     {[]any{sees("step.a", "n", "1", "list", []any{1})}, `mock "step.a": list item 0: is a number, not a text; lab.look says its type is list(string). | mock "step.a": n is a text, not a number; lab.look says its type is number.`},
		"an output that is null":        {[]any{sees("step.a", "n", nil)}, ""},
		"a step mocked twice":           {[]any{sees("step.a"), sees("step.a", "n", 1)}, `mock "step.a": The same is mocked twice. Write one section for it.`},
		"fails and gives":               {[]any{scenario.Mock{Address: "step.a", Fails: "404", Outputs: values{"n": val(1)}}}, `mock "step.a": It fails and gives outputs. Write either fails or outputs.`},
		"a key without items":           {[]any{of("x", sees("step.a"))}, `mock "step.a" "x": step.a has no for_each, so it has no item "x". Leave the key out.`},
		"a key that no item has":        {[]any{sees("step.a"), of("z", sees("step.b"))}, `mock "step.b" "z": No item has this key; there are x, y.`},
		"an observing step is not told": {nil, `step.a: The run comes here and looks at the outside with lab.look, and the test does not say what it sees. Add mock "step.a" with list, n, seen, text, or with fails.`},
		"nor is a gate":                 {[]any{by("bob")}, `gate.g: The run comes here and looks at the outside with lab.look, and the test does not say what it sees. Add mock "gate.g" with list, n, seen, text, or with fails.`},
		"an unknown approval":           {[]any{sees("step.a"), yes("maybe", "eve")}, `approve "maybe": test has no approval "maybe"; it has yes.`},
		"somebody without the role":     {[]any{sees("step.a"), ops, yes("yes", "eve", "bob")}, `approve "yes": bob has none of the roles that are asked: security. Give the person one of them, or let somebody else answer.`},
		"an unknown ask":                {[]any{sees("step.a"), answer("who", "eve")}, `answer "who": test has no ask "who"; it has why.`},
		"an unknown answer":             {[]any{sees("step.a"), answer("why", "eve", "y", 1)}, `answer "why": The ask has no answer "y"; it has x.`},
		"an answer twice":               {[]any{sees("step.a"), answer("why", "eve"), answer("why", "bob")}, `answer "why": The ask is answered twice. Write one section for it.`},
		"a second person too many":      {[]any{sees("step.a"), answer("why", "eve", "second", "bob")}, `answer "why": The ask wants no second person. Leave second out.`},
		"an answer without the role": {[]any{sees("step.a"), scenario.Person{Login: "eve"}, answer("why", "eve")},
			`answer "why": eve has none of the roles that are asked: ops. Give the person one of them, or let somebody else answer.`},
		"unknown evidence": {[]any{sees("step.a"), wants("m")}, `evidence: test has no evidence "m"; it has n.`},
		"several at once":  {[]any{wants("m"), trigger("x"), sees("step.z")}, `trigger: test has no trigger "x"; it has form, daily. | mock "step.z": test has nothing of this address that can be mocked; it has gate.g, step.a, step.b, step.c. | evidence: test has no evidence "m"; it has n.`},
	} {
		r, problems := simulate.Run(p(), scene(c.things...))
		got := ""
		for i, problem := range problems {
			if i > 0 {
				got += " | "
			}
			got += problem.String()
		}
		if diff := cmp.Diff(c.want, got); diff != "" || (r == nil) != (c.want != "") {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestRings: needs and phases that wait for each other never end; a plan of which each is fine may do so
// through both.
func TestRings(t *testing.T) {
	t.Parallel()
	p := planOf(plan.Phase{Name: "one", Steps: []plan.Step{turn("a", needs("step.b"))}}, plan.Phase{Name: "two", After: []string{"one"}, Steps: []plan.Step{turn("b")}})
	_, problems := simulate.Run(p, scene())
	want := []simulate.Problem{
		{Place: "phase.one", Message: "It never ends: it waits for itself, or for what does not exist. Mend the needs and the after of the runbook."},
		{Place: "phase.two", Message: "It never ends: it waits for itself, or for what does not exist. Mend the needs and the after of the runbook."},
	}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Error(diff)
	}
}

// TestCompare: what a scenario wants and did not get, in plain words; what it does not name is not asked.
func TestCompare(t *testing.T) {
	t.Parallel()
	r := play(t, planOf(look("a"), turn("b", needs("step.a")), check("c", op("<", ref("step.a.n"), 5)), func(p *plan.Plan) {
		p.Evidence = []plan.Evidence{{Name: "list", Value: ref("step.a.list")}, {Name: "n", Value: ref("step.a.n")}, {Name: "text", Value: ref("step.a.text")}}
	}), scene(sees("step.a", "n", 7, "list", []any{"p", "q"})))
	for name, c := range map[string]struct {
		want scenario.Want
		diff []string
	}{
		"all as wanted":   {scenario.Want{Outcome: "failed", By: "check.c", HasRan: true, Ran: []string{"step.a", "step.b"}, Evidence: values{"n": val(7), "text": val(nil)}}, nil},
		"nothing asked":   {scenario.Want{Outcome: "failed"}, nil},
		"another outcome": {scenario.Want{Outcome: "passed", By: "step.a"}, []string{"outcome: wanted passed, got failed by check.c: no (step.a.n < 5 does not hold: step.a.n is 7)"}},
		"another decides": {scenario.Want{Outcome: "failed", By: "step.a"}, []string{"by: wanted step.a, got failed by check.c: no (step.a.n < 5 does not hold: step.a.n is 7)"}},
		"another order":   {scenario.Want{Outcome: "failed", HasRan: true, Ran: []string{"step.b"}}, []string{"ran: wanted step.b, got step.a, step.b"}},
		"nothing should":  {scenario.Want{Outcome: "failed", HasRan: true}, []string{"ran: wanted nothing, got step.a, step.b"}},
		"other evidence": {scenario.Want{Outcome: "failed", Evidence: values{"n": val("7"), "list": val([]any{"p"}), "text": val(map[string]any{"a": true})}}, []string{
			`evidence.list: wanted ["p"], got ["p", "q"]`, `evidence.n: wanted "7", got 7`, `evidence.text: wanted { "a" = true }, got null`,
		}},
		"null is not known": {scenario.Want{Outcome: "failed", Evidence: values{"n": val(nil)}}, []string{"evidence.n: wanted null, got 7"}},
	} {
		if diff := cmp.Diff(c.diff, simulate.Compare(c.want, r)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
