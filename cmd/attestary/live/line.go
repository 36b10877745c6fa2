package live

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/mattn/go-runewidth"
)

// Signs are what an outcome looks like at a glance; the word always stands beside it.
var Signs = map[evidence.Outcome]string{
	evidence.Passed: "✓", evidence.Failed: "✗", evidence.Skipped: "·", evidence.Simulated: "~",
	evidence.Recovered: "↺", evidence.Blocked: "⊘", evidence.Unknown: "?", evidence.Interrupted: "■",
}

// Sign is that of an outcome, in its colour where colours are wanted.
func Sign(o evidence.Outcome, color bool) string { return ink{lookOf(o), color}.paint(Signs[o]) }

// look is how a piece of text stands out.
type look string

const (
	usual  look = ""
	bold   look = "\x1b[1m"
	faint  look = "\x1b[2m"
	red    look = "\x1b[31m"
	green  look = "\x1b[32m"
	yellow look = "\x1b[33m"
	cyan   look = "\x1b[36m"
)

func lookOf(o evidence.Outcome) look {
	switch o {
	case evidence.Passed:
		return green
	case evidence.Failed, evidence.Blocked, evidence.Interrupted:
		return red
	case evidence.Skipped, evidence.Simulated:
		return faint
	}
	return yellow
}

type ink struct {
	look  look
	color bool
}

func (i ink) paint(text string) string {
	if !i.color || i.look == usual || text == "" {
		return text
	}
	return string(i.look) + text + "\x1b[0m"
}

// line is a line of the board before it is known how wide the screen is.
type line struct {
	indent int
	sign   string
	signed look
	text   string
	look   look
	right  []string // stands at the right edge; what matters most comes first, and the rest goes where there is no room
}

// fit is the line on a screen of that width.
func (l line) fit(width int, color bool) string {
	before := strings.Repeat(" ", l.indent)
	if l.sign != "" {
		before += ink{l.signed, color}.paint(l.sign) + " "
	}
	room := width - l.indent
	if l.sign != "" {
		room -= runewidth.StringWidth(l.sign) + 1
	}
	right := joined(l.right, room-max(16, width/3)) // the text keeps a third
	if right != "" {
		room -= runewidth.StringWidth(right) + 2
	}
	text := runewidth.Truncate(l.text, max(room, 0), "…")
	if right == "" {
		return strings.TrimRight(before+ink{l.look, color}.paint(text), " ")
	}
	gap := strings.Repeat(" ", max(room-runewidth.StringWidth(text), 0)+2)
	return before + ink{l.look, color}.paint(text) + gap + ink{faint, color}.paint(right)
}

// wrap breaks a text between words into lines of that width, so many at most: the last one is too long where
// there is more.
func wrap(text string, width, most int) []string {
	var lines []string
	for word := range strings.FieldsSeq(text) {
		last := len(lines) - 1
		if last >= 0 && (last == most-1 || runewidth.StringWidth(lines[last])+1+runewidth.StringWidth(word) <= width) {
			lines[last] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}

// joined are as many of the words as fit, from the first.
func joined(words []string, room int) string {
	for n := len(words); n > 0; n-- {
		if text := strings.Join(words[:n], " · "); runewidth.StringWidth(text) <= room {
			return text
		}
	}
	return ""
}

// Thousands is a number as people read it: 10,000.
func Thousands(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// Span is a length of time in the two units that matter.
func Span(d time.Duration) string {
	unit := func(d, of time.Duration) int { return int(d / of) }
	const day = 24 * time.Hour
	switch {
	case d < time.Second:
		return fmt.Sprintf("%dms", d.Milliseconds())
	case d < 10*time.Second:
		return strings.TrimSuffix(strconv.FormatFloat(float64(d.Round(100*time.Millisecond))/float64(time.Second), 'f', 1, 64), ".0") + "s"
	case d < time.Minute:
		return fmt.Sprintf("%ds", unit(d, time.Second))
	case d < time.Hour:
		return fmt.Sprintf("%dm%ds", unit(d, time.Minute), unit(d%time.Minute, time.Second))
	case d < day:
		return fmt.Sprintf("%dh%dm", unit(d, time.Hour), unit(d%time.Hour, time.Minute))
	}
	return fmt.Sprintf("%dd%dh", unit(d, day), unit(d%day, time.Hour))
}
