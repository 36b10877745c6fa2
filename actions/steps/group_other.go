//go:build !linux

package steps

import (
	"os/exec"
	"syscall"
)

// bind makes a program the leader of a group of its own. Nothing here ends it when the runner is killed.
func bind(cmd *exec.Cmd) (release func()) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return func() {}
}

// awaitLeader waits until a program has ended.
func awaitLeader(cmd *exec.Cmd) { _ = cmd.Wait() }

// standGuard does nothing here: a group whose leader may have been reaped cannot be joined safely.
func standGuard(int) (dismiss func()) { return func() {} }
