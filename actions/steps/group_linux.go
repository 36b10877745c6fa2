package steps

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// bind makes a program the leader of a group of its own, and lets the kernel kill it when the runner is
// gone. For the kernel that is the thread which started the program, so the caller keeps to its thread
// until the program has ended and release is called.
func bind(cmd *exec.Cmd) (release func()) {
	runtime.LockOSThread()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	return runtime.UnlockOSThread
}

// awaitLeader waits until a program has ended, and does not reap it.
func awaitLeader(cmd *exec.Cmd) {
	for errors.Is(unix.Waitid(unix.P_PID, cmd.Process.Pid, nil, unix.WEXITED|unix.WNOWAIT, nil), unix.EINTR) {
	}
}

// guard waits for the end of its input, which comes with the end of the runner, and then kills its group.
const guard = `trap "" HUP INT TERM; read -r _; kill -KILL 0`

// standGuard puts a process into a group, whose leader is not reaped yet, that ends the whole group if
// the runner is killed: the kernel does that for the leader only. A machine without a shell has no guard.
func standGuard(group int) (dismiss func()) {
	input, held, err := os.Pipe()
	if err != nil {
		return func() {}
	}
	defer input.Close()
	cmd := &exec.Cmd{
		Path: "/bin/sh", Args: []string{"sh", "-c", guard}, Dir: "/", Env: []string{}, Stdin: input,
		SysProcAttr: &syscall.SysProcAttr{Setpgid: true, Pgid: group},
	}
	if err := cmd.Start(); err != nil {
		_ = held.Close()
		return func() {}
	}
	return func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
		_ = held.Close()
	}
}
