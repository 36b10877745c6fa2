package engine_test

import (
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

func (g *generator) approval(f *plan.Phase, number, i int) plan.Approval {
	a := plan.Approval{Name: nameFor("p", number, i), From: []string{"security"}, Min: int64(1 + g.Intn(2)), Timeout: 3600, Needs: g.needs(f)}
	if g.often(15) {
		a.SkipIf = g.condition(f, a.Needs, f.ForEach != nil)
	}
	if g.often(50) {
		a.Show = &plan.Show{Title: text("Is it right?")}
	}
	for _, login := range []string{"ada", "bob", "eve"} {
		vote := scenario.Approve{Name: a.Name, By: []string{login}}
		if g.often(10) {
			vote.Reject = "not today"
		}
		if g.often(80) {
			g.votes = append(g.votes, vote)
		}
	}
	return a
}

func (g *generator) ask(f *plan.Phase, number, i int) plan.Ask {
	a := plan.Ask{
		Name: nameFor("q", number, i), To: []string{"security"}, Question: text("Is it?"), Timeout: 3600, Needs: g.needs(f),
		Answers: []plan.Answer{{Name: "x", Type: "bool"}},
	}
	if g.often(15) {
		a.When = g.condition(f, a.Needs, f.ForEach != nil)
	}
	answer := scenario.Answer{Name: a.Name, By: "bob", Values: map[string]expr.Value{"x": expr.OfBool(true)}}
	if g.often(30) {
		a.Second = []string{"security"}
		if g.often(80) {
			answer.Second = "eve"
		}
	}
	if g.often(10) {
		answer.Values["x"] = expr.OfText("perhaps")
	}
	if g.often(85) {
		g.says = append(g.says, answer)
	}
	return a
}
