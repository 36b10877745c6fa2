package engine_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

func TestPanic(t *testing.T) {
	t.Parallel()
	w := worldOf(t, func(context.Context, engine.Call) engine.Result { panic("a mistake of ours") })
	r := do(t, w, jobOf(planOf([]plan.Step{step("s")})))
	if diff := cmp.Diff([]string{"s: unknown panic"}, outcomes(r)); diff != "" {
		t.Error(diff)
	}
}

// TestContractOfRunners: what an action gives beside or in place of what it declares does not pass.
func TestContractOfRunners(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*engine.Result){
		"another type":            func(r *engine.Result) { r.Outputs["exit"] = expr.OfText("0") },
		"one is missing":          func(r *engine.Result) { delete(r.Outputs, "lines") },
		"one is too much":         func(r *engine.Result) { r.Outputs["more"] = expr.OfText("") },
		"one is unknown":          func(r *engine.Result) { r.Outputs["stdout"] = expr.UnknownOf("why") },
		"an outcome that is none": func(r *engine.Result) { r.Outcome = "" },
		"one of a run alone":      func(r *engine.Result) { r.Outcome = evidence.Interrupted },
	} {
		w := worldOf(t, func(context.Context, engine.Call) engine.Result {
			result := says()
			spoil(&result)
			return result
		})
		r := do(t, w, jobOf(planOf([]plan.Step{step("s")}, func(p *plan.Plan) {
			p.Evidence = []plan.Evidence{{Name: "all", Value: expr.Ref("step", "s")}}
		})))
		if diff := cmp.Diff([]string{"s: unknown outputs"}, outcomes(r)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestSettings: an action never sees a setting that is unknown, of another type, or null where it is
// required; it is not even started.
func TestSettings(t *testing.T) {
	t.Parallel()
	for name, node := range map[string]*expr.Node{
		"null":         expr.Lit(expr.Nil()),
		"null within":  op(expr.OpList, op(expr.OpTemplate, text("x"), expr.Ref("run", "url"))),
		"another type": text("ls -l"),
	} {
		s := step("s")
		s.Settings["argv"] = node
		w := worldOf(t, func(context.Context, engine.Call) engine.Result {
			t.Errorf("%s: it was started", name)
			return says()
		})
		r := do(t, w, jobOf(planOf([]plan.Step{s})))
		if diff := cmp.Diff([]string{"s: unknown setting"}, outcomes(r)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
