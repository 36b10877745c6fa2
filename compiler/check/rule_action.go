package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/kind"
)

// actions (RB2007) holds that each step asks for an action that there is. Names of systems that are not
// built here are no misspellings, so only a near one is suggested.
func (c *checker) actions() {
	for _, s := range c.Tree.Steps {
		name := s.Action.Value
		if _, ok := action(name); ok || name == "" {
			continue
		}
		d := diag.New("RB2007", s.Action.Range, fmt.Sprintf("There is no action %s.", name)).At("step." + s.Name.Value)
		if near := slices.Concat(kind.Similar(name), sameSystem(name)); len(near) > 0 {
			d.Message += " Did you mean " + near[0] + "?"
			d = d.WithFix(replacement(s.Action.Range, name, near[0]))
		}
		var all []string
		for _, k := range kind.All() {
			all = append(all, k.Name)
		}
		c.report(d.WithHelp("The actions are " + strings.Join(all, ", ") + "."))
	}
	if len(c.Tree.Steps)+len(c.Tree.Asks)+len(c.Tree.Approvals)+len(c.Tree.Phases) == 0 && !c.Tree.Broken {
		c.report(diag.New("RB1004", c.Tree.Range, "This runbook has no step.").
			WithWhy("What does nothing proves nothing.").WithHelp(`Add one: step "SYSTEM.ACTION" "NAME" { … }`))
	}
}

// sameSystem are the actions of the system that name begins with.
func sameSystem(name string) []string {
	system, _, _ := strings.Cut(name, ".")
	var names []string
	for _, k := range kind.All() {
		if strings.HasPrefix(k.Name, system+".") {
			names = append(names, k.Name)
		}
	}
	return names
}
