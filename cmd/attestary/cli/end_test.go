package cli_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/cmd/attestary/cli"
)

// However a check ends, a program that asked for JSON reads one document, and a person reads why.
func TestOneDocumentAlsoWithoutFindings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args   []string
		now    func() time.Time
		status int
		told   string
	}{
		{[]string{"check", "--bogus", "--format", "json"}, time.Now, 2, "unknown flag"},
		{[]string{"check", "--format=json", "one"}, time.Now, 2, "attestary check"},
		{[]string{"-C", "nowhere", "check", "--format=json"}, time.Now, 2, "no such folder"},
		{[]string{"check", "--format=json"}, time.Now, 3, "project.hcl"},
		{[]string{"check", "--format=json"}, func() time.Time { panic("the clock is gone") }, 3, "the clock is gone"},
	} {
		var out, err strings.Builder
		w := cli.World{Out: &out, Err: &err, Dir: t.TempDir(), Getenv: func(string) string { return "" }, Now: c.now, Width: 80}
		if got := cli.Main(c.args, w); got != c.status {
			t.Errorf("%q: status %d, want %d", c.args, got, c.status)
		}
		var doc struct {
			Format   string
			Findings []any
			Problem  struct {
				Status  int
				Message string
			}
		}
		if e := json.Unmarshal([]byte(out.String()), &doc); e != nil {
			t.Errorf("%q: %v in %q", c.args, e, out.String())
		}
		if doc.Problem.Status != c.status || !strings.Contains(doc.Problem.Message, c.told) || doc.Findings == nil {
			t.Errorf("%q: %+v", c.args, doc)
		}
		if !strings.Contains(err.String(), c.told) {
			t.Errorf("%q: a person is not told: %q", c.args, err.String())
		}
	}
}

// A crash is told as what it is: a mistake of ours, with its place, and not as wrong usage.
func TestCrash(t *testing.T) {
	t.Parallel()
	var out, err strings.Builder
	w := cli.World{Out: &out, Err: &err, Dir: t.TempDir(), Getenv: func(string) string { return "" }, Now: func() time.Time { panic("no clock") }}
	if got := cli.Main([]string{"check"}, w); got != 3 || out.String() != "" {
		t.Errorf("status %d, output %q", got, out.String())
	}
	for _, want := range []string{"a mistake in attestary itself: no clock", "check.go", "next: tell us"} {
		if !strings.Contains(err.String(), want) {
			t.Errorf("%q is not said:\n%s", want, err.String())
		}
	}
}
