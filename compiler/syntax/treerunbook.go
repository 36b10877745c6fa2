package syntax

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// Runbook is one runbook and its file. Lists of named parts are in file order; Steps, Approvals, Asks and
// Checks are those of all phases too, and each tells its Phase.
type Runbook struct {
	File   string
	Source []byte     // of the file
	Range  diag.Range // of the section runbook
	Broken bool       // its file has errors: parts may be missing, so absence proves nothing

	Name, Title, Summary Text
	Owner                Ref
	Language             Whole
	ReadOnly             Truth
	Timeout, FinishBy    Text
	ReviewBy             Text
	Concurrency          *Concurrency // nil without the section

	Satisfies []*Satisfies
	Triggers  []*Trigger
	Access    *Access // nil without the section
	Inputs    []*Input
	Uses      []*Use
	Locals    []Assignment // by name

	Phases    []*Phase
	Steps     []*Step
	Approvals []*Approval
	Asks      []*Ask
	Checks    []*Check
	OnFailure *OnFailure // outside phases; nil without the section

	Evidence  []*Evidence
	Notifies  []*Notify
	Result    *Show    // nil without the section
	Confirm   *Confirm // nil without the section
	Waivables []*Waivable
	Moves     []*Moved
	Ignores   []*Ignore
}

// Concurrency says which runs exclude each other.
type Concurrency struct {
	Range diag.Range
	Key   hclsyntax.Expression
	Mode  Text
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
	Type, Label, Check                Text
	Paths                             Texts
	Forks                             Truth
	Map                               hclsyntax.Expression // nil without it
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

// Check is a condition over what the run saw.
type Check struct {
	Range                       diag.Range
	Phase                       *Phase // nil outside phases
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

// Moved tells that a part has another name now.
type Moved struct {
	Range    diag.Range
	From, To Text
}

// Ignore silences a warning.
type Ignore struct {
	Range               diag.Range
	Code, Reason, Until Text
	On                  Ref
}
