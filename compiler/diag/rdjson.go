package diag

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// The part of the Reviewdog Diagnostic Format (message DiagnosticResult) that findings need. Names are
// reviewdog's.
type (
	rdResult struct {
		Source      rdSource       `json:"source"`
		Diagnostics []rdDiagnostic `json:"diagnostics"`
	}
	rdSource struct {
		Name string `json:"name"`
		URL  string `json:"url"`
	}
	rdDiagnostic struct {
		Message     string         `json:"message"`
		Location    *rdLocation    `json:"location,omitempty"`
		Severity    string         `json:"severity"`
		Code        rdCode         `json:"code"`
		Suggestions []rdSuggestion `json:"suggestions,omitempty"`
	}
	rdCode struct {
		Value string `json:"value"`
		URL   string `json:"url"`
	}
	rdLocation struct {
		Path  string   `json:"path"`
		Range *rdRange `json:"range,omitempty"`
	}
	rdRange struct {
		Start rdPlace `json:"start"`
		End   rdPlace `json:"end"`
	}
	rdPlace struct {
		Line   int `json:"line"`
		Column int `json:"column"` // from 1, in bytes of UTF-8, as that format counts
	}
	rdSuggestion struct {
		Range rdRange `json:"range"`
		Text  string  `json:"text"`
	}
)

var rdSeverity = map[Severity]string{Error: "ERROR", Warning: "WARNING", Note: "INFO"}

// RDJSON is the findings as reviewdog reads them (-f=rdjson), with a new line at its end. Suggestions are
// the safe fixes alone, since one click takes them into a pull request; the edits of one fix are one
// suggestion.
func RDJSON(ds []Diagnostic, sources Sources) ([]byte, error) {
	result := rdResult{Source: rdSource{"attestary", home}, Diagnostics: []rdDiagnostic{}}
	for _, d := range ds {
		out := rdDiagnostic{Message: valid(d.Title + ": " + story(d)), Severity: rdSeverity[d.Severity], Code: rdCode{d.Code, byCode[d.Code].Page()}}
		if d.Range.File != "" {
			out.Location = &rdLocation{Path: valid(d.Range.File)}
			if d.Range.Start.Line > 0 {
				at := sources.rdRange(d.Range)
				out.Location.Range = &at
			}
		}
		for _, fix := range d.Fixes {
			if fix.Kind == Safe && len(fix.Edits) > 0 {
				out.Suggestions = append(out.Suggestions, sources.suggestion(fix.Edits))
			}
		}
		result.Diagnostics = append(result.Diagnostics, out)
	}
	out, err := json.Marshal(result, json.Deterministic(true), jsontext.WithIndent("  "))
	if err != nil {
		return nil, fmt.Errorf("findings for reviewdog: %w", err)
	}
	return append(out, '\n'), nil
}

// suggestion is all edits as one: the part of the file from the first to the last, with the edits made.
func (s Sources) suggestion(edits []Edit) rdSuggestion {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b Edit) int { return a.Range.Start.Byte - b.Range.Start.Byte })
	whole := edits[0].Range
	src := s[whole.File]
	var text strings.Builder
	for _, e := range edits {
		if from, to := whole.End.Byte, e.Range.Start.Byte; from < to && to <= len(src) {
			text.Write(src[from:to])
		}
		text.WriteString(e.New)
		whole.End = e.Range.End
	}
	return rdSuggestion{s.rdRange(whole), valid(text.String())}
}

func (s Sources) rdRange(r Range) rdRange {
	return rdRange{s.rdPlace(r.File, r.Start), s.rdPlace(r.File, r.End)}
}

func (s Sources) rdPlace(file string, p Pos) rdPlace {
	return rdPlace{Line: p.Line, Column: s.offsetInLine(file, p) + 1}
}
