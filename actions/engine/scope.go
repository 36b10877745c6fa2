package engine

import (
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// scope is what an expression of the plan may refer to at its place. It is asked while steps run, so
// it sees those that have finished; Needs hold that nothing else is mentioned.
type scope struct {
	run  *Run
	each *rules.Item // nil where there is no for_each
	self *expr.Value // nil outside expectations and retries
}

// Lookup implements expr.Scope.
func (s scope) Lookup(path []string) (expr.Value, int) {
	switch path[0] {
	case "run":
		return s.run.value(), 1
	case "trigger":
		return rules.TriggerValue(s.run.job.Trigger.Kind, s.run.job.Trigger.Name, expr.Nil()), 1
	case "self":
		if s.self == nil {
			return expr.Nil(), 0
		}
		return *s.self, 1
	case "each":
		if s.each == nil {
			return expr.Nil(), 0
		}
		return s.each.Each(), 1
	}
	if len(path) < 2 {
		return expr.Nil(), 0
	}
	switch name := path[1]; path[0] {
	case "input":
		return s.run.job.Inputs[name], 2
	case "local":
		return s.run.local(name), 2
	case "step":
		return s.run.step(name), 2
	case "check":
		return s.run.checkValue(name), 2
	}
	return expr.Nil(), 0
}

func (r *Run) step(name string) expr.Value {
	r.guard.RLock()
	defer r.guard.RUnlock()
	return r.steps[name]
}

// publish tells what step.NAME is from now on.
func (r *Run) publish(name string, v expr.Value) {
	r.guard.Lock()
	defer r.guard.Unlock()
	r.steps[name] = v
}

// local computes a local when it is first asked for. Whoever asks has waited for every step that the
// local mentions, so it never changes again.
func (r *Run) local(name string) expr.Value {
	r.guard.RLock()
	v, known := r.locals[name]
	r.guard.RUnlock()
	node := r.job.Plan.Locals[name]
	if known || node == nil {
		return v
	}
	v = expr.Eval(node, scope{run: r})
	r.guard.Lock()
	defer r.guard.Unlock()
	r.locals[name] = v
	return v
}

// value is run.
func (r *Run) value() expr.Value {
	requester := expr.Nil()
	if by := r.job.Requester; by != nil {
		var roles []expr.Value
		for _, role := range by.Roles {
			roles = append(roles, expr.OfText(role))
		}
		requester = expr.OfObject(map[string]expr.Value{
			"login": expr.OfText(by.Login), "email": textOrNull(by.Email), "roles": expr.OfList(roles),
		})
	}
	return expr.OfObject(map[string]expr.Value{
		"id": expr.OfText(r.job.ID.ID), "url": textOrNull(r.job.URL), "mode": expr.OfText(string(r.job.Mode)),
		"started_at": expr.OfText(evidence.FormatInstant(r.begun)), "requester": requester,
	})
}

func textOrNull(text string) expr.Value {
	if text == "" {
		return expr.Nil()
	}
	return expr.OfText(text)
}
