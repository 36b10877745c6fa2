package review

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/diff"
	"github.com/attestary/attestary/compiler/internal/sample"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// saying is a change in which everything that a stranger may word is these words.
func saying(words string) *Change {
	before, after := sample.Full(), sample.Full()
	before.Title, after.Title, after.Summary, after.Runbook, before.Runbook = "before", words, words, "run", "run"
	after.Phases[0].Steps[0].Title = words
	after.Actions = append(after.Actions, plan.Action{Name: "new.act", Title: words, Effect: kind.Change, Kind: words, Run: plan.Call{Action: words, Paginate: words},
		Outputs: []plan.Output{{Name: "out", Type: words}}})
	after.Phases[0].Steps = append(after.Phases[0].Steps, plan.Step{Name: "new", Action: "new.act", Effect: kind.Change, Connection: words, By: words})
	after.Roles = append(after.Roles, plan.Role{Name: "new", Members: []string{words}})
	after.Secrets = append(after.Secrets, plan.Secret{Name: "new", From: words, Purpose: words})
	after.Reviews = append(after.Reviews, plan.Review{Name: "new", Effects: []kind.Effect{kind.Effect("no " + words)}, From: []string{words}, Min: 2})
	after.Triggers = append(after.Triggers, plan.Trigger{Name: "new", Kind: words, Cron: words})
	at := diag.Range{File: words, Start: diag.Pos{Line: 3}, End: diag.Pos{Line: 3}}
	c := &Change{
		Before: []*plan.Plan{before}, After: []*plan.Plan{after}, Touched: map[string]bool{}, before: fstest.MapFS{}, after: fstest.MapFS{},
		Head:     &compiler.Result{Project: &syntax.Project{}, Framework: catalog.Lookup},
		Findings: []diag.Diagnostic{{Code: "RB0001", Severity: diag.Error, Title: "title", Message: words, Why: words, Help: words, Range: at}},
	}
	c.Diff, c.Drift = diff.Compare(c.Before, c.After), []Drift{{words, words}}
	return c
}

// pages are all texts that are Markdown.
func pages(words string) []string {
	c := saying(words)
	told := Told{Base: strings.Repeat("b", 40), Head: strings.Repeat("a", 40), Branch: words, Version: "1", More: "https://forge.example/x"}
	tests := Tests([]Test{{Name: words, File: words, Line: 1, Wrong: []string{words}}})
	check, _, _ := strings.Cut(c.Check(told).Text, "\n1 finding of 1 is not shown") // a name that is not shown has no annotation
	return []string{c.Comment(told), c.Summary(told, tests), check}
}

var parser = goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()

