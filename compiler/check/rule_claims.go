package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/catalog"
)

// claims (RB9001 to RB9011) holds what the runbook claims to prove against the frameworks: that what it
// names exists, that it names it once, and that a run of it could ever show it.
func (c *checker) claims() {
	first := map[[3]string]diag.Range{}
	for _, s := range c.Tree.Satisfies {
		c.claim(s)
		function, _ := c.Text(s.Function)
		stage, _ := c.Text(s.Stage)
		if parsed, ok := catalog.ParseStage(stage); ok {
			stage = parsed.String()
		}
		key := [3]string{s.Framework.Value, function, stage}
		if before, twice := first[key]; twice {
			c.report(diag.New("RB9010", s.Range, "This is claimed twice.").WithRelated(before, "the first time").
				WithHelp("Keep one section for it, with all controls in one list."))
			continue
		}
		first[key] = s.Range
	}
	if len(c.Tree.Satisfies) > 0 && len(c.Tree.Checks) == 0 && !c.Tree.Broken {
		c.report(diag.New("RB9009", c.Tree.Satisfies[0].Range, "This runbook claims something, and has no check that could fail.").
			WithWhy("A run that judges nothing passes always, so it proves nothing; verify does not count it.").
			WithHelp("Add a check whose condition is what the claim means."))
	}
}

func (c *checker) claim(s *syntax.Satisfies) {
	address := "satisfies." + s.Framework.Value
	set, ok := catalog.Lookup(s.Framework.Value)
	if !ok {
		if s.Framework.Value != "" {
			d := diag.New("RB9001", s.Framework.Range, fmt.Sprintf("There is no framework %s.", s.Framework.Value)).At(address)
			c.report(suggest(d, s.Framework.Value, catalog.IDs(), "The frameworks are"))
		}
		return
	}
	c.listed(s, address)
	c.form(s, set, address)
	c.function(s, set, address)
	c.controls(s, set, address)
}

// listed (RB9002): the project says which frameworks its runbooks may claim.
func (c *checker) listed(s *syntax.Satisfies, address string) {
	frameworks, ok := c.Texts(c.Project.Tree.Frameworks)
	if !ok || c.Project.Tree.Broken || slices.Contains(frameworks, s.Framework.Value) {
		return
	}
	c.report(diag.New("RB9002", s.Framework.Range, fmt.Sprintf("The project does not list the framework %s.", s.Framework.Value)).At(address).
		WithRelated(c.Project.Tree.Frameworks.Range, "the frameworks of the project").
		WithHelp(fmt.Sprintf("Add %q to frameworks in project.hcl, or remove this section.", s.Framework.Value)))
}

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

// function (RB9003, RB9004, RB9007, RB9008) holds a claim of a stage.
func (c *checker) function(s *syntax.Satisfies, set *catalog.Set, address string) {
	if name, ok := c.Text(s.Function); ok && s.Function.Given() && len(set.Controls) == 0 {
		if _, known := set.Function(name); !known {
			d := diag.New("RB9003", s.Function.Range, fmt.Sprintf("%s has no function %s.", s.Framework.Value, name)).At(address)
			c.report(maybe(d, name, set.NearFunction(name)).WithHelp(functionsNear(set, name)))
		}
	}
	word, ok := c.Text(s.Stage)
	if !ok || !s.Stage.Given() {
		c.freshness(s, 0, address)
		return
	}
	stage, known := catalog.ParseStage(word)
	if !known {
		d := diag.New("RB9004", s.Stage.Range, fmt.Sprintf("There is no stage %s.", word)).At(address)
		c.report(suggest(d, word, stageNames(), "The stages are"))
		return
	}
	c.reachable(s, stage, address)
	c.freshness(s, stage, address)
}

// some tells whether a list has anything in it; one whose items are not known has its own finding.
func (c *checker) some(t syntax.Texts) bool {
	texts, ok := c.Texts(t)
	return !ok || len(texts) > 0
}

