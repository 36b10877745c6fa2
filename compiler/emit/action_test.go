package emit_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

// action is what a test reads of actions/action.yml.
type action struct {
	Name    string
	Inputs  map[string]struct{ Required bool }
	Outputs map[string]struct{ Value string }
	Runs    struct{ Steps []actionStep }
}

type actionStep struct {
	Name, ID, If, Uses, Shell, Run string
	Env                            map[string]string
	With                           map[string]any `yaml:",omitempty"`
}

func readAction(t *testing.T) action {
	t.Helper()
	data, err := os.ReadFile("../../actions/action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var a action
	if err := yaml.Unmarshal(data, &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// The composite action is held like a workflow: its steps are linted as the job of one with the same inputs.
func TestActionIsSound(t *testing.T) {
	t.Parallel()
	a := readAction(t)
	inputs := map[string]any{}
	for name := range a.Inputs {
		inputs[name] = map[string]any{"type": "string"}
	}
	var steps []any
	for _, step := range a.Runs.Steps {
		steps = append(steps, map[string]any{"run": step.Run, "shell": "bash", "env": step.Env})
	}
	workflow, err := yaml.Marshal(map[string]any{
		"on":   map[string]any{"workflow_call": map[string]any{"inputs": inputs}},
		"jobs": map[string]any{"run": map[string]any{"runs-on": "ubuntu-24.04", "steps": steps[1:]}},
	})
	if err != nil {
		t.Fatal(err)
	}
	workflow = []byte(strings.ReplaceAll(string(workflow), "steps.check.outputs.path", "runner.temp"))
	root := repository(t, cases[0].options, base(nil))
	if err := os.WriteFile(filepath.Join(root, ".github/workflows/action.yml"), workflow, 0o644); err != nil {
		t.Fatal(err)
	}
	lint(t, root)
}

// step runs the script of one step of the action as a runner does, with the values that its env would have.
func step(t *testing.T, name string, env map[string]string) (string, int) {
	t.Helper()
	for _, s := range readAction(t).Runs.Steps {
		if s.Name != name {
			continue
		}
		cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", s.Run)
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
		for variable := range s.Env {
			cmd.Env = append(cmd.Env, variable+"="+env[variable])
		}
		cmd.Env = append(cmd.Env, "GITHUB_OUTPUT="+env["GITHUB_OUTPUT"])
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil {
			t.Fatal(err)
		}
		return string(out), cmd.ProcessState.ExitCode()
	}
	t.Fatalf("the action has no step %q", name)
	return "", 0
}

// An installed program is taken only if it is the one that the workflow names, and what is taken is a copy.
func TestInstalledProgram(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	installed := filepath.Join(dir, "installed")
	script := []byte("#!/bin/sh\necho attestary 1.2.3\n")
	if err := os.WriteFile(installed, script, 0o755); err != nil {
		t.Fatal(err)
	}
	right := fmt.Sprintf("sha256:%x", sha256.Sum256(script))
	for _, c := range []struct {
		name, program, checksum string
		exit                    int
		says                    string
	}{
		{"the right one", installed, right, 0, ""},
		{"another", installed, "sha256:" + strings.Repeat("0", 64), 1, "not the one that the workflow names: its digest is " + right},
		{"no checksum", installed, "", 2, "needs its checksum"},
		{"half a checksum", installed, right[:70], 2, "needs its checksum"},
		{"nothing there", installed + "x", right, 3, "no file where"},
		{"a folder", dir, right, 3, "no file where"},
		{"a name that looks like an option", "-rf", right, 3, "no file where"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			built := filepath.Join(t.TempDir(), "attestary")
			out, exit := step(t, "Take the program that is installed", map[string]string{"INSTALLED": c.program, "CHECKSUM": c.checksum, "BUILT": built})
			if exit != c.exit || !strings.Contains(out, c.says) {
				t.Errorf("exit %d, want %d: %s", exit, c.exit, out)
			}
			if _, err := os.Stat(built); (err == nil) != (c.exit == 0) {
				t.Errorf("exit %d, and the program: %v", exit, err)
			}
		})
	}
}

// The version is that of the program or the job ends; where it is, is told to the steps behind.
func TestProgramStarts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	built := filepath.Join(dir, "attestary")
	if err := os.WriteFile(built, []byte("#!/bin/sh\necho \"attestary 1.2.3 (go, linux)\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for version, exits := range map[string]int{"": 0, "1.2.3": 0, "1.2": 1, "1.2.4": 1, "2.3": 1} {
		outputs := filepath.Join(dir, "outputs"+version)
		out, exit := step(t, "See that it starts", map[string]string{"BUILT": built, "VERSION": version, "GITHUB_OUTPUT": outputs})
		told, _ := os.ReadFile(outputs)
		if exit != exits || (exit == 0) != (string(told) == "path="+built+"\n") {
			t.Errorf("version %q: exit %d, %q: %s", version, exit, told, out)
		}
	}
}

// A command is words. Nothing in it is read as a script, a pattern or a variable.
func TestCommandIsWords(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	program := filepath.Join(dir, "attestary")
	if err := os.WriteFile(program, []byte("#!/bin/sh\nprintf '<%s>' \"$@\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	want := map[string]string{
		"verify --branch evidence": "<verify><--branch><evidence>",
		"a; touch /tmp/x":          "<a;><touch></tmp/x>",
		"$(id) `id` $HOME * ~":     "<$(id)><`id`><$HOME><*><~>",
		"'a b'":                    "<'a><b'>",
	}
	for command := range want {
		got[command], _ = step(t, "Run it", map[string]string{"PROGRAM": program, "COMMAND": command})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
