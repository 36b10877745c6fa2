package plan

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/kind"
)

var effects = []kind.Effect{kind.Observe, kind.Change, kind.Grant, kind.Destroy}

func (p *Plan) checkPhases() error {
	if len(p.Phases) == 0 {
		return errors.New("phases: there is none")
	}
	if err := named("phase", p.Phases, func(f Phase) string { return f.Name }); err != nil {
		return err
	}
	var names []string
	steps := 0
	for _, f := range p.Phases {
		names = append(names, f.Name)
		if steps += len(f.Steps); steps > MaxSteps {
			return fmt.Errorf("steps: there are more than %d", MaxSteps)
		}
		if len(f.Steps) == 0 {
			return fmt.Errorf("phase.%s: it has no step", f.Name)
		}
		if err := named("step", f.Steps, func(s Step) string { return s.Name }); err != nil {
			return err
		}
		for _, after := range f.After {
			if p.Phase(after) == nil {
				return fmt.Errorf("phase.%s: after: the plan has no phase %q", f.Name, after)
			}
		}
		if err := ascending("after", f.After); err != nil {
			return fmt.Errorf("phase.%s: %w", f.Name, err)
		}
	}
	if ring := ring(names, func(name string) []string { return p.Phase(name).After }); ring != nil {
		return fmt.Errorf("phase.%s: it waits for itself: %s", ring[0], strings.Join(ring, " → "))
	}
	return nil
}

func (p *Plan) checkSteps() error {
	byName := map[string]*Step{}
	for _, s := range p.AllSteps() {
		if byName[s.Name] != nil {
			return fmt.Errorf("step.%s: it is doubled", s.Name)
		}
		byName[s.Name] = s
	}
	locals := p.stepsOfLocals()
	for _, s := range p.AllSteps() {
		if err := p.checkStep(s); err != nil {
			return fmt.Errorf("step.%s: %w", s.Name, err)
		}
		if err := s.checkNeeds(byName, locals); err != nil {
			return fmt.Errorf("step.%s: needs: %w", s.Name, err)
		}
	}
	before := func(name string) []string { return withoutPrefix(byName[name].Needs) }
	if ring := ring(slices.Sorted(maps.Keys(byName)), before); ring != nil {
		return fmt.Errorf("step.%s: it waits for itself: %s", ring[0], strings.Join(ring, " → "))
	}
	return nil
}

func (p *Plan) checkStep(s *Step) error {
	if !actionForm.MatchString(s.Action) {
		return fmt.Errorf("action: %q is not SYSTEM.NAME", s.Action)
	}
	if !slices.Contains(effects, s.Effect) {
		return fmt.Errorf("effect: %q is none of %q", s.Effect, effects)
	}
	if s.Connection != "" && p.Connection(s.Connection) == nil {
		return fmt.Errorf("connection: the plan has no connection %q", s.Connection)
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
	return p.checkStepExpressions(s)
}

// checkNeeds holds that a step waits for all that its expressions mention, so that an engine may order
// by Needs alone and never hands a step the outputs of one that has not run.
func (s *Step) checkNeeds(steps map[string]*Step, locals map[string][]string) error {
	for _, address := range s.Needs {
		name, ok := strings.CutPrefix(address, StepPrefix)
		if !ok || steps[name] == nil {
			return fmt.Errorf("the plan has no %q", address)
		}
	}
	if err := ascending("needs", s.Needs); err != nil {
		return err
	}
	expressions := s.expressions()
	mentioned := mentions("step", expressions...)
	for _, local := range mentions("local", expressions...) {
		mentioned = append(mentioned, locals[local]...)
	}
	for _, name := range mentioned {
		if _, ok := slices.BinarySearch(s.Needs, StepPrefix+name); !ok {
			return fmt.Errorf("step.%s is mentioned and not waited for", name)
		}
	}
	return nil
}

func (p *Plan) checkStepExpressions(s *Step) error {
	where := running
	if s.ForEach != nil {
		if err := p.expression(s.ForEach, running); err != nil {
			return fmt.Errorf("for_each: %w", err)
		}
		where |= each
	}
	for _, name := range slices.Sorted(maps.Keys(s.Settings)) {
		if !nameForm.MatchString(name) {
			return fmt.Errorf("settings: %q is not a name", name)
		}
		if err := p.expression(s.Settings[name], where); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if s.When != nil {
		if err := p.expression(s.When, where); err != nil {
			return fmt.Errorf("when: %w", err)
		}
	}
	if err := p.checkRetry(s.Retry, where|itself); err != nil {
		return fmt.Errorf("retry: %w", err)
	}
	if err := named("expect", s.Expects, func(e Expect) string { return e.Name }); err != nil {
		return err
	}
	for _, e := range s.Expects {
		if err := p.judgement(e.Condition, e.Message, where|itself); err != nil {
			return fmt.Errorf("expect.%s: %w", e.Name, err)
		}
	}
	return nil
}

func (p *Plan) checkRetry(r *Retry, where scope) error {
	if r == nil {
		return nil
	}
	if r.Max < 1 || r.Max > 100 {
		return fmt.Errorf("max: %d attempts; 1 to 100 are allowed", r.Max)
	}
	if err := seconds("delay", r.Delay, 0); err != nil {
		return err
	}
	if r.While == nil {
		return nil
	}
	if err := p.expression(r.While, where); err != nil {
		return fmt.Errorf("while: %w", err)
	}
	return nil
}

func withoutPrefix(addresses []string) []string {
	var names []string
	for _, a := range addresses {
		names = append(names, strings.TrimPrefix(a, StepPrefix))
	}
	return names
}
