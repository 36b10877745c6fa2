package engine_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
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
	run, err := engine.Prepare(jobOf(planOf([]plan.Step{step("a")}, disk)), w.World)
	if err != nil {
		t.Fatal(err)
	}
	return run, func() []engine.Call { return calls }
}

var named = map[string]expr.Value{"name": expr.OfText("sda")}

// TestOwnPower: who is allowed an action that is written in HCL gets its own call, and nothing else that goes
// over the connection; its undo comes with it, as an undo and not by itself.
func TestOwnPower(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		deed engine.Deed
		want []string // what the program's runner is told to allow; nil where it is not called
	}{
		"an action":                     {engine.Deed{Action: "disk.mount", Connection: "disk", Effect: kind.Change, Settings: named}, []string{"mount"}},
		"its undo":                      {engine.Deed{Action: "disk.unmount", Connection: "disk", Effect: kind.Change, Settings: named, TakesBack: "disk.mount"}, []string{"umount"}},
		"its undo, by itself":           {engine.Deed{Action: "disk.unmount", Connection: "disk", Effect: kind.Change, Settings: named}, nil},
		"the undo of what has none":     {engine.Deed{Action: "disk.unmount", Connection: "disk", Effect: kind.Change, Settings: named, TakesBack: "disk.look"}, nil},
		"the undo of what is not there": {engine.Deed{Action: "disk.unmount", Connection: "disk", Effect: kind.Change, Settings: named, TakesBack: "disk.nothing"}, nil},
		"another that is not its undo":  {engine.Deed{Action: "exec.run", Connection: "disk", Effect: kind.Change, Settings: map[string]expr.Value{"argv": expr.OfList([]expr.Value{expr.OfText("rm")})}, TakesBack: "disk.mount"}, []string{"disk.look", "disk.mount", "echo"}},
		"over no connection":            {engine.Deed{Action: "disk.mount", Connection: "tape", Effect: kind.Change, Settings: named}, nil},
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
		result := run.Act(t.Context(), engine.Deed{Action: "disk.look", Connection: "disk", Effect: kind.Observe, Settings: named})
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
		result := run.Act(t.Context(), engine.Deed{Action: "disk.look", Connection: "disk", Effect: kind.Observe, Settings: named})
		if result.Outcome != came.Outcome || result.Reason != came.Reason || result.Detail != came.Detail {
			t.Errorf("%+v", result)
		}
	}
	run, _ := acting(t, func(engine.Call) engine.Result { panic("a mistake of ours") })
	if result := run.Act(t.Context(), engine.Deed{Action: "disk.look", Connection: "disk", Effect: kind.Observe, Settings: named}); result.Reason != engine.ReasonPanic {
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
	if got := canonical(t, record.Evidence); !strings.Contains(got, `{"number":"7"}`) || !strings.Contains(got, `"none"`) {
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