// functionsNear lists the functions of the pillar that name begins with, or else the pillars.
func functionsNear(set *catalog.Set, name string) string {
	wanted, _, _ := strings.Cut(name, ".")
	var pillars []string
	for _, pillar := range set.Pillars {
		pillars = append(pillars, pillar.ID)
		if pillar.ID != wanted {
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

func stageNames() []string {
	var names []string
	for _, stage := range catalog.Stages() {
		names = append(names, stage.String())
	}
	return names
}

// reachable (RB9007): what only happens when a person starts it is not advanced, and by no means optimal.
func (c *checker) reachable(s *syntax.Satisfies, stage catalog.Stage, address string) {
	if stage < catalog.Advanced || c.StartsItself() || c.Tree.Broken {
		return
	}
	c.report(diag.New("RB9007", s.Stage.Range, fmt.Sprintf("%s is claimed, but nothing starts this runbook by itself.", stage)).At(address).
		WithWhy("A run that a person starts counts as initial, whatever it finds.").
		WithHelp(`Add a trigger "schedule", or claim initial.`))
}

// freshness (RB9008) holds that a run does not count for longer than the stage allows, nor for less time
// than passes until the next one.
func (c *checker) freshness(s *syntax.Satisfies, stage catalog.Stage, address string) {
	seconds, ok := c.seconds(s.FreshFor)
	if !ok || c.Tree.Broken {
		return
	}
	if most := c.Freshest(stage); seconds > most {
		c.report(diag.New("RB9008", s.FreshFor.Range, fmt.Sprintf("A run cannot count for so long: at most %dd are allowed here.", most/day)).At(address).
			WithWhy("90d for initial and for what people start, 30d for advanced, 2d for optimal: what is claimed to be seen always must be seen often.").
			WithHelp(fmt.Sprintf("Write \"%dd\" or less, or remove fresh_for.", most/day)))
		return
	}
	if least, ok := c.untilNext(); ok && seconds < least {
		c.report(diag.New("RB9008", s.FreshFor.Range, "A run would stop counting before the next one is there.").At(address).
			WithWhy("It must count at least for the time between two starts and one day.").
			WithHelp(fmt.Sprintf("Write \"%dd\" or more, or start the runbook more often.", (least+day-1)/day)))
	}
}

const day = 24 * 3600

// untilNext is the time between two starts of the schedule that comes most often, and a day.
func (c *checker) untilNext() (seconds int64, ok bool) {
	for _, t := range c.Tree.Triggers {
		cron, known := c.Text(t.Cron)
		if words, _ := c.Text(t.Every); t.Every.Given() {
			cron, _ = scope.Every(words)
		}
		if gap, comes := c.Project.Interval(cron); known && comes && (!ok || gap < seconds) {
			seconds, ok = gap, true
		}
	}
	return seconds + day, ok
}

// controls (RB9005, RB9006) holds a claim of controls.
func (c *checker) controls(s *syntax.Satisfies, set *catalog.Set, address string) {
	if len(set.Controls) == 0 {
		return
	}
	for _, e := range c.entries(s.Controls) {
		label := e.text
		control, known := set.Control(label)
		if !known {
			d := diag.New("RB9005", e.at, fmt.Sprintf("%s has no control %s.", s.Framework.Value, label)).At(address)
			c.report(maybe(d, label, set.NearControl(label)).WithHelp("Write the label as its publisher does: AC-2(3)."))
		} else if control.Withdrawn {
			d := diag.New("RB9006", e.at, fmt.Sprintf("%s was withdrawn.", label)).At(address).
				WithHelp("Its publisher names no successor; remove it.")
			if len(control.Successors) > 0 {
				d = d.WithHelp("What it asked for is now in " + strings.Join(control.Successors, ", ") + ".")
			}
			c.report(d)
		}
	}
}

// maybe adds what may have been meant, the nearest first.
func maybe(d diag.Diagnostic, word string, near []string) diag.Diagnostic {
	if len(near) == 0 {
		return d
	}
	d.Message += " Did you mean " + strings.Join(near, ", ") + "?"
	return d.WithFix(replacement(d.Range, word, near[0]))
}
