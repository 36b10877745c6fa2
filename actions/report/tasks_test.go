package report_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mattn/go-runewidth"

	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// scorerOf has seen every run of a history, and nothing else yet.
func scorerOf(t *testing.T, h history, asOf time.Time, plans ...*plan.Plan) *report.Scorer {
	t.Helper()
	scorer, err := report.NewScorer(report.Subject{Framework: framework(t), Plans: plans, AsOf: asOf, Zone: zone})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range h.numbered() {
		if err := scorer.Run(r); err != nil {
			t.Fatal(err)
		}
	}
	return scorer
}

// tasks are those of a history, and what a verdict tells beside it.
func tasks(t *testing.T, h history, lent []verdict.Loan, v *verdict.Verdict, asOf time.Time, plans ...*plan.Plan) []report.Task {
	t.Helper()
	scorer := scorerOf(t, h, asOf, plans...)
	for _, l := range lent {
		if err := scorer.Loan(l); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := scorer.Score(v); err != nil {
		t.Fatal(err)
	}
	return scorer.Tasks(v)
}

// Each kind of thing that needs a person is told, once, with the command that leads on; what runs by itself is not.
func TestTasks(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	noon := at("2026-03-02T12:00:00Z")
	byHandOnly := runbook("audit", "", claims(row, "initial", 10*day))
	daily := runbook("daily", "0 6 * * *", claims(row, "initial", 3*day))
	confirmed := runbook("drill", "", claims(row, "initial", 10*day))
	confirmed.Confirm = &plan.Confirm{By: []string{"security"}, Within: 7 * 24 * 3600}
	asks := runbook("offboard", "", claims(row, "initial", 10*day))
	asks.Phases[0].Approvals = []plan.Approval{{Name: "go", From: []string{"security"}, Min: 1, Timeout: 60}}
	let := runbook("audit", "", claims(row, "initial", 10*day))
	waivable(let)
	for name, c := range map[string]struct {
		plan *plan.Plan
		runs history
		lent []verdict.Loan
		tell func(v *verdict.Verdict)
		want []string // kind, later, command
	}{
		"never ran":       {plan: byHandOnly, want: []string{"not run now attestary run audit"}},
		"all is well":     {plan: byHandOnly, runs: history{byHand(run(t, byHandOnly, noon.Add(-2*day), evidence.Passed))}},
		"failed":          {plan: byHandOnly, runs: history{byHand(run(t, byHandOnly, noon.Add(-day), evidence.Failed))}, want: []string{"failing now attestary show 2"}},
		"told no end":     {plan: byHandOnly, runs: history{byHand(run(t, byHandOnly, noon.Add(-day), ""))}, want: []string{"failing now attestary score --why " + row}},
		"stale":           {plan: byHandOnly, runs: history{byHand(run(t, byHandOnly, noon.Add(-11*day), evidence.Passed))}, want: []string{"stale now attestary run audit"}},
		"stale soon":      {plan: byHandOnly, runs: history{byHand(run(t, byHandOnly, noon.Add(-8*day), evidence.Passed))}, want: []string{"soon later attestary run audit"}},
		"runs by itself":  {plan: daily, runs: history{run(t, daily, noon.Add(-7*time.Hour), evidence.Passed)}},
		"missed":          {plan: daily, runs: history{run(t, daily, noon.Add(-55*time.Hour), evidence.Passed)}, want: []string{"missed now attestary run daily"}},
		"to be confirmed": {plan: confirmed, runs: history{byHand(run(t, confirmed, noon.Add(-day), evidence.Passed))}, want: []string{"confirm now attestary confirm "}},
		"an undo is due": {plan: byHandOnly, runs: history{byHand(run(t, byHandOnly, noon.Add(-5*time.Hour), evidence.Passed))},
			lent: []verdict.Loan{lend(run(t, byHandOnly, noon.Add(-5*time.Hour), evidence.Passed), 4*time.Hour, 0)}, want: []string{"due now attestary due"}},
		"an undo did not come": {plan: byHandOnly, runs: history{byHand(run(t, byHandOnly, noon.Add(-5*time.Hour), evidence.Passed))},
			lent: []verdict.Loan{lend(run(t, byHandOnly, noon.Add(-5*time.Hour), evidence.Passed), time.Hour, 0)}, want: []string{"undo now attestary due", "missed now attestary due"}},
		"it waits": {plan: asks, tell: func(v *verdict.Verdict) {
			v.Unfinished = []verdict.Unfinished{{Entry: 7, Runbook: "offboard", FinishBy: "2026-03-02T13:00:00Z"}}
		}, want: []string{"waits now attestary show 7", "not run now attestary run offboard"}},
		"it is late": {plan: asks, tell: func(v *verdict.Verdict) {
			v.Unfinished = []verdict.Unfinished{{Entry: 7, Runbook: "offboard", FinishBy: "2026-03-02T11:00:00Z", Late: true}}
		}, want: []string{"unfinished now attestary show 7", "not run now attestary run offboard"}},
		"a claim is refuted": {plan: byHandOnly, runs: history{byHand(run(t, byHandOnly, noon.Add(-2*day), evidence.Passed))}, tell: func(v *verdict.Verdict) {
			v.Claims[9].Outcome = verdict.Refuted
		}, want: []string{"refuted now attestary verify"}},
		"a waiver ends": {plan: let, runs: history{byHand(run(t, let, noon.Add(-day), evidence.Failed))}, tell: func(v *verdict.Verdict) {
			v.Waivers = []verdict.Waiver{waiverFrom(9, "audit", noon.Add(-time.Hour), 3*day)}
		}, want: []string{"waiver later attestary show 9"}},
	} {
		v := held(int64(2*len(c.runs) + 1))
		if c.tell != nil {
			c.tell(v)
		}
		var got []string
		for _, task := range tasks(t, c.runs, c.lent, v, noon, c.plan) {
			when := map[bool]string{true: "later", false: "now"}[task.Later]
			do := task.Do
			if strings.HasPrefix(do, "attestary confirm ") {
				do = "attestary confirm "
			}
			got = append(got, task.Kind+" "+when+" "+do)
			if task.Says == "" {
				t.Errorf("%s: it does not say what", name)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// However much there is to do, a person reads ten lines that fit, each with a command that is whole.
func TestTodo(t *testing.T) {
	t.Parallel()
	plans, h, asOf := story(t)
	v := told(h)
	v.Waivers, v.Revoked, v.Revocations = excepted().waivers, nil, 0
	list := tasks(t, h, nil, v, asOf.Add(36*time.Hour), plans...)
	shown := func(list []report.Task, width int) []string {
		return strings.Split(strings.TrimSpace(text(t, func(b *bytes.Buffer) error { return report.Todo(b, list, report.Terminal{Width: width}) })), "\n")
	}
	golden.Check(t, "testdata/status.txt", []byte(strings.Join(shown(list, 100), "\n")+"\n"))
	var many []report.Task
	for i := range 40 * len(report.TaskKinds) {
		many = append(many, report.Task{Kind: report.TaskKinds[i%len(report.TaskKinds)], Runbook: fmt.Sprintf("book-%d\x1b[31m", i), Says: strings.Repeat("x ", 90), Do: "attestary run book"})
	}
	report.ByGravity(many)
	for n := range many {
		lines := shown(many[:n], 100)
		if len(lines) > report.MaxTasks {
			t.Fatalf("%d tasks are %d lines", n, len(lines))
		}
		for _, line := range lines {
			if n > 0 && (runewidth.StringWidth(line) > 100 || !strings.Contains(line, " → attestary ") || strings.Contains(line, "\x1b")) {
				t.Fatalf("%d tasks: %q is wide, hostile or leads nowhere", n, line)
			}
		}
	}
}
