package engine_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

func canonText(t *testing.T, v any) string {
	t.Helper()
	data, err := canon.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func check(name string, condition *expr.Node) plan.Check {
	return plan.Check{Name: name, Condition: condition, Message: text("It is not so."), Severity: "high"}
}

func exits(want int64) *expr.Node {
	return op(expr.OpEqual, expr.Ref("self", "exit"), expr.Lit(expr.OfInt(want)))
}

func TestExpectations(t *testing.T) {
	t.Parallel()
	expect := func(conditions ...*expr.Node) plan.Step {
		s := step("s")
		for i, c := range conditions {
			s.Expects = append(s.Expects, plan.Expect{Name: fmt.Sprintf("e%d", i), Condition: c, Message: text("Not as expected.")})
		}
		return s
	}
	for name, test := range map[string]struct {
		step plan.Step
		want string
	}{
		"held":                          {expect(exits(0)), "s: passed"},
		"not held":                      {expect(exits(0), exits(1)), "s: failed expect"},
		"not to be judged":              {expect(expr.Ref("self", "json"), exits(0)), "s: unknown expect"},
		"failed decides over unknown":   {expect(expr.Ref("self", "json"), exits(1)), "s: failed expect"},
		"failed decides, in each order": {expect(exits(1), expr.Ref("self", "json")), "s: failed expect"},
	} {
		w := worldOf(t, func(context.Context, engine.Call) engine.Result { return says() })
		r := do(t, w, jobOf(planOf([]plan.Step{test.step})))
		if diff := cmp.Diff([]string{test.want}, outcomes(r)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		for i, e := range r.Steps[0].Expects {
			again, err := expr.Rejudge(test.step.Expects[i].Condition, e.Operands)
			if err != nil || evidence.Outcome(again) != e.Outcome {
				t.Errorf("%s: %s is %s, judged again %s, %v", name, e.Name, e.Outcome, again, err)
			}
		}
	}
}

func TestChecks(t *testing.T) {
	t.Parallel()
	lines := expr.Ref("step", "s", "lines")
	over := func(c plan.Check, items *expr.Node, empty string) plan.Check {
		c.ForEach, c.Empty = items, empty
		return c
	}
	short := op(expr.OpLess, &expr.Node{Op: expr.OpCall, Name: "length", Args: []*expr.Node{expr.Ref("each", "value")}}, expr.Lit(expr.OfInt(4)))
	for name, test := range map[string]struct {
		check   plan.Check
		want    []string
		overall evidence.Outcome
	}{
		"passed":                    {check("c", op(expr.OpEqual, expr.Ref("step", "s", "exit"), expr.Lit(expr.OfInt(0)))), []string{"c: passed"}, evidence.Passed},
		"failed":                    {check("c", op(expr.OpEqual, expr.Ref("step", "s", "exit"), expr.Lit(expr.OfInt(1)))), []string{"c: failed"}, evidence.Failed},
		"unknown":                   {check("c", op(expr.OpEqual, expr.Ref("step", "s", "json"), text("x"))), []string{"c: unknown"}, evidence.Unknown},
		"each item":                 {over(check("c", short), lines, ""), []string{"c[four]: failed", "c[one]: passed"}, evidence.Failed},
		"nothing to judge":          {over(check("c", short), op(expr.OpList), ""), []string{"c: unknown"}, evidence.Unknown},
		"nothing, and that is fine": {over(check("c", short), op(expr.OpList), "passed"), []string{"c: passed"}, evidence.Passed},
		"null is not empty":         {over(check("c", short), expr.Ref("step", "s", "json"), "passed"), []string{"c: unknown"}, evidence.Unknown},
	} {
		w := worldOf(t, func(context.Context, engine.Call) engine.Result { return says("one", "four") })
		r := do(t, w, jobOf(planOf([]plan.Step{step("s")}, func(p *plan.Plan) { p.Checks = []plan.Check{test.check} })))
		if diff := cmp.Diff(test.want, judgements(r)); diff != "" || r.Outcome != test.overall {
			t.Errorf("%s: %s %s", name, r.Outcome, diff)
		}
	}
}

// TestChecksAfterFailure: checks and evidence come last, also after a failure, and judge what is there.
func TestChecksAfterFailure(t *testing.T) {
	t.Parallel()
	w := worldOf(t, func(context.Context, engine.Call) engine.Result { return fails(engine.ReasonExit) })
	r := do(t, w, jobOf(planOf([]plan.Step{step("s")}, func(p *plan.Plan) {
		p.Checks = []plan.Check{
			check("it_failed", op(expr.OpEqual, expr.Ref("step", "s", "outcome"), text("failed"))),
			check("mentions_it", expr.Ref("check", "it_failed", "passed")),
			check("ring", expr.Ref("check", "ring", "passed")),
		}
	})))
	if diff := cmp.Diff([]string{"it_failed: passed", "mentions_it: passed", "ring: unknown"}, judgements(r)); diff != "" {
		t.Error(diff)
	}
}

// TestPersonal: what is about a person leaves a salted digest; of evidence also a blob that can be erased.
func TestPersonal(t *testing.T) {
	t.Parallel()
	s := step("s")
	s.ForEach = expr.Ref("local", "people")
	p := planOf([]plan.Step{s}, func(p *plan.Plan) {
		p.Inputs = []plan.Input{{Name: "people", Type: "list(string)", Personal: true}}
		p.Locals = map[string]*expr.Node{"people": expr.Ref("input", "people")}
		p.Evidence = []plan.Evidence{{Name: "who", Personal: true, Value: expr.Ref("input", "people")}}
	})
	job := jobOf(p)
	job.Inputs = map[string]expr.Value{"people": expr.OfList([]expr.Value{expr.OfText("zoe@acme.example")})}
	w := worldOf(t, func(context.Context, engine.Call) engine.Result { return says() })
	run, err := engine.Prepare(t.Context(), job, w.World)
	if err != nil {
		t.Fatal(err)
	}
	finished, err := run.Do(t.Context(), engine.Start{})
	if err != nil {
		t.Fatal(err)
	}
	holdRecord(t, p, finished.Record)
	if data := canonText(t, finished.Record); strings.Contains(data, "zoe") {
		t.Errorf("the record tells who: %s", data)
	}
	digest := *finished.Record.Evidence[0].Digest
	if blob := finished.Blobs[digest]; canon.Sum(blob) != digest || !strings.Contains(string(blob), "zoe") {
		t.Errorf("%s is not the digest of a blob that tells who: %s", digest, blob)
	}
	if key := *finished.Record.Steps[0].Key; canon.Digest(key).Check() != nil || len(finished.Blobs) != 1 {
		t.Errorf("the key is %s, and there are %d blobs; the ledger takes those that evidence names", key, len(finished.Blobs))
	}
}

// TestSize: a record stays below its bound whatever its run saw, and says where it left something out.
func TestSize(t *testing.T) {
	t.Parallel()
	var many []string
	for i := range 600 {
		many = append(many, fmt.Sprintf("item-%03d", i))
	}
	long := strings.Repeat("x", 30<<10)
	s := step("s")
	s.ForEach = listOf(many...)
	condition := op(expr.OpEqual, expr.Ref("each", "key"), text("item-007"))
	for name, test := range map[string]struct {
		plan *plan.Plan
		want func(r *evidence.Record) bool
	}{
		"large evidence is a blob": {
			planOf([]plan.Step{step("a")}, func(p *plan.Plan) {
				p.Evidence = []plan.Evidence{{Name: "large", Value: expr.Ref("step", "a", "stdout")}, {Name: "small", Value: expr.Ref("step", "a", "exit")}}
			}),
			func(r *evidence.Record) bool {
				return r.Evidence[0].Digest != nil && r.Evidence[1].Value != nil && r.Outcome == evidence.Passed
			},
		},
		"items are told as one": {
			planOf([]plan.Step{s}),
			func(r *evidence.Record) bool {
				return len(r.Steps) == 1 && r.Steps[0].Reason == "reduced" && r.Steps[0].Attempts == 600 && r.Reason == "reduced" && r.Outcome == evidence.Passed
			},
		},
		"items of a check stand beside the record": {
			planOf([]plan.Step{step("a")}, func(p *plan.Plan) {
				c := check("c", expr.Lit(expr.OfBool(true)))
				c.ForEach = listOf(many...)
				p.Checks = []plan.Check{c}
			}),
			func(r *evidence.Record) bool {
				return len(r.Checks) == 1 && r.Outcome == evidence.Passed && len(r.Targets) == 1 && r.Targets[0].Count == 600
			},
		},
		"a check of which nothing is told does not pass": { // there are more documents than one record names
			planOf([]plan.Step{step("a")}, func(p *plan.Plan) {
				for i := range 90 {
					long := text(strings.Repeat("y", 190))
					c := check(fmt.Sprintf("c%03d", i), op(expr.OpEqual, long, long))
					c.ForEach = listOf(many[:9]...)
					p.Checks = append(p.Checks, c)
				}
			}),
			func(r *evidence.Record) bool {
				return r.Outcome == evidence.Unknown && len(r.Targets) <= evidence.MaxTargetBlobs && r.Reason == "reduced"
			},
		},
		"nor what has too many operands": {
			planOf([]plan.Step{step("a")}, func(p *plan.Plan) {
				for i := range 170 {
					long := text(strings.Repeat("y", 190))
					p.Checks = append(p.Checks, check(fmt.Sprintf("c%03d", i), op(expr.OpEqual, long, long)))
				}
			}),
			func(r *evidence.Record) bool {
				return r.Outcome == evidence.Unknown && r.Checks[0].Outcome == evidence.Unknown && r.Checks[169].Outcome == evidence.Passed
			},
		},
		"what failed beside it is told": {
			planOf([]plan.Step{step("a")}, func(p *plan.Plan) {
				c := check("c", &expr.Node{Op: expr.OpNot, Args: []*expr.Node{condition}})
				c.ForEach = listOf(many...)
				p.Checks = []plan.Check{c}
			}),
			func(r *evidence.Record) bool {
				return len(r.Checks) == 1 && r.Outcome == evidence.Failed && cmp.Equal(r.Targets[0].Outcomes, []evidence.OutcomeCount{{Count: 1, Outcome: "failed"}, {Count: 599, Outcome: "passed"}})
			},
		},
	} {
		w := worldOf(t, func(context.Context, engine.Call) engine.Result { return says(long) })
		if r := do(t, w, jobOf(test.plan)); !test.want(r) {
			t.Errorf("%s: %.2000s", name, canonText(t, r))
		}
	}
}
