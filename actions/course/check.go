package course

import (
	"slices"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Checks. A check is passed, failed or unknown; unknown where nothing was judged, unless it says that
// empty passes. In a phase it is judged as soon as what it mentions is there, and the phase waits for it;
// outside phases it comes last, also after failure. Severity never changes the outcome.

// judged is a check once it has been judged, or while it is.
type judged struct {
	ended []*Ended
	value expr.Value // check.NAME
}

// judgeIn judges a check of a phase.
func (c *Course) judgeIn(p *part) {
	for _, e := range c.judge(p.check, p.job).ended {
		e.of = p
		p.begun = p.begun || e.Outcome != evidence.Unknown
		c.take(e)
	}
	c.closePart(p)
}

// judgeLast judges the checks outside phases, by name.
func (c *Course) judgeLast() {
	for i := range c.plan.Checks {
		c.ended = append(c.ended, c.judgeOnce(&c.plan.Checks[i]).ended...)
	}
}

// judgeOnce judges a check outside phases the first time that it is asked for, so that checks can mention
// each other.
func (c *Course) judgeOnce(k *plan.Check) *judged {
	if known := c.judged[k.Name]; known != nil {
		return known
	}
	c.judged[k.Name] = &judged{value: expr.UnknownOf("check." + k.Name + " needs itself")}
	c.judged[k.Name] = c.judge(k, nil)
	return c.judged[k.Name]
}

// judge judges each item of a check.
func (c *Course) judge(k *plan.Check, j *job) *judged {
	items, _, why := c.itemsOf(k.ForEach, k.By, j)
	var all []*Ended
	add := func(it rules.Item, outcome evidence.Outcome, why string) *Ended {
		e := &Ended{Place: Place{Address: k.Address(), Key: it.Key}, By: k.Address(), Check: k, Keyed: it.Keyed, Outcome: outcome, Why: why}
		if j != nil {
			e.Job = j.item.Key
		}
		all = append(all, e)
		return e
	}
	switch {
	case why != "":
		add(rules.Item{}, evidence.Unknown, why)
	case len(items) == 0 && k.Empty == string(evidence.Passed):
		add(rules.Item{}, evidence.Passed, "")
	case len(items) == 0:
		add(rules.Item{}, evidence.Unknown, "there is nothing to judge")
	}
	for _, it := range items {
		about := scope{course: c, job: j, each: eachOf(it)}
		judged := expr.Judge(k.Condition, about)
		why := ""
		if judged.Outcome != expr.OutcomePassed {
			why = rules.Message(k.Message, about, judged.Why)
		}
		add(it, evidence.Outcome(judged.Outcome), why).Operands = judged.Operands
	}
	return &judged{all, expr.OfObject(map[string]expr.Value{"passed": passed(all)})}
}

// passed is check.NAME.passed: unknown where one of its items is, and none failed.
func passed(all []*Ended) expr.Value {
	switch Overall(all) {
	case evidence.Passed:
		return expr.OfBool(true)
	case evidence.Failed:
		return expr.OfBool(false)
	}
	return expr.UnknownOf("a check could not be judged")
}

// needsOfCheck are the parts that a check of a phase mentions. Its own phase ends only after it.
func (c *Course) needsOfCheck(k *plan.Check) []string {
	own := map[string]bool{k.Address(): true, phasePrefix + c.home[k.Address()].plan.Name: true}
	needs := c.mentioned(k.Condition, k.Message, k.ForEach)
	return slices.DeleteFunc(needs, func(address string) bool { return own[address] })
}

// last finds a check outside phases; nil if there is none.
func (c *Course) last(name string) *plan.Check {
	i := slices.IndexFunc(c.plan.Checks, func(k plan.Check) bool { return k.Name == name })
	if i < 0 {
		return nil
	}
	return &c.plan.Checks[i]
}
