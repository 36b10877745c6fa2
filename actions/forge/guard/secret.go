package guard

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/forge"
)

// place is where secrets stand.
type place struct {
	rule   string // what is to be true of a secret there
	wanted bool   // it is to stand there
	why    string // where it is not so
	found  []string
	err    error
}

// secrets looks where the secrets stand: each in its environment, and none where every workflow gets it. Of an
// environment that is not there nothing is told.
func (g Guard) secrets(ctx context.Context, of Guarded, missing map[string]bool) (rules []Rule) {
	var names []string
	for _, e := range of.Environments {
		names = slices.Concat(names, e.Secrets, e.Optional)
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) == 0 {
		return nil
	}
	const everywhere = "it is one, and so every workflow on every branch gets it: set it in its environment, then delete it there"
	places := []place{
		g.place(ctx, place{rule: "it is no secret of the repository", why: everywhere}, "secrets: read", "actions", "secrets"),
		g.place(ctx, place{rule: "it is no secret of the organization that the repository gets", why: everywhere}, "secrets: read", "actions", "organization-secrets"),
	}
	within := map[string]place{}
	for _, e := range of.Environments {
		if len(e.Secrets) > 0 && !missing[e.Name] {
			within[e.Name] = g.place(ctx, place{rule: "it stands in environment " + e.Name, wanted: true}, "environments: read", "environments", e.Name, "secrets")
		}
	}
	for _, name := range names {
		for _, p := range places {
			rules = append(rules, p.judge(name))
		}
		for _, e := range of.Environments {
			if p, looked := within[e.Name]; looked && slices.Contains(e.Secrets, name) {
				p.why = fmt.Sprintf("it does not; whoever has it sets it: gh secret set %s --env %s", name, e.Name)
				rules = append(rules, p.judge(name))
			}
		}
	}
	return rules
}

// place lists the secrets of a place by their names: nobody is ever told more.
func (g Guard) place(ctx context.Context, p place, needs string, parts ...string) place {
	type row struct {
		Name string `json:"name"`
	}
	rows, err := list(ctx, g, g.at(parts...), forge.Asked{What: "the secrets", Needs: needs}, member[row]("secrets"))
	for _, r := range rows {
		p.found = append(p.found, r.Name)
	}
	p.err = err
	return p
}

// judge tells whether a secret stands where it is to. Names of secrets have no case.
func (p place) judge(name string) Rule {
	on := "secret " + name
	if p.err != nil {
		return unknown(on, p.rule, p.err)
	}
	there := slices.ContainsFunc(p.found, func(n string) bool { return strings.EqualFold(n, name) })
	return judged(on, p.rule, there == p.wanted, p.why, "", nil)
}
