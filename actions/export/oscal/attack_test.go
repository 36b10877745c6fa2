package oscal_test

import (
	"bytes"
	"fmt"
	"html"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"github.com/attestary/attestary/actions/export"
	"github.com/attestary/attestary/actions/export/oscal"
	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/internal/earned"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// evils are words as an enemy would choose them, wherever a person may choose words.
var evils = []string{
	`<script>alert(1)</script>`, `[click](https://evil.example)`, "https://evil.example www.evil.example me@evil.example", `{{ insert: param, x }}`,
	"# heading", "- item", "1. item", "12) item", "+ item", "===", "> quote", "| a | b |", "```", "~~gone~~ ^up^ ~down~ $x$ \\ `", "![i](//evil.example)",
	"\u202e\u2066hidden\u200b", "\x00\x07\u2028\u0085", " \t ", "\u00a0", "\xff\xfe", "&lt;b&gt; &amp; &#60;", "a\n\nb\n===\n", strings.Repeat("<", 3000),
}

// Whatever it is made of, what is said in Markdown says only itself: one paragraph of the very words, whoever shows it.
func TestMarkupSaysItself(t *testing.T) {
	t.Parallel()
	reader := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 1500 {
		said := evils[i%len(evils)]
		if i >= len(evils) {
			said = evils[r.IntN(len(evils)-1)] + string(`\ -.:/@)([]#wW1 `[r.IntN(16)]) + evils[r.IntN(len(evils)-1)]
		}
		var out bytes.Buffer
		if err := reader.Convert([]byte(oscal.Markup(said)), &out); err != nil {
			t.Fatal(err)
		}
		text, ok := strings.CutPrefix(strings.TrimSpace(out.String()), "<p>")
		text, end := strings.CutSuffix(text, "</p>")
		if want := oscal.Plain(said); !ok || !end || strings.ContainsAny(text, "<>") || html.UnescapeString(text) != want && want != "" {
			t.Fatalf("%q is shown as %s", said, out.String())
		}
	}
}

// checker holds documents against the schemas of their models; nil where the schemas are not here.
func checker(t *testing.T) func(what, model string, data []byte) {
	t.Helper()
	dir := must(filepath.Abs(schemas))
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the schemas of OSCAL are not here")
	}
	known := map[string]*jsonschema.Schema{}
	return func(what, model string, data []byte) {
		t.Helper()
		if known[model] == nil {
			c := jsonschema.NewCompiler()
			c.AssertFormat()
			known[model] = must(c.Compile(filepath.Join(dir, "oscal_"+model+"_schema.derived.json")))
		}
		if err := known[model].Validate(must(jsonschema.UnmarshalJSON(bytes.NewReader(data)))); err != nil {
			t.Fatalf("%s: %s: %v", what, model, err)
		}
		had := map[string]bool{}
		for _, found := range regexp.MustCompile(`"(?:uuid|id)": "([^"]+)"`).FindAllSubmatch(data, -1) {
			if id := string(found[1]); had[id] {
				t.Fatalf("%s: %s: %s names two things", what, model, id)
			} else {
				had[id] = true
			}
		}
	}
}

// Random histories of the four runbooks, as of random instants: every document about every state is valid, and no two
// things in it have one name.
func TestEveryStateIsValid(t *testing.T) {
	t.Parallel()
	valid := checker(t)
	s := earned.Card(t)
	r := rand.New(rand.NewPCG(7, 7))
	seen := map[verdict.Standing]int{}
	scheduled, byHand := s.Plans, []*plan.Plan{}
	for _, p := range scheduled {
		q := *p
		q.Triggers = slices.DeleteFunc(slices.Clone(p.Triggers), func(t plan.Trigger) bool { return t.Kind == "schedule" })
		byHand = append(byHand, &q)
	}
	for i := range 60 {
		if s.Plans = scheduled; i%2 == 0 {
			s.Plans = byHand
		}
		s.Card, s.Bundles = anyCard(t, s, r)
		s.Cells(func(_ *verdict.Pillar, _ *verdict.Function, c *verdict.Cell) { seen[c.Standing]++ })
		valid(fmt.Sprintf("history %d", i), "assessment-results", must(oscal.Results(s)))
	}
	for _, state := range []verdict.Standing{verdict.Met, verdict.Failing, verdict.Stale, verdict.Missed, verdict.NotRun, verdict.Unproven, verdict.Waived} {
		if seen[state] == 0 {
			t.Errorf("no cell is %s: %v", state, seen)
		}
	}
}

