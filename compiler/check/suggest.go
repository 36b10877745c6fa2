package check

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
)

// maxShown is how many names a message lists.
const maxShown = 60

// suggest adds to a finding about an unknown word the known one that is nearest, with its fix, and all of
// them. The finding's range is the word, with or without quotes or brackets around it.
func suggest(d diag.Diagnostic, word string, known []string, intro string) diag.Diagnostic {
	if near := diag.Nearest(word, known); near != "" {
		d.Message += " Did you mean " + near + "?"
		d = d.WithFix(replacement(d.Range, word, near))
	}
	if len(known) == 0 {
		return d
	}
	if more := len(known) - maxShown; more > 0 {
		return d.WithHelp(fmt.Sprintf("%s %s and %d more.", intro, strings.Join(known[:maxShown], ", "), more))
	}
	return d.WithHelp(intro + " " + strings.Join(known, ", ") + ".")
}

// replacement writes another word in the place of one, in the quotes or brackets that it stands in.
func replacement(at diag.Range, old, word string) diag.Fix {
	text := word
	switch at.End.Byte - at.Start.Byte - len(old) {
	case len(`""`):
		text = `"` + word + `"`
	case len(`[""]`):
		text = `["` + word + `"]`
	}
	return diag.Fix{Title: "write " + word, Kind: diag.Maybe, Edits: []diag.Edit{{Range: at, New: text}}}
}
