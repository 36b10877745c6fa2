package course_test

import (
	"github.com/attestary/attestary/actions/internal/lab"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// What all tests of runs say.
var (
	val, node, ref, op, is = lab.Val, lab.Node, lab.Ref, lab.Op, lab.Is
	look, turn, needs      = lab.Look, lab.Turn, lab.Needs
	planOf                 = lab.PlanOf
)

func when(condition any) func(*plan.Step) { return func(s *plan.Step) { s.When = node(condition) } }

func over(items any) func(*plan.Step) { return func(s *plan.Step) { s.ForEach = node(items) } }

func goesOn(s *plan.Step) { s.OnError = "continue" }

func approval(name string, min int64, needs ...string) plan.Approval {
	return plan.Approval{Name: name, From: []string{"ops"}, Min: min, Timeout: 3600, Needs: needs}
}

func ask(name string, needs ...string) plan.Ask {
	return plan.Ask{Name: name, To: []string{"ops"}, Question: node("?"), Timeout: 3600, Needs: needs, Answers: []plan.Answer{
		{Name: "x", Type: "string", OneOf: []expr.Value{val("left"), val("right")}},
	}}
}

func check(name string, condition any) plan.Check {
	return plan.Check{Name: name, Condition: node(condition), Message: node("no"), Severity: "low"}
}

var reverse = &plan.OnFailure{Undo: "reverse"}
