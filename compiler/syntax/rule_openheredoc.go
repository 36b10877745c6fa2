package syntax

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// ruleOpenHeredoc finds a text that begins with <<WORD and has no line with that word alone. Where it was
// meant to end is for its author to say.
func ruleOpenHeredoc(s *sheet) *mistake {
	end := s.tokens[len(s.tokens)-1]
	if end.kind != hclsyntax.TokenEOF || end.within.kind != 'h' {
		return nil
	}
	open := s.tokens[end.within.token]
	word := strings.TrimSpace(strings.TrimLeft(s.text(end.within.token), "<-"))
	return &mistake{
		code: "RB0131", from: open.from, to: s.lineEnd(open.from), message: "This text has no end.",
		help: "End it with " + word + " on a line of its own.",
	}
}
