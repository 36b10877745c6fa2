package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestSecluded: a program that we start, as the same person, cannot read our environment, where secrets are.
func TestSecluded(t *testing.T) {
	t.Parallel()
	for mode, want := range map[string]string{"open": "SECRET=swordfish", "secluded": "Permission denied"} {
		cmd := exec.Command(ownProgram(t), "-test.run", "^TestSecludedHelper$", "-test.v")
		cmd.Env = []string{"ATTESTARY_TEST_SECLUDED=" + mode, "SECRET=swordfish", "PATH=" + os.Getenv("PATH")}
		cmd.Dir = "/"
		if os.Geteuid() == 0 { // whom nothing keeps out
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		}
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) || strings.Contains(string(out), "swordfish") != (mode == "open") {
			t.Errorf("%s: %v\n%s", mode, err, out)
		}
	}
}

// TestSecludedHelper is that process, and starts a program that looks at its parent.
func TestSecludedHelper(t *testing.T) {
	mode := os.Getenv("ATTESTARY_TEST_SECLUDED")
	if mode == "" {
		t.Skip("it is for TestSecluded")
	}
	if mode == "secluded" {
		secluded()
	}
	out, _ := exec.Command("sh", "-c", "tr '\\0' '\\n' </proc/$PPID/environ").CombinedOutput()
	t.Logf("%s", out)
}

// ownProgram is a copy of this program where anybody may start it.
func ownProgram(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for _, open := range []string{filepath.Dir(folder), folder} {
		if err := os.Chmod(open, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	// By a program of its own: what we had open for writing ourselves, a process that another test starts
	// could have open too, and then it cannot be executed (https://go.dev/issue/22315).
	program := filepath.Join(folder, "program")
	if out, err := exec.Command("cp", path, program).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}
