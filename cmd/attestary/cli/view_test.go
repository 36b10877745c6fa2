package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/redact"
	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

func text(s string) *expr.Node { return expr.Lit(expr.OfText(s)) }

func op(o expr.Op, args ...*expr.Node) *expr.Node { return &expr.Node{Op: o, Args: args} }

// shown is a plan that has one of everything that a person is told of a plan.
func shown() *plan.Plan {
	days := expr.OfInt(14)
	step := func(name, action string, effect kind.Effect, more func(*plan.Step)) plan.Step {
		s := plan.Step{Name: name, Action: action, Effect: effect, Parallel: 1, Timeout: 30, OnError: "stop"}
		if more != nil {
			more(&s)
		}
		return s
	}
	return &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "Europe/Paris", Runbook: "rotate", File: "runbooks/rotate.runbook.hcl",
		Title: "Rotate the deploy key", Summary: "Makes a new key,\n  and takes the old one away.", Owner: "security", Timeout: 5400, FinishBy: 7200,
		Satisfies: []plan.Satisfies{
			{Framework: "cisa-ztmm", Function: "identity.credentials", Stage: "advanced"},
			{Framework: "nist-sp-800-53", Controls: []string{"AC-2", "IA-5"}},
		},
		Triggers: []plan.Trigger{{Kind: "manual", Name: "form"}, {Kind: "schedule", Name: "weekly", Cron: "0 5 * * 1"}},
		Access:   &plan.Access{Who: []string{"security", "staff"}},
		Roles:    []plan.Role{{Name: "security"}, {Name: "staff"}},
		Inputs: []plan.Input{
			{Name: "days", Type: "number", Title: "How old a key may be", Default: &days},
			{Name: "host", Type: "string"},
		},
		Phases: []plan.Phase{
			{Name: "look", Steps: []plan.Step{
				step("keys", "file.read", kind.Observe, func(s *plan.Step) {
					s.Title = "Read the list of keys"
					s.Settings = map[string]*expr.Node{"path": text("/etc/keys"), "max": expr.Lit(expr.OfInt(100))}
					s.Expects = []plan.Expect{{Name: "there", Condition: expr.Ref("self", "exists"), Message: text("No list.")}}
				}),
			}},
			{Name: "act", After: []string{"look"}, Steps: []plan.Step{
				step("invite", "http.request", kind.Grant, func(s *plan.Step) { s.Needs = []string{"step.keys"} }),
				step("remove", "exec.run", kind.Destroy, func(s *plan.Step) {
					s.ForEach, s.By, s.Parallel = expr.Ref("step", "keys", "json"), "id", 4
					s.When = op(expr.OpGreater, expr.Ref("each", "value", "age"), expr.Ref("input", "days"))
					s.Needs = []string{"step.invite", "step.keys"}
				}),
				step("sweep", "exec.run", kind.Change, nil),
				step("tell", "notify.webhook", kind.Observe, nil),
				step("tidy", "exec.run", kind.Change, nil),
			}},
		},
		Checks: []plan.Check{{
			Name: "young", Severity: "high", Message: text("Old."),
			Condition: op(expr.OpEqual, expr.Ref("step", "remove", "left"), expr.Lit(expr.OfInt(0))),
		}},
		Evidence: []plan.Evidence{{Name: "keys", Value: expr.Ref("step", "keys", "lines")}},
	}
}

// TestViewWholePlan: a plan that has every part of the language, as a reviewer reads it and drawn.
func TestViewWholePlan(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../../schemas/plan/response.example.json")
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	viewPlan(&out, p, "sha256:"+strings.Repeat("0", 64), nil)
	fmt.Fprintln(&out, "\n---")
	viewGraph(&out, p, 100)
	fmt.Fprintln(&out, "\n---")
	viewMermaid(&out, p)
	golden.Check(t, "testdata/response.golden", out.Bytes())
}

// TestViewPlan: a plan in plain words, its power first; then one that has next to nothing.
func TestViewPlan(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	viewPlan(&out, shown(), "sha256:"+strings.Repeat("0", 64), nil)
	bare := &plan.Plan{Runbook: "bare", Title: "Does little", File: "runbooks/bare.runbook.hcl", Timeout: 60, Phases: []plan.Phase{{
		Name: "main", Steps: []plan.Step{{Name: "a", Action: "file.read", Effect: kind.Observe}, {Name: "b", Action: "file.read", Effect: kind.Observe}},
	}}}
	fmt.Fprintln(&out, "\n---")
	viewPlan(&out, bare, "sha256:"+strings.Repeat("0", 64), nil)
	golden.Check(t, "testdata/plan.golden", out.Bytes())
}

func item(text string) *string { return &text }

