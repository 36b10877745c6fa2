package plan

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/schemas/expr"
)

// A plan is what people say yes to, and it may come from a stranger's ledger. So no text of it holds what
// a reader cannot see: control characters, which steer terminals, marks that turn the direction of
// letters, and characters that are not shown.

// written is one text that somebody wrote, and where it stands in the plan.
type written struct {
	place, text string
	lines       bool // it may have several lines
}

// checkTexts holds the texts outside of expressions. Names, which have a form of their own, are not among
// them.
func (c *checker) checkTexts() error {
	for t := range c.texts() {
		if err := legible(t.text); err != nil {
			return fmt.Errorf("%s: %w", t.place, err)
		}
		if !t.lines && strings.ContainsAny(t.text, "\r\n\t") {
			return fmt.Errorf("%s: %q has more than one line, or a tab", t.place, t.text)
		}
	}
	return nil
}

func legible(text string) error {
	if r, how := expr.Hidden(text); how != expr.Legible {
		return fmt.Errorf("%q holds %U, which a reader cannot see", text, r)
	}
	return nil
}

// checkLiterals holds the texts that an expression has in itself: literals, and the parts of references.
func checkLiterals(n *expr.Node) error {
	texts := n.Path
	if n.Value != nil {
		texts = textsOf(nil, *n.Value)
	}
	for _, text := range texts {
		if err := legible(text); err != nil {
			return err
		}
	}
	for _, arg := range n.Args {
		if err := checkLiterals(arg); err != nil {
			return err
		}
	}
	return nil
}

// textsOf adds to list the texts in values, names of members too.
func textsOf(list []string, values ...expr.Value) []string {
	for _, v := range values {
		if text, ok := v.AsText(); ok {
			list = append(list, text)
		}
		list = textsOf(list, v.Items()...)
		for _, m := range v.Members() {
			list = textsOf(append(list, m.Name), m.Value)
		}
	}
	return list
}
