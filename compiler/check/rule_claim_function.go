package check

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/catalog"
)

// function (RB9003) holds that the function exists which a claim names.
func (c *checker) function(s *syntax.Satisfies, set *catalog.Set, address string) {
	name, ok := c.Text(s.Function)
	if !ok || !s.Function.Given() || len(set.Pillars) == 0 {
		return
	}
	if _, known := set.Function(name); !known {
		d := diag.New("RB9003", s.Function.Range, fmt.Sprintf("%s has no function %s.", s.Framework.Value, name)).At(address)
		c.report(maybe(d, name, set.NearFunction(name)).WithHelp(functionsNear(set, name)))
	}
}

// functionsNear lists the functions of the pillar that name begins with, or of the only one; else the pillars.
func functionsNear(set *catalog.Set, name string) string {
	wanted, _, _ := strings.Cut(name, ".")
	var pillars []string
	for _, pillar := range set.Pillars {
		pillars = append(pillars, pillar.ID)
		if pillar.ID != wanted && len(set.Pillars) > 1 {
			continue
		}
		var functions []string
		for _, f := range pillar.Functions {
			functions = append(functions, f.ID)
		}
		return "The functions of " + pillar.Name + " are " + strings.Join(functions, ", ") + "."
	}
	return "A function begins with its pillar: " + strings.Join(pillars, ", ") + "."
}

// maybe adds what may have been meant, the nearest first.
func maybe(d diag.Diagnostic, word string, near []string) diag.Diagnostic {
	if len(near) == 0 {
		return d
	}
	d.Message += " Did you mean " + strings.Join(near, ", ") + "?"
	return d.WithFix(replacement(d.Range, word, near[0]))
}
