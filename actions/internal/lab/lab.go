// Package lab is the vocabulary in which tests of the course of a run write plans: expressions as short as Go
// lets them be, steps that look (lab.look) and steps that change something and can be taken back (lab.turn), and
// plans made of a few such parts. It is for tests alone; nothing of it is in the product.
//
// Start at PlanOf.
package lab

import (
	"cmp"
	"slices"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// Look is a step that sees something: the action gives n, text, seen and list.
func Look(name string, more ...func(*plan.Step)) plan.Step {
	s := plan.Step{Name: name, Action: "lab.look", Effect: kind.Observe, Parallel: 1, Timeout: 60, OnError: "stop"}
	for _, f := range more {
		f(&s)
	}
	return s
}

// Turn is a step that changes something, and whose action says how it is taken back.
func Turn(name string, more ...func(*plan.Step)) plan.Step {
	return Look(name, append([]func(*plan.Step){func(s *plan.Step) { s.Action, s.Effect = "lab.turn", kind.Change }}, more...)...)
}

// Needs makes a step one that waits for others.
func Needs(addresses ...string) func(*plan.Step) {
	return func(s *plan.Step) { s.Needs = addresses }
}

// Action is one that a team wrote: what it gives is what some service answers.
func Action(name string, effect kind.Effect, takes []plan.Setting, gives ...plan.Output) plan.Action {
	a := plan.Action{
		Name: name, Title: name, Effect: effect, Kind: "http", Settings: takes, Outputs: gives,
		Run: plan.Call{Action: "http.request", Settings: Settings("method", "GET", "path", "/"), Give: map[string]*expr.Node{}},
	}
	for _, o := range gives {
		a.Run.Give[o.Name] = Ref("self.json." + o.Name)
	}
	return a
}

// Undo makes an action one that another takes back.
func Undo(a plan.Action, by, setting string, v any) plan.Action {
	a.Undo = &plan.Undo{Action: by, Settings: Settings(setting, v)}
	return a
}

func actions() []plan.Action {
	here, on := Val("here"), Val("on")
	return []plan.Action{
		Action("lab.burn", kind.Destroy, nil),
		Action("lab.look", kind.Observe, []plan.Setting{{Name: "at", Type: "string", Default: &here, Pattern: "[a-z]+"}},
			plan.Output{Name: "list", Type: "list(string)"}, plan.Output{Name: "n", Type: "number"},
			plan.Output{Name: "seen", Type: "string", AsOf: true}, plan.Output{Name: "text", Type: "string"}),
		Action("lab.peek", kind.Observe, nil, plan.Output{Name: "state", Type: "string"}),
		Undo(Action("lab.turn", kind.Change, []plan.Setting{{Name: "to", Type: "string", Default: &on}}, plan.Output{Name: "state", Type: "string"}),
			"lab.turn", "to", Template("not ", Ref("setting.to"))),
	}
}

// PlanOf is a plan of these parts: phases, loose steps, approvals and asks, which make a phase main, checks
// outside phases, and whatever a function makes of it.
func PlanOf(parts ...any) *plan.Plan {
	p := &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "UTC", Runbook: "test", File: "runbooks/test.runbook.hcl", Title: "A test",
		Owner: "ops", Timeout: 3600, FinishBy: 7200, Roles: []plan.Role{{Name: "ops"}, {Name: "security"}}, Actions: actions(),
		Triggers: []plan.Trigger{{Kind: "manual", Name: "form"}, {Kind: "schedule", Name: "daily", Cron: "0 5 * * *"}},
		Access:   &plan.Access{Who: []string{"ops"}},
	}
	main := plan.Phase{Name: "main"}
	for _, part := range parts {
		add(p, &main, part)
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

// add adds a part to a plan, or to its main phase.
func add(p *plan.Plan, main *plan.Phase, part any) {
	switch part := part.(type) {
	case plan.Phase:
		p.Phases = append(p.Phases, part)
	case plan.Step:
		main.Steps = append(main.Steps, part)
	case plan.Approval:
		part.Min, part.Timeout = max(part.Min, 1), cmp.Or(part.Timeout, 60)
		main.Approvals = append(main.Approvals, part)
	case plan.Ask:
		part.Timeout = cmp.Or(part.Timeout, 60)
		if part.Answers == nil {
			part.Answers = []plan.Answer{{Name: "x", Type: "string"}}
		}
		main.Asks = append(main.Asks, part)
	case plan.Check:
		p.Checks = append(p.Checks, part)
	case *plan.OnFailure:
		main.OnFailure = part
	case func(*plan.Plan):
		part(p)
	default:
		panic("lab: this is no part of a plan")
	}
}
