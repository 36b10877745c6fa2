package plan

import (
	"errors"
	"fmt"
	"slices"

	"github.com/attestary/attestary/schemas/expr"
)

// checkJudgements holds the checks and the evidence. A check of a phase may look at what the run has by
// then, the others and the evidence at everything.
func (c *checker) checkJudgements() error {
	for f, k := range c.AllChecks() {
		if err := c.checkCheck(f, k); err != nil {
			return fmt.Errorf("check.%s: %w", k.Name, err)
		}
	}
	if err := named("evidence", c.Evidence, func(e Evidence) string { return e.Name }); err != nil {
		return err
	}
	for _, e := range c.Evidence {
		if err := c.expression(e.Value, place{scope: looking}); err != nil {
			return fmt.Errorf("evidence.%s: %w", e.Name, err)
		}
	}
	return nil
}

func (c *checker) checkCheck(f *Phase, k *Check) error {
	if !slices.Contains([]string{"low", "medium", "high"}, k.Severity) {
		return fmt.Errorf("severity: %q is none of low, medium, high", k.Severity)
	}
	if k.Empty != "" && k.Empty != "passed" {
		return fmt.Errorf("empty: %q; only \"passed\" is allowed", k.Empty)
	}
	if k.By != "" && k.ForEach == nil {
		return errors.New("by: there is no for_each")
	}
	at := place{scope: looking}
	if f != nil {
		at = inside(f)
		if err := c.waitsFor(f, addresses(c.locals, k.expressions()...), k.expressions()); err != nil {
			return err
		}
	}
	if err := c.maybe("for_each", k.ForEach, at); err != nil {
		return err
	}
	if k.ForEach != nil {
		at.scope |= each
	}
	return c.judgement(k.Condition, k.Message, at)
}

func (c *checker) judgement(condition, message *expr.Node, at place) error {
	if err := c.must("condition", condition, at); err != nil {
		return err
	}
	return c.must("message", message, at)
}
