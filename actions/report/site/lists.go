package site

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/schemas/verdict"
)

// sheaf is one page of a list that has many.
type sheaf[T any] struct {
	List              []T
	N, Pages          int
	First, Last, Size int64
}

// Newer and Older are the pages beside it; -1: there is none.
func (s sheaf[T]) Newer() int { return s.N - 1 }
func (s sheaf[T]) Older() int {
	if s.N+1 < s.Pages {
		return s.N + 1
	}
	return -1
}

// lists writes what is a list: the ledger, all runs, what needs a person, exceptions.
func (w *writer) lists(ctx context.Context) error {
	for _, part := range []func(context.Context) error{w.log, w.roll, w.search, w.attention, w.exceptions} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

// log writes the ledger, a page for each chunk of evidence.
func (w *writer) log(context.Context) error {
	pages := (len(w.rows) + chunkSize - 1) / chunkSize
	for n := range pages {
		list := w.rows[n*chunkSize : min((n+1)*chunkSize, len(w.rows))]
		it := sheaf[*row]{List: list, N: n, Pages: pages, First: list[0].Index, Last: list[len(list)-1].Index, Size: int64(len(w.rows))}
		if err := w.page(fmt.Sprintf("entries/%d.html", n), "entries", fmt.Sprintf("Ledger, entries %d to %d", it.First, it.Last), it); err != nil {
			return err
		}
	}
	return nil
}

// newest is how many runs stand below the search.
const newest = 40

// roll is the page with the search.
func (w *writer) roll(context.Context) error {
	it := struct {
		List []*run
		Size int
	}{w.all[:min(len(w.all), newest)], len(w.all)}
	return w.page("runs.html", "runs", "Runs", it)
}

// needs is what needs a person.
type needs struct {
	Missed   []claim
	Late     []verdict.Unfinished
	UnderWay []verdict.Unfinished
	More     int64 // unfinished runs that the verdict does not list
	Found    string
	Findings []report.Finding
	Unfound  int64
	Complete *verdict.Claim // claim 11
	Glasses  []verdict.Glass
	Undos    []verdict.Undo
	Now      []report.Task
	Soon     []report.Task
}

func (w *writer) attention(context.Context) error {
	v := w.site.Verdict
	n := needs{Missed: w.missed(), More: v.Open - int64(len(v.Unfinished)), Complete: v.Claim("11"), Found: report.FoundText(w.found())}
	n.Findings, n.Unfound = report.Found(w.found())
	for _, u := range v.Unfinished {
		if u.Late {
			n.Late = append(n.Late, u)
		} else {
			n.UnderWay = append(n.UnderWay, u)
		}
	}
	for _, t := range w.site.Tasks {
		if t.Later {
			n.Soon = append(n.Soon, t)
		} else {
			n.Now = append(n.Now, t)
		}
	}
	if f := w.found(); f != nil {
		n.Glasses, n.Undos = f.Glasses, f.Undos
	}
	return w.page("attention.html", "attention", "What needs a person", n)
}

// missed are the runbooks whose run was due and did not start, each once.
func (w *writer) missed() (out []claim) {
	if w.site.Score == nil {
		return nil
	}
	for _, p := range w.site.Score.Pillars {
		for _, f := range p.Functions {
			for _, c := range f.Cells {
				for _, proof := range c.Claims {
					if proof.Standing == verdict.Missed && !slices.ContainsFunc(out, func(o claim) bool { return o.Runbook == proof.Runbook && o.Why == proof.Why }) {
						out = append(out, claim{p.Name, f.ID, f.Name, c.Stage, proof})
					}
				}
			}
		}
	}
	return out
}

// Attention counts what needs a person now, for the head of every page.
func (w *writer) Attention() (n int) {
	for _, t := range w.site.Tasks {
		if !t.Later {
			n++
		}
	}
	return n
}

// exempt is what was let go unmet, and what was taken back.
type exempt struct {
	Active, Past []verdict.Waiver
	Revoked      []verdict.Revocation
	Revocations  int64
}

func (w *writer) exceptions(context.Context) error {
	v := w.site.Verdict
	e := exempt{Revoked: slices.Clone(v.Revoked), Revocations: v.Revocations}
	slices.Reverse(e.Revoked)
	for _, waiver := range v.Waivers {
		if waiver.Active(v.AsOf) {
			e.Active = append(e.Active, waiver)
		} else {
			e.Past = append(e.Past, waiver)
		}
	}
	slices.SortFunc(e.Active, func(a, b verdict.Waiver) int { return cmp.Compare(a.Expires, b.Expires) })
	slices.Reverse(e.Past)
	return w.page("exceptions.html", "exceptions", "Exceptions", e)
}

// desk is the page of an auditor.
type desk struct {
	Held, Refuted, NotJudged []verdict.Claim
	Keep                     bool
	Verify                   []string
}

func (w *writer) audit(context.Context) error {
	v := w.site.Verdict
	d := desk{Keep: v.Checkpoint != "" && !v.Refuted(), Verify: w.site.Verify}
	if d.Verify == nil {
		d.Verify = []string{
			"git clone --mirror REPOSITORY audit.git && cd audit.git",
			"attestary verify --key key.pub",
			"attestary verify --key key.pub --since kept-checkpoint",
		}
	}
	for _, c := range v.Claims {
		switch c.Outcome {
		case verdict.Held:
			d.Held = append(d.Held, c)
		case verdict.Refuted:
			d.Refuted = append(d.Refuted, c)
		default:
			d.NotJudged = append(d.NotJudged, c)
		}
	}
	return w.page("audit.html", "audit", "Verify it yourself", d)
}
