package review

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/diff"
	"github.com/attestary/attestary/compiler/internal/sample"
)

// TestRoom: however much there is to tell, each text is as long as it may be, and counts what it leaves out.
func TestRoom(t *testing.T) {
	t.Parallel()
	c := saying("words")
	c.Before, c.After, c.Findings = nil, nil, nil
	for i := range 150 {
		before, after := sample.Clone(t, sample.Full()), sample.Clone(t, sample.Full())
		before.Runbook = fmt.Sprintf("runbook-%03d", i)
		after.Runbook, after.Title, after.Summary = before.Runbook, strings.Repeat("|", 200), strings.Repeat("é", 100)
		c.Before, c.After = append(c.Before, before), append(c.After, after)
	}
	c.Diff = diff.Compare(c.Before, c.After)
	for i := range 10_000 {
		c.Findings = append(c.Findings, diag.Diagnostic{Code: "RB0001", Severity: diag.Error, Title: "t", Message: strings.Repeat("<", 300), Help: strings.Repeat("*", 300),
			Range: diag.Range{File: strings.Repeat("`", 200), Start: diag.Pos{Line: i + 1}}})
	}
	told := Told{Base: "b", Head: "a", Branch: strings.Repeat("|", 255), Version: "1", Facts: Facts{Trace: "1 " + strings.Repeat("a", 44)}, More: "https://forge.example/x"}
	tests := Tests([]Test{{Name: "a", Wrong: []string{"b"}}})
	long := Section{"Long", strings.Repeat("a line\n", 200_000)}
	comment, summary, check := c.Comment(told), c.Summary(told, tests, long), c.Check(told)
	if len(comment) >= MaxComment || len(summary) > MaxSummary || len(check.Text) >= 65_000 || len(check.Annotations) != MaxAnnotations {
		t.Errorf("the comment has %d bytes, the page %d, the check run %d, with %d annotations", len(comment), len(summary), len(check.Text), len(check.Annotations))
	}
	for _, part := range []struct{ text, want string }{
		{comment, "more are not shown here."}, {comment, "runbooks changed; there is no room to show how."}, {comment, "The ledger stood at"},
		{summary, "more are not shown here."}, {summary, "### Long\n\nThis section is cut: it has 1367 KiB"}, {summary, "### How this was made"}, {summary, "1 test of runbooks"},
		{check.Text, "9500 findings of 10000 are not shown at the lines."},
	} {
		if !strings.Contains(part.text, part.want) || !utf8.ValidString(part.text) {
			t.Errorf("it lacks %q:\n%.3000s", part.want, part.text)
		}
	}
}
