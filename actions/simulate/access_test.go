package simulate_test

import (
	"testing"

	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

// TestAccess: a person needs a role and every gate's yes; a run that starts by itself needs neither.
func TestAccess(t *testing.T) {
	t.Parallel()
	gate := func(name string, more ...func(*plan.Gate)) func(*plan.Plan) {
		g := plan.Gate{Name: name, Action: "lab.look", Condition: op("<", ref("self.n"), 5), Message: node("mend " + name)}
		for _, change := range more {
			change(&g)
		}
		return func(p *plan.Plan) { p.Access.Gates = append(p.Access.Gates, g) }
	}
	age := func(g *plan.Gate) { g.MaxAge = 3600 }
	email := func(g *plan.Gate) { g.Settings = settings("at", template(ref("run.requester.email"))) }
	asks := func(condition any) func(*plan.Gate) { return func(g *plan.Gate) { g.Condition = node(condition) } }
	seenAt := func(instant any) scenario.Mock { return sees("gate.a", "n", 1, "seen", instant) }
	bob := scenario.Person{Login: "bob", Roles: []string{"ops"}}
	mailed := scenario.Person{Login: "bob", Roles: []string{"ops"}, Email: "bob"}
	const blocked = "blocked by gate.a: "
	hold(t, map[string]row{
		"a role":                              {planOf(turn("x")), scene(by("bob"), bob), "passed", "step.x"},
		"whom the test does not tell has it":  {planOf(turn("x")), scene(by("bob")), "passed", "step.x"},
		"another role":                        {planOf(turn("x")), scene(by("eve"), scenario.Person{Login: "Eve", Roles: []string{"security"}}), "blocked by access: eve has none of the roles: only ops may start it by hand", ""},
		"a gate":                              {planOf(turn("x"), gate("a")), scene(by("bob"), sees("gate.a", "n", 4)), "passed", "step.x"},
		"a gate that says no":                 {planOf(turn("x"), gate("a")), scene(by("bob"), sees("gate.a", "n", 5)), blocked + "mend a (self.n < 5 does not hold: self.n is 5)", ""},
		"a gate that does not know":           {planOf(turn("x"), gate("a")), scene(by("bob"), sees("gate.a")), blocked + "mend a (self.n is null)", ""},
		"a gate that cannot look":             {planOf(turn("x"), gate("a")), scene(by("bob"), fails("gate.a", "503")), blocked + "503", ""},
		"the second gate":                     {planOf(turn("x"), gate("a"), gate("b")), scene(by("bob"), sees("gate.a", "n", 1), sees("gate.b", "n", 9)), "blocked by gate.b: mend b (self.n < 5 does not hold: self.n is 9)", ""},
		"a fallback does not open a gate":     {planOf(turn("x"), gate("a", asks(op("<", call("default", ref("self.n"), 1), 5)))), scene(by("bob"), sees("gate.a")), blocked + "mend a (it would pass only with a fallback of default())", ""},
		"an e-mail that nobody told":          {planOf(turn("x"), gate("a", email)), scene(by("bob"), bob, sees("gate.a", "n", 1)), blocked + "at is unknown: run.requester.email is null", ""},
		"an e-mail":                           {planOf(turn("x"), gate("a", email)), scene(by("bob"), mailed, sees("gate.a", "n", 1)), "passed", "step.x"},
		"an e-mail in a condition":            {planOf(turn("x"), gate("a", asks(op("==", ref("run.requester.email"), "bob")))), scene(by("bob"), bob, sees("gate.a")), blocked + "mend a (run.requester.email is null)", ""},
		"an answer of now":                    {planOf(turn("x"), gate("a", age)), scene(by("bob"), seenAt("2026-01-05T07:00:00Z")), "passed", "step.x"},
		"an answer as old as allowed":         {planOf(turn("x"), gate("a", age)), scene(by("bob"), seenAt("2026-01-05T06:00:00Z")), "passed", "step.x"},
		"an answer that is too old":           {planOf(turn("x"), gate("a", age)), scene(by("bob"), seenAt("2026-01-05T05:59:59Z")), blocked + "its answer is too old: seen is 2026-01-05T05:59:59Z, and it may be 1 hour old at most", ""},
		"an answer of tomorrow":               {planOf(turn("x"), gate("a", age)), scene(by("bob"), seenAt("2026-01-06T07:00:00Z")), blocked + "its answer is of a time to come: seen is 2026-01-06T07:00:00Z", ""},
		"an answer of no time":                {planOf(turn("x"), gate("a", age)), scene(by("bob"), seenAt("today")), blocked + "how old its answer is cannot be told: seen is no instant as 2026-01-31T07:00:00Z", ""},
		"an answer that does not say":         {planOf(turn("x"), gate("a", age)), scene(by("bob"), seenAt(nil)), blocked + "how old its answer is cannot be told: seen is no instant as 2026-01-31T07:00:00Z", ""},
		"no gate for what starts by itself":   {planOf(turn("x"), gate("a")), scene(), "passed", "step.x"},
		"and it has no requester":             {planOf(turn("x", when(op("==", ref("run.requester.login"), "bob")))), scene(), "unknown by step.x: when: run.requester.login is null", ""},
		"a person has a login and roles":      {planOf(turn("x", when(op("&&", op("==", ref("run.requester.login"), "bob"), call("contains", ref("run.requester.roles"), "ops"))))), scene(by("bob")), "passed", "step.x"},
		"a gate is asked in a rehearsal too":  {planOf(turn("x"), gate("a")), scene(by("bob"), rehearsal, sees("gate.a", "n", 5)), blocked + "mend a (self.n < 5 does not hold: self.n is 5)", ""},
		"what a gate asks may name an input":  {planOf(turn("x"), days(), gate("a", asks(op("<", ref("self.n"), ref("input.days"))))), scene(by("bob"), trigger("form", "days", 2), sees("gate.a", "n", 1)), "passed", "step.x"},
		"and inputs are judged before a gate": {planOf(turn("x"), days(), gate("a")), scene(by("bob"), trigger("form", "days", 0), sees("gate.a", "n", 9)), `blocked by input.days: days: "0" is too small; the least is 1.`, ""},
	})
}

// days is an input from 1 to 9, 5 unless told.
func days(more ...func(*plan.Plan)) func(*plan.Plan) {
	return func(p *plan.Plan) {
		p.Inputs = append(p.Inputs, plan.Input{Name: "days", Type: "number", Min: "1", Max: "9", Default: ptr(val(5))})
		for _, change := range more {
			change(p)
		}
	}
}

// TestInputs: what the test gives stands over the map of the trigger, and that over the default; every
// rule is held.
func TestInputs(t *testing.T) {
	t.Parallel()
	hook := func(p *plan.Plan) {
		p.Triggers = append([]plan.Trigger{{Kind: "event", Name: "hook", Type: "x", Map: settings("days", ref("trigger.event.n"))}}, p.Triggers...)
	}
	required := func(p *plan.Plan) { p.Inputs[0].Default = nil }
	other := func(p *plan.Plan) { p.Inputs = append(p.Inputs, plan.Input{Name: "about", Type: "string"}) }
	event := func(n any) func(*scenario.Scenario) {
		return func(s *scenario.Scenario) { s.Trigger, s.Event = "hook", val(map[string]any{"n": n}) }
	}
	is := func(n int) plan.Step { return turn("x", when(op("==", ref("input.days"), n))) }
	hold(t, map[string]row{
		"the default":                        {planOf(is(5), days()), scene(), "passed", "step.x"},
		"the test's":                         {planOf(is(3), days()), scene(trigger("daily", "days", 3)), "passed", "step.x"},
		"the map's":                          {planOf(is(4), days(hook)), scene(event(4)), "passed", "step.x"},
		"the test's over the map's":          {planOf(is(3), days(hook)), scene(trigger("hook", "days", 3), event(4)), "passed", "step.x"},
		"a map without an event":             {planOf(is(5), days(hook)), scene(trigger("hook")), "passed", "step.x"},
		"a map without what is required":     {planOf(is(5), days(hook, required)), scene(trigger("hook")), "blocked by input.days: days is required: give a number, such as 21 or 0.5.", ""},
		"an event of another type":           {planOf(is(4), days(hook)), scene(event("4")), "blocked by input.days: days is not a number, such as 21 or 0.5.", ""},
		"out of bounds":                      {planOf(is(4), days(hook)), scene(event(10)), `blocked by input.days: days: "10" is too large; the most is 9.`, ""},
		"the first in the order of the form": {planOf(is(4), days(), other), scene(trigger("daily", "days", 0)), `blocked by input.days: days: "0" is too small; the least is 1.`, ""},
		"the event is seen in the run too":   {planOf(turn("x", when(op("==", ref("trigger.event.n"), 4))), days(hook)), scene(event(4)), "passed", "step.x"},
		"and the trigger":                    {planOf(turn("x", when(op("==", template(ref("trigger.kind"), " ", ref("trigger.name")), "schedule daily")))), scene(), "passed", "step.x"},
		"a local": {planOf(turn("x", when(op("==", ref("local.twice"), 10))), days(), func(p *plan.Plan) {
			p.Locals = settings("twice", op("+", ref("input.days"), ref("local.once")), "once", ref("input.days"))
		}), scene(), "passed", "step.x"},
		"the run":             {planOf(turn("x", when(op("==", template(ref("run.mode"), " ", ref("run.started_at")), "live 2026-01-05T07:00:00Z")))), scene(), "passed", "step.x"},
		"a rehearsal says so": {planOf(look("x", when(op("==", ref("run.mode"), "rehearsal")))), scene(rehearsal, sees("step.x")), "passed", "step.x"},
	})
}
