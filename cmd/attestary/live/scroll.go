package live

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
)

// scroll tells a run in lines that stay, as they come. Of a step with for_each each of the first items is a
// line, and each of the first that did not pass; then only how many, now and then, and at the end.
type scroll struct {
	out   io.Writer
	board *Board
	color bool
	parts map[string]*telling // by address
}

// telling is what was told of a part with for_each.
type telling struct {
	items, bad int       // how many have a line of their own, and how many of the others that did not pass
	ended      int       // how many have come to their end
	at         time.Time // when something was told last
	whole      bool      // what came of all of them was told
}

// How much is told of a for_each.
const (
	firstItems = 20               // each with a line of its own
	firstBad   = 20               // of the others, each that did not pass
	everyItems = 1_000            // how many, and a fiftieth of what there are where that is more
	everySpan  = 10 * time.Second // and how far, where anything happens at all
)

func (s *scroll) event(e engine.Event) {
	label := labelOf(e)
	switch e.Kind {
	case engine.StepStarted:
		s.started(e)
	case engine.StepRetried:
		if s.wanted(e) {
			s.line("  %s attempt %d %s; again", label, e.Attempt-1, short(e))
		}
	case engine.StepFinished, engine.PeopleDone:
		s.finished(e)
	case engine.CheckJudged:
		if e.Outcome != evidence.Passed && s.wanted(e) {
			s.line("%s", strings.TrimSuffix(Sign(e.Outcome, s.color)+" "+label+": "+e.Detail, ": "))
		}
	case engine.PeopleAsked, engine.PeopleSaid:
		s.line("◇ %s", spaced(label, e.Detail))
	case engine.Notified:
		s.notified(label, e)
	case engine.RunFinished, engine.RunWaits:
		s.rest(e.At)
	}
}

func labelOf(e engine.Event) string {
	switch {
	case e.Job == "" && e.Key == "":
		return e.Address
	case e.Job == "":
		return e.Address + "[" + e.Key + "]"
	case e.Key == "":
		return e.Address + "[" + e.Job + "]"
	}
	return e.Address + "[" + e.Job + "/" + e.Key + "]"
}

func (s *scroll) notified(label string, e engine.Event) {
	if e.Outcome == evidence.Passed {
		s.line("  %s told people: %s", label, e.Title)
		return
	}
	s.line("%s %s could not tell people %q: %s", Sign(e.Outcome, s.color), label, e.Title, why(e))
}

// started tells that a step has begun; of one with for_each once in each job.
func (s *scroll) started(e engine.Event) {
	t := s.telling(e)
	if !t.at.IsZero() {
		return
	}
	t.at = e.At
	items := ""
	if e.Items > 0 {
		items = words(e.Items, "item")
	}
	s.line("… %s", spaced(e.Address, e.Title, items))
}

func (s *scroll) telling(e engine.Event) *telling {
	if s.parts == nil {
		s.parts = map[string]*telling{}
	}
	if s.parts[e.Address] == nil {
		s.parts[e.Address] = &telling{}
	}
	return s.parts[e.Address]
}

// single tells whether an event is of something that comes but once in a run.
func single(e engine.Event) bool { return e.Key == "" && e.Job == "" }

// wanted tells whether an item gets a line of its own, and counts it.
func (s *scroll) wanted(e engine.Event) bool {
	if single(e) {
		return true
	}
	t := s.telling(e)
	if t.items < firstItems {
		t.items++
		return true
	}
	if !good(e.Outcome) && t.bad < firstBad {
		t.bad++
		return true
	}
	return false
}

func (s *scroll) finished(e engine.Event) {
	if s.wanted(e) {
		s.ended(e)
	}
	if !single(e) {
		s.counted(e)
	}
}

// ended tells what came of an item, or of all that has none.
func (s *scroll) ended(e engine.Event) {
	text := spaced(Sign(e.Outcome, s.color), labelOf(e))
	if took := s.board.cells[e.Address].last; took > 0 {
		text += " " + Span(took)
	}
	if e.Earlier {
		text += " earlier"
	}
	switch e.Outcome {
	case evidence.Passed:
	case evidence.Simulated:
		text += " simulated"
	default:
		text = strings.TrimSuffix(text+" "+string(e.Outcome)+": "+why(e), ": ")
	}
	s.line("%s", text)
}

// counted tells how many items of a step have come to their end, where most of them have no line.
func (s *scroll) counted(e engine.Event) {
	t, c := s.telling(e), s.board.cells[e.Address]
	t.ended++
	done, all := c.done()
	switch {
	case t.ended <= firstItems:
	case e.Job == "" && done >= all && all > 0:
		s.whole(e.Address, e.At)
	case t.ended%max(everyItems, all/50) == 0, e.At.Sub(t.at) >= everySpan:
		t.at, t.whole = e.At, false
		s.line("  %s: %s", e.Address, strings.Join(append([]string{progressOf(done, all)}, c.troubles()...), ", "))
	default:
		t.whole = false
	}
}

// whole tells what came of all items of a step.
func (s *scroll) whole(address string, at time.Time) {
	s.parts[address].whole = true
	c := s.board.cells[address]
	s.line("%s %s: %s", Sign(c.worst(), s.color), address, strings.Join(c.result(at), ", "))
}

// rest tells what came of steps of which it is not known beforehand how many items they have.
func (s *scroll) rest(at time.Time) {
	for _, address := range slices.Sorted(maps.Keys(s.parts)) {
		if t := s.parts[address]; !t.whole && t.ended > firstItems {
			s.whole(address, at)
		}
	}
}

func (s *scroll) line(format string, args ...any) { fmt.Fprintf(s.out, format+"\n", args...) }

// spaced joins what there is with blanks.
func spaced(words ...string) string {
	text := ""
	for _, word := range words {
		if word != "" && text != "" {
			text += " "
		}
		text += word
	}
	return text
}

// short is what came of an attempt after which there is another. One that passed found what it waits for not there yet.
func short(e engine.Event) string {
	if e.Outcome == evidence.Passed {
		return "found it not there yet"
	}
	return "did not pass (" + why(e) + ")"
}
