package editor

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/kind"
)

// labels are the words that may stand at s after a section's name.
func (p *Page) labels(s spot) []Item {
	place := len(s.header) - 1
	if s.row == nil || place >= len(s.row.Labels) {
		return nil
	}
	rule := s.row.Labels[place]
	items := wordItems(rule.OneOf)
	switch {
	case rule.OneOf != nil:
	case namesAction(rule):
		items = p.actions()
		if rule.Naming == syntax.UndoName {
			items = append(items, wordItems([]string{"none"})...)
		}
	case labelWords[rule.Name] != nil:
		items = labelWords[rule.Name](p)
	default:
		items = p.parts(rule.Name)
	}
	return quotedUnless(s.text, items)
}

// labelWords are the words for labels by their name; a label that has the name of a section, as the
// connection of a use, names such a part.
var labelWords = map[string]func(*Page) []Item{
	"framework": (*Page).frameworks,
	"code":      func(*Page) []Item { return codes() },
}

// settingWords are the texts for settings, by their section and name, where a table beside the language's
// has them.
var settingWords = map[string]func(*Page, *section) []Item{
	"project.frameworks": func(p *Page, _ *section) []Item { return p.frameworks() },
	"satisfies.function": func(p *Page, s *section) []Item { return functionsOf(p.setOf(s)) },
	"satisfies.stage":    func(p *Page, s *section) []Item { return stagesOf(p.setOf(s), s) },
	"satisfies.controls": func(p *Page, s *section) []Item { return controlsOf(p.setOf(s)) },
	"satisfies.inputs":   func(p *Page, _ *section) []Item { return p.parts("input") },
	"use.allow":          (*Page).allowances,
	"gate.action":        func(p *Page, _ *section) []Item { return p.actions() },
	"notify.action":      func(p *Page, _ *section) []Item { return p.actions() },
}

// words are the texts that the setting at s may have, as far as they are known.
func (p *Page) words(s spot) []Item {
	here := p.full(s.section)
	if words := settingWords[s.section.name+"."+s.setting]; words != nil {
		return words(p, here)
	}
	if row := rowOf(s); row != nil {
		return wordItems(row.OneOf)
	}
	if k, ok := p.actionOf(s.section); ok && k.Field(s.setting) != nil {
		return wordItems(k.Field(s.setting).OneOf)
	}
	return nil
}

func rowOf(s spot) *syntax.Setting {
	if s.section.row == nil {
		return nil
	}
	return s.section.row.Setting(s.setting)
}

func wordItems(words []string) []Item {
	var items []Item
	for _, word := range words {
		items = append(items, Item{Label: word, Kind: WordItem})
	}
	return items
}

// quotedUnless puts texts in quotes where they do not stand in some already.
func quotedUnless(within bool, items []Item) []Item {
	items = slices.Clone(items)
	for i := range items {
		if items[i].Snippet = ""; !within {
			items[i].Filter, items[i].Label = items[i].Label, `"`+items[i].Label+`"`
		}
		items[i].Text = items[i].Label
	}
	return items
}

// actions are all that a step can do: those that are built in, and those of the project's files.
func (p *Page) actions() []Item {
	defined := map[string]Place{}
	for _, part := range p.parts("action") {
		defined[part.Label] = part.Defined
	}
	var items []Item
	project := p.runbook().Project
	for _, name := range project.ActionNames() {
		k, _ := project.Kind(name)
		items = append(items, Item{Label: name, Kind: WordItem, Detail: k.Title, Doc: actionDoc(k), Defined: defined[name]})
	}
	return items
}

func actionDoc(k kind.Kind) string {
	var doc strings.Builder
	fmt.Fprintf(&doc, "%s. Effect: %s.\n", k.Title, k.Effect)
	for _, f := range k.Fields {
		fmt.Fprintf(&doc, "\n- `%s` (%s): %s", f.Name, f.Type, f.Doc)
	}
	if len(k.Outputs) > 0 {
		doc.WriteString("\n\nGives:\n")
	}
	for _, o := range k.Outputs {
		fmt.Fprintf(&doc, "\n- `%s` (%s): %s", o.Name, o.Type, o.Doc)
	}
	return doc.String()
}

