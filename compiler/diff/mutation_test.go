package diff_test

import (
	"slices"
	"testing"

	"github.com/attestary/attestary/compiler/diff"
	"github.com/attestary/attestary/compiler/internal/sample"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

func ptr[T any](v T) *T { return &v }

func text(s string) *expr.Node { return expr.Lit(expr.OfText(s)) }

func op(o expr.Op, args ...*expr.Node) *expr.Node { return &expr.Node{Op: o, Args: args} }

// No place of a plan can change without a change being told, by its own row and in both values. A field
// that is new in package plan and forgotten here fails this test.
func TestEveryFieldIsTold(t *testing.T) {
	t.Parallel()
	before := sample.Full()
	unset := sample.Unset(before)
	if len(unset) > 0 {
		t.Fatalf("the plan of this test sets no %v", unset)
	}
	after := sample.Clone(t, before)
	all := sample.Edits(after)
	for _, e := range all {
		if e.Path == "plan.Runbook emptied or filled" {
			continue // it has no name to be told by
		}
		undo := e.Apply()
		if told(t, before, after, e.Path) != told(t, after, before, e.Path+", backwards") {
			t.Errorf("%s: one way more is told than the other", e.Path)
		}
		undo()
	}
	if d := diff.Compare([]*plan.Plan{before}, []*plan.Plan{after}); len(d.Runbooks) > 0 {
		t.Errorf("an edit was not undone, so those after it proved nothing: %s", diff.Text(d, 0))
	}
	t.Logf("%d ways to change a plan", len(all))
}

// told is how many changes are told, of which none may be empty or the row for what nobody foresaw.
func told(t *testing.T, before, after *plan.Plan, what string) int {
	t.Helper()
	d := diff.Compare([]*plan.Plan{before}, []*plan.Plan{after})
	if err := d.Check(); err != nil {
		t.Errorf("%s: %v", what, err)
	}
	n := 0
	for _, r := range d.Runbooks {
		for _, c := range r.Changes {
			n++
			if c.Setting == "plan" {
				t.Errorf("%s: it is told as a change of something", what)
			}
		}
	}
	if n == 0 {
		t.Errorf("%s: nothing is told", what)
	}
	return n
}

// Two plans differ in nothing that is told if and only if they have one digest: tried on pairs of plans
// with one edit each, of which some undo each other.
func TestEmptyMeansEqual(t *testing.T) {
	t.Parallel()
	plans := []*plan.Plan{sample.Full(), sample.Full()}
	n := len(sample.Edits(sample.Full()))
	for i := 0; i < n; i += 61 {
		p := sample.Clone(t, sample.Full())
		sample.Edits(p)[i].Apply()
		plans = append(plans, p)
	}
	for _, a := range plans {
		for _, b := range plans {
			same := string(encode(t, a)) == string(encode(t, b))
			if d := diff.Compare([]*plan.Plan{a}, []*plan.Plan{b}); (len(d.Runbooks) == 0) != same {
				t.Fatalf("the plans are the same: %v; the diff says\n%s", same, diff.Text(d, 0))
			}
		}
	}
}

func encode(t testing.TB, v any) []byte {
	t.Helper()
	data, err := canon.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// The order of inputs is part of the plan, because a form shows them so.
func TestOrderOfInputs(t *testing.T) {
	t.Parallel()
	after := sample.Full()
	slices.Reverse(after.Inputs)
	d := diff.Compare([]*plan.Plan{sample.Full()}, []*plan.Plan{after})
	if len(d.Runbooks) != 1 || len(d.Runbooks[0].Changes) != 1 || d.Runbooks[0].Changes[0].After != "pin, site, days" {
		t.Errorf("told: %+v", d.Runbooks)
	}
}
