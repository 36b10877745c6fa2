package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

var partForm = regexp.MustCompile(`^(approval|ask|check|evidence|gate|input|notify|phase|step|trigger)\.[a-z][a-z0-9_]{0,39}$`)

// moves (RB2040) holds that a part which was renamed is told once, from a name that nothing has any more to
// one that there is, of the same kind. A diff compares the two.
func (c *checker) moves() {
	first := map[string]diag.Range{}
	for _, m := range c.Tree.Moves {
		from, okFrom := c.Text(m.From)
		to, okTo := c.Text(m.To)
		if !okFrom || !okTo || !m.From.Given() || !m.To.Given() || !c.isAddress(m.From, from) || !c.isAddress(m.To, to) {
			continue
		}
		if before, twice := first[from]; twice {
			c.report(diag.New("RB2040", m.From.Range, fmt.Sprintf("%s moved twice.", from)).WithRelated(before, "the first time").
				WithHelp("Keep the section that is right."))
			continue
		}
		first[from] = m.From.Range
		c.move(m, from, to)
	}
}

// isAddress tells whether a text is the address of a part.
func (c *checker) isAddress(t syntax.Text, text string) bool {
	if partForm.MatchString(text) {
		return true
	}
	c.report(diag.New("RB2040", t.Range, fmt.Sprintf("%q is no address of a part.", text)).
		WithHelp(`Write the kind of the part, a dot and its name: "step.stale".`))
	return false
}

func (c *checker) move(m *syntax.Moved, from, to string) {
	kind, _, _ := strings.Cut(from, ".")
	_, name, _ := strings.Cut(to, ".")
	known := c.addresses(kind)
	switch {
	case !strings.HasPrefix(to, kind+"."):
		c.report(diag.New("RB2040", m.To.Range, fmt.Sprintf("%s and %s are not of one kind.", from, to)).
			WithHelp("A part keeps its kind and gets another name."))
	case slices.Contains(known, from):
		c.report(diag.New("RB2040", m.From.Range, fmt.Sprintf("%s has not moved: it is still there.", from)).
			WithHelp("Name the address that the part had before; or remove this section."))
	case !slices.Contains(known, to) && !c.Tree.Broken:
		d := diag.New("RB2040", m.To.Range, fmt.Sprintf("There is no %s called %s.", kind, name))
		c.report(suggest(d, to, known, "There are"))
	}
}

// addresses are those of all parts of a kind, sorted.
func (c *checker) addresses(kind string) []string {
	var names []string
	switch kind {
	case "evidence":
		for _, e := range c.Tree.Evidence {
			names = append(names, e.Name.Value)
		}
	case "trigger":
		for _, t := range c.Tree.Triggers {
			names = append(names, t.Name.Value)
		}
	case "gate":
		if c.Tree.Access != nil {
			for _, g := range c.Tree.Access.Gates {
				names = append(names, g.Name.Value)
			}
		}
	default:
		names = slices.Clone(c.existing(kind))
	}
	for i, name := range names {
		names[i] = kind + "." + name
	}
	slices.Sort(names)
	return names
}
