package engine_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

func TestForEach(t *testing.T) {
	t.Parallel()
	each := func(over *expr.Node, by string) plan.Step {
		s := step("s")
		s.ForEach, s.By, s.OnError, s.Parallel = over, by, "continue", 2
		s.Settings["argv"] = op(expr.OpList, text("s"), expr.Ref("each", "key"))
		return s
	}
	object := func(pairs ...string) *expr.Node {
		n := op(expr.OpObject)
		for _, p := range pairs {
			n.Args = append(n.Args, text(p))
		}
		return n
	}
	for name, test := range map[string]struct {
		over *expr.Node
		by   string
		want []string
	}{
		"a map, by key":                   {object("b", "2", "bad", "0", "a", "1"), "", []string{"s[a]: passed", "s[b]: passed", "s[bad]: failed exit"}},
		"a list, by a member":             {op(expr.OpList, object("id", "y"), object("id", "x")), "id", []string{"s[x]: passed", "s[y]: passed"}},
		"a list of texts":                 {listOf("q", "p"), "", []string{"s[p]: passed", "s[q]: passed"}},
		"two items of one key":            {op(expr.OpList, object("id", "x"), object("id", "x")), "id", []string{"s: unknown key"}},
		"an item without a key":           {op(expr.OpList, object("id", "x"), object("no", "x")), "id", []string{"s: unknown key"}},
		"a key too long for a record":     {listOf(strings.Repeat("k", 201)), "", []string{"s: unknown key"}},
		"nothing to go over":              {op(expr.OpList), "", []string{"s: skipped empty"}},
		"null":                            {expr.Lit(expr.Nil()), "", []string{"s: unknown items"}},
		"neither a map nor a list":        {text("x"), "", []string{"s: unknown items"}},
		"a list of what cannot be a key":  {op(expr.OpList, op(expr.OpList)), "", []string{"s: unknown key"}},
		"a member that cannot be the key": {op(expr.OpList, text("x")), "id", []string{"s: unknown key"}},
	} {
		var now, most atomic.Int64
		w := worldOf(t, func(_ context.Context, call engine.Call) engine.Result {
			most.Store(max(most.Load(), now.Add(1)))
			defer now.Add(-1)
			time.Sleep(time.Millisecond)
			if key, _ := call.Settings["argv"].Items()[1].AsText(); key == "bad" {
				return fails(engine.ReasonExit)
			}
			return says()
		})
		r := do(t, w, jobOf(planOf([]plan.Step{each(test.over, test.by)})))
		if diff := cmp.Diff(test.want, outcomes(r)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if most.Load() > 2 {
			t.Errorf("%s: %d at once; parallel is 2", name, most.Load())
		}
	}
}

// TestOutputsOfItems: with for_each, step.X is a map; what did not pass has null for each output.
func TestOutputsOfItems(t *testing.T) {
	t.Parallel()
	s := step("s")
	s.ForEach, s.OnError = listOf("bad", "good"), "continue"
	s.Settings["argv"] = op(expr.OpList, expr.Ref("each", "value"))
	w := worldOf(t, func(_ context.Context, call engine.Call) engine.Result {
		name, _ := call.Settings["argv"].Items()[0].AsText()
		result := says("I am " + name)
		if name == "bad" {
			result.Outcome, result.Reason = evidence.Failed, engine.ReasonExit
		}
		return result
	})
	of := func(name string, path ...string) plan.Evidence {
		return plan.Evidence{Name: name, Value: expr.Ref(append([]string{"step", "s"}, path...)...)}
	}
	r := do(t, w, jobOf(planOf([]plan.Step{s}, func(p *plan.Plan) {
		p.Evidence = []plan.Evidence{of("bad_outcome", "bad", "outcome"), of("bad_words", "bad", "stdout"), of("good_words", "good", "stdout")}
	})))
	want := []string{"failed", "null", "I am good"}
	var got []string
	for _, e := range r.Evidence {
		words := "null"
		if e.Value != nil {
			words, _ = e.Value.AsText()
		}
		got = append(got, words)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