func anyCard(t *testing.T, s *export.Scored, r *rand.Rand) (*verdict.Scorecard, map[int64]canon.Digest) {
	t.Helper()
	runs := make([]time.Time, r.IntN(8))
	asOf := time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)
	for i := range runs {
		asOf = asOf.Add(time.Duration(r.IntN(24*3600)) * time.Second)
		runs[i] = asOf
	}
	asOf = asOf.Add([]time.Duration{time.Minute, time.Hour, 50 * 24 * time.Hour}[r.IntN(3)])
	scorer := must(report.NewScorer(report.Subject{Framework: s.Framework, Plans: s.Plans, AsOf: asOf, Version: "v0.1.0"}))
	v := &verdict.Verdict{Tree: verdict.Tree{Origin: s.Card.Tree.Origin, Size: 1000, Root: canon.Sum([]byte("root"))}, Tier: verdict.TierSigned, Kinds: map[string]int64{"ledger": 1}}
	for _, id := range []string{"1", "2", "3", "4", "9"} {
		v.Claims = append(v.Claims, verdict.Claim{ID: id, Outcome: verdict.Held, Required: true})
	}
	if r.IntN(5) == 0 {
		v.Claims[4].Outcome = verdict.Refuted
	}
	bundles, entry := map[int64]canon.Digest{}, int64(1)
	for _, at := range runs {
		p := s.Plans[r.IntN(len(s.Plans))]
		run := verdict.Run{Entry: entry, Runbook: p.Runbook, Plan: must(p.Digest()), Mode: evidence.Live, Trigger: evidence.TriggerRef{Kind: "manual", Name: "by_hand"},
			ID: evidence.RunID{Attempt: 1, ID: fmt.Sprint(entry), Origin: s.Card.Tree.Origin}, At: evidence.FormatInstant(at), FinishBy: evidence.FormatInstant(at.Add(time.Hour)),
			Requester: &evidence.By{How: "forge", ID: "1", Login: "ada"}, BrokenGlass: r.IntN(9) == 0}
		if len(p.Triggers) > 0 && r.IntN(2) == 0 {
			run.Trigger, run.Requester = evidence.TriggerRef{Kind: p.Triggers[0].Kind, Name: p.Triggers[0].Name}, nil
		}
		if r.IntN(6) == 0 {
			run.Plan = canon.Sum([]byte("an older one"))
		}
		outcome := []evidence.Outcome{evidence.Passed, evidence.Passed, evidence.Failed, evidence.Failed, evidence.Unknown, evidence.Interrupted, evidence.Recovered, ""}[r.IntN(8)]
		if run.Key = run.ID.Key(); outcome != "" {
			run.Result = &verdict.Result{Entry: entry + 1, Outcome: outcome, EndedAt: evidence.FormatInstant(at.Add(time.Minute)), Checked: 1}
			bundles[entry+1] = canon.Sum(fmt.Append(nil, entry))
		}
		if last := p.Checks[len(p.Checks)-1].Name; outcome == evidence.Failed {
			run.Result.Failed, run.Result.Unmet = []string{"check." + last}, []verdict.Unmet{{Check: last}}
		}
		if err := scorer.Run(run); err != nil {
			t.Fatal(err)
		}
		entry += 2
	}
	for i := range int64(3) {
		w := earned.Waiver(900+i, asOf.Add(-time.Duration(r.IntN(20*24))*time.Hour))
		w.Reason = strings.ToValidUTF8(evils[r.IntN(len(evils))], "?") // no statement holds anything else
		v.Waivers = append(v.Waivers, w)
	}
	return must(scorer.Score(v)), bundles
}

// A team's own framework and titles are as hostile as anybody's, and a commit's time is whatever its author said.
func TestHostileProject(t *testing.T) {
	t.Parallel()
	valid := checker(t)
	for i, evil := range evils {
		s := earned.Card(t)
		set := &catalog.Set{ID: "acme", Version: []string{"", evil}[i%2], Title: evil, Source: evil,
			Pillars:  []catalog.Pillar{{ID: "acme", Code: evil, Name: evil, Functions: []catalog.Function{{ID: "people.list", Name: evil, Stages: map[catalog.Stage]string{catalog.Initial: evil}}}}},
			Controls: []catalog.Control{{Label: "A 1", Title: evil}, {Label: "A_1"}, {Label: "A:1"}, {Label: "٣ three"}, {Label: "1"}, {Label: evil + "x"}},
		}
		p := *s.Plans[0]
		p.Title, p.Summary = evil+"x", evil
		p.Satisfies = []plan.Satisfies{{Framework: "acme", FreshFor: 3600}, {Framework: "acme", Function: "people.list", Stage: "initial", FreshFor: 3600}}
		for _, c := range set.Controls {
			p.Satisfies[0].Controls = append(p.Satisfies[0].Controls, c.Label)
		}
		slices.Sort(p.Satisfies[0].Controls)
		if _, err := p.Digest(); err != nil { // no plan holds such words; a framework does
			p.Title, p.Summary = "A plan", ""
			p.Satisfies[0].Controls = slices.DeleteFunc(p.Satisfies[0].Controls, func(label string) bool { return label == evil+"x" })
		}
		c := &export.Claims{Framework: catalog.Own(set), Project: "acme", Plans: []*plan.Plan{&p}, Commit: s.Commit, Version: "v0.1.0",
			Committed: []time.Time{time.Unix(-1e11, 0), time.Unix(1e12, 0), {}, time.Unix(1, 5)}[i%4]}
		what := fmt.Sprintf("%.20q", evil)
		valid(what, "component", must(oscal.Components(c)))
		valid(what, "assessment-plan", must(oscal.Plan(c)))
		valid(what, "catalog", must(oscal.Catalog(c)))
		bare := *set
		bare.Pillars = nil
		c.Framework = catalog.Own(&bare)
		p.Satisfies = p.Satisfies[:1]
		valid(what+", controls alone", "component", must(oscal.Components(c)))
	}
}
