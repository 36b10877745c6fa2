// Package lower makes the plan of a runbook: the tree that was checked becomes the closed document that
// people review and runners execute.
//
// It decides nothing. What was left out gets the language's default; what is known at review time stands
// in the plan as its value; what a step mentions becomes something that it waits for; and only the people,
// connections, secrets and locals that the runbook speaks of come along. The same tree gives the same
// plan: lists have the order that package plan asks for, and file order never shows.
//
// A runbook must have passed the checker without an error. Start at Plan; Places tells where in the HCL
// each part of a plan stands.
package lower

import (
	"cmp"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// What the language gives to a setting that is left out, in seconds.
const (
	minute      = 60
	runTimeout  = 60 * minute // of a whole run
	stepTimeout = 5 * minute  // of one attempt at one item
	retryDelay  = 1
	// slack is what a run has beyond its timeout, and what it may wait for people, to be sealed and recorded
	// before it counts as missing.
	slack = 10 * minute
)

// Plan is the plan of a runbook.
func Plan(r *scope.Runbook) *plan.Plan {
	l := lowering{Runbook: r}
	tree := r.Tree
	p := &plan.Plan{
		Format: plan.Format, Project: r.Project.Tree.Name.Value, Timezone: cmp.Or(l.text(r.Project.Tree.Timezone), "UTC"),
		Runbook: tree.Name.Value, File: tree.File,
		Title: strings.TrimSpace(l.text(tree.Title)), Summary: strings.TrimSpace(l.text(tree.Summary)),
		Owner: tree.Owner.Name, ReadOnly: l.truth(tree.ReadOnly),
		Timeout: l.length(tree.Timeout, runTimeout), ReviewBy: l.text(tree.ReviewBy),
	}
	p.FinishBy = l.length(tree.FinishBy, min(p.Timeout+l.Waiting()+slack, plan.MaxSeconds))
	p.Triggers = each(tree.Triggers, l.trigger)
	slices.SortFunc(p.Triggers, func(a, b plan.Trigger) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
	})
	p.Satisfies = l.satisfies()
	p.Access = l.access()
	p.Inputs = each(tree.Inputs, l.input)
	p.Uses = sorted(each(tree.Uses, l.use), func(u plan.Use) string { return u.Connection })
	p.Phases = l.phases()
	p.Checks = l.checks(nil)
	p.Evidence = sorted(each(tree.Evidence, l.evidence), func(e plan.Evidence) string { return e.Name })
	l.around(p)
	l.review(p)
	l.bring(p)
	return p
}

// lowering is one runbook on its way.
type lowering struct{ *scope.Runbook }

func each[T, U any](list []*T, lower func(*T) U) []U {
	var out []U
	for _, item := range list {
		out = append(out, lower(item))
	}
	return out
}

func sorted[T any](list []T, name func(T) string) []T {
	slices.SortFunc(list, func(a, b T) int { return strings.Compare(name(a), name(b)) })
	return list
}

// The leaves. The checker has seen that they are known and of the right kind.

func (l lowering) text(t syntax.Text) string {
	text, _ := l.Text(t)
	return text
}

func (l lowering) truth(t syntax.Truth) bool {
	truth, _ := l.Truth(t)
	return truth
}

func (l lowering) whole(w syntax.Whole, otherwise int64) int64 {
	if !w.Given() {
		return otherwise
	}
	n, _ := l.Whole(w)
	return n
}

// length is a length of time in seconds.
func (l lowering) length(t syntax.Text, otherwise int64) int64 {
	if !t.Given() {
		return otherwise
	}
	seconds, _ := expr.ParseLength(l.text(t))
	return seconds
}

// set is a list of texts as a set: sorted, each once.
func (l lowering) set(t syntax.Texts) []string {
	texts, _ := l.Texts(t)
	slices.Sort(texts)
	return slices.Compact(texts)
}

func names(refs syntax.Refs) []string {
	var list []string
	for _, ref := range refs.Values {
		list = append(list, ref.Name)
	}
	slices.Sort(list)
	return slices.Compact(list)
}
