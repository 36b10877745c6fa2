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
	names := namesOf(of)
	if len(names) == 0 {
		return nil
	}
	places := g.everywhere(ctx)
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

const (
	notOfRepository   = "it is no secret of the repository"
	notOfOrganization = "it is no secret of the organization that the repository gets"
)

// everywhere are the places of which every workflow gets the secrets.
func (g Guard) everywhere(ctx context.Context) []place {
	const why = "it is one, and so every workflow on every branch gets it: set it in its environment, then delete it there"
	return []place{
		g.place(ctx, place{rule: notOfRepository, why: why}, "secrets: read", "actions", "secrets"),
		g.place(ctx, place{rule: notOfOrganization, why: why}, "secrets: read", "actions", "organization-secrets"),
	}
}

// Exposed tells of each secret whether it stands where every workflow gets it, and of nothing
// else.
func (g Guard) Exposed(ctx context.Context, of Guarded) (rules []Rule) {
	names := namesOf(of)
	if len(names) == 0 {
		return nil
	}
	places := g.everywhere(ctx)
	for _, name := range names {
		for _, p := range places {
			rules = append(rules, p.judge(name))
		}
	}
	return rules
}

// WhereOf is the place of a secret that Exposed tells of: repository or organization.
func WhereOf(r Rule) string {
	if r.Rule == notOfOrganization {
		return "organization"
	}
	return "repository"
}

// namesOf are all secrets, each once.
func namesOf(of Guarded) []string {
	names := slices.Clone(of.Declared)
	for _, e := range of.Environments {
		names = slices.Concat(names, e.Secrets, e.Optional)
	}
	slices.Sort(names)
	return slices.Compact(names)
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
