package course

import (
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// scope is what an expression may refer to at its place. Outputs of what failed, was skipped or was not
// reached are null; what meets null is unknown (package expr).
type scope struct {
	course  *Course
	job     *job        // nil outside phases
	each    *rules.Item // nil where there is no for_each
	self    *expr.Value // nil outside expectations, gates and undo
	setting *expr.Value // nil outside actions
}

// Tank implements expr.Fuelled.
func (s scope) Tank() *expr.Tank { return s.course.facts.Tank }

// Lookup implements expr.Scope.
func (s scope) Lookup(path []string) (expr.Value, int) {
	facts := &s.course.facts
	switch path[0] {
	case "run":
		return facts.value(), 1
	case "trigger":
		return rules.TriggerValue(facts.Trigger.Kind, facts.Trigger.Name, facts.Event), 1
	case "self":
		return orNull(s.self)
	case "setting":
		return orNull(s.setting)
	case "each":
		return s.eachValue(), 1
	}
	if len(path) < 2 {
		return expr.Nil(), 0
	}
	switch path[0] {
	case "input":
		return facts.Inputs[path[1]], 2
	case "local":
		return s.course.local(path, s.job)
	case "step", "approval", "ask":
		return s.course.partValue(path[0]+"."+path[1], s.job), 2
	case "check":
		return s.course.checkValue(path[1], s.job), 2
	case "phase":
		if f := s.course.phase(path[1]); f != nil {
			return s.course.phaseValue(f), 2
		}
	}
	return expr.Nil(), 0
}

func orNull(v *expr.Value) (expr.Value, int) {
	if v == nil {
		return expr.Nil(), 0
	}
	return *v, 1
}

// eachValue is each: the item of the step or check, else that of its phase.
func (s scope) eachValue() expr.Value {
	switch {
	case s.each != nil:
		return s.each.Each()
	case s.job != nil && s.job.item.Keyed:
		return s.job.item.Each()
	}
	return expr.Nil()
}

func eachOf(it rules.Item) *rules.Item {
	if !it.Keyed {
		return nil
	}
	return &it
}

// scopeOf is that of an expression about an item.
func (c *Course) scopeOf(e *Ended) scope {
	if e.of == nil {
		return scope{course: c}
	}
	return scope{course: c, job: e.of.job, each: eachOf(rules.Item{Key: e.Key, Keyed: e.Keyed, Value: e.each})}
}

// eval computes n; nil is null.
func (c *Course) eval(n *expr.Node, about expr.Scope) expr.Value {
	if n == nil {
		return expr.Nil()
	}
	return expr.Eval(n, about)
}

// partValue is step.NAME, approval.NAME, ask.NAME, or check.NAME of a phase. A part of a phase with for_each
// is seen by its own job alone, by all others through phase.NAME["key"].
func (c *Course) partValue(address string, j *job) expr.Value {
	f := c.home[address]
	switch {
	case f == nil || len(f.jobs) == 0:
		return expr.Nil()
	case j != nil && j.phase == f:
		return c.valueOf(j.parts[address])
	case f.each():
		return expr.Nil()
	}
	return c.valueOf(f.jobs[0].parts[address])
}

// checkValue is check.NAME. One outside phases is judged last.
func (c *Course) checkValue(name string, j *job) expr.Value {
	if k := c.last(name); k != nil {
		if !c.closing {
			return expr.Nil()
		}
		return c.judgeOnce(k).value
	}
	return c.partValue(plan.CheckPrefix+name, j)
}

// value is run.
func (f *Facts) value() expr.Value {
	return expr.OfObject(map[string]expr.Value{
		"id": expr.OfText(f.ID), "url": textOrNull(f.URL), "mode": expr.OfText(string(f.Mode)),
		"started_at": expr.OfText(evidence.FormatInstant(f.At)), "requester": f.Requester.value(),
	})
}

// value is run.requester. An e-mail that nobody told is null, so what it meets is unknown; so are roles of which somebody
// may have more.
func (r *Requester) value() expr.Value {
	if r == nil {
		return expr.Nil()
	}
	roles := textsOf(r.Roles)
	if r.Vague {
		roles = expr.Nil()
	}
	return expr.OfObject(map[string]expr.Value{"login": expr.OfText(r.Login), "email": textOrNull(r.Email), "roles": roles})
}

func textOrNull(text string) expr.Value {
	if text == "" {
		return expr.Nil()
	}
	return expr.OfText(text)
}
