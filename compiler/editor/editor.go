// Package editor is what an editor asks while somebody writes a runbook: what may stand here, what does
// this mean, where is it defined.
//
// It answers from the tables that the rest of the compiler reads (the sections of package syntax, the
// actions of schemas/kind, the functions of schemas/expr, the frameworks of schemas/catalog), and asks
// package check what an expression is. So a new section, action or function needs nothing here, and what
// is offered is what the checker accepts.
//
// It works while the file cannot be parsed, which is most of the time while somebody writes. A file is
// read by a reader of its own (Read) that takes every line for itself: a text without its closing quote
// ends with its line, and a section that is not closed ends where one begins that cannot stand in it.
// What it reads is a guess, and used for answers alone; whether a file is right is for the compiler to
// say.
//
// All three questions have one answer: the candidates for a place. Completion offers them; hover and
// definition look for the one that stands there already. The package reads no file;
// texts may be hostile, and take time in proportion to their size.
//
// Start at Read and NewProject.
package editor

import (
	"slices"
	"strings"
)

// Project is what a project defines for all of its files. It belongs to one goroutine.
type Project struct {
	file   *Outline
	around []*Outline
	sound  sound // of the page that was asked about last
}

// NewProject takes the outline of project.hcl, and those of other files whose parts may be named
// everywhere: the files of actions.
func NewProject(file *Outline, around ...*Outline) *Project {
	return &Project{file: file, around: around}
}

// Page is a file that somebody edits.
type Page struct {
	outline *Outline
	project *Project
}

// Page is a file of the project as it is now, which may be project.hcl itself.
func (p *Project) Page(file *Outline) *Page { return &Page{file, p} }

// Item is something that may stand at a place.
type Item struct {
	Label   string
	Kind    Kind
	Detail  string // its type or form, in a few words
	Doc     string // what it is for, as Markdown
	Text    string // what is put into the file; Label where empty
	Snippet string // the same with ${1:…} where something is to be written; Text where empty
	Filter  string // what is compared with the letters that are typed; Label where empty
	Defined Place  // where its name is given; zero for what the language has

	taken bool // it is there and may stand once
}

// Kind is the kind of an item, for its icon.
type Kind int

const (
	SettingItem Kind = iota
	SectionItem
	WordItem // one of some texts
	PartItem // a part of the runbook or project
	MemberItem
	FunctionItem
	RootItem // what a reference begins with
)

// Place is bytes of a file.
type Place struct {
	File     string
	From, To int
}

// Completion is what may stand at a place, in place of the bytes From to To.
type Completion struct {
	From, To int
	Items    []Item
	// Incomplete says that there are more than are given: ask again after the next letter.
	Incomplete bool
}

// maxItems is how many items are given at once.
const maxItems = 200

// Complete tells what may stand at a byte of the page.
func (p *Page) Complete(at int) Completion {
	s := p.spot(at)
	typed := strings.ToLower(string(p.outline.Text[s.from:s.to]))
	c := Completion{From: s.from, To: p.wordEnd(s)}
	for _, item := range p.candidates(s) {
		if item.taken || !strings.Contains(strings.ToLower(item.Label), typed) {
			continue
		}
		if len(c.Items) == maxItems {
			c.Incomplete = true
			break
		}
		c.Items = append(c.Items, item)
	}
	return c
}

// Meaning is what stands at a byte of the page, and the bytes that it takes. ok is false where nothing
// does that has one.
func (p *Page) Meaning(at int) (item Item, from, to int, ok bool) {
	s := p.spot(at)
	end := p.wordEnd(s)
	if !s.text {
		s = p.spot(end)
	}
	word := string(p.outline.Text[s.from:end])
	items := p.candidates(s)
	i := slices.IndexFunc(items, func(item Item) bool { return item.Filter == word || item.Filter == "" && item.Label == word })
	if i < 0 || word == "" {
		return Item{}, 0, 0, false
	}
	return items[i], s.from, end, true
}

// wordEnd is where the word or text ends that s stands in.
func (p *Page) wordEnd(s spot) int {
	text, end := p.outline.Text, s.to
	if s.text {
		if s.mixed {
			return end
		}
		if close, closed := textEnd(text, s.from-1); closed {
			return max(close-1, end)
		}
		return end
	}
	for end < len(text) && (isWord(text[end]) || isDigit(text[end])) {
		end++
	}
	return end
}

// candidates are all items that may stand at s, those too that stand there already.
func (p *Page) candidates(s spot) []Item {
	switch s.kind {
	case inName:
		return p.names(s)
	case inHeader:
		return p.labels(s)
	case inValue:
		return p.values(s)
	}
	return nil
}

// full is the section that s stands in, with what stands in it after s.
func (p *Page) full(short *section) *section {
	found := short
	p.outline.root.walk(func(s *section) {
		if s.from == short.from && s.name == short.name {
			found = s
		}
	})
	return found
}

// outlines are those that this page may name parts of: its own, and those around it.
func (p *Page) outlines() []*Outline {
	all := []*Outline{p.outline}
	for _, o := range append([]*Outline{p.project.file}, p.project.around...) {
		if o.File != p.outline.File {
			all = append(all, o)
		}
	}
	return all
}
