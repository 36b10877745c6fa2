package syntax

import (
	"bytes"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// ruleSingleQuotes finds texts in ' ' or ` `.
func ruleSingleQuotes(s *sheet) *mistake {
	for _, t := range s.tokens {
		if t.kind != hclsyntax.TokenApostrophe && t.kind != hclsyntax.TokenBacktick {
			continue
		}
		m := &mistake{
			code: "RB0102", from: t.from, to: t.to, message: "Single quotes do not begin or end a text.",
			help: `Write double quotes: "like this".`, title: "write double quotes", kind: diag.Safe,
		}
		end := closingSingle(s.src[t.to:s.lineEnd(t.to)], s.src[t.from])
		if end < 0 {
			m.title, m.edits = "", []edit{{t.from, t.to, `"`}, {s.lineEnd(t.to), s.lineEnd(t.to), `"`}}
			return m
		}
		inner := string(s.src[t.to : t.to+end])
		m.to = t.to + end + 1
		m.edits = []edit{{m.from, m.to, `"` + strings.NewReplacer(`\'`, `'`, `"`, `\"`).Replace(inner) + `"`}}
		return m
	}
	return nil
}

// closingSingle is where a text that was begun with mark ends in rest: at a mark with the end of a value
// after it.
func closingSingle(rest []byte, mark byte) int {
	for n, c := range rest {
		if c != mark {
			continue
		}
		after := bytes.TrimLeft(rest[n+1:], " \t")
		if len(after) == 0 || bytes.IndexByte([]byte(",])}{#:=?'\"`"), after[0]) >= 0 || len(after) < len(rest[n+1:]) {
			return n
		}
	}
	return bytes.LastIndexByte(rest, mark)
}
