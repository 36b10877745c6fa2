package emit_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/attestary/attestary/compiler/emit"
)

// action is what a test reads of actions/action.yml.
type action struct {
	Inputs map[string]struct{ Required bool }
	Runs   struct{ Steps []map[string]any }
}

func readAction(t *testing.T) (action, []byte) {
	t.Helper()
	data, err := os.ReadFile("../../actions/action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var a action
	if err := yaml.Unmarshal(data, &a); err != nil {
		t.Fatal(err)
	}
	return a, data
}

// The composite action is held like a workflow: its steps are linted as the job of a reusable workflow
// with the same inputs, and whatever it uses is pinned.
func TestActionIsSound(t *testing.T) {
	t.Parallel()
	a, data := readAction(t)
	pinned(t, data)
	inputs := map[string]any{}
	for name := range a.Inputs {
		inputs[name] = map[string]any{"type": "string"}
	}
	workflow, err := yaml.Marshal(map[string]any{
		"on":   map[string]any{"workflow_call": map[string]any{"inputs": inputs}},
		"jobs": map[string]any{"run": map[string]any{"runs-on": "ubuntu-24.04", "steps": a.Runs.Steps}},
	})
	if err != nil {
		t.Fatal(err)
	}
	lint(t, ".github/workflows/action.yml", workflow)
}

// No value is pasted into a script, and only the step that runs the runbook sees the key and the token.
func TestActionKeepsValuesOutOfScripts(t *testing.T) {
	t.Parallel()
	a, _ := readAction(t)
	var sees []string
	for _, step := range a.Runs.Steps {
		if script, _ := step["run"].(string); strings.Contains(script, "${{") {
			t.Errorf("step %v evaluates an expression inside its script", step["name"])
		}
		text, err := yaml.Marshal(step)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"inputs.key", "inputs.passphrase", "inputs.token"} {
			if strings.Contains(string(text), name) {
				sees = append(sees, step["name"].(string)+": "+name)
			}
		}
	}
	want := []string{"Run the runbook: inputs.key", "Run the runbook: inputs.passphrase", "Run the runbook: inputs.token"}
	if diff := cmp.Diff(want, sees); diff != "" {
		t.Error(diff)
	}
}

// What a workflow hands over, the action takes: for both ways to sign, and with a form.
func TestWorkflowAndActionAgree(t *testing.T) {
	t.Parallel()
	a, _ := readAction(t)
	for _, c := range cases {
		file, err := emit.Workflow(c.plan, c.options)
		if err != nil {
			t.Fatal(err)
		}
		var doc struct {
			Jobs map[string]struct {
				Steps []struct{ With map[string]any }
			}
		}
		if err := yaml.Unmarshal(file.Data, &doc); err != nil {
			t.Fatal(err)
		}
		for _, job := range doc.Jobs {
			with := job.Steps[1].With
			for name := range with {
				if _, ok := a.Inputs[name]; !ok {
					t.Errorf("%s: the action has no input %q", c.name, name)
				}
			}
			for name, in := range a.Inputs {
				if _, ok := with[name]; in.Required && !ok {
					t.Errorf("%s: the action's input %q is not given", c.name, name)
				}
			}
		}
	}
}
