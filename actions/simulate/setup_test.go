package simulate_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/simulate"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

// Expressions, as short as they can be written in Go. What is no *expr.Node is a literal.

type values = map[string]expr.Value

func val(v any) expr.Value {
	switch v := v.(type) {
	case nil:
		return expr.Nil()
	case expr.Value:
		return v
	case bool:
		return expr.OfBool(v)
	case int:
		return expr.OfInt(int64(v))
	case string:
		return expr.OfText(v)
	case []any:
		var items []expr.Value
		for _, item := range v {
			items = append(items, val(item))
		}
		return expr.OfList(items)
	case map[string]any:
		members := values{}
		for name, member := range v {
			members[name] = val(member)
		}
		return expr.OfObject(members)
	}
	panic("not a literal")
}

func node(v any) *expr.Node {
	if n, ok := v.(*expr.Node); ok {
		return n
	}
	return expr.Lit(val(v))
}

func nodes(list []any) []*expr.Node {
	var all []*expr.Node
	for _, v := range list {
		all = append(all, node(v))
	}
	return all
}

func ref(path string) *expr.Node           { return expr.Ref(strings.Split(path, ".")...) }
func op(o expr.Op, args ...any) *expr.Node { return &expr.Node{Op: o, Args: nodes(args)} }
func call(name string, args ...any) *expr.Node {
	return &expr.Node{Op: expr.OpCall, Name: name, Args: nodes(args)}
}
func template(parts ...any) *expr.Node { return op(expr.OpTemplate, parts...) }
func list(items ...any) *expr.Node     { return op(expr.OpList, items...) }
func object(pairs ...any) *expr.Node   { return op(expr.OpObject, pairs...) }
func settings(pairs ...any) map[string]*expr.Node {
	all := map[string]*expr.Node{}
	for i := 0; i < len(pairs); i += 2 {
		all[pairs[i].(string)] = node(pairs[i+1])
	}
	return all
}

// where is [for NAME in collection : result if condition].
func where(name string, collection, result, condition any) *expr.Node {
	n := &expr.Node{Op: expr.OpFor, Vars: []string{name}, Args: nodes([]any{collection, result})}
	if condition != nil {
		n.If, n.Args = true, append(n.Args, node(condition))
	}
	return n
}

func ptr[T any](v T) *T { return &v }

// Plans of a few parts.

// look is a step that sees something: the action gives n, text and list.
func look(name string, more ...func(*plan.Step)) plan.Step {
	s := plan.Step{Name: name, Action: "lab.look", Effect: kind.Observe, Parallel: 1, Timeout: 60, OnError: "stop"}
	for _, f := range more {
		f(&s)
	}
	return s
}

// turn is a step that changes something, and whose action has an undo.
func turn(name string, more ...func(*plan.Step)) plan.Step {
	return look(name, append([]func(*plan.Step){func(s *plan.Step) { s.Action, s.Effect = "lab.turn", kind.Change }}, more...)...)
}

func needs(addresses ...string) func(*plan.Step) {
	return func(s *plan.Step) { s.Needs = addresses }
}

// action is one that a team wrote: what it gives is what some service answers.
func action(name string, effect kind.Effect, takes []plan.Setting, gives ...plan.Output) plan.Action {
	a := plan.Action{
		Name: name, Title: name, Effect: effect, Kind: "http", Settings: takes, Outputs: gives,
		Run: plan.Call{Action: "http.request", Settings: settings("method", "GET", "path", "/"), Give: map[string]*expr.Node{}},
	}
	for _, o := range gives {
		a.Run.Give[o.Name] = ref("self.json." + o.Name)
	}
	return a
}

// undo makes an action one that another takes back.
func undo(a plan.Action, by, setting string, v any) plan.Action {
	a.Undo = &plan.Undo{Action: by, Settings: settings(setting, v)}
	return a
}

var labActions = []plan.Action{
	action("lab.burn", kind.Destroy, nil),
	action("lab.look", kind.Observe, []plan.Setting{{Name: "at", Type: "string", Default: ptr(val("here")), Pattern: "[a-z]+"}},
		plan.Output{Name: "list", Type: "list(string)"}, plan.Output{Name: "n", Type: "number"},
		plan.Output{Name: "seen", Type: "string", AsOf: true}, plan.Output{Name: "text", Type: "string"}),
	action("lab.peek", kind.Observe, nil, plan.Output{Name: "state", Type: "string"}),
	undo(action("lab.turn", kind.Change, []plan.Setting{{Name: "to", Type: "string", Default: ptr(val("on"))}}, plan.Output{Name: "state", Type: "string"}),
		"lab.turn", "to", template("not ", ref("setting.to"))),
}

