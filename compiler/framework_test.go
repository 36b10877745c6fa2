package compiler_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/compiler"
)

const ownFramework = `framework "acme-baseline" {
  title   = "Our baseline"
  version = "3"

  function "laptops.encryption" {
    title = "Disks of laptops are encrypted"

    stage "initial" {
      text = "Somebody looks once a quarter."
    }
    stage "advanced" {
      text = "Every laptop is looked at each week."
    }
  }

  control "A-1" {
    title = "Laptops are encrypted"
  }
}
`

// A claim of a team's own framework is held as one of everybody's: its functions, its stages, its controls.
func TestOwnFramework(t *testing.T) {
	t.Parallel()
	for claim, want := range map[string]string{
		`function = "laptops.encryption"` + "\n  stage = \"initial\"": "",
		`controls = ["A-1"]`: "",
		`function = "laptops.encription"` + "\n  stage = \"initial\"": "RB9003 acme-baseline has no function laptops.encription. Did you mean laptops.encryption?",
		`function = "laptops.encryption"` + "\n  stage = \"optimal\"": "RB9004 acme-baseline says nothing of laptops.encryption at stage optimal.",
		`controls = ["A-2"]`: "RB9005 acme-baseline has no control A-2. Did you mean A-1?",
	} {
		texts := withProject(t, map[string]string{
			"runbooks/acme-baseline.framework.hcl": ownFramework,
			"runbooks/laptops.runbook.hcl": runbook("laptops") + "trigger \"schedule\" \"daily\" {\n  every = \"day 06:30\"\n}\n\nsatisfies \"acme-baseline\" {\n  " + claim + "\n}\n\n" +
				"check \"there\" {\n  condition = step.hosts.exists\n  message   = \"It is not there.\"\n}\n",
		})
		texts["runbooks/project.hcl"] = strings.Replace(texts["runbooks/project.hcl"], `"cisa-ztmm",`, `"cisa-ztmm", "acme-baseline",`, 1)
		var got []string
		result := compiler.Compile(files(texts), compiler.Options{})
		for _, d := range result.Findings {
			if d.Code != "RB9007" { // nothing of this runbook is about what starts it
				got = append(got, d.Code+" "+d.Message)
			}
		}
		if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", claim, diff)
		}
		if want == "" && result.Plan("laptops") == nil {
			t.Errorf("%s: there is no plan", claim)
		}
	}
}
