package engine

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// Actions written in HCL. Each is one primitive action: its settings are computed of those of the action
// (setting.X), and what it gave (self) is judged: done may make an answer that failed one that passed, and
// give makes the outputs.
//
// The primitive action is done as if a use section allowed exactly this one call: the request of these
// settings, and no other. What the answer holds is masked before any expression sees it.

// compose does an action that is written in HCL.
func (r *Run) compose(ctx context.Context, a *plan.Action, d deed, connection *plan.Connection) Result {
	about := expr.Names{"setting": expr.OfObject(maps.Clone(d.settings))}
	settings, problem := rules.Settings(r.job.Plan, r.kindOf(a.Run.Action), a.Run.Settings, about)
	if problem != "" {
		return r.hold(a.Name, d.asked, Result{Outcome: evidence.Unknown, Reason: ReasonSetting, Detail: a.Run.Action + ": " + problem})
	}
	if r.kindOf(a.Run.Action).Connection == "" {
		connection = nil // the action's, over which this primitive one does not go
	}
	result := r.primitive(ctx, Call{
		Action: a.Run.Action, Effect: d.effect, Settings: settings, Connection: connection, Paginate: a.Run.Paginate,
		Asked: r.asked["action."+a.Name], Allow: own(a.Run.Action, settings),
	})
	about["self"] = expr.OfObject(result.Outputs)
	return r.hold(a.Name, d.asked, given(a, judgeDone(a.Run.Done, result, about), about))
}

// own are the entries of an allow-list for this one call of a primitive action.
func own(action string, settings map[string]expr.Value) []string {
	return kind.Entries(action, func(name string) string {
		v := settings[name]
		if items := v.Items(); len(items) > 0 {
			v = items[0]
		}
		text, _ := v.AsText()
		return text
	})
}

// judgeDone asks whether an answer means that it was so already. Where that cannot be told, an answer that
// looked like a failure is unknown. Nothing is asked where there was no answer, or where none was allowed.
func judgeDone(done *expr.Node, result Result, about expr.Scope) Result {
	answered := slices.ContainsFunc(slices.Collect(maps.Values(result.Outputs)), func(v expr.Value) bool { return !v.IsNull() })
	if done == nil || !answered || result.Outcome == evidence.Passed || result.Outcome == evidence.Blocked {
		return result
	}
	switch j := expr.Judge(done, about); j.Outcome {
	case expr.OutcomePassed:
		return Result{Outcome: evidence.Passed, Outputs: result.Outputs}
	case expr.OutcomeUnknown:
		result.Outcome, result.Detail = evidence.Unknown, result.Detail+"; whether that means that it was so already cannot be told: "+j.Why
	}
	return result
}

// given makes the outputs of the action. Each is there, whole and of its type, or the action did not pass.
// Where it did not pass anyway, what can be computed is for its expectations and retries.
func given(a *plan.Action, result Result, about expr.Scope) Result {
	outputs, problem := map[string]expr.Value{}, ""
	for _, o := range a.Outputs {
		v := expr.Eval(a.Run.Give[o.Name], about)
		if wrong := unfit(v, expr.MustType(o.Type)); wrong != "" {
			if problem == "" {
				problem = o.Name + " " + wrong
			}
			v = expr.Nil()
		}
		if v.Fallback() {
			v = v.WithFallback() // as the journal tells it to a run that goes on
		}
		outputs[o.Name] = v
	}
	if problem != "" && result.Outcome == evidence.Passed {
		return Result{Outcome: evidence.Unknown, Reason: ReasonOutputs, Detail: "the answer is not what the action expects: " + problem, Outputs: outputs}
	}
	result.Outputs = outputs
	return result
}

// unfit tells why a value cannot be an output of a type; "" where it can.
func unfit(v expr.Value, t expr.Type) string {
	if !v.Whole() {
		return "is unknown: " + v.Reason()
	}
	if err := v.Conforms(t); err != nil {
		return err.Error()
	}
	if where, missing := lacking(v, t); missing {
		return where + "is missing"
	}
	return ""
}

// lacking tells where in a value something is null that its type has. What may be anything may be null within.
func lacking(v expr.Value, t expr.Type) (where string, missing bool) {
	if v.IsNull() {
		return "", true
	}
	for i, item := range v.Items() {
		if where, missing := lackingWithin(item, t.Elem); missing {
			return "item " + strconv.Itoa(i) + ": " + where, true
		}
	}
	for _, name := range v.Names() {
		of := t.Elem
		if field, known := t.Fields[name]; known {
			of = &field
		}
		if where, missing := lackingWithin(v.Get(name), of); missing {
			return "member " + strconv.Quote(name) + ": " + where, true
		}
	}
	return "", false
}

func lackingWithin(v expr.Value, t *expr.Type) (where string, missing bool) {
	if t == nil || t.Kind == "" || t.Kind == expr.AnyType {
		return "", false
	}
	return lacking(v, *t)
}
