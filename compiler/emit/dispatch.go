package emit

import (
	"errors"
	"fmt"
	"strings"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// MaxInputs is how many inputs GitHub's form takes.
const MaxInputs = 25

// dispatchForm writes the form of GitHub: one field an input. It only helps a person to fill it in; what comes
// out of it is judged again, by the plan's own rules, before anything runs.
func dispatchForm(inputs []plan.Input) (*node, error) {
	if len(inputs) == 0 {
		return object(), nil
	}
	if len(inputs) > MaxInputs {
		return nil, fmt.Errorf("it has %d inputs; a form takes %d", len(inputs), MaxInputs)
	}
	fields := object()
	for _, in := range inputs {
		if in.Sensitive {
			return nil, fmt.Errorf("input %s is sensitive, and a form shows what is typed to everybody who can read the repository", in.Name)
		}
		f, err := field(in)
		if err != nil {
			return nil, fmt.Errorf("input %s: %w", in.Name, err)
		}
		fields.add(in.Name, f)
	}
	return object("inputs", fields), nil
}

func field(in plan.Input) (*node, error) {
	for _, v := range append([]expr.Value{value(in.Default)}, in.OneOf...) {
		if strings.Contains(plain(v), "${{") {
			return nil, errors.New("a value with ${{ would be an expression to GitHub")
		}
	}
	f := object("description", words(describe(in)), "required", boolean(in.Default == nil))
	if len(in.OneOf) > 0 {
		f.add("type", text("choice"))
		var options []*node
		for _, v := range in.OneOf {
			options = append(options, text(plain(v)))
		}
		f.add("options", list(options...))
	} else {
		f.add("type", text(fieldType(in.Type)))
	}
	if in.Default != nil && in.Type != "list(string)" {
		f.add("default", initial(in))
	}
	return f, nil
}

func value(v *expr.Value) expr.Value {
	if v == nil {
		return expr.OfText("")
	}
	return *v
}

// fieldType is the type of a field. GitHub's own type environment is not among them: which environment a job has, and so
// which secrets, follows from the runbook that was reviewed, and is not for whoever starts a run to choose.
func fieldType(t string) string {
	switch t {
	case "bool":
		return "boolean"
	case "number":
		return "number"
	}
	return "string"
}

// describe is the label of a field, on one line. Rules that the form itself cannot hold are told in words.
func describe(in plan.Input) string {
	label := in.Title
	if label == "" {
		label = in.Name
	}
	switch {
	case in.Min != "" && in.Max != "":
		label += fmt.Sprintf(" (%s to %s)", in.Min, in.Max)
	case in.Min != "":
		label += fmt.Sprintf(" (at least %s)", in.Min)
	case in.Max != "":
		label += fmt.Sprintf(" (at most %s)", in.Max)
	}
	switch in.Type {
	case "date":
		label += " (YYYY-MM-DD)"
	case "duration":
		label += " (like 90d or 12h)"
	case "list(string)":
		label += " (one a line" + leftEmpty(in.Default) + ")"
	}
	if in.Example != "" {
		label += ", for example " + in.Example
	}
	return label
}

// initial is the default as the field's own type writes it.
func initial(in plan.Input) *node {
	v := *in.Default
	if truth, ok := v.AsBool(); ok {
		return boolean(truth)
	}
	if v.Kind() == expr.Number && len(in.OneOf) == 0 {
		return decimal(plain(v))
	}
	return text(plain(v))
}

// leftEmpty says what an empty field of a list stands for. A field has one line, so it cannot hold a
// default of several.
func leftEmpty(v *expr.Value) string {
	if v == nil {
		return ""
	}
	if len(v.Items()) == 0 {
		return "; left empty: none"
	}
	return "; left empty: " + strings.ReplaceAll(plain(*v), "\n", ", ")
}

// plain is a value as somebody would type it: a text as it is, a number in digits, a list one a line.
func plain(v expr.Value) string {
	if s, ok := v.AsText(); ok {
		return s
	}
	if v.Kind() == expr.Number {
		return v.AsNumber().Text('f')
	}
	var items []string
	for _, item := range v.Items() {
		items = append(items, plain(item))
	}
	return strings.Join(items, "\n")
}
