package evidence_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// TestAuthorizationRules shows what an authorization may not say, one edit each.
func TestAuthorizationRules(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		edit func(*evidence.Authorization)
		want string
	}{
		{"a day that is none", func(a *evidence.Authorization) { a.At = "2026-02-30T12:00:00Z" }, "at: "},
		{"a time of somewhere", func(a *evidence.Authorization) { a.NotAfter = "2026-03-02T12:00:00+01:00" }, "not_after: "},
		{"a fraction of a second", func(a *evidence.Authorization) { a.FinishBy = "2026-03-01T16:00:00.5Z" }, "finish_by: "},
		{"a short commit", func(a *evidence.Authorization) { a.Commit = "1b4f2d6" }, "commit: "},
		{"a digest in capitals", func(a *evidence.Authorization) { a.Plan.Digest = canon.Digest("sha256:" + strings.Repeat("A", 64)) }, "plan: "},
		{"a plan of no bytes", func(a *evidence.Authorization) { a.Plan.Size = 0 }, "plan: size"},
		{"a mode of its own", func(a *evidence.Authorization) { a.Mode = "dry" }, "mode: "},
		{"a trigger of its own", func(a *evidence.Authorization) { a.Trigger.Kind = "moon" }, "trigger: "},
		{"a run of another ledger", func(a *evidence.Authorization) { a.Run.Origin = strings.Replace(origin, "00", "ff", 1) }, "run: origin"},
		{"attempt 0", func(a *evidence.Authorization) { a.Run.Attempt = 0 }, "run: attempt"},
		{"a run of odd name", func(a *evidence.Authorization) { a.Run.ID = "run-7" }, "run: id"},
		{"a person by name", func(a *evidence.Authorization) { a.Requester.ID = "mara" }, "requester: id"},
		{"a key by number", func(a *evidence.Authorization) { a.Requester.How = "key" }, "requester: id"},
		{"one review twice", func(a *evidence.Authorization) { a.Reviews = append(a.Reviews, a.Reviews[0]) }, "reviews: "},
		{"inputs out of order", func(a *evidence.Authorization) { a.Inputs[0], a.Inputs[1] = a.Inputs[1], a.Inputs[0] }, "input days"},
		{"a gate that was skipped", func(a *evidence.Authorization) { a.Gates[0].Outcome = evidence.Skipped }, "gate device"},
		{"a rule of two lines", func(a *evidence.Authorization) { a.Rule = "yes\nno" }, "rule: "},
		{"more seen than there is", func(a *evidence.Authorization) { a.Seen.Size = 0 }, "seen: size"},
		{"an entry without its bundle", func(a *evidence.Authorization) { a.Seen.Entry = new(int64) }, "seen: entry"},
		{"a ledger that is none", func(a *evidence.Authorization) { a.Seen.Origin = "attestary.dev/ledger/1" }, "seen: origin"},
	} {
		a := authorizationSample()
		c.edit(a)
		_, err := evidence.EncodeStatement(a)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one about %q", c.name, err, c.want)
		}
	}
}

// TestRecordRules shows what a record may not say.
func TestRecordRules(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		edit func(*evidence.Record)
		want string
	}{
		{"ended before it began", func(r *evidence.Record) { r.EndedAt = "2026-03-01T12:00:02Z" }, "ended_at: "},
		{"an outcome of steps", func(r *evidence.Record) { r.Outcome = evidence.Skipped }, "outcome: "},
		{"a step that was interrupted", func(r *evidence.Record) { r.Steps[0].Outcome = evidence.Interrupted }, `"step.list": outcome`},
		{"a step without its kind", func(r *evidence.Record) { r.Steps[0].Address = "list" }, "address: "},
		{"steps out of order", func(r *evidence.Record) { r.Steps[1], r.Steps[2] = r.Steps[2], r.Steps[1] }, "not in its place"},
		{"ended, never started", func(r *evidence.Record) { r.Steps[0].StartedAt = "" }, "ended_at: "},
		{"a reason in prose", func(r *evidence.Record) { r.Steps[1].Reason = "it took too long" }, "reason: "},
		{"a check that was skipped", func(r *evidence.Record) { r.Checks[0].Outcome = evidence.Skipped }, "outcome: "},
		{"a check of no severity", func(r *evidence.Record) { r.Checks[0].Severity = "" }, "severity: "},
		{"a key that is a page", func(r *evidence.Record) { *r.Checks[1].Key = strings.Repeat("x", 201) }, "key: "},
		{"evidence twice", func(r *evidence.Record) { r.Evidence[1].Name = "looked_at" }, "evidence looked_at"},
		{"evidence and its digest", func(r *evidence.Record) { v := expr.OfText("x"); r.Evidence[1].Value = &v }, "evidence owner"},
		{"another format", func(r *evidence.Record) { r.Format = "https://attestary.dev/record/v2" }, "format is "},
		{"more than a record holds", func(r *evidence.Record) {
			v := expr.OfText(strings.Repeat("x", evidence.MaxRecord))
			r.Evidence[0].Value = &v
		}, "at most 49152"},
	} {
		r := recordSample(t)
		c.edit(r)
		if _, err := r.Encode(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one about %q", c.name, err, c.want)
		}
	}
}

// TestOverall tells which outcome decides over which.
func TestOverall(t *testing.T) {
	t.Parallel()
	steps := func(outcomes ...evidence.Outcome) (list []evidence.StepRecord) {
		for _, o := range outcomes {
			list = append(list, evidence.StepRecord{Outcome: o})
		}
		return list
	}
	check := func(o evidence.Outcome) []evidence.CheckRecord { return []evidence.CheckRecord{{Outcome: o}} }
	for _, c := range []struct {
		record evidence.Record
		want   evidence.Outcome
	}{
		{evidence.Record{}, evidence.Passed},
		{evidence.Record{Steps: steps("passed", "skipped", "simulated")}, evidence.Passed},
		{evidence.Record{Steps: steps("passed", "recovered")}, evidence.Recovered},
		{evidence.Record{Steps: steps("recovered", "unknown")}, evidence.Unknown},
		{evidence.Record{Steps: steps("unknown", "blocked", "recovered")}, evidence.Blocked},
		{evidence.Record{Steps: steps("blocked", "failed")}, evidence.Failed},
		{evidence.Record{Steps: steps("passed"), Checks: check("failed")}, evidence.Failed},
		{evidence.Record{Steps: steps("passed"), Checks: check("unknown")}, evidence.Unknown},
		{evidence.Record{Steps: steps("failed"), Reason: evidence.ReasonInterrupted}, evidence.Interrupted},
		{evidence.Record{Steps: []evidence.StepRecord{{Outcome: "unknown", Reason: evidence.ReasonInterrupted}}}, evidence.Interrupted},
		{evidence.Record{Steps: steps("passed", "splendid")}, evidence.Unknown},
	} {
		if got := c.record.Overall(); got != c.want {
			t.Errorf("%+v comes to %s, want %s", c.record, got, c.want)
		}
	}
}