// planOf is a plan of these parts: phases, loose steps, approvals, asks, and checks outside phases.
func planOf(parts ...any) *plan.Plan {
	p := &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "UTC", Runbook: "test", File: "runbooks/test.runbook.hcl", Title: "A test",
		Owner: "ops", Timeout: 3600, FinishBy: 7200, Roles: []plan.Role{{Name: "ops"}, {Name: "security"}}, Actions: labActions,
		Triggers: []plan.Trigger{{Kind: "manual", Name: "form"}, {Kind: "schedule", Name: "daily", Cron: "0 5 * * *"}},
		Access:   &plan.Access{Who: []string{"ops"}},
	}
	main := plan.Phase{Name: "main", OnFailure: nil}
	for _, part := range parts {
		switch part := part.(type) {
		case plan.Phase:
			p.Phases = append(p.Phases, part)
		case plan.Step:
			main.Steps = append(main.Steps, part)
		case plan.Approval:
			part.Min, part.Timeout = max(part.Min, 1), 60
			main.Approvals = append(main.Approvals, part)
		case plan.Ask:
			part.Timeout = 60
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

// scene is a scenario of the schedule, in which these things are so.
func scene(things ...any) *scenario.Scenario {
	s := &scenario.Scenario{Name: "a test", Runbook: "test", Trigger: "daily", At: scenario.DefaultAt}
	for _, thing := range things {
		switch thing := thing.(type) {
		case scenario.Mock:
			s.Mocks = append(s.Mocks, thing)
		case scenario.Person:
			s.People = append(s.People, thing)
		case scenario.Approve:
			s.Approvals = append(s.Approvals, thing)
		case scenario.Answer:
			s.Answers = append(s.Answers, thing)
		case func(*scenario.Scenario):
			thing(s)
		default:
			panic("not a thing")
		}
	}
	return s
}

// sees mocks an address with outputs, as name and value in turn.
func sees(address string, outputs ...any) scenario.Mock {
	m := scenario.Mock{Address: address, Outputs: values{}}
	for i := 0; i < len(outputs); i += 2 {
		m.Outputs[outputs[i].(string)] = val(outputs[i+1])
	}
	return m
}

func fails(address, why string) scenario.Mock { return scenario.Mock{Address: address, Fails: why} }

// of makes a mock one for an item.
func of(key string, m scenario.Mock) scenario.Mock {
	m.Key, m.Keyed = key, true
	return m
}

func by(login string) func(*scenario.Scenario) {
	return func(s *scenario.Scenario) { s.Trigger, s.Requester = "form", login }
}

// play plays what has no problem, a plan that keeps its own rules.
func play(t *testing.T, p *plan.Plan, s *scenario.Scenario) *simulate.Result {
	t.Helper()
	if err := p.Check(); err != nil {
		t.Errorf("the plan breaks a rule of its own: %v", err)
	}
	return playAny(t, p, s)
}

// playAny also plays a plan that breaks its own rules.
func playAny(t *testing.T, p *plan.Plan, s *scenario.Scenario) *simulate.Result {
	t.Helper()
	r, problems := simulate.Run(p, s)
	if len(problems) > 0 {
		t.Fatalf("%s: %v", s.Name, problems)
	}
	return r
}

// ending is "failed by step.a: why".
func ending(r *simulate.Result) string {
	text := string(r.Outcome)
	if r.By != "" {
		text += " by " + r.By
	}
	if r.Why != "" {
		text += ": " + r.Why
	}
	return text
}

// outcomes are the parts as "step.a[key] passed", in the order in which they ended.
func outcomes(parts []simulate.Part) string {
	var all []string
	for _, p := range parts {
		name := p.Address
		if p.Key != "" {
			name += "[" + p.Key + "]"
		}
		all = append(all, name+" "+string(p.Outcome))
	}
	return strings.Join(all, ", ")
}

// row is a plan, a scenario, and what must come of it.
type row struct {
	plan   *plan.Plan
	scene  *scenario.Scenario
	ending string
	ran    string // names with their address, between spaces
}

func hold(t *testing.T, rows map[string]row) {
	t.Helper()
	for name, c := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := play(t, c.plan, c.scene)
			if got := ending(r); got != c.ending {
				t.Errorf("%s, want %s", got, c.ending)
			}
			if got := strings.Join(r.Ran, " "); got != c.ran {
				t.Errorf("ran %q, want %q", got, c.ran)
			}
		})
	}
}
