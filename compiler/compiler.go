// Package compiler makes plans of a repository's HCL.
//
// Compile is the one way in: it reads project.hcl and the runbooks below runbooks/, collects everything
// that is wrong with them, and makes the plan of each runbook that has no error. It promises the same
// bytes out for the same bytes in: it has no clock, no network, no environment and no process, so it is
// safe on a pull request from a stranger. What must be told by date is told by Options.Today. Check is the
// same for somebody who wants the findings alone, and soon.
//
// What stands beside the runbooks comes first: project.hcl, and the files of actions and frameworks. Then
// each runbook is taken through all passes by itself, many at once (outcome.go): syntax (HCL to a typed
// tree), check (the rules), lower (tree to plan). Then comes what stands between runbooks, and last what only
// the plans before a change show, where there are any (Options.Base). Each pass is a package of its own;
// scope is what check and lower know in common. Package diag words what is found.
package compiler

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/check"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/lower"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

// Dir is the folder of the runbooks, below the root of a repository.
const Dir = "runbooks"

// Options restrict what Compile looks at. The zero value looks at everything, and at no date.
type Options struct {
	Runbook string // the name of the only runbook to look at; project.hcl is read besides
	Today   string // YYYY-MM-DD: exceptions that ended before it, and runbooks that are due, are told; "" tells of none
	// Partial says that fsys lacks runbooks that there are: what is asked of one that is not there is not told.
	Partial bool
	// Base are the plans before a change: what may do more than they, and what looks renamed, is told. Nil
	// tells of neither; an empty list is a base without any runbook.
	Base []*plan.Plan
	// Changed tells which plans are held against Base, by their files; nil: all. Whoever sets it knows that the
	// others are as they were, and need not give them in Base.
	Changed func(file string) bool
}

// Result is what a repository's HCL comes to.
type Result struct {
	// Project is what was read, broken parts left out. In its Sources, which are for showing findings,
	// what looks like a real credential is hidden.
	Project  *syntax.Project
	Plans    []*plan.Plan      // by runbook; a runbook with an error has none
	Drafts   []*plan.Plan      // the same for those that the project says are not in force
	Findings []diag.Diagnostic // sorted
	// Tests are the tests of the runbooks, by file and in their order; those of a file with an error are
	// left out.
	Tests []Test
	// Framework finds a framework by its id, the project's own among them.
	Framework func(id string) (*catalog.Set, bool)
	// Places tells for each runbook in Plans and Drafts where in the HCL its parts stand, by address: see
	// lower.Places.
	Places map[string]map[string]diag.Range
}

// Test is one test, and where its parts stand: see lower.TestPlaces.
type Test struct {
	*scenario.Scenario
	Places map[string]diag.Range
}

// Plan is the plan of the runbook of that name, or nil.
func (r *Result) Plan(runbook string) *plan.Plan {
	for _, p := range r.Plans {
		if p.Runbook == runbook {
			return p
		}
	}
	return nil
}

// Written is the plan of the runbook of that name, in force or a draft, or nil.
func (r *Result) Written(runbook string) *plan.Plan {
	if p := r.Plan(runbook); p != nil {
		return p
	}
	for _, p := range r.Drafts {
		if p.Runbook == runbook {
			return p
		}
	}
	return nil
}

// Compile compiles the repository whose root is fsys.
func Compile(fsys fs.FS, opts Options) *Result {
	return (&compilation{fsys: fsys, opts: opts}).run()
}

func (c *compilation) run() *Result {
	for _, pass := range passes {
		pass.run(c)
	}
	c.findings = slices.DeleteFunc(c.findings, func(d diag.Diagnostic) bool { return !c.concerns(d.Range.File) })
	c.conceal()
	diag.Sort(c.findings)
	return &Result{Project: c.tree, Plans: c.plans, Drafts: c.drafts, Findings: c.findings, Tests: c.tests, Places: c.places, Framework: c.project.Framework}
}

// passes are the ways from files to plans, in order. What stands beside the runbooks comes first, since
// every runbook is held against it; then each runbook by itself, on all cores; then what stands between.
var passes = []struct {
	name string
	run  func(*compilation)
}{
	{"project", (*compilation).surroundings},
	{"runbooks", (*compilation).runbooks},
	{"between", (*compilation).between},
	{"plans", (*compilation).gather},
	{"tests", (*compilation).lowerTests},
	{"since", (*compilation).since},
}

// compilation is what one pass leaves to the next.
type compilation struct {
	fsys     fs.FS
	opts     Options
	unmended bool // fixes are not wanted
	brief    bool // findings alone are wanted
	cache    Cache

	tree     *syntax.Project
	project  *scope.Project
	paths    []string        // of the runbooks
	wrong    map[string]bool // the files beside the runbooks in which there is an error
	memory   *memory         // nil without a cache
	outcomes []*outcome      // by path
	findings []diag.Diagnostic
	plans    []*plan.Plan
	drafts   []*plan.Plan
	tests    []Test
	places   map[string]map[string]diag.Range
}

