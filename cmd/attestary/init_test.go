package main_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// question is what init asks at a terminal, and what somebody types.
type question struct{ asked, typed string }

// dialog is a beginning on a machine alone, with a slip here and there.
var dialog = []question{
	{"Where shall runs happen?", "3\r"},
	{"type a number from 1 to 2", "\r"},
	{"Who looks after the runbooks", "ada lovelace\r"},
	{"a login has letters, digits and single dashes", "ada\r"},
	{"In which time zone", "Mars/Base\r"},
	{"Mars/Base is no time zone", "Europe/Paris\r"},
	{"Make one in ../shop-evidence.git?", "\r"},
	{"passphrase, it will not be shown", "swordfish-12\r"},
	{"once more", "swordfish-13\r"},
	{"the two differ", "swordfish-12\r"},
	{"once more", "swordfish-12\r"},
	{"run secrets-in-git at once?", "\r"},
}

// newcomer is somebody with an empty repository and nothing set up. The program asks them for everything.
func newcomer(t *testing.T) (work, home string, env []string) {
	t.Helper()
	dir := t.TempDir()
	work, home = filepath.Join(dir, "shop"), filepath.Join(dir, ".attestary-home")
	if out, err := exec.Command("git", "init", "-q", "--initial-branch=main", work).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return work, home, append(person(dir), "ATTESTARY_KEY_PASSPHRASE=", "TERM=xterm", "NO_COLOR=1")
}

// TestInitAtATerminal begins as a person does, and ends in a first signed run that an auditor can verify. Typed by
// somebody who knows what to say it takes seconds, so that five minutes are enough for somebody who reads.
func TestInitAtATerminal(t *testing.T) {
	t.Parallel()
	work, home, env := newcomer(t)
	s := openTerminal(t, work, env, "attestary", "init")
	for _, q := range dialog {
		s.waitFor(q.asked)
		s.press(q.typed)
	}
	status, text := s.end()
	if status != 0 || !strings.Contains(text, "secrets-in-git: passed") || strings.Contains(text, "swordfish") {
		t.Fatalf("status %d\n%s", status, text)
	}
	_, next, found := strings.Cut(text, "\nnext:\r\n")
	if !found || strings.Count(next, "\n  attestary ")+1 != 3 {
		t.Errorf("it does not tell three commands:\n%s", next)
	}
	cmd := exec.Command("attestary", "verify", "--key", filepath.Join(home, "shop.key.pub"))
	cmd.Dir, cmd.Env = work, append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}

	again := openTerminal(t, work, env, "attestary", "init")
	again.waitFor("run secrets-in-git at once?")
	again.press("n\r")
	if status, text := again.end(); status != 0 || !strings.Contains(text, "project.hcl is already there; left as it is") {
		t.Errorf("again: status %d\n%s", status, text)
	}
}

// TestInitStopped presses Ctrl-C at each question, and Ctrl-D at the first: nothing is left of it, not even half.
func TestInitStopped(t *testing.T) {
	t.Parallel()
	for i := range dialog {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			stopAt(t, i, "\x03")
		})
	}
	stopAt(t, 0, "\x04")
}

func stopAt(t *testing.T, i int, key string) {
	t.Helper()
	work, home, env := newcomer(t)
	s := openTerminal(t, work, env, "attestary", "init")
	for _, q := range dialog[:i] {
		s.waitFor(q.asked)
		s.press(q.typed)
	}
	s.waitFor(dialog[i].asked)
	s.press(key)
	if status, text := s.end(); status != 3 || !strings.Contains(text, "stopped; nothing was written") {
		t.Errorf("status %d\n%s", status, text)
	}
	left, err := os.ReadDir(work)
	if err != nil || len(left) != 1 || left[0].Name() != ".git" {
		t.Errorf("left behind: %v (%v)", left, err)
	}
	if _, err := os.Stat(home); err == nil {
		t.Errorf("%s is there", home)
	}
}

// onGitHubWithoutAKey is a beginning for a forge: nothing is run here, so no passphrase is needed.
var onGitHubWithoutAKey = []question{
	{"Where shall runs happen?", "2\r"},
	{"A login of GitHub:", "octocat\r"},
	{"In which time zone", "\r"},
	{"What signs the evidence?", "2\r"},
	{"Is that all right? [y/N]", "y\r"},
}

// TestInitForGitHub begins for a forge, and then brings a runbook of the library in; whoever stops that at a question
// finds nothing brought in.
func TestInitForGitHub(t *testing.T) {
	t.Parallel()
	work, _, env := newcomer(t)
	s := openTerminal(t, work, env, "attestary", "init", "--empty")
	for _, q := range onGitHubWithoutAKey {
		s.waitFor(q.asked)
		s.press(q.typed)
	}
	if status, text := s.end(); status != 0 || !strings.Contains(text, "attestary protect") {
		t.Fatalf("status %d\n%s", status, text)
	}
	project, err := os.ReadFile(filepath.Join(work, "runbooks/project.hcl"))
	if err != nil || !strings.Contains(string(project), `sign       = "keyless"`) || !strings.Contains(string(project), "public_log") {
		t.Fatalf("%v\n%s", err, project)
	}

	add := openTerminal(t, work, env, "attestary", "add", "stale-accounts")
	add.waitFor("Enter keeps")
	add.press("\x03")
	if status, text := add.end(); status != 3 {
		t.Errorf("status %d\n%s", status, text)
	}
	if after, err := os.ReadFile(filepath.Join(work, "runbooks/project.hcl")); err != nil || string(after) != string(project) {
		t.Errorf("project.hcl has changed (%v)", err)
	}
}
