package diag_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/internal/golden"
)

const file = "runbooks/look-around.runbook.hcl"

var sources = diag.Sources{file: []byte("runbook \"look-around\" {\n\ttitle = 'Zoë 部門 one'\n}\n\x1b[2K\n")}

func at(line, column, from, to int) diag.Range {
	return diag.Range{File: file, Start: diag.Pos{Line: line, Column: column, Byte: from}, End: diag.Pos{Line: line, Column: column + 1, Byte: to}}
}

// part is the place of a text in the source.
func part(text string) diag.Range {
	src := string(sources[file])
	from := strings.Index(src, text)
	pos := func(n int) diag.Pos {
		line := src[strings.LastIndexByte(src[:n], '\n')+1 : n]
		return diag.Pos{Line: 1 + strings.Count(src[:n], "\n"), Column: 1 + utf8.RuneCountInString(line), Byte: n}
	}
	return diag.Range{File: file, Start: pos(from), End: pos(from + len(text))}
}

// findings are one of each form: with everything, with a file alone, and without a place.
func findings() []diag.Diagnostic {
	quotes := diag.New("RB0102", part("'Zoë 部門 one'"), "Single quotes do not begin or end a text.").
		WithWhy("There is one way to write a text, so that all runbooks read alike whoever wrote them.").
		WithHelp(`Write double quotes: "like this".`).At("runbook.look-around").
		WithRelated(part("runbook"), "in this section").
		WithFix(diag.Fix{Title: "write double quotes", Kind: diag.Safe, Edits: []diag.Edit{{Range: part("'Zoë 部門 one'"), New: `"Zoë 部門 one"`}}})
	steering := diag.New("RB0214", part("\x1b"), "Character U+001B stands here.")
	return []diag.Diagnostic{quotes, steering, diag.New("RB1016", diag.Range{File: file}, "No file ends in .runbook.hcl.")}
}

func TestRenderers(t *testing.T) {
	t.Parallel()
	golden.Check(t, "testdata/human.txt", []byte(diag.Human(findings(), sources, diag.View{Width: 60})))
	golden.Check(t, "testdata/color.txt", []byte(diag.Human(findings()[:1], sources, diag.View{Color: true})))
	golden.Check(t, "testdata/short.txt", []byte(diag.Short(findings(), diag.View{})))
	golden.Check(t, "testdata/line.txt", []byte(diag.Line(findings())))
	doc, err := diag.JSON(findings(), sources)
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/findings.json", doc)
	if got := diag.Summary(findings()); got != "2 errors, 1 warning" {
		t.Errorf("summary: %q", got)
	}
}

func TestHumanKeepsItsWidthAndNeverSteersTheTerminal(t *testing.T) {
	t.Parallel()
	long := diag.Sources{file: []byte("a = [" + strings.Repeat("\"部門\", ", 200) + "\x1b[31m]\n")}
	out := diag.Human([]diag.Diagnostic{diag.New("RB0214", at(1, 900, 1400, 1401), strings.Repeat("word ", 80))}, long, diag.View{Width: 50})
	if strings.ContainsRune(out, 0x1b) {
		t.Errorf("an escape reached the output:\n%q", out)
	}
	for line := range strings.Lines(out) {
		if w := runewidth.StringWidth(strings.TrimSpace(line)); w > 50 && !strings.Contains(line, "-->") {
			t.Errorf("%d columns: %s", w, line)
		}
	}
}

// A log of GitHub Actions is read for commands: none of a file's words becomes one, wherever a line breaks.
func TestNothingShownIsACommand(t *testing.T) {
	t.Parallel()
	evil := strings.Repeat("::stop-commands::x ##[add-mask]y ", 20)
	in := diag.Sources{file: []byte(evil + "\n")}
	for width := 40; width < 60; width++ {
		ds := []diag.Diagnostic{diag.New("RB0102", at(1, 1, 0, 1), evil).WithWhy(evil).WithHelp(evil)}
		for line := range strings.Lines(diag.Human(ds, in, diag.View{Width: width}) + diag.Short(ds, diag.View{}) + diag.Line(ds)) {
			if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##[") {
				t.Fatalf("width %d: %q", width, line)
			}
		}
	}
	if got := diag.Printable("  ::error::x"); got != "  :�error::x" {
		t.Errorf("%q", got)
	}
}

