package verify

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// Broken glasses. Each is a finding of the verdict until a second person has confirmed its run: somebody who
// counts (rules.Unconfirming) and had seen in the ledger that the glass was broken. So one that is told late,
// behind a confirmation, waits for another.

// glass is what is kept of a run whose glass was broken.
type glass struct {
	verified bool           // by somebody whom the policy knows
	until    int64          // the last instant of the longest
	by       []*evidence.By // who broke it: no more than the members of the roles that may
	open     []int          // those that nobody has confirmed: places in people.glasses
}

// holds tells whether the glass was broken by whom the policy knows.
func (g *glass) holds() bool { return g != nil && g.verified }

// brokenAt is the place of a statement that breaks a glass: it is read again where it is listed.
type brokenAt struct {
	entry     int64
	at        object
	run       sum
	confirmed int64 // the entry that does; 0: none
}

func (p *people) broke(e *entry, said *evidence.Breakglass, of *plan.Plan) {
	p.tally.judged(review, 1)
	if !rules.MayBreak(of, said.Role, said.By) {
		e.refute(review, fmt.Sprintf("%s breaks the glass in the role %s; the plan does not let them", said.By.Login, said.Role))
		return
	}
	e.breaks = true // whoever it was: the run was past its rules
	key := sumOf(e.leaf.Run)
	p.glasses = append(p.glasses, brokenAt{entry: e.index, at: e.file.id, run: key})
	run := p.runs[key]
	if run == nil {
		return
	}
	if run.glass == nil {
		run.glass = &glass{}
	}
	g := run.glass
	g.open = append(g.open, len(p.glasses)-1)
	if by := p.remember([]evidence.By{said.By})[0]; !slices.Contains(g.by, by) {
		g.by = append(g.by, by)
	}
	if e.verified {
		g.verified, g.until = true, max(g.until, seconds(said.Expires))
	}
}

// seenTo marks the glasses that a confirmation which counts is about: those that it has seen.
func (p *people) seenTo(run *asking, c *evidence.Confirmation, entry int64) {
	if run.glass == nil {
		return
	}
	for len(run.glass.open) > 0 && p.glasses[run.glass.open[0]].entry < c.Seen.Size {
		p.glasses[run.glass.open[0]].confirmed = entry
		run.glass.open = run.glass.open[1:]
	}
}

// unseen opens the glasses again whose confirmation was taken back.
func (p *people) unseen(confirmation int64) {
	for i := range p.glasses {
		b := &p.glasses[i]
		if b.confirmed != confirmation {
			continue
		}
		b.confirmed = 0
		if run := p.runs[b.run]; run != nil && run.glass != nil {
			run.glass.open = append(run.glass.open, i)
			slices.Sort(run.glass.open)
		}
	}
}

// pastRules holds that a run which was let past its rules had its glass broken, and that no step of it began
// after the glass was whole again. What takes back may come later.
func (p *people) pastRules(e *entry, run *asking) {
	if !run.glass.holds() {
		e.refute(review, fmt.Sprintf("%s, and no broken glass stands between its authorization, entry %d, and its result", run.past, run.authorization))
		return
	}
	for _, s := range e.record.Steps {
		if s.Attempts > 0 && !strings.HasSuffix(s.Address, ".undo") && seconds(s.StartedAt) > run.glass.until {
			e.refuteAt(order, evidence.BlobPath(e.run.Record.Digest),
				fmt.Sprintf("%s%s began at %s; its glass was broken until %s", s.Address, bracketed(s.Key), s.StartedAt, instant(run.glass.until)))
			return
		}
	}
}

// unconfirmed tells of the glasses that nobody has confirmed: the oldest, and how many.
func (p *people) unconfirmed(ctx context.Context, f *verdict.Findings) error {
	for _, b := range p.glasses {
		if b.confirmed > 0 {
			continue
		}
		if f.Broken++; f.Broken > verdict.MaxFindings {
			continue
		}
		said, err := again[*evidence.Breakglass](ctx, p.judge, b.entry, b.at)
		if err != nil {
			return err
		}
		g := verdict.Glass{At: said.At, By: said.By, Entry: b.entry, Expires: said.Expires, Reason: said.Reason, Role: said.Role, Run: b.run.digest()}
		if state := p.orders.run(g.Run); state != nil {
			if g.Runbook = state.runbook; state.result >= 0 {
				g.Result = &state.result
			}
		}
		g.Mend = g.Mends(instant(p.AsOf.Unix()))
		f.Glasses = append(f.Glasses, g)
	}
	return nil
}
