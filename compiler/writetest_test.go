package compiler_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/scenario"
)

// What WriteTest writes is the same scenario to whoever reads it again, whatever stands in its texts and in
// the notes.
func TestWriteTestIsReadAgain(t *testing.T) {
	t.Parallel()
	nasty := expr.OfText("a ${step.x} $${y} $$${z} %{ if } %%{ \"quoted\" \\ back\nslash\ttab Zoë 部門 \U0001F600 $ {")
	want := &scenario.Scenario{
		Name: "a ${name} with \"quotes\"", File: "runbooks/sound.runbooktest.hcl", Line: 1, Runbook: "sound", At: "2026-01-05T07:00:00Z", Rehearsal: true,
		Event: expr.OfObject(map[string]expr.Value{"for": nasty, "A b": expr.OfInt(-3), "true": expr.Nil()}),
		Mocks: []scenario.Mock{
			{Address: "step.hosts", Outputs: map[string]expr.Value{"exists": expr.OfBool(true), "size": expr.OfInt(12), "text": nasty}},
			{Address: "step.hosts", Key: "a ${b}", Keyed: true, Outputs: map[string]expr.Value{"list": expr.OfList([]expr.Value{expr.OfText("x"), expr.OfList(nil), expr.OfObject(nil)})}},
			{Address: "step.other", Fails: "it is \"down\""},
		},
		Approvals: []scenario.Approve{{Name: "security", By: []string{"ada", "grace"}, Reject: "no"}},
		Answers:   []scenario.Answer{{Name: "call", By: "ada", Second: "grace", Values: map[string]expr.Value{"reached": expr.OfBool(false)}}},
		People:    []scenario.Person{{Login: "ada", Roles: []string{"security"}, Email: "ada@acme.example"}},
		Want:      scenario.Want{Outcome: "failed", By: "step.hosts.small", Ran: []string{"step.hosts"}, HasRan: true, Evidence: map[string]expr.Value{"n": expr.OfInt(2)}},
	}
	notes := map[string][]string{"": {"a note\n} outcome = \"passed\"", "another */ one"}, `mock "step.hosts"`: {"size = 3"}}
	src := syntax.WriteTest(want, notes)
	result := compiler.Compile(files(withProject(t, map[string]string{"runbooks/sound.runbook.hcl": sound, want.File: string(src)})), compiler.Options{})
	if len(result.Findings) > 0 || len(result.Tests) != 1 {
		t.Fatalf("%v, %d tests, from\n%s", result.Findings, len(result.Tests), src)
	}
	if diff := cmp.Diff(want, result.Tests[0].Scenario, cmp.Comparer(func(a, b expr.Value) bool { return a.Equal(b) })); diff != "" {
		t.Errorf("read again (-want +got):\n%s\n%s", diff, src)
	}
	if again, _ := syntax.Format(want.File, src); string(again) != string(src) {
		t.Error("it is not laid out")
	}
}
