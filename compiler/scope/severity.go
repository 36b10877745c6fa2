package scope

import (
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
)

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
