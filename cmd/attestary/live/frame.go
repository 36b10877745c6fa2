package live

import (
	"fmt"
	"strings"
	"time"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/mattn/go-runewidth"
)

// Frame is the board at an instant, on a screen of that size; height 0 is as high as it takes.
type Frame struct {
	Width, Height int
	Color         bool
	Now           time.Time
}

// Lines are the board as lines, none wider than the frame.
func (b *Board) Lines(f Frame) []string {
	lines := append([]line{b.head(f.Now)}, b.body(f)...)
	if f.Height > 0 && len(lines) > f.Height {
		cut := len(lines) - f.Height + 1
		lines = append(lines[:f.Height-1], line{indent: 2, text: fmt.Sprintf("… %d more lines", cut), look: faint})
	}
	shown := make([]string, len(lines))
	for i, l := range lines {
		shown[i] = l.fit(f.Width, f.Color)
	}
	return shown
}

// head tells what runs, how far it is, and for how long it has been under way.
func (b *Board) head(now time.Time) line {
	ended, all := b.parts()
	l := line{text: b.title, look: bold}
	if b.mode == evidence.Rehearsal {
		l.right = append(l.right, "a rehearsal")
	}
	if all > 0 {
		l.right = append(l.right, fmt.Sprintf("%d of %d", ended, all))
	}
	if !b.ended.IsZero() {
		now = b.ended
	}
	if !b.since.IsZero() {
		l.right = append(l.right, Span(max(0, now.Sub(b.since))))
	}
	return l
}

// body are the groups, folded until they fit below the head.
func (b *Board) body(f Frame) []line {
	var sections []*section
	names := 0
	for _, g := range b.groups {
		for _, c := range g.cells {
			names = max(names, min(runewidth.StringWidth(c.Address), f.Width/3))
		}
	}
	for _, g := range b.groups {
		if s := g.section(f, names); len(s.entries) > 0 {
			sections = append(sections, s)
		}
	}
	if f.Height > 0 {
		fold(sections, f.Height-1)
	}
	var lines []line
	for _, s := range sections {
		lines = append(lines, s.lines()...)
	}
	return lines
}

func (g *group) section(f Frame, names int) *section {
	s := &section{name: g.name}
	over := 0
	for _, c := range g.cells {
		e := c.entry(f, names)
		s.entries = append(s.entries, e)
		over += count(e.class == fine || e.class == trouble)
	}
	s.head = line{text: g.name, look: bold, right: []string{fmt.Sprintf("%d of %d", over, len(g.cells))}}
	return s
}

// entry is a part as a line, and some more where there is something to say.
func (c *cell) entry(f Frame, names int) entry {
	e, now := entry{parts: 1}, f.Now
	l := line{indent: 2, text: spacedOut(c.Address, c.Title, names)}
	switch c.state() {
	case coming:
		e.class, l.sign, l.signed, l.look = later, "○", faint, faint
	case under:
		e.class, l.sign, l.signed, l.right = busy, "▸", cyan, c.progress(now)
	case asks:
		e.class, l.sign, l.signed, l.right = busy, "◇", yellow, []string{"waits", Span(c.took(now))}
	case over:
		o := c.worst()
		e.class, l.sign, l.signed, l.right = trouble, Signs[o], lookOf(o), c.result(now)
		if good(o) {
			e.class = fine
		}
	}
	e.lines = []line{l}
	for _, said := range wrap(c.said(), f.Width-saidAt, mostSaid) {
		e.lines = append(e.lines, line{indent: saidAt, text: said, look: yellow})
	}
	return e
}

// What there is to say of a part stands so far to the right, in so many lines at most.
const (
	saidAt   = 6
	mostSaid = 3
)

// said is what there is to say of a part beside its state.
func (c *cell) said() string {
	switch c.state() {
	case asks:
		return strings.Join(append(c.questions(), c.notEmpty()...), "; ")
	case coming:
		return ""
	case over:
		if good(c.worst()) {
			return ""
		}
	}
	return c.detail
}

func (c *cell) notEmpty() []string {
	if c.detail == "" {
		return nil
	}
	return []string{c.detail}
}

// progress tells how far a part is that is under way.
func (c *cell) progress(now time.Time) []string {
	var words []string
	done, all := c.done()
	if c.many() {
		words = append(words, progressOf(done, all))
		words = append(words, c.troubles()...)
		words = append(words, Span(c.took(now)), Thousands(len(c.running))+" running")
		if c.retries > 0 {
			words = append(words, Thousands(c.retries)+" tried again")
		}
		return words
	}
	if c.retries > 0 {
		words = append(words, fmt.Sprintf("attempt %d of %d", c.attempt, max(c.Tries, c.attempt)))
	}
	return append(words, Span(c.took(now)))
}

func progressOf(done, all int) string {
	if all < done {
		return Thousands(done) + " done"
	}
	return Thousands(done) + " of " + Thousands(all)
}

// troubles are the outcomes that are not good, in numbers.
func (c *cell) troubles() []string {
	var words []string
	for _, o := range Order {
		if n := c.outcomes[o]; n > 0 && !good(o) {
			words = append(words, Thousands(n)+" "+string(o))
		}
	}
	return words
}

// result tells what came of a part.
func (c *cell) result(now time.Time) []string {
	words := []string{string(c.worst())}
	if c.many() {
		words = nil
		for _, o := range Order {
			if n := c.outcomes[o]; n > 0 {
				words = append(words, Thousands(n)+" "+string(o))
			}
		}
	}
	if took := c.took(now); took > 0 {
		words = append(words, Span(took))
	}
	if c.retries > 0 {
		words = append(words, Thousands(c.retries)+" tried again")
	}
	return words
}

// spacedOut is an address and a title, the titles of a board below each other.
func spacedOut(address, title string, names int) string {
	if title == "" {
		return address
	}
	return runewidth.FillRight(runewidth.Truncate(address, max(names, 8), "…"), names) + "  " + title
}
