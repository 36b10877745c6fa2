package check

import (
	"fmt"
	"slices"

	"github.com/robfig/cron/v3"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/plan"
)

// stage (RB9004) holds that the stage exists which a claim names; it is none where the claim names controls
// or the stage is not known.
func (c *checker) stage(s *syntax.Satisfies, address string) (stage catalog.Stage, ok bool) {
	word, known := c.Text(s.Stage)
	if !known || !s.Stage.Given() {
		return 0, true
	}
	if stage, ok = catalog.ParseStage(word); !ok {
		d := diag.New("RB9004", s.Stage.Range, fmt.Sprintf("There is no stage %s.", word)).At(address)
		c.report(suggest(d, word, stageNames(), "The stages are"))
	}
	return stage, ok
}

func stageNames() []string {
	var names []string
	for _, stage := range catalog.Stages() {
		names = append(names, stage.String())
	}
	return names
}

// reachable (RB9007): what only happens when a person starts it is not advanced, and what waits for a person, or
// leaves days out, is not optimal. It is false where how often the runbook starts is what is wrong.
func (c *checker) reachable(s *syntax.Satisfies, stage catalog.Stage, address string) bool {
	if who, at := c.human(); who != "" && stage == catalog.Optimal {
		c.report(diag.New("RB9007", s.Stage.Range, fmt.Sprintf("optimal is claimed, but a person decides in the %s.", who)).At(address).
			WithRelated(at, "where a person decides").
			WithWhy("Optimal is what happens without anybody; a run that waits for a person counts as advanced at most.").
			WithHelp("Claim advanced, or let the run go on by itself."))
		return true
	}
	if at, only := c.onlyPulls(); only {
		c.report(diag.New("RB9007", s.Stage.Range, fmt.Sprintf("%s is claimed, but only pull requests start this runbook.", stage)).At(address).
			WithRelated(at, "the trigger").
			WithWhy("Anybody can open a pull request, so what it starts is a rehearsal, and counts for nothing.").
			WithHelp(`Add a trigger "schedule", or remove the claim.`))
		return true
	}
	told := slices.ContainsFunc(c.found, func(d diag.Diagnostic) bool { return d.Code == "RB9004" && d.Range == s.Stage.Range })
	if stage < catalog.Advanced || told || c.Tree.Broken {
		return true
	}
	if at, leaves := c.leavesDaysOut(); leaves && stage == catalog.Optimal {
		c.report(diag.New("RB9007", s.Stage.Range, "optimal is claimed, but the schedule leaves days out.").At(address).
			WithRelated(at, "the schedule").
			WithWhy("Optimal is what is seen on every day; a run counts for two days there at most.").
			WithHelp("Start the runbook on every day, or claim advanced."))
		return false
	}
	if c.StartsItself() {
		return true
	}
	c.report(diag.New("RB9007", s.Stage.Range, fmt.Sprintf("%s is claimed, but nothing starts this runbook by itself.", stage)).At(address).
		WithWhy("A run that a person starts counts as initial, whatever it finds; one that a pull request starts, for nothing.").
		WithHelp(`Add a trigger "schedule", or claim initial.`))
	return true
}

// onlyPulls tells whether nothing but pull requests starts the runbook, and nobody may; and where the first trigger stands.
func (c *checker) onlyPulls() (at diag.Range, only bool) {
	triggers := c.Tree.Triggers
	if len(triggers) == 0 || c.Tree.Access != nil || c.Tree.Broken {
		return at, false
	}
	other := slices.ContainsFunc(triggers, func(t *syntax.Trigger) bool { return t.Kind.Value != plan.OnPull })
	return triggers[0].Range, !other
}

// leavesDaysOut tells whether schedules alone start the runbook, all of them known, and not on every day; and where the
// first of them stands.
func (c *checker) leavesDaysOut() (at diag.Range, leaves bool) {
	var all []*cron.SpecSchedule
	for _, t := range c.Tree.Triggers {
		switch {
		case t.Kind.Value != "schedule" && plan.StartsItself(t.Kind.Value):
			return at, false
		case t.Kind.Value != "schedule":
			continue
		}
		schedule, err := plan.Cron(c.fieldsOf(t))
		if err != nil { // which has its own finding
			return at, false
		}
		if all == nil {
			at = t.Range
		}
		all = append(all, schedule)
	}
	return at, all != nil && !plan.EveryDay(all)
}

// human is the first part that waits for a person, and where it stands; "" without one.
func (c *checker) human() (part string, at diag.Range) {
	for _, p := range c.Parts() {
		if p.Kind == "approval" || p.Kind == "ask" {
			return p.Kind + " " + p.Name.Value, p.Name.Range
		}
	}
	return "", diag.Range{}
}
