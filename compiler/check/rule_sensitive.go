package check

import (
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// shown (RB6005, RB6007) holds that nothing secret reaches what people or records will read. what is the
// setting at p that they read; "" where p itself is read.
func (c *checker) shown(t *scope.Term, s *shape, p place, what string) {
	end := p.address
	if what != "" {
		end += "." + what
	}
	if path, secret := s.label(kind.Secret); secret {
		c.report(diag.New("RB6005", t.Range(), "A sensitive value would be visible: "+way(append(slices.Clip(path), end))+".").At(p.address).
			WithHelp("Leave it out. Who is meant to have the value gets it from an action, in env, stdin, headers or body."))
		return
	}
	c.decides(t, s, p, end)
}

// decides (RB6007) warns where something secret decides what others see: which branch is taken, whether a
// step runs, what a count or a comparison gives.
func (c *checker) decides(t *scope.Term, s *shape, p place, end string) {
	for _, l := range s.all() {
		if l.kind == kind.Secret {
			c.report(diag.New("RB6007", t.Range(), "A sensitive value would decide what others see: "+way(append(slices.Clip(l.path), end))+".").At(p.address).
				WithWhy("Each run would tell something about it; who may start many runs could find it out letter by letter.").
				WithHelp("Let an action that is given the value decide, and mention its outcome; or except this warning and say why it tells too little."))
			return
		}
	}
}

// judged holds a condition whose operands a record keeps: none of them is secret.
func (c *checker) judged(t *scope.Term, s *shape, p place) {
	end := p.address + ".condition"
	if len(s.all()) > 0 {
		for _, operand := range operands(t, nil) {
			if path, secret := c.quietly(operand, p).label(kind.Secret); secret {
				c.report(diag.New("RB6005", operand.Range(), "A sensitive value would be kept in the record: "+way(append(slices.Clip(path), end))+".").At(p.address).
					WithWhy("A record keeps the values that decided a condition, so that it can be judged again.").
					WithHelp("Let an action that is given the value decide, and mention its outcome."))
				return
			}
		}
	}
	c.decides(t, s, p, end)
}

// operands appends the terms whose values a record of t keeps: see expr.Judge.
func operands(t *scope.Term, list []*scope.Term) []*scope.Term {
	switch t.Op {
	case expr.OpAnd, expr.OpOr, expr.OpNot, expr.OpIf:
		for _, arg := range t.Args {
			list = operands(arg, list)
		}
		return list
	case expr.OpEqual, expr.OpUnequal, expr.OpLess, expr.OpAtMost, expr.OpGreater, expr.OpAtLeast:
		return append(list, t.Args...)
	}
	return append(list, t)
}

// way is how a value travels, as a sentence shows it.
func way(path []string) string { return strings.Join(path, " → ") }
