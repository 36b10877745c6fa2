package check

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// trusted (RB6003) holds that text from outside does not become a program, an address or a query: whoever
// wrote it would decide what the runbook does. The way is told from where it came in to where it ends.
func (c *checker) trusted(t *scope.Term, s *shape, field *kind.Field, p place) {
	if !field.Trusted || p.action && field.Name == "query" && field.Type == "map(string)" {
		return // who writes an action says what the query of its request means
	}
	for _, l := range s.all() {
		if l.kind != kind.Untrusted || l.encoded && field.Name == "path" {
			continue
		}
		c.report(diag.New("RB6003", t.Range(), fmt.Sprintf("Text from outside would decide %s: %s.", field.Name, way(append(l.path, p.address+"."+field.Name)))).At(p.address).
			WithWhy("Whoever wrote that text would decide what this step does.").
			WithHelp(trustHelp(l.path[0], field)))
		return
	}
}

func trustHelp(from string, field *kind.Field) string {
	switch {
	case strings.HasPrefix(from, "input."):
		return "Bound the input with pattern or one_of; a pattern that accepts everything bounds nothing."
	case strings.HasPrefix(from, "ask."):
		return "Bound the answer with pattern or one_of; a pattern that accepts everything bounds nothing."
	case field.Name == "path":
		return "Put it through urlencode(…), so that it stays one part of the path."
	case strings.HasPrefix(from, "setting."):
		return "Bound the setting with pattern or one_of; a pattern that accepts everything bounds nothing."
	case field.Name == "script":
		return "Hand it to the script in env, where it is only a value."
	case field.Name == "query" && field.Type == "string":
		return "Hand it over in parameters, where it is only a value."
	}
	return "Choose among known values with a condition, or hand it over as env, stdin or body."
}

// hostile are texts of which no rule that bounds anything lets all through.
var hostile = []string{
	"; rm -rf / #", "$(id)", "`id`", "../../etc/passwd", "' or 1=1 --", "https://evil.example/?a=b&c", "a\nb", "--option=x", "Ελλάς",
}

// unbounded tells whether an input has text in it that no rule bounds: neither one_of, nor a pattern that
// refuses something. Numbers, dates and the like are bound by their form.
func (c *checker) unbounded(in *syntax.Input) bool {
	typ, err := expr.ParseType(in.Type.Value)
	if err != nil || !typ.Worded() || in.OneOf != nil {
		return false
	}
	pattern, ok := c.Text(in.Pattern)
	if !in.Pattern.Given() || !ok {
		return true
	}
	re, err := regexp.Compile(`^(?:` + pattern + `)$`)
	if err != nil {
		return false // rule_inputs tells of it
	}
	through := 0
	for _, text := range hostile {
		if re.MatchString(text) {
			through++
		}
	}
	return through >= len(hostile)-1 // "." alone does not match a new line
}
