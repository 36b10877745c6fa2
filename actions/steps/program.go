package steps

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// program is what exec.run and script.run run.
type program struct {
	name  string
	args  []string
	stdin string
}

// runProgram runs a program that the runbook may use, in a clean environment.
func runProgram(ctx context.Context, call engine.Call, p program) engine.Result {
	if !kind.AllowsProgram(call.Allow, p.name) {
		return denied(fmt.Sprintf("no use section allows the program %q", p.name))
	}
	dir, err := below(call.Dir, settings(call.Settings).text("dir", "."))
	if err != nil {
		return unknown(engine.ReasonSetting, "dir: "+err.Error())
	}
	path, err := find(p.name, dir, call.Path)
	if err != nil {
		return unknown(engine.ReasonNotFound, err.Error())
	}
	cmd := &exec.Cmd{
		Path: path, Args: append([]string{p.name}, p.args...), Dir: dir, Env: environment(call),
		Stdin: strings.NewReader(p.stdin),
	}
	if p.stdin == "" {
		cmd.Stdin = nil
	}
	return judgeExit(call, p.name, runGroup(ctx, cmd))
}

// environment is what a program gets: what it cannot do without, and what the step declares.
func environment(call engine.Call) []string {
	env := []string{"PATH=" + call.Path, "HOME=" + call.Home, "TMPDIR=" + call.Home, "LANG=C.UTF-8", "TZ=UTC"}
	for _, v := range settings(call.Settings).pairs("env") {
		env = append(env, v.name+"="+v.value)
	}
	return env
}

// below is a folder below the repository.
func below(repository, dir string) (string, error) {
	if !filepath.IsLocal(dir) {
		return "", fmt.Errorf("%q does not stand below the repository", dir)
	}
	return filepath.Join(repository, dir), nil
}

// find finds a program as a shell does, in dir where its name has a slash, else on the path. Folders of
// the path that are not absolute are passed over: a repository must not choose the programs.
func find(name, dir, path string) (string, error) {
	candidates := []string{name}
	switch {
	case filepath.IsAbs(name):
	case strings.ContainsRune(name, '/'):
		candidates = []string{filepath.Join(dir, name)}
	default:
		candidates = nil
		for _, folder := range filepath.SplitList(path) {
			if filepath.IsAbs(folder) {
				candidates = append(candidates, filepath.Join(folder, name))
			}
		}
	}
	for _, candidate := range candidates {
		if info, err := os.Stat(candidate); err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o111 != 0 {
			return candidate, nil
		}
	}
	return "", fmt.Errorf("there is no program %q here", name)
}

// judgeExit tells what the end of a program means for the step.
func judgeExit(call engine.Call, name string, e exit) engine.Result {
	switch {
	case errors.Is(e.err, errOutput):
		return failed(engine.ReasonOutput, fmt.Sprintf("%s wrote more than %d bytes", name, maxOutput))
	case e.err != nil:
		return unknown(engine.ReasonStart, fmt.Sprintf("%s could not be started: %v", name, e.err))
	case e.ended:
		return unknown(engine.ReasonTimeout, name+" was ended before it was done")
	case e.signal != 0:
		return failed(engine.ReasonSignal, fmt.Sprintf("%s was ended by signal %d (%v)", name, e.signal, e.signal))
	}
	outputs := programOutputs(e)
	fine, told := settings(call.Settings).among("ok_exit", int64(e.status))
	if fine || !told && e.status == 0 {
		return passed(outputs)
	}
	result := failed(engine.ReasonExit, fmt.Sprintf("%s ended with status %d%s", name, e.status, lastWords(e.stderr)))
	result.Outputs = outputs
	return result
}

// lastWords are the last line that a program wrote to standard error: most tell there what went wrong.
func lastWords(stderr []byte) string {
	text := strings.TrimSpace(string(stderr))
	if text == "" {
		return ""
	}
	return ": " + text[strings.LastIndexByte(text, '\n')+1:]
}

func programOutputs(e exit) map[string]expr.Value {
	stdout := strings.TrimRight(string(e.stdout), "\n")
	lines := expr.OfList(nil)
	if stdout != "" {
		lines = texts(strings.Split(stdout, "\n"))
	}
	return map[string]expr.Value{
		"exit": expr.OfInt(int64(e.status)), "stdout": expr.OfText(string(e.stdout)), "stderr": expr.OfText(string(e.stderr)),
		"lines": lines, "json": fromJSON(e.stdout),
	}
}
