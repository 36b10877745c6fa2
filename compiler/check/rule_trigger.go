package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
)

// of are the settings that each kind of trigger has, the one that it cannot do without first. A schedule
// has two ways to say when, which rule_schedules holds.
var of = map[string][]string{
	"schedule":     {"", "cron", "every", "timezone", "map"},
	"manual":       {""},
	"event":        {"type", "map"},
	"issue":        {"label"},
	"pull_request": {"paths", "forks"},
	"finding":      {"check", "map"},
}

// triggers (RB1003, RB3030) holds that a trigger says what starts it, and nothing that only another kind
// knows: a setting that nobody reads would be believed to be in force.
func (c *checker) triggers() {
	for _, t := range c.Tree.Triggers {
		known, ok := of[t.Kind.Value]
		if !ok {
			continue
		}
		given := givenTo(t)
		address := "trigger." + t.Name.Value
		for _, name := range []string{"cron", "every", "timezone", "type", "label", "paths", "check", "map"} {
			at, written := given[name]
			switch {
			case written && !slices.Contains(known, name):
				c.report(diag.New("RB3030", at, fmt.Sprintf("A trigger %s has no setting %s.", t.Kind.Value, name)).At(address).
					WithHelp(ownSettings(t.Kind.Value, known)))
			case !written && known[0] == name && !c.Tree.Broken:
				c.report(diag.New("RB1003", t.Range, fmt.Sprintf("The setting %s is missing in the section trigger %s.", name, t.Name.Value)).At(address).
					WithWhy(syntax.RunbookFile.Within("trigger").Setting(name).Doc).WithHelp("Add a line: " + name + " = …"))
			}
		}
	}
}

// Forms of what starts a run: the type of a repository_dispatch, the name of a label, and patterns of files as
// a workflow's paths take them.
var (
	eventForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$`)
	labelForm = regexp.MustCompile(`^[^,\x00-\x1f ][^,\x00-\x1f]{0,49}$`)
	pathForm  = regexp.MustCompile(`^[A-Za-z0-9_*?.-][A-Za-z0-9_*?.@+ -]*(/[A-Za-z0-9_*?.@+ -]+)*/?$`)
)

// origins (RB3024) holds the texts that say what starts a run.
func (c *checker) origins() {
	for _, t := range c.Tree.Triggers {
		address := "trigger." + t.Name.Value
		c.text(address, t.Type, "the type of an event", eventForm, "letters, digits, _, . and -, 100 at most: credential-theft")
		c.text(address, t.Label, "the label of an issue", labelForm, "one label, without a comma, of 50 characters at most")
		for _, e := range c.entries(t.Paths) {
			c.shaped(address, e, "a path of a pull request", pathForm, "a path from the top of the repository, with * and **: terraform/**")
		}
	}
}

// givenTo are the places of the settings that t was given, by name.
func givenTo(t *syntax.Trigger) map[string]diag.Range {
	given := map[string]diag.Range{}
	for name, at := range map[string]diag.Range{
		"cron": t.Cron.Range, "every": t.Every.Range, "timezone": t.Timezone.Range, "type": t.Type.Range,
		"label": t.Label.Range, "check": t.Check.Range, "paths": t.Paths.Range, "forks": t.Forks.Range,
	} {
		if at.File != "" {
			given[name] = at
		}
	}
	if t.Map != nil {
		given["map"] = syntax.Place(t.Map.Range())
	}
	return given
}

func ownSettings(kind string, known []string) string {
	known = slices.DeleteFunc(slices.Clone(known), func(name string) bool { return name == "" })
	if len(known) == 0 {
		return "Remove it: the person who starts the run gives the inputs."
	}
	return fmt.Sprintf("Remove it; a trigger %s has %s.", kind, strings.Join(known, ", "))
}

// findings (RB2002, RB2030) holds that each check exists whose failure starts a runbook, and that runbooks do
// not start each other in a ring, which would never end. It looks at all runbooks of the project.
func (c *checker) findings() {
	runbooks := map[string]*Outline{}
	for _, r := range c.runbooks {
		runbooks[r.Name] = r
	}
	starts := map[string][]string{}
	at := map[string]Started{}
	for _, r := range c.runbooks {
		for _, t := range r.Started {
			if source := c.finding(t, runbooks); source != "" {
				starts[r.Name] = append(starts[r.Name], source)
				at[r.Name] = t
			}
		}
	}
	if ring := scope.Ring(starts); ring != nil {
		c.report(diag.New("RB2030", at[ring[0]].At, "These runbooks start each other: "+strings.Join(ring, ", which is started by ")+".").
			WithWhy("One finding would start them for ever.").WithHelp("Remove one of these triggers."))
	}
}

// finding is the runbook whose check starts t; "" where there is none.
func (c *checker) finding(t Started, runbooks map[string]*Outline) string {
	name, check, dotted := strings.Cut(t.Check, ".")
	r := runbooks[name]
	d := diag.New("RB2002", t.CheckAt, fmt.Sprintf("There is no check %s.", t.Check)).At("trigger." + t.Name)
	var known []string
	switch {
	case !dotted:
		c.report(diag.New("RB3024", t.CheckAt, fmt.Sprintf("%q names no check.", t.Check)).At("trigger." + t.Name).
			WithHelp("Write the runbook, a dot, and the check: RUNBOOK.CHECK."))
		return ""
	case r == nil && c.Project.Tree.Partial:
		return ""
	case r == nil:
		for _, other := range runbooks {
			known = append(known, other.named()...)
		}
	case r.Broken || slices.Contains(r.Checks, check):
		return name
	default:
		known = r.named()
	}
	slices.Sort(known)
	c.report(suggest(d.WithHelp("Write the name of a runbook of this project, a dot, and one of its checks."), t.Check, known, "Near to it are"))
	return ""
}
