package syntax

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// Project is everything that was read: project.hcl and the runbooks beside it.
type Project struct {
	File  string     // "runbooks/project.hcl"
	Range diag.Range // of the section project
	// Broken says that project.hcl has errors, so that what it defines is not all known. References to
	// its parts must not be judged then.
	Broken bool

	Name       Text
	Language   Whole
	Frameworks Texts
	Timezone   Text
	Action     Text

	Store       *Store // nil without the section evidence
	Roles       []*Role
	People      []*Person
	Connections []*Connection
	Secrets     []*Secret
	Org         []Assignment // by name
	Runbooks    []*Runbook   // by file
	Sources     diag.Sources // every file that was read, for showing findings
}

// Store is the project's section evidence: where evidence is kept.
type Store struct {
	Range                            diag.Range
	Branch, Sign, PublicLog, Witness Text
}

// Role is a named set of people.
type Role struct {
	Range          diag.Range
	Name           Text
	Teams, Members Texts
}

// Person tells the e-mail of a login.
type Person struct {
	Range        diag.Range
	Login, Email Text
}

// Connection says how a service is reached.
type Connection struct {
	Range                       diag.Range
	Name, Kind, URL, Auth, User Text
	Token, Password             Ref
	Hosts                       Texts
}

// Secret says where a secret is found.
type Secret struct {
	Range               diag.Range
	Name, From, Purpose Text
}

// Runbook is one runbook and its file. Lists of named parts are in file order.
type Runbook struct {
	File   string
	Range  diag.Range // of the section runbook
	Broken bool       // its file has errors: parts may be missing, so absence proves nothing

	Name, Title, Summary Text
	Owner                Ref
	Language             Whole
	ReadOnly             Truth
	Timeout, FinishBy    Text
	ReviewBy             Text

	Satisfies []*Satisfies
	Triggers  []*Trigger
	Access    *Access // nil without the section
	Inputs    []*Input
	Uses      []*Use
	Locals    []Assignment // by name
	Steps     []*Step
	Checks    []*Check
	Evidence  []*Evidence
	Ignores   []*Ignore
}

// Satisfies claims what a passing run proves.
type Satisfies struct {
	Range                      diag.Range
	Framework, Function, Stage Text
	Controls                   Texts
	FreshFor                   Text
	Inputs                     Texts
	Rehearsal                  Truth
}

// Trigger starts the runbook.
type Trigger struct {
	Range                             diag.Range
	Kind, Name, Cron, Every, Timezone Text
	Map                               hclsyntax.Expression // nil without it
}

// Access says who may start the runbook by hand.
type Access struct {
	Range           diag.Range
	Who, BreakGlass Refs
}

// Input is a value that the one who starts the run gives. Type is the source text of the type.
type Input struct {
	Range                          diag.Range
	Name, Type, Title, Description Text
	Default, Min, Max, OneOf       hclsyntax.Expression // nil where absent
	MaxLength                      Whole
	Pattern                        Text
	Example                        hclsyntax.Expression
	Sensitive, Personal            Truth
}

// Use is what the runbook may do over a connection.
type Use struct {
	Range      diag.Range
	Connection Text
	Allow      Texts
}

// Step is one action.
type Step struct {
	Range                    diag.Range
	Action, Name, Title      Text
	Connection               Ref
	Needs                    Refs
	When, ForEach            hclsyntax.Expression
	By                       Text
	Parallel                 Whole
	Timeout, OnError, Effect Text
	Settings                 []Assignment // the action's own, by name
	Retry                    *Retry
	Expects                  []*Expect
}

// Retry tries a failed step again.
type Retry struct {
	Range diag.Range
	Max   Whole
	Delay Text
	While hclsyntax.Expression
}

// Expect is a condition on what the step gave.
type Expect struct {
	Range              diag.Range
	Name               Text
	Condition, Message hclsyntax.Expression
}

// Check is a condition over everything that the run saw.
type Check struct {
	Range                       diag.Range
	Name                        Text
	Condition, Message, ForEach hclsyntax.Expression
	Severity, By, Empty, Remedy Text
}

// Evidence is a value that the record keeps.
type Evidence struct {
	Range       diag.Range
	Name        Text
	Value       hclsyntax.Expression
	Description Text
	Personal    Truth
}

// Ignore silences a warning.
type Ignore struct {
	Range               diag.Range
	Code, Reason, Until Text
	On                  Ref
}
