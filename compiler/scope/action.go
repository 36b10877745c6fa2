package scope

import (
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// Setting is the action's setting of that name in s, or nil.
func (r *Runbook) Setting(s *syntax.Step, name string) *Term {
	for _, a := range s.Settings {
		if a.Name.Value == name {
			return r.Term(a.Value)
		}
	}
	return nil
}

// Literal is the text of an action's setting where it is known at review time.
func (r *Runbook) Literal(s *syntax.Step, name string) (string, bool) {
	t := r.Setting(s, name)
	if t == nil {
		return "", false
	}
	v, _ := r.Known(t)
	return v.AsText()
}

// Effect is what s does: as it states, or as its action does. A request that only asks observes.
func (r *Runbook) Effect(s *syntax.Step, k kind.Kind) kind.Effect {
	if stated, ok := r.Text(s.Effect); ok && s.Effect.Given() {
		return kind.Effect(stated)
	}
	if k.Name == "http.request" {
		if method, _ := r.Literal(s, "method"); method == "GET" || method == "HEAD" {
			return kind.Observe
		}
	}
	return k.Effect
}

// Connection is the connection that s uses: the one it names, or for a program the one shell connection
// of the runbook's uses. It is "" where there is none, or none of several.
func (r *Runbook) Connection(s *syntax.Step, k kind.Kind) string {
	if s.Connection.Given() || k.Connection != kind.Shell {
		return s.Connection.Name
	}
	only := ""
	for _, u := range r.Tree.Uses {
		c := r.Project.Connections[u.Connection.Value]
		if c == nil {
			continue
		}
		if of, _ := r.Text(c.Kind); of != kind.Shell {
			continue
		}
		if only != "" {
			return ""
		}
		only = u.Connection.Value
	}
	return only
}

// Severity is how grave a failure of c is. Where it depends on the item and the items are known, it is
// that of the gravest item; ok is false where it is not known at review time.
func (r *Runbook) Severity(c *syntax.Check) (severity string, ok bool) {
	if !c.Severity.Given() {
		return "medium", true
	}
	if text, ok := r.Text(c.Severity); ok || c.Severity.Expr == nil {
		return text, ok
	}
	items, known := r.Items(r.Term(c.ForEach), c.By.Value)
	node := r.Node(r.Term(c.Severity.Expr))
	worst := 0
	for _, item := range items {
		text, _ := expr.Eval(node, expr.Names{"each": item}).AsText()
		grade := 1 + index(severities, text)
		if grade == 0 {
			return text, false
		}
		worst = max(worst, grade)
	}
	if !known || worst == 0 {
		return "", false
	}
	return severities[worst-1], true
}

// severities from the least grave.
var severities = []string{"low", "medium", "high"}

func index(list []string, word string) int {
	for i, item := range list {
		if item == word {
			return i
		}
	}
	return -1
}

// Items are what each is in turn, where the collection of a for_each is known at review time. by names
// the member that is the key of an item of a list.
func (r *Runbook) Items(forEach *Term, by string) (items []expr.Value, ok bool) {
	if forEach == nil {
		return nil, false
	}
	v, known := r.Known(forEach)
	each := func(key, value expr.Value) {
		items = append(items, expr.OfObject(map[string]expr.Value{"key": key, "value": value}))
	}
	for _, item := range v.Items() {
		each(item.Get(by), item)
	}
	for _, name := range v.Names() {
		each(expr.OfText(name), v.Get(name))
	}
	return items, known
}
