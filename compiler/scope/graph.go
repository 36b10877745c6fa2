package scope

import (
	"maps"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/syntax"
)

// Terms are all expressions of a step, in a fixed order.
func (r *Runbook) Terms(s *syntax.Step) []*Term {
	var terms []*Term
	for _, setting := range s.Settings {
		terms = append(terms, r.Term(setting.Value))
	}
	terms = append(terms, r.Term(s.When), r.Term(s.ForEach))
	terms = append(terms, r.Term(s.LimitOf), r.Term(s.UndoAfter))
	if s.Retry != nil {
		terms = append(terms, r.Term(s.Retry.While))
	}
	if s.Undo != nil {
		for _, setting := range s.Undo.Settings {
			terms = append(terms, r.Term(setting.Value))
		}
	}
	for _, e := range s.Expects {
		terms = append(terms, r.Term(e.Condition), r.Term(e.Message))
	}
	return slices.DeleteFunc(terms, func(t *Term) bool { return t == nil })
}

// Mentioned are the addresses of the parts and phases that terms mention, through locals too, sorted. They
// need not lead to anything.
func (r *Runbook) Mentioned(terms ...*Term) []string {
	var found []string
	for _, t := range terms {
		t.References(func(ref *Term) {
			if len(ref.Path) < 2 {
				return
			}
			switch name := ref.Path[1]; ref.Path[0] {
			case "local":
				found = append(found, r.behind(name)...)
			case "step", "approval", "ask", "check", "phase":
				found = append(found, ref.Path[0]+"."+name)
			}
		})
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// behind are the addresses that a local mentions, through others too, found once. A ring of locals ends here.
func (r *Runbook) behind(name string) []string {
	l := r.locals[name]
	if l == nil {
		return nil
	}
	if !l.looked {
		l.looked = true
		l.behind = r.Mentioned(l.Term)
	}
	return l.behind
}

// mentions are the names below root in the terms themselves, sorted.
func (r *Runbook) mentions(root string, terms ...*Term) []string {
	found := map[string]bool{}
	for _, t := range terms {
		t.References(func(ref *Term) {
			if ref.Path[0] == root && len(ref.Path) > 1 {
				found[ref.Path[1]] = true
			}
		})
	}
	return slices.Sorted(maps.Keys(found))
}

// Waits are the addresses that p waits for: those of the parts that it states and that its expressions
// mention, wherever they stand, and of phases that it mentions. They are sorted, and exist.
func (r *Runbook) Waits(p *Part) []string {
	if p.asked {
		return p.waits
	}
	p.asked = true
	addresses := r.Mentioned(p.Terms...)
	for _, need := range p.Needs.Values {
		addresses = append(addresses, need.String())
	}
	slices.Sort(addresses)
	p.waits = slices.DeleteFunc(slices.Compact(addresses), func(address string) bool { return !r.canWait(p, address) })
	return p.waits
}

// canWait tells whether there is such a part or phase, and it does not come last while p does not.
func (r *Runbook) canWait(p *Part, address string) bool {
	if name, phase := strings.CutPrefix(address, "phase."); phase {
		return r.Phases[name] != nil
	}
	other := r.Part(address)
	return other != nil && (!other.ends() || p.ends())
}

// Needs are the addresses of the parts of its own phase that p waits for. What it waits for elsewhere, its
// phase comes after.
func (r *Runbook) Needs(p *Part) []string {
	var needs []string
	for _, address := range r.Waits(p) {
		if other := r.Part(address); other != nil && other.Phase == p.Phase {
			needs = append(needs, address)
		}
	}
	return needs
}

// PartRing is the first ring of parts that wait for each other: an address, what it waits for, …, and the
// address again; nil where there is none.
func (r *Runbook) PartRing() []string { return r.partRing(func(p *Part) bool { return !p.ends() }) }

// CheckRing is the same for checks outside phases.
func (r *Runbook) CheckRing() []string { return r.partRing((*Part).ends) }

func (r *Runbook) partRing(among func(*Part) bool) []string {
	var addresses []string
	for _, p := range r.Parts() {
		if among(p) {
			addresses = append(addresses, p.Address())
		}
	}
	return ring(addresses, func(address string) []string {
		if p := r.Part(address); p != nil && among(p) {
			return r.Waits(p)
		}
		return nil
	})
}

// Ring is the first ring of names that need each other: a name, what it needs, …, and the name again; nil
// where there is none.
func Ring(needs map[string][]string) []string {
	return ring(slices.Sorted(maps.Keys(needs)), func(name string) []string { return needs[name] })
}

// ring finds names that need themselves.
func ring(names []string, needs func(string) []string) []string {
	place := map[string]int{} // in the trail, from 1; -1 once it is known to be in no ring
	var trail []string
	var walk func(name string) []string
	walk = func(name string) []string {
		if at := place[name]; at != 0 {
			if at < 0 {
				return nil
			}
			return append(slices.Clone(trail[at-1:]), name)
		}
		trail = append(trail, name)
		place[name] = len(trail)
		for _, next := range needs(name) {
			if found := walk(next); found != nil {
				return found
			}
		}
		trail = trail[:len(trail)-1]
		place[name] = -1
		return nil
	}
	for _, name := range names {
		if found := walk(name); found != nil {
			return found
		}
	}
	return nil
}
