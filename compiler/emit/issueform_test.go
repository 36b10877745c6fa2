package emit_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/attestary/attestary/schemas/form"
	"github.com/attestary/attestary/schemas/plan"
)

// template is an issue form as GitHub reads it.
type template struct {
	Name, Description, Title string
	Labels                   []string
	Body                     []struct {
		Type, ID   string
		Attributes struct {
			Label, Description, Placeholder, Value string
			Options                                []yaml.Node
			Default                                *int
		}
		Validations struct{ Required bool }
	}
}

// filled is the issue that GitHub makes of a form that nobody changed: each field with what stands in it.
func (f template) filled() string {
	var b strings.Builder
	for _, field := range f.Body {
		a := field.Attributes
		answer := a.Value
		switch field.Type {
		case "markdown":
			continue
		case "dropdown":
			answer = a.Options[0].Value
			if a.Default != nil {
				answer = a.Options[*a.Default].Value
			}
		case "checkboxes":
			answer = ""
			for _, option := range a.Options {
				answer += "- [ ] " + option.Content[1].Value + "\n"
			}
		}
		if answer == "" {
			answer = "_No response_"
		}
		fmt.Fprintf(&b, "### %s\n\n%s\n\n", a.Label, answer)
	}
	return b.String()
}

// TestIssueForms: whoever reads the issue that a form makes finds the fields of the runbook in it, and nothing but
// them, whatever the runbook is called and asks for.
func TestIssueForms(t *testing.T) {
	t.Parallel()
	found := 0
	for _, c := range cases {
		for _, file := range files(t, c.plan, c.options) {
			if !strings.HasPrefix(file.Path, ".github/ISSUE_TEMPLATE/") {
				continue
			}
			found++
			var f template
			decoder := yaml.NewDecoder(strings.NewReader(string(file.Data)))
			decoder.KnownFields(true)
			if err := decoder.Decode(&f); err != nil {
				t.Fatalf("%s: %v\n%s", c.name, err, file.Data)
			}
			if f.Name == "" || f.Description == "" || len(f.Labels) != 1 {
				t.Errorf("%s: name %q, description %q, labels %q", c.name, f.Name, f.Description, f.Labels)
			}
			of := form.Of(c.plan.Inputs)
			answers, err := of.Answers(f.filled())
			if err != nil {
				t.Errorf("%s: %v\n%s", c.name, err, f.filled())
			}
			want := map[string]string{}
			for _, field := range of.Fields {
				if field.Value != "" {
					want[field.ID] = field.Value
				} else if field.Kind == form.Choice {
					want[field.ID] = field.Options[0]
				}
			}
			if diff := cmp.Diff(want, answers); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
		}
	}
	if found < 4 {
		t.Errorf("%d forms", found)
	}
}

// TestIssueFormHelps: somebody who is no engineer is told what a field wants, and what may not be written there.
func TestIssueFormHelps(t *testing.T) {
	t.Parallel()
	p := base(func(p *plan.Plan) {
		byHand(p)
		p.Inputs = []plan.Input{
			{Name: "account", Type: "string", Title: "Whose account?", Description: "The address they log in with", Example: "ada@example.org"},
			{Name: "kinds", Type: "list(string)", Title: "Which kinds", OneOf: texts("mail", "files")},
		}
	})
	for _, file := range files(t, p, cases[0].options) {
		if !strings.HasPrefix(file.Path, ".github/ISSUE_TEMPLATE/") {
			continue
		}
		for _, want := range []string{"description: The address they log in with", "placeholder: ada@example.org", "required: true", "no password, no token", "type: checkboxes"} {
			if !strings.Contains(string(file.Data), want) {
				t.Errorf("the form lacks %q:\n%s", want, file.Data)
			}
		}
		return
	}
	t.Error("there is no form")
}
