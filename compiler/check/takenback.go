package check

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
)

// takenBack looks at the expressions of how what a step did is taken back: they may mention what it gave.
func (c *checker) takenBack(s *syntax.Step, p place) {
	if s.Undo != nil && s.Undo.Action.Value != scope.NoUndo {
		k, _ := c.action(s.Undo.Action.Value)
		c.fill(k, s.Undo.Settings, p)
	}
	if s.UndoAfter != nil {
		p.self = nil
		t := c.Term(s.UndoAfter)
		after := c.infer(t, p)
		c.wants(t, after, expr.Type{Kind: expr.StringType}, "undo_after")
		c.shown(t, after, p, "undo_after")
	}
}

// discovered tells whether what e gives is known during a run alone, since something in it finds it out.
func (c *checker) discovered(e hclsyntax.Expression) bool {
	return len(c.Mentioned(c.Term(e))) > 0
}

// isWhile tells whether a text is a length of time that is not nothing.
func isWhile(text string) bool {
	seconds, ok := expr.ParseLength(text)
	return ok && seconds > 0
}
