// Package compiler makes plans of a repository's HCL.
//
// Compile is the one way in: it reads project.hcl and the runbooks below runbooks/, collects everything
// that is wrong with them, and makes the plan of each runbook that has no error. It promises the same
// bytes out for the same bytes in: it has no clock, no network, no environment and no process, so it is
// safe on a pull request from a stranger. What must be told by date is told by Options.Today.
//
// The passes, in order: syntax (HCL to a typed tree), check (the rules), lower (tree to plan). Each is a
// package of its own; scope is what check and lower know in common. What only the plans before a change show
// is told last, where there are any (Options.Base). Package diag words what is found.
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
	Today   string // YYYY-MM-DD: exceptions that ended before it are told; "" tells of none
	// Base are the plans before a change: what may do more than they, and what looks renamed, is told. Nil
	// tells of neither; an empty list is a base without any runbook.
	Base []*plan.Plan
}

// Result is what a repository's HCL comes to.
type Result struct {
	// Project is what was read, broken parts left out. In its Sources, which are for showing findings,
	// what looks like a real credential is hidden.
	Project  *syntax.Project
	Plans    []*plan.Plan      // by runbook; a runbook with an error has none
	Findings []diag.Diagnostic // sorted
	// Tests are the tests of the runbooks, by file and in their order; those of a file with an error are
	// left out.
	Tests []Test
	// Framework finds a framework by its id, the project's own among them.
	Framework func(id string) (*catalog.Set, bool)
	// Places tells for each runbook in Plans where in the HCL its parts stand, by address: see
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

// Compile compiles the repository whose root is fsys.
func Compile(fsys fs.FS, opts Options) *Result {
	c := &compilation{fsys: fsys, opts: opts}
	for _, pass := range passes {
		pass.run(c)
	}
	c.conceal()
	diag.Sort(c.findings)
	return &Result{Project: c.tree, Plans: c.plans, Findings: c.findings, Tests: c.tests, Places: c.places, Framework: c.project.Framework}
}

// passes are the ways from files to plans, in order.
var passes = []struct {
	name string
	run  func(*compilation)
}{
	{"syntax", (*compilation).syntax},
	{"check", (*compilation).check},
	{"lower", (*compilation).lower},
	{"tests", (*compilation).lowerTests},
	{"since", (*compilation).since},
}

// compilation is what one pass leaves to the next.
type compilation struct {
	fsys     fs.FS
	opts     Options
	unmended bool // fixes are not wanted

	tree     *syntax.Project
	project  *scope.Project
	runbooks []*scope.Runbook
	findings []diag.Diagnostic
	plans    []*plan.Plan
	tests    []Test
	places   map[string]map[string]diag.Range
}

func (c *compilation) syntax() {
	c.tree, c.findings = syntax.Load(c.fsys, Dir)
	slices.SortFunc(c.tree.Runbooks, func(a, b *syntax.Runbook) int { return strings.Compare(a.File, b.File) })
	if c.opts.Runbook != "" {
		c.tree.Partial = true
		c.tree.Runbooks = slices.DeleteFunc(c.tree.Runbooks, func(r *syntax.Runbook) bool { return r.Name.Value != c.opts.Runbook })
	}
}

// concerns tells whether a finding about a file concerns the runbook that was asked for: one of its own, of
// project.hcl, or of a system whose actions it asks for.
func (c *compilation) concerns(file string) bool {
	if c.opts.Runbook == "" || file == c.tree.File || strings.HasSuffix(file, "/"+c.opts.Runbook+".runbook.hcl") {
		return true
	}
	system, ok := scope.SystemFile(file)
	return ok && slices.ContainsFunc(c.runbooks, func(r *scope.Runbook) bool { return r.AsksFor(system) })
}

func (c *compilation) check() {
	project := scope.NewProject(c.tree)
	c.project = project
	c.runbooks = make([]*scope.Runbook, len(c.tree.Runbooks))
	found := make([][]diag.Diagnostic, len(c.tree.Runbooks))
	inParallel(len(c.runbooks), func(i int) {
		c.runbooks[i] = scope.NewRunbook(project, c.tree.Runbooks[i])
		found[i] = check.Runbook(c.runbooks[i], check.Options{Today: c.opts.Today})
	})
	judged := append(check.Project(project), slices.Concat(found...)...)
	for _, suite := range c.tree.Suites {
		judged = append(judged, check.Suite(project, suite)...)
	}
	for _, system := range c.tree.Systems {
		judged = append(judged, check.System(project, system)...)
	}
	judged = slices.DeleteFunc(judged, func(d diag.Diagnostic) bool { return !c.concerns(d.Range.File) })
	c.findings = slices.DeleteFunc(c.findings, func(d diag.Diagnostic) bool { return !c.concerns(d.Range.File) })
	judged = beside(judged, c.findings)
	if !c.unmended {
		c.checkFixes(judged)
	}
	c.findings = append(c.findings, judged...)
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

// lower makes the plans of the runbooks in which nothing is wrong, nor in project.hcl and the files of the
// actions that they ask for.
func (c *compilation) lower() {
	c.places = map[string]map[string]diag.Range{}
	wrong, systems := c.wrong(), []string(nil)
	for file := range wrong {
		if system, ok := scope.SystemFile(file); ok {
			systems = append(systems, system)
		}
	}
	if wrong[c.tree.File] || c.tree.Broken {
		return
	}
	sound := slices.DeleteFunc(slices.Clone(c.runbooks), func(r *scope.Runbook) bool {
		return r.Tree.Broken || wrong[r.Tree.File] ||
			slices.ContainsFunc(systems, r.AsksFor)
	})
	plans := make([]*plan.Plan, len(sound))
	errs := make([]error, len(sound))
	inParallel(len(sound), func(i int) {
		plans[i] = lower.Plan(sound[i])
		errs[i] = valid(plans[i], sound[i])
	})
	for i, r := range sound {
		if errs[i] != nil {
			c.findings = append(c.findings, refused(r, errs[i]))
			continue
		}
		if broken := check.Policies(r, plans[i]); len(broken) > 0 {
			c.findings = append(c.findings, broken...)
			continue
		}
		c.plans = append(c.plans, plans[i])
		c.places[plans[i].Runbook] = lower.Places(r)
	}
	slices.SortFunc(c.plans, func(a, b *plan.Plan) int { return strings.Compare(a.Runbook, b.Runbook) })
}

// wrong are the files in which there is an error.
func (c *compilation) wrong() map[string]bool {
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
	wrong := c.wrong()
	for _, suite := range c.tree.Suites {
		if suite.Broken || wrong[suite.File] {
			continue
		}
		for _, t := range suite.Tests {
			c.tests = append(c.tests, Test{lower.Scenario(c.project, suite, t), lower.TestPlaces(t)})
		}
	}
}

// large is how much a runbook has to carry before its plan is encoded to see whether that is too much.
const large = 1 << 20

// valid tells why p cannot be a plan, as Encode would.
func valid(p *plan.Plan, r *scope.Runbook) error {
	if r.Carried < large {
		return p.Check()
	}
	_, err := p.Encode()
	return err
}

// refused tells of a plan that package plan does not take, though the checker found nothing: a bound of
// the plan, or a rule that the checker lacks.
func refused(r *scope.Runbook, err error) diag.Diagnostic {
	return diag.New("RB3090", r.Tree.Range, "No plan can be made of this runbook: "+err.Error()+".").
		WithHelp("Make the runbook smaller; if that is not it, tell us: no runbook should come this far.")
}
