package steps

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

const (
	maxOutput = 4 << 20 // bytes that a program may write to each of its outputs
	grace     = 3 * time.Second
	drain     = time.Second            // for what is still in a pipe once the whole group has ended
	unguarded = 200 * time.Millisecond // most programs end sooner, and a guard is a program too
)

// errOutput tells that a program wrote too much.
var errOutput = errors.New("too much output")

// exit is how a program came to its end.
type exit struct {
	status         int
	signal         syscall.Signal // that ended it; 0 for none
	ended          bool           // its context ended first
	stdout, stderr []byte
	err            error // it could not be started, or errOutput
}

// runGroup runs a program as the leader of a process group of its own. When ctx ends, the group is asked
// to end (SIGTERM) and after a while made to (SIGKILL). Once the leader has ended, whatever is left of
// the group is made to end too, so that a step leaves nothing running. What leaves the group on purpose
// (setsid) is beyond its reach, and keeps nobody waiting.
//
// On Linux all of them end with the runner too, should it be killed: see bind and standGuard.
func runGroup(ctx context.Context, cmd *exec.Cmd) exit {
	if err := noCores(); err != nil {
		return exit{err: err}
	}
	limited, tooMuch := context.WithCancelCause(ctx)
	defer tooMuch(nil)
	stdout, stderr := &sink{full: tooMuch}, &sink{full: tooMuch}
	closeOutputs, err := connect(cmd, stdout, stderr)
	if err != nil {
		return exit{err: err}
	}
	defer bind(cmd)()
	cmd.WaitDelay = drain // for what it did not read of its input
	if err := cmd.Start(); err != nil {
		closeOutputs()
		return exit{err: err}
	}
	ended := oversee(limited, cmd)
	closeOutputs()

	e := exit{status: cmd.ProcessState.ExitCode(), stdout: stdout.bytes(), stderr: stderr.bytes()}
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		e.signal = status.Signal()
	}
	if errors.Is(context.Cause(limited), errOutput) {
		e.err = errOutput
	}
	e.ended = ended && e.err == nil && ctx.Err() != nil
	return e
}

// noCores takes from this process, and so from all that it starts, the power to leave a picture of its
// memory on the disk when it breaks down: secrets stand in it. Limits belong to a whole process and are
// handed down; there is no way here to give a program others before it runs, so it gets ours for the rest.
var noCores = sync.OnceValue(func() error {
	return syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
})

// oversee waits for the leader of a group, then ends what is left of the group, and reaps the leader
// last: until then the id of the group is nobody else's. It tells whether ctx ended first.
func oversee(ctx context.Context, cmd *exec.Cmd) (ended bool) {
	leader := make(chan struct{})
	go func() { awaitLeader(cmd); close(leader) }()
	select {
	case <-leader:
	case <-ctx.Done():
	case <-time.After(unguarded):
		defer standGuard(cmd.Process.Pid)()
		select {
		case <-leader:
		case <-ctx.Done():
		}
	}
	select {
	case <-leader:
	default:
		ended = true
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		select {
		case <-leader:
		case <-time.After(grace):
		}
	}
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	<-leader
	_ = cmd.Wait() // the state tells it all
	return ended
}

// connect gives the program pipes for its outputs, which it reads into the sinks. The function that it
// returns waits until both are read, though not for ever.
func connect(cmd *exec.Cmd, stdout, stderr *sink) (func(), error) {
	outReader, outWriter, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	errReader, errWriter, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, outReader.Close(), outWriter.Close())
	}
	cmd.Stdout, cmd.Stderr = outWriter, errWriter
	var reading sync.WaitGroup
	reading.Go(func() { stdout.readFrom(outReader) })
	reading.Go(func() { stderr.readFrom(errReader) })
	return func() {
		_, _ = outWriter.Close(), errWriter.Close()
		deadline := time.Now().Add(drain)
		_, _ = outReader.SetReadDeadline(deadline), errReader.SetReadDeadline(deadline)
		reading.Wait()
		_, _ = outReader.Close(), errReader.Close()
	}, nil
}

// sink keeps what a program writes, up to maxOutput.
type sink struct {
	full  context.CancelCauseFunc
	guard sync.Mutex
	data  bytes.Buffer
}

func (s *sink) readFrom(pipe *os.File) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := pipe.Read(buffer)
		if !s.keep(buffer[:n]) {
			s.full(errOutput)
		}
		if err != nil {
			return
		}
	}
}

func (s *sink) keep(data []byte) bool {
	s.guard.Lock()
	defer s.guard.Unlock()
	if s.data.Len()+len(data) > maxOutput {
		return false
	}
	s.data.Write(data)
	return true
}

func (s *sink) bytes() []byte {
	s.guard.Lock()
	defer s.guard.Unlock()
	return s.data.Bytes()
}
