package syntax

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// How a file that HCL cannot parse is told of.
//
// The parser's messages are symptoms: one forgotten quote gives five of them, on the lines after it. So
// the rules (rule_*.go) look for the causes that people are known to make. The first one in the file is
// told, mended in a copy, and the copy is looked at again: with the cause gone, its symptoms are gone
// too. What the parser still says of the mended copy and no rule knows is told in general words.

// mistake is one cause that a rule found: bytes from to to of the sheet, and how to mend it.
type mistake struct {
	code          string
	from, to      int
	message, help string
	related       []span
	title         string // of the fix
	kind          diag.FixKind
	edits         []edit
}

// edit replaces the bytes from to to.
type edit struct {
	from, to int
	text     string
}

type span struct {
	from, to int
	message  string
}

// rules look for one cause each. Of several mistakes the first in the file is the cause of the others;
// at one place, the first rule wins.
var rules = []func(*sheet) *mistake{
	ruleForeign, ruleCurlyQuotes, ruleSingleQuotes, ruleOpenHeredoc, ruleOpenTemplate, ruleTextOverLines, ruleOpeningQuote, ruleClosingQuote, ruleQuoteWithin, ruleColon, ruleMissingEquals, ruleQuotedName,
	ruleDoubleBraces, ruleDollar, ruleOneLine, ruleUnquoted, ruleWords, ruleSingleEquals, ruleLabels, ruleBraceBelow, ruleOpeningBrace,
	ruleComma, ruleMissingComma, ruleEscape, ruleOddSpace, ruleBracket, ruleMissingBrace, ruleExtraBrace,
}

const (
	maxMistakes  = 40
	maxExplained = 64 << 10 // bytes; of a larger file that cannot be parsed, the parser's first message is told
)

// mender works on a copy of a file. origin maps every byte of the copy, and its end, to the file.
type mender struct {
	file   string
	src    []byte
	copy   []byte
	origin []int
	left   *effort
	diags  []diag.Diagnostic
}

// effort bounds the bytes that are lexed and parsed to explain one file, so that a hostile one is not
// more work than a large one.
type effort struct{ left int }

// The effort to find the mistakes of a file, and that to check the fixes for them. A runbook of 2 KiB has
// dozens of passes.
func toExplain() *effort { return &effort{left: 128 << 10} }
func toCheck(size int) *effort {
	return &effort{left: min(max(24*size, 96<<10), 256<<10)}
}

// spend tells whether there is effort left to look at n bytes, and takes it.
func (e *effort) spend(n int) bool {
	enough := e.left > 0
	e.left -= n + 64
	return enough
}

// mend finds the mistakes of src in turn and returns the mended copy's body, nil if it still cannot be
// parsed. problems are what the parser said of src.
func (m *mender) mend(problems hcl.Diagnostics) *hclsyntax.Body {
	m.copy = slices.Clone(m.src)
	m.origin = make([]int, len(m.src)+1)
	for i := range m.origin {
		m.origin[i] = i
	}
	for range maxMistakes {
		if len(m.copy) > maxExplained || !m.left.spend(len(m.copy)) {
			break
		}
		found := firstMistake(newSheet(m.copy))
		if found == nil || m.again(found) {
			break
		}
		m.tell(found)
		m.apply(found.edits)
		if len(found.edits) == 0 || len(Scan(m.file, m.copy)) > 0 {
			return nil
		}
	}
	if len(m.diags) == 0 {
		m.general(unexplained(problems))
		return nil
	}
	if !m.left.spend(len(m.copy)) {
		return nil
	}
	parsed, problems := hclsyntax.ParseConfig(m.copy, m.file, hcl.InitialPos)
	if fatal := unexplained(problems); fatal != nil {
		m.general(fatal)
		return nil
	}
	return parsed.Body.(*hclsyntax.Body)
}

func firstMistake(s *sheet) *mistake {
	var first *mistake
	for _, rule := range rules {
		if found := rule(s); found != nil && (first == nil || found.from < first.from) {
			first = found
		}
	}
	return first
}

// again tells whether a mistake was told of already: mending it did not help.
func (m *mender) again(found *mistake) bool {
	at := m.origin[found.from]
	return slices.ContainsFunc(m.diags, func(d diag.Diagnostic) bool { return d.Code == found.code && d.Range.Start.Byte == at })
}

// tell makes a finding of a mistake, placed in the file.
func (m *mender) tell(found *mistake) {
	finding := diag.New(found.code, m.place(found.from, found.to), found.message).WithHelp(found.help)
	for _, r := range found.related {
		finding = finding.WithRelated(m.place(r.from, r.to), r.message)
	}
	if found.title != "" {
		fix := diag.Fix{Title: found.title, Kind: found.kind}
		for _, e := range found.edits {
			fix.Edits = append(fix.Edits, diag.Edit{Range: m.place(e.from, e.to), New: e.text})
		}
		finding = finding.WithFix(fix)
	}
	m.diags = append(m.diags, finding)
}

// place is a part of the copy as a part of the file.
func (m *mender) place(from, to int) diag.Range {
	return RangeOf(m.file, m.src, m.origin[from], m.origin[max(from, to)])
}

// apply edits the copy. Edits do not overlap; they are made from the last to the first.
func (m *mender) apply(edits []edit) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b edit) int { return b.from - a.from })
	for _, e := range edits {
		inserted := slices.Repeat([]int{m.origin[e.from]}, len(e.text))
		m.copy = slices.Replace(m.copy, e.from, e.to, []byte(e.text)...)
		m.origin = slices.Replace(m.origin, e.from, e.to, inserted...)
	}
}

// relocate moves findings about the copy to their places in the file.
func (m *mender) relocate(diags []diag.Diagnostic) []diag.Diagnostic {
	move := func(r *diag.Range) {
		if r.End.Byte > 0 {
			*r = m.place(r.Start.Byte, r.End.Byte)
		}
	}
	for i := range diags {
		move(&diags[i].Range)
		for j := range diags[i].Related {
			move(&diags[i].Related[j].Range)
		}
		for j := range diags[i].Fixes {
			for k := range diags[i].Fixes[j].Edits {
				move(&diags[i].Fixes[j].Edits[k].Range)
			}
		}
	}
	return diags
}

// unexplained is the first message of the parser that the tree cannot live with. A setting that is given
// twice is told by the decoder's words.
func unexplained(diags hcl.Diagnostics) *hcl.Diagnostic {
	for _, d := range diags {
		if d.Severity == hcl.DiagError && d.Summary != redefined {
			return d
		}
	}
	return nil
}

// redefined is how the parser calls a setting that is given twice.
const redefined = "Attribute redefined"

// general tells what no rule explains, unless it is on the line of a mistake that was told already.
func (m *mender) general(d *hcl.Diagnostic) {
	at := m.place(d.Subject.Start.Byte, d.Subject.End.Byte)
	for _, told := range m.diags {
		if told.Range.Start.Line == at.Start.Line {
			return
		}
	}
	words, known := generalWords[d.Summary]
	if !known {
		words = [2]string{"This cannot be read.", "Compare it with the lines around it, or with an example of the manual."}
	}
	m.diags = append(m.diags, diag.New("RB0199", at, words[0]).WithHelp(words[1]))
}
