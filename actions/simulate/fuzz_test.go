package simulate_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/attestary/attestary/actions/simulate"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/scenario"
)

// FuzzRun: a plan with one edit can be played where it keeps its rules, whatever then stands in it; and
// what is not a pass says why.
func FuzzRun(f *testing.F) {
	example, err := os.ReadFile("../../schemas/plan/response.example.json")
	if err != nil {
		f.Fatal(err)
	}
	valid := [][]byte{example}
	for _, p := range []*plan.Plan{revoke(), theft()} {
		data, err := canon.Encode(p)
		if err != nil {
			f.Fatal(err)
		}
		valid = append(valid, data)
		f.Add(uint(bytes.Index(data, []byte(`"needs"`))), uint(7), []byte(`"after"`), "ada")
		f.Add(uint(bytes.Index(data, []byte(`"literal"`))), uint(0), []byte(""), "00u1")
	}
	f.Fuzz(func(t *testing.T, at, cut uint, put []byte, text string) {
		for _, data := range valid {
			at := at % uint(len(data)+1)
			end := min(at+cut%64, uint(len(data)))
			if p, err := plan.Parse(bytes.Join([][]byte{data[:at], put, data[end:]}, nil)); err == nil {
				playAll(t, p, text)
			}
		}
	})
}

// playAll starts the plan by each of its triggers.
func playAll(t *testing.T, p *plan.Plan, text string) {
	for _, trigger := range p.Triggers {
		s := &scenario.Scenario{Trigger: trigger.Name, Inputs: values{}}
		if trigger.Kind == "manual" || trigger.Kind == "issue" {
			s.Requester = "ada"
		}
		for _, in := range p.Inputs {
			if in.Type == "string" {
				s.Inputs[in.Name] = expr.OfText(text)
			}
		}
		for _, a := range p.AllApprovals() {
			s.Approvals = append(s.Approvals, scenario.Approve{Name: a.Name, By: []string{"bob", "eve", text}})
		}
		for _, step := range p.AllSteps() {
			s.Mocks = append(s.Mocks, scenario.Mock{Address: step.Address()})
		}
		if p.Access != nil {
			for _, g := range p.Access.Gates {
				s.Mocks = append(s.Mocks, scenario.Mock{Address: "gate." + g.Name})
			}
		}
		r, problems := simulate.Run(p, s)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if (r.Outcome == evidence.Passed) != (r.By == "") {
			t.Fatalf("%s by %q", r.Outcome, r.By)
		}
	}
}
