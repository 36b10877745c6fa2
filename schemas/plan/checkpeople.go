package plan

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/attestary/attestary/schemas/kind"
)

// People: every role that the plan speaks of says who has it.

func (c *checker) checkPeople() error {
	if err := named("role", c.Roles, func(r Role) string { return r.Name }); err != nil {
		return err
	}
	if c.Role(c.Owner) == nil {
		return fmt.Errorf("owner: the plan has no role %q", c.Owner)
	}
	return nil
}

// checkAccess holds who may start the run, and whose reviews the plan needs before.
func (c *checker) checkAccess() error {
	if err := named("review", c.Reviews, func(r Review) string { return r.Name }); err != nil {
		return err
	}
	has := c.Effects()
	for _, r := range c.Reviews {
		if err := c.checkReview(r, has); err != nil {
			return fmt.Errorf("review.%s: %w", r.Name, err)
		}
	}
	if c.Access == nil {
		return nil
	}
	if len(c.Access.Who) == 0 {
		return errors.New("access: it lets nobody start the run")
	}
	for _, name := range slices.Concat(c.Access.Who, c.Access.BreakGlass) {
		if c.Role(name) == nil {
			return fmt.Errorf("access: the plan has no role %q", name)
		}
	}
	if err := named("gate", c.Access.Gates, func(g Gate) string { return g.Name }); err != nil {
		return err
	}
	for i := range c.Access.Gates {
		if err := c.checkGate(&c.Access.Gates[i]); err != nil {
			return fmt.Errorf("gate.%s: %w", c.Access.Gates[i].Name, err)
		}
	}
	return nil
}

func (c *checker) checkReview(r Review, has []kind.Effect) error {
	if len(r.Effects) == 0 {
		return errors.New("effects: there is none")
	}
	last := -1
	for _, e := range r.Effects {
		at := slices.Index(effects, e)
		if at <= last {
			return fmt.Errorf("effects: %q is none of %q, doubled, or out of order", e, effects)
		}
		last = at
	}
	if !slices.ContainsFunc(has, func(e kind.Effect) bool { return slices.Contains(r.Effects, e) }) {
		return fmt.Errorf("effects: the plan has none of %q", r.Effects)
	}
	return cmp.Or(c.roles("from", r.From), people(r.Min))
}

// checkGate holds a gate, which is asked before a run begins: it knows the request, and no part of the run.
func (c *checker) checkGate(g *Gate) error {
	if !kind.IsAction(g.Action) {
		return fmt.Errorf("action: %q is not SYSTEM.NAME", g.Action)
	}
	k, known := c.kindOf(g.Action)
	if !known || k.Acts(c.effectOf(g.Action, g.Settings)) {
		return fmt.Errorf("action: %s is not known to observe only", g.Action)
	}
	if err := c.connected(g.Connection); err != nil {
		return err
	}
	if err := c.checkFields(k, g.Settings, place{scope: asking}); err != nil {
		return err
	}
	if err := seconds("max_age", g.MaxAge, 0); err != nil {
		return err
	}
	if g.MaxAge > 0 && !slices.ContainsFunc(k.Outputs, func(o kind.Output) bool { return o.AsOf }) {
		return fmt.Errorf("max_age: %s has no output that says when it was so (as_of)", g.Action)
	}
	return c.judgement(g.Condition, g.Message, place{scope: asking | itself})
}

// roles holds a list of roles, of which there is at least one.
func (c *checker) roles(field string, names []string) error {
	if len(names) == 0 {
		return fmt.Errorf("%s: it names no role", field)
	}
	return c.anyRoles(field, names)
}

func (c *checker) anyRoles(field string, names []string) error {
	for _, name := range names {
		if c.Role(name) == nil {
			return fmt.Errorf("%s: the plan has no role %q", field, name)
		}
	}
	return ascending(field, names)
}

// maxPeople is the most people that one question may ask for.
const maxPeople = 100

func people(n int64) error {
	if n < 1 || n > maxPeople {
		return fmt.Errorf("min: %d people; 1 to %d are allowed", n, maxPeople)
	}
	return nil
}

// connected holds the connection that a part names, if it does.
func (c *checker) connected(name string) error {
	if name != "" && c.Connection(name) == nil {
		return fmt.Errorf("connection: the plan has no connection %q", name)
	}
	return nil
}
