// Package check holds a project against the rules of the language: whether names lead anywhere, types
// fit, promises are kept, power is asked for, secrets stay where they are, and claims can be earned.
//
// A rule is a file rule_*.go with a doc comment that says what it holds and why; its code is a row of
// package diag's registry, and its fixture stands in compiler/testdata/check. Most rules look at one kind
// of part on their own. Those about expressions are asked by one walk over all of them (walk.go), which
// infers from the inside out what each expression can be (infer.go, shape.go): its type, and the labels
// of what flows into it.
//
// One cause gives one finding: what could not be understood is taken to be anything, so that nothing that
// depends on it is told again; where a file has errors already (Broken), nothing is concluded from the
// absence of a part.
//
// Start at Runbook, Project and System.
package check

import (
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/kind"
)

// Options are what the rules take from outside.
type Options struct {
	Today string // YYYY-MM-DD: exceptions that ended before it, and runbooks that are due, are told; "" tells of none
}

// Runbook gives the findings of one runbook, in no order. Warnings that the runbook excepts are left out.
func Runbook(r *scope.Runbook, opts Options) []diag.Diagnostic {
	c := newChecker(r, opts)
	for _, rule := range runbookRules {
		rule(c)
	}
	return c.except(c.found)
}

// Project gives the findings of project.hcl, in no order. It knows of no runbook.
func Project(p *scope.Project) []diag.Diagnostic { return ofProjectRules(p, nil, projectRules) }

// Between gives the findings of what stands between the runbooks of a project, in no order.
func Between(p *scope.Project, runbooks []*Outline) []diag.Diagnostic {
	return ofProjectRules(p, runbooks, betweenRules)
}

func ofProjectRules(p *scope.Project, runbooks []*Outline, rules []func(*checker)) []diag.Diagnostic {
	c := newChecker(scope.NewRunbook(p, &syntax.Runbook{File: p.Tree.File}), Options{})
	c.runbooks = runbooks
	for _, rule := range rules {
		rule(c)
	}
	return c.found
}

// System gives the findings of a file of actions, in no order. They are about the actions themselves,
// whoever uses them.
func System(p *scope.Project, s *syntax.System) []diag.Diagnostic {
	c := newChecker(scope.NewRunbook(p, &syntax.Runbook{File: s.File, Broken: s.Broken, Range: diag.Range{File: s.File}}), Options{})
	c.realSecrets()
	if c.reserved(s) {
		return c.found
	}
	for _, a := range s.Actions {
		c.address, c.used, c.lost = "action."+a.Name.Value, map[string]bool{}, false
		for _, rule := range actionRules {
			rule(c, a)
		}
	}
	c.exhausted()
	return c.found
}

// actionRules are the rules for an action written in HCL.
var actionRules = []func(*checker, *syntax.Action){
	(*checker).actionLeaves,
	(*checker).actionTitle,
	(*checker).doubledAction,
	(*checker).ownNames,
	(*checker).actionTypes,
	(*checker).settingRules,
	(*checker).run,
	(*checker).paginate,
	(*checker).actionUndo,
}

func newChecker(r *scope.Runbook, opts Options) *checker {
	return &checker{
		Runbook: r, opts: opts, used: map[string]bool{}, names: map[string][]string{},
		locals: map[string]*shape{}, fells: map[string][]label{}, steps: map[string]*shape{}, org: map[string]*shape{},
	}
}

