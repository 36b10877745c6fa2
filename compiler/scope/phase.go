package scope

import (
	"maps"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

// Phases. One comes after another because it says so, or because something in it mentions something there:
// what a run does not have yet cannot be mentioned, so the mention is the wait.

// After are the names of the phases that f waits for: those that it states and those that it, or a part of
// it, mentions. They are sorted, and exist; in a ring f may be among them.
func (r *Runbook) After(f *syntax.Phase) []string {
	if r.after == nil {
		r.readAfter()
	}
	return r.after[f.Name.Value]
}

func (r *Runbook) readAfter() {
	found := make(map[string]map[string]bool, len(r.Phases))
	for name, f := range r.Phases {
		found[name] = map[string]bool{}
		for _, stated := range f.After.Values {
			found[name][stated.Name] = r.Phases[stated.Name] != nil
		}
		for _, address := range r.Mentioned(r.phaseTerms(f)...) {
			found[name][r.phaseOf(address)] = true
		}
	}
	for _, p := range r.Parts() {
		if p.Phase == nil {
			continue
		}
		own := p.Phase.Name.Value
		for _, address := range r.Waits(p) {
			if other := r.phaseOf(address); other != own || address == "phase."+own {
				found[own][other] = true
			}
		}
	}
	r.after = make(map[string][]string, len(found))
	for name, others := range found {
		delete(others, "")
		maps.DeleteFunc(others, func(_ string, is bool) bool { return !is })
		r.after[name] = slices.Sorted(maps.Keys(others))
	}
}

// phaseOf is the name of the phase that an address is, or stands in; "" outside.
func (r *Runbook) phaseOf(address string) string {
	if name, phase := strings.CutPrefix(address, "phase."); phase && r.Phases[name] != nil {
		return name
	}
	if p := r.Part(address); p != nil && p.Phase != nil {
		return p.Phase.Name.Value
	}
	return ""
}

func (r *Runbook) phaseTerms(f *syntax.Phase) []*Term { return r.given(f.When, f.ForEach) }

// PhaseRing is the first ring of phases that wait for each other: a name, what it waits for, …, and the
// name again; nil where there is none.
func (r *Runbook) PhaseRing() []string {
	var names []string
	for _, f := range r.Tree.Phases {
		names = append(names, f.Name.Value)
	}
	return ring(names, func(name string) []string { return r.After(r.Phases[name]) })
}

// Link is where it stands that the phase f comes after another: in its after, or where something in it
// first mentions something there.
func (r *Runbook) Link(f *syntax.Phase, other string) diag.Range {
	for _, stated := range f.After.Values {
		if stated.Name == other {
			return stated.Range
		}
	}
	for _, address := range r.Mentioned(r.phaseTerms(f)...) {
		if r.phaseOf(address) == other {
			return mention(address, r.phaseTerms(f), f.Name.Range)
		}
	}
	for _, p := range r.Parts() {
		if p.Phase != f {
			continue
		}
		for _, address := range r.Waits(p) {
			if r.phaseOf(address) == other && (other != f.Name.Value || address == "phase."+other) {
				return p.Mention(address)
			}
		}
	}
	return f.Name.Range
}

// First are those of After that no other of them comes after: the rest follows from them. What f states
// stays, whatever follows. There must be no ring among phases.
func (r *Runbook) First(f *syntax.Phase) []string {
	all := r.After(f)
	if len(all) <= len(f.After.Values) {
		return all
	}
	earlier := map[string]bool{}
	for _, name := range all {
		r.before(name, earlier)
	}
	for _, stated := range f.After.Values {
		delete(earlier, stated.Name)
	}
	return slices.DeleteFunc(slices.Clone(all), func(name string) bool { return earlier[name] })
}

// before adds the phases that the one called name comes after, directly or through others.
func (r *Runbook) before(name string, earlier map[string]bool) {
	for _, other := range r.After(r.Phases[name]) {
		if !earlier[other] {
			earlier[other] = true
			r.before(other, earlier)
		}
	}
}
