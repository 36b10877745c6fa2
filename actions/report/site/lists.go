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
	for _, part := range []func(context.Context) error{w.log, w.history, w.search, w.attention, w.exceptions} {
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

// perPage is how many runs a page lists.
const perPage = 200

// history lists every run: the newest beside the search, all of them on pages of their own.
func (w *writer) history(context.Context) error {
	pages := (len(w.all) + perPage - 1) / perPage
	for n := range pages {
		it := sheaf[*run]{List: w.all[n*perPage : min((n+1)*perPage, len(w.all))], N: n, Pages: pages, Size: int64(len(w.all))}
		if err := w.page(fmt.Sprintf("history/%d.html", n), "history", fmt.Sprintf("All runs, page %d of %d", n+1, pages), it); err != nil {
			return err
		}
	}
	return w.page("runs.html", "runs", "Runs", sheaf[*run]{List: w.all[:min(len(w.all), 40)], Pages: pages, Size: int64(len(w.all))})
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
	if f := w.found(); f != nil {
		n.Glasses, n.Undos = f.Glasses, f.Undos
	}
	return w.page("attention.html", "attention", "Missed and unfinished", n)
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

// Attention counts what needs a person, for the head of every page.
func (w *writer) Attention() int64 {
	n := int64(len(w.missed()))
	for _, u := range w.site.Verdict.Unfinished {
		if u.Late {
			n++
		}
	}
	if f := w.found(); f != nil {
		n += f.Broken + f.Missed + int64(len(f.Exposed))
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
