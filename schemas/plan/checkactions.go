package plan

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// Actions written in HCL: each is one primitive action with its settings filled in, so that no action can
// come back to itself.

var (
	partForm     = regexp.MustCompile(`^(approval|ask|check|evidence|gate|input|notify|phase|step|trigger)\.[a-z][a-z0-9_]{0,39}$`)
	paginateForm = regexp.MustCompile(`^(link-header|link:[A-Za-z0-9_@.-]{1,60}|(cursor|pages|until-empty):[A-Za-z0-9_.\[\]-]{1,40}=[A-Za-z0-9_-]{1,40}(\.[A-Za-z0-9_-]{1,40}){0,7})$`)

	// ofAnOutcome is what a part has beside what it gives.
	ofAnOutcome = []string{"answered_by", "error", "key", "outcome"}
	labels      = []kind.Label{kind.Personal, kind.Secret, kind.Untrusted}
)

func (c *checker) checkActions() error {
	if err := few("action", len(c.Actions)); err != nil {
		return err
	}
	for i := range c.Actions {
		a := &c.Actions[i]
		if !kind.IsAction(a.Name) {
			return fmt.Errorf("action: %q is not SYSTEM.NAME", a.Name)
		}
		if i > 0 && c.Actions[i-1].Name >= a.Name {
			return fmt.Errorf("action.%s: it is doubled or out of order", a.Name)
		}
		if err := c.checkAction(a); err != nil {
			return fmt.Errorf("action.%s: %w", a.Name, err)
		}
	}
	return nil
}

func (c *checker) checkAction(a *Action) error {
	if system, _, _ := strings.Cut(a.Name, "."); kind.Reserved(system) {
		return fmt.Errorf("the actions %s.* are primitive ones alone", system)
	}
	if strings.TrimSpace(a.Title) == "" {
		return errors.New("title: it is empty")
	}
	if !slices.Contains(effects, a.Effect) {
		return fmt.Errorf("effect: %q is none of %q", a.Effect, effects)
	}
	if !slices.Contains(kind.Connections, a.Kind) {
		return fmt.Errorf("kind: %q is none of %q", a.Kind, kind.Connections)
	}
	for _, check := range []func(*Action) error{checkSettings, checkOutputs, c.checkRun} {
		if err := check(a); err != nil {
			return err
		}
	}
	if a.Undo == nil {
		return nil
	}
	return c.checkUndo(a.Undo, place{scope: setting | itself, action: a})
}

func checkSettings(a *Action) error {
	if err := named("setting", a.Settings, func(s Setting) string { return s.Name }); err != nil {
		return err
	}
	for i := range a.Settings {
		if err := a.Settings[i].check(); err != nil {
			return fmt.Errorf("setting.%s: %w", a.Settings[i].Name, err)
		}
	}
	return nil
}

func (s *Setting) check() error {
	t, err := oneType(s.Type)
	if err != nil {
		return err
	}
	if s.Default != nil {
		if err := s.Default.Conforms(t); err != nil || s.Default.IsNull() {
			return fmt.Errorf("default: a %s is not a %s", s.Default.Kind(), s.Type)
		}
	}
	return rules{t: t, pattern: s.Pattern, oneOf: s.OneOf}.check()
}

// oneType reads a type in its one spelling.
func oneType(text string) (expr.Type, error) {
	t, err := expr.ParseType(text)
	if err != nil {
		return t, fmt.Errorf("type: %w", err)
	}
	if t.String() != text {
		return t, fmt.Errorf("type: %q is spelled %s", text, t)
	}
	return t, nil
}

