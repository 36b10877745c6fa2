package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/verdict"
)

// Page is the report as one HTML file that needs nothing else: no request leaves it, no script runs in
// it. It works with JavaScript off, with a keyboard alone, on paper, and without colours. Verdict is
// required.
type Page struct {
	Verdict *verdict.Verdict
	Score   *verdict.Scorecard // nil: there is none, and NoScore says why
	NoScore string
	Project string
	Zone    *time.Location // the project's; nil: the page tells times in UTC alone
	Place   Place          // nil: runbooks are named by their files
	// Verify are the commands with which a reader verifies the same ledger; nil: those of a clone.
	Verify []string
}

//go:embed page.html
var pageText string

//go:embed page.css
var pageStyle string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// pagePolicy lets the page use its own style sheet, by digest, and nothing else from anywhere.
var pagePolicy = func() string {
	sum := sha256.Sum256([]byte(pageStyle))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}()

// HTML writes the page.
func (p Page) HTML(w io.Writer) error {
	if p.Verdict == nil {
		return errors.New("report: a page needs a verdict")
	}
	if p.Verify == nil {
		p.Verify = []string{
			"git clone --mirror REPOSITORY audit.git && cd audit.git",
			"attestary verify --key key.pub",
			"attestary verify --key key.pub --since kept-checkpoint",
		}
	}
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, sheet{p}); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	// The template escapes what HTML would understand; this is for what eyes would not see.
	seen := bytes.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != '\u200d' && r != '\u200c' {
			return unicode.ReplacementChar
		}
		return r
	}, b.Bytes())
	_, err := w.Write(seen)
	return err
}

// sheet is what the template asks.
type sheet struct{ Page }

func (sheet) Style() template.CSS { return template.CSS(pageStyle) }
func (sheet) Policy() string      { return pagePolicy }
func (sheet) OwnReading() string  { return ownReading }

func (s sheet) Overall() string { return overall(s.Verdict) }
func (s sheet) Refuted() string { return refutedText(s.Score) }
func (s sheet) Keep() bool      { return worthKeeping(s.Verdict) }

// Named are the claims with an outcome.
func (s sheet) Named(outcome string) []verdict.Claim {
	var out []verdict.Claim
	for _, c := range s.Verdict.Claims {
		if string(c.Outcome) == outcome {
			out = append(out, c)
		}
	}
	return out
}

// Class is the colour of the verdict as a whole.
func (s sheet) Class() string {
	switch {
	case s.Verdict.Refuted():
		return "bad"
	case s.Verdict.Unheld() || s.Verdict.Findings != nil:
		return "warn"
	}
	return "good"
}

// Found counts the findings in a sentence; "" where there are none.
func (s sheet) Found() string { return foundText(s.Verdict.Findings) }

// Findings are the first of them.
func (s sheet) Findings() []finding { list, _ := found(s.Verdict.Findings); return list }

// Unfound is how many more findings there are.
func (s sheet) Unfound() int64 { _, more := found(s.Verdict.Findings); return more }

// When tells an instant to people and to machines.
func (s sheet) When(instant string) template.HTML {
	t, err := time.Parse(instantForm, instant)
	if err != nil {
		return template.HTML(template.HTMLEscapeString(instant))
	}
	text := t.Format("2 January 2006, 15:04 UTC")
	if s.Zone != nil && s.Zone != time.UTC {
		local := t.In(s.Zone)
		form := "15:04 "
		if local.Day() != t.Day() {
			form = "2 January, 15:04 "
		}
		text += " (" + local.Format(form) + s.Zone.String() + ")"
	}
	return template.HTML(`<time datetime="` + instant + `">` + template.HTMLEscapeString(text) + `</time>`)
}

