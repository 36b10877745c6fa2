package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
)

// actionTypes (RB3041, RB3002) holds that settings and outputs have types that the language has, that labels
// are the three, and that one output at most says when the others were so, as a text.
func (c *checker) actionTypes(a *syntax.Action) {
	for _, s := range a.Settings {
		c.typed(s.Type)
	}
	dated := false
	for _, o := range a.Outputs {
		typ, ok := c.typed(o.Type)
		c.labels(o.Labels)
		asOf, _ := c.Truth(o.AsOf)
		if !asOf {
			continue
		}
		if ok && typ.Kind != expr.StringType {
			c.report(diag.New("RB3041", o.Type.Range, fmt.Sprintf("The instant at which something was so is a text, and %s is %s.", o.Name.Value, typeWords(typ.Kind))).
				WithHelp("Write type = string; the value is an instant as 2026-01-31T07:00:00Z."))
		} else if dated {
			c.report(diag.New("RB3041", o.AsOf.Range, "Another output says already when the outputs were so.").WithHelp("Keep as_of at one of them."))
		}
		dated = true
	}
}

func (c *checker) typed(t syntax.Text) (typ expr.Type, ok bool) {
	if !t.Given() {
		return typ, false
	}
	typ, err := expr.ParseType(t.Value)
	if err == nil {
		return typ, true
	}
	d := diag.New("RB3041", t.Range, "This is no type: "+err.Error()+".")
	known := []string{"string", "number", "bool", "date", "duration", "list(string)", "map(string)"}
	if near := diag.Nearest(t.Value, known); near != "" {
		d.Message = fmt.Sprintf("%s is no type. Did you mean %s?", t.Value, near)
		d = d.WithFix(replacement(t.Range, t.Value, near))
	}
	c.report(d.WithHelp("Types are " + strings.Join(known, ", ") + " and object({ name = string })."))
	return typ, false
}

// labels holds those that are computed; of those that are written out, the reader of files tells.
func (c *checker) labels(t syntax.Texts) {
	words := []string{"secret", "untrusted", "personal"}
	for _, e := range c.entries(t) {
		if t.Expr != nil && !slices.Contains(words, e.text) {
			c.report(suggest(diag.New("RB3002", e.at, fmt.Sprintf("labels cannot have %q.", e.text)), e.text, words, "Allowed are"))
		}
	}
}
