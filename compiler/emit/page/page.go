// Package page writes a runbook for people: what it does in plain sentences, who may run it, what it
// touches, and what it proves.
//
// It is for support agents who are to start a runbook, for auditors who are to believe it, and for everybody
// who reads no HCL. All of it comes from the plan, and the words of frameworks from their catalogs; so the
// same plan gives the same page, and every part of a plan that means something to people is told (a test
// walks the plan and holds that). What the page shows of expressions is code, with the texts between them as
// text.
//
// A page promises what the HCL does, and never more: an undo is told as possible where there is one, as done
// where the plan does it, and where nothing takes changes back the page says that they stay. Values with the
// look of a credential are not shown. The words are a stranger's: none of them can be more than a word, in
// Markdown (Markdown) and on a terminal (Text).
//
// Start at New for one page, All for a folder of them, Drift for whether that folder is as it should be.
package page

import (
	"cmp"
	"io/fs"
	"slices"

	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/compiler/internal/show"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/plan"
)

// Marker is the first line of every file that this package makes.
const Marker = "<!-- Made by `attestary docs`. Do not edit: change the runbook and make it anew. -->\n"

// Index is the name of the file that lists the pages.
const Index = "README.md"

// Frameworks finds a framework by its id, as a compilation does.
type Frameworks func(id string) (*catalog.Set, bool)

// Page is what is told of one runbook.
type Page struct {
	blocks []block
}

// New writes the page of one plan. The plan can be encoded, as the compiler makes it; New panics where that
// is not so.
func New(p *plan.Plan, frameworks Frameworks) *Page {
	w := &writer{Page: &Page{}, plan: p, frameworks: frameworks, sensitive: show.Sensitive(p), waits: p.Waits(), numbers: map[string]int{}}
	for _, section := range sections {
		section(w)
	}
	w.paragraph(say("Made from {} in the project {}, whose times are those of {}, as plan {}.", code(p.File), bold(p.Project), p.Timezone, code(digest(p))))
	return w.Page
}

// digest is that of a plan. It does not hold the plan to its rules, which the compiler has done.
func digest(p *plan.Plan) canon.Digest {
	data, err := canon.Encode(p)
	if err != nil {
		panic("page: a plan that cannot be encoded: " + err.Error())
	}
	return canon.Sum(data)
}

// sections of a page, in order: first what somebody wants who is to start it.
var sections = []func(*writer){
	(*writer).head, (*writer).starts, (*writer).access, (*writer).inputs,
	(*writer).work, (*writer).checks, (*writer).failure, (*writer).end,
	(*writer).claims, (*writer).evidence, (*writer).reach, (*writer).people, (*writer).detail,
}

// All are the files of a folder: a page for each plan, and the index of them, by path.
func All(plans []*plan.Plan, frameworks Frameworks) []emit.File {
	index := &Page{}
	index.heading(1, say("Runbooks"))
	index.paragraph(say("What each of them does, who may run it, what it touches, and what it proves."))
	index.row(say("runbook"), say("title"), say("what it does"), say("whom to ask"))
	var files []emit.File
	for _, p := range plans {
		file := emit.File{Path: Name(p.Runbook), Data: New(p, frameworks).file()}
		files = append(files, file)
		index.row(phrase{{text: p.Runbook, to: file.Path}}, say("{}", p.Title), say("{}", own(deeds(p))), say("{}", p.Owner))
	}
	files = append(files, emit.File{Path: Index, Data: index.file()})
	slices.SortFunc(files, func(a, b emit.File) int { return cmp.Compare(a.Path, b.Path) })
	return files
}

// Name is the name of a runbook's file. One that is called like the index takes its place from nobody, also
// where letter case does not tell files apart.
func Name(runbook string) string {
	if runbook == "readme" {
		return "readme.runbook.md" // names of runbooks have no dots
	}
	return runbook + ".md"
}

// Drift compares a folder with the files that it ought to have.
func Drift(folder fs.FS, want []emit.File) ([]emit.Change, error) {
	return emit.Shelf{Dir: ".", Marker: Marker, Exts: []string{".md"}, Shared: true}.Drift(folder, want)
}

func (p *Page) file() []byte { return []byte(Marker + "\n" + p.Markdown()) }

// writer is a page on its way, section by section.
type writer struct {
	*Page
	plan       *plan.Plan
	frameworks Frameworks
	sensitive  map[string]bool // inputs and locals that are
	waits      map[string][]string
	numbers    map[string]int // address → its number on the page
}

// block is one line of a page, as long as it may be.
type block struct {
	kind   blockKind
	depth  int // of a heading; of an item within others
	number int // of an item; 0 is a bullet
	cells  []phrase
}

type blockKind uint8

const (
	heading blockKind = iota
	paragraph
	item
	row     // of a table; the first one is its head
	command // to be typed
)

func (p *Page) put(b block) { p.blocks = append(p.blocks, b) }
func (p *Page) heading(depth int, ph phrase) {
	p.put(block{kind: heading, depth: depth, cells: []phrase{ph}})
}
func (p *Page) paragraph(ph phrase) { p.put(block{kind: paragraph, cells: []phrase{ph}}) }
func (p *Page) item(ph phrase)      { p.put(block{kind: item, cells: []phrase{ph}}) }
func (p *Page) under(ph phrase)     { p.put(block{kind: item, depth: 1, cells: []phrase{ph}}) }
func (p *Page) row(cells ...phrase) { p.put(block{kind: row, cells: cells}) }
func (p *Page) command(line string) { p.put(block{kind: command, cells: []phrase{say("{}", line)}}) }
