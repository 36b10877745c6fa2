package verdict_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/verdict"
)

// sampleScore has one function that earned a stage by a run, and one that nobody claims.
func sampleScore() *verdict.Scorecard {
	cells := func() []verdict.Cell {
		return []verdict.Cell{
			{Stage: "initial", Text: "First.", Standing: verdict.Unclaimed},
			{Stage: "advanced", Text: "Second.", Standing: verdict.Unclaimed},
			{Stage: "optimal", Text: "Third.", Standing: verdict.Unclaimed},
		}
	}
	met := cells()
	met[0].Standing = verdict.Met
	met[0].Claims = []verdict.Proof{{Runbook: "backup", Title: "Restore a backup", File: "runbooks/backup.runbook.hcl", Standing: verdict.Met,
		Why: "It passed and is fresh.", Entry: ptr(int64(8)), Run: "0011", EndedAt: "2026-02-27T10:00:00Z", FreshTo: "2026-03-27T10:00:00Z"}}
	met[1].Standing = verdict.Failing
	met[1].Claims = []verdict.Proof{{Runbook: "restore", Title: "Restore daily", File: "runbooks/restore.runbook.hcl", Standing: verdict.Failing,
		Why: "Its newest run failed.", Entry: ptr(int64(10)), Failed: []string{"same_bytes"}, Revoked: ptr(int64(11))},
		{Runbook: "archive", Title: "Restore the archive", File: "runbooks/archive.runbook.hcl", Standing: verdict.Waived, Why: "It failed, and that is waived.",
			Entry: ptr(int64(8)), Failed: []string{"same_bytes"}, Waivers: []verdict.Waiver{sampleWaiver()}}}
	return &verdict.Scorecard{
		Format: verdict.ScoreFormat, Framework: "cisa_ztmm", Title: "CISA Zero Trust Maturity Model 2.0", Caveat: "Not a certification.",
		Tree: verdict.Tree{Origin: "attestary.dev/ledger/00112233445566778899aabbccddeeff", Size: 12, Root: canon.Sum([]byte("root"))},
		AsOf: "2026-03-01T00:00:00Z", Scorer: "v0.1.0", Tier: verdict.TierSigned,
		Pillars: []verdict.Pillar{{ID: "data", Name: "Data", Functions: []verdict.Function{
			{ID: "data.availability", Name: "Data availability", Earned: "initial", Cells: met, Next: "Mend same_bytes in runbook restore."},
			{ID: "data.encryption", Name: "Data encryption", Earned: "traditional", Cells: cells(), Next: "Write a runbook for initial."},
		}}},
		Stages: []verdict.StageSum{{Stage: "traditional", Functions: 1}, {Stage: "initial", Functions: 1}, {Stage: "advanced"}, {Stage: "optimal"}},
	}
}

func TestScorecardExample(t *testing.T) {
	t.Parallel()
	data, err := sampleScore().Encode()
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "scorecard.example.json", data)
	validate(t, "scorecard.schema.json", data)
	again, err := verdict.ParseScorecard(data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sampleScore(), again); diff != "" {
		t.Errorf("parsing gave another scorecard (-want +got):\n%s", diff)
	}
}

// Maturity is earned: a scorecard that claims more than its own cells show is no scorecard.
func TestScorecardRules(t *testing.T) {
	t.Parallel()
	first := func(s *verdict.Scorecard) *verdict.Function { return &s.Pillars[0].Functions[0] }
	for want, spoil := range map[string]func(*verdict.Scorecard){
		"this program reads":            func(s *verdict.Scorecard) { s.Format = verdict.Format },
		"a framework, a title":          func(s *verdict.Scorecard) { s.Scorer = "" },
		"tree":                          func(s *verdict.Scorecard) { s.Tree.Size = 0 },
		"as_of":                         func(s *verdict.Scorecard) { s.AsOf = "" },
		"tier":                          func(s *verdict.Scorecard) { s.Tier = "" },
		`earned is "advanced"`:          func(s *verdict.Scorecard) { first(s).Earned = "advanced" },
		"initial says 2":                func(s *verdict.Scorecard) { s.Stages[1].Functions = 2 },
		"3 sums":                        func(s *verdict.Scorecard) { s.Stages = s.Stages[:3] },
		"3 cells":                       func(s *verdict.Scorecard) { first(s).Cells = first(s).Cells[:2] },
		`"advanced" stands in`:          func(s *verdict.Scorecard) { first(s).Cells[0].Stage = "advanced" },
		`standing "fine"`:               func(s *verdict.Scorecard) { first(s).Cells[0].Standing = "fine" },
		`"unclaimed" with 1 claims`:     func(s *verdict.Scorecard) { first(s).Cells[0].Standing = verdict.Unclaimed },
		"met, and runbook backup":       func(s *verdict.Scorecard) { first(s).Cells[0].Claims[0].Standing = verdict.Stale },
		"met by no entry":               func(s *verdict.Scorecard) { first(s).Cells[0].Claims[0].Entry = nil },
		"what entry 9 took back":        func(s *verdict.Scorecard) { first(s).Cells[0].Claims[0].Revoked = ptr(int64(9)) },
		"what is waived is so by":       func(s *verdict.Scorecard) { first(s).Cells[1].Claims[1].Waivers = nil },
		"nothing else has any":          func(s *verdict.Scorecard) { first(s).Cells[1].Claims[1].Standing = verdict.Failing },
		"waiver of entry 10: it wants":  func(s *verdict.Scorecard) { first(s).Cells[1].Claims[1].Waivers[0].Reason = "" },
		"a runbook and a why":           func(s *verdict.Scorecard) { first(s).Cells[0].Claims[0].Why = "" },
		`"unclaimed" is not one of a c`: func(s *verdict.Scorecard) { first(s).Cells[1].Claims[0].Standing = verdict.Unclaimed },
	} {
		s := sampleScore()
		spoil(s)
		if _, err := s.Encode(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("encoding gave %v, want an error with %q", err, want)
		}
	}
}
