package verify_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

func readme() string { return string(ledger.README()) }

// start is when the first entry of every forged ledger says it was written.
var start = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)

func minute(n int) string { return evidence.FormatInstant(start.Add(time.Duration(n) * time.Minute)) }

func number(text string) expr.Value { return must(expr.ParseNumber(text)) }

// examplePlan has one of everything that a record tells: a step with an expectation, a step over a
// collection, a check, a check over a collection, evidence and an input.
func examplePlan(runbook string) *plan.Plan {
	more := func(path ...string) *expr.Node {
		return &expr.Node{Op: expr.OpGreater, Args: []*expr.Node{expr.Ref(path...), expr.Ref("input", "days")}}
	}
	message := expr.Lit(expr.OfText("It ends soon."))
	days := number("14")
	return &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "UTC", Runbook: runbook, File: "runbooks/" + runbook + ".runbook.hcl",
		Title: "Are our certificates fine?", Owner: "security", ReadOnly: true, Timeout: 600, FinishBy: 3600,
		Roles:    []plan.Role{{Name: "security", Members: []string{"octocat#583231"}}},
		Inputs:   []plan.Input{{Name: "days", Type: "number", Default: &days}},
		Triggers: []plan.Trigger{{Kind: "schedule", Name: "daily", Cron: "15 5 * * *"}},
		Phases: []plan.Phase{{Name: "main", Steps: []plan.Step{
			{Name: "list", Action: "http.request", Effect: kind.Observe, Parallel: 1, Timeout: 30, OnError: "stop",
				Expects: []plan.Expect{{Name: "answered", Message: message,
					Condition: &expr.Node{Op: expr.OpEqual, Args: []*expr.Node{expr.Ref("self", "status"), expr.Lit(number("200"))}}}}},
			{Name: "site", Action: "tls.probe", Effect: kind.Observe, Parallel: 4, Timeout: 30, OnError: "continue",
				Needs: []string{"step.list"}, ForEach: expr.Ref("step", "list", "json"), By: "host"},
		}}},
		Checks: []plan.Check{
			{Name: "all_valid", Severity: "high", Message: message, Condition: more("step", "list", "days")},
			{Name: "each_valid", Severity: "low", Message: message, ForEach: expr.Ref("step", "list", "json"), By: "host",
				Condition: more("each", "value", "days")},
		},
		Evidence: []plan.Evidence{{Name: "days", Value: expr.Ref("step", "list", "days")}},
	}
}

// exampleRecord is a passing run of examplePlan.
func exampleRecord(id evidence.RunID, p canon.Digest, from int) *evidence.Record {
	operands := func(left, right string) []expr.Operand {
		return []expr.Operand{expr.OperandOf(number(left)), expr.OperandOf(number(right))}
	}
	key := func(text string) *string { return &text }
	days := number("30")
	return &evidence.Record{
		Format: evidence.RecordFormat, Plan: p, Run: id, Mode: evidence.Live, Outcome: evidence.Passed,
		StartedAt: minute(from), EndedAt: minute(from + 1),
		Steps: []evidence.StepRecord{
			{Address: "step.list", Outcome: evidence.Passed, Attempts: 1, StartedAt: minute(from), EndedAt: minute(from),
				Expects: []evidence.ExpectRecord{{Name: "answered", Outcome: evidence.Passed, Operands: operands("200", "200")}}},
			{Address: "step.site", Key: key("a.example"), Outcome: evidence.Passed, Attempts: 1, StartedAt: minute(from), EndedAt: minute(from + 1)},
			{Address: "step.site", Key: key("b.example"), Outcome: evidence.Passed, Attempts: 2, StartedAt: minute(from), EndedAt: minute(from + 1)},
		},
		Checks: []evidence.CheckRecord{
			{Name: "all_valid", Outcome: evidence.Passed, Severity: "high", Operands: operands("30", "14")},
			{Name: "each_valid", Key: key("a.example"), Outcome: evidence.Passed, Severity: "low", Operands: operands("30", "14")},
			{Name: "each_valid", Key: key("b.example"), Outcome: evidence.Passed, Severity: "low", Operands: operands("44", "14")},
		},
		Evidence: []evidence.EvidenceValue{{Name: "days", Value: &days}},
	}
}

