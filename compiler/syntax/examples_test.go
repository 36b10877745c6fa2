package syntax_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/internal/fixture"
	"github.com/attestary/attestary/compiler/syntax"
)

// shared is the folder of examples that the language is held to, beside the repository. It is not part
// of it: without the folder, the tests that read it are skipped.
func shared(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../../../shared/examples")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no shared examples beside the repository")
	}
	return dir
}

// wanted is what a bad example's mistake is told as; the examples say it in words, for people. Those that
// are not here need references, types or frameworks, which package check judges.
var wanted = map[string]struct{ code, message string }{
	"and-word":                {"RB0106", "Write && instead of and"},
	"colon-for-equals":        {"RB0103", "takes ="},
	"curly-quotes":            {"RB0101", "Curly quotes"},
	"date-read-as-sum":        {"RB0110", "2099-12-01 is read as a sum"},
	"duplicate-input":         {"RB1007", "two parts input \"days\""},
	"duration-without-quotes": {"RB0109", "A length of time needs quotes"},
	"github-placeholder":      {"RB0104", "${...}"},
	"merge-conflict":          {"RB0210", "Merge conflict markers are still in the file"},
	"missing-closing-brace":   {"RB0117", `A } is missing before this section: step "tls.probe" "site" (line 20) is still open`},
	"missing-closing-quote":   {"RB0116", "The closing quote is missing"},
	"single-equals":           {"RB0115", "compared with =="},
	"single-quotes":           {"RB0102", "Single quotes"},
	"text-without-quotes":     {"RB0108", "Text needs quotes"},
	"two-in-a-line":           {"RB0114", "has one setting"},
	"unknown-section":         {"RB1001", "Did you mean check?"},
	"yes-for-true":            {"RB0107", "Write true instead of yes"},
}

// mendable are those whose mistake one edit mends.
var unmendable = map[string]bool{"merge-conflict": true, "duplicate-input": true}

var expectLine = regexp.MustCompile(`# EXPECT line (\d+):`)

func TestBadExamplesBringOneFindingEach(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob(filepath.Join(shared(t), "bad", "*.runbook.hcl"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no bad examples: %v", err)
	}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		base := filepath.Base(name)
		got := syntax.Judge(base, src)
		want, ours := wanted[strings.TrimSuffix(base, ".runbook.hcl")]
		if !ours {
			if len(got) > 0 {
				t.Errorf("%s is for the checker, and syntax says %s: %s", base, got[0].Code, got[0].Message)
			}
			continue
		}
		line, _ := strconv.Atoi(expectLine.FindStringSubmatch(string(src))[1])
		if len(got) != 1 || got[0].Code != want.code || got[0].Range.Start.Line != line || !strings.Contains(got[0].Message, want.message) {
			t.Errorf("%s: want one %s on line %d with %q", base, want.code, line, want.message)
			for _, d := range got {
				t.Logf("  line %d: %s %s", d.Range.Start.Line, d.Code, d.Message)
			}
			continue
		}
		if mended := len(got[0].Fixes) > 0; mended == unmendable[strings.TrimSuffix(base, ".runbook.hcl")] {
			t.Errorf("%s: offers a fix: %v", base, mended)
		}
		fixture.Fixes(t, base, src, got, judge)
	}
}

func judge(_ testing.TB, name string, src []byte) []diag.Diagnostic { return syntax.Judge(name, src) }
