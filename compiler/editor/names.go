package editor

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

// names are the settings and sections that may stand where a line begins.
func (p *Page) names(s spot) []Item {
	row, here := s.section.row, p.full(s.section)
	if row == nil {
		return nil
	}
	var items []Item
	if k, ok := p.actionOf(s.section); ok && row.Open {
		for _, f := range k.Fields {
			items = append(items, fieldItem(f))
		}
	}
	for i := range row.Settings {
		items = append(items, settingItem(&row.Settings[i]))
	}
	for i := range items {
		given := here.setting(items[i].Label)
		items[i].taken = given != nil && given.name.from != s.from
	}
	for i := range row.Sections {
		items = append(items, sectionItem(&row.Sections[i], here, s.from))
	}
	return items
}

func fieldItem(f kind.Field) Item {
	doc := f.Doc + oneOf(f.OneOf)
	if f.Required {
		doc += "\n\nRequired."
	}
	snippet := f.Name + " = $0"
	if f.Type == "string" {
		snippet = f.Name + ` = "$0"`
	}
	return Item{Label: f.Name, Kind: SettingItem, Detail: f.Type, Doc: doc, Text: f.Name + " = ", Snippet: snippet}
}

func settingItem(row *syntax.Setting) Item {
	doc := row.Doc
	if row.OneOf != nil && !strings.Contains(doc, strings.Join(row.OneOf[:1], "")) {
		doc += oneOf(row.OneOf)
	}
	if row.Required {
		doc += "\n\nRequired."
	}
	if row.Review && row.Type != syntax.RefType && row.Type != syntax.RefsType {
		doc += "\n\nMust be known before anything runs: a literal, or made of org and locals."
	}
	return Item{Label: row.Name, Kind: SettingItem, Detail: typeWords(row), Doc: doc,
		Text: row.Name + " = ", Snippet: row.Name + " = " + cmp.Or(row.Only, valueSnippets[row.Type])}
}

func oneOf(words []string) string {
	if words == nil {
		return ""
	}
	return "\n\nOne of " + strings.Join(words, ", ") + "."
}

func typeWords(row *syntax.Setting) string {
	if len(row.Roots) > 0 {
		return fmt.Sprintf("%s: %s.NAME", row.Type, strings.Join(row.Roots, ".NAME, "))
	}
	return string(row.Type)
}

// valueSnippets are what to write after the = where it has one form.
var valueSnippets = map[syntax.Type]string{
	syntax.TextType: `"$0"`, syntax.TextsType: `["$0"]`, syntax.LengthType: `"$0"`, syntax.DateType: `"$0"`,
	syntax.RefsType: "[$0]", syntax.MappingType: "{\n\t$0\n}",
	syntax.RefType: "$0", syntax.TruthType: "$0", syntax.WholeType: "$0", syntax.KindType: "$0", syntax.ValueType: "$0",
}

func sectionItem(row *syntax.Section, here *section, at int) Item {
	form, snippet := row.Name, row.Name
	for i, label := range row.Labels {
		form += fmt.Sprintf(" %q", strings.ToUpper(label.Name))
		snippet += fmt.Sprintf(` "${%d:%s}"`, i+1, label.Name)
	}
	item := Item{Label: row.Name, Kind: SectionItem, Detail: form + " { … }", Doc: row.Doc, Text: row.Name + " ", Snippet: snippet + " {\n\t$0\n}"}
	if row.Once {
		for _, s := range here.sections {
			item.taken = item.taken || s.name == row.Name && s.from != at
		}
	}
	return item
}
