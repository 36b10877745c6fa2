package engine_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

func calling(function string, args ...*expr.Node) *expr.Node {
	return &expr.Node{Op: expr.OpCall, Name: function, Args: args}
}

// disk are the actions of a system that are done by programs: disk.mount with its undo, and disk.look.
func disk(p *plan.Plan) {
	name := []plan.Setting{{Name: "name", Type: "string"}}
	run := func(program string) plan.Call {
		return plan.Call{Action: "exec.run", Settings: map[string]*expr.Node{"argv": op(expr.OpList, text(program), expr.Ref("setting", "name"))}}
	}
	look := run("lsblk")
	look.Give = map[string]*expr.Node{"size": expr.Ref("self", "json", "size"), "kinds": expr.Ref("self", "json", "kinds")}
	look.Done = op("==", expr.Ref("self", "json", "state"), text("there"))
	p.Connections = []plan.Connection{{Name: "disk", Kind: kind.Shell}}
	p.Uses = []plan.Use{{Connection: "disk", Allow: []string{"disk.look", "disk.mount", "echo"}}}
	p.Actions = []plan.Action{
		{Name: "disk.look", Title: "Look", Effect: kind.Observe, Idempotent: true, Kind: kind.Shell, Settings: name, Run: look, Outputs: []plan.Output{
			{Name: "kinds", Type: "list(object({name = string}))"}, {Name: "size", Type: "number"},
		}},
		{
			Name: "disk.mount", Title: "Mount", Effect: kind.Change, Kind: kind.Shell, Settings: name, Run: run("mount"),
			Undo: &plan.Undo{Action: "disk.unmount", Settings: map[string]*expr.Node{"name": expr.Ref("setting", "name")}},
		},
		{Name: "disk.unmount", Title: "Unmount", Effect: kind.Change, Kind: kind.Shell, Settings: name, Run: run("umount")},
	}
}

// acting is a prepared run with the actions of disk, and the calls that exec.run gets in it.
func acting(t *testing.T, answer func(engine.Call) engine.Result) (*engine.Run, func() []engine.Call) {
	t.Helper()
	var calls []engine.Call
	w := worldOf(t, func(_ context.Context, call engine.Call) engine.Result {
		calls = append(calls, call)
		return answer(call)
	})
	run, err := engine.Prepare(t.Context(), jobOf(planOf([]plan.Step{step("a")}, disk)), w.World)
	if err != nil {
		t.Fatal(err)
	}
	return run, func() []engine.Call { return calls }
}

var sda = map[string]expr.Value{"name": expr.OfText("sda")}

