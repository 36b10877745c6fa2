package verify_test

import (
	"encoding/hex"
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// What the holder of the key makes up about runs.

var byOrder = []mutation{
	{"same-run-twice", "a run has two results, in the folders of two days", "9", 8, []string{"2", "9"}, appended(func(f *forge) {
		three := *f.drafts[5]
		three.dir = folder("tls", minute(60*24))
		f.conclude(&three, nil, edit{})
	})},
	{"authorised-twice", "a run was authorised again", "9", 8, []string{"2", "9"}, appended(func(f *forge) {
		f.authorize(4, "backup", edit{})
	})},
	{"result-without-authorization", "a result of a run that nothing authorised", "9", 8, []string{"9"}, appended(func(f *forge) {
		other := base(f.t, nil)
		f.conclude(other.authorize(5, "tls", edit{}), nil, edit{})
	})},
	{"result-before-its-authorization", "a result stands before the authorization that it names", "9", 8, []string{"9"}, appended(func(f *forge) {
		other := base(f.t, nil)
		a := other.authorize(5, "tls", edit{})
		f.conclude(a, nil, edit{})
		f.add(&draft{kind: a.kind, run: a.run, dir: a.dir, predicate: a.predicate}, edit{})
	})},
	{"authorization-expired", "a run started after its authorization had expired", "9", 4, []string{"9"},
		edited(map[int]edit{3: authorization(func(a *evidence.Authorization) { a.NotAfter = minute(4) })})},
	{"another-authorization", "a result names the authorization of another run", "9", 8, []string{"9"}, appended(func(f *forge) {
		f.conclude(f.drafts[7], nil, result(func(r *evidence.Run) { r.Authorization = f.drafts[5].leaf.Statement }))
	})},
	{"other-mode", "it was authorised as a rehearsal and ran live", "9", 4, []string{"9"},
		edited(map[int]edit{3: authorization(func(a *evidence.Authorization) { a.Mode = evidence.Rehearsal })})},
	{"unseen-authorization", "a result has not seen its own authorization", "9", 8, []string{"9"}, appended(func(f *forge) {
		root := f.root(7)
		f.conclude(f.drafts[7], nil, result(func(r *evidence.Run) {
			r.Seen.Size, r.Seen.Root = 7, canon.Digest("sha256:"+hex.EncodeToString(root[:]))
		}))
	})},
}

var byContent = []mutation{
	{"other-plan", "an authorization of one runbook names the plan of another", "7a", 8, []string{"7a"}, appended(func(f *forge) {
		tls := f.plan("tls")
		f.authorize(5, "backup", authorization(func(a *evidence.Authorization) { a.Plan = tls }))
	})},
	{"not-a-plan", "the stored plan is no plan", "7a", 8, []string{"7a"}, appended(func(f *forge) {
		f.authorize(5, "tls", authorization(func(a *evidence.Authorization) { a.Plan = f.blob([]byte(`{"format":"x"}`)) }))
	})},
	{"plan-of-another-version", "the stored plan is in a format of a later version", "", none, []string{}, func(t *testing.T) scenario {
		f := base(t, nil)
		a := f.authorize(5, "tls", authorization(func(a *evidence.Authorization) {
			a.Plan = f.blob([]byte(`{"format":"https://attestary.dev/plan/v2","runbook":"tls"}`))
		}))
		f.conclude(a, nil, edit{})
		return scenario{commits: []tree{f.tree()}, unjudged: []string{"7a", "10"}}
	}},
	{"plan-missing", "the plan is not stored", "7a", 8, []string{"2", "7a"}, appended(func(f *forge) {
		f.authorize(5, "tls", authorization(func(a *evidence.Authorization) { a.Plan.Digest = canon.Sum(nil) }))
	})},
	{"other-trigger", "a run was started by a trigger that its plan does not have", "10", 8, []string{"10"}, appendedEdit(authorization(func(a *evidence.Authorization) {
		a.Trigger = evidence.TriggerRef{Kind: "manual", Name: "form"}
	}))},
	{"input-untold", "an authorization does not tell an input of its plan", "10", 8, []string{"10"}, appendedEdit(authorization(func(a *evidence.Authorization) { a.Inputs = []evidence.InputValue{} }))},
	{"record-of-another-plan", "a record is of another plan than was authorised", "10", 9, []string{"10"}, appended(func(f *forge) {
		backup := f.plan("backup").Digest
		f.conclude(f.authorize(5, "tls", edit{}), func(r *evidence.Record) { r.Plan = backup }, edit{})
	})},
	{"record-of-another-run", "a record is of another run than its result", "10", 9, []string{"10"}, appended(func(f *forge) {
		f.conclude(f.authorize(5, "tls", edit{}), func(r *evidence.Record) { r.Run = f.runID(6) }, edit{})
	})},
	{"outcome-flattered", "a check failed, and the run is told as passed", "10", 9, []string{"10"}, ran(func(r *evidence.Record) {
		r.Checks[0].Outcome, r.Checks[0].Operands[0] = evidence.Failed, expr.OperandOf(number("3"))
	})},
	{"answer-flattered", "three days are recorded, and the check for fourteen as passed", "10", 9, []string{"10"}, ran(func(r *evidence.Record) {
		r.Checks[0].Operands[0] = expr.OperandOf(number("3"))
	})},
	{"expectation-flattered", "the status was 500, and the expectation of 200 is told as met", "10", 9, []string{"10"}, ran(func(r *evidence.Record) {
		r.Steps[0].Expects[0].Operands[0] = expr.OperandOf(number("500"))
	})},
	{"literal-changed", "an expectation was judged against another number than the plan's", "10", 9, []string{"10"}, ran(func(r *evidence.Record) {
		r.Steps[0].Expects[0].Operands = []expr.Operand{expr.OperandOf(number("500")), expr.OperandOf(number("500"))}
	})},
	{"check-untold", "a check of the plan is not in the record", "10", 9, []string{"10"}, ran(func(r *evidence.Record) { r.Checks = r.Checks[1:] })},
	{"step-untold", "a step of the plan is not in the record", "10", 9, []string{"10"}, ran(func(r *evidence.Record) { r.Steps = r.Steps[1:] })},
	{"step-invented", "a step is recorded that the plan does not have", "10", 9, []string{"10"}, ran(func(r *evidence.Record) {
		r.Steps = append(r.Steps, evidence.StepRecord{Address: "step.zeal", Outcome: evidence.Passed, Attempts: 1})
	})},
	{"expectation-untold", "a step passed, and its expectation is not told", "10", 9, []string{"10"}, ran(func(r *evidence.Record) { r.Steps[0].Expects = nil })},
	{"severity-lowered", "a check is recorded with a lower severity than the plan's", "10", 9, []string{"10"}, ran(func(r *evidence.Record) { r.Checks[0].Severity = "low" })},
	{"passed-on-nothing", "a check over a collection passed on no item", "10", 9, []string{"10"}, ran(func(r *evidence.Record) {
		r.Checks = append(r.Checks[:1], evidence.CheckRecord{Name: "each_valid", Outcome: evidence.Passed, Severity: "low", Operands: []expr.Operand{}})
	})},
	{"evidence-invented", "a piece of evidence is recorded that the plan does not declare", "10", 9, []string{"10"}, ran(func(r *evidence.Record) {
		r.Evidence = append(r.Evidence, evidence.EvidenceValue{Name: "raw_output"})
	})},
	{"result-flattered", "a result says passed where its record says failed", "10", 9, []string{"10"}, appended(func(f *forge) {
		f.conclude(f.authorize(5, "tls", edit{}), func(r *evidence.Record) {
			r.Checks[0].Outcome, r.Checks[0].Operands[0], r.Outcome = evidence.Failed, expr.OperandOf(number("3")), evidence.Failed
		}, result(func(r *evidence.Run) { r.Outcome = evidence.Passed }))
	})},
	{"evidence-blob-missing", "a record names a blob that is not stored", "2", 9, []string{"2"}, ran(func(r *evidence.Record) {
		gone := canon.Sum([]byte("gone"))
		r.Evidence[0] = evidence.EvidenceValue{Name: "days", Digest: &gone}
	})},
}

// ran appends a fifth run whose record was changed.
func ran(change func(*evidence.Record)) func(*testing.T) scenario {
	return appended(func(f *forge) { f.conclude(f.authorize(5, "tls", edit{}), change, edit{}) })
}

func result(change func(*evidence.Run)) edit {
	return edit{predicate: func(d *draft) { change(d.predicate.(*evidence.Run)) }}
}
