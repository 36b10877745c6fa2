package scope

import (
	"maps"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/catalog"
)

// Framework is the framework of that id: one that everybody has, or one of the project's own.
func (p *Project) Framework(id string) (*catalog.Set, bool) {
	if set, ok := catalog.Lookup(id); ok {
		return set, true
	}
	set, ok := p.own[id]
	return set, ok
}

// FrameworkIDs are the frameworks that runbooks of the project may speak of, sorted.
func (p *Project) FrameworkIDs() []string {
	return slices.Sorted(maps.Keys(maps.Collect(func(yield func(string, bool) bool) {
		for _, id := range append(catalog.IDs(), slices.Collect(maps.Keys(p.own))...) {
			if !yield(id, true) {
				return
			}
		}
	})))
}

// ownFrameworks are those that the project's files hold. A file with errors counts too, so that a claim of
// what it meant is not told a second time.
func ownFrameworks(list []*syntax.Framework) map[string]*catalog.Set {
	own := map[string]*catalog.Set{}
	for _, f := range list {
		if own[f.Name.Value] == nil {
			own[f.Name.Value] = catalog.Own(frameworkSet(f))
		}
	}
	return own
}

// frameworkSet is a framework as package catalog has it. A pillar is what stands before the dot in the name
// of a function; functions without one are of a pillar that is called like the framework.
func frameworkSet(f *syntax.Framework) *catalog.Set {
	set := &catalog.Set{ID: f.Name.Value, Version: f.Version.Value, Title: f.Title.Value, Source: f.Source.Value}
	for _, function := range f.Functions {
		id, _, dotted := strings.Cut(function.Name.Value, ".")
		if !dotted {
			id = set.ID
		}
		i := slices.IndexFunc(set.Pillars, func(p catalog.Pillar) bool { return p.ID == id })
		if i < 0 {
			i = len(set.Pillars)
			set.Pillars = append(set.Pillars, catalog.Pillar{ID: id, Code: id, Name: id})
		}
		set.Pillars[i].Functions = append(set.Pillars[i].Functions, frameworkFunction(function))
	}
	for _, control := range f.Controls {
		set.Controls = append(set.Controls, catalog.Control{Label: control.Label.Value, Title: control.Title.Value})
	}
	return set
}

func frameworkFunction(f *syntax.FrameworkFunction) catalog.Function {
	row := catalog.Function{ID: f.Name.Value, Name: f.Title.Value, Stages: map[catalog.Stage]string{}}
	for _, s := range f.Stages {
		if stage, ok := catalog.ParseStage(s.Stage.Value); ok {
			row.Stages[stage] = s.Text.Value
		}
	}
	return row
}
