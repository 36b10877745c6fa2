package compiler_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/emit"
)

// TestReserved holds that the checker refuses exactly the names that the fixed workflows have.
func TestReserved(t *testing.T) {
	t.Parallel()
	for _, name := range append(emit.Reserved, "verified", "signs") {
		texts := withProject(t, map[string]string{"runbooks/" + name + ".runbook.hcl": strings.Replace(sound, `"sound"`, `"`+name+`"`, 1)})
		refused := false
		for _, d := range compiler.Compile(files(texts), compiler.Options{Today: today}).Findings {
			refused = refused || d.Code == "RB7009"
		}
		if want := name != "verified" && name != "signs"; refused != want {
			t.Errorf("%s: refused %v, want %v", name, refused, want)
		}
	}
}

// widest is a runbook with so many phases, four of which are as many jobs as a phase can be, and all names as long as
// names can be.
func widest(phases int) string {
	var b strings.Builder
	b.WriteString("runbook \"wide\" {\n  language = 1\n  title = \"Wide\"\n  owner = role.security\n}\ntrigger \"manual\" \"form\" {}\naccess {\n  who = [role.security]\n}\nuse \"machine\" {\n  allow = [\"sh\"]\n}\n")
	for n := range phases {
		name, each := fmt.Sprintf("%s%03d", strings.Repeat("p", 37), n), ""
		if n > 0 && n < 5 {
			each = "  for_each = step.s000.lines\n"
		}
		fmt.Fprintf(&b, "phase %q {\n%s  step \"exec.run\" \"s%03d\" {\n    connection = connection.machine\n    argv = [\"sh\", \"-c\", \"true\"]\n    effect = \"observe\"\n  }\n}\n", name, each, n)
	}
	b.WriteString("check \"done\" {\n  condition = step.s000.exit == 0\n  message = \"It was not done.\"\n}\n")
	return b.String()
}

// TestNeedsFit holds that what the forge tells the last job of all jobs before it fits into one variable of Linux, for the
// widest runbook that compiles; and that a wider one does not compile.
func TestNeedsFit(t *testing.T) {
	t.Parallel()
	compiled := func(phases int) *compiler.Result {
		return compiler.Compile(files(withProject(t, map[string]string{"runbooks/wide.runbook.hcl": widest(phases)})), compiler.Options{Today: today})
	}
	result := compiled(129)
	if len(result.Findings) != 1 || result.Findings[0].Code != "RB7004" {
		t.Errorf("129 phases: %v", result.Findings)
	}
	if result = compiled(128); diag.HasErrors(result.Findings) {
		t.Fatal(result.Findings)
	}
	made, err := emit.Workflow(result.Plan("wide"), emit.Options{Sign: "keyless"})
	if err != nil {
		t.Fatal(err)
	}
	var workflow struct {
		Jobs map[string]struct {
			Needs   []string
			Outputs map[string]string
			Uses    string
		}
	}
	if err := yaml.Unmarshal(made.Data, &workflow); err != nil {
		t.Fatal(err)
	}
	type need struct {
		Result  string            `json:"result"`
		Outputs map[string]string `json:"outputs"`
	}
	numbers, _ := json.Marshal(make([]int, 256))
	told, most := map[string]need{}, func(output string) string {
		if strings.HasPrefix(output, "items_") {
			return strings.ReplaceAll(string(numbers), "0", "255")
		}
		return "sha256:" + strings.Repeat("0", 64)
	}
	for _, name := range workflow.Jobs["attest"].Needs {
		n := need{"cancelled", map[string]string{}}
		for output := range workflow.Jobs[name].Outputs {
			n.Outputs[output] = most(output)
		}
		if workflow.Jobs[name].Uses != "" {
			for _, output := range []string{"authorization", "run", "entry", "outcome"} {
				n.Outputs[output] = most(output)
			}
		}
		told[name] = n
	}
	text, err := json.MarshalIndent(told, "", "  ") // as toJSON writes it
	if err != nil {
		t.Fatal(err)
	}
	const room = 128<<10 - 512 // MAX_ARG_STRLEN, and notify is told of attest, too
	if size := len("ATTESTARY_NEEDS=") + len(text) + 1; size > room || len(told) != 130 {
		t.Errorf("%d jobs tell %d bytes; a variable of Linux has %d", len(told), size, room)
	}
}
