package expr

import (
	"fmt"
	"regexp"
	"regexp/syntax"
)

// The most that a pattern may be: RE2 takes time in text times pattern, so both are counted.
const (
	MaxPattern      = 1000 // bytes
	maxInstructions = 5000 // after repetitions are written out
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
	tree, err := syntax.Parse(s, syntax.Perl) // alone, so that ")(" does not pass by closing the bracket below
	if err != nil {
		return nil, err
	}
	size := instructions(tree)
	if size > maxInstructions {
		return nil, fmt.Errorf("a pattern repeats too much: written out it has more than %d parts", maxInstructions)
	}
	whole, err := regexp.Compile(`\A(?:` + s + `)\z`)
	if err != nil {
		return nil, err
	}
	return &Pattern{whole, size}, nil
}

// instructions estimates, from above and without writing it out, how large the program of a pattern is.
func instructions(tree *syntax.Regexp) int {
	size := 2 + len(tree.Rune)
	for _, sub := range tree.Sub {
		size += instructions(sub)
	}
	if tree.Op == syntax.OpRepeat {
		size *= max(tree.Min, tree.Max, 1)
	}
	return min(size, 1<<30)
}

// Match tells whether the whole of s fits the pattern.
func (p *Pattern) Match(s string) bool { return p.whole.MatchString(s) }

// cost is what it takes to judge a text of n bytes.
func (p *Pattern) cost(n int) int { return nodeUnits + n*p.instructions/4 }

// patterns keeps the patterns of one evaluation; nil for those that cannot be used.
type patterns map[string]*Pattern

// get gives a pattern, or the reason why there is none.
func (ps *patterns) get(s string, m *meter) (*Pattern, string) {
	const reading = 2 * maxInstructions // a fifth of a millisecond
	p, known := (*ps)[s]
	if !known {
		if !m.spend(reading) {
			return nil, outOfFuel().text
		}
		if *ps == nil {
			*ps = patterns{}
		}
		p, _ = ParsePattern(s)
		(*ps)[s] = p
	}
	if p == nil {
		return nil, "a pattern is not RE2 or is too large"
	}
	return p, ""
}
