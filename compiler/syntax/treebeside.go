package syntax

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// The files beside runbooks: actions, tests, and frameworks of a team's own.

// System is the actions of one system and their file. Lists are in file order.
type System struct {
	File    string
	Broken  bool // as of a Runbook
	Name    string
	Actions []*Action
}

// Action is an action made of a built-in one.
type Action struct {
	Range                     diag.Range
	System                    *System
	Name, Title, Effect, Kind Text
	Idempotent                Truth
	Settings                  []*ActionSetting
	Outputs                   []*ActionOutput
	Run                       *ActionRun // nil where it is missing
	Undo                      *Undo      // nil without the section
}

// ActionSetting is a setting that a step gives. Type is the source text of the type.
type ActionSetting struct {
	Range                            diag.Range
	Name, Type, Pattern, Description Text
	Default, OneOf                   hclsyntax.Expression
}

// ActionOutput is a value that the action gives. Type is the source text of the type.
type ActionOutput struct {
	Range      diag.Range
	Name, Type Text
	Labels     Texts
	AsOf       Truth
}

// ActionRun is the built-in action that does it.
type ActionRun struct {
	Range            diag.Range
	Action, Paginate Text
	Settings         []Assignment
	Done, Give       hclsyntax.Expression
}

// Suite is the tests of one file.
type Suite struct {
	File   string
	Broken bool
	Tests  []*Test
}

// Test is one test of a runbook.
type Test struct {
	Range                                       diag.Range
	Name, Runbook, Trigger, Requester, At, Mode Text
	Outcome, By                                 Text
	Event, Inputs, Evidence                     hclsyntax.Expression
	Ran                                         Texts
	People                                      []*TestPerson
	Mocks                                       []*Mock
	Approvals                                   []*TestApprove
	Answers                                     []*TestAnswer
}

// TestPerson is somebody whom a test knows.
type TestPerson struct {
	Range        diag.Range
	Login, Email Text
	Roles        Texts
}

// Mock is what an action gives in a test.
type Mock struct {
	Range               diag.Range
	Address, Key, Fails Text
	Outputs             []Assignment
}

// TestApprove is people who answer an approval in a test.
type TestApprove struct {
	Range        diag.Range
	Name, Reject Text
	By           Texts
}

// TestAnswer is a person who answers an ask in a test.
type TestAnswer struct {
	Range            diag.Range
	Name, By, Second Text
	Values           hclsyntax.Expression
}

// Framework is a team's own framework and its file.
type Framework struct {
	File                         string
	Broken                       bool
	Range                        diag.Range
	Name, Title, Version, Source Text
	Functions                    []*FrameworkFunction
	Controls                     []*FrameworkControl
}

// FrameworkFunction is something that matures.
type FrameworkFunction struct {
	Range       diag.Range
	Name, Title Text
	Stages      []*FrameworkStage
}

// FrameworkStage is what a stage asks for.
type FrameworkStage struct {
	Range       diag.Range
	Stage, Text Text
}

// FrameworkControl is a control to be shown.
type FrameworkControl struct {
	Range        diag.Range
	Label, Title Text
}