// TestOwnPower: who is allowed an action that is written in HCL gets its own call, and nothing else that goes
// over the connection; its undo comes with it, as an undo and not by itself.
func TestOwnPower(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		deed engine.Deed
		want []string // what the program's runner is told to allow; nil where it is not called
	}{
		"an action":                     {engine.Deed{Action: "disk.mount", Connection: "disk", Effect: kind.Change, Settings: sda}, []string{"mount"}},
		"its undo":                      {engine.Deed{Action: "disk.unmount", Connection: "disk", Effect: kind.Change, Settings: sda, TakesBack: "disk.mount"}, []string{"umount"}},
		"its undo, by itself":           {engine.Deed{Action: "disk.unmount", Connection: "disk", Effect: kind.Change, Settings: sda}, nil},
		"the undo of what has none":     {engine.Deed{Action: "disk.unmount", Connection: "disk", Effect: kind.Change, Settings: sda, TakesBack: "disk.look"}, nil},
		"the undo of what is not there": {engine.Deed{Action: "disk.unmount", Connection: "disk", Effect: kind.Change, Settings: sda, TakesBack: "disk.nothing"}, nil},
		"another that is not its undo":  {engine.Deed{Action: "exec.run", Connection: "disk", Effect: kind.Change, Settings: map[string]expr.Value{"argv": expr.OfList([]expr.Value{expr.OfText("rm")})}, TakesBack: "disk.mount"}, []string{"disk.look", "disk.mount", "echo"}},
		"over no connection":            {engine.Deed{Action: "disk.mount", Connection: "tape", Effect: kind.Change, Settings: sda}, nil},
		"a program":                     {engine.Deed{Action: "exec.run", Connection: "disk", Effect: kind.Change, Settings: map[string]expr.Value{"argv": expr.OfList([]expr.Value{expr.OfText("mount")})}}, []string{"disk.look", "disk.mount", "echo"}},
	} {
		run, calls := acting(t, func(engine.Call) engine.Result { return says() })
		result := run.Act(t.Context(), test.deed)
		if test.want == nil {
			if result.Outcome != evidence.Blocked || result.Reason != engine.ReasonDenied || len(calls()) > 0 {
				t.Errorf("%s: %s %s, called %d times", name, result.Outcome, result.Reason, len(calls()))
			}
			continue
		}
		if len(calls()) != 1 {
			t.Fatalf("%s: it is called %d times: %s", name, len(calls()), result.Detail)
		}
		if diff := cmp.Diff(test.want, calls()[0].Allow); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestGiven: what an action gives is made of the answer, whole and of its type, or the action did not pass.
func TestGiven(t *testing.T) {
	t.Parallel()
	object := func(members map[string]expr.Value) expr.Value { return expr.OfObject(members) }
	of := func(name string) expr.Value { return object(map[string]expr.Value{"name": expr.OfText(name)}) }
	kinds := expr.OfList([]expr.Value{of("ssd"), of("usb")})
	size := expr.OfInt(7)
	for name, test := range map[string]struct {
		json    expr.Value
		fails   bool
		outcome evidence.Outcome
		words   string
	}{
		"all":                        {object(map[string]expr.Value{"kinds": kinds, "size": size}), false, evidence.Passed, ""},
		"nothing":                    {expr.Nil(), false, evidence.Unknown, "kinds is missing"},
		"one is missing":             {object(map[string]expr.Value{"kinds": kinds}), false, evidence.Unknown, "size is missing"},
		"of another type":            {object(map[string]expr.Value{"kinds": kinds, "size": expr.OfText("7")}), false, evidence.Unknown, "size is a text, not a number"},
		"null within":                {object(map[string]expr.Value{"size": size, "kinds": expr.OfList([]expr.Value{of("ssd"), object(map[string]expr.Value{"name": expr.Nil()})})}), false, evidence.Unknown, `kinds item 1: member "name": is missing`},
		"too much within":            {object(map[string]expr.Value{"size": size, "kinds": expr.OfList([]expr.Value{object(map[string]expr.Value{"id": size})})}), false, evidence.Unknown, "kinds item 0: has a member"},
		"a failure":                  {object(map[string]expr.Value{"state": expr.OfText("gone"), "size": size}), true, evidence.Failed, "as the test wants"},
		"a failure that is done":     {object(map[string]expr.Value{"state": expr.OfText("there"), "size": size, "kinds": kinds}), true, evidence.Passed, ""},
		"done, and nothing given":    {object(map[string]expr.Value{"state": expr.OfText("there")}), true, evidence.Unknown, "is missing"},
		"a failure that may be done": {object(map[string]expr.Value{"size": size}), true, evidence.Unknown, "whether that means that it was so already cannot be told"},
	} {
		run, _ := acting(t, func(engine.Call) engine.Result {
			result := says()
			result.Outputs["json"] = test.json
			if test.fails {
				result.Outcome, result.Reason, result.Detail = evidence.Failed, engine.ReasonExit, "as the test wants"
			}
			return result
		})
		result := run.Act(t.Context(), engine.Deed{Action: "disk.look", Connection: "disk", Effect: kind.Observe, Settings: sda})
		if result.Outcome != test.outcome || !strings.Contains(result.Detail, test.words) {
			t.Errorf("%s: %s %s %q", name, result.Outcome, result.Reason, result.Detail)
		}
		if n, _ := result.Outputs["size"].AsInt(); name == "a failure" && n != 7 {
			t.Errorf("a retry sees nothing of what failed: %v", result.Outputs)
		}
		if len(result.Outputs) != 2 {
			t.Errorf("%s: it gives %d outputs", name, len(result.Outputs))
		}
	}
}

// TestNoAnswer: where nobody answered, or somebody was not let in, nothing is taken for done.
func TestNoAnswer(t *testing.T) {
	t.Parallel()
	for _, came := range []engine.Result{
		{Outcome: evidence.Unknown, Reason: engine.ReasonTimeout, Detail: "no answer"},
		{Outcome: evidence.Blocked, Reason: engine.ReasonDenied, Detail: "not allowed"},
	} {
		run, _ := acting(t, func(engine.Call) engine.Result { return came })
		result := run.Act(t.Context(), engine.Deed{Action: "disk.look", Connection: "disk", Effect: kind.Observe, Settings: sda})
		if result.Outcome != came.Outcome || result.Reason != came.Reason || result.Detail != came.Detail {
			t.Errorf("%+v", result)
		}
	}
	run, _ := acting(t, func(engine.Call) engine.Result { panic("a mistake of ours") })
	if result := run.Act(t.Context(), engine.Deed{Action: "disk.look", Connection: "disk", Effect: kind.Observe, Settings: sda}); result.Reason != engine.ReasonPanic {
		t.Errorf("%+v", result)
	}
}

// TestComposedInRun: a step of an action that is written in HCL has its outputs, and none of the primitive one.
func TestComposedInRun(t *testing.T) {
	t.Parallel()
	s := plan.Step{
		Name: "look", Action: "disk.look", Effect: kind.Observe, Connection: "disk", Parallel: 1, Timeout: 60, OnError: "stop",
		Settings: map[string]*expr.Node{"name": text("sda")},
		Expects:  []plan.Expect{{Name: "large", Condition: op(">", expr.Ref("self", "size"), expr.Lit(expr.OfInt(5))), Message: text("small")}},
	}
	w := worldOf(t, func(_ context.Context, call engine.Call) engine.Result {
		if name, _ := call.Settings["argv"].Items()[1].AsText(); name != "sda" || call.Action != "exec.run" {
			t.Errorf("%s %q", call.Action, name)
		}
		result := says()
		result.Outputs["json"] = expr.OfObject(map[string]expr.Value{"size": expr.OfInt(7), "kinds": expr.OfList(nil)})
		return result
	})
	record := do(t, w, jobOf(planOf([]plan.Step{s}, disk, func(p *plan.Plan) {
		p.Evidence = []plan.Evidence{
			{Name: "exit", Value: calling("default", expr.Ref("step", "look", "exit"), text("none"))}, {Name: "size", Value: expr.Ref("step", "look", "size")},
		}
	})))
	if diff := cmp.Diff([]string{"look: passed"}, outcomes(record)); diff != "" {
		t.Error(diff)
	}
	if got := canonText(t, record.Evidence); !strings.Contains(got, `{"number":"7"}`) || !strings.Contains(got, `"none"`) {
		t.Error(got)
	}
}

// TestPause: a service may ask for more patience than the plan has, up to a bound, and not for less.
func TestPause(t *testing.T) {
	t.Parallel()
	for asked, want := range map[time.Duration]time.Duration{
		0: 2 * time.Second, time.Second: 2 * time.Second, time.Minute: time.Minute, 24 * time.Hour: 10 * time.Minute, -time.Hour: 2 * time.Second,
	} {
		if got := engine.Pause(&plan.Retry{Max: 2, Delay: 2}, engine.Result{Wait: asked}); got != want {
			t.Errorf("%v: %v, want %v", asked, got, want)
		}
	}
}

// TestComposedNotify: people are told by an action that is written in HCL, with its defaults, and without
// secrets.
func TestComposedNotify(t *testing.T) {
	t.Parallel()
	told := make(chan engine.Call, 1)
	w := worldOf(t, func(context.Context, engine.Call) engine.Result { return says("it is sw0rdfish") })
	w.Runners["notify.webhook"] = runner(func(_ context.Context, call engine.Call) engine.Result {
		told <- call
		return engine.Result{Outcome: evidence.Passed, Outputs: map[string]expr.Value{"status": expr.OfInt(200)}}
	})
	w.Env = func(name string) (string, bool) { return "sw0rdfish", name == "TOKEN" }
	room := expr.OfText("#all")
	p := planOf([]plan.Step{step("a")}, func(p *plan.Plan) {
		p.Secrets = []plan.Secret{{Name: "token", From: "env:TOKEN", Purpose: "to be kept"}}
		p.Connections = []plan.Connection{{Name: "chat", Kind: kind.HTTP, URL: "https://chat.example", Token: "token", Auth: "path"}}
		p.Uses = []plan.Use{{Connection: "chat", Allow: []string{"chat.say"}}}
		p.Actions = []plan.Action{{
			Name: "chat.say", Title: "Say", Effect: kind.Observe, Kind: kind.HTTP, Settings: []plan.Setting{{Name: "room", Type: "string", Default: &room}, {Name: "text", Type: "string"}},
			Run: plan.Call{Action: "notify.webhook", Settings: map[string]*expr.Node{"text": op(expr.OpTemplate, expr.Ref("setting", "room"), text(": "), expr.Ref("setting", "text"))}},
		}}
		p.Notifies = []plan.Notify{{Name: "end", Action: "chat.say", Connection: "chat", On: []string{"passed"}, Text: expr.Ref("step", "a", "stdout")}}
	})
	do(t, w, jobOf(p))
	call := <-told
	words, _ := call.Settings["text"].AsText()
	if diff := cmp.Diff("#all: it is ***", words); diff != "" || call.Token.Reveal() != "sw0rdfish" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"notify.webhook"}, call.Allow); diff != "" {
		t.Error(diff)
	}
}