// runbookRules are the rules for a runbook. The walk over its expressions comes first: others ask what it
// saw used.
var runbookRules = []func(*checker){
	(*checker).expressions,
	(*checker).rings,
	(*checker).layout,
	(*checker).leaves,
	(*checker).actions,
	(*checker).settings,
	(*checker).mentions,
	(*checker).doubledLocals,
	(*checker).empty,
	(*checker).lengths,
	(*checker).untils,
	(*checker).dates,
	(*checker).due,
	(*checker).triggers,
	(*checker).origins,
	(*checker).schedules,
	(*checker).numbers,
	(*checker).inputs,
	(*checker).answers,
	(*checker).startable,
	(*checker).forgeForm,
	(*checker).forgeSizes,
	(*checker).forgeName,
	(*checker).forgeMachine,
	(*checker).triggerless,
	(*checker).access,
	(*checker).gates,
	(*checker).unapproved,
	(*checker).hollow,
	(*checker).skips,
	(*checker).notifies,
	(*checker).confirms,
	(*checker).glass,
	(*checker).moves,
	(*checker).readOnly,
	(*checker).retries,
	(*checker).effects,
	(*checker).undoForms,
	(*checker).undoAfters,
	(*checker).noUndo,
	(*checker).grants,
	(*checker).limits,
	(*checker).power,
	(*checker).allowances,
	(*checker).arguments,
	(*checker).placeholders,
	(*checker).realSecrets,
	(*checker).claims,
	(*checker).unused,
}

var projectRules = []func(*checker){
	(*checker).projectLeaves,
	(*checker).frameworks,
	(*checker).ownFrameworks,
	(*checker).timezone,
	(*checker).orgLiterals,
	(*checker).forms,
	(*checker).emptyProject,
	(*checker).secretRefs,
	(*checker).unusedSecrets,
	(*checker).forgeSecrets,
	(*checker).shownSecrets,
	(*checker).realSecrets,
	(*checker).reviews,
	(*checker).policies,
}

// betweenRules are those that look at several runbooks.
var betweenRules = []func(*checker){
	(*checker).doubledRunbooks,
	(*checker).drafts,
	(*checker).findings,
}

// checker is one runbook under the rules.
type checker struct {
	*scope.Runbook
	opts     Options
	found    []diag.Diagnostic
	runbooks []*Outline          // of the project, for rules between them
	used     map[string]bool     // addresses that some expression or reference mentions
	names    map[string][]string // by namespace: what exists, for messages
	// What parts can be, once somebody asked.
	locals, steps, org map[string]*shape
	outputs            map[string][]*shape      // of actions written in HCL
	takes              map[string]*shape        // the settings of the action that is looked at
	others             map[string]*shape        // of approvals, asks and phases, by address
	items              map[*syntax.Phase]*shape // what each is in the phases with for_each
	secrets            *bool                    // whether there are any; nil until somebody asked
	quiet              bool                     // what is wrong is told elsewhere: see quietly
	fell               []label                  // what decides whether a fallback is taken: see judging
	guesses            int                      // see maxGuesses
	fells              map[string][]label       // of locals
	// address is the part whose expressions are looked at; findings without one of their own have it.
	address string
	// lost tells that some reference leads nowhere. What it was meant for may look unused, and is not.
	lost bool
}

// maxMessage is how many bytes of a message are shown; what is quoted in it may be long.
const maxMessage = 400

func (c *checker) report(d diag.Diagnostic) {
	if c.quiet {
		return
	}
	if len(d.Message) > maxMessage {
		d.Message = strings.ToValidUTF8(d.Message[:maxMessage], "") + "…"
	}
	if d.Address == "" {
		d.Address = c.address
	}
	c.found = append(c.found, d)
}

// source is the text of the file that is looked at.
func (c *checker) source() []byte {
	if c.Tree.Source != nil {
		return c.Tree.Source
	}
	return c.Project.Tree.Sources[c.Tree.File]
}

// entry is one text of a list that is known at review time, with its place; where the list as a whole is
// an expression, that is the place of each.
type entry struct {
	text string
	at   diag.Range
}

func (c *checker) entries(t syntax.Texts) []entry {
	var list []entry
	if t.Expr != nil {
		texts, _ := c.Texts(t)
		for _, text := range texts {
			list = append(list, entry{text, t.Range})
		}
		return list
	}
	for _, leaf := range t.Values {
		if text, ok := c.Text(leaf); ok {
			list = append(list, entry{text, leaf.Range})
		}
	}
	return list
}

// action is the kind of an action; ok is false where there is none of that name.
func (c *checker) action(name string) (kind.Kind, bool) { return c.Project.Kind(name) }
