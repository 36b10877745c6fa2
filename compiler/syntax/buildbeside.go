package syntax

import (
	"path"
	"strings"
)

// buildSystem makes the actions of their file.
func buildSystem(file *part) *System {
	f := &System{File: file.d.file, Name: strings.TrimSuffix(path.Base(file.d.file), actionSuffix)}
	f.Actions = collect(file, "action", func(p *part) *Action {
		return &Action{
			Range: p.rng, System: f, Name: p.labels[0], Title: p.text("title"), Effect: p.text("effect"), Kind: p.text("kind"),
			Idempotent: p.truth("idempotent"), Settings: collect(p, "setting", buildActionSetting),
			Outputs: collect(p, "output", buildActionOutput), Run: first(p, "run", buildActionRun), Undo: first(p, "undo", buildUndo),
		}
	})
	return f
}

func buildActionSetting(p *part) *ActionSetting {
	return &ActionSetting{
		Range: p.rng, Name: p.labels[0], Type: p.source("type"), Pattern: p.text("pattern"), Description: p.text("description"),
		Default: p.value("default"), OneOf: p.value("one_of"),
	}
}

func buildActionOutput(p *part) *ActionOutput {
	return &ActionOutput{Range: p.rng, Name: p.labels[0], Type: p.source("type"), Labels: p.texts("labels"), AsOf: p.truth("as_of")}
}

func buildActionRun(p *part) *ActionRun {
	return &ActionRun{
		Range: p.rng, Action: p.labels[0], Paginate: p.text("paginate"), Settings: p.assignments(), Done: p.value("done"), Give: p.value("give"),
	}
}

// buildSuite makes the tests of their file.
func buildSuite(file *part) *Suite {
	return &Suite{File: file.d.file, Tests: collect(file, "test", buildTest)}
}

func buildTest(p *part) *Test {
	return &Test{
		Range: p.rng, Name: p.labels[0], Runbook: p.text("runbook"), Trigger: p.text("trigger"), Requester: p.text("requester"),
		At: p.text("at"), Mode: p.text("mode"), Outcome: p.text("outcome"), By: p.text("by"),
		Event: p.value("event"), Inputs: p.value("inputs"), Evidence: p.value("evidence"), Ran: p.texts("ran"),
		People: collect(p, "person", buildTestPerson), Mocks: collect(p, "mock", buildMock),
		Approvals: collect(p, "approve", buildTestApprove), Answers: collect(p, "answer", buildTestAnswer),
	}
}

func buildTestPerson(p *part) *TestPerson {
	return &TestPerson{Range: p.rng, Login: p.labels[0], Email: p.text("email"), Roles: p.texts("roles")}
}

func buildMock(p *part) *Mock {
	return &Mock{Range: p.rng, Address: p.labels[0], Key: p.labels[1], Fails: p.text("fails"), Outputs: p.assignments()}
}

func buildTestApprove(p *part) *TestApprove {
	return &TestApprove{Range: p.rng, Name: p.labels[0], By: p.texts("by"), Reject: p.text("reject")}
}

func buildTestAnswer(p *part) *TestAnswer {
	return &TestAnswer{Range: p.rng, Name: p.labels[0], By: p.text("by"), Second: p.text("second"), Values: p.value("values")}
}

// buildFramework makes a framework of its file.
func buildFramework(file *part) *Framework {
	f := first(file, "framework", func(p *part) *Framework {
		return &Framework{
			Range: p.rng, Name: p.labels[0], Title: p.text("title"), Version: p.text("version"), Source: p.text("source"),
			Functions: collect(p, "function", buildFrameworkFunction), Controls: collect(p, "control", buildFrameworkControl),
		}
	})
	if f == nil {
		f = &Framework{}
	}
	f.File = file.d.file
	return f
}

func buildFrameworkFunction(p *part) *FrameworkFunction {
	return &FrameworkFunction{Range: p.rng, Name: p.labels[0], Title: p.text("title"), Stages: collect(p, "stage", buildFrameworkStage)}
}

func buildFrameworkStage(p *part) *FrameworkStage {
	return &FrameworkStage{Range: p.rng, Stage: p.labels[0], Text: p.text("text")}
}

func buildFrameworkControl(p *part) *FrameworkControl {
	return &FrameworkControl{Range: p.rng, Label: p.labels[0], Title: p.text("title")}
}
