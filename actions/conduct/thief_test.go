package conduct_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// forge is that of the run with this number and attempt.
func forge(run string, attempt int64) conduct.Forge {
	return conduct.Forge{Owner: 3, Repository: 7, Run: run, Attempt: attempt}
}

// issued is a run that was authorised for a workflow, and what its jobs are shown.
type issued struct {
	papers    conduct.Papers
	statement canon.Digest
	a         *evidence.Authorization
}

// issue authorises a run for a job of the forge.
func (l *lab) issue(req conduct.Request, of conduct.Forge) issued {
	l.t.Helper()
	desk := l.desk()
	desk.Forge = of
	var got issued
	var err error
	if got.a, err = desk.Authorize(l.t.Context(), req, nil, func(p conduct.Papers) error { got.papers = p; return nil }); err != nil {
		l.t.Fatal(err)
	}
	statement := must(attest.Open(got.papers.Authorization, testKey().Public()))
	got.statement = canon.Sum(statement)
	return got
}

// check is that of an honest job.
func (l *lab) check(of issued, req conduct.Request, f conduct.Forge) conduct.Check {
	return conduct.Check{
		Trust: testKey().Public(), Ledger: l.book(), Statement: of.statement, Plan: req.Plan, Commit: req.Commit, Forge: f, Now: l.now(), Starts: true,
	}
}

// TestPapers: nothing starts but what was authorised: in the ledger, by who may sign, for this plan of this commit,
// in this repository, this run of the workflow and this attempt at it, and in time. A job that was stolen can show
// whatever it likes.
func TestPapers(t *testing.T) {
	t.Parallel()
	l, req, f := newLab(t), byMara(), forge("1001", 2)
	honest := l.issue(req, f)
	other := l.issue(req, forge("1002", 1))
	stranger := must(key.Create(filepath.Join(t.TempDir(), "key"), []byte("correct horse")))
	seal := func(by attest.Signer, data []byte) []byte { return must(attest.SealMessage(t.Context(), by, data)) }
	forged := func(change func(*evidence.Authorization)) issued {
		a := *honest.a
		change(&a)
		statement := must(evidence.EncodeStatement(&a))
		return issued{conduct.Papers{Authorization: must(attest.Seal(t.Context(), stranger, statement)), Opening: honest.papers.Opening, Seal: honest.papers.Seal}, canon.Sum(statement), &a}
	}
	for _, c := range []struct {
		name string
		show func(*issued, *conduct.Check)
		why  string // "": it is in order
	}{
		{"what was authorised", func(*issued, *conduct.Check) {}, ""},
		{"the papers of another run", func(s *issued, _ *conduct.Check) { s.papers = other.papers }, "says that it is"},
		{"those, and their digest", func(s *issued, c *conduct.Check) { s.papers, c.Statement = other.papers, other.statement }, "authorised is run 1002, and this is run 1001"},
		{"how another run begins", func(s *issued, _ *conduct.Check) {
			s.papers.Opening, s.papers.Seal = other.papers.Opening, other.papers.Seal
		}, "not what was authorised"},
		{"a beginning that nobody signed", func(s *issued, _ *conduct.Check) { s.papers.Opening = other.papers.Opening }, "over other bytes"},
		{"a beginning that a stranger signed", func(s *issued, _ *conduct.Check) { s.papers.Seal = seal(stranger, s.papers.Opening) }, "how the run begins: "},
		{"an authorization that a stranger signed", func(s *issued, c *conduct.Check) {
			f := forged(func(a *evidence.Authorization) { a.Rule = "because" })
			s.papers, c.Statement = f.papers, f.statement
		}, "the authorization: "},
		{"another plan", func(_ *issued, c *conduct.Check) { c.Plan = otherPlan() }, "authorised is plan"},
		{"another commit", func(_ *issued, c *conduct.Check) { c.Commit = strings.Repeat("a", 40) }, "authorised is commit"},
		{"another repository", func(_ *issued, c *conduct.Check) { c.Forge.Repository = 8 }, "another repository"},
		{"an earlier attempt", func(_ *issued, c *conduct.Check) { c.Forge.Attempt = 3 }, "re-run all jobs"},
		{"no papers", func(s *issued, _ *conduct.Check) { s.papers = conduct.Papers{} }, "the authorization: "},
		{"a digest that the forge has not", func(_ *issued, c *conduct.Check) { c.Statement = "" }, "says that it is"},
		{"too late", func(_ *issued, c *conduct.Check) { c.Now = c.Now.AddDate(0, 0, 2) }, "the first step was to start before"},
		{"a ledger that was set back", func(_ *issued, c *conduct.Check) { c.Ledger = newLab(t).book() }, "the ledger does not have the authorization"},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			shown, check := honest, l.check(honest, req, f)
			c.show(&shown, &check)
			_, err := check.Of(t.Context(), shown.papers)
			if (err == nil) != (c.why == "") || err != nil && !strings.Contains(err.Error(), c.why) {
				t.Errorf("it says %v; wanted is %q", err, c.why)
			}
		})
	}
}

