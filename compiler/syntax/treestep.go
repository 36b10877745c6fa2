package syntax

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// Phase is a part of the runbook that runs as one job. Its parts stand in the lists of the Runbook.
type Phase struct {
	Range           diag.Range
	Name, Title, By Text
	After           Refs
	When, ForEach   hclsyntax.Expression
	RunsOn          Texts
	Parallel, Limit Whole
	OnFailure       *OnFailure // nil without the section
}

// OnFailure says what happens when a part fails.
type OnFailure struct {
	Range  diag.Range
	Undo   Text
	Notify Refs
}

// Step is one action.
type Step struct {
	Range                    diag.Range
	Phase                    *Phase // nil outside phases
	Action, Name, Title      Text
	Connection               Ref
	Needs                    Refs
	When, ForEach            hclsyntax.Expression
	By                       Text
	Parallel                 Whole
	Timeout, OnError, Effect Text
	Limit, LimitOf           hclsyntax.Expression
	UndoAfter                hclsyntax.Expression
	Settings                 []Assignment // the action's own, by name
	Retry                    *Retry
	Expects                  []*Expect
	Undo                     *Undo // nil without the section
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

// Undo takes back what an action did: another action with its settings, or none with the reason.
type Undo struct {
	Range    diag.Range
	Action   Text // "none": nothing does
	Settings []Assignment
	Reason   Text
}