func (p *Page) frameworks() []Item {
	var items []Item
	project := p.runbook().Project
	for _, id := range project.FrameworkIDs() {
		set, _ := project.Framework(id)
		items = append(items, Item{Label: id, Kind: WordItem, Detail: set.Title + " " + set.Version, Doc: set.Title + ", " + set.Publisher + ". " + set.Caveat})
	}
	return items
}

// codes are those of the findings that may be silenced.
func codes() []Item {
	var items []Item
	for _, e := range diag.Entries() {
		if e.Severity != diag.Error {
			items = append(items, Item{Label: e.Code, Kind: WordItem, Detail: e.Title, Doc: e.Cause + "\n\n" + e.Why})
		}
	}
	return items
}

// setOf is the framework that a claim names.
func (p *Page) setOf(s *section) *catalog.Set {
	if len(s.labels) > 0 {
		if set, ok := p.runbook().Project.Framework(s.labels[0].text); ok {
			return set
		}
	}
	return &catalog.Set{}
}

func functionsOf(set *catalog.Set) []Item {
	var items []Item
	add := func(functions []catalog.Function) {
		for _, f := range functions {
			items = append(items, Item{Label: f.ID, Kind: WordItem, Detail: f.Name, Doc: functionDoc(f)})
		}
	}
	for _, pillar := range set.Pillars {
		add(pillar.Functions)
	}
	add(set.CrossCutting)
	return items
}

func functionDoc(f catalog.Function) string {
	doc := "**" + f.Name + "** " + f.Definition
	for _, stage := range catalog.Stages() {
		if text := f.Stages[stage]; text != "" {
			doc += fmt.Sprintf("\n\n*%s*: %s", stage, text)
		}
	}
	return doc
}

// stagesOf are the stages, with what the function of the claim asks for in each.
func stagesOf(set *catalog.Set, s *section) []Item {
	function := &catalog.Function{}
	if given := s.setting("function"); given != nil {
		if f, ok := set.Function(given.plain); ok {
			function = f
		}
	}
	var items []Item
	for _, stage := range catalog.Stages() {
		item := Item{Label: stage.String(), Kind: WordItem, Doc: function.Stages[stage]}
		for _, general := range set.Stages {
			if general.Stage == stage {
				item.Detail, item.Doc = general.Name, cmp.Or(item.Doc, general.Criteria)
			}
		}
		items = append(items, item)
	}
	return items
}

func controlsOf(set *catalog.Set) []Item {
	var items []Item
	for _, c := range set.Controls {
		if !c.Withdrawn {
			items = append(items, Item{Label: c.Label, Kind: WordItem, Detail: c.Title, Doc: "**" + c.Label + "** " + c.Title})
		}
	}
	return items
}

// allowances are what a use may allow, by the kind of its connection: the programs that steps of the page
// run, methods to begin a pattern with, or the actions of that system.
func (p *Page) allowances(s *section) []Item {
	of := ""
	for _, part := range p.parts("connection") {
		if part.Label == s.called().text {
			of = part.Detail
		}
	}
	switch of {
	case kind.Shell:
		return p.programs()
	case kind.HTTP:
		request, _ := kind.Lookup("http.request")
		var items []Item
		for _, method := range request.Field("method").OneOf {
			items = append(items, Item{Label: method + " /", Kind: WordItem, Detail: "METHOD /path", Doc: "A `*` is one segment of the path, `**` the rest of it."})
		}
		own := slices.DeleteFunc(p.actions(), func(action Item) bool { return action.Defined == Place{} })
		return append(own, items...)
	case kind.SQL:
		return wordItems(kind.Statements)
	}
	return nil
}

// programs are the names that steps of the page begin their argv with.
func (p *Page) programs() []Item {
	var items []Item
	p.outline.root.walk(func(s *section) {
		if argv := s.setting("argv"); argv != nil && argv.first != "" {
			items = append(items, Item{Label: argv.first, Kind: WordItem, Detail: "program"})
		}
	})
	return items
}
