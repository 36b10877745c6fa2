package compiler_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/scenario"
)

const suite = `test "the file is there" {
  runbook = "hosts"
  trigger = "form"
  inputs  = { days = 120, tags = ["a"] }
  at      = "2026-02-01T07:00:00Z"

  person "octocat" {
    roles = ["security"]
    email = "octocat@acme.example"
  }
  mock "step.hosts" {
    exists = true
    size   = org.sites.shop.port
  }
  mock "step.each" "shop" {
    fails = "503"
  }
  approve "lead" {
    by     = ["grace", "linus"]
    reject = "not today"
  }
  answer "call" {
    by     = "bob"
    values = { reached = true }
  }

  outcome  = "blocked"
  by       = "approval.lead"
  ran      = []
  evidence = { left = 1 }
}
`

// A file of tests becomes scenarios, with nothing computed in them but org, and the place of each part.
func TestTestsBecomeScenarios(t *testing.T) {
	t.Parallel()
	result := compiler.Compile(files(withProject(t, map[string]string{
		"runbooks/hosts.runbook.hcl": runbook("hosts"), "runbooks/hosts.runbooktest.hcl": suite,
	})), compiler.Options{})
	if len(result.Findings) > 0 || len(result.Tests) != 1 {
		t.Fatalf("%d tests, and %v", len(result.Tests), result.Findings)
	}
	want := &scenario.Scenario{
		Name: "the file is there", File: "runbooks/hosts.runbooktest.hcl", Line: 1, Runbook: "hosts", Trigger: "form", At: "2026-02-01T07:00:00Z",
		Inputs:    map[string]expr.Value{"days": expr.OfInt(120), "tags": expr.OfList([]expr.Value{expr.OfText("a")})},
		People:    []scenario.Person{{Login: "octocat", Roles: []string{"security"}, Email: "octocat@acme.example"}},
		Mocks:     []scenario.Mock{{Address: "step.hosts", Outputs: map[string]expr.Value{"exists": expr.OfBool(true), "size": expr.OfInt(443)}}, {Address: "step.each", Key: "shop", Keyed: true, Fails: "503"}},
		Approvals: []scenario.Approve{{Name: "lead", By: []string{"grace", "linus"}, Reject: "not today"}},
		Answers:   []scenario.Answer{{Name: "call", By: "bob", Values: map[string]expr.Value{"reached": expr.OfBool(true)}}},
		Want:      scenario.Want{Outcome: "blocked", By: "approval.lead", HasRan: true, Evidence: map[string]expr.Value{"left": expr.OfInt(1)}},
	}
	if diff := cmp.Diff(want, result.Tests[0].Scenario, cmp.Comparer(expr.Value.Equal)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for place, line := range map[string]int{"": 1, "inputs": 4, `mock "step.each" "shop"`: 15, `approve "lead"`: 18, "ran": 29} {
		if got := result.Tests[0].Places[place].Start.Line; got != line {
			t.Errorf("%q stands on line %d, not %d", place, got, line)
		}
	}
}

// What a test cannot say is told at its place, and the file has no tests then.
func TestTestsAreChecked(t *testing.T) {
	t.Parallel()
	for edit, want := range map[[2]string]string{
		{`runbook = "hosts"`, `runbook = "host"`}:                          "RB2002 There is no runbook called host. Did you mean hosts?",
		{`roles = ["security"]`, `roles = ["secrity"]`}:                    "RB2002 There is no role called secrity. Did you mean security?",
		{`exists = true`, `exists = run.id`}:                               "RB2005 exists is needed at review time, and run.id is known only in a run.",
		{`{ days = 120, tags = ["a"] }`, `["days"]`}:                       "RB3001 inputs takes a map of names to values.",
		{`outcome  = "blocked"`, `outcome  = "bloked"`}:                    "RB3002 \"bloked\" is not allowed for outcome. Did you mean blocked?",
		{`values = { reached = true }`, `values = { reached = org.sits }`}: "RB2002 There is no value in org called sits. Did you mean sites?",
		{`mock "step.hosts" {`, `mock "step.hosts" "a" "b" {`}:             "RB1008 The section mock has 3 words between its name and the brace; it takes 2 words.",
	} {
		text := strings.Replace(suite, edit[0], edit[1], 1)
		result := compiler.Compile(files(withProject(t, map[string]string{
			"runbooks/hosts.runbook.hcl": runbook("hosts"), "runbooks/hosts.runbooktest.hcl": text,
		})), compiler.Options{})
		if len(result.Findings) != 1 || result.Findings[0].Code+" "+result.Findings[0].Message != want || len(result.Tests) > 0 {
			t.Errorf("%s: %d tests, and %v, want %s", edit[1], len(result.Tests), result.Findings, want)
		}
	}
}
