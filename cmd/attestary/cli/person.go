package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// person is the terminal at which somebody sits who can be asked; nil where nobody does.
func (w *World) person() *os.File {
	if in, ok := w.In.(*os.File); ok && term.IsTerminal(int(in.Fd())) {
		return in
	}
	return nil
}

// saysYes asks a person for a y.
func (w *World) saysYes(ctx context.Context, in *os.File, question string) (bool, error) {
	answer, err := w.heard(ctx, in, question)
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	return strings.EqualFold(answer, "y"), err
}

// sure asks whoever sits at a terminal whether they mean it, for only now have they seen what they sign. Where
// nobody does, the command is the answer.
func (w *World) sure(ctx context.Context, what string) error {
	in := w.person()
	if in == nil {
		return nil
	}
	yes, err := w.saysYes(ctx, in, fmt.Sprintf("\nsign this as %s? y: yes · anything else: nothing is signed: ", what))
	if err == nil && !yes {
		err = problem{foundWrong, "nothing was signed", ""}
	}
	return err
}

// ask asks on the terminal, without showing what is typed. It gives way to Ctrl-C, and leaves the
// terminal as it was.
func (w *World) ask(ctx context.Context, in *os.File, question string) ([]byte, error) {
	fmt.Fprint(w.Err, question)
	defer fmt.Fprintln(w.Err)
	before, err := term.GetState(int(in.Fd()))
	if err != nil {
		return nil, err
	}
	type typed struct {
		text []byte
		err  error
	}
	answer := make(chan typed, 1)
	go func() {
		text, err := term.ReadPassword(int(in.Fd()))
		answer <- typed{text, err}
	}()
	select {
	case <-ctx.Done():
		return nil, errors.Join(context.Canceled, term.Restore(int(in.Fd()), before))
	case a := <-answer:
		return a.text, a.err
	}
}

// heard is the line that a person types after a question. It gives way to Ctrl-C; io.EOF is an input that was closed.
func (w *World) heard(ctx context.Context, in *os.File, question string) (string, error) {
	fmt.Fprint(w.Err, question)
	type typed struct {
		line string
		err  error
	}
	answer := make(chan typed, 1)
	go func() {
		line, err := bufio.NewReader(in).ReadString('\n')
		answer <- typed{line, err}
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(w.Err)
		return "", context.Canceled
	case a := <-answer:
		return strings.TrimSpace(a.line), a.err
	}
}
