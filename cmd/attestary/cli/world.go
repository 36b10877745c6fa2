// Package cli is the roof: it reads flags, calls one function of a hall, and shows what came of it.
//
// A command speaks in two voices. Results go to standard output, speech (what happens, hints, problems)
// to standard error; with --format json the result is one document and nothing else. The exit status is
// the same everywhere: 0 fine, 1 found something wrong, 2 wrong usage, 3 could not look.
//
// Start at Main and the table of commands in root.go; every command has one file. World is everything
// that a command may know of the machine, so that tests can be the machine.
package cli

import (
	"crypto/rand"
	"io"
	"os"
	"path/filepath"
	"time"
	_ "time/tzdata" // schedules mean the same on a machine without a table of time zones

	"github.com/attestary/attestary/actions/redact"
	"golang.org/x/term"
)

// World is the machine as a command sees it.
type World struct {
	In       io.Reader
	Out, Err io.Writer
	Dir      string // the folder that it was called in
	Getenv   func(string) string
	Now      func() time.Time
	Random   io.Reader
	Terminal bool                       // Err is a terminal: progress may be drawn, questions may be asked
	Width    int                        // of the terminal, in columns
	Size     func() (width, height int) // of the terminal at this moment; nil where there is none
	Color    bool                       // Out is a terminal and nobody asked for plain text

	hidden *redact.Redactor // what Out and Err do not show; see discreet
}

// discreet has everything that is shown from now on go through a redactor, which learns the secrets of a
// command as it comes to know them. It is the last of several: what the halls hand out has none in it. done
// shows what is held back and forgets the secrets.
func (w *World) discreet() (done func()) {
	w.hidden = &redact.Redactor{}
	out, err := lineByLine{w.hidden.Writer(w.Out)}, lineByLine{w.hidden.Writer(w.Err)}
	w.Out, w.Err = out, err
	return func() {
		_, _ = out.Close(), err.Close()
		w.hidden.Forget()
	}
}

// lineByLine passes on what ends in a line feed as it comes: who reads two streams at once sees their lines in the
// order in which they were written. No command writes a secret in two lines.
type lineByLine struct{ io.WriteCloser }

func (l lineByLine) Write(p []byte) (int, error) {
	n, err := l.WriteCloser.Write(p)
	if err == nil && n > 0 && p[n-1] == '\n' {
		err = l.Close() // which passes on what is held back, and closes nothing
	}
	return n, err
}

// System is the real machine.
func System() World {
	dir, err := os.Getwd()
	if err != nil {
		dir = "."
	}
	w := World{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Dir: dir, Getenv: os.Getenv, Now: time.Now, Random: rand.Reader,
		Terminal: term.IsTerminal(int(os.Stderr.Fd())) && os.Getenv("TERM") != "dumb",
		Width:    100,
	}
	if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil && width > 20 {
		w.Width = width
	}
	w.Size = func() (int, int) { return sizeOf(os.Stderr, w.Width) }
	w.Color = term.IsTerminal(int(os.Stdout.Fd())) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	return w
}

// sizeOf is the size of a terminal, which a person may change at any time.
func sizeOf(terminal *os.File, usual int) (width, height int) {
	if width, height, err := term.GetSize(int(terminal.Fd())); err == nil && width > 0 && height > 0 {
		return width, height
	}
	return usual, 24
}

// home is the folder for what belongs to this person on this machine: keys, and the newest checkpoint
// of each ledger that was verified here. Never inside a repository.
func (w World) home() (string, error) {
	if dir := w.Getenv("ATTESTARY_HOME"); dir != "" {
		return filepath.Abs(dir)
	}
	if dir := w.Getenv("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "attestary"), nil
	}
	if dir := w.Getenv("HOME"); dir != "" {
		return filepath.Join(dir, ".config", "attestary"), nil
	}
	return "", problem{status: couldNotLook, what: "neither ATTESTARY_HOME nor HOME is set, so there is no place for keys",
		next: "ATTESTARY_HOME=/some/folder attestary …"}
}

// temp is where runs have their private folders.
func (w World) temp() string {
	if dir := w.Getenv("TMPDIR"); filepath.IsAbs(dir) {
		return dir
	}
	return os.TempDir()
}

// path makes a path that a person typed absolute, from the folder that they are in.
func (w World) path(p string) string {
	if filepath.IsAbs(p) {
		return filepath.Clean(p)
	}
	return filepath.Join(w.Dir, p)
}
