package engine_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// TestUnready: what the language has and the engine has not yet is refused before a run is authorised, and
// told by its address. Each line adds one such part to a plan that runs.
func TestUnready(t *testing.T) {
	t.Parallel()
	main := func(change func(*plan.Phase)) func(*engine.Job) {
		return func(j *engine.Job) { change(&j.Plan.Phases[0]) }
	}
	of := func(change func(*plan.Step)) func(*engine.Job) {
		return func(j *engine.Job) { change(&j.Plan.Phases[0].Steps[0]) }
	}
	run := map[string]*expr.Node{"argv": listOf("true")}
	undo := &plan.Undo{Action: "exec.run", Settings: run}
	for want, add := range map[string]func(*engine.Job){
		"concurrency": func(j *engine.Job) { j.Plan.Concurrency = &plan.Concurrency{Key: text("x"), Mode: "queue"} },
		"result":      func(j *engine.Job) { j.Plan.Result = &plan.Show{Title: text("x")} },
		"confirm":     func(j *engine.Job) { j.Plan.Confirm = &plan.Confirm{By: []string{"security"}, Within: 1} },
		"action.a.look": func(j *engine.Job) {
			j.Plan.Actions = []plan.Action{{Name: "a.look", Title: "Look", Effect: kind.Observe, Kind: "shell", Run: plan.Call{Action: "exec.run", Settings: run}}}
		},
		"gate.disk": func(j *engine.Job) {
			gate := plan.Gate{Name: "disk", Action: "file.read", Settings: map[string]*expr.Node{"path": text("a")}, Condition: expr.Ref("self", "exists"), Message: text("x")}
			j.Plan.Access = &plan.Access{Who: []string{"security"}, Gates: []plan.Gate{gate}}
		},
		"notify.chat": func(j *engine.Job) {
			j.Plan.Notifies = []plan.Notify{{Name: "chat", Action: "notify.webhook", On: []string{"failed"}, Text: text("x")}}
		},
		"phase.main: when":    main(func(f *plan.Phase) { f.When = expr.Lit(expr.OfBool(true)) }),
		"phase.main: runs_on": main(func(f *plan.Phase) { f.RunsOn = []string{"self-hosted"} }),
		"phase.main: for_each": main(func(f *plan.Phase) {
			f.ForEach, f.By, f.Parallel = listOf("a"), "name", 1
		}),
		"phase.main: on_failure": main(func(f *plan.Phase) { f.OnFailure = &plan.OnFailure{Undo: "reverse"} }),
		"approval.yes": main(func(f *plan.Phase) {
			f.Approvals = []plan.Approval{{Name: "yes", From: []string{"security"}, Min: 1, Timeout: 1}}
		}),
		"ask.why": main(func(f *plan.Phase) {
			f.Asks = []plan.Ask{{Name: "why", To: []string{"security"}, Question: text("x"), Timeout: 1, Answers: []plan.Answer{{Name: "a", Type: "bool"}}}}
		}),
		"check.early": main(func(f *plan.Phase) {
			f.Checks = []plan.Check{{Name: "early", Condition: expr.Lit(expr.OfBool(true)), Message: text("x"), Severity: "low"}}
		}),
		"step.a: limit": of(func(s *plan.Step) { s.ForEach, s.By, s.Limit = listOf("a"), "name", &plan.Limit{Count: 1} }),
		"step.a: undo":  of(func(s *plan.Step) { s.Undo = undo }),
		"evidence.took: phase.main.duration": func(j *engine.Job) {
			j.Plan.Evidence = []plan.Evidence{{Name: "took", Value: expr.Ref("phase", "main", "duration")}}
		},
		"trigger.edr: it is of kind \"event\"": func(j *engine.Job) { j.Trigger.Kind, j.Trigger.Name = "event", "edr" },
	} {
		job := jobOf(planOf([]plan.Step{step("a")}))
		add(&job)
		w := worldOf(t, func(context.Context, engine.Call) engine.Result { return says() })
		if _, err := engine.Prepare(t.Context(), job, w.World); !errors.Is(err, engine.ErrUnready) || !strings.HasPrefix(err.Error(), want+": this version") {
			t.Errorf("%v\nwant %s: %v", err, want, engine.ErrUnready)
		}
	}
}

// TestReady: what only other parts of the program read does not keep a run from starting.
func TestReady(t *testing.T) {
	t.Parallel()
	p := planOf([]plan.Step{step("a")}, func(p *plan.Plan) {
		p.Phases[0].OnFailure = &plan.OnFailure{Undo: "none"}
		p.Phases[0].Steps[0].Undo = &plan.Undo{Reason: "It only looks."}
		p.Reviews = []plan.Review{{Name: "any", Effects: []kind.Effect{kind.Observe}, From: []string{"security"}, Min: 1}}
		p.Triggers = []plan.Trigger{{Kind: "event", Name: "edr", Type: "x"}}
		p.Moved = []plan.Moved{{From: "step.b", To: "step.a"}}
	})
	w := worldOf(t, func(context.Context, engine.Call) engine.Result { return says() })
	if _, err := engine.Prepare(t.Context(), jobOf(p), w.World); err != nil {
		t.Error(err)
	}
}
