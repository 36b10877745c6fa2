package emit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/form"
	"github.com/attestary/attestary/schemas/plan"
)

// forms are the issue forms of a plan: one for each label by which an issue starts it.
func forms(p *plan.Plan) ([]File, error) {
	var files []File
	names := Forms(p)
	for i, d := range doors(p) {
		made, err := issueForm(p, d, FormDir+"/"+names[i])
		if err != nil {
			return nil, err
		}
		files = append(files, made)
	}
	return files, nil
}

// Forms are the names of the files of a plan's issue forms.
func Forms(p *plan.Plan) (names []string) {
	doors := doors(p)
	for _, d := range doors {
		name := prefix + p.Runbook
		if len(doors) > 1 {
			name += "." + d.trigger // a runbook's name has no dot
		}
		names = append(names, name+".yml")
	}
	return names
}

// issueForm is how somebody asks for a run who may not write to the repository. Package form says which fields
// there are, so that whoever reads the issue means the same.
func issueForm(p *plan.Plan, d door, path string) (File, error) {
	body := []*node{object("type", text("markdown"), "attributes", object("value", words(asks(p))))}
	for _, f := range form.Of(p.Inputs).Fields {
		body = append(body, issueField(f))
	}
	if len(body) == 1 {
		body = append(body, nothingToFill)
	}
	return file(path, fmt.Sprintf("from %s", p.File),
		section("name", words(p.Title)),
		section("description", words(about(p))),
		section("title", words(p.Title)),
		section("labels", names([]string{d.label})),
		section("body", list(body...)),
	)
}

// about is the line in the list of forms.
func about(p *plan.Plan) string {
	if summary := strings.TrimSpace(p.Summary); summary != "" {
		return summary
	}
	return "Asks for a run of " + p.Runbook
}

func asks(p *plan.Plan) string {
	return "This asks for a run of " + p.Runbook + ". What you write here can be read by everybody who can read this repository: no password, " +
		"no token. Whether you may ask for it is looked at first; the answer comes as a comment."
}

func issueField(f form.Field) *node {
	attributes := object("label", text(f.Label))
	if f.About != "" {
		attributes.add("description", words(f.About))
	}
	switch f.Kind {
	case form.Choice:
		attributes.add("options", each(f.Options, quoted))
		if i := slices.Index(f.Options, f.Value); i >= 0 {
			attributes.add("default", number(int64(i)))
		}
	case form.Boxes:
		attributes.add("options", each(f.Options, func(s string) *node { return object("label", quoted(s)) }))
	default:
		if f.Hint != "" {
			attributes.add("placeholder", text(f.Hint))
		}
		if f.Value != "" {
			attributes.add("value", text(f.Value))
		}
	}
	n := object("type", text(string(f.Kind)), "id", text(f.ID), "attributes", attributes)
	if f.Kind != form.Boxes {
		n.add("validations", object("required", boolean(f.Required)))
	}
	return n
}

// nothingToFill stands in the form of a runbook without inputs: GitHub wants a field that can be filled in.
// The one who reads the issue of such a runbook reads nothing in it.
var nothingToFill = object("type", text("textarea"), "id", text("words"),
	"attributes", object("label", text("Anything to add?"), "description", text("For people; no program reads it.")))

func each(texts []string, f func(string) *node) *node {
	n := list()
	for _, s := range texts {
		n.push(f(s))
	}
	return n
}
