package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"
)

// MaxTasks is how many lines a person is shown.
const MaxTasks = 10

// taskSigns stand before the kinds: what is wrong, what waits, what will be.
var taskSigns = map[string]string{"unseen": "✗", "refuted": "✗", "glass": "!", "undo": "!", "exposed": "!", "waits": "?", "cut off": "?", "unfinished": "✗", "failing": "✗",
	"missed": "!", "confirm": "?", "due": "!", "unproven": "?", "stale": "~", "not run": "○", "waiver": "w", "soon": "~"}

// Todo shows the tasks, one a line, each with its command, in at most MaxTasks lines. Where there are more, those of a
// kind share one, the least grave first.
func Todo(w io.Writer, list []Task, t Terminal) error {
	v := newPrinter(w)
	lines := folded(list)
	more := 0
	if len(lines) > MaxTasks {
		for _, l := range lines[MaxTasks-1:] {
			more += l.of
		}
		lines = lines[:MaxTasks-1]
	}
	in := paint(t.Color)
	for _, l := range lines {
		colour := red
		if l.Later || l.Kind == "not run" {
			colour = yellow
		}
		lead := fmt.Sprintf("%s %-10s ", taskSigns[l.Kind], l.Kind)
		do := " → " + clean(l.Do)
		room := max(t.width()-runewidth.StringWidth(lead+do), 12)
		v.line("%s%s%s", in.in(colour, lead), runewidth.Truncate(clean(l.text()), room, "…"), do)
	}
	if more > 0 {
		v.line("  and %d more → attestary status --format json", more)
	}
	return v.Flush()
}

// folding is a line: a task, or several of a kind.
type folding struct {
	Task
	of    int
	names []string // of runbooks, where there are several
}

func (f *folding) text() string {
	switch {
	case f.of > 1:
		return few(f.names)
	case f.Runbook != "":
		return f.Runbook + ": " + f.Says
	}
	return f.Says
}

// folded puts tasks of a kind into one line, from the least grave kind on, until all fit.
func folded(list []Task) []folding {
	var lines []folding
	for _, t := range list {
		lines = append(lines, folding{Task: t, of: 1})
	}
	for i := len(TaskKinds) - 1; i >= 0 && len(lines) > MaxTasks; i-- {
		lines = fold(lines, TaskKinds[i])
	}
	return lines
}

func fold(lines []folding, kind string) []folding {
	first := slices.IndexFunc(lines, func(f folding) bool { return f.Kind == kind })
	if first < 0 {
		return lines
	}
	all := folding{Task: Task{Kind: kind, Do: whole(kind), Later: lines[first].Later}}
	kept := lines[:first:first]
	for _, l := range lines[first:] {
		if l.Kind != kind {
			continue
		}
		all.of += l.of
		name := l.Runbook
		if name == "" {
			name, _, _ = strings.Cut(l.Says, " ")
		}
		all.names = append(all.names, name)
	}
	if all.of == 1 {
		return lines
	}
	kept = append(kept, all)
	return append(kept, slices.DeleteFunc(slices.Clone(lines[first:]), func(f folding) bool { return f.Kind == kind })...)
}

// whole is the command that tells all of a kind.
func whole(kind string) string {
	switch kind {
	case "glass", "undo", "unfinished", "refuted", "waiver":
		return "attestary verify"
	case "exposed":
		return "attestary protect --check"
	case "due":
		return "attestary due"
	case "waits", "cut off":
		return "attestary seal"
	}
	return "attestary score"
}
