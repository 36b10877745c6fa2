package plan

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// What starts a run, and what it claims to prove.

// Stages of a function, from the lowest.
var Stages = []string{"traditional", "initial", "advanced", "optimal"}

var findingForm = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}\.[a-z][a-z0-9_]{0,39}$`)

func (c *checker) checkTriggers() error {
	if err := few("trigger", len(c.Triggers)); err != nil {
		return err
	}
	names := map[string]bool{}
	for i := range c.Triggers {
		t := &c.Triggers[i]
		if i > 0 && order(c.Triggers[i-1], *t) >= 0 {
			return fmt.Errorf("trigger.%s: it is doubled or out of order", t.Name)
		}
		if !nameForm.MatchString(t.Name) || names[t.Name] {
			return fmt.Errorf("trigger: %q is not a name of its own", t.Name)
		}
		names[t.Name] = true
		if err := c.checkTrigger(t); err != nil {
			return fmt.Errorf("trigger.%s: %w", t.Name, err)
		}
	}
	return nil
}

func order(a, b Trigger) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
}

func (c *checker) checkTrigger(t *Trigger) error {
	members, known := triggerMembers[t.Kind]
	if !known {
		return fmt.Errorf("kind: %q is none of %q", t.Kind, slices.Sorted(maps.Keys(triggerMembers)))
	}
	if (t.Kind == "manual" || t.Kind == "issue") && c.Access == nil {
		return errors.New("a run that a person starts needs an access section; deny is the default")
	}
	for _, m := range t.members() {
		if m.given && !strings.Contains(members, m.name) {
			return fmt.Errorf("%s: a trigger of kind %s has none", m.name, t.Kind)
		}
	}
	if err := t.checkWords(); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(t.Map)) {
		if c.Input(name) == nil {
			return fmt.Errorf("map: the plan has no input %q", name)
		}
		if err := c.expression(t.Map[name], place{scope: mapping}); err != nil {
			return fmt.Errorf("map: %s: %w", name, err)
		}
	}
	return nil
}

// triggerMembers are, for each kind of trigger, the members that it may have. The first is what starts it.
var triggerMembers = map[string]string{
	"schedule": "cron timezone map", "manual": "", "event": "type map", "issue": "label", "pull_request": "paths forks",
	"finding": "check map",
}

type member struct {
	name  string
	given bool
}

func (t *Trigger) members() []member {
	return []member{
		{"cron", t.Cron != ""}, {"timezone", t.Timezone != ""}, {"type", t.Type != ""}, {"label", t.Label != ""},
		{"paths", len(t.Paths) > 0}, {"forks", t.Forks}, {"check", t.Check != ""}, {"map", len(t.Map) > 0},
	}
}

// checkWords holds what it is that starts a run.
func (t *Trigger) checkWords() error {
	switch t.Kind {
	case "schedule":
		if _, err := Cron(t.Cron); err != nil {
			return fmt.Errorf("cron: %w", err)
		}
		if t.Timezone != "" && !zone(t.Timezone) {
			return fmt.Errorf("timezone: %q is not an IANA name", t.Timezone)
		}
	case "event":
		return word("type", t.Type)
	case "issue":
		return word("label", t.Label)
	case "pull_request":
		if len(t.Paths) == 0 {
			return errors.New("paths: there is none")
		}
		for _, path := range t.Paths {
			if err := word("paths", path); err != nil {
				return err
			}
		}
		return ascending("paths", t.Paths)
	case "finding":
		if !findingForm.MatchString(t.Check) {
			return fmt.Errorf("check: %q is not RUNBOOK.CHECK", t.Check)
		}
	}
	return nil
}

// word holds a text that another system compares with its own.
func word(field, text string) error {
	if text == "" || len(text) > 200 || strings.TrimSpace(text) != text {
		return fmt.Errorf("%s: %q is empty, too long, or has space around it", field, text)
	}
	return nil
}

func (c *checker) checkSatisfies() error {
	for i, s := range c.Satisfies {
		if i > 0 && compareSatisfies(c.Satisfies[i-1], s) >= 0 {
			return fmt.Errorf("satisfies.%s: %s %s is doubled or out of order", s.Framework, s.Function, s.Stage)
		}
		if err := c.checkClaim(s); err != nil {
			return fmt.Errorf("satisfies.%s: %w", s.Framework, err)
		}
	}
	return nil
}

func compareSatisfies(a, b Satisfies) int {
	return cmp.Or(cmp.Compare(a.Framework, b.Framework), cmp.Compare(a.Function, b.Function), cmp.Compare(a.Stage, b.Stage))
}

func (c *checker) checkClaim(s Satisfies) error {
	if !dashedForm.MatchString(s.Framework) {
		return fmt.Errorf("%q is not a name", s.Framework)
	}
	isStage := s.Function != "" && slices.Contains(Stages, s.Stage) && len(s.Controls) == 0
	isControls := s.Function == "" && s.Stage == "" && len(s.Controls) > 0
	if !isStage && !isControls {
		return fmt.Errorf("it wants a function and one of the stages %q, or controls", Stages)
	}
	for _, name := range s.Inputs {
		if c.Input(name) == nil {
			return fmt.Errorf("inputs: the plan has no input %q", name)
		}
	}
	return cmp.Or(ascending("controls", s.Controls), ascending("inputs", s.Inputs), seconds("fresh_for", s.FreshFor, 0))
}
