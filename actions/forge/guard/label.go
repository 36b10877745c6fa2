package guard

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/forge"
)

type label struct {
	Name  string `json:"name"`
	Color string `json:"color,omitempty"`
	About string `json:"description,omitempty"`
}

// labels looks whether the labels are there that issue forms give. A form gives an issue no label that the repository does
// not have, and says nothing of it: the issue starts no run then.
func (g Guard) labels(ctx context.Context, of Guarded) (rules []Rule) {
	if len(of.Labels) == 0 {
		return nil
	}
	all, err := g.allLabels(ctx)
	for _, name := range of.Labels {
		on := "label " + name
		if err != nil {
			rules = append(rules, unknown(on, isThere, err))
			continue
		}
		set := func(ctx context.Context) error { return g.setLabel(ctx, name) }
		rules = append(rules, judged(on, isThere, named(all, name), "there is none of that name, so no issue of its form starts a run", "the label "+name, set))
	}
	return rules
}

func (g Guard) allLabels(ctx context.Context) ([]label, error) {
	return list(ctx, g, g.at("labels"), forge.Asked{What: "the labels", Needs: "issues: read"}, itself[label])
}

// named tells whether there is a label of that name. Names of labels have no case.
func named(all []label, name string) bool {
	return slices.ContainsFunc(all, func(l label) bool { return strings.EqualFold(l.Name, name) })
}

func (g Guard) setLabel(ctx context.Context, name string) error {
	find := func(ctx context.Context) (label, bool, error) {
		all, err := g.allLabels(ctx)
		return label{Name: name}, named(all, name), err
	}
	_, err := forge.Write(ctx, g.Client, find, func(ctx context.Context) (made label, err error) {
		wanted := label{Name: name, Color: "ededed", About: "Starts a runbook of Attestary"}
		return made, g.send(ctx, http.MethodPost, g.at("labels"), wanted, &made, forge.Asked{What: "the label " + name, Needs: "issues: write"})
	})
	return err
}
