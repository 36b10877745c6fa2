package steps_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

func program(t *testing.T, settings given, argv ...string) engine.Call {
	t.Helper()
	if settings == nil {
		settings = given{}
	}
	settings["argv"] = argv
	call := callOf(t, "exec.run", settings)
	call.Allow = []string{argv[0]}
	return call
}

func script(t *testing.T, text string, settings given) engine.Call {
	t.Helper()
	if settings == nil {
		settings = given{}
	}
	settings["script"] = text
	call := callOf(t, "script.run", settings)
	call.Allow = []string{"sh", "bash"}
	return call
}

func TestProgramOutputs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]map[string]any{
		`printf 'a\n\nb\n\n'`:      {"exit": 0, "stdout": "a\n\nb\n\n", "lines": []string{"a", "", "b"}, "stderr": "", "json": nil},
		`:`:                        {"stdout": "", "lines": []string{}, "json": nil},
		`echo no >&2`:              {"stderr": "no\n", "stdout": ""},
		`echo '["x"]'`:             {"json": []string{"x"}},
		`echo 12`:                  {"json": 12},
		`echo '{"a":"1","a":"2"}'`: {"json": nil}, // a name twice
		`echo '["x"] more'`:        {"json": nil},
		`printf '\377'`:            {"stdout": "\uFFFD"},
		`echo '[1e999999999]'`:     {"json": nil},
		`false; true`:              nil,                      // stops at the first that fails
		`printf '%s' "$V"`:         {"stdout": "a 'b' $(c)"}, // values are never read as a script
	} {
		result := run(t, script(t, text, given{"env": map[string]string{"V": "a 'b' $(c)"}}))
		if want == nil {
			wants(t, result, evidence.Failed, engine.ReasonExit, "status 1")
			continue
		}
		wantOutputs(t, result, want)
	}
	wants(t, run(t, script(t, "false | true", given{"shell": "bash"})), evidence.Failed, engine.ReasonExit, "")
	wantOutputs(t, run(t, program(t, given{"stdin": "read me"}, "cat")), map[string]any{"stdout": "read me"})
	wantOutputs(t, run(t, program(t, nil, "cat")), map[string]any{"stdout": ""})
}

func TestProgramFailures(t *testing.T) {
	t.Parallel()
	wants(t, run(t, script(t, "echo first >&2; echo 'no such user' >&2; exit 3", nil)), evidence.Failed, engine.ReasonExit, "sh ended with status 3: no such user")
	wantOutputs(t, run(t, script(t, "exit 3", given{"ok_exit": []int{0, 3}})), map[string]any{"exit": 3})
	wants(t, run(t, script(t, "exit 0", given{"ok_exit": []int{3}})), evidence.Failed, engine.ReasonExit, "status 0")
	wants(t, run(t, script(t, "kill -9 $$", nil)), evidence.Failed, engine.ReasonSignal, "signal 9")
	wants(t, run(t, program(t, nil, "no-such-program")), evidence.Unknown, engine.ReasonNotFound, "no-such-program")
	wants(t, run(t, program(t, given{"dir": "../elsewhere"}, "true")), evidence.Unknown, engine.ReasonSetting, "below the repository")
	wants(t, run(t, program(t, given{"dir": "not-there"}, "true")), evidence.Unknown, engine.ReasonStart, "")
	wants(t, run(t, script(t, "yes | head -c 5000000", nil)), evidence.Failed, engine.ReasonOutput, "more than")
}

// TestProgramsNotAllowed: what no use section names does not run, whatever its path is called.
func TestProgramsNotAllowed(t *testing.T) {
	t.Parallel()
	marker := filepath.Join(t.TempDir(), "ran")
	for _, argv := range [][]string{{"touch", marker}, {"/usr/bin/touch", marker}, {"./touch", marker}} {
		call := program(t, nil, argv...)
		call.Allow = []string{"ls", "touc", "touch2"}
		wants(t, run(t, call), evidence.Blocked, engine.ReasonDenied, "no use section allows")
	}
	call := script(t, "touch "+marker, nil)
	call.Allow = []string{"touch"}
	wants(t, run(t, call), evidence.Blocked, engine.ReasonDenied, `"sh"`)
	if _, err := os.Stat(marker); err == nil {
		t.Error("it ran")
	}
}

