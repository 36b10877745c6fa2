package syntax

import (
	"bytes"

	"github.com/attestary/attestary/compiler/diag"
)

// ruleClosingQuote finds a text in quotes that runs over the end of its line.
func ruleClosingQuote(s *sheet) *mistake {
	open := s.runaway()
	if open < 0 {
		return nil
	}
	from := s.tokens[open].from
	end := s.lineEnd(from)
	tail := len(bytes.TrimRight(s.src[from:end], ",)]{} \t"))
	insert := from + max(tail, 1)
	if b := s.tokens[open].within; b.kind == 'b' && s.tokens[open].item.equal >= 0 {
		insert = from + len(bytes.TrimRight(s.src[from:end], ", \t")) // nothing is open that a bracket could close
	}
	return &mistake{
		code: "RB0116", from: from, to: max(insert, from+1), message: "The closing quote is missing.",
		help: `Add " where the text ends.`, title: "close the text at the end of the line", kind: diag.Maybe,
		edits: []edit{{insert, insert, `"`}},
	}
}
