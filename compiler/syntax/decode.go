package syntax

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// part is one section as it was written, held against its row. Accessors (read.go) take leaves from it.
type part struct {
	d      *decoder
	row    *Section
	body   *hclsyntax.Body
	rng    diag.Range // of the section's name and labels
	labels []Text
	parts  []*part // in file order
}

// decoder holds one file against the table of sections and collects what does not fit.
type decoder struct {
	file  string
	src   []byte
	row   *Section // of the file
	diags []diag.Diagnostic
	// strays are the kinds of files whose sections stand in this one.
	strays map[string]bool
	// misread are the names that stand where references are wanted.
	misread []misread
}

// maxFindings bounds about how much is told of one file; nobody mends so many before looking again. It is
// asked only between parts whose order is the file's, so that it always leaves out the same ones.
const maxFindings = 500

func (d *decoder) full() bool { return len(d.diags) >= maxFindings }

func (d *decoder) report(finding diag.Diagnostic) { d.diags = append(d.diags, finding) }

// root holds a whole file against its row.
func (d *decoder) root(row *Section, body *hclsyntax.Body) *part {
	d.row, d.strays = row, map[string]bool{}
	p := &part{d: d, row: row, body: body, rng: diag.Range{File: d.file}}
	d.fill(p)
	return p
}

// fill checks everything within p's braces.
func (d *decoder) fill(p *part) {
	d.settings(p)
	d.missingSettings(p)
	for _, block := range p.body.Blocks {
		row := d.sectionRow(p, block)
		if row != nil && d.secondRunbook(p, row, block) {
			break // what follows belongs to it
		}
		if row != nil {
			p.parts = append(p.parts, d.section(row, block))
		}
	}
	d.counts(p)
	d.doubles(p)
}

// missingSettings tells what p lacks; not where it has a setting that there is not, which may be the one
// that is missing, in other words.
func (d *decoder) missingSettings(p *part) {
	for name := range p.body.Attributes {
		if p.row.setting(name) == nil && p.row.section(name) == nil && !p.row.Open {
			return
		}
	}
	for i := range p.row.Settings {
		if row := &p.row.Settings[i]; row.Required && p.body.Attributes[row.Name] == nil && !p.asSection(row.Name) {
			d.missingSetting(p, row)
		}
	}
}

// asSection tells whether a setting of p was written as a section.
func (p *part) asSection(name string) bool {
	return slices.ContainsFunc(p.body.Blocks, func(block *hclsyntax.Block) bool { return block.Type == name })
}

// settings looks at each setting of p. Their order shows only where there are too many to tell of.
func (d *decoder) settings(p *part) {
	if len(p.body.Attributes) <= maxFindings {
		for _, attr := range p.body.Attributes {
			d.setting(p, attr)
		}
		return
	}
	inOrder := slices.SortedFunc(maps.Values(p.body.Attributes), func(a, b *hclsyntax.Attribute) int {
		return a.NameRange.Start.Byte - b.NameRange.Start.Byte
	})
	for _, attr := range inOrder {
		if !d.full() {
			d.setting(p, attr)
		}
	}
}

// section holds one section against its row.
func (d *decoder) section(row *Section, block *hclsyntax.Block) *part {
	p := &part{d: d, row: row, body: block.Body, rng: Place(block.DefRange()), labels: d.labels(row, block)}
	d.fill(p)
	return p
}

// setting checks that p may have attr, and looks into its value.
func (d *decoder) setting(p *part, attr *hclsyntax.Attribute) {
	row := p.row.setting(attr.Name)
	switch {
	case row == nil && p.row.section(attr.Name) != nil:
		d.sectionAsSetting(p, attr)
	case row == nil && !p.row.Open:
		d.unknownSetting(p, attr)
	default:
		if name := (Text{Value: attr.Name, Range: Place(attr.NameRange)}); row == nil && !p.row.Further.accepts(attr.Name) {
			d.report(badName(&Label{Name: "name of a value", Naming: p.row.Further}, name))
		}
		d.look(p, row, attr)
	}
}

// sectionRow is the row of block within p, or nil after telling why there is none.
func (d *decoder) sectionRow(p *part, block *hclsyntax.Block) *Section {
	row := p.row.section(block.Type)
	switch {
	case d.full():
		return nil
	case row == nil && p.row.setting(block.Type) != nil:
		d.settingAsSection(p, block)
	case row == nil:
		d.unknownSection(p, block)
	}
	return row
}

// secondRunbook tells of a runbook under another name after the file's own.
func (d *decoder) secondRunbook(file *part, row *Section, block *hclsyntax.Block) bool {
	first := slices.IndexFunc(file.parts, func(inner *part) bool { return inner.row == row })
	if row.Name != "runbook" || first < 0 || slices.Equal(block.Labels, []string{file.parts[first].labels[0].Value}) {
		return false
	}
	target := "a file of its own"
	if len(block.Labels) == 1 && DashName.accepts(block.Labels[0]) {
		target = block.Labels[0] + runbookSuffix
	}
	d.report(diag.New("RB1006", Place(block.DefRange()), "One file, one runbook: this is the second one.").
		WithRelated(file.parts[first].rng, "the first one").WithHelp("Move it to " + target + ", with all that follows."))
	return true
}

