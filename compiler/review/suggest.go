package review

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/internal/show"
	"github.com/attestary/attestary/compiler/syntax"
)

// MaxSuggestions is how many suggestions a pull request gets.
const MaxSuggestions = 10

// Suggestion is an edit of lines that the pull request changes, which its author can take with one click.
type Suggestion struct {
	Path       string
	Start, End int    // lines that it replaces
	Body       string // Markdown, with the key in it
	Key        string // the same for the same edit of the same lines, wherever they stand
}

// Suggestions are the safe fixes, each of which the compiler has checked, on lines that the pull request
// changes: of the gravest findings, no two on one line.
func (c *Change) Suggestions() []Suggestion {
	var list []Suggestion
	for _, d := range c.graver() {
		s, ok := c.suggestion(d)
		if !ok || slices.ContainsFunc(list, s.overlaps) {
			continue
		}
		if list = append(list, s); len(list) == MaxSuggestions {
			break
		}
	}
	slices.SortStableFunc(list, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Start, b.Start))
	})
	return list
}

func (s Suggestion) overlaps(o Suggestion) bool {
	return s.Path == o.Path && s.Start <= o.End && o.Start <= s.End
}

// suggestion is the first safe fix of a finding as one, if it can be.
func (c *Change) suggestion(d diag.Diagnostic) (Suggestion, bool) {
	i := slices.IndexFunc(d.Fixes, func(f diag.Fix) bool { return f.Kind == diag.Safe && len(f.Edits) > 0 })
	source := c.Head.Project.Sources[d.Range.File]
	if i < 0 || !c.Touched[d.Range.File] || show.Visible(d.Range.File) != d.Range.File || !c.shown(d.Range.File, source) {
		return Suggestion{}, false
	}
	s := Suggestion{Path: d.Range.File}
	s.Start, s.End = d.Fixes[i].Edits[0].Range.Start.Line, 0
	for _, e := range d.Fixes[i].Edits {
		s.Start, s.End = min(s.Start, e.Range.Start.Line), max(s.End, e.Range.End.Line)
	}
	old, now, ok := lines(source, syntax.Apply(source, d.Fixes[i].Edits), s.Start, s.End)
	if !ok || !c.changes(s.Path, old) {
		return Suggestion{}, false
	}
	s.Key = key(d.Code, s.Path, old, now)
	s.Body = body(d, now, s.Key)
	return s, true
}

// shown tells whether the compiler shows all of a file. Where it hides something, an edit of its text would
// write the stars into the file.
func (c *Change) shown(file string, source []byte) bool {
	data, err := fs.ReadFile(c.after, file)
	return err == nil && bytes.Equal(data, source)
}

// lines are the lines from start to end before the edit, and what stands in their place. It is not ok where
// they hold what nobody would see.
func lines(before, after []byte, start, end int) (old, now []string, ok bool) {
	b, a := bytes.Split(before, []byte("\n")), bytes.Split(after, []byte("\n"))
	rest := len(b) - end // lines below, which stay
	if start < 1 || end < start || rest < 0 || start-1 > len(a)-rest {
		return nil, nil, false
	}
	for _, side := range []struct {
		from [][]byte
		into *[]string
	}{{b[start-1 : end], &old}, {a[start-1 : len(a)-rest], &now}} {
		for _, line := range side.from {
			text := strings.ReplaceAll(string(line), "\t", "    ")
			if !utf8.Valid(line) || show.Visible(text) != text {
				return nil, nil, false
			}
			*side.into = append(*side.into, string(line))
		}
	}
	return old, now, len(now) > 0
}

// changes tells whether the pull request brings each of these lines: none of them stands in the file before. A
// line that does may be an old one that moved, on which GitHub takes no suggestion.
func (c *Change) changes(file string, of []string) bool {
	data, err := fs.ReadFile(c.before, file)
	if err != nil {
		return true // the file is new
	}
	known := map[string]bool{}
	for line := range strings.SplitSeq(string(data), "\n") {
		known[line] = true
	}
	return !slices.ContainsFunc(of, func(line string) bool { return known[line] })
}

// body is the text of the suggestion. The fence is longer than any run of backticks in the lines.
func body(d diag.Diagnostic, now []string, key string) string {
	text, fence := strings.Join(now, "\n"), "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fmt.Sprintf("%s %s: %s\n\n%ssuggestion\n%s\n%s\n%s", d.Severity, d.Code, show.Markdown(short(d.Message)), fence, text, fence, keyed(key))
}

// keyed is a line that nobody sees, by which a suggestion is found again.
func keyed(key string) string { return "<!-- attestary:suggestion " + key + " -->" }

// Keys are the keys of the suggestions that stand in a text.
func Keys(text string) []string {
	var keys []string
	for _, part := range strings.Split(text, "<!-- attestary:suggestion ")[1:] {
		if key, _, ok := strings.Cut(part, " -->"); ok {
			keys = append(keys, key)
		}
	}
	return keys
}

func key(code, path string, old, now []string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{code, path, strings.Join(old, "\n"), strings.Join(now, "\n")}, "\x00")))
	return hex.EncodeToString(sum[:8])
}