// surroundings reads and judges project.hcl and the files of actions and frameworks.
func (c *compilation) surroundings() {
	c.tree, c.paths, c.findings = syntax.Open(c.fsys, Dir)
	c.tree.Partial = c.opts.Runbook != "" || c.opts.Partial
	slices.Sort(c.paths)
	c.project = scope.NewProject(c.tree)
	judged := check.Project(c.project)
	for _, system := range c.tree.Systems {
		judged = append(judged, check.System(c.project, system)...)
	}
	c.judge(judged)
	c.wrong = c.withErrors()
}

// concerns tells whether a finding about a file concerns the runbook that was asked for: one of its own, of
// project.hcl, or of a system whose actions it asks for.
func (c *compilation) concerns(file string) bool {
	if c.opts.Runbook == "" || file == c.tree.File || strings.HasSuffix(file, "/"+c.opts.Runbook+".runbook.hcl") {
		return true
	}
	system, ok := scope.SystemFile(file)
	return ok && slices.ContainsFunc(c.outcomes, func(o *outcome) bool { return o.scope != nil && o.scope.AsksFor(system) })
}

// runbooks looks at each runbook by itself.
func (c *compilation) runbooks() {
	c.remember()
	c.outcomes = make([]*outcome, len(c.paths))
	inParallel(len(c.paths), func(i int) { c.outcomes[i] = c.runbook(c.paths[i]) })
	c.memory.keep(c.outcomes)
	for _, o := range c.outcomes {
		c.tree.Sources[o.file] = o.source
		c.findings = append(c.findings, o.found...)
		if o.tree != nil {
			c.tree.Runbooks = append(c.tree.Runbooks, o.tree)
		}
	}
}

// between judges what can be told of several runbooks alone.
func (c *compilation) between() {
	var runbooks []*check.Outline
	for _, o := range c.outcomes {
		if o.outline != nil {
			runbooks = append(runbooks, o.outline)
		}
	}
	judged := check.Between(c.project, runbooks)
	for i := range judged {
		judged[i].Fixes = nil // they cannot be checked on one file
	}
	for _, suite := range c.tree.Suites {
		judged = append(judged, check.Suite(c.project, runbooks, suite)...)
	}
	c.judge(judged)
}

// judge takes findings of files that are not runbooks.
func (c *compilation) judge(found []diag.Diagnostic) {
	found = beside(found, c.findings)
	if !c.unmended {
		c.tryBeside(found)
	}
	c.findings = append(c.findings, found...)
}

// beside leaves out what was found where an earlier pass found an error already: it has one cause, and
// was told. A credential is told in any case, since what shows it is hidden by that finding.
func beside(found, earlier []diag.Diagnostic) []diag.Diagnostic {
	told := map[string][]diag.Range{}
	for _, d := range earlier {
		if d.Severity == diag.Error {
			told[d.Range.File] = append(told[d.Range.File], d.Range)
		}
	}
	return slices.DeleteFunc(found, func(d diag.Diagnostic) bool {
		return d.Code != check.Leak && slices.ContainsFunc(told[d.Range.File], func(at diag.Range) bool {
			return d.Range.Start.Byte < at.End.Byte && at.Start.Byte < d.Range.End.Byte
		})
	})
}

// gather takes the plans, and what was found in making them, of the runbooks in which nothing is wrong.
func (c *compilation) gather() {
	c.places = map[string]map[string]diag.Range{}
	wrong := c.withErrors()
	for _, o := range c.outcomes {
		if wrong[o.file] {
			continue
		}
		c.findings = append(c.findings, o.refused...)
		if o.plan == nil {
			continue
		}
		c.places[o.plan.Runbook] = o.places
		if c.project.Draft(o.file) {
			c.drafts = append(c.drafts, o.plan)
		} else {
			c.plans = append(c.plans, o.plan)
		}
	}
	byName := func(a, b *plan.Plan) int { return strings.Compare(a.Runbook, b.Runbook) }
	slices.SortFunc(c.plans, byName)
	slices.SortFunc(c.drafts, byName)
}

// withErrors are the files in which there is an error.
func (c *compilation) withErrors() map[string]bool {
	wrong := map[string]bool{}
	for _, d := range c.findings {
		if d.Severity == diag.Error {
			wrong[d.Range.File] = true
		}
	}
	return wrong
}

// lowerTests makes data of the tests in whose file nothing is wrong.
func (c *compilation) lowerTests() {
	if c.brief {
		return
	}
	wrong := c.withErrors()
	for _, suite := range c.tree.Suites {
		if suite.Broken || wrong[suite.File] {
			continue
		}
		for _, t := range suite.Tests {
			c.tests = append(c.tests, Test{lower.Scenario(c.project, suite, t), lower.TestPlaces(t)})
		}
	}
}
