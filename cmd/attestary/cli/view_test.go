package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/actions/engine"
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
	viewPlan(&out, p, "sha256:"+strings.Repeat("0", 64))
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
	viewPlan(&out, shown(), "sha256:"+strings.Repeat("0", 64))
	bare := &plan.Plan{Runbook: "bare", Title: "Does little", File: "runbooks/bare.runbook.hcl", Timeout: 60, Phases: []plan.Phase{{
		Name: "main", Steps: []plan.Step{{Name: "a", Action: "file.read", Effect: kind.Observe}, {Name: "b", Action: "file.read", Effect: kind.Observe}},
	}}}
	fmt.Fprintln(&out, "\n---")
	viewPlan(&out, bare, "sha256:"+strings.Repeat("0", 64))
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
	for outcome := range signs {
		if got := (&World{Color: true}).sign(outcome); !strings.HasPrefix(got, "\x1b[") || !strings.HasSuffix(got, signs[outcome]+plain) {
			t.Errorf("%s in colour is %q", outcome, got)
		}
	}
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
	w.summarise(shown(), &conduct.Result{Record: record})
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
	w.summarise(shown(), &conduct.Result{Record: record})
	if !strings.Contains(told.String(), "the job summary could not be written") {
		t.Errorf("told %q", told.String())
	}
	delete(env, "GITHUB_ACTIONS")
	env["GITHUB_STEP_SUMMARY"] = filepath.Join(t.TempDir(), "elsewhere")
	w.summarise(shown(), &conduct.Result{Record: record})
	if _, err := os.Stat(env["GITHUB_STEP_SUMMARY"]); err == nil {
		t.Error("a summary was written where no forge asked for one")
	}
}

// watched is a view of progress, what it wrote, and a clock that is set by hand.
func watched(terminal bool) (v *progress, wrote *bytes.Buffer, at func(seconds int) time.Time) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	now := noon
	at = func(seconds int) time.Time {
		now = noon.Add(time.Duration(seconds) * time.Second)
		return now
	}
	wrote = new(bytes.Buffer)
	w := &World{Err: wrote, Out: io.Discard, Terminal: terminal, Width: 60, Now: func() time.Time { return now }}
	v = &progress{w: w, running: map[string]time.Time{}, ended: make(chan struct{})} // without the ticker: draws come by hand
	for _, s := range shown().AllSteps() {
		v.waiting = append(v.waiting, s.Address())
	}
	return v, wrote, at
}

// play feeds a run to a view of progress.
func play(v *progress, at func(int) time.Time) {
	for _, e := range []engine.Event{
		{Kind: engine.RunStarted, Title: "Rotate"},
		{Kind: engine.StepStarted, At: at(0), Address: "step.keys", Title: "Read the list of keys", Attempt: 1},
		{Kind: engine.StepRetried, At: at(2), Address: "step.keys", Attempt: 2, Outcome: evidence.Unknown, Reason: engine.ReasonTimeout, Detail: "nobody answered"},
		{Kind: engine.StepFinished, At: at(3), Address: "step.keys", Outcome: evidence.Passed},
		{Kind: engine.StepStarted, At: at(3), Address: "step.invite", Attempt: 1},
		{Kind: engine.StepStarted, At: at(4), Address: "step.remove", Key: "old-laptop", Attempt: 1},
		{Kind: engine.StepFinished, At: at(9), Address: "step.invite", Outcome: evidence.Failed, Reason: engine.ReasonExit},
		{Kind: engine.StepFinished, At: at(65), Address: "step.remove", Key: "old-laptop", Outcome: evidence.Passed},
		{Kind: engine.StepFinished, At: at(65), Address: "step.tell", Outcome: evidence.Skipped, Reason: course.ReasonNeeds, Detail: "step.invite did not pass"},
		{Kind: engine.CheckJudged, At: at(65), Address: "check.young", Outcome: evidence.Failed, Detail: "Two keys are old."},
		{Kind: engine.CheckJudged, At: at(65), Address: "check.fine", Outcome: evidence.Passed, Detail: "not shown"},
		{Kind: engine.RunFinished, At: at(65), Outcome: evidence.Failed},
	} {
		v.event(e)
	}
	v.stop()
}

// TestProgressPlain: where nobody watches, every line is whole and stays.
func TestProgressPlain(t *testing.T) {
	t.Parallel()
	v, wrote, at := watched(false)
	play(v, at)
	if strings.ContainsAny(wrote.String(), "\r\x1b") {
		t.Error("something was drawn where there is no terminal")
	}
	golden.Check(t, "testdata/progress.golden", wrote.Bytes())
}

// TestProgressTerminal: the last line of a terminal tells what runs, for how long and what is next; it
// fits, and nothing of it is left when the run is over.
func TestProgressTerminal(t *testing.T) {
	t.Parallel()
	v, wrote, at := watched(true)
	v.event(engine.Event{Kind: engine.StepStarted, At: at(0), Address: "step.keys"})
	at(12)
	v.draw()
	if want := "\r\x1b[K⋯ step.keys 12s · next step.invite "; wrote.String() != want {
		t.Errorf("drawn %q, want %q", wrote.String(), want)
	}
	v.event(engine.Event{Kind: engine.StepStarted, At: at(13), Address: "step.remove", Key: strings.Repeat("長", 60)})
	v.draw()
	for line := range strings.SplitSeq(wrote.String(), "\r\x1b[K") {
		if n := len([]rune(line)); n > 59 {
			t.Errorf("%d columns are drawn on a terminal of 60: %q", n, line)
		}
	}
	if !strings.HasSuffix(wrote.String(), "… ") {
		t.Errorf("drawn %q", wrote.String())
	}
	v.stop()
	v.stop() // twice is as good as once
	if !strings.HasSuffix(wrote.String(), "… \r\x1b[K") {
		t.Errorf("left behind: %q", wrote.String())
	}

	v, wrote, at = watched(true)
	play(v, at)
	golden.Check(t, "testdata/terminal.golden", []byte(rendered(wrote.String())))
}

// rendered is what a terminal shows in the end of what was written to it.
func rendered(wrote string) string {
	const wipe = "\r\x1b[K"
	var lines []string
	for line := range strings.SplitSeq(wrote, "\n") {
		if at := strings.LastIndex(line, wipe); at >= 0 {
			line = line[at+len(wipe):]
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// TestProgressTicks: between two events the line moves on by itself, until the run is over.
func TestProgressTicks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		wrote := new(bytes.Buffer)
		v := (&World{Err: wrote, Terminal: true, Width: 60, Now: time.Now}).newProgress(shown())
		v.event(engine.Event{Kind: engine.StepStarted, At: time.Now().Add(-3 * time.Second), Address: "step.keys"})
		time.Sleep(450 * time.Millisecond)
		v.stop()
		if n := strings.Count(wrote.String(), "step.keys 3s · next step.invite"); n != 2 {
			t.Errorf("drawn %d times: %q", n, wrote.String())
		}
		if !strings.HasSuffix(wrote.String(), "\r\x1b[K") {
			t.Errorf("left behind: %q", wrote.String())
		}
	})
}
