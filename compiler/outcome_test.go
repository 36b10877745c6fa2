package compiler_test

import (
	"testing"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
)

// What stands between runbooks can undo what one came to by itself: of two with one name the second has no
// plan, and a policy that its plan would break is not told besides.
func TestSecondOfAName(t *testing.T) {
	t.Parallel()
	changes := "\nstep \"exec.run\" \"a\" {\n  connection = connection.machine\n  argv       = [\"curl\"]\n}\n\nuse \"machine\" {\n  allow = [\"curl\"]\n}\n"
	result := compiler.Compile(files(withProject(t, map[string]string{
		"runbooks/project.hcl":            readFile(t, "testdata/check/project.hcl") + "\npolicy \"look\" {\n  condition = !plan.changes\n  message   = \"No.\"\n}\n",
		"runbooks/a/order.runbook.hcl":    runbook("order"),
		"runbooks/b/order.runbook.hcl":    runbook("order") + changes,
		"runbooks/c/solitary.runbook.hcl": runbook("solitary") + changes,
	})), compiler.Options{})
	if len(result.Plans) != 1 || result.Plans[0].File != "runbooks/a/order.runbook.hcl" {
		t.Errorf("%d plans", len(result.Plans))
	}
	told := map[string][]string{}
	for _, d := range result.Findings {
		if d.Severity == diag.Error {
			told[d.Range.File] = append(told[d.Range.File], d.Code)
		}
	}
	if len(told) != 2 || len(told["runbooks/b/order.runbook.hcl"]) != 1 || told["runbooks/b/order.runbook.hcl"][0] != "RB1007" || told["runbooks/c/solitary.runbook.hcl"][0] != "RB4030" {
		t.Errorf("told: %v", told)
	}
}
