package course_test

import (
	"cmp"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// Expressions, as short as they can be written in Go. What is no *expr.Node is a literal.

func val(v any) expr.Value {
	switch v := v.(type) {
	case nil:
		return expr.Nil()
	case bool:
		return expr.OfBool(v)
	case int:
		return expr.OfInt(int64(v))
	case string:
		return expr.OfText(v)
	case []string:
		var items []expr.Value
		for _, item := range v {
			items = append(items, expr.OfText(item))
		}
		return expr.OfList(items)
	}
	panic("not a literal")
}

func node(v any) *expr.Node {
	if n, ok := v.(*expr.Node); ok {
		return n
	}
	return expr.Lit(val(v))
}

func ref(path string) *expr.Node { return expr.Ref(strings.Split(path, ".")...) }

func op(o expr.Op, args ...any) *expr.Node {
	n := &expr.Node{Op: o}
	for _, arg := range args {
		n.Args = append(n.Args, node(arg))
	}
	return n
}

func is(reference string, v any) *expr.Node { return op(expr.OpEqual, ref(reference), v) }

// look is a step that sees something: a number n and a list.
func look(name string, more ...func(*plan.Step)) plan.Step {
	s := plan.Step{Name: name, Action: "lab.look", Effect: kind.Observe, Parallel: 1, Timeout: 60, OnError: "stop"}
	for _, f := range more {
		f(&s)
	}
	return s
}

// turn is a step that changes something, and whose action says how it is taken back.
func turn(name string, more ...func(*plan.Step)) plan.Step {
	return look(name, append([]func(*plan.Step){func(s *plan.Step) { s.Action, s.Effect = "lab.turn", kind.Change }}, more...)...)
}

func needs(addresses ...string) func(*plan.Step) {
	return func(s *plan.Step) { s.Needs = addresses }
}

func when(condition any) func(*plan.Step) { return func(s *plan.Step) { s.When = node(condition) } }

func over(items any) func(*plan.Step) { return func(s *plan.Step) { s.ForEach = node(items) } }

func goesOn(s *plan.Step) { s.OnError = "continue" }

func approval(name string, min int64, needs ...string) plan.Approval {
	return plan.Approval{Name: name, From: []string{"ops"}, Min: min, Timeout: 3600, Needs: needs}
}

func ask(name string, needs ...string) plan.Ask {
	return plan.Ask{Name: name, To: []string{"ops"}, Question: node("?"), Timeout: 3600, Needs: needs, Answers: []plan.Answer{
		{Name: "x", Type: "string", OneOf: []expr.Value{val("left"), val("right")}},
	}}
}

func check(name string, condition any) plan.Check {
	return plan.Check{Name: name, Condition: node(condition), Message: node("no"), Severity: "low"}
}

var reverse = &plan.OnFailure{Undo: "reverse"}

// action is one that a team wrote.
func action(name string, effect kind.Effect, gives ...plan.Output) plan.Action {
	a := plan.Action{
		Name: name, Title: name, Effect: effect, Kind: "http", Outputs: gives,
		Run: plan.Call{Action: "http.request", Settings: map[string]*expr.Node{"method": node("GET"), "path": node("/")}, Give: map[string]*expr.Node{}},
	}
	for _, o := range gives {
		a.Run.Give[o.Name] = ref("self.json." + o.Name)
	}
	return a
}

// planOf is a plan of phases, or of loose parts.
func planOf(parts ...any) *plan.Plan {
	back := action("lab.turn", kind.Change)
	back.Undo = &plan.Undo{Action: "lab.turn"}
	p := &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "UTC", Runbook: "test", File: "runbooks/test.runbook.hcl", Title: "A test",
		Owner: "ops", Timeout: 3600, FinishBy: 7200, Roles: []plan.Role{{Name: "ops"}}, Access: &plan.Access{Who: []string{"ops"}},
		Actions: []plan.Action{action("lab.look", kind.Observe, plan.Output{Name: "list", Type: "list(string)"}, plan.Output{Name: "n", Type: "number"}), back},
	}
	main := plan.Phase{Name: "main"}
	for _, part := range parts {
		switch part := part.(type) {
		case plan.Phase:
			p.Phases = append(p.Phases, part)
		case plan.Step:
			main.Steps = append(main.Steps, part)
		case plan.Approval:
			main.Approvals = append(main.Approvals, part)
		case plan.Ask:
			main.Asks = append(main.Asks, part)
		case plan.Check:
			p.Checks = append(p.Checks, part)
		case *plan.OnFailure:
			main.OnFailure = part
		case func(*plan.Plan):
			part(p)
		default:
			panic("not a part")
		}
	}
	if len(main.Steps)+len(main.Approvals)+len(main.Asks) > 0 {
		p.Phases = append(p.Phases, main)
	}
	for i := range p.Phases {
		slices.SortFunc(p.Phases[i].Steps, func(a, b plan.Step) int { return cmp.Compare(a.Name, b.Name) })
	}
	slices.SortFunc(p.Phases, func(a, b plan.Phase) int { return cmp.Compare(a.Name, b.Name) })
	return p
}
