package cli

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/mattn/go-runewidth"
)

// progress shows a run while it goes on: plain lines, and on a terminal a last line that tells what runs
// now, for how long, and what comes next.
type progress struct {
	w       *World
	guard   sync.Mutex
	waiting []string             // addresses that have not started, in order
	running map[string]time.Time // label → since
	order   []string
	drawn   bool
	ended   chan struct{}
	once    sync.Once
}

func (w *World) newProgress(p *plan.Plan) *progress {
	v := &progress{w: w, running: map[string]time.Time{}, ended: make(chan struct{})}
	for _, s := range p.AllSteps() {
		v.waiting = append(v.waiting, s.Address())
	}
	if w.Terminal {
		go v.tick()
	}
	return v
}

func (v *progress) tick() {
	ticker := time.NewTicker(200 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-v.ended:
			return
		case <-ticker.C:
			v.guard.Lock()
			v.draw()
			v.guard.Unlock()
		}
	}
}

// stop ends the drawing and leaves a clean line.
func (v *progress) stop() {
	v.once.Do(func() { close(v.ended) })
	v.guard.Lock()
	defer v.guard.Unlock()
	v.wipe()
}

// event is what the engine calls, one event at a time.
func (v *progress) event(e engine.Event) {
	v.guard.Lock()
	defer v.guard.Unlock()
	label := e.Address
	if e.Key != "" {
		label += "[" + e.Key + "]"
	}
	switch e.Kind {
	case engine.StepStarted:
		v.started(label, e)
	case engine.StepRetried:
		v.line("  %s attempt %d did not pass (%s); again", label, e.Attempt-1, detail(e))
	case engine.StepFinished:
		v.finished(label, e)
	case engine.CheckJudged:
		if e.Outcome != evidence.Passed && e.Detail != "" {
			v.line("%s %s: %s", v.w.sign(e.Outcome), label, e.Detail)
		}
	}
}

func (v *progress) started(label string, e engine.Event) {
	for i, address := range v.waiting {
		if address == e.Address {
			v.waiting = append(v.waiting[:i:i], v.waiting[i+1:]...)
			break
		}
	}
	v.running[label] = e.At
	v.order = append(v.order, label)
	if !v.w.Terminal {
		v.line("… %s", spaced(label, e.Title))
	}
}

func (v *progress) finished(label string, e engine.Event) {
	since, ran := v.running[label]
	delete(v.running, label)
	took := ""
	if ran {
		took = e.At.Sub(since).Round(10 * time.Millisecond).String()
	}
	text := spaced(v.w.sign(e.Outcome), label, took)
	if e.Outcome != evidence.Passed {
		text += " " + string(e.Outcome) + ": " + detail(e)
	}
	v.line("%s", text)
}

// spaced joins what there is with blanks.
func spaced(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(word string) bool { return word == "" }), " ")
}

func detail(e engine.Event) string {
	if e.Detail != "" {
		return e.Detail
	}
	return string(e.Reason)
}

func (v *progress) line(format string, args ...any) {
	v.wipe()
	fmt.Fprintf(v.w.Err, format+"\n", args...)
	v.draw()
}

func (v *progress) wipe() {
	if v.drawn {
		fmt.Fprint(v.w.Err, "\r\x1b[K")
		v.drawn = false
	}
}

// draw writes the last line anew.
func (v *progress) draw() {
	if !v.w.Terminal || len(v.running) == 0 {
		return
	}
	var parts []string
	for _, label := range v.order {
		if since, ok := v.running[label]; ok {
			parts = append(parts, fmt.Sprintf("%s %ds", label, int(v.w.Now().Sub(since).Seconds())))
		}
	}
	text := "⋯ " + strings.Join(parts, ", ")
	if len(v.waiting) > 0 {
		text += " · next " + v.waiting[0]
	}
	// The blank at the end lets all of it be shown: a word that the line ended with could go on as a secret.
	fmt.Fprint(v.w.Err, "\r\x1b[K"+runewidth.Truncate(text, v.w.Width-2, "…")+" ")
	v.drawn = true
}
