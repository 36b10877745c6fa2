package diag

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Format names the version of the document that JSON writes.
const Format = "https://attestary.dev/findings/v1"

// The document of findings. Its fields are a contract with editors and other programs.
type (
	document struct {
		Format   string    `json:"format"`
		Findings []finding `json:"findings"`
		Problem  *Problem  `json:"problem,omitempty"`
	}
	finding struct {
		Code        string     `json:"code"`
		Severity    Severity   `json:"severity"`
		Title       string     `json:"title"`
		Message     string     `json:"message"`
		Why         string     `json:"why,omitempty"`
		Help        string     `json:"help,omitempty"`
		Address     string     `json:"address,omitempty"`
		Range       *textRange `json:"range,omitempty"`
		Snippet     string     `json:"snippet,omitempty"` // the line that the range begins on
		Related     []related  `json:"related,omitempty"`
		Fixes       []fix      `json:"fixes,omitempty"`
		Fingerprint string     `json:"fingerprint"`
	}
	textRange struct {
		File  string     `json:"file"`
		Start *textPlace `json:"start,omitempty"`
		End   *textPlace `json:"end,omitempty"`
	}
	textPlace struct {
		Line   int `json:"line"`
		Column int `json:"column"` // in characters as people count them, from 1
		UTF16  int `json:"utf16"`  // the same in UTF-16 units, as editors count
		Byte   int `json:"byte"`   // from the start of the file, from 0
	}
	related struct {
		Range   *textRange `json:"range"`
		Message string     `json:"message"`
	}
	fix struct {
		Title string  `json:"title"`
		Kind  FixKind `json:"kind"`
		Edits []edit  `json:"edits"`
	}
	edit struct {
		Range *textRange `json:"range"`
		New   string     `json:"new"`
	}
)

// JSON is the one document that holds all findings, none folded, in the order of ds, with a new line at
// its end.
func JSON(ds []Diagnostic, sources Sources) ([]byte, error) {
	doc := document{Format: Format, Findings: []finding{}}
	seen := map[string]int{}
	for _, d := range ds {
		f := finding{
			Code: d.Code, Severity: d.Severity, Title: d.Title, Message: valid(d.Message), Why: valid(d.Why), Help: valid(d.Help),
			Address: valid(d.Address), Range: sources.textRange(d.Range), Snippet: valid(sources.line(d.Range.File, d.Range.Start.Line)),
		}
		for _, r := range d.Related {
			f.Related = append(f.Related, related{sources.textRange(r.Range), valid(r.Message)})
		}
		for _, x := range d.Fixes {
			f.Fixes = append(f.Fixes, sources.fix(x))
		}
		f.Fingerprint = sources.fingerprint(d, seen)
		doc.Findings = append(doc.Findings, f)
	}
	return doc.encode()
}

// Problem is why there are no findings to tell: nobody could look.
type Problem struct {
	Status  int    `json:"status"`         // the exit status: 2 wrong usage, 3 could not look
	Message string `json:"message"`        // what is wrong, as one line
	Next    string `json:"next,omitempty"` // a command to type
}

// JSONProblem is the same document as that of JSON, for when there is a problem in place of findings, so
// that a program always reads one document.
func JSONProblem(p Problem) ([]byte, error) {
	p.Message, p.Next = valid(p.Message), valid(p.Next)
	return document{Format: Format, Findings: []finding{}, Problem: &p}.encode()
}

func (d document) encode() ([]byte, error) {
	out, err := json.Marshal(d, json.Deterministic(true), jsontext.WithIndent("  "))
	if err != nil {
		return nil, fmt.Errorf("findings: %w", err)
	}
	return append(out, '\n'), nil
}

// fingerprint names a finding so that it keeps its name when lines above it come and go: by its code,
// file, address and the text of its line. Findings that share all of these are told apart by their order,
// for which seen counts them; it is the same map for all findings of one run.
func (s Sources) fingerprint(d Diagnostic, seen map[string]int) string {
	line := strings.Join(strings.Fields(s.line(d.Range.File, d.Range.Start.Line)), " ")
	key := strings.Join([]string{d.Code, d.Range.File, d.Address, line}, "\x00")
	seen[key]++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", key, seen[key]))
	return hex.EncodeToString(sum[:8])
}

func (s Sources) fix(x Fix) fix {
	out := fix{Title: x.Title, Kind: x.Kind}
	for _, e := range x.Edits {
		out.Edits = append(out.Edits, edit{s.textRange(e.Range), valid(e.New)})
	}
	return out
}

func (s Sources) textRange(r Range) *textRange {
	if r.File == "" {
		return nil
	}
	out := &textRange{File: valid(r.File)}
	if r.Start.Line > 0 {
		out.Start, out.End = s.textPlace(r.File, r.Start), s.textPlace(r.File, r.End)
	}
	return out
}

func (s Sources) textPlace(file string, p Pos) *textPlace {
	return &textPlace{Line: p.Line, Column: p.Column, UTF16: s.utf16Column(file, p), Byte: p.Byte}
}

// valid is text with � for bytes that are not UTF-8.
func valid(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }
