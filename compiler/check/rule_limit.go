package check

import (
	"fmt"
	"slices"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// limits (RB3046, RB4024) holds that a limit is a number of items or a share of something, and warns of a
// step that changes whatever an earlier step found, however many that are: a wrong date in a filter has
// closed thousands of accounts before. A phase over what was found is as many steps.
func (c *checker) limits() {
	for _, f := range c.Tree.Phases {
		if f.ForEach != nil && !f.Limit.Given() && c.discovered(f.ForEach) && c.changes(f) && !c.Tree.Broken {
			c.report(diag.New("RB4024", f.Range, fmt.Sprintf("Nothing bounds how many items the phase %s touches.", f.Name.Value)).At("phase." + f.Name.Value).
				WithHelp("Add limit = NUMBER: more items than that stop the run before the first one is touched."))
		}
	}
	for _, s := range c.Tree.Steps {
		if s.Limit != nil || s.LimitOf != nil {
			c.limit(s)
			continue
		}
		k, ok := c.action(s.Action.Value)
		if !ok || s.ForEach == nil || c.Effect(s, k) == kind.Observe || c.Tree.Broken || !c.discovered(s.ForEach) {
			continue
		}
		c.report(diag.New("RB4024", s.Range, fmt.Sprintf("Nothing bounds how many items the step %s touches.", s.Name.Value)).At("step." + s.Name.Value).
			WithHelp("Add limit = NUMBER: more items than that stop the run before the first one is touched."))
	}
}

// changes tells whether some step of a phase does more than look.
func (c *checker) changes(f *syntax.Phase) bool {
	return slices.ContainsFunc(c.Tree.Steps, func(s *syntax.Step) bool {
		k, ok := c.action(s.Action.Value)
		return ok && s.Phase == f && c.Effect(s, k) != kind.Observe
	})
}

// limit holds the limit of one step.
func (c *checker) limit(s *syntax.Step) {
	address := "step." + s.Name.Value
	if s.ForEach == nil || s.Limit == nil {
		given, lacks, name := s.Limit, "a for_each", "limit"
		if s.Limit == nil {
			given, lacks, name = s.LimitOf, "a limit", "limit_of"
		}
		c.report(diag.New("RB3046", syntax.Place(given.Range()), fmt.Sprintf("%s decides nothing without %s.", name, lacks)).At(address).
			WithHelp(fmt.Sprintf("Remove %s, or add %s.", name, lacks)))
		return
	}
	v, known := c.Known(c.Term(s.Limit))
	if !known {
		return // rule_review tells of it
	}
	at := syntax.Place(s.Limit.Range())
	count, percent, ok := c.Limit(s)
	switch {
	case !ok:
		c.report(diag.New("RB3046", at, fmt.Sprintf("limit cannot be %s.", shownValue(v))).At(address).
			WithHelp(`Write a whole number from 1 on, or a share in quotes, "1%" to "100%", with limit_of.`))
	case percent > 0 && s.LimitOf == nil:
		c.report(diag.New("RB3046", at, "Nothing says what the limit is a share of.").At(address).
			WithHelp("Add limit_of = …: what is counted, as step.NAME.users."))
	case count > 0 && s.LimitOf != nil:
		c.report(diag.New("RB3046", syntax.Place(s.LimitOf.Range()), "limit is a number, so it is a share of nothing.").At(address).
			WithHelp(`Remove limit_of, or write limit as a share: "10%".`))
	}
}

// counted holds that what a share is of is a number, or can be counted.
func (c *checker) counted(s *syntax.Step, p place) {
	if s.LimitOf == nil {
		return
	}
	t := c.Term(s.LimitOf)
	of := c.infer(t, p)
	c.decides(t, of, p, p.address+".limit_of")
	if !of.isAny() && of.kind != expr.NumberType && of.kind != expr.ListType && !of.isMap() {
		c.report(diag.New("RB3001", t.Range(), fmt.Sprintf("limit_of takes a number, a list or a map, and this is %s.", of.words())).At(p.address).
			WithHelp("Mention what the items are a part of."))
	}
}
