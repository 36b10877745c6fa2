package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/catalog"
)

// form (RB9011): a claim names a function and its stage, or controls; which of them is a matter of the
// framework.
func (c *checker) form(s *syntax.Satisfies, set *catalog.Set, address string) {
	byStage := s.Function.Given() && s.Stage.Given() && !s.Controls.Given()
	byControls := s.Controls.Given() && !s.Function.Given() && !s.Stage.Given()
	hasControls := len(set.Controls) > 0
	if c.Tree.Broken || byStage && !hasControls || byControls && hasControls && c.some(s.Controls) {
		return
	}
	want := "a function and a stage"
	if hasControls {
		want = "controls"
	}
	c.report(diag.New("RB9011", s.Range, fmt.Sprintf("A claim of %s names %s, and nothing else.", s.Framework.Value, want)).At(address).
		WithHelp(fmt.Sprintf("Write %s.", map[bool]string{
			false: `function = "…" and stage = "…"`, true: `controls = ["…"]`}[hasControls])))
}

// some tells whether a list has anything in it; one whose items are not known has its own finding.
func (c *checker) some(t syntax.Texts) bool {
	texts, ok := c.Texts(t)
	return !ok || len(texts) > 0
}