// built is what a reader of Markdown makes of a text: its parts in order, without what they say.
func built(page string) string {
	var b strings.Builder
	source := []byte(page)
	_ = ast.Walk(parser.Parse(text.NewReader(source)), func(n ast.Node, enter bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text, *ast.String:
		case *ast.RawHTML:
			if enter {
				fmt.Fprintf(&b, "html %s;", n.Segments.Value(source))
			}
		case *ast.HTMLBlock:
			if enter {
				fmt.Fprintf(&b, "block %s;", n.Lines().Value(source))
			}
		case *ast.Link:
			fmt.Fprintf(&b, "link %s;", n.Destination)
		default:
			fmt.Fprintf(&b, "%s %t;", n.Kind(), enter)
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// calling is what a forge takes for a call of somebody or something.
var calling = regexp.MustCompile(`@[A-Za-z0-9]|#[0-9]|://|www\.[A-Za-z]`)

// FuzzPages: whatever a stranger words, the pages are built as they are with plain words, and call nobody.
func FuzzPages(f *testing.F) {
	for _, words := range []string{
		"a | b", "a \\| b\n| c | d |", "```\n## Approved\n", "~~~", "<!-- x", "--> <b>", "<img src=x onerror=alert(1)>", "</code></td></table>", "[a](https://evil.example)",
		"![a](b)", "@acme/security", "#1", "https://evil.example", "www.evil.example", "a@b.example", "**b**", "_a_", "~~a~~", "$a$", ":tada:", "\u202ea", "\r\n\r\n# a", "1. a", "- [x] a",
		"::set-output name=a::b", "%0A::add-mask::x", "&lt;b&gt;", "[^1]", "[a]: https://evil.example", "`a`", "\x00", "\xff", "    code", "\u2028# a", "<https://evil.example>", "a\\",
	} {
		f.Add(words)
	}
	plain := pages("plain words")
	for i := range plain {
		plain[i] = built(plain[i])
	}
	f.Fuzz(func(t *testing.T, words string) {
		if len(words) > 200 || strings.TrimSpace(words) == "" || words == "before" || !utf8.ValidString(words) {
			return
		}
		for i, page := range pages(words) {
			if strings.Contains(page, "(hidden)") {
				return // words that look like a secret
			}
			if got := built(page); got != plain[i] {
				t.Fatalf("%q builds\n%s\nnot\n%s\n%s", words, got, plain[i], page)
			}
			if call := calling.FindString(html.UnescapeString(strings.ReplaceAll(page, "://forge.example", ""))); call != "" {
				t.Fatalf("%q calls %q:\n%s", words, call, page)
			}
		}
	})
}

// TestBold: what asks for more is bold where a reader looks, and nothing else is.
func TestBold(t *testing.T) {
	t.Parallel()
	c := saying("words")
	c.After[0].Uses[0].Allow = append(c.After[0].Uses[0].Allow, "POST /**")
	c.Diff = diff.Compare(c.Before, c.After)
	source := []byte(c.Comment(Told{}))
	var bold []string
	_ = ast.Walk(parser.Parse(text.NewReader(source)), func(n ast.Node, enter bool) (ast.WalkStatus, error) {
		if n.Kind() == ast.KindEmphasis && enter {
			var words strings.Builder
			for child := n.FirstChild(); child != nil; child = child.NextSibling() {
				if t, ok := child.(*ast.Text); ok {
					words.Write(t.Value(source))
				}
			}
			bold = append(bold, words.String())
		}
		return ast.WalkContinue, nil
	})
	if got := strings.Join(bold, "; "); got != `asks for more; changes; words; words (new.act); changes; POST /\*\*; words; Bold` {
		t.Errorf("bold: %s\n%s", got, source)
	}
}

// FuzzSuggestion: whatever stands in the lines, a suggestion is one block of code with them in it.
func FuzzSuggestion(f *testing.F) {
	for _, line := range []string{"a", "```", "````\n```", "~~~", "  ```suggestion", "<!-- -->", "`", "\t```\n"} {
		f.Add(line, "words")
	}
	f.Fuzz(func(t *testing.T, line, words string) {
		_, now, ok := lines([]byte(line), []byte(line), 1, strings.Count(line, "\n")+1)
		if !ok || len(line) > 1000 || len(words) > 200 || strings.TrimSpace(words) == "" {
			return
		}
		body := body(diag.Diagnostic{Code: "RB0001", Severity: diag.Error, Message: words}, now, "0123456789abcdef")
		var blocks []string
		source := []byte(body)
		doc := parser.Parse(text.NewReader(source))
		for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
			blocks = append(blocks, n.Kind().String())
			if code, ok := n.(*ast.FencedCodeBlock); ok {
				if got := string(code.Lines().Value(source)); got != strings.Join(now, "\n")+"\n" || string(code.Language(source)) != "suggestion" {
					t.Errorf("%q is suggested as %q", line, got)
				}
			}
		}
		if strings.Join(blocks, " ") != "Paragraph FencedCodeBlock HTMLBlock" {
			t.Errorf("%q: %v\n%s", line, blocks, body)
		}
		if keys := Keys(body); len(keys) == 0 || keys[len(keys)-1] != "0123456789abcdef" {
			t.Errorf("%q: keys %v", line, keys)
		}
	})
}
