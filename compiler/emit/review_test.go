package emit_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// TestReview shows what a reviewer sees in the workflow and the form after a change of a runbook: the lines that mean the
// change, and the digest of the plan.
func TestReview(t *testing.T) {
	t.Parallel()
	page := &txtar.Archive{}
	options := cases[1].options
	for _, c := range []struct {
		name   string
		change func(*plan.Plan)
	}{
		{"the schedule comes later", func(p *plan.Plan) { p.Triggers[1].Cron = "15 7 * * *" }},
		{"a step asks another system", func(p *plan.Plan) {
			s := &p.Phases[1].Steps[0]
			s.Connection = "okta_old"
		}},
		{"a phase waits for another", func(p *plan.Plan) { p.Phases[1].After = []string{"fixed"} }},
		{"there is one item more", func(p *plan.Plan) {
			p.Phases[2].ForEach = literal("a.acme.example", "b.acme.example", "c.acme.example")
		}},
		{"the form asks one thing more", func(p *plan.Plan) {
			p.Inputs = append(p.Inputs, plan.Input{Name: "why", Type: "string", Title: "Why", Default: ptr(expr.OfText("routine"))})
		}},
		{"people are asked", func(p *plan.Plan) {
			p.Phases[1].Approvals = []plan.Approval{{Name: "owner", From: []string{"security"}, Min: 1, Timeout: 3600}}
		}},
		{"the wording of a check", func(p *plan.Plan) {
			p.Checks = []plan.Check{{Name: "fine", Condition: expr.Lit(expr.OfBool(true)), Message: expr.Lit(expr.OfText("It is not.")), Severity: "low"}}
		}},
	} {
		before, after := files(t, base(phases), options), files(t, base(func(p *plan.Plan) { phases(p); c.change(p) }), options)
		var out bytes.Buffer
		for _, name := range names(before, after) {
			out.Write(diff.Diff("a/"+name, data(before, name), "b/"+name, data(after, name)))
		}
		page.Files = append(page.Files, txtar.File{Name: c.name, Data: out.Bytes()})
	}
	golden.Check(t, filepath.Join(goldens, "review.txtar"), txtar.Format(page))
}
