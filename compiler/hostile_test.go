package compiler_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/attestary/attestary/compiler"
)

// special are inputs that cannot stand in a fixture, by the code that they bring: they are too long, or
// need a project of their own.
var special = map[string]map[string]string{
	"RB3020": {"runbooks/large.runbook.hcl": runbook("large") + "evidence \"all\" {\n  value = [" + strings.Repeat("\n    step.hosts.size,", 10_001) + "\n  ]\n}\n"},
	"RB3023": {"runbooks/busy.runbook.hcl": runbook("busy") + busyLocals(200)},
	"RB3090": {"runbooks/long.runbook.hcl": runbook("long") + manySteps(1000)},
	"RB9002": {
		"runbooks/project.hcl":          "project \"acme\" {\n  language   = 1\n  frameworks = [\"cisa-ztmm\"]\n}\n\nrole \"security\" {\n  members = [\"octocat\"]\n}\n",
		"runbooks/unlisted.runbook.hcl": runbook("unlisted") + "satisfies \"nist-sp-800-53\" {\n  controls = [\"SC-8\"]\n}\n",
	},
	"RB4030": {
		"runbooks/project.hcl": "project \"acme\" {\n  language   = 1\n  frameworks = []\n}\n\nrole \"security\" {\n  members = [\"octocat\"]\n}\n\n" +
			"policy \"claims\" {\n  condition = plan.destroys || plan.reviews >= 1\n  message   = \"Every plan needs a review; this one asks for ${plan.reviews}.\"\n}\n",
		"runbooks/alone.runbook.hcl": runbook("alone"),
	},
	"RB9020": {"runbooks/cisa-ztmm.framework.hcl": "framework \"cisa-ztmm\" {\n  title = \"Ours\"\n\n  control \"A-1\" {\n    title = \"Laptops are encrypted\"\n  }\n}\n"},
	"RB9021": {"runbooks/ours.framework.hcl": "framework \"ours\" {\n  title = \"Ours\"\n}\n"},
	"RB1007": {"runbooks/a/twin.runbook.hcl": runbook("twin"), "runbooks/b/twin.runbook.hcl": runbook("twin")},
}

func runbook(name string) string {
	return fmt.Sprintf("runbook %q {\n  language = 1\n  title    = \"Look around\"\n  owner    = role.security\n}\n\nstep \"file.read\" \"hosts\" {\n  path = \"/etc/hosts\"\n}\n\n", name)
}

func manySteps(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "step \"file.read\" \"s%d\" {\n  path = \"/etc/hosts\"\n}\n\n", i)
	}
	return b.String()
}

// busyLocals are locals that each take many rounds to compute.
func busyLocals(n int) string {
	var b strings.Builder
	b.WriteString("locals {\n  l0 = [" + strings.Repeat("1, ", 90) + "1]\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "  l%d = sum([for a in local.l0 : sum([for b in local.l0 : a * b])])\n", i)
	}
	b.WriteString("}\n\nevidence \"all\" {\n  value = [")
	for i := range n + 1 {
		fmt.Fprintf(&b, "\n    local.l%d,", i)
	}
	b.WriteString("\n  ]\n}\n")
	return b.String()
}

// TestSpecial holds the bounds among them: what is too large to be compiled is told, and brings no plan.
func TestSpecial(t *testing.T) {
	t.Parallel()
	for code, texts := range special {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			texts := withProject(t, texts)
			result := compiler.Compile(files(texts), compiler.Options{})
			if codes(result.Findings)[code] == 0 {
				t.Errorf("no %s among %v", code, codes(result.Findings))
			}
			if len(result.Plans) > 1 || code != "RB1007" && len(result.Plans) > 0 {
				t.Errorf("%d plans were made", len(result.Plans))
			}
		})
	}
}

func withProject(t testing.TB, texts map[string]string) map[string]string {
	t.Helper()
	all := map[string]string{
		"runbooks/project.hcl":     readFile(t, "testdata/check/project.hcl"),
		"runbooks/shop.action.hcl": readFile(t, "testdata/check/shop.action.hcl"),
	}
	for name, text := range texts {
		all[name] = text
	}
	return all
}

// chain is a runbook with a chain of locals, each of which mentions the one before.
func chain(n int) string {
	var b strings.Builder
	b.WriteString("locals {\n  l0 = step.hosts.size\n")
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "  l%d = local.l%d\n", i, i-1)
	}
	fmt.Fprintf(&b, "}\n\ncheck \"small\" {\n  condition = local.l%d < 10\n  message   = \"It is large.\"\n}\n", n-1)
	return runbook("chain") + b.String()
}

// A chain of locals takes a look at each, not one for each that mentions it: one of twice the length
// allocates about twice as much, which is the same on every machine.
func TestLongChain(t *testing.T) {
	cost := func(n int) float64 {
		fsys := files(withProject(t, map[string]string{"runbooks/chain.runbook.hcl": chain(n)}))
		return testing.AllocsPerRun(1, func() {
			if result := compiler.Compile(fsys, compiler.Options{}); len(result.Plans) != 1 || len(result.Findings) > 0 {
				t.Errorf("%d plans and findings %v", len(result.Plans), result.Findings)
			}
		})
	}
	if short, long := cost(450), cost(900); long > 3*short {
		t.Errorf("%.0f allocations for 450 locals, %.0f for 900", short, long)
	}
}
