// Package form is the shape of the issue form by which a person starts a run: which fields it has, under
// which labels, and what the issue that it makes looks like.
//
// Two read it and must agree. The compiler writes the form as .github/ISSUE_TEMPLATE/*.yml from Of. The
// runner gets an issue, and reads the answers back with Form.Answers. GitHub makes of a form a text:
//
//	### LABEL
//
//	the answer
//
//	### NEXT LABEL
//
//	_No response_
//
// Anybody can also write such a text by hand, or answer with a text that looks like the next field. So the
// text is read strictly: every field of the form, once, in its order, under its own label and nothing
// before the first; an answer that holds a line which begins with ### is refused, not interpreted.
//
// What whoever writes the form has to keep:
//
//   - the fields in the order of Form.Fields, each with its ID as id and its Label as label, both as they
//     stand here, quoted for YAML; a Markdown field may stand anywhere, since GitHub drops it from the text
//
//   - Kind Line is GitHub's input, Text its textarea (without render), Choice its dropdown (multiple: false),
//     Boxes its checkboxes
//
//   - the Options in their order; Choice: the option that Value names as default; Line and Text: Value as
//     value, Hint as placeholder
//
//   - Required as validations.required (of Line, Text and Choice; Boxes have none)
//
//   - labels: the trigger's label for a trigger "issue", ByHand(runbook) for the form of a trigger "manual".
//     The runbook's workflow starts by "issues: [labeled]" where github.event.label.name is that label
//
//   - of a runbook without inputs the form has a field of its own, since GitHub wants one; nobody reads it
//
// An issue in which a run waits for people has the label Waits.
//
// A field that the form leaves empty has no answer: then the input has its default, or the run is refused
// because it is required. An input that is sensitive is in no form (the compiler refuses it, RB4005).
//
// Everything is pure. Start at Of and Form.Answers.
package form

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Kind is how a field is filled in.
type Kind string

const (
	Line   Kind = "input"      // one line
	Text   Kind = "textarea"   // of a list, one item a line
	Choice Kind = "dropdown"   // one of Options
	Boxes  Kind = "checkboxes" // any of Options, each a box
)

// Waits is the label of an issue in which a run waits for people.
const Waits = "attestary-waiting"

// ByHand is the label of issues that start a runbook by its trigger "manual".
func ByHand(runbook string) string { return "attestary-" + runbook }

// Finding is the type of the event that starts a runbook by its trigger "finding": a check failed, as RUNBOOK.CHECK.
func Finding(check string) string { return "attestary-finding-" + check }

// MaxLabel is how many characters a label has at most.
const MaxLabel = 120

// Form is what a person fills in. Its fields are the inputs of a plan, in the plan's order.
type Form struct{ Fields []Field }

// Field is one input of a runbook, as a person is asked for it.
type Field struct {
	ID       string // the input's name
	Label    string // one line, of no other field in this form, however it is spelled
	Kind     Kind
	About    string   // the input's description; "" for none
	Hint     string   // an example; "" for none
	Value    string   // of Line and Text what stands in it already, of Choice the option that is chosen; "" for nothing
	Options  []string // of Choice and Boxes, each one line
	Required bool     // it has no default
}

// Of is the form of inputs. What is sensitive is left out.
func Of(inputs []plan.Input) Form {
	var f Form
	for i := range inputs {
		if !inputs[i].Sensitive {
			f.Fields = append(f.Fields, field(inputs[i], label(inputs, i)))
		}
	}
	return f
}

// label is the title of an input, or its name where another input has that title, or is called so.
func label(inputs []plan.Input, i int) string {
	own := title(inputs[i])
	for j := range inputs {
		if j != i && (spelled(title(inputs[j])) == spelled(own) || spelled(inputs[j].Name) == spelled(own)) {
			return inputs[i].Name
		}
	}
	return own
}

// title is the label that an input asks for: its title where that is one line that people can tell apart
// from the text around it, else its name.
func title(in plan.Input) string {
	text := strings.Join(strings.Fields(in.Title), " ")
	plain := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
	if spelled(text) == "" || text != in.Title || !plain || utf8.RuneCountInString(text) > MaxLabel || strings.HasSuffix(text, "#") {
		return in.Name
	}
	return text
}

// spelled is a label as GitHub compares them: it refuses a form with two that are alike.
func spelled(label string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(label), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), "-")
}

func field(in plan.Input, label string) Field {
	f := Field{ID: in.Name, Label: label, Kind: Line, About: in.Description, Hint: in.Example, Required: in.Default == nil}
	switch {
	case in.Type == "bool":
		f.Kind, f.Options = Choice, []string{"true", "false"}
	case len(in.OneOf) > 0:
		f.choose(in)
	case in.Type == "list(string)":
		f.Kind = Text
	}
	if in.Default != nil && f.Kind != Boxes {
		f.Value = written(*in.Default)
	}
	return f
}

// choose makes options of a closed list, where a form can show them: each one line, and none of them the
// word that GitHub keeps for no choice.
func (f *Field) choose(in plan.Input) {
	kind := Choice
	if in.Type == "list(string)" {
		f.Kind, kind = Text, Boxes
	}
	var options []string
	for _, v := range in.OneOf {
		text := written(v)
		if text == "" || strings.Join(strings.Fields(text), " ") != text || strings.EqualFold(text, "none") || strings.HasPrefix(text, heading) {
			return
		}
		options = append(options, text)
	}
	f.Kind, f.Options = kind, options
}

// written is a value as a person types it: a list has one item a line.
func written(v expr.Value) string {
	if v.Kind() == expr.List {
		var items []string
		for _, item := range v.Items() {
			items = append(items, written(item))
		}
		return strings.Join(items, "\n")
	}
	if number := v.AsNumber(); number != nil {
		return number.Text('f')
	}
	if truth, ok := v.AsBool(); ok {
		if truth {
			return "true"
		}
		return "false"
	}
	text, _ := v.AsText()
	return text
}
