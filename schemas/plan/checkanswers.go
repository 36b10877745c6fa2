package plan

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// Approvals and asks: what a person is asked inside a run.

func (c *checker) checkAnswers() error {
	for f, a := range c.AllApprovals() {
		if err := c.checkApproval(f, a); err != nil {
			return fmt.Errorf("%s: %w", a.Address(), err)
		}
	}
	for f, a := range c.AllAsks() {
		if err := c.checkAsk(f, a); err != nil {
			return fmt.Errorf("%s: %w", a.Address(), err)
		}
	}
	return nil
}

func (c *checker) checkApproval(f *Phase, a *Approval) error {
	at := inside(f)
	return cmp.Or(
		c.roles("from", a.From), people(a.Min), seconds("timeout", a.Timeout, 1), c.checkNeeds(a.Needs),
		c.maybe("skip_if", a.SkipIf, at), c.checkShow("show", a.Show, at), c.waitsFor(f, a.Needs, a.expressions()),
	)
}

func (c *checker) checkAsk(f *Phase, a *Ask) error {
	at := inside(f)
	return cmp.Or(
		c.roles("to", a.To), c.anyRoles("second", a.Second), seconds("timeout", a.Timeout, 1), c.checkNeeds(a.Needs),
		c.must("question", a.Question, at), c.maybe("when", a.When, at), c.checkShow("show", a.Show, at),
		checkAnswerList(a.Answers), c.waitsFor(f, a.Needs, a.expressions()),
	)
}

// must is expression for one that has to be there; field is its name in the error.
func (c *checker) must(field string, n *expr.Node, at place) error {
	if err := c.expression(n, at); err != nil {
		return fmt.Errorf("%s: %w", field, err)
	}
	return nil
}

func (c *checker) checkShow(field string, s *Show, at place) error {
	if s == nil {
		return nil
	}
	if *s == (Show{}) {
		return fmt.Errorf("%s: it shows nothing", field)
	}
	err := cmp.Or(c.maybe("title", s.Title, at), c.maybe("text", s.Text, at), c.maybe("table", s.Table, at))
	if err != nil {
		return fmt.Errorf("%s: %w", field, err)
	}
	return nil
}

func checkAnswerList(answers []Answer) error {
	if len(answers) == 0 {
		return errors.New("answers: there is none")
	}
	if err := few("answer", len(answers)); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, a := range answers {
		if !nameForm.MatchString(a.Name) || slices.Contains(ofAnOutcome, a.Name) {
			return fmt.Errorf("answer: %q cannot name one", a.Name)
		}
		if seen[a.Name] {
			return fmt.Errorf("answer.%s: it is doubled", a.Name)
		}
		seen[a.Name] = true
		if err := a.check(); err != nil {
			return fmt.Errorf("answer.%s: %w", a.Name, err)
		}
	}
	return nil
}

func (a *Answer) check() error {
	t, err := inputType(a.Type)
	if err != nil {
		return err
	}
	return rules{t, a.Pattern, a.OneOf, a.Min, a.Max, a.MaxLength}.check()
}

// checkEnd holds what happens around a run: whom it tells, what it shows at its end, who confirms it, and
// what may be waived.
func (c *checker) checkEnd() error {
	if err := named("notify", c.Notifies, func(n Notify) string { return n.Name }); err != nil {
		return err
	}
	for i := range c.Notifies {
		if err := c.checkNotify(&c.Notifies[i]); err != nil {
			return fmt.Errorf("notify.%s: %w", c.Notifies[i].Name, err)
		}
	}
	if err := c.checkShow("result", c.Result, place{scope: looking}); err != nil {
		return err
	}
	if c.Confirm != nil {
		if err := cmp.Or(c.roles("by", c.Confirm.By), seconds("within", c.Confirm.Within, 1)); err != nil {
			return fmt.Errorf("confirm: %w", err)
		}
	}
	return cmp.Or(c.checkConcurrency(), c.checkWaivable(), c.checkMoved())
}

func (c *checker) checkNotify(n *Notify) error {
	if !kind.IsAction(n.Action) {
		return fmt.Errorf("action: %q is not SYSTEM.NAME", n.Action)
	}
	if k, known := c.kindOf(n.Action); !known || !k.Tells {
		return fmt.Errorf("action: %s is not known to tell people something", n.Action)
	}
	if len(n.On) == 0 {
		return errors.New("on: there is none")
	}
	for _, state := range n.On {
		if !slices.Contains(NotifyOn, state) {
			return fmt.Errorf("on: %q is none of %q", state, NotifyOn)
		}
	}
	return cmp.Or(ascending("on", n.On), c.connected(n.Connection), c.must("text", n.Text, place{scope: looking}))
}

func (c *checker) checkConcurrency() error {
	if c.Concurrency == nil {
		return nil
	}
	if mode := c.Concurrency.Mode; mode != "queue" && mode != "refuse" {
		return fmt.Errorf("concurrency: mode: %q is none of queue, refuse", mode)
	}
	return c.must("concurrency: key", c.Concurrency.Key, place{scope: asking})
}

func (c *checker) checkWaivable() error {
	if err := named("waivable", c.Waivable, func(w Waivable) string { return w.Check }); err != nil {
		return err
	}
	for _, w := range c.Waivable {
		if _, known := c.owners[CheckPrefix+w.Check]; !known {
			return fmt.Errorf("waivable.%s: the plan has no such check", w.Check)
		}
		if err := cmp.Or(seconds("max_for", w.MaxFor, 0), c.anyRoles("by", w.By)); err != nil {
			return fmt.Errorf("waivable.%s: %w", w.Check, err)
		}
	}
	return nil
}

func (c *checker) checkMoved() error {
	if err := few("moved", len(c.Moved)); err != nil {
		return err
	}
	for i, m := range c.Moved {
		if i > 0 && c.Moved[i-1].From >= m.From {
			return fmt.Errorf("moved: from: %q is doubled or out of order", m.From)
		}
		if !partForm.MatchString(m.From) || !partForm.MatchString(m.To) {
			return fmt.Errorf("moved: %q to %q: these are not addresses of parts, as step.NAME", m.From, m.To)
		}
		kind, _, _ := strings.Cut(m.From, ".")
		if !strings.HasPrefix(m.To, kind+".") || m.From == m.To {
			return fmt.Errorf("moved: %q to %q: a part keeps its kind and gets another name", m.From, m.To)
		}
	}
	return nil
}
