package evidence_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// TestScoreRules shows what a published score may not say, one edit each.
func TestScoreRules(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit func(*evidence.Score)
		want string
	}{
		"of tomorrow":           {func(s *evidence.Score) { s.AsOf = "2026-04-01T00:00:00Z" }, "as_of: "},
		"of a day that is none": {func(s *evidence.Score) { s.At = "2026-02-30T12:00:00Z" }, "at: "},
		"of a short commit":     {func(s *evidence.Score) { s.Commit = "1b4f2d6" }, "commit"},
		"of an unseen state":    {func(s *evidence.Score) { s.Size++ }, "size: "},
		"of another root":       {func(s *evidence.Score) { s.Root = canon.Sum(nil) }, "size: "},
		"of another ledger":     {func(s *evidence.Score) { s.Origin = evidence.NewOrigin([16]byte{9}) }, "size: "},
		"by no policy":          {func(s *evidence.Score) { s.Policy = "" }, "policy: "},
		"of nothing":            {func(s *evidence.Score) { s.Framework = "" }, "framework"},
		"by nothing":            {func(s *evidence.Score) { s.Scorer = "" }, "scorer"},
		"on what is to come":    {func(s *evidence.Score) { s.Entries = []int64{8} }, "entries: "},
		"on one thing twice":    {func(s *evidence.Score) { s.Entries = []int64{2, 2} }, "entries: "},
		"without a list":        {func(s *evidence.Score) { s.Entries = nil }, "entries: "},
		"the lowest, claimed":   {func(s *evidence.Score) { s.Stages[0].Stage = "traditional" }, "stages: "},
		"a stage of nowhere":    {func(s *evidence.Score) { s.Stages[0].Function = "" }, "stages: "},
		"one function twice":    {func(s *evidence.Score) { s.Stages[1].Function = s.Stages[0].Function }, "stages: "},
		"no stages at all":      {func(s *evidence.Score) { s.Stages = nil }, "stages: "},
	} {
		if _, err := evidence.EncodeStatement(edited(scoreSample(), c.edit)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one about %q", name, err, c.want)
		}
	}
}
