package rules

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Finding is one thing that is wrong with the inputs of a run, in words for the one who gave them.
type Finding struct {
	Input   string
	Rule    string // required, type, min, max, max_length, pattern, one_of, or unknown
	Message string // a sentence that says what is wrong and what is allowed
}

// CheckInputs reads what somebody typed for a plan's inputs and holds every rule of every input. Where
// nothing is wrong it gives a value for each input of the plan, defaults included; else every finding,
// in the plan's order. A list(string) is given one item a line.
func CheckInputs(p *plan.Plan, given map[string]string) (map[string]expr.Value, []Finding) {
	values := map[string]expr.Value{}
	var findings []Finding
	for name, text := range given {
		in := p.Input(name)
		if in == nil {
			findings = append(findings, unknownInput(p, name))
			continue
		}
		if text == "" && (in.Type != "string" || in.Default == nil) {
			continue // a form sends nothing for what was left empty
		}
		value, finding := parseInput(in, text)
		if finding != nil {
			findings = append(findings, *finding)
		}
		values[name] = value
	}
	return holdInputs(p, values, findings)
}

// TriggerInputs computes the inputs of a run from the map of its trigger, event being what started it
// (null where nothing came with it), and holds the same rules. What is given already is taken in place of
// what the map says.
func TriggerInputs(p *plan.Plan, t *plan.Trigger, event expr.Value, given map[string]expr.Value) (map[string]expr.Value, []Finding) {
	values := map[string]expr.Value{}
	maps.Copy(values, given)
	var findings []Finding
	scope := expr.Names{"trigger": TriggerValue(t.Kind, t.Name, event)}
	for name, node := range t.Map {
		if _, ok := given[name]; ok {
			continue
		}
		v := expr.Eval(node, scope)
		if !v.Whole() {
			findings = append(findings, Finding{name, "type", fmt.Sprintf("%s: trigger %q does not give it: %s.", name, t.Name, v.Reason())})
		}
		values[name] = v
	}
	return holdInputs(p, values, findings)
}

// TriggerValue is trigger, as expressions see it.
func TriggerValue(kind, name string, event expr.Value) expr.Value {
	members := map[string]expr.Value{"kind": expr.OfText(kind), "name": expr.OfText(name)}
	if !event.IsNull() {
		members["event"] = event
	}
	return expr.OfObject(members)
}

// holdInputs adds defaults and holds the rules of each input that has no finding yet.
func holdInputs(p *plan.Plan, values map[string]expr.Value, findings []Finding) (map[string]expr.Value, []Finding) {
	bad := map[string]bool{}
	for _, f := range findings {
		bad[f.Input] = true
	}
	for i := range p.Inputs {
		in := &p.Inputs[i]
		if bad[in.Name] {
			continue
		}
		if v, ok := values[in.Name]; !ok || v.IsNull() {
			if in.Default == nil {
				findings = append(findings, Finding{in.Name, "required", in.Name + " is required: " + allowed(in) + "."})
				continue
			}
			values[in.Name] = *in.Default
		}
		if f := CheckInput(in, values[in.Name]); f != nil {
			findings = append(findings, *f)
		}
	}
	if len(findings) > 0 {
		place := func(f Finding) int {
			if i := slices.IndexFunc(p.Inputs, func(in plan.Input) bool { return in.Name == f.Input }); i >= 0 {
				return i
			}
			return len(p.Inputs)
		}
		slices.SortFunc(findings, func(a, b Finding) int {
			return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a.Input, b.Input))
		})
		return nil, findings
	}
	return values, nil
}

func unknownInput(p *plan.Plan, name string) Finding {
	f := Finding{Input: name, Rule: "unknown", Message: fmt.Sprintf("%s is no input of %s: it has none.", quote(name), p.Runbook)}
	if len(p.Inputs) > 0 {
		var names []string
		for _, in := range p.Inputs {
			names = append(names, in.Name)
		}
		f.Message = fmt.Sprintf("%s is no input of %s; it has %s.", quote(name), p.Runbook, strings.Join(names, ", "))
	}
	return f
}

// RecordInputs are the inputs as documents keep them: by name, and without the value of what is
// sensitive or personal.
func RecordInputs(p *plan.Plan, values map[string]expr.Value) []evidence.InputValue {
	kept := []evidence.InputValue{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		in, v := p.Input(name), values[name]
		if in == nil {
			continue
		}
		input := evidence.InputValue{Name: name, Default: in.Default != nil && in.Default.Equal(v)}
		if !in.Sensitive && !in.Personal {
			input.Value = &v
		}
		kept = append(kept, input)
	}
	return kept
}

// quote shows what somebody typed, escaped and not endless.
func quote(text string) string {
	if utf8.RuneCountInString(text) > 60 {
		text = string([]rune(text)[:60]) + "…"
	}
	return fmt.Sprintf("%+q", text)
}
