package editor

import (
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/syntax"
)

// Outline is what a file holds as far as it can be told from its text: sections with their labels, and
// settings with the places of their values. Every text has one, however broken. It never changes.
type Outline struct {
	File string
	Text []byte
	root *section
	end  state
}

// section is one section; the file itself is one without a name.
type section struct {
	name     string
	from, to int // of the name
	labels   []label
	row      *syntax.Section // nil where the language has no such section there
	settings []setting
	sections []*section
	outer    *section
}

// label is a quoted word after a section's name, or the setting's name; without the quotes.
type label struct {
	text     string
	from, to int
}

// setting is a setting whose value are the bytes from to to.
type setting struct {
	name     label
	from, to int
	plain    string // the value, where it is a plain text
	first    string // the first text in it
}

// state is where a text ends: what somebody writes who is there.
type state struct {
	kind    stateKind
	section *section // that is open
	header  []token  // of inHeader: the name and the labels before the one that is written
	setting string   // of inValue
	from    int      // of inValue: the first byte after the =
	written token    // of inName, inHeader: what is there of the word; empty where it begins
	row     *syntax.Section
}

type stateKind int

const (
	nowhere  stateKind = iota // in a comment, or where nothing can be offered
	inName                    // of a setting or a section
	inHeader                  // among the labels of a section
	inValue                   // of a setting
)

// Read makes the outline of a file. The name of the file tells what it may hold.
func Read(file string, text []byte) *Outline { return outline(file, text, len(text), false) }

// outline reads the first size bytes of a file; upTo tells that somebody is writing there.
func outline(file string, text []byte, size int, upTo bool) *Outline {
	o := &Outline{File: file, Text: text, root: &section{row: syntax.FileRow(file)}}
	if len(text) > syntax.MaxFileSize {
		return o
	}
	p := &parser{src: text[:size], tokens: lex(text, 0, size, upTo), top: o.root, root: o.root}
	for p.i < len(p.tokens) {
		p.statement()
	}
	if p.end.kind == nowhere && !p.inComment() {
		p.end = state{kind: inName, section: p.top, written: token{from: size, to: size}}
	}
	o.end = p.end
	return o
}

// parser reads tokens line by line. What a line begins with counts more than brackets that are open: who
// forgot one still means the lines below it.
type parser struct {
	src       []byte
	tokens    []token
	i         int
	top, root *section
	depth     int
	end       state
}

func (p *parser) kind(i int) byte {
	if i >= len(p.tokens) {
		return 0
	}
	return p.tokens[i].kind
}

func (p *parser) text(t token) string { return string(p.src[t.from:t.to]) }

func (p *parser) inComment() bool {
	if len(p.tokens) == 0 {
		return false
	}
	last := p.tokens[len(p.tokens)-1]
	return last.kind == aComment && last.to == len(p.src) && !strings.HasSuffix(p.text(last), "*/")
}

// statement takes one setting, one header of a section, or one closing brace.
func (p *parser) statement() {
	switch first := p.tokens[p.i]; first.kind {
	case '}':
		if p.i++; p.top != p.root {
			p.top = p.top.outer
			p.depth--
		}
	case aWord:
		labels := p.headerEnd(p.i)
		switch next := p.kind(labels); {
		case labels == p.i+1 && (next == '=' || next == ':'):
			p.i = labels + 1
			p.value(first)
		case next == '{':
			p.open(p.tokens[p.i:labels])
			p.i = labels + 1
		case next == aNewLine && p.kind(labels+1) == '{':
			p.open(p.tokens[p.i:labels])
			p.i = labels + 2
		case next == 0:
			p.header(p.tokens[p.i:labels])
			p.i = labels
		default:
			p.skipLine()
		}
	case aNewLine, aComment, ',':
		p.i++
	default:
		p.skipLine()
	}
}

// headerEnd is the token after the word at i and the texts and words that follow it on its line.
func (p *parser) headerEnd(i int) int {
	for i++; p.kind(i) == aText || p.kind(i) == aWord; i++ {
	}
	return i
}

func (p *parser) skipLine() {
	for p.i < len(p.tokens) && p.tokens[p.i].kind != aNewLine && p.tokens[p.i].kind != '}' {
		p.i++
	}
}

// header is the end of the text in the middle of one.
func (p *parser) header(words []token) {
	last := words[len(words)-1]
	at := state{kind: inHeader, section: p.top, header: words, written: token{kind: aWord, from: len(p.src), to: len(p.src)}}
	if last.to == len(p.src) && (last.kind == aWord || last.open) {
		at.header, at.written = words[:len(words)-1], last
	}
	if at.kind = inHeader; len(at.header) == 0 {
		at.kind = inName
	} else {
		p.place(p.text(at.header[0]), at.header[0])
		at.section, at.row = p.top, within(p.top.row, p.text(at.header[0]))
	}
	p.end = at
}

