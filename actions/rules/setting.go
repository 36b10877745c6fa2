package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// Settings computes the settings that an action of this kind is given, and holds its rules. Those that are null or
// were not told are absent, or have their default. problem tells what is wrong with one, as half a
// sentence that begins with its name; "" for nothing.
func Settings(p *plan.Plan, k *kind.Kind, nodes map[string]*expr.Node, about expr.Scope) (settings map[string]expr.Value, problem string) {
	written := p.Action(k.Name)
	settings = map[string]expr.Value{}
	for i := range k.Fields {
		f, v := &k.Fields[i], expr.Nil()
		if node := nodes[f.Name]; node != nil {
			v = expr.Eval(node, about)
		}
		if problem := checkSetting(f, v); problem != "" {
			return nil, f.Name + " " + problem
		}
		if written != nil {
			if v, problem = checkWritten(written.Setting(f.Name), v); problem != "" {
				return nil, problem
			}
		}
		if !v.IsNull() {
			settings[f.Name] = v
		}
	}
	return settings, ""
}

func checkSetting(f *kind.Field, v expr.Value) (problem string) {
	switch {
	case !v.Whole():
		return "is unknown: " + v.Reason()
	case v.IsNull() && f.Required:
		return "is null, and is required"
	case v.IsNull():
		return ""
	}
	if err := v.Conforms(expr.MustType(f.Type)); err != nil {
		return err.Error()
	}
	if f.OneOf == nil {
		return ""
	}
	for _, part := range parts(v) {
		if text, ok := part.AsText(); ok && !slices.Contains(f.OneOf, text) {
			return fmt.Sprintf("is %s; allowed are %q", quote(text), f.OneOf)
		}
	}
	return ""
}

// checkWritten adds what only an action written in HCL has: a default, a pattern, and options of any type.
func checkWritten(s *plan.Setting, v expr.Value) (expr.Value, string) {
	if v.IsNull() {
		if s.Default != nil {
			v = *s.Default
		}
		return v, ""
	}
	in := plan.Input{Name: s.Name, Type: s.Type, Pattern: s.Pattern, OneOf: s.OneOf}
	for _, rule := range []func(*plan.Input, expr.Value) *Finding{checkOneOf, checkPattern} {
		if f := rule(&in, v); f != nil {
			return v, strings.TrimSuffix(f.Message, ".")
		}
	}
	return v, ""
}

// CheckAnswer is the first rule that an answer to an ask breaks, or nil. The rules are those of an input.
func CheckAnswer(a *plan.Answer, v expr.Value) *Finding {
	in := plan.Input{
		Name: a.Name, Type: a.Type, OneOf: a.OneOf, Pattern: a.Pattern, Min: a.Min, Max: a.Max, MaxLength: a.MaxLength,
	}
	if v.IsNull() {
		return &Finding{a.Name, "required", a.Name + " is required: " + allowed(&in) + "."}
	}
	return CheckInput(&in, v)
}

// CheckAnswers reads what was typed for an ask, name to text, and holds every rule of every answer. It gives
// the answers, or all findings.
func CheckAnswers(a *plan.Ask, given map[string]string) (map[string]expr.Value, []Finding) {
	p := &plan.Plan{Runbook: a.Address()}
	for i := range a.Answers {
		w := &a.Answers[i]
		p.Inputs = append(p.Inputs, plan.Input{
			Name: w.Name, Type: w.Type, Title: w.Title, OneOf: w.OneOf, Pattern: w.Pattern, Min: w.Min, Max: w.Max, MaxLength: w.MaxLength,
		})
	}
	return CheckInputs(p, given)
}
