package cli

import (
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/cmd/attestary/live"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/plan"
)

// watch is all that is told of a run while it goes on: to people on standard error, or, as JSON, to a
// program on standard output and nothing to people.
type watch struct {
	takers    []func(engine.Event)
	stops     []func()
	rehearsed rehearsed
	close     func() // once all is told: what a collector of traces is still to be sent
}

// watch begins to watch a run of the plan. stop must be called in the end.
func (w *World) watch(p *plan.Plan, format string) *watch {
	return w.watchParts(p, groupsOf(p), format)
}

// watchParts begins to watch a run of these parts of the plan.
func (w *World) watchParts(p *plan.Plan, parts []live.Group, format string) *watch {
	v := &watch{close: func() {}}
	v.takers = append(v.takers, v.rehearsed.take)
	if tracer := w.tracer(p); tracer != nil {
		v.takers = append(v.takers, tracer.Event)
		v.close = func() { w.closeTraces(tracer) }
	}
	if format == "json" {
		v.takers = append(v.takers, w.tellEvent)
		return v
	}
	o := live.Options{Out: w.Err, Now: w.Now, Color: w.Color && w.Terminal, Title: p.Runbook + ": " + diag.Printable(p.Title)}
	if w.Terminal && w.Size != nil {
		o.Size = w.Size
	}
	board := live.New(parts, o)
	v.takers = append(v.takers, board.Event)
	was := w.Err
	w.Err = board // whoever has something to say meanwhile does so above it
	v.stops = append(v.stops, func() { board.Stop(); w.Err = was })
	return v
}

// event is what the engine calls, one event at a time.
func (v *watch) event(e engine.Event) {
	for _, take := range v.takers {
		take(e)
	}
}

func (v *watch) stop() {
	for _, stop := range v.stops {
		stop()
	}
	v.stops = nil
}

// outliveReaders keeps the process alive whose reader goes away (attestary run … | head): what was begun
// comes to its end, read or not. The programs that steps start are ended by it as ever.
func outliveReaders() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }

// groupsOf are the phases of a plan with their parts, each below what it waits for, then the checks.
func groupsOf(p *plan.Plan) []live.Group {
	order := orderOf(p)
	sorted := func(parts []live.Part) []live.Part {
		return slices.SortedFunc(slices.Values(parts), func(a, b live.Part) int { return order[a.Address] - order[b.Address] })
	}
	var groups []live.Group
	for _, f := range phasesInOrder(p, order) {
		groups = append(groups, live.Group{Name: "phase " + f.Name, Parts: sorted(partsOf(&f))})
	}
	var checks []live.Part
	for i := range p.Checks {
		checks = append(checks, live.Part{Address: p.Checks[i].Address()})
	}
	return append(groups, live.Group{Name: "checks", Parts: sorted(checks)})
}

func partsOf(f *plan.Phase) []live.Part {
	var parts []live.Part
	for _, s := range f.Steps {
		part := live.Part{Address: s.Address(), Title: diag.Printable(s.Title)}
		if s.Retry != nil {
			part.Tries = s.Retry.Max
		}
		parts = append(parts, part)
	}
	for _, a := range f.Approvals {
		parts = append(parts, live.Part{Address: a.Address(), Title: yeses(a)})
	}
	for _, a := range f.Asks {
		parts = append(parts, live.Part{Address: a.Address()})
	}
	for _, c := range f.Checks {
		parts = append(parts, live.Part{Address: c.Address()})
	}
	return parts
}