func checkOutputs(a *Action) error {
	if err := named("output", a.Outputs, func(o Output) string { return o.Name }); err != nil {
		return err
	}
	dated := 0
	for _, o := range a.Outputs {
		if slices.Contains(ofAnOutcome, o.Name) {
			return fmt.Errorf("output.%s: every step has that already", o.Name)
		}
		if _, err := oneType(o.Type); err != nil {
			return fmt.Errorf("output.%s: %w", o.Name, err)
		}
		for i, l := range o.Labels {
			if !slices.Contains(labels, l) || i > 0 && o.Labels[i-1] >= l {
				return fmt.Errorf("output.%s: labels: %q is none of %q, doubled, or out of order", o.Name, l, labels)
			}
		}
		if o.AsOf {
			dated++
		}
	}
	if dated > 1 {
		return errors.New("two outputs say when it was so (as_of)")
	}
	return nil
}

func (c *checker) checkRun(a *Action) error {
	k, primitive := kind.Lookup(a.Run.Action)
	if !primitive {
		return fmt.Errorf("run: %q is no primitive action", a.Run.Action)
	}
	if k.Connection != "" && k.Connection != a.Kind {
		return fmt.Errorf("run: %s wants a connection of kind %s, not %s", k.Name, k.Connection, a.Kind)
	}
	filled, judged := place{scope: setting, action: a}, place{scope: setting | itself, action: a}
	if err := c.checkFields(k, a.Run.Settings, filled); err != nil {
		return fmt.Errorf("run: %w", err)
	}
	if err := c.maybe("done", a.Run.Done, judged); err != nil {
		return fmt.Errorf("run: %w", err)
	}
	if a.Run.Paginate != "" && (!KnowsPages(a.Run.Paginate) || k.Name != "http.request") {
		return fmt.Errorf("run: paginate: %q is none of link-header, link:MEMBER, cursor:PARAMETER=PATH, pages:PARAMETER=PATH, until-empty:PARAMETER=PATH of an http.request", a.Run.Paginate)
	}
	return c.checkGive(a, judged.with(answered))
}

// KnowsPages tells whether a text says in a way that there is how further pages are asked for.
func KnowsPages(paginate string) bool { return paginateForm.MatchString(paginate) }

// checkGive holds that an action gives each of its outputs, and nothing else.
func (c *checker) checkGive(a *Action, at place) error {
	for _, name := range slices.Sorted(maps.Keys(a.Run.Give)) {
		if a.Output(name) == nil {
			return fmt.Errorf("run: give: the action has no output %q", name)
		}
		if err := c.expression(a.Run.Give[name], at); err != nil {
			return fmt.Errorf("run: give: %s: %w", name, err)
		}
	}
	for _, o := range a.Outputs {
		if a.Run.Give[o.Name] == nil {
			return fmt.Errorf("run: give: output.%s is missing", o.Name)
		}
	}
	return nil
}

// checkFields holds that settings are those of an action, and all that it requires.
func (c *checker) checkFields(k kind.Kind, settings map[string]*expr.Node, at place) error {
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		if k.Field(name) == nil {
			return fmt.Errorf("settings: %s has no setting %q", k.Name, name)
		}
		if err := c.expression(settings[name], at); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, f := range k.Fields {
		if f.Required && settings[f.Name] == nil {
			return fmt.Errorf("settings: %s requires %s", k.Name, f.Name)
		}
	}
	return nil
}

// checkUndo holds an undo: an action of the plan with its settings, or the reason why there is none.
func (c *checker) checkUndo(u *Undo, at place) error {
	if (u.Action == "") == (strings.TrimSpace(u.Reason) == "") {
		return errors.New("undo: it wants an action, or the reason why nothing can take it back")
	}
	if u.Action == "" {
		if len(u.Settings) > 0 {
			return errors.New("undo: there are settings, and no action")
		}
		return nil
	}
	if u.Reason != "" {
		return errors.New("undo: there is an action, and a reason why none can")
	}
	k, known := c.kindOf(u.Action)
	if !known {
		return fmt.Errorf("undo: the plan has no action %q", u.Action)
	}
	if err := c.checkFields(k, u.Settings, at); err != nil {
		return fmt.Errorf("undo: %w", err)
	}
	return nil
}
