package simulate

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
	ended []*ended
	value expr.Value // check.NAME
}

// judgeIn judges a check of a phase.
func (pl *player) judgeIn(p *part) {
	for _, e := range pl.judge(p.check, p.job).ended {
		e.of = p
		pl.take(e)
	}
	pl.close(p)
}

// judgeLast judges the checks outside phases, by name.
func (pl *player) judgeLast() {
	for i := range pl.plan.Checks {
		pl.ended = append(pl.ended, pl.judgeOnce(&pl.plan.Checks[i]).ended...)
	}
}

// judgeOnce judges a check outside phases the first time that it is asked for, so that checks can mention
// each other.
func (pl *player) judgeOnce(c *plan.Check) *judged {
	if known := pl.judged[c.Name]; known != nil {
		return known
	}
	pl.judged[c.Name] = &judged{value: expr.UnknownOf("check." + c.Name + " needs itself")}
	pl.judged[c.Name] = pl.judge(c, nil)
	return pl.judged[c.Name]
}

// judge judges each item of a check.
func (pl *player) judge(c *plan.Check, job *job) *judged {
	items, why := pl.itemsOf(c.ForEach, c.By, job)
	var all []*ended
	add := func(it rules.Item, outcome evidence.Outcome, why string) {
		e := &ended{item: it, Part: Part{Address: c.Address(), By: c.Address(), Key: it.Key, Outcome: outcome, Why: why}}
		if job != nil && !it.Keyed {
			e.Key = job.item.Key
		}
		all = append(all, e)
	}
	switch {
	case why != "":
		add(rules.Item{}, evidence.Unknown, why)
	case len(items) == 0 && c.Empty == string(evidence.Passed):
		add(rules.Item{}, evidence.Passed, "")
	case len(items) == 0:
		add(rules.Item{}, evidence.Unknown, "there is nothing to judge")
	}
	for _, it := range items {
		about := scope{player: pl, job: job, each: eachOf(it)}
		j := expr.Judge(c.Condition, about)
		why := ""
		if j.Outcome != expr.OutcomePassed {
			why = rules.Message(c.Message, about, j.Why)
		}
		add(it, evidence.Outcome(j.Outcome), why)
	}
	for _, e := range all {
		if e.Outcome != evidence.Unknown {
			pl.result.Reached[e.Address] = true
		}
	}
	return &judged{all, expr.OfObject(map[string]expr.Value{"passed": passed(all)})}
}

// passed is check.NAME.passed: unknown where one of its items is, and none failed.
func passed(all []*ended) expr.Value {
	switch overall(all) {
	case evidence.Passed:
		return expr.OfBool(true)
	case evidence.Failed:
		return expr.OfBool(false)
	}
	return expr.UnknownOf("a check could not be judged")
}

// needsOfCheck are the parts that a check of a phase mentions. Its own phase ends only after it.
func (pl *player) needsOfCheck(c *plan.Check) []string {
	own := map[string]bool{c.Address(): true, phasePrefix + pl.home[c.Address()].plan.Name: true}
	needs := pl.mentioned(c.Condition, c.Message, c.ForEach)
	return slices.DeleteFunc(needs, func(address string) bool { return own[address] })
}

// last finds a check outside phases; nil if there is none.
func (pl *player) last(name string) *plan.Check {
	i := slices.IndexFunc(pl.plan.Checks, func(c plan.Check) bool { return c.Name == name })
	if i < 0 {
		return nil
	}
	return &pl.plan.Checks[i]
}
