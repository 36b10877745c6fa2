package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// settings (RB1002, RB1003, RB6002) holds what actions are given against their settings: none that the
// action does not know, and all that it cannot do without.
func (c *checker) settings() {
	ofStep := syntax.RunbookFile.Within("step").SettingNames()
	for _, call := range c.Calls() {
		var own []string
		if !call.Undo && strings.HasPrefix(call.Address, "step.") {
			own = ofStep
		}
		if k, ok := c.action(call.Action.Value); ok {
			c.settingsOf(call, k, own)
		}
	}
}

// settingsOf holds the settings of one call; own are those that its section knows besides.
func (c *checker) settingsOf(call scope.Call, k kind.Kind, own []string) {
	unknown := false
	for _, a := range call.Settings {
		if k.Field(a.Name.Value) == nil {
			unknown = true
			if leak, ok := syntax.Leak(a.Name.Value, a.Value); ok {
				c.report(leak.At(call.Address))
				continue
			}
			c.report(unknownSetting(k, a.Name, own).At(call.Address))
		}
	}
	if !unknown { // it may be what is missing, in another spelling
		c.missing(call, k)
	}
}

func (c *checker) missing(call scope.Call, k kind.Kind) {
	for _, f := range k.Fields {
		if f.Required && call.Setting(f.Name) == nil {
			c.report(diag.New("RB1003", call.Range, fmt.Sprintf("%s lacks the setting %s.", call.What, f.Name)).At(call.Address).
				WithWhy(f.Doc).WithHelp(fmt.Sprintf("Add a line: %s = …  (%s)", f.Name, f.Type)))
		}
	}
}

func unknownSetting(k kind.Kind, name syntax.Text, own []string) diag.Diagnostic {
	fields := fieldNames(k)
	d := diag.New("RB1002", name.Range, fmt.Sprintf("%s has no setting %s.", k.Name, name.Value))
	d = suggest(d, name.Value, append(slices.Clip(fields), own...), "")
	switch {
	case len(fields) == 0:
		return d.WithHelp("It has none.")
	case len(own) == 0:
		return d.WithHelp(fmt.Sprintf("Its settings are %s.", strings.Join(fields, ", ")))
	}
	return d.WithHelp(fmt.Sprintf("Its settings are %s; what stands here has also %s.", strings.Join(fields, ", "), strings.Join(own, ", ")))
}

func fieldNames(k kind.Kind) []string {
	var names []string
	for _, f := range k.Fields {
		names = append(names, f.Name)
	}
	return names
}

// oneOf (RB3002) holds that a setting of a few words has one of them, as far as its value is known; of a
// list, each item.
func (c *checker) oneOf(t *scope.Term, field *kind.Field, p place) {
	if field.OneOf == nil {
		return
	}
	terms := []*scope.Term{t}
	if t.Op == expr.OpList {
		terms = t.Args
	}
	for _, term := range terms {
		v, _ := c.Known(term)
		if text, ok := v.AsText(); ok && !slices.Contains(field.OneOf, text) {
			d := diag.New("RB3002", term.Range(), fmt.Sprintf("%s cannot be %q.", field.Name, text)).At(p.address)
			c.report(suggest(d, text, field.OneOf, "Allowed are"))
		}
	}
}
