package diag

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"
)

// View says how findings are shown to people. The zero View is 80 columns without colour.
type View struct {
	Width int  // columns of the terminal; 80 where it is 0
	Color bool // ANSI colours
	Keep  int  // findings of one code in one file before the rest is folded; 3 where it is 0
}

func (v View) width() int {
	if v.Width <= 0 {
		return 80
	}
	return max(v.Width, 40)
}

func (v View) keep() int {
	if v.Keep <= 0 {
		return 3
	}
	return v.Keep
}

// Human shows findings to a person: each with the line that it is about, the places that belong to it,
// why it is a rule and what to do next. ds must be sorted. Characters of the sources that would steer a
// terminal are shown as �.
func Human(ds []Diagnostic, sources Sources, view View) string {
	var out strings.Builder
	for _, d := range Fold(ds, view.keep()) {
		p := printer{out: &out, sources: sources, view: view, gutter: gutter(d.Diagnostic)}
		p.finding(d)
		out.WriteByte('\n')
	}
	return out.String()
}

// printer shows one finding. gutter is as wide as its longest line number.
type printer struct {
	out     *strings.Builder
	sources Sources
	view    View
	gutter  int
}

func gutter(d Diagnostic) int {
	last := d.Range.Start.Line
	for _, r := range d.Related {
		last = max(last, r.Range.Start.Line)
	}
	return len(strconv.Itoa(last))
}

const (
	bold   = "\x1b[1m"
	red    = "\x1b[1;31m"
	yellow = "\x1b[1;33m"
	blue   = "\x1b[1;34m"
	reset  = "\x1b[0m"
)

func (p *printer) paint(style, text string) string {
	if !p.view.Color {
		return text
	}
	return style + text + reset
}

func severityStyle(s Severity) string {
	return map[Severity]string{Error: red, Warning: yellow, Note: blue}[s]
}

func (p *printer) finding(d Folded) {
	style := severityStyle(d.Severity)
	fmt.Fprintf(p.out, "%s %s\n", p.paint(style, string(d.Severity)+" "+d.Code+":"), p.paint(bold, d.Title))
	p.place(d.Range, style, "")
	for _, r := range d.Related {
		p.place(r.Range, blue, Printable(r.Message))
	}
	p.paragraph("", d.Message)
	p.paragraph("why: ", d.Why)
	p.paragraph("help: ", d.Help)
	for _, fix := range d.Fixes {
		p.paragraph("fix ("+string(fix.Kind)+"): ", fix.Title)
	}
	p.more(d.More)
}

// place shows where: the file and position, then the line with its part marked, if the text is known.
func (p *printer) place(r Range, style, message string) {
	if r.File == "" {
		return
	}
	indent := strings.Repeat(" ", p.gutter)
	where := Printable(r.File)
	if r.Start.Line > 0 {
		where = fmt.Sprintf("%s:%d:%d", where, r.Start.Line, r.Start.Column)
	}
	if message != "" {
		message = "  (" + message + ")"
	}
	fmt.Fprintf(p.out, "%s%s %s%s\n", indent, p.paint(blue, "-->"), where, message)
	line := p.sources.line(r.File, r.Start.Line)
	if r.Start.Line == 0 || line == "" {
		return
	}
	text, mark := p.snippet(line, r)
	bar := p.paint(blue, "|")
	fmt.Fprintf(p.out, "%s %s\n", indent, bar)
	fmt.Fprintf(p.out, "%s %s %s\n", p.paint(blue, fmt.Sprintf("%*d", p.gutter, r.Start.Line)), bar, text)
	fmt.Fprintf(p.out, "%s %s %s\n", indent, bar, p.paint(style, mark))
}

// snippet is the line of a range as it is shown, cut to the width around the range, and the marks below.
func (p *printer) snippet(line string, r Range) (text, mark string) {
	start := p.sources.offsetInLine(r.File, r.Start)
	end := len(line)
	if r.End.Line == r.Start.Line {
		end = p.sources.offsetInLine(r.File, r.End)
	}
	start = min(start, len(line))
	end = min(max(end, start), len(line))

	before, part, after := Printable(line[:start]), Printable(line[start:end]), Printable(line[end:])
	room := p.view.width() - p.gutter - 3
	if over := runewidth.StringWidth(before) + runewidth.StringWidth(part) - room; over > 0 {
		if keep := max(room/3, 8); runewidth.StringWidth(before) > keep {
			before = runewidth.TruncateLeft(before, runewidth.StringWidth(before)-keep, "…")
		}
	}
	pad := runewidth.StringWidth(before)
	text = runewidth.Truncate(before+part+after, room, "…")
	carets := min(max(runewidth.StringWidth(part), 1), max(room-pad, 1))
	return text, strings.Repeat(" ", pad) + strings.Repeat("^", carets)
}

// paragraph shows a text in the width of the terminal, its first line after intro.
func (p *printer) paragraph(intro, text string) {
	if text == "" {
		return
	}
	indent := strings.Repeat(" ", p.gutter+1)
	line := indent + p.paint(blue, "=") + " " + p.paint(bold, intro)
	used := p.gutter + 3 + runewidth.StringWidth(intro)
	first := true
	for _, word := range strings.Fields(Printable(text)) {
		command := strings.HasPrefix(word, "::") // of GitHub's runner, where it begins a line
		if w := runewidth.StringWidth(word); !first && !command && used+1+w > p.view.width() {
			p.out.WriteString(line + "\n")
			line, used, first = indent+"  ", p.gutter+3, true
		}
		if !first {
			line += " "
			used++
		}
		line += word
		used += runewidth.StringWidth(word)
		first = false
	}
	p.out.WriteString(line + "\n")
}

// more tells of findings that were folded into this one.
func (p *printer) more(places []Range) {
	if len(places) == 0 {
		return
	}
	var lines []string
	for _, place := range places[:min(len(places), 8)] {
		lines = append(lines, strconv.Itoa(place.Start.Line))
	}
	if len(places) > 8 {
		lines = append(lines, "…")
	}
	word := "line"
	if len(lines) > 1 {
		word = "lines"
	}
	p.paragraph("", fmt.Sprintf("… and %d more like this, on %s %s", len(places), word, strings.Join(lines, ", ")))
}

// Printable is text as a terminal and the log of a job may show it, on one line: tabs as spaces, and � for
// what would steer a terminal or make a command of GitHub's runner, which are "##[" anywhere and "::" at
// the beginning of a line.
func Printable(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r < 0x20, 0x7F <= r && r < 0xA0, '\u200B' <= r && r <= '\u200F', '\u2028' <= r && r <= '\u202E', '\u2066' <= r && r <= '\u2069', r == '\uFEFF':
			return '\uFFFD'
		}
		return r
	}, text)
	text = strings.ReplaceAll(text, "##[", "#\uFFFD[")
	if rest := strings.TrimLeft(text, " "); strings.HasPrefix(rest, "::") {
		text = text[:len(text)-len(rest)] + ":\uFFFD" + rest[2:]
	}
	return text
}
