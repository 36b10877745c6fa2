package cli

import (
	"slices"

	"github.com/attestary/attestary/cmd/attestary/live"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"golang.org/x/term"
)

// watch shows a run while it goes on, on standard error.
func (w *World) watch(p *plan.Plan, mode evidence.Mode) *live.Watch {
	o := live.Options{Out: w.Err, Now: w.Now, Color: w.Color && w.Terminal, Title: p.Runbook + ": " + diag.Printable(p.Title)}
	if mode == evidence.Rehearsal {
		o.Mode = "a rehearsal"
	}
	if w.Terminal {
		o.Size = w.size
	}
	return live.New(groupsOf(p), o)
}

// size is that of the terminal at this moment.
func (w *World) size() (width, height int) {
	if file, ok := w.Err.(interface{ Fd() uintptr }); ok {
		if width, height, err := term.GetSize(int(file.Fd())); err == nil && width > 0 && height > 0 {
			return width, height
		}
	}
	return w.Width, 24
}

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
