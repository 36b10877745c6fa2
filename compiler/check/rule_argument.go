package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/schemas/expr"
)

// samples are arguments with which functions work whose texts have a form of their own.
var samples = map[string][]string{
	"addtime":      {"2026-01-05", "1d"},
	"before":       {"2026-01-05", "2026-01-06"},
	"days_between": {"2026-01-05", "2026-01-06"},
	"formatdate":   {"YYYY", "2026-01-05"},
	"matches":      {"a", "a"},
	"number":       {"1"},
}

// argumentForm (RB3006) holds that a text which is known at review time can be what a function takes: a length
// of time, a date, a layout, a pattern. Else the call would be unknown in every run.
func (c *checker) argumentForm(t *scope.Term, f expr.Func, i int, p place) {
	sample, formed := samples[f.Name]
	if !formed {
		return
	}
	v, known := c.Known(t)
	text, isText := v.AsText()
	if !known || !isText {
		return
	}
	call := &expr.Node{Op: expr.OpCall, Name: f.Name}
	for j, other := range sample {
		if j == i {
			other = text
		}
		call.Args = append(call.Args, expr.Lit(expr.OfText(other)))
	}
	if got := expr.Eval(call, nil); got.IsUnknown() {
		c.report(diag.New("RB3006", t.Range(), fmt.Sprintf("%s cannot take %s as its %s: %s.", f.Name, shownValue(v), f.Param(i).Name, got.Reason())).At(p.address).
			WithWhy(f.Doc).WithHelp("Write it as " + f.Signature()))
	}
}
