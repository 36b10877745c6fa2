package simulate_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/internal/lab"
	"github.com/attestary/attestary/actions/simulate"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

// What all tests of runs say.
var (
	val, node, ref, op, call      = lab.Val, lab.Node, lab.Ref, lab.Op, lab.Call
	template, list, object, where = lab.Template, lab.List, lab.Object, lab.Where
	settings, look, turn, needs   = lab.Settings, lab.Look, lab.Turn, lab.Needs
	action, undo, planOf          = lab.Action, lab.Undo, lab.PlanOf
)

type values = map[string]expr.Value

func ptr[T any](v T) *T { return &v }

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
