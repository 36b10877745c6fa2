// Package manual writes the pages of the handbook that the compiler knows by heart: the reference of the language
// (docs/reference.md) and a page for each code of a finding (docs/errors/).
//
// They are made from the tables that the compiler itself reads: the sections of package syntax, the functions of
// schemas/expr, the actions of schemas/kind, the codes of package diag; and what may stand after a dot is asked of
// package editor, which asks the rules. So the pages say what is, and a test holds the files to them (UPDATE=1 writes
// them anew).
//
// All of it is Markdown as GitHub shows it. The package reads no file; the same tables give the same bytes.
//
// Start at Reference and Code.
package manual

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/schemas/kind"
)

// page is a page that is being written.
type page struct{ strings.Builder }

// say writes a paragraph.
func (p *page) say(format string, args ...any) {
	fmt.Fprintf(p, format+"\n\n", args...)
}

// heading writes a heading of that depth.
func (p *page) heading(depth int, text string) {
	p.say("%s %s", strings.Repeat("#", depth), text)
}

// code writes a text as it stands, in a fence that it cannot close.
func (p *page) code(language, text string) {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	p.say("%s%s\n%s\n%s", fence, language, strings.TrimRight(text, "\n"), fence)
}

// table writes rows below a head; nothing where there are none.
func (p *page) table(head []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	p.row(head)
	p.row(strings.Split(strings.Repeat("---,", len(head)-1)+"---", ","))
	for _, row := range rows {
		p.row(row)
	}
	p.WriteByte('\n')
}

func (p *page) row(cells []string) {
	for _, cell := range cells {
		p.WriteString("| " + strings.ReplaceAll(strings.Join(strings.Fields(cell), " "), "|", `\|`) + " ")
	}
	p.WriteString("|\n")
}

// literal is a word of the language; nothing stays nothing.
func literal(text string) string {
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}

// literals are words of the language, with commas between them.
func literals(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = literal(word)
	}
	return strings.Join(quoted, ", ")
}

func labels(list []kind.Label) []string {
	words := make([]string, len(list))
	for i, label := range list {
		words[i] = string(label)
	}
	return words
}

// anchor is how GitHub names a heading: letters and digits in lower case, spaces as dashes.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-', r == '_', 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		}
		return -1
	}, strings.ToLower(heading))
}
