package steps_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// runnerFolder names the folder in which a process of the test plays the runner that is killed.
const runnerFolder = "ATTESTARY_TEST_RUNNER"

// TestKilledRunner: a runner that is killed, so that it can do nothing any more, leaves neither the
// program of its step running nor what that program started.
func TestKilledRunner(t *testing.T) {
	if folder := os.Getenv(runnerFolder); folder != "" {
		call := script(t, `sleep 600 & echo $! > child; echo $$ > leader; wait`, nil)
		call.Dir = folder
		t.Fatalf("the step ended before its runner was killed: %+v", run(t, call))
	}
	t.Parallel()
	t.Run("at once", func(t *testing.T) {
		t.Parallel()
		kill, leader, _ := startRunner(t)
		kill()
		gone(t, leader) // by the kernel alone
	})
	t.Run("later", func(t *testing.T) {
		t.Parallel()
		kill, leader, child := startRunner(t)
		waitForGroup(t, leader, 3) // both, and the guard
		kill()
		gone(t, leader)
		gone(t, child)
		waitForGroup(t, leader, 0)
	})
}

// startRunner starts a runner whose step runs a program, the leader, and that one a child.
func startRunner(t *testing.T) (kill func(), leader, child int) {
	t.Helper()
	folder := t.TempDir()
	runner := exec.Command(os.Args[0], "-test.run=^TestKilledRunner$", "-test.timeout=5m")
	runner.Env = append(os.Environ(), runnerFolder+"="+folder)
	if err := runner.Start(); err != nil {
		t.Fatal(err)
	}
	kill = sync.OnceFunc(func() {
		_ = runner.Process.Kill()
		_ = runner.Wait() // it was killed
	})
	t.Cleanup(kill)
	leader, child = waitFor(t, filepath.Join(folder, "leader")), waitFor(t, filepath.Join(folder, "child"))
	t.Cleanup(func() { _ = syscall.Kill(child, syscall.SIGKILL) })
	return kill, leader, child
}

// waitForGroup waits until a process group has so many processes that run.
func waitForGroup(t *testing.T, group, want int) {
	t.Helper()
	got := 0
	for range patience {
		if got = groupSize(t, group); got == want {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%d processes are in group %d, want %d", got, group, want)
}

func groupSize(t *testing.T, group int) (n int) {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range stats {
		data, _ := os.ReadFile(path) // "" of one that has just ended
		// proc(5): after the name in brackets come state, parent and group.
		var state string
		var parent, in int
		_, rest, _ := strings.Cut(string(data), ") ")
		if _, err := fmt.Sscan(rest, &state, &parent, &in); err == nil && in == group && state != "Z" {
			n++
		}
	}
	return n
}
