package plan

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/attestary/attestary/schemas/kind"
)

// checkPhases holds what phases say of themselves; their names and parts' names are held already.
func (c *checker) checkPhases() error {
	for i := range c.Phases {
		if err := c.checkPhase(&c.Phases[i]); err != nil {
			return fmt.Errorf("phase.%s: %w", c.Phases[i].Name, err)
		}
	}
	return nil
}

func (c *checker) checkPhase(f *Phase) error {
	if f.ForEach == nil && (f.By != "" || f.Parallel != 0 || f.Limit != 0) {
		return errors.New("by, parallel and limit: there is no for_each")
	}
	if f.ForEach != nil && (f.Parallel < 1 || f.Parallel > MaxSteps) {
		return fmt.Errorf("parallel: %d; 1 to %d are allowed", f.Parallel, MaxSteps)
	}
	if f.Limit < 0 {
		return fmt.Errorf("limit: %d is less than 0", f.Limit)
	}
	for _, label := range f.RunsOn {
		if err := word("runs_on", label); err != nil {
			return err
		}
	}
	return cmp.Or(
		ascending("runs_on", f.RunsOn), c.maybe("for_each", f.ForEach, place{scope: running}),
		c.maybe("when", f.When, inside(f)), c.waitsFor(f, nil, f.expressions()), c.checkOnFailure(f.OnFailure),
	)
}

func (c *checker) checkOnFailure(o *OnFailure) error {
	if o == nil {
		return nil
	}
	if o.Undo != "reverse" && o.Undo != "none" {
		return fmt.Errorf("on_failure: undo: %q is none of reverse, none", o.Undo)
	}
	for _, name := range o.Notify {
		if c.Notify(name) == nil {
			return fmt.Errorf("on_failure: notify: the plan has no notify %q", name)
		}
	}
	return ascending("on_failure: notify", o.Notify)
}

func (c *checker) checkSteps() error {
	for f, s := range c.AllSteps() {
		if err := c.checkStep(f, s); err != nil {
			return fmt.Errorf("%s: %w", s.Address(), err)
		}
	}
	return nil
}

func (c *checker) checkStep(f *Phase, s *Step) error {
	if err := c.checkDeed(s); err != nil {
		return err
	}
	if s.OnError != "stop" && s.OnError != "continue" {
		return fmt.Errorf("on_error: %q is none of stop, continue", s.OnError)
	}
	if s.Parallel < 1 || s.Parallel > MaxSteps {
		return fmt.Errorf("parallel: %d; 1 to %d are allowed", s.Parallel, MaxSteps)
	}
	if s.By != "" && s.ForEach == nil {
		return errors.New("by: there is no for_each")
	}
	if err := seconds("timeout", s.Timeout, 1); err != nil {
		return err
	}
	at := inside(f)
	if s.ForEach != nil {
		at.scope |= each
	}
	if err := cmp.Or(c.maybe("for_each", s.ForEach, inside(f)), c.checkLimit(s, inside(f)), c.checkStepExpressions(s, at)); err != nil {
		return err
	}
	if err := cmp.Or(c.checkTakenBack(s, at), c.checkNeeds(s.Needs)); err != nil {
		return err
	}
	if err := c.waitsFor(f, s.Needs, s.expressions()); err != nil {
		return fmt.Errorf("needs: %w", err)
	}
	return nil
}

// checkDeed holds what a step does. An action of the plan says its effect, and no step says another.
func (c *checker) checkDeed(s *Step) error {
	if !kind.IsAction(s.Action) {
		return fmt.Errorf("action: %q is not SYSTEM.NAME", s.Action)
	}
	if !slices.Contains(effects, s.Effect) {
		return fmt.Errorf("effect: %q is none of %q", s.Effect, effects)
	}
	if a := c.Action(s.Action); a != nil && a.Effect != s.Effect {
		return fmt.Errorf("effect: %q; that of %s is %q", s.Effect, a.Name, a.Effect)
	}
	return c.connected(s.Connection)
}

func (c *checker) checkStepExpressions(s *Step, at place) error {
	if err := c.checkStepSettings(s, at); err != nil {
		return err
	}
	if err := c.maybe("when", s.When, at); err != nil {
		return err
	}
	if err := c.checkRetry(s.Retry, at.with(itself)); err != nil {
		return fmt.Errorf("retry: %w", err)
	}
	if err := named("expect", s.Expects, func(e Expect) string { return e.Name }); err != nil {
		return err
	}
	for _, e := range s.Expects {
		if err := c.judgement(e.Condition, e.Message, at.with(itself)); err != nil {
			return fmt.Errorf("expect.%s: %w", e.Name, err)
		}
	}
	return nil
}

// checkStepSettings holds settings: those of an action of the plan are told by the plan itself.
func (c *checker) checkStepSettings(s *Step, at place) error {
	if c.Action(s.Action) != nil {
		k, _ := c.kindOf(s.Action)
		return c.checkFields(k, s.Settings, at)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Settings)) {
		if !nameForm.MatchString(name) {
			return fmt.Errorf("settings: %q is not a name", name)
		}
		if err := c.must(name, s.Settings[name], at); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) checkRetry(r *Retry, at place) error {
	if r == nil {
		return nil
	}
	if r.Max < 1 || r.Max > 100 {
		return fmt.Errorf("max: %d attempts; 1 to 100 are allowed", r.Max)
	}
	return cmp.Or(seconds("delay", r.Delay, 0), c.maybe("while", r.While, at))
}

// checkLimit holds how many items a step may touch: it is known before the first of them.
func (c *checker) checkLimit(s *Step, at place) error {
	l := s.Limit
	switch {
	case l == nil:
		return nil
	case s.ForEach == nil:
		return errors.New("limit: there is no for_each")
	case l.Count < 0 || l.Percent < 0 || l.Percent > 100 || (l.Count == 0) == (l.Percent == 0):
		return errors.New("limit: it wants a number of items, or 1 to 100 percent")
	case (l.Percent == 0) != (l.Of == nil):
		return errors.New("limit: percent and what they are of go together")
	}
	return c.maybe("limit: of", l.Of, at)
}

// checkTakenBack holds how what the step did is taken back.
func (c *checker) checkTakenBack(s *Step, at place) error {
	if s.Undo != nil {
		if err := c.checkUndo(s.Undo, at.with(itself)); err != nil {
			return err
		}
	}
	if s.UndoAfter == nil {
		return nil
	}
	if undo := c.UndoOf(s); undo == nil || undo.Action == "" {
		return errors.New("undo_after: there is no undo")
	}
	return c.must("undo_after", s.UndoAfter, at)
}
