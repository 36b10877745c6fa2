// Package review is what a pull request means, in the words of a reviewer.
//
// Look compiles both sides of a pull request and tells what lies between: what is wrong with the new side, how
// the plans differ (package diff), and which stages of a framework a runbook can still prove.
//
// It compiles what differs, and what the compiler holds against that. A runbook that is the same on both sides,
// among surroundings that are the same, has the same plan and the same findings, so it is not looked at again; the
// texts say how many there are (Alike).
//
// From a Change come the texts: Comment for the pull request, Summary for the page of a job, Check for the
// check run with its annotations, and Suggestions for lines that one edit mends. They are a robot's, which
// people trust, about a stranger's words. So every word of a runbook, a file's name or a finding goes through
// package show and is nothing but itself: it ends no cell, opens no link, calls nobody. Whatever does not fit
// is counted. Secret and outside values are told as "changed (hidden)" by package diff.
//
// The package is pure: no network, no clock, no forge. What a ledger says comes in as Facts.
//
// Start at Look.
package review

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/diff"
	"github.com/attestary/attestary/schemas/plan"
)

// Sides are the two sides of a pull request, each as the root of a repository.
type Sides struct {
	Before, After fs.FS
	Today         string // YYYY-MM-DD, as of compiler.Options
}

// Change is what lies between two sides.
type Change struct {
	// Before and After are the plans that are compared: of the runbooks that may have changed.
	Before, After []*plan.Plan
	// Diff is nil where the side after has errors: what is left out would be told as removed.
	Diff *diff.Diff
	// Base is the side before, of which only what may have changed was compiled; nil where it has no runbooks.
	Base *compiler.Result
	// Head is the side after, without the runbooks that are alike.
	Head *compiler.Result
	// Findings are those that concern the change: all errors, and in files that it touches the rest.
	Findings []diag.Diagnostic
	// Same are plans that are the same on both sides, and were looked at for the sake of one that changed.
	Same []*plan.Plan
	// Alike is how many runbooks were not looked at: they, and all that they are held against, are the same on
	// both sides, and so is whatever is wrong with them.
	Alike int
	// Unread is how many runbooks the side before has that do not compile, and so count as new here.
	Unread int
	// Touched tells which files below the folder of the runbooks differ.
	Touched map[string]bool

	// Drift are the files for the forge that are not what the runbooks after the change say. Whoever knows them
	// sets it; it is something to mend.
	Drift []Drift

	before, after fs.FS
}

// Drift is a file that is made of runbooks, and is not as they make it.
type Drift struct {
	Path  string
	State string // how it is, after "is": "missing"
}

// Look compiles both sides.
func Look(s Sides) *Change {
	same := compared(s.Before, s.After)
	c := &Change{before: s.Before, after: s.After, Touched: same.touched}
	reached := same.reached()
	base := planned(s.Before, reached)
	c.Base, c.Before, c.Unread = base.result, base.plans, base.unread
	shown := same.shown()
	c.head(s, shown, reached)
	if more := same.claiming(c.moving()); !same.around && len(more) > 0 {
		for _, file := range more {
			shown[file] = true
		}
		c.head(s, shown, reached)
	}
	for file := range same.files {
		if strings.HasSuffix(file, runbookSuffix) && !shown[file] {
			c.Alike++
		}
	}
	if !diag.HasErrors(c.Head.Findings) {
		c.Diff = diff.Compare(c.Before, c.After)
	}
	c.Findings = slices.DeleteFunc(slices.Clone(c.Head.Findings), func(d diag.Diagnostic) bool {
		return d.Severity != diag.Error && !c.Touched[d.Range.File]
	})
	return c
}

// head compiles what is looked at of the side after.
func (c *Change) head(s Sides, shown map[string]bool, reached func(string) bool) {
	side := part{s.After, func(file string) bool { return shown[file] || reached(file) }}
	c.After, c.Same = nil, nil
	c.Head = compiler.Compile(side, compiler.Options{Today: s.Today, Base: append([]*plan.Plan{}, c.Before...), Changed: reached})
	for _, p := range c.Head.Plans {
		if reached(p.File) {
			c.After = append(c.After, p)
		} else {
			c.Same = append(c.Same, p)
		}
	}
}

// Reached tells whether the plan of a runbook may have changed: its own file did, or one beside the runbooks.
func (c *Change) Reached(runbook string) bool {
	return slices.ContainsFunc(c.After, func(p *plan.Plan) bool { return p.Runbook == runbook })
}

// Wrong tells whether anything is wrong with the change.
func (c *Change) Wrong() bool { return c.count(diag.Error)+len(c.Drift) > 0 }

// Wanting tells whether there is anything to tell: a change of meaning, or something to mend.
func (c *Change) Wanting() bool {
	return c.Diff == nil || len(c.Diff.Runbooks)+len(c.Drift)+len(c.toMend()) > 0
}

// side is what one side comes to.
type side struct {
	result *compiler.Result
	plans  []*plan.Plan
	unread int
}

// planned are the plans of the side before. Where it has errors, what does not compile has no plan; a runbook
// that mends it counts as new, with all its power.
func planned(fsys fs.FS, reached func(string) bool) side {
	if _, err := fs.Stat(fsys, compiler.Dir); errors.Is(err, fs.ErrNotExist) {
		return side{}
	}
	result := compiler.Compile(part{fsys, func(file string) bool { return reached(file) && strings.HasSuffix(file, runbookSuffix) }}, compiler.Options{Partial: true})
	if doubled(result.Plans) {
		result = compiler.Compile(fsys, compiler.Options{}) // which tells that two have one name, and plans neither
	}
	s := side{result: result, plans: slices.DeleteFunc(result.Plans, func(p *plan.Plan) bool { return !reached(p.File) })}
	for file := range result.Project.Sources {
		made := slices.ContainsFunc(slices.Concat(result.Plans, result.Drafts), func(p *plan.Plan) bool { return p.File == file })
		if strings.HasSuffix(file, runbookSuffix) && !made {
			s.unread++
		}
	}
	return s
}

func doubled(plans []*plan.Plan) bool {
	seen := map[string]bool{}
	for _, p := range plans {
		if seen[p.Runbook] {
			return true
		}
		seen[p.Runbook] = true
	}
	return false
}
