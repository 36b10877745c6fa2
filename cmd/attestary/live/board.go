package live

import (
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
)

// Board is what is known of a run. The zero time is no time.
type Board struct {
	title  string
	mode   evidence.Mode
	groups []*group
	cells  map[string]*cell // by address
	since  time.Time        // the run, or this process of it, has been under way
	ended  time.Time        // it, or until people answer
}

// group is a phase, or what is told apart from all phases.
type group struct {
	name  string
	cells []*cell
}

// NewBoard is that of a run that has not begun.
func NewBoard(groups []Group, title string) *Board {
	b := &Board{title: title, cells: map[string]*cell{}}
	for _, g := range groups {
		of := &group{name: g.Name}
		for _, p := range g.Parts {
			b.add(of, p)
		}
		b.groups = append(b.groups, of)
	}
	return b
}

func (b *Board) add(g *group, p Part) *cell {
	c := newCell(p)
	g.cells = append(g.cells, c)
	b.cells[p.Address] = c
	return c
}

// On tells whether the run is under way.
func (b *Board) On() bool { return !b.since.IsZero() && b.ended.IsZero() }

// Take takes an event to the board.
func (b *Board) Take(e engine.Event) {
	switch e.Kind {
	case engine.RunStarted, engine.RunResumed:
		b.since, b.mode = e.At, e.Mode
	case engine.RunFinished, engine.RunWaits:
		b.ended = e.At
	case engine.PhaseEnded: // each of its parts tells the same
	default:
		b.cell(e).take(e)
		b.takeBack(e)
	}
}

// takeBack tells the step whose item was taken back.
func (b *Board) takeBack(e engine.Event) {
	name, undo := strings.CutSuffix(e.Address, undoSuffix)
	if of := b.cells[name]; undo && of != nil && e.Kind == engine.StepFinished && e.Outcome == evidence.Passed {
		of.takenBack(e.Job, e.Key)
	}
}

const undoSuffix = ".undo"

// cell is that of an address. What no plan lists beforehand comes into a group of its own: what is taken
// back, whom people were told over, a gate that was asked again.
func (b *Board) cell(e engine.Event) *cell {
	if c := b.cells[e.Address]; c != nil {
		return c
	}
	part := Part{Address: e.Address, Title: e.Title}
	switch name, undo := strings.CutSuffix(e.Address, undoSuffix); {
	case undo:
		return b.add(b.backOf(name), part)
	case strings.HasPrefix(e.Address, "notify."):
		return b.add(b.group("telling people", len(b.groups)), part)
	}
	return b.add(b.group("besides", len(b.groups)), part)
}

// group is the group of that name, which comes to stand at the given place if there is none.
func (b *Board) group(name string, at int) *group {
	for _, g := range b.groups {
		if g.name == name {
			return g
		}
	}
	g := &group{name: name}
	b.groups = slices.Insert(b.groups, at, g)
	return g
}

// backOf is the group of what takes a step back: it stands below the step's own.
func (b *Board) backOf(address string) *group {
	i := slices.IndexFunc(b.groups, func(g *group) bool {
		return slices.ContainsFunc(g.cells, func(c *cell) bool { return c.Address == address })
	})
	if i < 0 {
		return b.group("taking back", len(b.groups))
	}
	return b.group("taking back what "+b.groups[i].name+" did", i+1)
}

// parts are how many parts of the plan there are, and how many of them have come to their end.
func (b *Board) parts() (ended, all int) {
	for _, g := range b.groups {
		for _, c := range g.cells {
			if c.listed {
				all++
				ended += count(c.state() == over)
			}
		}
	}
	return ended, all
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
