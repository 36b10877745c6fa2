package verify_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// What is made up about published scores, by the holder of the ledger's key: who verifies computes them again.

// scorerOf is the scorer of the program, over plans as the vectors hold them.
func scorerOf(s verify.Scoring) (verify.Scorer, error) {
	compiled, err := compilePlans(s.Files)
	if err != nil {
		return nil, err
	}
	set, ok := catalog.Lookup(s.Framework)
	if !ok || compiled.Broken {
		return nil, fmt.Errorf("%w: there is no framework %.80q, or a runbook is broken", verify.ErrNotScored, s.Framework)
	}
	return report.NewScorer(report.Subject{Framework: set, Plans: compiled.Plans, AsOf: s.AsOf})
}

// claimed is a plan that claims a stage of one function.
func claimed() []byte {
	p := examplePlan("scored")
	p.Satisfies = []plan.Satisfies{{Framework: "cisa-ztmm", Function: "networks.traffic-encryption", Stage: "initial", FreshFor: 3600, Inputs: []string{"days"}}}
	return must(p.Encode())
}

// scoredAs is a ledger with one run of that plan, which passed, and a score of it that somebody published at minute 5.
func scoredAs(spoil func(said *evidence.Score, s *source), unjudged ...string) func(*testing.T) scenario {
	return func(t *testing.T) scenario {
		s := &source{newRepository(), t}
		at := s.make(made{files: map[string]string{"runbooks/scored.hcl": string(claimed())}, author: eve})
		f := newForge(t)
		f.genesis(edit{})
		f.plans["scored"] = f.blob(claimed())
		f.conclude(f.authorize(1, "scored", authorization(func(a *evidence.Authorization) { a.Commit = at.String() })), nil, edit{})
		state, seen := f.tree(), f.seen()
		said := &evidence.Score{AsOf: minute(5), At: minute(5), Commit: at.String(), Entries: []int64{2}, Framework: "cisa-ztmm", Origin: f.origin,
			Policy: canon.Sum(f.key.spki()), Root: seen.Root, Scorer: "v0.1.0", Seen: seen, Size: seen.Size,
			Stages: []evidence.StageOf{{Function: "networks.traffic-encryption", Stage: "initial"}}}
		spoil(said, s)
		f.add(&draft{kind: said.Kind(), dir: folder("_", said.At), predicate: said}, edit{})
		return scenario{commits: []tree{state, f.tree()}, source: s.repository, unjudged: unjudged}
	}
}

var byScore = []mutation{
	{"score", "a score is what comes out of the state that it names", "", none, []string{}, scoredAs(func(*evidence.Score, *source) {})},
	{"score-too-high", "a score says a higher stage than was earned", "10", 3, []string{"10"}, scoredAs(func(said *evidence.Score, _ *source) { said.Stages[0].Stage = "optimal" })},
	{"score-of-what-nobody-claims", "a score tells a stage of a function that no runbook claims", "10", 3, []string{"10"}, scoredAs(func(said *evidence.Score, _ *source) {
		said.Stages = append([]evidence.StageOf{{Function: "data.data-encryption", Stage: "initial"}}, said.Stages...)
	})},
	{"score-withheld", "a score leaves out a stage that was earned", "10", 3, []string{"10"}, scoredAs(func(said *evidence.Score, _ *source) { said.Stages = said.Stages[:0] })},
	{"score-of-other-evidence", "a score says that it rests on other entries", "10", 3, []string{"10"}, scoredAs(func(said *evidence.Score, _ *source) { said.Entries = []int64{0, 1} })},
	{"score-of-stale-evidence", "a score is of a time at which the run was no longer fresh", "10", 3, []string{"10"}, scoredAs(func(said *evidence.Score, _ *source) { said.AsOf, said.At = minute(65), minute(65) })},
	{"score-by-runbooks-aside", "a score is by the runbooks of a commit that the branch went on without", "7c", 3, []string{"7c"}, scoredAs(func(said *evidence.Score, s *source) {
		base := []ledger.Hash{s.head}
		files := map[string]string{"runbooks/scored.hcl": string(claimed())}
		said.Commit = s.make(made{files: files, author: eve, parents: base}).String()
		s.make(made{files: files, author: ada, parents: base})
	})},
	{"score-by-runbooks-from-nowhere", "a score is by the runbooks of a commit that the clone does not have", "", none, []string{}, scoredAs(func(said *evidence.Score, _ *source) {
		said.Commit = strings.Repeat("1", 40)
	}, "7b", "7c")},
	{"score-of-another-framework", "a score is by a framework that nobody here knows", "", none, []string{}, scoredAs(func(said *evidence.Score, _ *source) { said.Framework = "maturity" }, "7b")},
}
