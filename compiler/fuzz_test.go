package compiler_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/plan"
)

// asking is a runbook that asks for every action in a text.
func asking(text string) string {
	var steps, allow strings.Builder
	for i, name := range wholeName.FindAllStringSubmatch(text, 20) {
		fmt.Fprintf(&allow, "%q, ", name[1])
		fmt.Fprintf(&steps, "\nstep %q \"s%d\" {\n  connection = connection.shop\n}\n", name[1], i)
	}
	return runbook("asking") + "use \"shop\" {\n  allow = [" + allow.String() + "]\n}\n" + steps.String()
}

var wholeName = regexp.MustCompile(`(?m)^action "([a-z_]+\.[a-z_]+)"`)

// fuzzed is the file that a text looks like: one of each kind.
func fuzzed(text string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\"")
	runbook, action := runbookName.FindStringSubmatch(text), actionName.FindStringSubmatch(text)
	switch {
	case action != nil:
		return "runbooks/" + action[1] + ".action.hcl"
	case runbook != nil:
		return "runbooks/" + runbook[1] + ".runbook.hcl"
	case first == "test ":
		return "runbooks/look-around.runbooktest.hcl"
	case first == "framework ":
		return "runbooks/acme-baseline.framework.hcl"
	case strings.Contains(text, "project \""):
		return "runbooks/project.hcl"
	}
	return "runbooks/fuzzed.runbook.hcl"
}

// FuzzCompile: whatever stands in a file of any kind, compiling it comes to an end without a panic, and gives
// either an error or a plan that plan.Parse takes. A runbook that passes all rules and whose plan is then
// refused (RB3090) shows a rule that is missing.
func FuzzCompile(f *testing.F) {
	project := readFile(f, "testdata/check/project.hcl")
	shop := readFile(f, "testdata/check/shop.action.hcl")
	fixtures, _ := filepath.Glob("testdata/check/*.hcl")
	for _, name := range fixtures {
		f.Add(readFile(f, name))
	}
	archives, _ := filepath.Glob("testdata/plan/*.txtar")
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(archive.Files[0].Data))
	}
	f.Add(suite)
	f.Add(ownFramework)
	f.Add(vault)
	f.Fuzz(func(t *testing.T, text string) {
		texts := map[string]string{"runbooks/project.hcl": project, "runbooks/shop.action.hcl": shop, "runbooks/look-around.runbook.hcl": runbook("look-around")}
		file := fuzzed(text)
		if strings.HasSuffix(file, ".action.hcl") {
			texts["runbooks/asking.runbook.hcl"] = asking(text)
		}
		texts[file] = text
		result := compiler.Compile(files(texts), compiler.Options{Today: today})
		for _, d := range result.Findings {
			if d.Code == "RB3090" {
				t.Errorf("a rule is missing: %s", d.Message)
			}
			if d.Range.File == file && (d.Range.Start.Byte < 0 || d.Range.End.Byte > len(text) || d.Range.Start.Byte > d.Range.End.Byte) {
				t.Errorf("%s stands outside of the file: %+v", d.Code, d.Range)
			}
		}
		if len(result.Plans) == 0 && !diag.HasErrors(result.Findings) {
			t.Error("neither a plan nor an error")
		}
		for _, p := range result.Plans {
			data, err := p.Encode()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := plan.Parse(data); err != nil {
				t.Error(err)
			}
		}
	})
}