func (sheet) Mark(s verdict.Standing) string       { return marks[s] }
func (sheet) ClaimMark(o verdict.Outcome) string   { return claimMarks[o] }
func (sheet) Said(c verdict.Cell) string           { return cellSaid(&c) }
func (sheet) ProofSaid(p verdict.Proof) string     { return proofSaid(&p) }
func (sheet) Claimed(f verdict.Function) bool      { return claimed(&f) }
func (sheet) Fault(f verdict.Fault) string         { return faultText(f) }
func (sheet) Word(s verdict.Standing) string       { return strings.ReplaceAll(string(s), " ", "-") }
func (sheet) More(c verdict.Claim) int64           { return c.Count - int64(len(c.Faults)) }
func (sheet) Unlisted(v *verdict.Verdict) int64    { return v.Open - int64(len(v.Unfinished)) }
func (sheet) Rungs() []string                      { return verdict.Stages() }
func (sheet) Waiver(w verdict.Waiver) string       { return waiverText(&w) }
func (sheet) Length(seconds int64) string          { return expr.FormatLength(seconds) }
func (s sheet) Active(w verdict.Waiver) bool       { return w.Active(s.Verdict.AsOf) }
func (sheet) Entries(n int64) string               { return entries(n) }
func (sheet) Later(card *verdict.Scorecard) string { return count(card.Later, "run") }

// Reached tells whether a function earned a stage, or one above it.
func (sheet) Reached(f verdict.Function, stage string) bool { return rank(f.Earned) >= rank(stage) }

// Open is the gravest standing of the stages that a runbook claims and that are not met; nil: none.
func (sheet) Open(f verdict.Function) *verdict.Cell {
	for i := range f.Cells {
		if c := &f.Cells[i]; c.Standing != verdict.Met && c.Standing != verdict.Unclaimed {
			return c
		}
	}
	return nil
}

// step is something to do for a function of a pillar.
type step struct {
	Pillar string
	verdict.Function
}

// Steps are the functions that a runbook claims, and where something is left to do for that claim.
func (s sheet) Steps() []step {
	var out []step
	for _, p := range s.Score.Pillars {
		for _, f := range p.Functions {
			if s.Open(f) != nil {
				out = append(out, step{p.Name, f})
			}
		}
	}
	return out
}

// Tier says what the tier of the evidence is worth, in words.
func (s sheet) Tier() string {
	switch s.Verdict.Tier {
	case verdict.TierSigned:
		return "its times are its own word, and no witness has seen it"
	case verdict.TierTimed:
		return "others stamped its times, and no witness has seen it"
	}
	return "others stamped its times, and a witness has seen it"
}

// Unclaimed are the functions of a pillar that nobody claims.
func (sheet) Unclaimed(p verdict.Pillar) []verdict.Function {
	var out []verdict.Function
	for _, f := range p.Functions {
		if !claimed(&f) {
			out = append(out, f)
		}
	}
	return out
}

// Same tells whether a runbook proves the cell by what also proves the stage that it states: one run, one
// place on the page.
func (sheet) Same(f verdict.Function, p verdict.Proof) bool {
	for _, c := range f.Cells {
		for _, o := range c.Claims {
			if c.Stage == p.Claimed && o.Runbook == p.Runbook {
				return o.Run == p.Run && o.Standing == p.Standing
			}
		}
	}
	return false
}

// Line is where a runbook makes its claim on a function.
func (s sheet) Line(p verdict.Proof, f verdict.Function) string {
	return s.at(p, "satisfies."+s.Score.Framework+"."+f.ID)
}

// FailedAt is where what failed stands.
func (s sheet) FailedAt(p verdict.Proof, failed string) string { return s.at(p, address(failed)) }

func (s sheet) at(p verdict.Proof, address string) string {
	if s.Place != nil {
		if at := s.Place(p.Runbook, address); at != "" {
			return at
		}
	}
	return p.File
}

// Share is how much of the framework's functions a stage has, in percent.
func (s sheet) Share(n int64) int64 {
	var all int64
	for _, sum := range s.Score.Stages {
		all += sum.Functions
	}
	if all == 0 {
		return 0
	}
	return n * 100 / all
}

func rank(stage string) int {
	for i, s := range verdict.Stages() {
		if s == stage {
			return i
		}
	}
	return -1
}
