package site

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/schemas/verdict"
)

// rowOf is the page of one function.
type rowOf struct {
	Pillar verdict.Pillar
	verdict.Function
	Open *verdict.Cell
}

func (w *writer) functions(context.Context) error {
	if w.site.Score == nil {
		return nil
	}
	for _, p := range w.site.Score.Pillars {
		for _, f := range p.Functions {
			if err := w.page("functions/"+fileName(f.ID)+".html", "function", f.Name, rowOf{p, f, openCell(&f)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// controls is the page of the catalogs of controls.
func (w *writer) controls(context.Context) error {
	if len(w.site.Coverage) == 0 {
		return nil
	}
	return w.page("controls.html", "controls", "Controls of other frameworks", nil)
}

// Coverage is what of them is proven.
func (w *writer) Coverage() []*report.Coverage { return w.site.Coverage }

// Line is where a runbook makes its claim on a function.
func (w *writer) Line(runbook, function string) string {
	return w.Where(runbook, "satisfies."+w.site.Score.Framework+"."+function)
}

// Where in the HCL a part of a runbook stands that a record names; "" where nobody knows.
func (w *writer) Where(runbook, named string) string {
	if w.site.Place == nil {
		return ""
	}
	part, _, _ := strings.Cut(named, "[")
	return w.site.Place(runbook, strings.TrimSuffix(part, ".undo"))
}

// claim is a cell that a runbook claims, for the page of the runbook.
type claim struct {
	Pillar, ID, Name, Stage string
	verdict.Proof
}

// bookOf is the page of one runbook.
type bookOf struct {
	*book
	Claims []claim
	More   int // runs that are not listed
	Graph  []*run
}

// listed is how many of its last runs the page of a runbook lists.
const listed = 50

func (w *writer) runbooks(context.Context) error {
	claims := map[string][]claim{}
	if w.site.Score != nil {
		for _, p := range w.site.Score.Pillars {
			for _, f := range p.Functions {
				for _, c := range f.Cells {
					for _, proof := range c.Claims {
						claims[proof.Runbook] = append(claims[proof.Runbook], claim{p.Name, f.ID, f.Name, c.Stage, proof})
					}
				}
			}
		}
	}
	all := make([]bookOf, 0, len(w.books))
	for _, b := range w.books {
		is := bookOf{book: b, Claims: claims[b.Name], More: max(0, len(b.Runs)-listed)}
		is.Graph = slices.Clone(b.Runs[:min(len(b.Runs), 30)])
		slices.Reverse(is.Graph)
		all = append(all, is)
		if err := w.page("runbooks/"+fileName(b.Name)+".html", "runbook", cmp.Or(b.Title, b.Name), is); err != nil {
			return err
		}
	}
	return w.page("runbooks.html", "runbooks", "Runbooks", all)
}

// Listed are the runs that the page of a runbook lists.
func (b bookOf) Listed() []*run { return b.Runs[:min(len(b.Runs), listed)] }

// Last is the newest run; nil: there is none.
func (b bookOf) Last() *run {
	if len(b.Runs) == 0 {
		return nil
	}
	return b.Runs[0]
}
