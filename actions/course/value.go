package course

import (
	"maps"
	"strings"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// What parts and phases are in expressions, once they have come to their end.

// valueOf is what a part's address is: null before it has come to its end.
func (c *Course) valueOf(p *part) expr.Value {
	if p == nil || p.state != closed {
		return expr.Nil()
	}
	if p.value == nil {
		v := c.compute(p)
		p.value = &v
	}
	return *p.value
}

func (c *Course) compute(p *part) expr.Value {
	switch {
	case p.check != nil:
		return expr.OfObject(map[string]expr.Value{"passed": passed(p.ended)})
	case p.step == nil || p.step.ForEach == nil:
		return c.itemValue(p, p.ended[0])
	case p.empty:
		return expr.OfObject(map[string]expr.Value{})
	case !p.ended[0].Keyed:
		return expr.Nil() // nothing is known of its items
	}
	items := map[string]expr.Value{}
	for _, e := range p.ended {
		items[e.Key] = c.itemValue(p, e)
	}
	return expr.OfObject(items)
}

// itemValue is what an item gave, and its outcome.
func (c *Course) itemValue(p *part, e *Ended) expr.Value {
	outputs := e.outputs
	if e.Outcome != evidence.Passed {
		outputs = nil
	}
	members := map[string]expr.Value{}
	if p.step != nil {
		for _, m := range c.outputsOf(p.step.Action, outputs).Members() {
			members[m.Name] = m.Value
		}
	} else {
		maps.Copy(members, outputs)
	}
	members["outcome"] = expr.OfText(string(e.Outcome))
	return expr.OfObject(members)
}

// phaseValue is phase.NAME: null before it has come to its end. With for_each it is a map of its jobs.
func (c *Course) phaseValue(f *phase) expr.Value {
	if f.state != closed {
		return expr.Nil()
	}
	if f.value == nil {
		v := c.computePhase(f)
		f.value = &v
	}
	return *f.value
}

func (c *Course) computePhase(f *phase) expr.Value {
	if !f.each() {
		return expr.OfObject(c.timesOf(f.jobs[0]))
	}
	if f.own != nil && f.own.Reason != ReasonEmpty {
		return expr.Nil() // nothing is known of its jobs
	}
	jobs := map[string]expr.Value{}
	for _, j := range f.jobs {
		if j.item.Keyed {
			jobs[j.item.Key] = expr.OfObject(c.jobValue(j))
		}
	}
	return expr.OfObject(jobs)
}

// jobValue is what a job of a phase with for_each is: as a phase, and its parts.
func (c *Course) jobValue(j *job) map[string]expr.Value {
	of := map[string]map[string]expr.Value{"step": {}, "approval": {}, "ask": {}, "check": {}}
	for address, p := range j.parts {
		kind, name, _ := strings.Cut(address, ".")
		of[kind][name] = c.valueOf(p)
	}
	members := c.timesOf(j)
	for kind, parts := range of {
		members[kind] = expr.OfObject(parts)
	}
	return members
}

// timesOf are the outcome of a job and its times, in which it may have waited.
func (c *Course) timesOf(j *job) map[string]expr.Value {
	from, to := expr.OfText(evidence.FormatInstant(j.startedAt)), expr.OfText(evidence.FormatInstant(j.endedAt))
	duration := expr.OfInt(int64(j.endedAt.Sub(j.startedAt).Seconds()))
	var all []*Ended
	for _, p := range j.parts {
		all = append(all, p.ended...)
	}
	outcome := Overall(all)
	if own := j.phase.own; own != nil {
		outcome, from, to, duration = own.Outcome, expr.Nil(), expr.Nil(), expr.Nil()
	}
	return map[string]expr.Value{"outcome": expr.OfText(string(outcome)), "started_at": from, "ended_at": to, "duration": duration}
}
