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
	hasControls, hasFunctions := len(set.Controls) > 0, len(set.Pillars) > 0
	if c.Tree.Broken || byStage && hasFunctions || byControls && hasControls && c.some(s.Controls) {
		return
	}
	want, write := "a function and a stage", `function = "…" and stage = "…"`
	switch {
	case hasControls && hasFunctions:
		want, write = "a function and a stage, or controls", write+`, or controls = ["…"]`
	case hasControls:
		want, write = "controls", `controls = ["…"]`
	}
	c.report(diag.New("RB9011", s.Range, fmt.Sprintf("A claim of %s names %s, and nothing else.", s.Framework.Value, want)).At(address).
		WithHelp("Write " + write + "."))
}

// some tells whether a list has anything in it; one whose items are not known has its own finding.
func (c *checker) some(t syntax.Texts) bool {
	texts, ok := c.Texts(t)
	return !ok || len(texts) > 0
}
