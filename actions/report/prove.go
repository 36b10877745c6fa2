package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// prove says how a runbook stands for a cell and why, in one sentence, and what would mend it.
func (s *Scorer) prove(c *claim) (p verdict.Proof, step string) {
	p = verdict.Proof{Runbook: c.book.plan.Runbook, Title: c.book.plan.Title, File: c.book.plan.File}
	if c.terms.Stage != c.stage.String() {
		p.Claimed = c.terms.Stage
	}
	newest, asOf := c.track.newest, s.subject.AsOf
	missed, isMissed := c.book.missed(c.track, asOf)
	unable, mend := c.unable()
	switch {
	case unable != "":
		p.Standing, p.Why, step = verdict.Unproven, unable, mend
	case c.book.lasting != nil:
		p.Standing, p.Why, step = verdict.Missed, c.lasts(), fmt.Sprintf("Take back what %s changed for a while: %s.", c.book.plan.Runbook, verdict.UndoMends)
	case isMissed:
		p.Standing, p.Why = verdict.Missed, fmt.Sprintf("The run that was due %s did not start.", spoken(missed))
		step = c.again("Find out why the schedule of %s did not start it.")
	case newest == nil:
		hand := c.track.byHand
		if hand != nil && s.takenBack(hand.run) != nil {
			hand = nil
		}
		step = c.beforeFirst(&p, hand)
	default:
		cite(&p, newest)
		step = s.decided(c, &p, newest)
		if idle := c.track.idle; idle != nil {
			p.Why += fmt.Sprintf(" It passed %s, started by its trigger %s; after a failure of its schedule only a run of the schedule counts.", spoken(idle.ended), idle.run.Trigger.Name)
		}
	}
	return p, c.underWay(&p, step)
}

// decided tells of a claim that a run decides.
func (s *Scorer) decided(c *claim, p *verdict.Proof, t *thing) (step string) {
	back := s.takenBack(t.run)
	if back != nil {
		p.Revoked = &back.entry
	}
	switch {
	case t.passed && back != nil:
		p.Standing, p.Why = verdict.Unproven, back.told("It passed "+spoken(t.ended))
		return c.again("Wait for the next run that %s starts by itself.")
	case t.passed:
		return c.passed(p, t, s.subject.AsOf)
	case back != nil:
		p.Standing, p.Why = verdict.Failing, back.told(strings.TrimSuffix(failure(t), "."))
		return mending(t)
	}
	by, until := s.waived(c, t)
	if len(by) == 0 {
		p.Standing, p.Why = verdict.Failing, failure(t)
		return mending(t)
	}
	p.Standing, p.Waivers, p.FreshTo = verdict.Waived, by, instant(until)
	p.Why = fmt.Sprintf("%s That is waived until %s, and not met.", failure(t), spoken(until))
	return fmt.Sprintf("Before %s: %s", spoken(until), lowered(mending(t)))
}

// lowered is a sentence that another goes before.
func lowered(sentence string) string { return strings.ToLower(sentence[:1]) + sentence[1:] }

// lasts tells of a change that was to end by itself: the undo is due until it holds, so it stays the newest thing
// that is due, whatever else ran meanwhile.
func (c *claim) lasts() string {
	u := c.book.lasting
	return fmt.Sprintf("What %s changed for a while (entry %d) was to end %s, and nothing says that it was taken back.", strings.TrimSuffix(u.Address, ".undo"), u.Entry, words(u.Due))
}

// beforeFirst tells of a claim for which nothing is due yet. hand is a run that passed, started by hand; nil: none.
func (c *claim) beforeFirst(p *verdict.Proof, hand *thing) (step string) {
	step = c.again("Let the schedule of %s start it once.")
	if c.track.bySelf && len(c.book.schedules) == 0 {
		step = fmt.Sprintf("Let the trigger %s of %s start it once.", c.book.starter(), c.book.plan.Runbook)
	}
	if hand != nil {
		cite(p, hand)
		p.Standing = verdict.Unproven
		p.Why = fmt.Sprintf("It passed %s, started by hand; %s counts runs that start by themselves.", spoken(hand.ended), c.stage)
		return step
	}
	p.Standing, p.Why = verdict.NotRun, "It has not run yet."
	if c.track.bySelf {
		p.Why = "It has not started by itself yet."
	}
	return step
}

