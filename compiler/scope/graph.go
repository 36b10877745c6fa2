package scope

import (
	"maps"
	"slices"

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

// Mentioned are the names that terms mention below root ("step"), through locals too, sorted. They need
// not lead to anything.
func (r *Runbook) Mentioned(root string, terms ...*Term) []string {
	seen := map[string]bool{}
	for todo := r.mentions("local", terms...); len(todo) > 0; todo = todo[1:] {
		l := r.locals[todo[0]]
		if l == nil || seen[todo[0]] {
			continue
		}
		seen[todo[0]] = true
		terms = append(terms, l.Term)
		todo = append(todo, r.mentions("local", l.Term)...)
	}
	return r.mentions(root, terms...)
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

// Needs are the names of the steps that s waits for: those that it states and those that its expressions
// mention. They are sorted, and exist.
func (r *Runbook) Needs(s *syntax.Step) []string {
	names := r.Mentioned("step", r.Terms(s)...)
	for _, need := range s.Needs.Values {
		if need.Root == "step" {
			names = append(names, need.Name)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	return slices.DeleteFunc(names, func(name string) bool { return r.Steps[name] == nil })
}

// StepRing is the first ring of steps that wait for each other: a name, what it waits for, …, and the
// name again; nil where there is none.
func (r *Runbook) StepRing() []string {
	var names []string
	for _, s := range r.Tree.Steps {
		names = append(names, s.Name.Value)
	}
	return ring(names, func(name string) []string { return r.Needs(r.Steps[name]) })
}

// CheckRing is the same for checks that mention each other.
func (r *Runbook) CheckRing() []string {
	return ring(slices.Sorted(maps.Keys(r.Checks)), func(name string) []string {
		c := r.Checks[name]
		if c == nil {
			return nil
		}
		return r.Mentioned("check", r.Term(c.Condition), r.Term(c.Message), r.Term(c.ForEach))
	})
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
