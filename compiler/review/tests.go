package review

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/internal/show"
)

// Test is what came of a test of a runbook.
type Test struct {
	Name, File, Runbook string
	Line                int
	Passed              bool
	Wrong               []string // what differed, or why it could not be played
}

// Tests tells of the tests that were played: those that failed, and how many there were.
func Tests(list []Test) Section {
	var b strings.Builder
	failed := 0
	for _, t := range list {
		if t.Passed {
			continue
		}
		if failed++; failed == 1 {
			b.WriteString("| test | where | what was wrong |\n|---|---|---|\n")
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", show.Markdown(short(t.Name)), show.Code(fmt.Sprintf("%s:%d", t.File, t.Line)), show.Markdown(short(strings.Join(t.Wrong, "; "))))
	}
	fmt.Fprintf(&b, "\n%s of runbooks that the change reaches: %d failed.\n", counted(len(list), "test"), failed)
	return Section{"Tests", b.String()}
}
