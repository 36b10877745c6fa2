package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
)

// The four exit statuses.
const (
	fine         = 0
	foundWrong   = 1
	wrongUsage   = 2
	couldNotLook = 3
)

// problem is what a person is told when a command ends early: what is wrong, and what to type next.
type problem struct {
	status int
	what   string
	next   string // a command, shown on a line of its own; may be empty
}

func (p problem) Error() string { return p.what }

// quiet ends a command with a status after it has said everything itself.
type quiet int

func (q quiet) Error() string { return fmt.Sprintf("exit status %d", int(q)) }

// usage is a problem of how the command was called.
func usage(format string, args ...any) problem {
	return problem{status: wrongUsage, what: fmt.Sprintf(format, args...)}
}

// say prints an error for a person and gives the exit status.
func (w World) say(err error) int {
	var q quiet
	var p problem
	if err == nil {
		return fine
	}
	if errors.As(err, &q) {
		return int(q)
	}
	err = friendly(err)
	fmt.Fprintf(w.Err, "attestary: %s\n", printable(err.Error()))
	if !errors.As(err, &p) {
		return couldNotLook
	}
	if p.next != "" {
		fmt.Fprintf(w.Err, "  next: %s\n", p.next)
	}
	return p.status
}

// printable is a text of several lines with nothing in it that would steer a terminal: names and words
// in it may be a stranger's.
func printable(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = diag.Printable(line)
	}
	return strings.Join(lines, "\n")
}
