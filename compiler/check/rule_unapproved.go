package check

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

// unapproved (RB4040) holds that in a phase with an approval nothing is done before somebody said yes: every
// step that does more than look waits for an approval, itself or through what it waits for.
func (c *checker) unapproved() {
	if len(c.Tree.Approvals) == 0 || c.PartRing() != nil {
		return
	}
	approvals := map[*syntax.Phase][]string{}
	for _, a := range c.Tree.Approvals {
		approvals[a.Phase] = append(approvals[a.Phase], a.Name.Value)
	}
	known := map[string]bool{}
	for _, s := range c.Tree.Steps {
		k, ok := c.action(s.Action.Value)
		address := "step." + s.Name.Value
		if !ok || approvals[s.Phase] == nil || c.Effect(s, k) == kind.Observe || c.approved(address, known) || c.Tree.Broken {
			continue
		}
		d := diag.New("RB4040", s.Range, fmt.Sprintf("The step %s does not wait for an approval, and there is one beside it.", s.Name.Value)).At(address).
			WithWhy("Whoever reads that somebody must say yes believes that nothing is done before.").
			WithHelp(fmt.Sprintf("Write into its needs what it waits for: approval.%s.", strings.Join(approvals[s.Phase], " or approval.")))
		c.report(c.withNeed(d, s, "approval."+approvals[s.Phase][0]))
	}
}

// approved tells whether what has that address is an approval, or waits for one. There is no ring.
func (c *checker) approved(address string, known map[string]bool) bool {
	part := c.Part(address)
	if part == nil || part.Kind == "approval" {
		return part != nil
	}
	if yes, asked := known[address]; asked {
		return yes
	}
	for _, other := range c.Waits(part) {
		known[address] = known[address] || c.approved(other, known)
	}
	return known[address]
}

// withNeed offers to write what a step needs into its needs, or into a new line below its first.
func (c *checker) withNeed(d diag.Diagnostic, s *syntax.Step, need string) diag.Diagnostic {
	edit := diag.Edit{Range: s.Needs.Range}
	if s.Needs.Given() {
		edit.Range.Start.Byte++ // after the bracket
		edit.Range.Start.Column++
		edit.Range.End = edit.Range.Start
		if edit.New = need; len(s.Needs.Values) > 0 {
			edit.New += ", "
		}
	} else {
		source := c.source()
		end := bytes.IndexByte(source[s.Range.End.Byte:], '\n')
		if end < 0 {
			return d
		}
		edit.Range = s.Range
		edit.Range.Start = diag.Pos{Line: s.Range.End.Line + 1, Column: 1, Byte: s.Range.End.Byte + end + 1}
		edit.Range.End = edit.Range.Start
		edit.New = strings.Repeat(" ", s.Range.Start.Column+1) + "needs = [" + need + "]\n"
	}
	return d.WithFix(diag.Fix{Title: "wait for " + need, Kind: diag.Maybe, Edits: []diag.Edit{edit}})
}
