package syntax

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// The bounds of one value. What a list that is not written out may hold is only known while a plan runs,
// where package expr meters the work; here it counts as assumedSize.
const (
	MaxLoops    = 3
	maxWork     = 1e6
	assumedSize = 32
)

// cost is what computing a value takes, in steps, and how many items it may have.
type cost struct{ work, size float64 }

// loop looks at a for: its body is computed once for each item.
func (l *looker) loop(e *hclsyntax.ForExpr) cost {
	over := l.value(e.CollExpr)
	if l.loops++; l.loops > MaxLoops && !l.told {
		l.told = true
		l.report("RB0205", e.OpenRange, fmt.Sprintf("More than %d loops stand within each other.", MaxLoops),
			"Give the inner one a name in locals, or use flatten.")
	}
	if e.Group {
		l.report("RB0124", e.CloseRange, "The three dots ... are not part of the language.", "Build a list, and loop over it where it is used.")
	}
	outer := len(l.vars)
	l.vars = append(l.vars, e.KeyVar, e.ValVar)
	each := 1.0
	for _, part := range []hclsyntax.Expression{e.KeyExpr, e.ValExpr, e.CondExpr} {
		if part != nil {
			each += l.value(part).work
		}
	}
	l.vars = l.vars[:outer]
	l.loops--
	return cost{work: over.work + max(over.size, 1)*each, size: over.size}
}

// between is from the end of one range to the start of another.
func between(a, b hcl.Range) hcl.Range {
	return hcl.Range{Filename: a.Filename, Start: a.End, End: b.Start}
}