// TestFallbackKept: where an action gave what stands in for something missing, a check does not pass by it, in
// the process that saw it and in the one that goes on after people were waited for.
func TestFallbackKept(t *testing.T) {
	t.Parallel()
	p := planOf([]plan.Step{{
		Name: "look", Action: "disk.look", Effect: kind.Observe, Connection: "disk", Parallel: 1, Timeout: 60, OnError: "stop",
		Settings: map[string]*expr.Node{"name": text("sda")},
	}}, disk, func(p *plan.Plan) {
		look := p.Action("disk.look")
		look.Run.Give["size"] = calling("default", look.Run.Give["size"], expr.Lit(expr.OfInt(7)))
		p.Phases[0].Approvals = []plan.Approval{{Name: "yes", From: []string{"security"}, Min: 1, Timeout: 3600, Needs: []string{"step.look"}}}
		for name, size := range map[string]int64{"a_large": 5, "b_small": 9} {
			p.Checks = append(p.Checks, plan.Check{
				Name: name, Condition: op(">", expr.Ref("step", "look", "size"), expr.Lit(expr.OfInt(size))), Message: text("small"), Severity: "low",
			})
		}
		slices.SortFunc(p.Checks, func(a, b plan.Check) int { return strings.Compare(a.Name, b.Name) })
	})
	w := worldOf(t, func(context.Context, engine.Call) engine.Result {
		result := says()
		result.Outputs["json"] = expr.OfObject(map[string]expr.Value{"kinds": expr.OfList(nil)})
		return result
	})
	yes := func(_ context.Context, q engine.Question) ([]engine.Word, error) {
		return []engine.Word{{
			Address: q.Address, At: evidence.FormatInstant(q.Since), Frozen: q.FrozenDigest, ID: "7", Login: "grace", Shown: q.ShownDigest, Statement: canon.Sum([]byte("yes")), Yes: true,
		}}, nil
	}
	want := []string{"a_large: unknown", "b_small: failed"}
	atOnce, err := engine.Prepare(t.Context(), jobOf(p), w.World)
	if err != nil {
		t.Fatal(err)
	}
	finished, err := atOnce.Do(t.Context(), engine.Start{Inbox: yes})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, judgements(finished.Record)); diff != "" {
		t.Errorf("at once: %s", diff)
	}
	if diff := cmp.Diff(want, judgements(later(t, p, w, yes))); diff != "" {
		t.Errorf("later: %s", diff)
	}
}

// later runs a plan until it waits, and goes on with it from its journal.
func later(t *testing.T, p *plan.Plan, w *world, inbox engine.Inbox) *evidence.Record {
	t.Helper()
	first, err := engine.Prepare(t.Context(), jobOf(p), w.World)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "run.journal")
	journal, err := engine.CreateJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	finished, err := first.Do(t.Context(), engine.Start{Journal: journal})
	if err != nil || len(finished.Waiting) != 1 {
		t.Fatalf("it does not wait: %v", err)
	}
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
	past, err := engine.ReadJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	second, err := engine.Prepare(t.Context(), past.Job(p), w.World)
	if err != nil {
		t.Fatal(err)
	}
	journal, err = past.Journal()
	if err != nil {
		t.Fatal(err)
	}
	finished, err = second.Do(t.Context(), engine.Start{Journal: journal, Past: past, Inbox: inbox})
	if err != nil || finished.Record == nil {
		t.Fatalf("it does not go on: %v", err)
	}
	return finished.Record
}