// TestRepositoryChoosesNoProgram: a program in the work folder is not found by its bare name, even with
// a path that says so.
func TestRepositoryChoosesNoProgram(t *testing.T) {
	t.Parallel()
	call := program(t, nil, "own")
	if err := os.Chmod(write(t, call.Dir, "own", "#!/bin/sh\necho mine\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	call.Path = ".:" + ":" + "/usr/bin:/bin"
	wants(t, run(t, call), evidence.Unknown, engine.ReasonNotFound, "own")
	named := program(t, nil, "./own")
	named.Dir = call.Dir
	wantOutputs(t, run(t, named), map[string]any{"stdout": "mine\n"})
}

// TestCleanEnvironment: a program gets five variables and those of the step, and nothing of ours.
func TestCleanEnvironment(t *testing.T) {
	t.Setenv("ATTESTARY_TEST_LEAK", "leaked")
	call := program(t, given{"env": map[string]string{"EXTRA": "1"}}, "env")
	result := run(t, call)
	text, _ := result.Outputs["stdout"].AsText()
	got := map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		got[line] = true
	}
	for _, want := range []string{"PATH=" + call.Path, "HOME=" + call.Home, "TMPDIR=" + call.Home, "LANG=C.UTF-8", "TZ=UTC", "EXTRA=1"} {
		if !got[want] {
			t.Errorf("%s is missing", want)
		}
		delete(got, want)
	}
	for line := range got {
		t.Errorf("%s is there too", line)
	}
}

// TestNoCoreDumps: a program that breaks down leaves no picture of its memory.
func TestNoCoreDumps(t *testing.T) {
	t.Parallel()
	wantOutputs(t, run(t, script(t, "ulimit -Sc; ulimit -Hc", nil)), map[string]any{"lines": []string{"0", "0"}})
}

// alive tells whether a process is running, and not only waiting to be reaped.
func alive(pid int) bool {
	data, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && !strings.Contains(string(data), ") Z ")
}

// patience is how often a test looks, each hundredth of a second, for what must come: longer than the
// busiest machine needs.
const patience = 6000

// waitFor reads a process id that a script writes to a file.
func waitFor(t *testing.T, path string) int {
	t.Helper()
	for range patience {
		if data, err := os.ReadFile(path); err == nil && strings.HasSuffix(string(data), "\n") {
			pid, err := strconv.Atoi(strings.TrimSpace(string(data)))
			if err != nil {
				t.Fatal(err)
			}
			return pid
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the script did not start")
	return 0
}

func gone(t *testing.T, pid int) {
	t.Helper()
	for range patience {
		if !alive(pid) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("process %d is still there", pid)
	_ = syscall.Kill(pid, syscall.SIGKILL)
}

// TestChildrenEnd: when the context ends, a program is ended with all its children, also those that do
// not listen; and one that ends by itself leaves none behind.
func TestChildrenEnd(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"a child that listens":   `sleep 600 & echo $! > pid; wait`,
		"a child that does not":  `sh -c 'trap "" TERM; echo $$ > pid; while :; do sleep 600; done' & wait`,
		"nobody listens":         `trap "" TERM; echo $$ > pid; while :; do sleep 600; done`,
		"it ends before a child": `sleep 600 & echo $! > pid`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			call := script(t, text, nil)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			done := make(chan engine.Result, 1)
			go func() { done <- steps.All(steps.Machine{})["script.run"].Run(ctx, call) }()
			pid := waitFor(t, filepath.Join(call.Dir, "pid"))
			if name != "it ends before a child" {
				cancel()
			}
			result := <-done
			holdResult(t, "script.run", result)
			if passed := result.Outcome == evidence.Passed; passed != (name == "it ends before a child") {
				t.Errorf("%+v", result)
			}
			gone(t, pid)
		})
	}
}

// TestEscapedChild: who leaves the process group on purpose keeps nobody waiting, whether it holds an
// output open or has not read its input.
func TestEscapedChild(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("setsid"); err != nil {
		t.Fatal("this test needs setsid (util-linux); .ci/test installs it")
	}
	call := program(t, given{"stdin": strings.Repeat("x", 1<<20)}, "bash", "-c", `
		exec 3<&0
		setsid sh -c 'echo $$ > pid; exec sleep 600' <&3 &
		until [ -s pid ]; do sleep 0.01; done
		echo started`)
	wantOutputs(t, run(t, call), map[string]any{"stdout": "started\n"})
	pid := waitFor(t, filepath.Join(call.Dir, "pid"))
	if !alive(pid) {
		t.Error("it did not leave the group, or was waited for")
	}
	_ = syscall.Kill(pid, syscall.SIGKILL)
}

// FuzzJSON: outside JSON becomes a whole value of bounded size, or null.
func FuzzJSON(f *testing.F) {
	f.Add(`{"a":[1,2.5,null,true,"x"]}`)
	f.Add(`[[[[[[[[]]]]]]]]`)
	f.Fuzz(func(t *testing.T, text string) {
		if v := steps.FromJSON([]byte(text)); !v.Whole() || v.Kind() == expr.Unknown {
			t.Fatalf("%q gives what is not whole", text)
		}
	})
}
