package diag_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/internal/golden"
)

// The formats that other programs read, over one finding of each form.
func TestForeignFormats(t *testing.T) {
	t.Parallel()
	golden.Check(t, "testdata/github.txt", []byte(diag.GitHub(findings(), sources)))
	sarif, err := diag.SARIF(findings(), sources, "v1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/findings.sarif", sarif)
	rd, err := diag.RDJSON(findings(), sources)
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/findings.rdjson", rd)
}

// Each program counts columns in its own way: here a sign of two UTF-16 units and four bytes stands before.
func TestColumnsAreCountedAsTheReaderCounts(t *testing.T) {
	t.Parallel()
	in := diag.Sources{file: []byte("a = \"🔑é\" b\n")}
	d := diag.New("RB0102", diag.Range{File: file, Start: diag.Pos{Line: 1, Column: 10, Byte: 13}, End: diag.Pos{Line: 1, Column: 11, Byte: 14}}, "Here.")
	if got := diag.GitHub([]diag.Diagnostic{d}, in); !strings.Contains(got, "col=11,endColumn=12,") {
		t.Errorf("github counts UTF-16 units: %s", got)
	}
	sarif, err := diag.SARIF([]diag.Diagnostic{d}, in, "")
	if err != nil || !strings.Contains(string(sarif), `"startColumn": 11`) {
		t.Errorf("sarif counts UTF-16 units: %v\n%s", err, sarif)
	}
	rd, err := diag.RDJSON([]diag.Diagnostic{d}, in)
	if err != nil || !strings.Contains(string(rd), `"column": 14`) {
		t.Errorf("reviewdog counts bytes: %v\n%s", err, rd)
	}
}

// hostile is a finding whose every text tries to become something else.
func hostile() diag.Diagnostic {
	evil := "50% {0} [x](1)\r\n::error file=a,line=1::pwned\n##[add-path]/tmp\x1b[2J\u202e\xff"
	d := diag.New("RB0102", at(1, 1, 0, 1), evil).WithWhy(evil).WithHelp(evil).At(evil)
	d.Range.File = "a,b:c%\n::warning::x/ü?#.hcl"
	return d.WithFix(diag.Fix{Title: evil, Kind: diag.Safe, Edits: []diag.Edit{{Range: d.Range, New: evil}}})
}

func TestHostileTextStaysInItsCommand(t *testing.T) {
	t.Parallel()
	got := diag.GitHub([]diag.Diagnostic{hostile()}, nil)
	if strings.Count(got, "\n") != 1 || strings.ContainsAny(got, "\r\x1b\u202e") {
		t.Fatalf("more than one line, or something that steers:\n%q", got)
	}
	head, _, _ := strings.Cut(strings.TrimPrefix(got, "::error "), "::")
	want := []string{"file=a%2Cb%3Ac%25�%3A%3Awarning%3A%3Ax/ü?#.hcl", "line=1", "endLine=1", "col=1", "endColumn=2", "title=RB0102 Single quotes"}
	if diff := cmp.Diff(want, strings.Split(head, ",")); diff != "" {
		t.Errorf("properties (-want +got):\n%s", diff)
	}
	if !strings.Contains(got, "::50%25 {0}") {
		t.Errorf("a percent sign would be read as an escape: %s", got)
	}
}

func TestHostileTextIsOnlyTextInSARIF(t *testing.T) {
	t.Parallel()
	out, err := diag.SARIF([]diag.Diagnostic{hostile()}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	var log struct {
		Runs []struct {
			Results []struct {
				Message   struct{ Text string }
				Locations []struct {
					PhysicalLocation struct{ ArtifactLocation struct{ URI string } }
				}
			}
		}
	}
	if err := json.Unmarshal(out, &log); err != nil {
		t.Fatal(err)
	}
	result := log.Runs[0].Results[0]
	if !strings.HasPrefix(result.Message.Text, "50% {{0}} [x] (1)\r\n") {
		t.Errorf("a placeholder or a link: %q", result.Message.Text)
	}
	if got, want := result.Locations[0].PhysicalLocation.ArtifactLocation.URI, "./a,b:c%25%0A::warning::x/%C3%BC%3F%23.hcl"; got != want {
		t.Errorf("address %s, want %s", got, want)
	}
}

// TestOnlySafeFixesAreSuggested: one click takes a suggestion in, so what is only likely is not among them.
func TestOnlySafeFixesAreSuggested(t *testing.T) {
	t.Parallel()
	d := findings()[0]
	d.Fixes[0].Kind = diag.Maybe
	rd, err := diag.RDJSON([]diag.Diagnostic{d}, sources)
	if err != nil || strings.Contains(string(rd), "suggestions") {
		t.Errorf("reviewdog: %v\n%s", err, rd)
	}
	sarif, err := diag.SARIF([]diag.Diagnostic{d}, sources, "")
	if err != nil || strings.Contains(string(sarif), "fixes") {
		t.Errorf("sarif: %v\n%s", err, sarif)
	}
}

// Edits at two places are one suggestion, with what stands between them.
func TestEditsOfOneFixAreOneSuggestion(t *testing.T) {
	t.Parallel()
	open, end := part("'Zoë"), part(" one'")
	open.End.Byte, end.Start.Byte = open.Start.Byte+1, end.End.Byte-1
	d := findings()[0]
	d.Fixes[0].Edits = []diag.Edit{{Range: end, New: `"`}, {Range: open, New: `"`}}
	out, err := diag.RDJSON([]diag.Diagnostic{d}, sources)
	if err != nil {
		t.Fatal(err)
	}
	var result struct {
		Diagnostics []struct{ Suggestions []struct{ Text string } }
	}
	if err := json.Unmarshal(out, &result); err != nil {
		t.Fatal(err)
	}
	if s := result.Diagnostics[0].Suggestions; len(s) != 1 || s[0].Text != `"Zoë 部門 one"` {
		t.Errorf("suggestions %q", s)
	}
}

func TestJSONProblemIsTheSameDocument(t *testing.T) {
	t.Parallel()
	out, err := diag.JSONProblem(diag.Problem{Status: 2, Message: "unknown flag: --bogus", Next: "attestary check --help"})
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/problem.json", out)
}
