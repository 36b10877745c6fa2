package check

import (
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// settingRules (RB3011, RB3012, RB3013, RB2023) holds that the rules of an action's settings are for their types,
// as those of inputs are, that a default keeps them, and warns of a setting that nothing mentions.
func (c *checker) settingRules(a *syntax.Action) {
	for _, s := range a.Settings {
		in := ofSetting(s)
		typ, err := expr.ParseType(s.Type.Value)
		if err != nil {
			continue
		}
		before := len(c.found)
		c.rulesFit(in, typ, c.address)
		c.pattern(in, c.address)
		c.bounds(in, typ, c.address)
		if v, ok := c.given(s.Default); ok && len(c.found) == before {
			c.keeps(in, v, syntax.Place(s.Default.Range()), "The default")
		}
	}
}

// ofSetting is a setting as the input that it is to an action.
func ofSetting(s *syntax.ActionSetting) *syntax.Input {
	return &syntax.Input{Range: s.Range, Name: s.Name, Type: s.Type, Pattern: s.Pattern, Default: s.Default, OneOf: s.OneOf}
}

// keepsSetting holds that what an action is given keeps the rules that the action states, as far as it is
// known.
func (c *checker) keepsSetting(k kind.Kind, t *scope.Term, name string) {
	a := c.Project.Actions[k.Name]
	v, known := c.Known(t)
	if a == nil || !known {
		return
	}
	for _, s := range a.Tree.Settings {
		if s.Name.Value == name {
			c.keeps(ofSetting(s), v, t.Range(), "The value")
		}
	}
}

func (c *checker) keeps(in *syntax.Input, v expr.Value, at diag.Range, what string) {
	if broken := c.broken(in, v); broken != "" {
		c.report(diag.New("RB3011", at, fmt.Sprintf("%s for %s %s.", what, in.Name.Value, broken)).
			WithHelp("Give it a value that the rule of the action allows, or change the rule."))
	}
}

// unusedSettings warns of settings that the action does nothing with.
func (c *checker) unusedSettings(a *syntax.Action) {
	if c.Tree.Broken || c.lost {
		return
	}
	for _, s := range a.Settings {
		if address := "setting." + s.Name.Value; !c.used[address] {
			c.report(diag.New("RB2023", s.Name.Range, fmt.Sprintf("The action does nothing with its setting %s.", s.Name.Value)).
				WithHelp("Mention it as " + address + " in run, or remove it."))
		}
	}
}
