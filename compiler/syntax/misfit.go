package syntax

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// This file words what the decoder finds: parts that do not fit the table.

func (d *decoder) unknownSetting(p *part, attr *hclsyntax.Attribute) {
	if finding, ok := Leak(attr.Name, attr.Expr); ok {
		d.report(finding.At(p.address()))
		return
	}
	at := Place(attr.NameRange)
	finding := diag.New("RB1002", at, fmt.Sprintf("There is no setting %s in %s.", attr.Name, p.called()))
	near := diag.Nearest(attr.Name, p.row.SettingNames())
	d.report(d.misspelt(finding, at, near, p.row.SettingNames(), "Its settings are"))
}

func (d *decoder) unknownSection(p *part, block *hclsyntax.Block) {
	at := Place(block.TypeRange)
	finding := diag.New("RB1001", at, fmt.Sprintf("There is no section %s in %s.", block.Type, p.called()))
	if home := homes(block.Type); home != "" && home != p.row.Name && home != "a section "+p.row.Name && diag.Habit(block.Type, p.row.SectionNames()) == "" {
		d.strayed(p, at, block.Type, home)
		return
	}
	near := diag.Nearest(block.Type, p.row.SectionNames())
	d.report(d.misspelt(finding, at, near, p.row.SectionNames(), "The sections here are"))
}

// strayed tells of a section that belongs elsewhere. Where parts of one kind of file stand in another, the
// first of them is told.
func (d *decoder) strayed(p *part, at diag.Range, name, home string) {
	finding := diag.New("RB1017", at, fmt.Sprintf("The section %s does not stand in %s; it belongs in %s.", name, p.called(), home))
	switch {
	case p.rng.Start.Line == 0 && d.strays[home]:
		return
	case p.rng.Start.Line == 0:
		d.strays[home] = true
		finding = finding.WithHelp(fmt.Sprintf("Move it into %s, with all that follows of that kind.", home))
	case d.row.section(name) == nil:
		finding = finding.WithHelp("Move it there.")
	case p.row.Name == "step" && slices.ContainsFunc(p.row.setting("needs").Roots, func(root string) bool { return root == name }):
		finding = finding.WithHelp(fmt.Sprintf("Move it out of the braces, beside the step, and let the step wait for it: needs = [%s.NAME].", name))
	default:
		finding = finding.WithHelp(fmt.Sprintf("Move it out of the braces of %s, to the margin of this file.", p.called()))
	}
	d.report(finding)
}

// misspelt adds to a finding about an unknown name the nearest known one, or all of them.
func (d *decoder) misspelt(finding diag.Diagnostic, at diag.Range, near string, all []string, intro string) diag.Diagnostic {
	switch {
	case near != "":
		finding.Message += " Did you mean " + near + "?"
		return finding.WithHelp("Write " + near + ".").WithFix(diag.Fix{
			Title: "write " + near, Kind: diag.Maybe, Edits: []diag.Edit{{Range: at, New: near}},
		})
	case len(all) == 0:
		return finding.WithHelp("Remove it.")
	}
	return finding.WithHelp(intro + " " + strings.Join(all, ", ") + ".")
}

// files are the rows of all kinds of files.
var files = []*Section{&RunbookFile, &ProjectFile, &ActionFile, &TestFile, &FrameworkFile}

// homes is where in a runbook or project a section of that name belongs, or "".
func homes(name string) string {
	for _, file := range files {
		if file.section(name) != nil {
			return file.Name
		}
		for i := range file.Sections {
			if file.Sections[i].section(name) != nil {
				return "a section " + file.Sections[i].Name
			}
		}
	}
	return ""
}

func (d *decoder) missingSetting(p *part, row *Setting) {
	finding := diag.New("RB1003", p.rng, fmt.Sprintf("The setting %s is missing in %s.", row.Name, p.called())).
		WithWhy(row.Doc).WithHelp(fmt.Sprintf("Add a line: %s = %s", row.Name, row.form())).At(p.address())
	if row.Only != "" {
		finding = d.withLine(finding, p, row.Name+" = "+row.Only)
	}
	d.report(finding)
}

// withLine offers to write a setting below the line of p's brace. In a section that ends with that line
// there is no room for one; the check of the fix then takes it away.
func (d *decoder) withLine(finding diag.Diagnostic, p *part, setting string) diag.Diagnostic {
	brace := p.body.SrcRange.Start.Byte
	length := bytes.IndexByte(d.src[brace:], '\n')
	if length < 0 {
		return finding
	}
	return finding.WithFix(diag.Fix{Title: "write " + setting, Kind: diag.Safe, Edits: []diag.Edit{{
		Range: RangeOf(d.file, d.src, brace+length, brace+length), New: "\n  " + setting,
	}}})
}

func (d *decoder) missingSection(p *part, row *Section) {
	where := "This file"
	if p.rng.Start.Line > 0 {
		where = "T" + strings.TrimPrefix(p.called(), "t")
	}
	d.report(diag.New("RB1004", p.rng, fmt.Sprintf("%s lacks the section %s.", where, row.Name)).
		WithWhy(row.Doc).WithHelp("Begin it with: " + row.form() + " { … }").At(p.address()))
}

