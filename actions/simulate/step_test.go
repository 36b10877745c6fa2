package simulate_test

import (
	"fmt"
	"testing"

	"github.com/attestary/attestary/actions/simulate"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

func over(v any) func(*plan.Step) { return func(s *plan.Step) { s.ForEach = node(v) } }

func keyed(member string) func(*plan.Step) { return func(s *plan.Step) { s.By = member } }

func expects(condition any) func(*plan.Step) {
	return func(s *plan.Step) {
		s.Expects = append(s.Expects, plan.Expect{Name: fmt.Sprintf("x%d", len(s.Expects)), Condition: node(condition), Message: node("no")})
	}
}

func at(v any) func(*plan.Step) { return func(s *plan.Step) { s.Settings = settings("at", v) } }

func limit(l plan.Limit) func(*plan.Step) { return func(s *plan.Step) { s.Limit = &l } }

// many is a list of n texts.
func many(n int) []any {
	list := make([]any, n)
	for i := range list {
		list[i] = fmt.Sprintf("item-%05d", i)
	}
	return list
}

// TestSteps: what comes of one step.
func TestSteps(t *testing.T) {
	t.Parallel()
	retry := func(s *plan.Step) { s.Retry = &plan.Retry{Max: 3, Delay: 5} }
	tell := func(s *plan.Step) { s.Action, s.Settings = "notify.webhook", settings("text", "all is well") }
	destroy := func(s *plan.Step) { s.Action, s.Effect = "lab.burn", kind.Destroy }
	hold(t, map[string]row{
		"an observing step that is mocked":   {planOf(look("a")), scene(sees("step.a")), "passed", "step.a"},
		"a changing one is simulated":        {planOf(turn("a")), scene(), "passed", "step.a"},
		"so is one that destroys":            {planOf(turn("a", destroy)), scene(), "passed", "step.a"},
		"and its expectations are not asked": {planOf(turn("a", expects(op("==", ref("self.state"), "on")))), scene(), "passed", "step.a"},
		"unless it is mocked":                {planOf(turn("a", expects(op("==", ref("self.state"), "on")))), scene(sees("step.a")), `unknown by step.a.x0: no (self.state is null)`, "step.a"},
		"a mock that fails fails each time":  {planOf(look("a", retry)), scene(fails("step.a", "404")), "failed by step.a: 404", "step.a"},
		"telling people needs no mock":       {planOf(look("a", tell)), scene(), "passed", "step.a"},
		"an expectation":                     {planOf(look("a", expects(true), expects(op("<", ref("self.n"), 5)))), scene(sees("step.a", "n", 5)), "failed by step.a.x1: no (self.n < 5 does not hold: self.n is 5)", "step.a"},
		"a failed one decides over an unknown": {
			planOf(look("a", expects(op("<", ref("self.n"), 5)), expects(false))), scene(sees("step.a")), "failed by step.a.x1: no (false does not hold)", "step.a",
		},
		"a setting that is null has its default":     {planOf(look("a", at(nil))), scene(sees("step.a")), "passed", "step.a"},
		"a setting that is unknown":                  {planOf(look("a", at(template("x", ref("run.requester.email"))))), scene(sees("step.a")), "unknown by step.a: at is unknown: run.requester.email is null", "step.a"},
		"a setting of another type":                  {planOf(look("a", at(3))), scene(sees("step.a")), "unknown by step.a: at is a number, not a text", "step.a"},
		"a setting that breaks its pattern":          {planOf(look("a", at("NORTH"))), scene(sees("step.a")), `unknown by step.a: at: "NORTH" does not look as it must: give a text; the pattern is [a-z]+`, "step.a"},
		"a rehearsal looks":                          {planOf(look("a")), scene(rehearsal, sees("step.a")), "passed", "step.a"},
		"a rehearsal changes nothing, and goes on":   {planOf(turn("a"), look("b", needs("step.a"))), scene(rehearsal, sees("step.b")), "passed", "step.b"},
		"what is not mocked of the outputs is null":  {planOf(look("a"), look("b", needs("step.a"), when(op("==", ref("step.a.n"), 1)))), scene(sees("step.a", "text", "x")), "unknown by step.b: when: step.a.n is null", "step.a"},
		"default gives what is null another meaning": {planOf(look("a"), look("b", needs("step.a"), when(op("==", call("default", ref("step.a.n"), 1), 1)))), scene(sees("step.a"), sees("step.b")), "passed", "step.a step.b"},
	})
}

// TestItems: for_each over what is good and what is not; by key, each with its own when and expect.
func TestItems(t *testing.T) {
	t.Parallel()
	people := []any{map[string]any{"login": "eve"}, map[string]any{"login": "bob"}, map[string]any{"login": "ada"}}
	failing := []any{of("bob", fails("step.a", "409")), sees("step.a")}
	for name, c := range map[string]struct {
		row
		parts string
	}{
		"in the order of keys":     {row{planOf(turn("a", over(people), keyed("login"))), scene(), "passed", "step.a"}, "step.a[ada] passed, step.a[bob] passed, step.a[eve] passed"},
		"the rest after a failure": {row{planOf(turn("a", over(people), keyed("login"))), scene(failing...), "failed by step.a: bob: 409", "step.a"}, "step.a[ada] passed, step.a[bob] failed, step.a[eve] skipped"},
		"on_error continue":        {row{planOf(turn("a", over(people), keyed("login"), goesOn)), scene(failing...), "failed by step.a: bob: 409", "step.a"}, "step.a[ada] passed, step.a[bob] failed, step.a[eve] passed"},
		"when of an item":          {row{planOf(turn("a", over([]any{"x", "y"}), when(op("!=", ref("each.key"), "x")))), scene(), "passed", "step.a"}, "step.a[x] skipped, step.a[y] passed"},
		"expect of an item": {
			row{planOf(look("a", over([]any{"x", "y"}), expects(op("==", ref("self.text"), ref("each.value"))))), scene(sees("step.a", "text", "x")),
				`failed by step.a.x0: y: no (self.text == each.value does not hold: self.text is "x", each.value is "y")`, "step.a"}, "step.a[x] passed, step.a[y] failed",
		},
		"over nothing, which counts as done": {row{planOf(turn("a", over([]any{})), turn("b", needs("step.a"))), scene(), "passed", "step.b"}, "step.a skipped, step.b passed"},
		"over null":                          {row{planOf(turn("a", over(nil))), scene(), "unknown by step.a: its for_each is null: what it mentions was not given, or did not come to its end", ""}, "step.a unknown"},
		"over a text":                        {row{planOf(turn("a", over("x"))), scene(), "unknown by step.a: its for_each is a text, and goes over a map or a list", ""}, "step.a unknown"},
		"two of one key": {row{planOf(turn("a", over([]any{"x", "x"}))), scene(),
			`unknown by step.a: two items have the key "x": each needs its own`, ""}, "step.a unknown"},
		"without a key": {row{planOf(turn("a", over([]any{map[string]any{"login": "ada"}, map[string]any{}}), keyed("login"))), scene(),
			"unknown by step.a: an item has no login, or one that is no text: it is the item's key, and each needs its own", ""}, "step.a unknown"},
		"10,001 items": {row{planOf(turn("a", over(many(10001)))), scene(), "unknown by step.a: its for_each has more than 10000 items", ""}, "step.a unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hold(t, map[string]row{"": c.row})
			if got := outcomes(play(t, c.plan, c.scene).Parts); got != c.parts {
				t.Errorf("%s, want %s", got, c.parts)
			}
		})
	}
}