func TestFoldKeepsTheFirstAndCountsTheRest(t *testing.T) {
	t.Parallel()
	var ds []diag.Diagnostic
	for line := 1; line <= 20; line++ {
		ds = append(ds, diag.New("RB0102", at(line, 1, line, line+1), "Single quotes do not begin or end a text."))
	}
	folded := diag.Fold(ds, 3)
	if len(folded) != 3 || len(folded[2].More) != 17 || folded[2].More[0].Start.Line != 4 {
		t.Errorf("%d kept, %d folded", len(folded), len(folded[2].More))
	}
	if out := diag.Short(ds, diag.View{}); !strings.Contains(out, "and 17 more like this") {
		t.Errorf("short does not count them:\n%s", out)
	}
}

func TestSortIsByPlace(t *testing.T) {
	t.Parallel()
	ds := []diag.Diagnostic{
		diag.New("RB0102", at(9, 1, 90, 91), "b"), diag.New("RB0101", at(2, 1, 20, 21), "c"), diag.New("RB0101", at(9, 1, 90, 91), "a"),
	}
	diag.Sort(ds)
	if got := ds[0].Message + ds[1].Message + ds[2].Message; got != "cab" {
		t.Errorf("order %s, want cab", got)
	}
}

func TestFingerprintSurvivesMovedLines(t *testing.T) {
	t.Parallel()
	moved := diag.Sources{file: append([]byte("# a new line\n"), sources[file]...)}
	before := fingerprint(t, findings()[0], sources)
	d := findings()[0]
	d.Range = at(3, 10, 46, 64)
	if after := fingerprint(t, d, moved); after != before {
		t.Errorf("%s became %s", before, after)
	}
	d.Address = "step.other"
	if other := fingerprint(t, d, moved); other == before {
		t.Error("another part has the same fingerprint")
	}
}

func fingerprint(t *testing.T, d diag.Diagnostic, in diag.Sources) string {
	t.Helper()
	out, err := diag.JSON([]diag.Diagnostic{d}, in)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Findings []struct{ Fingerprint string }
	}
	if err := json.Unmarshal(out, &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Findings[0].Fingerprint
}

var jargon = regexp.MustCompile(`(?i)\b(attribute|block|argument|identifier|tuple|traversal|interpolation|heredoc|AST|parser?)\b`)

// TestRegistryKeepsItsForm: titles are short and without HCL's words, codes are in their group, and each
// row says everything that explain shows.
func TestRegistryKeepsItsForm(t *testing.T) {
	t.Parallel()
	for _, e := range diag.Entries() {
		if len([]rune(e.Title)) > 60 || e.Title == "" || strings.HasSuffix(e.Title, ".") {
			t.Errorf("%s: title %q", e.Code, e.Title)
		}
		for _, text := range []string{e.Title, e.Cause, e.Why} {
			if word := jargon.FindString(text); word != "" {
				t.Errorf("%s: %q is a word of HCL's: %s", e.Code, word, text)
			}
		}
		if e.Cause == "" || e.Wrong == "" || e.Right == "" || e.Why == "" {
			t.Errorf("%s: the row lacks a part", e.Code)
		}
		if !regexp.MustCompile(`^RB\d{4}$`).MatchString(e.Code) {
			t.Errorf("%q is no code", e.Code)
		}
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	words := []string{"timeout", "title", "needs", "when"}
	for word, want := range map[string]string{"timout": "timeout", "tilte": "title", "need": "needs", "xyz": "", "parallel": "", "whe": "when"} {
		if got := diag.Nearest(word, words); got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
}
