package lower

import (
	"fmt"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/scenario"
)

// Scenario is a test of a runbook as data. Its settings must be known, which the checker has seen.
func Scenario(p *scope.Project, suite *syntax.Suite, t *syntax.Test) *scenario.Scenario {
	l := lowering{scope.NewRunbook(p, &syntax.Runbook{File: suite.File})}
	s := &scenario.Scenario{
		Name: t.Name.Value, File: suite.File, Line: t.Range.Start.Line, Runbook: l.text(t.Runbook), Trigger: l.text(t.Trigger),
		Event: l.value(t.Event), Inputs: l.members(t.Inputs), Requester: l.text(t.Requester), At: l.text(t.At),
		Rehearsal: l.text(t.Mode) == "rehearsal",
		Want: scenario.Want{
			Outcome: l.text(t.Outcome), By: l.text(t.By), Ran: l.listed(t.Ran), HasRan: t.Ran.Given(), Evidence: l.members(t.Evidence),
		},
	}
	for _, person := range t.People {
		s.People = append(s.People, scenario.Person{Login: person.Login.Value, Roles: l.listed(person.Roles), Email: l.text(person.Email)})
	}
	for _, m := range t.Mocks {
		s.Mocks = append(s.Mocks, l.mock(m))
	}
	for _, a := range t.Approvals {
		s.Approvals = append(s.Approvals, scenario.Approve{Name: a.Name.Value, By: l.listed(a.By), Reject: l.text(a.Reject)})
	}
	for _, a := range t.Answers {
		s.Answers = append(s.Answers, scenario.Answer{Name: a.Name.Value, By: l.text(a.By), Second: l.text(a.Second), Values: l.members(a.Values)})
	}
	return s
}

func (l lowering) mock(m *syntax.Mock) scenario.Mock {
	out := scenario.Mock{Address: m.Address.Value, Key: m.Key.Value, Keyed: m.Key.Given(), Fails: l.text(m.Fails)}
	for _, o := range m.Outputs {
		if out.Outputs == nil {
			out.Outputs = map[string]expr.Value{}
		}
		out.Outputs[o.Name.Value] = l.value(o.Value)
	}
	return out
}

// value is a value that is known; null where it is not given.
func (l lowering) value(e hclsyntax.Expression) expr.Value {
	if e == nil {
		return expr.Nil()
	}
	v, _ := l.Known(l.Term(e))
	return v
}

// members are those of an object; nil for all else.
func (l lowering) members(e hclsyntax.Expression) map[string]expr.Value {
	v := l.value(e)
	if v.Kind() != expr.Object {
		return nil
	}
	members := map[string]expr.Value{}
	for _, m := range v.Members() {
		members[m.Name] = m.Value
	}
	return members
}

// listed is a list of texts in its own order.
func (l lowering) listed(t syntax.Texts) []string {
	texts, _ := l.Texts(t)
	return texts
}

// TestPlaces tells where the parts of a test stand: its settings by name, and its sections as they are
// written: mock "step.stale", approve "security".
func TestPlaces(t *syntax.Test) map[string]diag.Range {
	places := map[string]diag.Range{"": t.Range}
	for name, leaf := range map[string]syntax.Text{"runbook": t.Runbook, "trigger": t.Trigger, "requester": t.Requester, "at": t.At, "outcome": t.Outcome, "by": t.By} {
		if leaf.Given() {
			places[name] = leaf.Range
		}
	}
	for name, e := range map[string]hclsyntax.Expression{"event": t.Event, "inputs": t.Inputs, "evidence": t.Evidence} {
		if e != nil {
			places[name] = syntax.Place(e.Range())
		}
	}
	if t.Ran.Given() {
		places["ran"] = t.Ran.Range
	}
	for _, p := range t.People {
		places[fmt.Sprintf("person %q", p.Login.Value)] = p.Range
	}
	for _, m := range t.Mocks {
		places[mockPlace(m)] = m.Range
	}
	for _, a := range t.Approvals {
		places[fmt.Sprintf("approve %q", a.Name.Value)] = a.Range
	}
	for _, a := range t.Answers {
		places[fmt.Sprintf("answer %q", a.Name.Value)] = a.Range
	}
	return places
}

func mockPlace(m *syntax.Mock) string {
	if m.Key.Given() {
		return fmt.Sprintf("mock %q %q", m.Address.Value, m.Key.Value)
	}
	return fmt.Sprintf("mock %q", m.Address.Value)
}
