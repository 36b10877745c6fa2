package syntax_test

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

// project is a project.hcl that has no findings.
const project = `project "acme" {
  language   = 1
  frameworks = ["cisa-ztmm"]
}

role "security" {
  members = ["octocat#583231"]
}
`

func load(t *testing.T, files map[string]string) (*syntax.Project, []diag.Diagnostic) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return syntax.Load(fsys, "runbooks")
}

func TestLoadReadsEveryLeafWithItsPlace(t *testing.T) {
	t.Parallel()
	tree, diags := load(t, map[string]string{
		"runbooks/project.hcl": project,
		"runbooks/networks/look-around.runbook.hcl": `runbook "look-around" {
  language  = 1
  title     = "Look around"
  owner     = role.security
  read_only = true
}

step "tls.probe" "site" {
  needs = [step.other]
  host  = "shop.acme.example"
  port  = 443

  retry {
    max   = 3
    delay = "10s"
  }
}
`,
	})
	for _, d := range diags {
		t.Errorf("unexpected finding: %+v", d)
	}
	if tree.Broken || tree.Name.Value != "acme" || len(tree.Runbooks) != 1 {
		t.Fatalf("project %q, broken %v, %d runbooks", tree.Name.Value, tree.Broken, len(tree.Runbooks))
	}
	runbook := tree.Runbooks[0]
	at := func(line, column, byte1, byte2 int) diag.Range {
		return diag.Range{File: "runbooks/networks/look-around.runbook.hcl",
			Start: diag.Pos{Line: line, Column: column, Byte: byte1}, End: diag.Pos{Line: line, Column: column + byte2 - byte1, Byte: byte2}}
	}
	if diff := cmp.Diff(syntax.Ref{Root: "role", Name: "security", Range: at(4, 15, 82, 95)}, runbook.Owner); diff != "" {
		t.Errorf("owner (-want +got):\n%s", diff)
	}
	step := runbook.Steps[0]
	if step.Action.Value != "tls.probe" || step.Name.Value != "site" || step.Retry.Max.Value != 3 {
		t.Errorf("step: %+v", step)
	}
	if got := step.Needs.Values[0].String(); got != "step.other" {
		t.Errorf("needs %s", got)
	}
	if names := []string{step.Settings[0].Name.Value, step.Settings[1].Name.Value}; !cmp.Equal(names, []string{"host", "port"}) {
		t.Errorf("the action's own settings are %v, want host and port", names)
	}
}

func codes(diags []diag.Diagnostic) []string {
	var list []string
	for _, d := range diags {
		list = append(list, d.Code)
	}
	return list
}
