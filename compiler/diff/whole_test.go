package diff_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/compiler/diff"
	"github.com/attestary/attestary/compiler/internal/sample"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// A part that is new is a sentence on the page. No setting that a stranger names passes for another one, a
// title never stands in the place of the action, and nothing that looks like a secret is told.
func TestWholes(t *testing.T) {
	t.Parallel()
	const secret = "aB3dE6gH9jK2mN5pQ8sT1vW4y"
	action := plan.Action{Name: "okta.suspend", Title: "List users", Effect: kind.Change, Kind: "http", Idempotent: true, Outputs: []plan.Output{{Name: "count", Type: "number"}}}
	for _, c := range []struct {
		name        string
		change      func(p *plan.Plan)
		want, never string
	}{
		{"a step", func(p *plan.Plan) { add(p, action, nil) }, "| power |  | <code>new</code>: **<code>List users</code> (<code>okta.suspend</code>)**, **changes**, on <code>okta</code> |", ""},
		{"a setting with the name of another", func(p *plan.Plan) {
			add(p, action, map[string]*expr.Node{"effect": text("observe"), "timeout": text("1s")})
		}, `<code>new</code>: effect <code>"observe"</code>, timeout <code>"1s"</code>`, "reads"},
		{"a title that is a token", func(p *plan.Plan) {
			a := action
			a.Title = secret
			add(p, a, nil)
		}, "<code>new</code>: does **<code>okta.suspend</code>**, **changes**", secret},
		{"a setting that is a token", func(p *plan.Plan) {
			add(p, action, map[string]*expr.Node{"a": text(secret), "b": text("b")})
		}, `<code>new</code>: a (hidden), b <code>"b"</code>`, secret},
		{"the inside of an action", func(p *plan.Plan) { add(p, action, nil) }, "Not shown: 2 about the inside of actions", "okta.suspend.output.count"},
		{"a limit", func(p *plan.Plan) {
			add(p, action, nil)
			p.Step("new").Limit = &plan.Limit{Count: 200}
		}, "| reach |  | <code>new</code>: at most <code>200</code> |", ""},
		{"an approval", func(p *plan.Plan) {
			p.Phases[0].Approvals = append(p.Phases[0].Approvals, plan.Approval{Name: "boss", From: []string{"ops"}, Min: 2})
		}, "| people |  | <code>boss</code>: <code>2</code> approvals by <code>ops</code> |", ""},
		{"a review", func(p *plan.Plan) {
			p.Reviews = append(p.Reviews, plan.Review{Name: "boss", From: []string{"ops"}, Min: 1, Effects: []kind.Effect{kind.Grant, kind.Destroy}})
		}, "| people |  | <code>boss</code>: <code>1</code> review by <code>ops</code>, of what gives access, destroys |", ""},
	} {
		after := sample.Clone(t, sample.Full())
		c.change(after)
		d := diff.Compare([]*plan.Plan{sample.Full()}, []*plan.Plan{after})
		markdown := diff.Markdown(d)
		if !strings.Contains(markdown, c.want) || c.never != "" && strings.Contains(markdown, c.never) {
			t.Errorf("%s: no %q, or %q, in %s", c.name, c.want, c.never, markdown)
		}
		if c.never != secret && strings.HasPrefix(c.never, "okta") && !strings.Contains(diff.Text(d, 0), c.never) {
			t.Errorf("%s: the text does not tell %q", c.name, c.never)
		}
	}
}

// What an action gives that was there before is told: only that of a new one goes without saying.
func TestNewOutput(t *testing.T) {
	t.Parallel()
	before, after := sample.Clone(t, sample.Full()), sample.Clone(t, sample.Full())
	action := plan.Action{Name: "okta.suspend", Title: "Suspend", Effect: kind.Change}
	before.Actions = append(before.Actions, action)
	action.Outputs = []plan.Output{{Name: "count", Type: "number"}}
	after.Actions = append(after.Actions, action)
	markdown := diff.Markdown(diff.Compare([]*plan.Plan{before}, []*plan.Plan{after}))
	if !strings.Contains(markdown, "<code>okta.suspend</code> gives <code>count</code>: type <code>number</code>") || strings.Contains(markdown, "Not shown") {
		t.Error(markdown)
	}
}

// add makes a step that does the action.
func add(p *plan.Plan, a plan.Action, settings map[string]*expr.Node) {
	p.Actions = append(p.Actions, a)
	p.Phases[0].Steps = append(p.Phases[0].Steps, plan.Step{Name: "new", Action: a.Name, Effect: a.Effect, Connection: "okta", Settings: settings})
}