// TestApartInTheLedger: a run whose phases run in jobs of their own is in the ledger as any other, and an auditor
// finds it sound; once it is there, no job starts under its papers any more, and attesting again changes nothing.
func TestApartInTheLedger(t *testing.T) {
	t.Parallel()
	l, req, f := newLab(t), byMara(), forge("1001", 1)
	of := l.issue(req, f)
	shown := must(l.check(of, req, f).Of(t.Context(), of.papers))
	told := map[string]engine.Told{"main": {Tails: map[int]*engine.Tail{0: l.share(shown, req, "main")}}}
	desk := l.desk()
	desk.Forge = f
	all, err := desk.Attest(t.Context(), shown, engine.Gathering{Told: told}, req.Plan)
	if err != nil || all.Record.Outcome != evidence.Passed || tell(l.ran) != "a b c" || len(all.Refused) > 0 {
		t.Fatalf("ran %v, refused %v, record %+v: %v", l.ran, all.Refused, all.Record, err)
	}
	if tell(l.outcomes()) != "passed" {
		t.Error(l)
	}
	l.sound()
	if _, err := l.check(of, req, f).Of(t.Context(), of.papers); err == nil || !strings.Contains(err.Error(), "has the result of this run already") {
		t.Errorf("another job may start: %v", err)
	}
}

// TestAttestFaults: what came of a run is in the ledger once, wherever the line to it goes dead, or it is told that
// it is not there; attesting again brings it in.
func TestAttestFaults(t *testing.T) {
	t.Parallel()
	for name, met := range map[string]misfortune{"lost": {}, "landed": {lands: true}, "lost for good": {dead: -1}, "landed, then dead": {lands: true, dead: -1}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, req, f := newLab(t), byMara(), forge("1001", 1)
			of := l.issue(req, f)
			shown := must(l.check(of, req, f).Of(t.Context(), of.papers))
			g := engine.Gathering{Told: map[string]engine.Told{"main": {Tails: map[int]*engine.Tail{0: l.share(shown, req, "main")}}}}
			l.line.meet(met)
			_, err := l.desk().Attest(t.Context(), shown, g, req.Plan)
			if (met.dead != 0) != errors.Is(err, conduct.ErrNotRecorded) {
				t.Errorf("it says %v", err)
			}
			l.line.mend()
			if _, err := l.desk().Attest(t.Context(), shown, g, req.Plan); met.dead != 0 && !met.lands && err != nil {
				t.Errorf("again: %v", err)
			}
			if tell(l.outcomes()) != "passed" {
				t.Error(l)
			}
			l.sound()
		})
	}
}

// TestNobodyToldIsNoPass: of a phase whose job left nothing to believe nothing is known, and the run does not pass.
func TestNobodyToldIsNoPass(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		told engine.Told
		cut  bool
		want string
	}{
		"left nothing": {want: "unknown"}, "never ran": {told: engine.Told{Never: true}, want: "interrupted"}, "was cancelled": {cut: true, want: "interrupted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, req, f := newLab(t), byMara(), forge("1001", 1)
			of := l.issue(req, f)
			shown := must(l.check(of, req, f).Of(t.Context(), of.papers))
			if _, err := l.desk().Attest(t.Context(), shown, engine.Gathering{Told: map[string]engine.Told{"main": c.told}, Cut: c.cut}, req.Plan); err != nil {
				t.Fatal(err)
			}
			if tell(l.outcomes()) != c.want {
				t.Errorf("the run came to %s", tell(l.outcomes()))
			}
			l.sound()
		})
	}
}

// share does a phase as its job would, and gives what it left.
func (l *lab) share(shown *conduct.Shown, req conduct.Request, phase string) *engine.Tail {
	l.t.Helper()
	of := engine.Share{Phase: phase}
	path := filepath.Join(l.t.TempDir(), "tail")
	journal := must(engine.CreateJournal(path))
	run := must(engine.PrepareShare(context.Background(), shown.Opening.Job(req.Plan), l.desk().World, &of))
	must(run.DoShare(context.Background(), engine.ShareStart{Opening: shown.Opening, Journal: journal}))
	if err := journal.Close(); err != nil {
		l.t.Fatal(err)
	}
	return must(shown.Opening.Tail(must(os.ReadFile(path)), of))
}
