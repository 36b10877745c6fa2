package expr

import (
	"fmt"
	"regexp"
	"regexp/syntax"
)

// The most that a pattern may be: RE2 takes time in text times pattern, so both are counted.
const (
	MaxPattern      = 1000 // bytes
	maxInstructions = 20_000
)

// Pattern is an RE2 pattern that judges a whole text.
type Pattern struct {
	whole        *regexp.Regexp
	instructions int
}

// ParsePattern reads an RE2 pattern. Patterns that RE2 does not know, and ones that would take too
// long, are errors.
func ParsePattern(s string) (*Pattern, error) {
	if len(s) > MaxPattern {
		return nil, fmt.Errorf("a pattern has at most %d bytes", MaxPattern)
	}
	if _, err := syntax.Parse(s, syntax.Perl); err != nil {
		return nil, err // on its own, so that ")(" does not pass by closing our own bracket
	}
	anchored := `\A(?:` + s + `)\z`
	tree, err := syntax.Parse(anchored, syntax.Perl)
	if err != nil {
		return nil, err
	}
	program, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return nil, err
	}
	if len(program.Inst) > maxInstructions {
		return nil, fmt.Errorf("a pattern is too large: it repeats too much")
	}
	whole, err := regexp.Compile(anchored)
	if err != nil {
		return nil, err
	}
	return &Pattern{whole, len(program.Inst)}, nil
}

// Match tells whether the whole of s fits the pattern.
func (p *Pattern) Match(s string) bool { return p.whole.MatchString(s) }

// cost is what it takes to judge a text of n bytes.
func (p *Pattern) cost(n int) int { return nodeUnits + n*p.instructions/4 }

// patterns keeps the patterns of one evaluation.
type patterns struct{ byText map[string]*Pattern }

func (ps *patterns) get(s string, m *meter) (*Pattern, string) {
	if p, ok := ps.byText[s]; ok {
		return p, ""
	}
	if !m.spend(len(s) + 100) {
		return nil, outOfFuel().text
	}
	p, err := ParsePattern(s)
	if err != nil {
		return nil, "a pattern is not RE2 or is too large"
	}
	if ps.byText == nil {
		ps.byText = map[string]*Pattern{}
	}
	m.spend(p.instructions * 4)
	ps.byText[s] = p
	return p, ""
}
