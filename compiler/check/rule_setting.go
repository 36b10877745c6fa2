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

// settings (RB1002, RB1003, RB6002) holds the settings of each step against the table of actions: none that the
// action does not know, and all that it cannot do without.
func (c *checker) settings() {
	own := syntax.RunbookFile.Within("step").SettingNames()
	for _, s := range c.Tree.Steps {
		k, ok := action(s.Action.Value)
		if !ok {
			continue
		}
		unknown := false
		for _, a := range s.Settings {
			if k.Field(a.Name.Value) == nil {
				unknown = true
				if leak, ok := syntax.Leak(a.Name.Value, a.Value); ok {
					c.report(leak.At("step." + s.Name.Value))
					continue
				}
				c.report(unknownSetting(k, a.Name, own).At("step." + s.Name.Value))
			}
		}
		if !unknown { // it may be what is missing, in another spelling
			c.missing(s, k)
		}
	}
}

func (c *checker) missing(s *syntax.Step, k kind.Kind) {
	for _, f := range k.Fields {
		if f.Required && c.Setting(s, f.Name) == nil {
			c.report(diag.New("RB1003", s.Range, fmt.Sprintf("The step %s lacks the setting %s.", s.Name.Value, f.Name)).At("step." + s.Name.Value).
				WithWhy(f.Doc).WithHelp(fmt.Sprintf("Add a line: %s = …  (%s)", f.Name, f.Type)))
		}
	}
}

func unknownSetting(k kind.Kind, name syntax.Text, own []string) diag.Diagnostic {
	fields := fieldNames(k)
	d := diag.New("RB1002", name.Range, fmt.Sprintf("%s has no setting %s.", k.Name, name.Value))
	d = suggest(d, name.Value, append(fields, own...), "")
	return d.WithHelp(fmt.Sprintf("Its settings are %s; every step has %s.", strings.Join(fields, ", "), strings.Join(own, ", ")))
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