// genesis appends entry 0.
func (f *forge) genesis(e edit) {
	f.t.Helper()
	f.add(&draft{kind: evidence.KindLedger, dir: folder("_", minute(0)), predicate: &evidence.Ledger{
		At: minute(0), Format: evidence.LedgerFormat, Origin: f.origin, Seen: f.seen(),
	}}, e)
}

func (f *forge) runID(n int) evidence.RunID {
	return evidence.RunID{Attempt: 1, ID: fmt.Sprintf("%032x", n), Origin: f.origin}
}

// authorize appends the authorization of run n.
func (f *forge) authorize(n int, runbook string, e edit) *draft {
	f.t.Helper()
	at, days := len(f.leaves), number("14")
	a := &evidence.Authorization{
		At: minute(at), Commit: "4b825dc642cb6eb9a060e54bf8d69288fbee4904", Compiler: "v0.1.0", FinishBy: minute(at + 60), NotAfter: minute(at + 60),
		Gates: []evidence.Gate{}, Inputs: []evidence.InputValue{{Default: true, Name: "days", Value: &days}}, Mode: evidence.Live,
		Plan: f.plan(runbook), Reviews: []evidence.ReviewCount{}, Rule: "schedule", Run: f.runID(n), Runbook: runbook,
		Seen: f.seen(), Trigger: evidence.TriggerRef{Kind: "schedule", Name: "daily"},
	}
	return f.add(&draft{kind: evidence.KindAuthorization, run: a.Run.Key(), dir: folder(runbook, a.At), predicate: a}, e)
}

// encodedPlans are the plans of the two runbooks, by name.
var encodedPlans = sync.OnceValue(func() map[string][]byte {
	return map[string][]byte{"tls": must(examplePlan("tls").Encode()), "backup": must(examplePlan("backup").Encode())}
})

// plan stores the runbook's plan.
func (f *forge) plan(runbook string) evidence.BlobRef {
	ref, ok := f.plans[runbook]
	if !ok {
		ref = f.blob(encodedPlans()[runbook])
		f.plans[runbook] = ref
	}
	return ref
}

// conclude appends the result of a run. change may spoil the record before it is stored.
func (f *forge) conclude(authorization *draft, change func(*evidence.Record), e edit) *draft {
	f.t.Helper()
	a := authorization.predicate.(*evidence.Authorization)
	at := len(f.leaves)
	record := exampleRecord(a.Run, a.Plan.Digest, at)
	if change != nil {
		change(record)
	}
	return f.add(&draft{kind: evidence.KindRun, run: authorization.run, dir: authorization.dir, predicate: &evidence.Run{
		At: minute(at + 1), Authorization: authorization.leaf.Statement, StartedAt: record.StartedAt, EndedAt: record.EndedAt, Outcome: record.Outcome,
		Record: f.blob(must(canon.Encode(record))), Seen: f.seen(),
		Runner: evidence.Runner{Arch: "amd64", Host: "local", OS: "linux", Program: "v0.1.0"},
	}}, e)
}

func folder(runbook, at string) string {
	return "runs/" + runbook + "/" + at[0:4] + "/" + at[5:7] + "/" + at[8:10]
}

// base is the ledger that every tampered one was made from: three runs that passed, and one of which
// nobody heard again. Edits are by entry.
func base(t testing.TB, edits map[int]edit) *forge {
	t.Helper()
	f := newForge(t)
	f.genesis(edits[0])
	one := f.authorize(1, "tls", edits[1])
	f.conclude(one, nil, edits[2])
	two := f.authorize(2, "backup", edits[3])
	f.conclude(two, nil, edits[4])
	three := f.authorize(3, "tls", edits[5])
	f.conclude(three, nil, edits[6])
	f.authorize(4, "tls", edits[7])
	return f
}
