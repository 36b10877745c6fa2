package live

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mattn/go-runewidth"
)

// screen draws frames at the end of a terminal, each in place of the one before, in one write: nothing is
// wiped that is not written over, so nothing flickers.
type screen struct {
	out   io.Writer
	size  func() (width, height int)
	color bool
	drawn []string // the frame that stands there
	width int      // for which it was made
}

const (
	wipeRight = "\x1b[K" // to the end of the line
	wipeBelow = "\x1b[J" // to the end of the screen
	hold      = "\x1b[?2026h"
	release   = "\x1b[?2026l" // terminals that know it show what came since hold at once
)

// draw brings the screen up to date; it writes nothing where it is.
func (s *screen) draw(b *Board, now time.Time) {
	width, height := s.size()
	frame := b.Lines(Frame{Width: max(width-1, 1), Height: max(height-1, 1), Color: s.color, Now: now})
	if s.drawn == nil || width != s.width || !slices.Equal(frame, s.drawn) {
		s.write(frame, width, height)
	}
}

// leave draws the board a last time, as high as it takes, and lets it stand.
func (s *screen) leave(b *Board, now time.Time) {
	width, height := s.size()
	s.write(b.Lines(Frame{Width: max(width-1, 1), Color: s.color, Now: now}), width, height)
	s.drawn = nil
}

// write writes a frame in place of the one that stands there. The cursor stands below it, in the first
// column. What is written ends with a line, so that nothing on its way to the terminal waits for the rest
// of a word.
func (s *screen) write(frame []string, width, height int) {
	var out strings.Builder
	out.WriteString(hold)
	out.WriteString(up(min(rows(s.drawn, width), height-1)))
	for _, l := range frame[:len(frame)-1] {
		out.WriteString(l + wipeRight + "\n")
	}
	out.WriteString(frame[len(frame)-1] + wipeBelow + release + "\n")
	_, _ = io.WriteString(s.out, out.String()) // a terminal that is gone does not end a run
	s.drawn, s.width = frame, width
}

// above writes lines where the frame stands that is there, which goes away.
func (s *screen) above(p []byte) error {
	width, height := s.size()
	_, err := io.WriteString(s.out, up(min(rows(s.drawn, width), height-1))+wipeBelow+string(p))
	s.drawn = nil
	return err
}

// rows are how many rows lines take on a terminal of that width, which breaks what it was not made for.
func rows(lines []string, width int) int {
	n := 0
	for _, l := range lines {
		n += max(1, (columns(l)+width-1)/max(width, 1))
	}
	return n
}

// columns is how wide a line is, without what colours it.
func columns(l string) int {
	n := 0
	for i, part := range strings.Split(l, "\x1b[") {
		if i > 0 {
			_, part, _ = strings.Cut(part, "m")
		}
		n += runewidth.StringWidth(part)
	}
	return n
}

func up(n int) string {
	if n <= 0 {
		return "\r"
	}
	return "\r\x1b[" + strconv.Itoa(n) + "A"
}