// open begins a section. Deeper than any may stand, braces are only counted.
func (p *parser) open(words []token) {
	name := words[0]
	p.place(p.text(name), name)
	if p.depth++; p.depth > syntax.MaxNesting {
		p.top = &section{outer: p.top}
		return
	}
	s := &section{name: p.text(name), from: name.from, to: name.to, outer: p.top, row: within(p.top.row, p.text(name))}
	for _, t := range words[1:] {
		s.labels = append(s.labels, p.label(t))
	}
	p.top.sections = append(p.top.sections, s)
	p.top = s
}

func (p *parser) label(t token) label {
	from, to := t.from, t.to
	if t.kind == aText {
		if from++; !t.open {
			to--
		}
	}
	return label{string(p.src[from:to]), from, to}
}

// place closes sections that can only be open by mistake: those that a section of that name cannot stand
// in, where it can stand further out.
func (p *parser) place(name string, at token) {
	if p.column(at) == 0 && within(p.root.row, name) != nil {
		p.top, p.depth = p.root, 0
	}
	for s, up := p.top, 0; s != nil && up <= syntax.MaxNesting; s, up = s.outer, up+1 {
		if within(s.row, name) != nil {
			p.top, p.depth = s, p.depth-up
			return
		}
	}
}

func (p *parser) column(t token) int {
	return t.from - 1 - strings.LastIndexByte(string(p.src[max(0, t.from-256):t.from]), '\n') - max(0, t.from-256)
}

// value takes the value of a setting up to the end of its line, or over the lines that its brackets hold
// together.
func (p *parser) value(name token) {
	start, from := p.i, p.tokens[p.i-1].to
	var brackets []byte
	last := from
	for ; p.i < len(p.tokens); p.i++ {
		t := p.tokens[p.i]
		switch t.kind {
		case '{', '(', '[':
			brackets = append(brackets, t.kind)
		case ')', ']':
			if n := len(brackets); n > 0 && brackets[n-1] != '{' {
				brackets = brackets[:n-1]
			}
		case '}':
			n := slices.Index(brackets, '{')
			if n < 0 {
				p.set(name, from, last, p.tokens[start:p.i])
				return
			}
			for n = len(brackets) - 1; brackets[n] != '{'; n-- {
			}
			brackets = brackets[:n]
		case aNewLine:
			if len(brackets) == 0 || p.begins(p.i+1, brackets[len(brackets)-1]) {
				p.set(name, from, last, p.tokens[start:p.i])
				return
			}
			continue
		case aComment:
			continue
		}
		last = t.to
	}
	p.set(name, from, last, p.tokens[start:p.i])
	if !p.inComment() {
		p.end = state{kind: inValue, section: p.top, setting: p.text(name), from: from}
	}
}

func (p *parser) set(name token, from, to int, value []token) {
	for from < to && (p.src[from] == ' ' || p.src[from] == '\t') {
		from++
	}
	given := setting{name: label{p.text(name), name.from, name.to}, from: from, to: to}
	for _, t := range value {
		if t.kind == aText && given.first == "" {
			given.first = p.label(t).text
		}
		if t.from == from && t.to == to {
			given.plain = p.label(t).text
		}
	}
	p.top.settings = append(p.top.settings, given)
}

// begins tells whether a line must be a new setting or section, though a bracket is open.
func (p *parser) begins(i int, open byte) bool {
	if p.kind(i) != aWord {
		return false
	}
	end := p.headerEnd(i)
	name := p.text(p.tokens[i])
	switch p.kind(end) {
	case '=':
		return end == i+1 && open != '{'
	case '{':
		return end > i+1 && p.kind(i+1) == aText || within(p.top.row, name) != nil || within(p.root.row, name) != nil
	}
	return false
}

// within is the row of a section in another; nil where either is none.
func within(row *syntax.Section, name string) *syntax.Section {
	if row == nil {
		return nil
	}
	return row.Within(name)
}

// setting is the setting of that name, or nil.
func (s *section) setting(name string) *setting {
	for i := range s.settings {
		if s.settings[i].name.text == name {
			return &s.settings[i]
		}
	}
	return nil
}

// called is what the part is called: its last label.
func (s *section) called() label {
	if len(s.labels) == 0 {
		return label{}
	}
	return s.labels[len(s.labels)-1]
}

// walk visits s and all sections in it.
func (s *section) walk(visit func(*section)) {
	visit(s)
	for _, inner := range s.sections {
		inner.walk(visit)
	}
}
