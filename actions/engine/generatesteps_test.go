package engine_test

import (
	"slices"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

func (g *generator) step(f *plan.Phase) plan.Step {
	name := g.left[0]
	g.left = g.left[1:]
	s := step(name)
	s.Needs = g.needs(f)
	if g.free || g.often(60) {
		s.OnError = "continue"
	}
	if g.often(40) {
		many := listOf("x", "y", "z")
		s.ForEach = g.pick(many, many, many, many, many, many, listOf(), listOf(), listOf("x", "x"), null())
		s.Limit = g.limit()
		if g.free {
			s.Parallel = int64(1 + g.Intn(3))
		}
	}
	each := s.ForEach != nil || f.ForEach != nil
	if each {
		s.Settings["stdin"] = expr.Ref("each", "key")
	}
	if g.often(30) {
		s.When = g.condition(f, s.Needs, each)
	}
	if g.often(20) {
		s.Expects = []plan.Expect{{Name: "e", Message: text("no"), Condition: g.pick(is(expr.Ref("self", "exit"), expr.Lit(expr.OfInt(0))), is(expr.Ref("self", "exit"), expr.Lit(expr.OfInt(1))), is(expr.Ref("self", "json"), text("x")))}}
	}
	if g.often(20) {
		s.Retry = &plan.Retry{Max: 2}
	}
	if g.often(60) || g.calm {
		s = change(s)
		g.takenBack(&s, each)
	}
	g.mock(f, &s)
	return s
}

func (g *generator) limit() *plan.Limit {
	switch g.Intn(10) {
	case 0:
		return &plan.Limit{Count: int64(1 + g.Intn(4))}
	case 1:
		return &plan.Limit{Percent: int64(50 * (1 + g.Intn(2))), Of: g.pick(listOf("1", "2", "3", "4"), expr.Lit(expr.OfInt(3)), null())}
	}
	return nil
}

// takenBack says how a step is undone.
func (g *generator) takenBack(s *plan.Step, each bool) {
	switch sort := g.Intn(8); {
	case sort == 0 && !g.calm:
		s.Undo = &plan.Undo{Reason: "it is gone"}
	case sort == 1 && !g.calm: // nobody says
	default:
		s.Undo = &plan.Undo{Action: "exec.run", Settings: map[string]*expr.Node{"argv": listOf("undo", s.Name)}}
		if each {
			s.Undo.Settings["stdin"] = expr.Ref("each", "key")
		}
		if g.often(15) {
			g.mocks = append(g.mocks, scenario.Mock{Address: s.Address() + ".undo", Fails: "as the test wants"})
			for _, key := range []string{"", "x", "y", "z", "eu", "us"} {
				g.fails["undo "+s.Name+" "+key] = true
			}
		}
	}
}

// mock lets some items fail.
func (g *generator) mock(f *plan.Phase, s *plan.Step) {
	all := scenario.Mock{Address: s.Address(), Outputs: says(s.Name).Outputs}
	keys := []string{""}
	switch {
	case s.ForEach != nil:
		keys = textsIn(s.ForEach)
	case f.ForEach != nil:
		keys = textsIn(f.ForEach)
	}
	for i, key := range keys {
		switch failing := g.often(g.bad); {
		case failing && key == "":
			all.Outputs, all.Fails = nil, "as the test wants"
			fallthrough
		case failing && !slices.Contains(keys[:i], key):
			g.fails[s.Name+" "+key] = true
			if key != "" {
				g.mocks = append(g.mocks, scenario.Mock{Address: s.Address(), Key: key, Keyed: true, Fails: "as the test wants"})
			}
		}
	}
	g.mocks = append(g.mocks, all)
}

func textsIn(list *expr.Node) (texts []string) {
	for _, n := range list.Args {
		text, _ := n.Value.AsText()
		texts = append(texts, text)
	}
	return texts
}

func (g *generator) check(f *plan.Phase, number, i int) plan.Check {
	of := f.Steps[g.Intn(len(f.Steps))].Name
	c := check(nameFor("c", number, i), is(expr.Ref("step", of, "outcome"), g.mostly("passed", "skipped")))
	if g.often(20) {
		c.ForEach = g.pick(listOf("x", "y"), listOf())
	}
	return c
}
