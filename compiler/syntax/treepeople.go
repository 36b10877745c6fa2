package syntax

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// Access says who may start the runbook by hand.
type Access struct {
	Range           diag.Range
	Who, BreakGlass Refs
	Gates           []*Gate
}

// Gate is a condition on the request of a person.
type Gate struct {
	Range                diag.Range
	Name, Action, MaxAge Text
	Connection           Ref
	Settings             []Assignment // those of the section with, by name
	Condition, Message   hclsyntax.Expression
}

// Approval is people who must say yes.
type Approval struct {
	Range         diag.Range
	Phase         *Phase // nil outside phases
	Name, Timeout Text
	From, Needs   Refs
	Min           Whole
	SkipIf        hclsyntax.Expression
	Show          *Show // nil without the section
}

// Ask is a question to a person.
type Ask struct {
	Range             diag.Range
	Phase             *Phase // nil outside phases
	Name, Timeout     Text
	To, Second, Needs Refs
	Question, When    hclsyntax.Expression
	Answers           []*Answer
	Show              *Show // nil without the section
}

// Answer is one thing that an ask wants to know. Type is the source text of the type.
type Answer struct {
	Range             diag.Range
	Name, Type, Title Text
	Pattern           Text
	OneOf, Min, Max   hclsyntax.Expression
	MaxLength         Whole
}

// Show is what a person is shown.
type Show struct {
	Range              diag.Range
	Title, Text, Table hclsyntax.Expression
}

// Notify tells people what becomes of the run.
type Notify struct {
	Range        diag.Range
	Name, Action Text
	Connection   Ref
	On           Texts
	Text         hclsyntax.Expression
}

// Confirm keeps the run open until a second person tells what they saw.
type Confirm struct {
	Range  diag.Range
	By     Refs
	Within Text
}

// Waivable lets a check be waived for a while.
type Waivable struct {
	Range  diag.Range
	Check  Text
	MaxFor Text
	By     Refs
}
