package course

import (
	"time"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// undo_after: what a step changed ends by itself, in a run of its own. How long it lasts is known before
// the step starts: a change that would never end does not begin.

// MaxDue is how many bytes what ends by itself may need in the record of a run. What a record cannot tell
// would never end, so a step that would make more of it fails before it begins.
const MaxDue = 28 << 10

// SizeOfDue is how many bytes one of them needs at most, whether its key is told or a digest of it.
func SizeOfDue(of Place) int { return 150 + len(of.Address) + max(72, 2*len(of.Job)+2*len(of.Key)) }

// overDue tells in words that the items of a step would leave more to be ended than a record can tell.
func (c *Course) overDue(p *part, items []rules.Item) string {
	if p.step.UndoAfter == nil {
		return ""
	}
	for _, it := range items {
		c.due += SizeOfDue(p.end(it).Place)
	}
	if c.due <= MaxDue {
		return ""
	}
	return "there are more changes that end by themselves than the record of one run can tell: give it fewer items"
}

// until computes when a change is to end. problem tells why that is not known.
func (c *Course) until(n *expr.Node, about scope) (until expr.Value, problem string) {
	v := c.eval(n, about)
	if _, ok := endOf(v, c.clock); !ok {
		return v, "undo_after " + unknownEnd(v)
	}
	return v, ""
}

func unknownEnd(v expr.Value) string {
	if _, text := v.AsText(); text {
		return "is neither a length of time as 7d nor a date as 2026-01-31"
	}
	return "is unknown: " + unknownWhy(v)
}

// endOf is the end of something that begins at an instant: so long after it, or at a date or instant.
func endOf(v expr.Value, from time.Time) (time.Time, bool) {
	text, ok := v.AsText()
	if !ok {
		return time.Time{}, false
	}
	if seconds, ok := expr.ParseLength(text); ok {
		return from.Add(time.Duration(seconds) * time.Second), seconds <= longest
	}
	if at, err := time.Parse(time.DateOnly, text); err == nil {
		return at, true
	}
	at, err := evidence.ParseInstant(text)
	return at, err == nil
}

// longest is how many seconds a change may last: a hundred years.
const longest = 100 * 366 * 86400

// Due is what takes a change back that ends by itself.
type Due struct {
	*Task
	At  time.Time
	Why string // why it cannot be taken back; "" where it can
}

// Due are the changes that end by themselves, once everything has come to its end: those of steps that
// passed, or that may have half-happened, and were not undone.
func (c *Course) Due() []Due {
	var due []Due
	for _, e := range c.ended {
		if d, ok := c.dueOf(e); ok {
			due = append(due, d)
		}
	}
	return due
}

// DueOf is what takes the change of one task back, which has come to its end; false where it has changed
// nothing for a while.
func (c *Course) DueOf(t *Task) (Due, bool) { return c.dueOf(t.ended) }

func (c *Course) dueOf(e *Ended) (Due, bool) {
	if e.of == nil || e.of.step == nil || e.until.IsNull() || !e.changed || e.undone {
		return Due{}, false
	}
	at, _ := endOf(e.until, e.Finished)
	t, why, _ := c.undoOf(e)
	return Due{t, at, why}, true
}
