// Package cpu tells how much processor time this process took. It is what a test holds against a limit:
// time on the clock is also that of everybody else on the machine.
//
// A test that measures must not be parallel, or it measures the tests beside it.
package cpu

import (
	"syscall"
	"time"
)

// Time is the processor time that this process took so far, on all cores.
func Time() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