// recorded is a record with every outcome that a step or a check can have.
func recorded() *evidence.Record {
	long, digest := expr.OfText(strings.Repeat("é", 200)), canon.Sum(nil)
	return &evidence.Record{
		Outcome: evidence.Failed,
		Steps: []evidence.StepRecord{
			{Address: "step.keys", Outcome: evidence.Failed, Reason: "expect", Expects: []evidence.ExpectRecord{
				{Name: "there", Outcome: evidence.Failed}, {Name: "unknown to the plan", Outcome: evidence.Unknown},
			}},
			{Address: "step.invite", Outcome: evidence.Passed},
			{Address: "step.remove", Key: item("a\nb"), Outcome: evidence.Unknown, Reason: "timeout"},
			{Address: "step.remove", Key: item("c"), Outcome: evidence.Interrupted, Reason: "interrupted"},
			{Address: "step.remove", Key: item("d"), Outcome: evidence.Recovered},
			{Address: "step.remove", Key: item("e"), Outcome: evidence.Simulated},
			{Address: "step.tell", Outcome: evidence.Blocked, Reason: "denied"},
			{Address: "step.tidy", Outcome: evidence.Skipped, Reason: "needs"},
		},
		Checks: []evidence.CheckRecord{
			{Name: "one", Outcome: evidence.Passed, Severity: "low"},
			{Name: "many", Key: item("a"), Outcome: evidence.Passed, Severity: "high"},
			{Name: "many", Key: item("b"), Outcome: evidence.Failed, Severity: "high"},
			{Name: "many", Key: item("c"), Outcome: evidence.Passed, Severity: "high"},
			{Name: "many", Key: item("d"), Outcome: evidence.Unknown, Severity: "high"},
			{Name: "none", Outcome: evidence.Skipped, Severity: "medium"},
		},
		Evidence: []evidence.EvidenceValue{
			{Name: "long", Value: &long}, {Name: "personal", Digest: &digest}, {Name: "absent"},
		},
	}
}

// TestViewRecord: what was judged, folded where many items passed, and what was kept. The word of an
// outcome always stands beside its sign.
func TestViewRecord(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	(&World{}).viewRecord(&out, shown(), recorded())
	golden.Check(t, "testdata/record.golden", out.Bytes())
}

// TestSummary: hostile text that a step saw cannot leave the block that makes it plain text, and a
// summary that cannot be written is told and nothing more.
func TestSummary(t *testing.T) {
	t.Parallel()
	hostile := expr.OfText("that was a secret\n~~~~~\n# All is well\n<script>alert(1)</script>\n~~~~~~~~~\n")
	record := recorded()
	record.Evidence = append(record.Evidence, evidence.EvidenceValue{Name: "hostile", Value: &hostile})
	record.Steps[2].Key = item("k\n~~~~~\n# All is well\n")
	path := filepath.Join(t.TempDir(), "summary.md")
	env := map[string]string{"GITHUB_STEP_SUMMARY": path, "GITHUB_ACTIONS": "true"}
	var told bytes.Buffer
	w := &World{Err: &told, Color: true, Getenv: func(name string) string { return env[name] }, hidden: &redact.Redactor{}}
	w.hidden.Learn([]byte("that was a secret"))
	w.summarise(shown(), &conduct.Result{Record: record, Whole: record})
	data, err := os.ReadFile(path)
	if err != nil || told.Len() > 0 {
		t.Fatal(err, told.String())
	}
	page := string(data)
	head, block, _ := strings.Cut(page, "\n~~~~~text\n")
	if head != "### ✗ rotate: failed\n" || strings.Count(block, "~~~~") != 1 || !strings.HasSuffix(block, "\n~~~~~\n") {
		t.Errorf("a block that something left:\n%s", page)
	}
	if strings.Contains(page, "a secret") || !strings.Contains(page, "***") {
		t.Errorf("a secret, or no trace of it:\n%s", page)
	}
	if strings.Contains(page, "\x1b") || !strings.Contains(block, "All is well") {
		t.Errorf("colours, or nothing of what was seen:\n%s", page)
	}
	env["GITHUB_STEP_SUMMARY"] = filepath.Join(path, "below a file")
	w.summarise(shown(), &conduct.Result{Record: record, Whole: record})
	if !strings.Contains(told.String(), "the job summary could not be written") {
		t.Errorf("told %q", told.String())
	}
	delete(env, "GITHUB_ACTIONS")
	env["GITHUB_STEP_SUMMARY"] = filepath.Join(t.TempDir(), "elsewhere")
	w.summarise(shown(), &conduct.Result{Record: record, Whole: record})
	if _, err := os.Stat(env["GITHUB_STEP_SUMMARY"]); err == nil {
		t.Error("a summary was written where no forge asked for one")
	}
}
