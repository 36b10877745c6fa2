package thread

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/attestary/attestary/schemas/expr"
)

// Command is what a comment says to a run.
type Command struct {
	Verb   string // approve, reject, answer
	Code   string // of the question
	Reason string
	Values map[string]string // of answer: what was typed, by name; of a list one item a line
}

const (
	// maxComment is how many bytes of a comment are read: GitHub allows 65,536 characters.
	maxComment = 4 * 65536
	maxReason  = 500
)

var (
	verbForm   = regexp.MustCompile(`^/(approve|reject|answer)(\s|$)`)
	codeForm   = regexp.MustCompile(`^[0-9a-f]{12}$`)
	answerForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
)

// IsCommand tells whether a comment means to be one: everything else is conversation.
func IsCommand(body string) bool { return verbForm.MatchString(strings.TrimSpace(body)) }

// ReadCommand reads a comment that means to be a command. An error is a sentence for the one who wrote it.
func ReadCommand(body string) (*Command, error) {
	if len(body) > maxComment || !utf8.ValidString(body) {
		return nil, errors.New("the comment is too long, or no text")
	}
	if _, how := expr.Hidden(body); how != expr.Legible {
		return nil, errors.New("the comment has characters that cannot be seen; type the command by hand")
	}
	var c *Command
	for line := range strings.Lines(strings.TrimSpace(body)) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		next, err := readLine(line)
		if err != nil {
			return nil, err
		}
		if c, err = c.with(next); err != nil {
			return nil, err
		}
	}
	if c == nil {
		return nil, errors.New("there is no command in the comment")
	}
	return c, nil
}

func readLine(line string) (*Command, error) {
	if !verbForm.MatchString(line) {
		return nil, fmt.Errorf("the comment has the line %s beside its command; write the command alone, so that nobody can tell it otherwise", quote(line))
	}
	verb, rest, _ := strings.Cut(line, " ")
	code, rest, _ := strings.Cut(strings.TrimSpace(rest), " ")
	c := &Command{Verb: verb[1:], Code: code, Reason: strings.TrimSpace(rest)}
	if !codeForm.MatchString(code) {
		return nil, fmt.Errorf("it does not say to which question: write %s and then the twelve digits that stand beside the question", verb)
	}
	switch {
	case utf8.RuneCountInString(c.Reason) > maxReason && c.Verb != "answer":
		return nil, fmt.Errorf("the reason has more than %d characters", maxReason)
	case c.Verb == "reject" && c.Reason == "":
		return nil, fmt.Errorf("a no needs its reason: write /reject %s and why", code)
	case c.Verb != "answer":
		return c, nil
	}
	name, value, _ := strings.Cut(c.Reason, " ")
	if !answerForm.MatchString(name) || strings.TrimSpace(value) == "" {
		return nil, fmt.Errorf("an answer has a name and a value: write /answer %s NAME VALUE", code)
	}
	c.Reason, c.Values = "", map[string]string{name: strings.TrimSpace(value)}
	return c, nil
}

// with puts a further line to a command: only answers have several, all to one question.
func (c *Command) with(next *Command) (*Command, error) {
	if c == nil {
		return next, nil
	}
	if c.Verb != "answer" || next.Verb != "answer" || c.Code != next.Code {
		return nil, errors.New("the comment has two commands; write each in a comment of its own")
	}
	for name, value := range next.Values {
		if old, twice := c.Values[name]; twice {
			value = old + "\n" + value // a list has one item a line
		}
		c.Values[name] = value
	}
	return c, nil
}

// quote shows what somebody wrote, so that nothing of it counts, and not endless.
func quote(text string) string {
	if runes := []rune(text); len(runes) > 60 {
		text = string(runes[:60]) + "…"
	}
	return "<code>" + escape(text) + "</code>"
}