// passed judges whether a run that passed counts, and until when.
func (c *claim) passed(p *verdict.Proof, t *thing, asOf time.Time) (step string) {
	what := "It passed"
	if t.run.Mode == evidence.Rehearsal {
		what = "A rehearsal of it passed, which is what the runbook claims,"
	}
	what += " " + spoken(t.ended)
	if t.run.Result.Upper == "" { // the interval is open, and says so
		what += ", by its own clock,"
	}
	if reason, step := c.discounts(t); reason != "" {
		p.Standing, p.Why = verdict.Unproven, fmt.Sprintf("%s but %s.", what, reason)
		return step
	}
	until := c.freshTo(t)
	p.FreshTo = instant(until)
	if asOf.After(until) {
		p.Standing, p.Why = verdict.Stale, fmt.Sprintf("%s and that counted until %s.", what, spoken(until))
		return c.again("Let %s start by itself more often, or count for longer.")
	}
	p.Standing, p.Why = verdict.Met, fmt.Sprintf("%s and counts until %s.", what, spoken(until))
	return ""
}

// freshTo is until when a run counts.
func (c *claim) freshTo(t *thing) time.Time {
	return t.fresh.Add(time.Duration(c.terms.FreshFor) * time.Second)
}

// discounts says why a run that passed does not count, and what would make the next one count; "" where
// it does. Evidence belongs to the plan that made it: a run of another plan says nothing about the
// runbook as it stands, however alike the two may be, so the safe reading is that it does not count.
func (c *claim) discounts(t *thing) (reason, step string) {
	name := c.book.plan.Runbook
	if t.run.Plan != c.book.digest {
		return "it was made by an older version of the runbook, which has changed since", c.again("Wait for the next run that %s starts by itself.")
	}
	if t.run.BrokenGlass {
		step = c.again("Wait for the next run that %s starts by itself.")
		if c.book.glasses[t.run.Key] {
			step = fmt.Sprintf("Let a second person confirm its broken glass: attestary confirm %s. %s", t.run.Key.Hex()[:8], step)
		}
		return "the glass was broken for it, so it ran past its rules", step
	}
	if confirm := c.book.plan.Confirm; confirm != nil && t.run.Result.Confirmed == nil {
		return "no second person has confirmed it", fmt.Sprintf("Let somebody of %s confirm it: attestary confirm %s.", strings.Join(confirm.By, " or "), t.run.Key.Hex()[:8])
	}
	if t.run.Result.Checked < 1 {
		return "none of its checks was judged on anything", fmt.Sprintf("Give the checks of %s something to judge.", name)
	}
	var changed []string
	for _, in := range t.run.Inputs {
		if !c.allows(in) {
			changed = append(changed, in.Name)
		}
	}
	if len(changed) == 0 {
		return "", ""
	}
	step = fmt.Sprintf("Run %s with its inputs at their defaults, or let its claim list them: %s.", name, strings.Join(changed, ", "))
	if len(changed) == 1 {
		return "its input " + changed[0] + " was not at the default, and the claim does not list it", step
	}
	return "its inputs " + strings.Join(changed, ", ") + " were not at their defaults, and the claim does not list them", step
}

// allows tells whether the value of an input leaves a run countable: it is the default, the claim lists
// the input, or the input has no default that it could be at.
func (c *claim) allows(in evidence.InputValue) bool {
	if in.Default {
		return true
	}
	for _, name := range c.terms.Inputs {
		if name == in.Name {
			return true
		}
	}
	declared := c.book.plan.Input(in.Name)
	return declared != nil && declared.Default == nil
}

// underWay says that a newer run may change the standing; until it is due, the one before stands.
func (c *claim) underWay(p *verdict.Proof, step string) string {
	running, newest := c.track.running, c.track.newest
	if running == nil || newest != nil && newest.run.Entry > running.run.Entry {
		return step
	}
	p.Due = instant(running.finishBy)
	p.Why += fmt.Sprintf(" A run is under way; it must tell its end by %s.", spoken(running.finishBy))
	return fmt.Sprintf("Wait for the run of %s that is under way.", c.book.plan.Runbook)
}

// failure tells how a run did not pass.
func failure(t *thing) string {
	if t.ended.IsZero() {
		return fmt.Sprintf("Its newest run was authorised and had told no end by %s; that counts as failed.", spoken(t.finishBy))
	}
	text := fmt.Sprintf("Its newest run ended %s as %s", spoken(t.ended), t.run.Result.Outcome)
	if len(t.run.Result.Failed) > 0 {
		text += ": " + few(t.run.Result.Failed)
	}
	return text + "."
}

// cite names the entry that decides: the run's result, or its authorization where it told no end.
func cite(p *verdict.Proof, t *thing) {
	leaf := evidence.Leaf{Kind: evidence.KindAuthorization, Run: t.run.Key}
	entry := t.run.Entry
	p.Run = string(t.run.Key)
	if !t.ended.IsZero() {
		leaf.Kind, entry = evidence.KindRun, t.run.Result.Entry
		p.Outcome, p.EndedAt, p.Failed = t.run.Result.Outcome, instant(t.ended), t.run.Result.Failed
	}
	p.Entry = &entry
	p.Path = leaf.Place(t.run.Runbook, t.run.At).Path()
}

// spoken is an instant within a sentence.
func spoken(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
