// Package live shows a run to those who watch it, while it goes on.
//
// It is fed with the events of the engine (Watch.Event). On a terminal a board stands at the end of the
// screen and is drawn anew in place: a line for each step, below its phase, however many items the step
// has. It fits the screen, whatever size that has or comes to have; what does not fit is told in numbers,
// the less urgent first. Elsewhere (the log of a job, a file) each thing that happens is a line that stays,
// and what happens to ten thousand items is a bounded number of lines.
//
// The events hold no secret, and nothing that steers a terminal; this package adds only words of the plan,
// which the caller has made printable. What stands on the board is never kept.
//
//	Board    what is known of the run: a cell for each part (board.go, cell.go)
//	frame    the board as lines of a screen of some size (frame.go, fold.go)
//	screen   frames drawn in place (screen.go)
//	scroll   lines that stay (scroll.go)
//
// Start at New and Watch.Event.
package live

import (
	"io"
	"sync"
	"time"

	"github.com/attestary/attestary/actions/engine"
)

// Group is a phase with its parts in the order in which they can begin; or what comes after all phases.
type Group struct {
	Name  string // "look"
	Parts []Part
}

// Part is a step, an approval, an ask or a check.
type Part struct {
	Address string // "step.site"
	Title   string
	Tries   int64 // how many attempts it has; 0 where it has one
}

// Options say where a run is shown.
type Options struct {
	Out   io.Writer
	Now   func() time.Time
	Size  func() (width, height int) // of the terminal; nil where there is none
	Color bool
	Title string // of the board
}

// Watch shows one run. It may be told events by one goroutine at a time.
type Watch struct {
	guard  sync.Mutex
	board  *Board
	scroll *scroll
	screen *screen // nil where there is no terminal
	ended  chan struct{}
	once   sync.Once
}

// New begins to show a run. Stop must be called in the end.
func New(groups []Group, o Options) *Watch {
	w := &Watch{board: NewBoard(groups, o.Title), ended: make(chan struct{})}
	if o.Size == nil {
		w.scroll = &scroll{out: o.Out, board: w.board, color: o.Color}
		return w
	}
	w.screen = &screen{out: o.Out, size: o.Size, color: o.Color}
	go w.tick(o.Now)
	return w
}

// redrawn is how often the board is drawn where something has changed. An event alone draws nothing, so
// that a run of ten thousand items does not wait for a terminal.
const redrawn = 125 * time.Millisecond

func (w *Watch) tick(now func() time.Time) {
	ticker := time.NewTicker(redrawn)
	defer ticker.Stop()
	for {
		select {
		case <-w.ended:
			return
		case <-ticker.C:
			w.guard.Lock()
			if w.board.On() {
				w.screen.draw(w.board, now())
			}
			w.guard.Unlock()
		}
	}
}

// Event shows what happened.
func (w *Watch) Event(e engine.Event) {
	w.guard.Lock()
	defer w.guard.Unlock()
	w.board.Take(e)
	switch {
	case w.scroll != nil:
		w.scroll.event(e)
	case e.Kind == engine.RunFinished || e.Kind == engine.RunWaits:
		w.screen.leave(w.board, e.At)
	}
}

// Write writes what somebody else has to say while the run goes on, in whole lines: above the board, which is
// drawn anew below it.
func (w *Watch) Write(p []byte) (int, error) {
	w.guard.Lock()
	defer w.guard.Unlock()
	if w.screen == nil {
		return w.scroll.out.Write(p)
	}
	return len(p), w.screen.above(p)
}

// Stop ends the drawing. What was drawn of a run that never came to its end stays.
func (w *Watch) Stop() {
	w.once.Do(func() { close(w.ended) })
	w.guard.Lock()
	defer w.guard.Unlock()
	if w.screen != nil {
		w.screen.drawn = nil
	}
}
