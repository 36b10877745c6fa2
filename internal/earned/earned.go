// Package earned is what a team earned with four runbooks, for tests of what is made of a score: one passed, one failed
// and that is waived, one is stale, and one never ran. The runbooks are compiled, and the score is the scorer's.
package earned

import (
	"embed"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/export"
	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// Framework is the one that is scored.
const Framework = "cisa-ztmm"

var (
	now    = time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)
	origin = "attestary.dev/ledger/000102030405060708090a0b0c0d0e0f"
)

//go:embed testdata/runbooks
var files embed.FS

// Card is the score.
func Card(t testing.TB) *export.Scored {
	t.Helper()
	project, err := fs.Sub(files, "testdata")
	if err != nil {
		t.Fatal(err)
	}
	compiled := compiler.Compile(project, compiler.Options{})
	for _, finding := range compiled.Findings {
		t.Fatal(finding.Message)
	}
	set, _ := compiled.Framework(Framework)
	s := &export.Scored{Claims: export.Claims{Framework: set, Project: "acme", Plans: compiled.Plans,
		Commit: strings.Repeat("4b825dc6", 5), Committed: now.AddDate(0, 0, -3), Version: "v0.1.0"}, Bundles: map[int64]canon.Digest{}}
	scorer, err := report.NewScorer(report.Subject{Framework: set, Plans: compiled.Plans, AsOf: now, Version: "v0.1.0"})
	if err != nil {
		t.Fatal(err)
	}
	entry := int64(1)
	for _, r := range []struct {
		runbook string
		ago     time.Duration
		outcome evidence.Outcome
	}{{"backup-restore", 40 * 24 * time.Hour, evidence.Passed}, {"tls-posture", 2 * time.Hour, evidence.Passed}, {"workflow-pinning", time.Hour, evidence.Failed}} {
		p := compiled.Plan(r.runbook)
		if err := scorer.Run(ran(t, p, now.Add(-r.ago), entry, r.outcome)); err != nil {
			t.Fatal(err)
		}
		s.Bundles[entry+1] = canon.Sum([]byte(r.runbook))
		entry += 2
	}
	v := held(entry + 1)
	v.Waivers = []verdict.Waiver{Waiver(entry, now.Add(-30*time.Minute))}
	s.Bundles[entry] = canon.Sum([]byte("waiver"))
	if s.Card, err = scorer.Score(v); err != nil {
		t.Fatal(err)
	}
	s.Place = func(runbook, address string) (string, int) {
		at := compiled.Places[runbook][address]
		return at.File, at.Start.Line
	}
	return s
}

// ran is a run that a person started, and that told its end a minute later.
func ran(t testing.TB, p *plan.Plan, at time.Time, entry int64, outcome evidence.Outcome) verdict.Run {
	t.Helper()
	digest, err := p.Digest()
	if err != nil {
		t.Fatal(err)
	}
	r := verdict.Run{Entry: entry, Runbook: p.Runbook, Plan: digest, Mode: evidence.Live, Trigger: evidence.TriggerRef{Kind: "manual", Name: "by_hand"},
		ID: evidence.RunID{Attempt: 1, ID: p.Runbook, Origin: origin}, At: evidence.FormatInstant(at), FinishBy: evidence.FormatInstant(at.Add(time.Hour)),
		Requester: &evidence.By{How: "forge", ID: "1", Login: "ada"},
		Result:    &verdict.Result{Entry: entry + 1, Outcome: outcome, EndedAt: evidence.FormatInstant(at.Add(time.Minute)), Checked: 1},
	}
	r.Key = r.ID.Key()
	for _, in := range p.Inputs {
		r.Inputs = append(r.Inputs, evidence.InputValue{Name: in.Name, Default: true})
	}
	if outcome != evidence.Passed {
		last := p.Checks[len(p.Checks)-1].Name // of workflow-pinning: pinned
		r.Result.Failed = []string{"check." + last}
		r.Result.Unmet = []verdict.Unmet{{Check: last}}
	}
	return r
}

// held is a verdict under which all holds that a score asks for.
func held(size int64) *verdict.Verdict {
	v := &verdict.Verdict{Format: verdict.Format, Tree: verdict.Tree{Origin: origin, Size: size, Root: canon.Sum([]byte("root"))},
		AsOf: evidence.FormatInstant(now), Tier: verdict.TierSigned, Kinds: map[string]int64{"ledger": 1}}
	for _, id := range []string{"1", "2", "3", "4"} {
		v.Claims = append(v.Claims, verdict.Claim{ID: id, Outcome: verdict.Held, Required: true})
	}
	return v
}

// Waiver lets the pins of actions go for a while.
func Waiver(entry int64, said time.Time) verdict.Waiver {
	by := func(login, id string) evidence.By { return evidence.By{How: "forge", ID: id, Login: login} }
	return verdict.Waiver{Entry: entry, Check: "workflow-pinning.pinned", At: evidence.FormatInstant(said), From: evidence.FormatInstant(said),
		Expires: evidence.FormatInstant(said.AddDate(0, 0, 14)), Longest: 30 * 24 * 3600, Owner: by("bo", "2"), Approver: by("ada", "1"), Role: "operators",
		Reason: "Their release is [next week](https://evil.example).", Path: "runs/_/2026/03/09/_.waiver-00112233.sigstore.json"}
}
