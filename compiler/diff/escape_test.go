package diff_test

import (
	"html"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/attestary/attestary/compiler/diff"
	"github.com/attestary/attestary/compiler/internal/sample"
	"github.com/attestary/attestary/schemas/plan"
)

// titled is the Markdown of a plan whose title becomes what somebody wrote.
func titled(words string) string {
	after := sample.Full()
	after.Title = words
	return diff.Markdown(diff.Compare([]*plan.Plan{sample.Full()}, []*plan.Plan{after}))
}

// Each of these would be something else than text in a comment on GitHub.
func TestWordsStayWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, words, never string }{
		{"the end of a cell", `a | b`, "a |"},
		{"the end of a cell behind a backslash", `a \| b`, `|`},
		{"the end of a row", "a |\n| power | none |", "\n| power"},
		{"a heading", "a\n\n### approved", "\n#"},
		{"a mention", "@octocat", "@o"},
		{"a mention of a team", "@acme/security", "@a"},
		{"an issue", "fixes #1", "#1"},
		{"an address", "https://evil.example", "://"},
		{"an address without a scheme", "www.evil.example", "www."},
		{"an address for mail", "a@evil.example", "@e"},
		{"a link", "[a](b)", "[a]("},
		{"an image", "![a](b)", "![a"},
		{"HTML", "<img src=x>", "<img"},
		{"the end of code", "</code><b>", "</code><b>"},
		{"an entity", "&lt;", " &lt;"},
		{"a comment", "<!-- attestary -->", "<!--"},
		{"code", "`a`", "`"},
		{"bold, which means more power", "**a**", " **a"},
		{"mathematics", "$a$", " $a"},
		{"an emoji", ":tada:", " :tada"},
		{"text from right to left", "a\u202eb", "\u202e"},
		{"a letter that shows as nothing", "a\u3164b", "\u3164"},
		{"a line of its own", "a\u2028b", "\u2028"},
		{"a terminal", "\x1b[2J", "\x1b"},
	} {
		if markdown := row(t, titled(c.words)); strings.Contains(markdown, c.never) {
			t.Errorf("%s: it has %q: %s", c.name, c.never, markdown)
		}
	}
}

// row is what the title says in the Markdown: the last cell of the one row.
func row(t *testing.T, markdown string) string {
	t.Helper()
	_, rest, ok := strings.Cut(markdown, "| words | called <code>Are our certificates fine?</code> | called <code>")
	shown, after, ends := strings.Cut(rest, "</code> |\n\nrunbook: 1 changed.\n")
	if !ok || !ends || after != "" {
		t.Fatalf("the table is not one row: %s", markdown)
	}
	return shown
}

// FuzzMarkdown: whatever a title says, the comment is one table with one row, in whose last cell nothing
// but the title stands: undoing the escapes gives it back.
func FuzzMarkdown(f *testing.F) {
	for _, words := range []string{"a | b", `\|`, "</code>", "`", "@a #1 https://b.c", "\u202e", "é", "\xff", "a\\", "&amp;", "\u200b"} {
		f.Add(words)
	}
	f.Fuzz(func(t *testing.T, words string) {
		if len(words) > 200 || !utf8.ValidString(words) || words == sample.Full().Title || words == "" || strings.ContainsRune(words, '\u200b') {
			return
		}
		markdown := titled(words)
		if strings.Contains(markdown, "changed (hidden)") {
			return
		}
		shown := row(t, markdown)
		if strings.ContainsAny(shown, "|\n\r<>`\x00\x1b") {
			t.Errorf("%q is shown as %q", words, shown)
		}
		var plain strings.Builder
		for i := 0; i < len(shown); i++ {
			if shown[i] == '\\' {
				i++
			}
			plain.WriteByte(shown[i])
		}
		after := sample.Full()
		after.Title = words
		want := diff.Compare([]*plan.Plan{sample.Full()}, []*plan.Plan{after}).Runbooks[0].Changes[0].After
		if got := html.UnescapeString(strings.ReplaceAll(plain.String(), "\u200b", "")); got != want {
			t.Errorf("%q is shown as %q, which reads %q", words, shown, got)
		}
	})
}
