package verify_test

import (
	"bytes"
	"errors"
	"flag"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// P7 over whole ledgers: random ones are written and signed, spoilt, verified and scored. What every test run tries is
// the same; more, and others, with: go test -run OfRandomLedgers -ledgers 10000 -first SEED. Package report tries the
// score alone, on longer histories.

var (
	ledgers = flag.Int("ledgers", 25, "how many random ledgers each property is tried on")
	first   = flag.Uint64("first", 0, "the seed of the first of them; the next ones follow")
)

// event is what was appended: a run was authorised, or told its end.
type event struct {
	run     int
	runbook string
	outcome evidence.Outcome // "": it was authorised
}

// chronicle is what one random ledger tells.
type chronicle struct {
	*rand.Rand
	t      testing.TB
	events []event
}

func newChronicle(t testing.TB, seed uint64) *chronicle {
	c := &chronicle{Rand: rand.New(rand.NewPCG(seed, 11)), t: t}
	var open []event
	for n := 1; n < 4 || c.IntN(3) > 0 && n < 12; n++ {
		if len(open) > 0 && c.IntN(2) == 0 {
			i := c.IntN(len(open))
			open[i].outcome = []evidence.Outcome{evidence.Passed, evidence.Passed, evidence.Failed}[c.IntN(3)]
			c.events, open = append(c.events, open[i]), slices.Delete(open, i, i+1)
			continue
		}
		e := event{run: n, runbook: []string{"tls", "backup"}[c.IntN(2)]}
		c.events, open = append(c.events, e), append(open, e)
	}
	return c
}

// claiming are the two runbooks, which claim something.
func claiming() []*plan.Plan {
	one, two := examplePlan("tls"), examplePlan("backup")
	one.Satisfies = []plan.Satisfies{{Framework: "cisa-ztmm", Function: "data.data-access", Stage: "advanced", FreshFor: 30 * 86400}}
	two.Satisfies = []plan.Satisfies{{Framework: "cisa-ztmm", Function: "data.data-availability", Stage: "initial", FreshFor: 30 * 86400}}
	return []*plan.Plan{one, two}
}

// write makes the ledger that tells of the events.
func (c *chronicle) write(events []event) *forge {
	f := newForge(c.t)
	f.genesis(edit{})
	for _, p := range claiming() {
		f.plans[p.Runbook] = f.blob(must(p.Encode()))
	}
	opened := map[int]*draft{}
	for _, e := range events {
		switch e.outcome {
		case "":
			opened[e.run] = f.authorize(e.run, e.runbook, edit{})
		case evidence.Failed:
			f.conclude(opened[e.run], failing, edit{})
		default:
			f.conclude(opened[e.run], nil, edit{})
		}
	}
	for name, ref := range f.plans { // only what a statement names is in a ledger
		if !slices.ContainsFunc(events, func(e event) bool { return e.runbook == name }) {
			hex := ref.Digest.Hex()
			delete(f.files, "blobs/sha256/"+hex[:2]+"/"+hex)
		}
	}
	return f
}

// failing makes a record one of a run whose check found something.
func failing(r *evidence.Record) {
	r.Checks[0].Outcome, r.Outcome = evidence.Failed, evidence.Failed
	r.Checks[0].Operands[0] = expr.OperandOf(number("10"))
}

// holds judges and scores what a branch holds; kept is a checkpoint that the auditor has from before, or "".
func (c *chronicle) holds(after time.Duration, kept string, commits ...tree) (*verdict.Verdict, *verdict.Scorecard, error) {
	c.t.Helper()
	r := newRepository()
	for _, t := range commits {
		r.commit(t)
	}
	s := subject(c.t, r)
	s.AsOf = start.Add(after)
	if kept != "" {
		s.Kept = []verify.Kept{{Name: "of last year", Text: []byte(kept)}}
	}
	set, _ := catalog.Lookup("cisa-ztmm")
	scorer := must(report.NewScorer(report.Subject{Framework: set, Plans: claiming(), AsOf: s.AsOf}))
	s.Runs, s.Loans, s.Revoked = scorer.Run, scorer.Loan, scorer.Revoked
	v := judge(c.t, s)
	card, err := scorer.Score(v)
	return v, card, err
}

// scored is the score of a ledger in which everything holds.
func (c *chronicle) scored(after time.Duration, f *forge) *verdict.Scorecard {
	c.t.Helper()
	v, card, err := c.holds(after, "", f.tree())
	if err != nil || v.Status() != 0 {
		c.t.Fatalf("a good ledger is refuted: %v%s", err, told(v))
	}
	return card
}

// raised names a function that earns more, or a cell that is met and was not.
func raised(was, is *verdict.Scorecard) string {
	for _, c := range report.Changes(was, is) {
		from, _ := catalog.ParseStage(c.From)
		if to, _ := catalog.ParseStage(c.To); to > from || c.Is == verdict.Met {
			return c.Function + " " + c.Stage + " is raised: " + c.Why
		}
	}
	return ""
}

func everyLedger(t *testing.T, property func(*chronicle) string) {
	t.Helper()
	t.Parallel()
	for seed := *first; seed < *first+uint64(*ledgers); seed++ {
		c := newChronicle(t, seed)
		if problem := property(c); problem != "" {
			t.Fatalf("seed %d, %d entries: %s", seed, len(c.events)+1, problem)
		}
	}
}

// Whatever file is removed from the tree: it is refuted, and has no score.
func TestRemovalOfRandomLedgers(t *testing.T) {
	everyLedger(t, func(c *chronicle) string {
		bad := c.write(c.events).tree()
		paths := slices.Sorted(maps.Keys(bad))
		path := paths[c.IntN(len(paths))]
		delete(bad, path)
		return c.unsound("without "+path, "", bad)
	})
}

// unsound holds that the branch is refuted and has no score.
func (c *chronicle) unsound(what, kept string, commits ...tree) string {
	var unsound *report.Unsound
	v, _, err := c.holds(24*time.Hour, kept, commits...)
	if v.Status() != verdict.StatusRefuted || !errors.As(err, &unsound) {
		return what + ": nothing is refuted, or it has a score"
	}
	return ""
}

// Whoever holds the log's key leaves one entry out and makes the tree anew. The entries behind it have seen it.
func TestOmissionOfRandomLedgers(t *testing.T) {
	everyLedger(t, func(c *chronicle) string {
		old, f := c.write(c.events), newForge(t)
		omitted := c.IntN(len(c.events))
		f.files = old.files
		for i, d := range old.drafts {
			if i != omitted {
				f.put(d.raw)
			}
		}
		delete(f.files, old.drafts[omitted].path)
		return c.unsound("with an entry left out", "", f.tree())
	})
}

// A tree that is rolled back is refuted by every trace of the newer one. Without a trace it is as good as it was then;
// yet two days and an hour later no cell that asks for the daily schedule is met.
func TestRollbackOfRandomLedgers(t *testing.T) {
	everyLedger(t, func(c *chronicle) string {
		newer := c.write(c.events)
		older := c.write(c.events[:c.IntN(len(c.events))])
		kept, _ := newer.checkpoint(newer.key)
		if problem := c.unsound("rolled back in the branch", "", newer.tree(), older.tree()) + c.unsound("rolled back behind a checkpoint", kept, older.tree()); problem != "" {
			return problem
		}
		for _, p := range c.scored(49*time.Hour, older).Pillars {
			for _, f := range p.Functions {
				if f.ID == "data.data-access" && f.Earned != "traditional" {
					return f.ID + " has earned " + f.Earned + " without a run in two days"
				}
			}
		}
		return ""
	})
}

// A result that nobody appended, and a failing run more: neither raises anything, once the run should have ended.
func TestWithholdingOfRandomLedgers(t *testing.T) {
	everyLedger(t, func(c *chronicle) string {
		was := c.scored(15*time.Hour, c.write(c.events))
		results := slices.Collect(func(yield func(int) bool) {
			for i, e := range c.events {
				if e.outcome != "" && !yield(i) {
					return
				}
			}
		})
		if len(results) > 0 {
			i := results[c.IntN(len(results))]
			if problem := raised(was, c.scored(15*time.Hour, c.write(slices.Delete(slices.Clone(c.events), i, i+1)))); problem != "" {
				return "a result is withheld: " + problem
			}
		}
		bad := event{run: 99, runbook: []string{"tls", "backup"}[c.IntN(2)]}
		told := bad
		told.outcome = evidence.Failed
		return raised(was, c.scored(15*time.Hour, c.write(append(slices.Clone(c.events), bad, told))))
	})
}

// Verified and scored again, by whoever, a tree gives the same bytes.
func TestRecomputationOfRandomLedgers(t *testing.T) {
	everyLedger(t, func(c *chronicle) string {
		var all [2][]byte
		for i := range all {
			v, card, err := c.holds(20*time.Hour, "", c.write(c.events).tree())
			if err != nil {
				return err.Error()
			}
			all[i] = append(must(v.Encode()), must(card.Encode())...)
		}
		if !bytes.Equal(all[0], all[1]) {
			return "the bytes differ"
		}
		return ""
	})
}