// counts tells of sections that must stand and do not, and of those that may stand once and stand twice.
func (d *decoder) counts(p *part) {
	for i := range p.row.Sections {
		row := &p.row.Sections[i]
		var first *part
		for _, inner := range p.parts {
			switch {
			case inner.row != row:
			case first == nil:
				first = inner
			case row.Once:
				d.report(diag.New("RB1006", inner.rng, fmt.Sprintf("The section %s stands here a second time.", row.Name)).
					WithRelated(first.rng, "the first one").WithHelp("Keep one of the two, with the settings of both."))
			}
		}
		if row.Required && first == nil {
			d.missingSection(p, row)
		}
	}
}

// doubles tells of two parts of one kind that have the same name. The name is the last label. The parts of
// phases have their names in the whole file.
func (d *decoder) doubles(p *part) {
	if p.row.Name == "phase" {
		return
	}
	type key struct{ kind, name string }
	first := map[key]*part{}
	for _, inner := range p.flat() {
		k := len(inner.row.Labels)
		if k == 0 || inner.row.Once || inner.row.Repeats {
			continue
		}
		name := key{inner.row.Name, inner.labels[k-1].Value}
		if before, twice := first[name]; twice {
			d.report(diag.New("RB1007", inner.labels[k-1].Range, fmt.Sprintf("There are two parts %s %q in this file.", name.kind, name.name)).
				WithRelated(before.labels[k-1].Range, "the first one").
				WithHelp("Give one of them another name, or remove it.").At(name.kind + "." + name.name))
			continue
		}
		first[name] = inner
	}
}

// flat are the parts of p, those of its phases among them.
func (p *part) flat() []*part {
	var list []*part
	for _, inner := range p.parts {
		list = append(list, inner)
		if inner.row.Name == "phase" {
			list = append(list, inner.parts...)
		}
	}
	return list
}

// labels are the quoted words of block, as many as the row has; missing ones are zero.
func (d *decoder) labels(row *Section, block *hclsyntax.Block) []Text {
	labels := make([]Text, len(row.Labels))
	miscounted := len(block.Labels) > len(row.Labels) || len(block.Labels) < row.leastLabels()
	if miscounted {
		d.wrongLabels(row, block)
	}
	swapped := d.swappedLabels(row, block)
	for i := range min(len(labels), len(block.Labels)) {
		labels[i] = Text{Value: block.Labels[i], Range: Place(block.LabelRanges[i])}
		if d.src[labels[i].Range.Start.Byte] != '"' {
			d.report(diag.New("RB0111", labels[i].Range, fmt.Sprintf("%s needs quotes.", labels[i].Value)).
				WithHelp("The words between a section's name and its brace are texts.").WithFix(quoteFix(labels[i].Range, labels[i].Value)))
		}
		if !miscounted && !swapped {
			d.label(row, &row.Labels[i], labels[i])
		}
	}
	return labels
}

// swappedLabels tells whether the two words of block keep each other's rule and not their own, and says so.
func (d *decoder) swappedLabels(row *Section, block *hclsyntax.Block) bool {
	if len(row.Labels) != 2 || len(block.Labels) != 2 {
		return false
	}
	one, two := block.Labels[0], block.Labels[1]
	if row.Labels[0].takes(one) || !row.Labels[0].takes(two) || !row.Labels[1].takes(one) {
		return false
	}
	first, second := Place(block.LabelRanges[0]), Place(block.LabelRanges[1])
	right := fmt.Sprintf("%q %q", two, one)
	whole := first
	whole.End = second.End
	d.report(diag.New("RB1009", whole, fmt.Sprintf("The %s stands before the %s.", row.Labels[0].Name, row.Labels[1].Name)).
		WithHelp("Write: " + row.Name + " " + right + " {").
		WithFix(diag.Fix{Title: "write " + right, Kind: diag.Maybe, Edits: []diag.Edit{{Range: whole, New: right}}}))
	return true
}

// takes tells whether a label may be so.
func (l *Label) takes(name string) bool {
	return l.Naming.accepts(name) && (l.OneOf == nil || slices.Contains(l.OneOf, name))
}

// label holds one label against its rule.
func (d *decoder) label(row *Section, rule *Label, label Text) {
	switch {
	case d.escaped(label.Value, label.Range, ""):
	case rule.OneOf != nil && !slices.Contains(rule.OneOf, label.Value):
		d.report(notOneOf("as the "+rule.Name+" of a "+row.Name, label, rule.OneOf))
	case !rule.Naming.accepts(label.Value):
		d.report(badName(rule, label))
	}
}

// accepts tells whether name keeps the rule.
func (n Naming) accepts(name string) bool {
	switch n {
	case PlainName:
		return isName(name, "_")
	case DashName:
		return isName(name, "_-")
	case DotName:
		system, action, dotted := strings.Cut(name, ".")
		return dotted && isName(system, "_") && isName(action, "_")
	case UndoName:
		return name == "none" || DotName.accepts(name)
	case PathName:
		return !slices.ContainsFunc(strings.Split(name, "."), func(part string) bool { return !isName(part, "_-") })
	}
	return name != ""
}

// isName tells whether s is 1 to 40 of a-z, 0-9 and the bytes of marks, beginning with a letter.
func isName(s, marks string) bool {
	for i := range len(s) {
		letter := 'a' <= s[i] && s[i] <= 'z'
		further := '0' <= s[i] && s[i] <= '9' || strings.IndexByte(marks, s[i]) >= 0
		if !letter && (i == 0 || !further) {
			return false
		}
	}
	return s != "" && len(s) <= 40
}
