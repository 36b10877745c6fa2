package oscal

import (
	"cmp"
	"errors"
	"strings"

	types "github.com/defenseunicorns/go-oscal/src/types/oscal-1-2-2"

	"github.com/attestary/attestary/actions/export"
	"github.com/attestary/attestary/schemas/catalog"
)

// Catalog is a maturity model: its pillars as groups, its functions as controls, and what each stage asks for as an
// objective. A catalog of controls is its publisher's to give out.
func Catalog(c *export.Claims) ([]byte, error) {
	set := c.Framework
	if len(set.Pillars) == 0 {
		return nil, errors.New("the framework " + set.ID + " has no stages; its controls are for its publisher to give out in OSCAL")
	}
	doc := &types.Catalog{Metadata: metadata(c, set.Title+" "+set.Version, c.Committed)}
	doc.Metadata.Version = cmp.Or(plain(set.Version), doc.Metadata.Version)
	said := []string{doc.Metadata.Remarks}
	if set.Changes != "" {
		said = append(said, markup(set.Changes))
	}
	if set.Source != "" {
		said = append(said, markup("Source: "+set.Source))
	}
	for _, c := range catalog.Crosswalks(set.ID) {
		said = append(said, markup("Related controls of "+c.To+": "+c.Method))
	}
	doc.Metadata.Remarks = strings.Join(said, "\n\n")
	var groups []types.Group
	for i := range set.Pillars {
		groups = append(groups, group(set, &set.Pillars[i]))
	}
	if len(set.CrossCutting) > 0 {
		groups = append(groups, types.Group{ID: "enterprise", Class: "enterprise", Title: "Across the enterprise", Controls: controls(set, set.CrossCutting),
			Parts: &[]types.Part{{ID: "enterprise_ovw", Name: "overview", Prose: "Derived from the pillars; nobody claims these."}}})
	}
	doc.Groups = some(groups)
	return encode(&types.OscalCompleteSchema{Catalog: doc}, &doc.UUID)
}

func group(set *catalog.Set, p *catalog.Pillar) types.Group {
	g := types.Group{ID: controlID(set, p.ID), Class: "pillar", Title: markup(p.Name), Controls: controls(set, p.Functions), Props: label(p.Code)}
	if p.Definition != "" {
		g.Parts = &[]types.Part{{ID: g.ID + "_ovw", Name: "overview", Prose: markup(p.Definition)}}
	}
	return g
}

// label is OSCAL's own property for a short name.
func label(code string) *[]types.Property {
	if code = plain(code); code == "" {
		return nil
	}
	return &[]types.Property{{Name: "label", Value: code}}
}

func controls(set *catalog.Set, functions []catalog.Function) *[]types.Control {
	var all []types.Control
	for i := range functions {
		f := &functions[i]
		own := controlID(set, f.ID)
		control := types.Control{ID: own, Class: "function", Title: markup(f.Name), Props: label(f.Code)}
		var parts []types.Part
		if f.Definition != "" {
			parts = append(parts, types.Part{ID: own + "_smt", Name: "statement", Prose: markup(f.Definition)})
		}
		for _, stage := range catalog.Stages() {
			if text := f.Stages[stage]; text != "" {
				parts = append(parts, types.Part{ID: objectiveID(set, f.ID, stage.String()), Name: "assessment-objective",
					Prose: markup(text), Props: props("maturity-stage", stage.String())})
			}
		}
		control.Parts = some(parts)
		control.Props = some(append(at(control.Props), related(set, f.ID)...))
		all = append(all, control)
	}
	return some(all)
}

func at[T any](list *[]T) []T {
	if list == nil {
		return nil
	}
	return *list
}

// related are the controls of other catalogs that belong to a function, each with what that rests on.
func related(set *catalog.Set, function string) []types.Property {
	var all []types.Property
	for _, c := range catalog.Crosswalks(set.ID) {
		for _, r := range c.Of(function) {
			remarks := r.Strength + ", " + string(r.Standing)
			if len(r.Via) > 0 {
				remarks += ", by way of " + strings.Join(r.Via, "; ")
			}
			all = append(all, types.Property{Name: "related-control", Ns: ns, Class: c.To, Value: r.Control, Remarks: markup(remarks)})
		}
	}
	return all
}
