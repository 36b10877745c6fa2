package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/internal/show"
	"github.com/attestary/attestary/schemas/plan"
)

// changed tells what lies between two plans of one runbook. Either may be absent.
func (e entry) changed(after entry) Runbook {
	r := Runbook{Before: e.digest, After: after.digest}
	switch {
	case e.plan == nil:
		r.Name, r.Status = after.plan.Runbook, Added
	case after.plan == nil:
		r.Name, r.Status = e.plan.Runbook, Removed
	default:
		r.Name, r.Status = e.plan.Runbook, Changed
	}
	was := e.plan
	if r.Status == Changed {
		was = follow(e.plan, after.plan)
	}
	r.Changes = between(standing(partsOf(was), after.plan), partsOf(after.plan))
	if r.Status == Changed {
		r.Changes = append(r.Changes, inputOrder(was, after.plan)...)
	}
	if len(r.Changes) == 0 { // a plan that breaks its own rules, such as two steps of one name
		r.Changes = []Change{{Consequence: Power, Address: "runbook", Setting: "plan", Before: string(e.digest), After: string(after.digest), More: true}}
	}
	slices.SortStableFunc(r.Changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Consequence.weight(), b.Consequence.weight()), trueFirst(a.More, b.More),
			cmp.Compare(a.Address, b.Address)) // then in the order in which the part tells them
	})
	return r
}

// standing are the parts, of which those no longer guard anything that stood before what is gone itself:
// the gates of a runbook that nobody may start by hand, and everything of one that is no more.
func standing(parts []*part, after *plan.Plan) []*part {
	for _, p := range parts {
		if after == nil || after.Access == nil && strings.HasPrefix(p.address, "gate.") {
			p.guards = false
		}
	}
	return parts
}

func trueFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// between compares part by part. A part that is on one side only is told once for each consequence, not
// once for each setting.
func between(before, after []*part) []Change {
	var changes []Change
	was := byAddress(before)
	for _, a := range after {
		b := was[a.address]
		if b == nil {
			changes = append(changes, a.arrival()...)
			continue
		}
		delete(was, a.address)
		changes = append(changes, b.changes(a)...)
	}
	for _, b := range before {
		if was[b.address] == b {
			changes = append(changes, b.departure()...)
		}
	}
	if len(before) == 0 || len(after) == 0 { // of a whole runbook, a part about which there is nothing to say
		changes = slices.DeleteFunc(changes, func(c Change) bool { return c.Before == there || c.After == there })
	}
	return changes
}

// there is said of a part that has nothing but its address.
const there = "there"

func byAddress(parts []*part) map[string]*part {
	all := make(map[string]*part, len(parts))
	for _, p := range parts {
		all[p.address] = p
	}
	return all
}

// changes compares fact by fact.
func (p *part) changes(after *part) []Change {
	var changes []Change
	was := make(map[string]*fact, len(p.facts))
	for _, f := range p.facts {
		was[f.key] = f
	}
	for _, a := range after.facts {
		b := was[a.key]
		delete(was, a.key)
		if b == nil || b.exact != a.exact {
			changes = append(changes, change(p.address, b, a))
		}
	}
	for _, b := range p.facts {
		if was[b.key] == b {
			changes = append(changes, change(p.address, b, nil))
		}
	}
	return changes
}

// change tells of one setting; a side on which it is not given is nil.
func change(address string, before, after *fact) Change {
	either := cmp.Or(after, before)
	c := Change{Consequence: either.of, Address: address, Setting: either.setting}
	if before != nil && before.of.weight() < c.Consequence.weight() {
		c.Consequence = before.of
	}
	widens := either.widens
	if widens == nil && before != nil { // the two sides may say it of different consequence
		widens = before.widens
	}
	c.More = widens != nil && widens(before, after)
	if before != nil && before.hidden || after != nil && after.hidden {
		c.Hidden = true
		return c
	}
	c.Before, c.After = contrast(before, after)
	return c
}

// arrival tells of a part that was not there. One that stands in somebody's way gives power to nobody.
func (p *part) arrival() []Change {
	changes := p.whole()
	for i := range changes {
		c := &changes[i]
		c.More = slices.ContainsFunc(p.facts, func(f *fact) bool { return f.of == c.Consequence && p.widened(f) })
	}
	return changes
}

// widened tells whether a fact of a part that was not there is more.
func (p *part) widened(f *fact) bool { return !p.guards && f.widens != nil && f.widens(nil, f) }

// departure tells of a part that is gone, which gives power to somebody only where it was in their way.
func (p *part) departure() []Change {
	changes := p.whole()
	for i := range changes {
		changes[i].Before, changes[i].After = changes[i].After, ""
		changes[i].More = p.guards && changes[i].Consequence == p.home
	}
	return changes
}

// whole tells of all facts of the part, as one change for each consequence, at least the part's own.
func (p *part) whole() []Change {
	var changes []Change
	for _, of := range consequences {
		var told []string
		w := &whole{called: p.called}
		for _, f := range p.facts {
			if f.of == of && !f.plain {
				told = append(told, f.summary())
				s := f.asSetting()
				s.more = p.widened(f)
				w.settings = append(w.settings, s)
			}
		}
		if told == nil && of == p.home {
			told = []string{there}
		}
		if told != nil {
			changes = append(changes, Change{Consequence: of, Address: p.address, After: joined(told), whole: w})
		}
	}
	return changes
}

// maxWhole is about how many bytes a part as a whole may take.
const maxWhole = 600

func joined(told []string) string {
	var b strings.Builder
	for i, item := range told {
		if i > 0 && b.Len()+len(item) > maxWhole {
			fmt.Fprintf(&b, ", … and %d more", len(told)-i)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(item)
	}
	return b.String()
}

// inputOrder tells of inputs that a form shows in another order. Which there are is told elsewhere.
func inputOrder(before, after *plan.Plan) []Change {
	b, a := shared(before, after), shared(after, before)
	if slices.Equal(b, a) {
		return nil
	}
	c := Change{Consequence: Words, Address: "runbook", Setting: "order of inputs"}
	c.Before, c.After = excerpt(show.Visible(strings.Join(b, ", ")), show.Visible(strings.Join(a, ", ")))
	return []Change{c}
}

// shared are the names of p's inputs that other has too.
func shared(p, other *plan.Plan) []string {
	var names []string
	for _, in := range p.Inputs {
		if other.Input(in.Name) != nil {
			names = append(names, in.Name)
		}
	}
	return names
}
