package manual

import (
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/check"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// files are what the language is written in: the name of a file, and what may stand in it.
var files = []struct {
	name string
	row  *syntax.Section
}{
	{"project.hcl", &syntax.ProjectFile},
	{"NAME.runbook.hcl", &syntax.RunbookFile},
	{"SYSTEM.action.hcl", &syntax.ActionFile},
	{"NAME.runbooktest.hcl", &syntax.TestFile},
	{"NAME.framework.hcl", &syntax.FrameworkFile},
}

// Reference is the reference of the language: every section, setting, reference, function and built-in action.
func Reference() []byte {
	p := &page{}
	p.heading(1, "The language, section by section")
	p.say("Made from the tables that the compiler reads, so this is what it takes and nothing else. How to write a runbook stands in " +
		"[writing.md](writing.md); what a message means, in [errors/](errors/README.md). In an editor you see the same as you type " +
		"([README](../README.md#in-your-editor)).")
	p.contents()
	p.howToRead()
	for _, f := range files {
		p.file(f.name, f.row)
	}
	p.references()
	p.functions()
	p.connections()
	p.actions()
	return []byte(strings.TrimRight(p.String(), "\n") + "\n")
}

func (p *page) contents() {
	var rows [][]string
	for _, f := range files {
		rows = append(rows, []string{"[" + f.name + "](#" + anchor(f.name) + ")", f.row.Doc})
	}
	rows = append(rows,
		[]string{"[References](#references)", "What a value may mention, and what it finds there."},
		[]string{"[Functions](#functions)", "What can be reckoned. None of them reads a file, the network or a clock."},
		[]string{"[Connections](#connections)", "What each kind reaches, and what `use` may allow over it."},
		[]string{"[Built-in actions](#built-in-actions)", "What a step can do."},
	)
	p.table([]string{"part", ""}, rows)
}

func (p *page) howToRead() {
	p.heading(2, "How to read it")
	p.say("A file is a list of sections in braces, with settings in them. ★ must be there. ‡ must be known when the change is " +
		"reviewed: it is written out, or made of `org` and of `local` values that are. All files lie below `runbooks/`, in whatever folders. " +
		"A section or setting that is not told here is an error.")
	p.table([]string{"a value of this type", "is written", ""}, [][]string{
		{"text", "`\"like this\"`", "in double quotes; `${…}` in it is a value"},
		{"list of texts", "`[\"one\", \"two\"]`", ""},
		{"whole number", "`12`", "without quotes"},
		{"true or false", "`true`", "without quotes"},
		{"length of time", "`\"30m\"`", "a number and s, m, h, d or w; a day is 24 hours"},
		{"date", "`\"2099-12-31\"`", ""},
		{"reference", "`role.operators`", "what something else in the files is called"},
		{"type", literals(check.InputTypes()), ""},
		{"value", "`step.hosts.size > 0`", "anything that can be reckoned: a reference, a function, a comparison, a literal"},
		{"map of names to values", "`{ host = trigger.event.host }`", ""},
	})
}

func (p *page) file(name string, row *syntax.Section) {
	p.heading(2, name)
	p.say("%s", row.Doc)
	for i := range row.Sections {
		p.section(&row.Sections[i], nil, 3)
	}
}

// section tells one section and those in it. One that may stand at several places is told at each, without what
// was told before.
func (p *page) section(row *syntax.Section, within []string, depth int) {
	title := strings.Join(append(slices.Clone(within), row.Name), " › ")
	p.heading(min(depth, 5), title)
	p.code("hcl", form(row))
	p.say("%s%s", row.Doc, manners(row))
	var rows [][]string
	for i := range row.Settings {
		rows = append(rows, setting(&row.Settings[i]))
	}
	p.table([]string{"setting", "takes", ""}, rows)
	if len(within) > 0 && slices.Contains(toldAbove, row.Name) {
		return
	}
	for i := range row.Sections {
		p.section(&row.Sections[i], append(within, row.Name), depth+1)
	}
}

// toldAbove are sections of a runbook that may stand in a phase too: what is in them was told there.
var toldAbove = []string{"step", "approval", "ask"}

// form is how a section is written.
func form(row *syntax.Section) string {
	words := []string{row.Name}
	for _, label := range row.Labels {
		word := `"` + strings.ToUpper(label.Name) + `"`
		if label.Optional {
			word = "[" + word + "]"
		}
		words = append(words, word)
	}
	return strings.Join(words, " ") + " { … }"
}

// manners are how often a section may stand, and what its labels may be.
func manners(row *syntax.Section) string {
	var said []string
	if row.Required {
		said = append(said, "Must be there.")
	}
	if row.Once {
		said = append(said, "At most once.")
	}
	for _, label := range row.Labels {
		if label.OneOf != nil {
			said = append(said, strings.ToUpper(label.Name)+" is one of "+literals(label.OneOf)+".")
		} else if rule := namings[label.Naming]; rule != "" {
			said = append(said, strings.ToUpper(label.Name)+" is "+rule+".")
		}
	}
	if row.Open {
		said = append(said, further[row.Further])
	}
	if len(said) == 0 {
		return ""
	}
	return " " + strings.Join(said, " ")
}

// namings are the rules that a label keeps, in words.
var namings = map[syntax.Naming]string{
	syntax.PlainName: "lower-case letters, digits and `_`",
	syntax.DashName:  "lower-case letters, digits, `_` and `-`",
	syntax.DotName:   "an action, as `SYSTEM.NAME`",
	syntax.UndoName:  "an action, as `SYSTEM.NAME`, or `none`",
	syntax.PathName:  "names with dots between them",
}

// further says which other settings an open section takes.
var further = map[syntax.Naming]string{
	syntax.AnyText:   "It takes the settings of the action besides.",
	syntax.PlainName: "It takes settings of any name.",
}

func setting(row *syntax.Setting) []string {
	name := literal(row.Name)
	if row.Required {
		name += " ★"
	}
	if row.Review {
		name += " ‡"
	}
	return []string{name, takes(row), row.Doc}
}

func takes(row *syntax.Setting) string {
	switch {
	case len(row.OneOf) > 0 && row.Type == syntax.TextsType:
		return "list of " + literals(row.OneOf)
	case len(row.OneOf) > 0:
		return literals(row.OneOf)
	case len(row.Roots) > 0:
		names := make([]string, len(row.Roots))
		for i, root := range row.Roots {
			names[i] = root + ".NAME"
		}
		return string(row.Type) + ": " + literals(names)
	case row.Only != "":
		return literal(row.Only)
	}
	return string(row.Type)
}

func (p *page) functions() {
	p.heading(2, "Functions")
	p.say("A `?` may be left out, `…` may be repeated, `any` is a value of any type. Of null, a function gives *unknown*, but for `default`.")
	var rows [][]string
	for _, f := range expr.Functions() {
		rows = append(rows, []string{literal(f.Signature()), f.Doc})
	}
	p.table([]string{"function", ""}, rows)
}

// connections are the kinds of connection, and what a use section lists for each; the actions are those of the table.
func (p *page) connections() {
	p.heading(2, "Connections")
	var rows [][]string
	for _, name := range kind.Connections {
		var over []string
		for _, k := range kind.All() {
			if k.Connection == name {
				over = append(over, k.Name)
			}
		}
		rows = append(rows, []string{literal(name), reach[name], links(over)})
	}
	p.table([]string{"kind", "what `use` allows, besides names of actions", "actions that go over it"}, rows)
	p.say("An `http` connection shows its token as `auth` says: %s, or `header:NAME`; `bearer` unless told.", literals(auths()))
}

// auths are the ways of the language in which this version can show a token.
func auths() []string {
	return slices.DeleteFunc([]string{"bearer", "SSWS", "basic", "path", "oauth2", "jwt-bearer", "aws-sigv4"}, func(auth string) bool { return !kind.KnowsAuth(auth) })
}

// reach is what the use of a kind of connection lists.
var reach = map[string]string{
	kind.HTTP:   "`METHOD /path`: `*` stands for one part of a path, `**` at its end for the rest",
	kind.SQL:    "`select`, `insert`, `update`, `delete`",
	kind.GitHub: "permissions of the token, as `contents: read`",
	kind.Shell:  "names of programs",
}

func links(actions []string) string {
	for i, name := range actions {
		actions[i] = "[" + name + "](#" + anchor(name) + ")"
	}
	return strings.Join(actions, ", ")
}

func (p *page) actions() {
	p.heading(2, "Built-in actions")
	p.say("Beside the settings of an action a step takes [its own](#step). An output is null where there was nothing to tell. " +
		"*untrusted* is text from outside: it never becomes a program, an address or a query. *personal* is about a person, *secret* is never shown.")
	for _, k := range kind.All() {
		p.action(k)
	}
}

func (p *page) action(k kind.Kind) {
	p.heading(3, k.Name)
	p.say("%s. %s", k.Title, traits(k))
	var fields, outputs [][]string
	for _, f := range k.Fields {
		fields = append(fields, field(f))
	}
	for _, o := range k.Outputs {
		outputs = append(outputs, []string{literal(o.Name), literal(o.Type), o.Doc, strings.Join(labels(o.Labels), ", ")})
	}
	p.table([]string{"setting", "type", ""}, fields)
	p.table([]string{"output", "type", "", ""}, outputs)
}

func field(f kind.Field) []string {
	name, doc := literal(f.Name), f.Doc
	if f.Required {
		name += " ★"
	}
	if f.OneOf != nil {
		doc += " One of " + literals(f.OneOf) + "."
	}
	return []string{name, literal(f.Type), doc}
}

// traits are what an action is, in sentences.
func traits(k kind.Kind) string {
	said := []string{"Effect: *" + string(k.Effect) + "*."}
	if k.Restate {
		said = append(said, "A step may state another effect.")
	}
	if k.Tells {
		said = append(said, "It tells people something, and changes nothing.")
	}
	if k.Connection != "" {
		said = append(said, "Goes over a connection of kind `"+k.Connection+"`.")
	}
	if !k.Idempotent {
		said = append(said, "Doing it twice is not as good as once.")
	}
	if len(k.Permissions) > 0 {
		said = append(said, "Permissions of the job: "+literals(k.Permissions)+".")
	}
	if len(k.Beyond) > 0 {
		said = append(said, "Permissions that no job has, so of a token of its own: "+literals(k.Beyond)+".")
	}
	return strings.Join(said, " ")
}
