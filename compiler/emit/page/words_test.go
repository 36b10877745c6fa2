package page_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/attestary/attestary/compiler/emit/page"
	"github.com/attestary/attestary/compiler/internal/sample"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// everywhere is a plan that says the words in all places of a text's kind: at the beginning of a line, in a
// cell, between quotes, as code.
func everywhere(words string) *plan.Plan {
	p := sample.Full()
	p.Title, p.Summary = words, words
	p.Inputs[0].Title, p.Inputs[0].Description, p.Inputs[0].Example, p.Inputs[1].Pattern = words, words, words, words
	p.Checks[0].Message, p.Checks[0].Remedy = expr.Lit(expr.OfText(words)), words
	p.Checks[0].Condition = expr.Ref("input", words)
	p.Evidence[0].Description, p.Secrets[0].Purpose, p.Triggers[2].Label = words, words, words
	p.Phases[0].Title, p.Phases[0].Steps[0].Title, p.Owner = words, words, words
	return p
}

// shape is what Markdown would make of a page: its lines without words, which a stranger must not decide.
func shape(markdown string) []string {
	var lines []string
	for line := range strings.Lines(markdown) {
		lines = append(lines, regexp.MustCompile(`^( *)(#+ |[0-9]+\. |- |\| |\|---|`+"```"+`)?`).FindString(strings.TrimRight(line, "\n")))
	}
	return lines
}

// Each of these would be something else than text on a page at GitHub.
func TestWordsStayWords(t *testing.T) {
	t.Parallel()
	plainWords := shape(page.New(everywhere("Ab"), catalog.Lookup).Markdown())
	for _, c := range []struct{ name, words, never string }{
		{"the end of a cell", "a | b", ""},
		{"the end of a row", "a |\n| power | none |", "\n| power | none"},
		{"a heading", "a\n\n# approved", "\n# approved"},
		{"a heading above", "===", "\n==="},
		{"a rule", "---", "\n---\n"},
		{"a list", "- a", "\n- a"},
		{"a numbered list", "1. a", "\n1. a"},
		{"a list with another bracket", "7) a", "\n7) a"},
		{"a quotation", "> a", "\n> "},
		{"a fence", "```", "\n```\n\n"},
		{"an indented line", "    a", "\n    a\n\n"},
		{"a mention", "@octocat", " @o"},
		{"an issue", "fixes #1", "fixes #1 "},
		{"a link", "[a](b)", " [a]("},
		{"an image", "![a](b)", " ![a]("},
		{"HTML", "<img src=x>", " <img"},
		{"a comment", "<!-- a -->", " <!-- a"},
		{"bold", "**a**", " ***a"},
		{"the end of code", "`", ""},
		{"the end of longer code", "a``b", ""},
		{"text from right to left", "a\u202eb", "\u202e"},
		{"a terminal", "a\x1b[2J", "\x1b"},
		{"a line of its own", "a\u2028b", "\u2028"},
	} {
		text := page.New(everywhere(c.words), catalog.Lookup).Markdown()
		outside := withoutCode(text)
		if c.never != "" && strings.Contains(outside, c.never) {
			t.Errorf("%s: it has %q:\n%s", c.name, c.never, text)
		}
		if got := shape(text); strings.Join(got, "\n") != strings.Join(plainWords, "\n") {
			t.Errorf("%s: the page has another shape:\n%s", c.name, text)
		}
	}
}

// withoutCode is a page without what stands between backticks, read as CommonMark reads it: as many of them
// as began it end it.
func withoutCode(markdown string) string {
	var out strings.Builder
	for len(markdown) > 0 {
		start := strings.IndexByte(markdown, '`')
		if start < 0 {
			break
		}
		run := len(markdown[start:]) - len(strings.TrimLeft(markdown[start:], "`"))
		out.WriteString(markdown[:start])
		markdown = markdown[start+run:]
		end := closing(markdown, run)
		if end < 0 {
			out.WriteString(strings.Repeat("`", run))
			continue
		}
		out.WriteString("code")
		markdown = markdown[end+run:]
	}
	return out.String() + markdown
}

func closing(text string, run int) int {
	for at := 0; at < len(text); {
		next := strings.IndexByte(text[at:], '`')
		if next < 0 {
			return -1
		}
		at += next
		length := len(text[at:]) - len(strings.TrimLeft(text[at:], "`"))
		if length == run {
			return at
		}
		at += length
	}
	return -1
}

// FuzzWords: whatever the words are, the page keeps its shape, and a terminal shows only what it can print.
func FuzzWords(f *testing.F) {
	for _, words := range []string{"a | b", "- a\n- b", "`", "``` sh", "1. x", "\x1b", "a\\", "&amp;", "=", "12)", "#", "\u2028"} {
		f.Add(words)
	}
	want := strings.Join(shape(page.New(everywhere("Ab"), catalog.Lookup).Markdown()), "\n")
	f.Fuzz(func(t *testing.T, words string) {
		if len(words) > 100 || !utf8.ValidString(words) || strings.TrimSpace(words) == "" {
			return
		}
		p := page.New(everywhere(words), catalog.Lookup)
		if got := strings.Join(shape(p.Markdown()), "\n"); got != want {
			t.Errorf("%q: the page has another shape:\n%s", words, p.Markdown())
		}
		if strings.ContainsFunc(p.Text(80), func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f }) {
			t.Errorf("%q: a terminal would be steered", words)
		}
	})
}

// What could be a credential, and what a sensitive input decides, is not on a page.
func TestHidden(t *testing.T) {
	t.Parallel()
	const token, pin = "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "4711"
	p := sample.Full()
	site, list := p.Step("site"), p.Step("list")
	list.Settings["headers"] = expr.Lit(expr.OfObject(map[string]expr.Value{"Accept": expr.OfText(pin)}))
	list.Settings["body"] = expr.Lit(expr.OfText("key " + token))
	site.When = &expr.Node{Op: expr.OpEqual, Args: []*expr.Node{expr.Ref("input", "pin"), expr.Lit(expr.OfText(pin))}}
	secret := expr.OfText(pin)
	p.Inputs[2].Default = &secret
	p.Connections[0].URL = "https://" + pin + "@inventory.acme.example"
	for _, text := range []string{page.New(p, catalog.Lookup).Markdown(), page.New(p, catalog.Lookup).Text(80)} {
		if strings.Contains(text, token) || strings.Contains(text, pin) {
			t.Errorf("it is shown:\n%s", text)
		}
		if strings.Count(text, "(hidden)") < 3 {
			t.Errorf("it is not told that something is hidden:\n%s", text)
		}
	}
}
