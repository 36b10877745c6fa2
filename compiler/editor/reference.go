package editor

import (
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/check"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// values are what may stand at s in the value of a setting.
func (p *Page) values(s spot) []Item {
	row := rowOf(s)
	switch {
	case s.text && s.mixed:
		return nil
	case s.text:
		return quotedUnless(true, p.words(s))
	case s.chain.to > 0:
		return p.members(s, row)
	case !s.bare:
		return nil
	case row != nil && row.Roots != nil:
		return p.references(row.Roots)
	}
	items := quotedUnless(false, p.words(s))
	items = append(items, plainWords(row)...)
	return append(items, p.expressions(s, row)...)
}

// references are the parts that a setting may name which takes a reference and nothing else.
func (p *Page) references(roots []string) []Item {
	var items []Item
	for _, root := range roots {
		for _, part := range p.parts(root) {
			part.Label = root + "." + part.Label
			items = append(items, part)
		}
		items = append(items, Item{Label: root, Kind: RootItem, Text: root + ".", Doc: rootDoc(root)})
	}
	return items
}

// plainWords are the words that stand without quotes where a setting wants them.
func plainWords(row *syntax.Setting) []Item {
	if row == nil {
		return nil
	}
	switch row.Type {
	case syntax.KindType:
		return wordItems(check.InputTypes())
	case syntax.TruthType:
		return wordItems([]string{"true", "false"})
	}
	return nil
}

// expressions are what an expression may begin with: variables and roots, functions, constants.
func (p *Page) expressions(s spot, row *syntax.Setting) []Item {
	var roots []string
	switch site := p.site(s); {
	case row != nil && row.Type == syntax.KindType:
		return nil
	case row != nil && row.Review, s.section.name == "org":
		roots = []string{"local", "org"}
	case row != nil && row.Type == syntax.MappingType:
		roots = []string{"run", "trigger"}
	default:
		roots = check.Roots(p.runbook(), site)
	}
	for _, l := range s.loops {
		roots = append(roots, l.key, l.value)
	}
	var items []Item
	for _, root := range roots {
		if known := slices.ContainsFunc(items, func(i Item) bool { return i.Label == root }); root != "" && !known {
			items = append(items, Item{Label: root, Kind: RootItem, Doc: rootDoc(root)})
		}
	}
	for _, f := range expr.Functions() {
		items = append(items, Item{Label: f.Name, Kind: FunctionItem, Detail: f.Signature(), Doc: f.Doc, Text: f.Name + "(", Snippet: f.Name + "($0)"})
	}
	return append(items, wordItems([]string{"true", "false", "null"})...)
}

// answers are the roots that are no parts of a file: what they lead to.
var answers = map[string]string{
	"run":     "This run: `run.id`, `run.url`, `run.started_at`, `run.mode`, and who asked for it, `run.requester`.",
	"trigger": "What started the run: `trigger.kind`, `trigger.name`.",
	"each":    "The item of for_each that this is done for: `each.key` and `each.value`.",
	"self":    "What the step gave, in its own expect and retry.",
	"plan":    "The plan that a policy judges.",
}

// rootDoc tells what a reference that begins with root leads to.
func rootDoc(root string) string {
	if doc := answers[root]; doc != "" {
		return doc
	}
	for _, file := range []*syntax.Section{&syntax.RunbookFile, &syntax.ProjectFile, syntax.ActionFile.Within("action")} {
		for _, name := range []string{root, root + "s"} {
			if row := file.Within(name); row != nil {
				return row.Doc
			}
		}
	}
	return ""
}

// members are what may stand after the dot.
func (p *Page) members(s spot, row *syntax.Setting) []Item {
	chain := string(p.outline.Text[s.chain.from:s.chain.to])
	variable := slices.ContainsFunc(s.loops, func(l loop) bool { return l.key == chain || l.value == chain })
	alone := !strings.ContainsAny(chain, ".[(")
	if row != nil && row.Roots != nil && !slices.Contains(row.Roots, chain) {
		return nil
	}
	if alone && !variable && (answers[chain] == "" || row != nil && row.Roots != nil) {
		return p.parts(chain)
	}
	e := parsed(chain)
	if e == nil {
		return nil
	}
	giver := p.outputs(chain, s)
	var items []Item
	for _, m := range check.Members(p.runbook(), p.site(s), e) {
		item := Item{Label: m.Name, Kind: MemberItem, Detail: m.Type}
		if o := giver.Output(m.Name); o != nil {
			item.Doc = o.Doc
		}
		items = append(items, item)
	}
	return items
}

// outputs is the action whose outputs stand after the dot of step.NAME, step.NAME[…] and self.
func (p *Page) outputs(chain string, s spot) kind.Kind {
	action := ""
	if name, isStep := strings.CutPrefix(chain, "step."); isStep {
		name, _, _ = strings.Cut(name, "[")
		p.outline.root.walk(func(part *section) {
			if part.name == "step" && part.called().text == name {
				action = actionName(part)
			}
		})
	} else if chain == "self" {
		action = p.giver(s)
	}
	k, _ := p.runbook().Project.Kind(action)
	return k
}

// parts are the parts of a kind that the project has, by their names.
func (p *Page) parts(root string) []Item {
	var items []Item
	for _, o := range p.outlines() {
		o.root.walk(func(s *section) {
			switch {
			case s.name == root && len(s.labels) > 0 && s.called().text != "":
				at := s.called()
				items = append(items, Item{Label: at.text, Kind: PartItem, Detail: o.detail(s), Doc: o.about(s), Defined: Place{o.File, at.from, at.to}})
			case (s.name == root || s.name == root+"s") && s.row != nil && s.row.Open && len(s.row.Labels) == 0:
				for _, given := range s.settings {
					items = append(items, Item{Label: given.name.text, Kind: PartItem, Doc: o.code(given.from, given.to), Defined: Place{o.File, given.name.from, given.name.to}})
				}
			}
		})
	}
	return items
}

// detail is what kind of part s is: its action, or what its settings say that tell so.
func (o *Outline) detail(s *section) string {
	if len(s.labels) > 1 {
		return s.labels[0].text
	}
	for _, name := range []string{"type", "kind", "effect"} {
		if given := s.setting(name); given != nil {
			return given.plain
		}
	}
	return ""
}

// about is what a part says about itself.
func (o *Outline) about(s *section) string {
	form := s.name
	for _, l := range s.labels {
		form += ` "` + l.text + `"`
	}
	doc := "`" + form + "`"
	for _, name := range []string{"title", "purpose", "description", "summary"} {
		if given := s.setting(name); given != nil && given.plain != "" {
			doc += "\n\n" + given.plain
		}
	}
	return doc
}

// maxQuoted is how much of a value is shown.
const maxQuoted = 500

// code is a part of the file as Markdown.
func (o *Outline) code(from, to int) string {
	if from == to {
		return ""
	}
	return "```hcl\n" + strings.ToValidUTF8(string(o.Text[from:min(to, from+maxQuoted)]), "") + "\n```"
}
