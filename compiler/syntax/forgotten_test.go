package syntax_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/attestary/attestary/compiler/internal/fixture"
	"github.com/attestary/attestary/compiler/syntax"
)

// TestAForgottenMarkIsOneFinding takes a runbook without findings, leaves out one quote, bracket, brace or
// = after another, and wants one finding each, not more than two lines away. Where a brace of a map is
// forgotten in the middle of a line, the parts after it fall apart, so a few may have more.
func TestAForgottenMarkIsOneFinding(t *testing.T) {
	t.Parallel()
	const name, most = "look-around.runbook.hcl", 2
	src := fmt.Sprintf(typical, "look-around", 3)
	if diags := syntax.Judge(name, []byte(src)); len(diags) > 0 {
		t.Fatalf("the runbook has findings: %v", messages(diags))
	}
	var missed []string
	for i := range src {
		if !strings.ContainsRune(`"{}[]()=`, rune(src[i])) || src[i-1] == '$' {
			continue // $x is a text like any other
		}
		without, line := []byte(src[:i]+src[i+1:]), 1+strings.Count(src[:i], "\n")
		diags := syntax.Judge(name, without)
		if len(diags) != 1 || diags[0].Range.Start.Line < line-2 || diags[0].Range.Start.Line > line+2 {
			missed = append(missed, fmt.Sprintf("line %d without %c: %v", line, src[i], messages(diags)))
		}
		fixture.Fixes(t, name, without, diags, judge)
	}
	if len(missed) > most {
		t.Errorf("%d forgotten marks are not told as one finding:\n%s", len(missed), strings.Join(missed, "\n"))
	}
}