func (d *decoder) sectionAsSetting(p *part, attr *hclsyntax.Attribute) {
	finding := diag.New("RB1010", Place(attr.NameRange), fmt.Sprintf("%s is a section, not a setting.", attr.Name)).
		WithHelp(fmt.Sprintf("Write it without =, with its settings on lines of their own: %s { … }", p.row.section(attr.Name).form()))
	if object, ok := attr.Expr.(*hclsyntax.ObjectConsExpr); ok && (len(object.Items) < 2 || object.SrcRange.Start.Line < object.SrcRange.End.Line) {
		gap := Place(attr.EqualsRange)
		gap.End = diag.Pos(object.SrcRange.Start)
		finding = finding.WithFix(diag.Fix{Title: "remove the =", Kind: diag.Maybe, Edits: []diag.Edit{{Range: gap}}})
	}
	d.report(finding)
}

func (d *decoder) settingAsSection(p *part, block *hclsyntax.Block) {
	at := Place(block.OpenBraceRange)
	at.End = at.Start
	d.report(diag.New("RB1010", Place(block.TypeRange), fmt.Sprintf("%s is a setting, not a section.", block.Type)).
		WithHelp(fmt.Sprintf("Write it with =: %s = …", block.Type)).
		WithFix(diag.Fix{Title: "add the =", Kind: diag.Maybe, Edits: []diag.Edit{{Range: at, New: "= "}}}))
}

func (d *decoder) wrongLabels(row *Section, block *hclsyntax.Block) {
	d.report(diag.New("RB1008", Place(block.DefRange()), fmt.Sprintf("The section %s has %s between its name and the brace; it takes %s.",
		row.Name, counted(len(block.Labels), "word"), counted(len(row.Labels), "word"))).
		WithHelp("Write it as: " + row.form() + " { … }"))
}

func badName(rule *Label, label Text) diag.Diagnostic {
	allowed := map[Naming]string{
		AnyText:   "some text",
		PlainName: "a lower-case letter, then at most 39 lower-case letters, digits and _",
		DashName:  "a lower-case letter, then at most 39 lower-case letters, digits, - and _",
		DotName:   "the system and the action with a dot between, in lower case: okta.list_users",
		UndoName:  "the system and the action with a dot between, in lower case: okta.list_users; or none",
		PathName:  "names of lower-case letters, digits, - and _, with dots between: identity.access-management",
	}[rule.Naming]
	finding := diag.New("RB1009", label.Range, fmt.Sprintf("%q cannot be the %s here.", label.Value, rule.Name)).
		WithHelp("It takes " + allowed + ".")
	if name := plainName(label.Value, rule.Naming); name != "" {
		finding = finding.WithFix(diag.Fix{Title: "write " + name, Kind: diag.Maybe, Edits: []diag.Edit{{Range: label.Range, New: `"` + name + `"`}}})
	}
	return finding
}

// plainName is what is left of a name that was written as people write: lower case, ASCII, without spaces;
// "" where that is no name either. Where the name is not said but written (a setting's), there is nothing to
// put in quotes.
func plainName(text string, rule Naming) string {
	joint := "_"
	if rule == DashName {
		joint = "-"
	}
	if rule != PlainName && rule != DashName {
		return ""
	}
	name := umlauts.Replace(strings.ToLower(text))
	words := strings.FieldsFunc(name, func(r rune) bool { return !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '_') })
	if name = strings.Join(words, joint); !rule.accepts(name) {
		return ""
	}
	return name
}

var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "é", "e", "è", "e", "ê", "e", "à", "a", "â", "a", "ç", "c", "ñ", "n", "ó", "o", "í", "i", "á", "a", "ú", "u", "å", "a", "ø", "o", "æ", "ae")

func notOneOf(what string, got Text, allowed []string) diag.Diagnostic {
	finding := diag.New("RB3002", got.Range, fmt.Sprintf("%q is not allowed %s.", got.Value, what)).
		WithHelp("Allowed are " + strings.Join(allowed, ", ") + ".")
	if near := diag.Nearest(got.Value, allowed); near != "" {
		finding.Message += " Did you mean " + near + "?"
		finding = finding.WithFix(diag.Fix{Title: "write " + near, Kind: diag.Maybe, Edits: []diag.Edit{{Range: got.Range, New: `"` + near + `"`}}})
	}
	return finding
}

// called is what a sentence calls p: "the section step site", or the file's kind.
func (p *part) called() string {
	switch n := len(p.labels); {
	case p.rng.Start.Line == 0:
		return p.row.Name
	case n == 0 || p.labels[n-1].Value == "":
		return "the section " + p.row.Name
	default:
		return "the section " + p.row.Name + " " + p.labels[n-1].Value
	}
}

// address is how references and records call p: "step.site".
func (p *part) address() string {
	if len(p.labels) == 0 {
		return ""
	}
	return p.row.Name + "." + p.labels[len(p.labels)-1].Value
}

// counted is n of something: "no word", "one word", "2 words".
func counted(n int, thing string) string {
	switch n {
	case 0:
		return "no " + thing
	case 1:
		return "one " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