// TestLimit: more items than allowed stop the step before the first of them.
func TestLimit(t *testing.T) {
	t.Parallel()
	three := over([]any{"x", "y", "z"})
	part := func(percent int64, v any) func(*plan.Step) { return limit(plan.Limit{Percent: percent, Of: node(v)}) }
	const over3 = "failed by step.a: it has 3 items, and may touch at most "
	hold(t, map[string]row{
		"as many as allowed":                {planOf(turn("a", three, limit(plan.Limit{Count: 3}))), scene(), "passed", "step.a"},
		"one more":                          {planOf(turn("a", three, limit(plan.Limit{Count: 2}))), scene(), over3 + "2", ""},
		"nothing more starts then":          {planOf(turn("a", three, limit(plan.Limit{Count: 2})), turn("b")), scene(), over3 + "2", ""},
		"a part of a number":                {planOf(turn("a", three, part(10, 30))), scene(), "passed", "step.a"},
		"rounded down":                      {planOf(turn("a", three, part(10, 39))), scene(), "passed", "step.a"},
		"one below":                         {planOf(turn("a", three, part(10, 29))), scene(), over3 + "2, which is 10% of 29", ""},
		"a part of a list":                  {planOf(turn("a", three, part(50, many(4)))), scene(), over3 + "2, which is 50% of 4", ""},
		"a part of what is not known":       {planOf(turn("a", three, needs("step.b"), part(50, ref("step.b.list"))), look("b")), scene(sees("step.b")), "unknown by step.a: limit_of: it is null", "step.b"},
		"a part of what cannot be counted":  {planOf(turn("a", three, part(50, "many"))), scene(), "unknown by step.a: limit_of: it is a text", ""},
		"a part of less than nothing":       {planOf(turn("a", three, part(50, -8))), scene(), "unknown by step.a: limit_of: it is a number", ""},
		"nothing to do is within any limit": {planOf(turn("a", over([]any{}), part(1, 5))), scene(), "passed", ""},
	})
}

// TestOutputsOfItems: with for_each, step.X is a map; what did not pass has null for each output.
func TestOutputsOfItems(t *testing.T) {
	t.Parallel()
	keep := func(name, path string) plan.Evidence { return plan.Evidence{Name: name, Value: ref(path)} }
	p := planOf(turn("a", over([]any{"bad", "good"}), goesOn), turn("b", over([]any{})), turn("c", over(nil), goesOn), func(p *plan.Plan) {
		p.Evidence = []plan.Evidence{keep("a", "step.a"), keep("b", "step.b"), keep("c", "step.c")}
	})
	r := play(t, p, scene(of("bad", fails("step.a", "409")), sees("step.a", "state", "on")))
	want := values{
		"a": val(map[string]any{"bad": map[string]any{"outcome": "failed", "state": nil}, "good": map[string]any{"outcome": "passed", "state": "on"}}),
		"b": val(map[string]any{}), "c": val(nil),
	}
	if different := simulate.Compare(scenario.Want{Outcome: "failed", Evidence: want}, r); len(different) > 0 {
		t.Error(different)
	}
}
