package simulate

import (
	"maps"
	"strings"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// What parts and phases are in expressions, once they have come to their end.

// valueOf is what a part's address is: null before it has come to its end.
func (pl *player) valueOf(p *part) expr.Value {
	if p == nil || p.state != closed {
		return expr.Nil()
	}
	if p.value == nil {
		v := pl.compute(p)
		p.value = &v
	}
	return *p.value
}

func (pl *player) compute(p *part) expr.Value {
	switch {
	case p.check != nil:
		return expr.OfObject(map[string]expr.Value{"passed": passed(p.ended)})
	case p.step == nil || p.step.ForEach == nil:
		return pl.itemValue(p, p.ended[0])
	case p.empty:
		return expr.OfObject(map[string]expr.Value{})
	case !p.ended[0].item.Keyed:
		return expr.Nil() // nothing is known of its items
	}
	items := map[string]expr.Value{}
	for _, e := range p.ended {
		items[e.item.Key] = pl.itemValue(p, e)
	}
	return expr.OfObject(items)
}

// itemValue is what an item gave, and its outcome.
func (pl *player) itemValue(p *part, e *ended) expr.Value {
	outputs := e.outputs
	if e.Outcome != evidence.Passed {
		outputs = nil
	}
	members := map[string]expr.Value{}
	if p.step != nil {
		maps.Copy(members, pl.outputs(p.step.Action, outputs).Members())
	} else {
		maps.Copy(members, outputs)
	}
	members["outcome"] = expr.OfText(string(e.Outcome))
	return expr.OfObject(members)
}

// phaseValue is phase.NAME: null before it has come to its end. With for_each it is a map of its jobs.
func (pl *player) phaseValue(f *phase) expr.Value {
	if f.state != closed {
		return expr.Nil()
	}
	if f.value == nil {
		v := pl.computePhase(f)
		f.value = &v
	}
	return *f.value
}

func (pl *player) computePhase(f *phase) expr.Value {
	if !f.each() {
		return expr.OfObject(pl.timesOf(f.jobs[0]))
	}
	if f.own != nil && f.own.Why != whyEmpty {
		return expr.Nil() // nothing is known of its jobs
	}
	jobs := map[string]expr.Value{}
	for _, j := range f.jobs {
		if j.item.Keyed {
			jobs[j.item.Key] = expr.OfObject(pl.jobValue(j))
		}
	}
	return expr.OfObject(jobs)
}

// jobValue is what a job of a phase with for_each is: as a phase, and its parts.
func (pl *player) jobValue(j *job) map[string]expr.Value {
	of := map[string]map[string]expr.Value{"step": {}, "approval": {}, "ask": {}, "check": {}}
	for address, p := range j.parts {
		kind, name, _ := strings.Cut(address, ".")
		of[kind][name] = pl.valueOf(p)
	}
	members := pl.timesOf(j)
	for kind, parts := range of {
		members[kind] = expr.OfObject(parts)
	}
	return members
}

// timesOf are the outcome of a job and its times. Here no time passes.
func (pl *player) timesOf(j *job) map[string]expr.Value {
	at, duration := expr.OfText(evidence.FormatInstant(pl.at)), expr.OfInt(0)
	var all []*ended
	for _, p := range j.parts {
		all = append(all, p.ended...)
	}
	outcome := overall(all)
	if own := j.phase.own; own != nil {
		outcome, at, duration = own.Outcome, expr.Nil(), expr.Nil()
	}
	return map[string]expr.Value{"outcome": expr.OfText(string(outcome)), "started_at": at, "ended_at": at, "duration": duration}
}
