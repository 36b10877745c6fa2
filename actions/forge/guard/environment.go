package guard

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/forge"
)

// environmentState is an environment as the forge tells it.
type environmentState struct {
	Name   string            `json:"name"`
	Rules  []protectionRule  `json:"protection_rules"`
	Policy *deploymentPolicy `json:"deployment_branch_policy"`
}

type deploymentPolicy struct {
	Protected bool `json:"protected_branches"`
	Custom    bool `json:"custom_branch_policies"`
}

// protectionRule is one of those that setting the policy must leave as they are.
type protectionRule struct {
	Type      string `json:"type"`
	Wait      int    `json:"wait_timer"`
	Self      bool   `json:"prevent_self_review"`
	Reviewers []struct {
		Type     string `json:"type"`
		Reviewer struct {
			ID int64 `json:"id"`
		} `json:"reviewer"`
	} `json:"reviewers"`
}

type branchPolicy struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"`
}

const isThere = "it is there"

// environment looks at one environment: that it is there, and that the protected branch alone deploys to it.
func (g Guard) environment(ctx context.Context, all []environmentState, name, branch string) []Rule {
	on := "environment " + name
	only := onlyBranch(branch)
	mend := fmt.Sprintf("the environment %s, to which branch %s alone deploys", name, branch)
	var found environmentState
	at := slices.IndexFunc(all, func(e environmentState) bool { return e.Name == name })
	set := func(ctx context.Context) error { return g.setEnvironment(ctx, found, name, branch) }
	if at < 0 {
		return []Rule{judged(on, isThere, false, "there is none of that name", mend, set), judged(on, only, false, "every branch would, as soon as it is there", mend, set)}
	}
	found = all[at]
	rules := []Rule{{On: on, Rule: isThere, State: Held}}
	switch {
	case found.Policy == nil:
		return append(rules, judged(on, only, false, "every branch does", mend, set))
	case !found.Policy.Custom:
		return append(rules, judged(on, only, false, "every branch does that a branch protection rule is for", mend, set))
	}
	policies, err := g.policies(ctx, name)
	if err != nil {
		return append(rules, unknown(on, only, err))
	}
	var others []string
	deploys := false
	for _, p := range policies {
		if p.Name == branch && p.Type != "tag" {
			deploys = true
		} else {
			others = append(others, clean(strings.TrimSpace(p.Type+" "+p.Name)))
		}
	}
	switch {
	case len(others) > 0:
		return append(rules, judged(on, only, false, strings.Join(others, ", ")+" may deploy to it too", mend, set))
	case !deploys:
		return append(rules, judged(on, only, false, "no branch may deploy to it", mend, set))
	}
	return append(rules, Rule{On: on, Rule: only, State: Held})
}

func onlyBranch(branch string) string { return "branch " + branch + " alone gets its secrets" }

// environments are all that there are: so one that is not there is told from one that the token may not see.
func (g Guard) environments(ctx context.Context) ([]environmentState, error) {
	return list(ctx, g, g.at("environments"), forge.Asked{What: "the environments", Needs: "actions: read"}, member[environmentState]("environments"))
}

func (g Guard) policies(ctx context.Context, environment string) ([]branchPolicy, error) {
	of := forge.Asked{What: "which branches deploy to " + environment, Needs: "actions: read"}
	return list(ctx, g, g.at("environments", environment, "deployment-branch-policies"), of, member[branchPolicy]("branch_policies"))
}

// setEnvironment makes the environment, lets the protected branch deploy to it, and then no other. Who must approve a
// deployment, and how long it waits, stays as it was: to set one thing is to set all of them.
func (g Guard) setEnvironment(ctx context.Context, was environmentState, name, branch string) error {
	of := forge.Asked{What: "the environment " + name, Needs: "administration: write"}
	body := map[string]any{"deployment_branch_policy": deploymentPolicy{Custom: true}}
	was.keep(body)
	if err := g.send(ctx, http.MethodPut, g.at("environments", name), body, nil, of); err != nil {
		return err
	}
	of.What = "the branches that deploy to " + name
	find := func(ctx context.Context) (p branchPolicy, ok bool, err error) {
		all, err := g.policies(ctx, name)
		i := slices.IndexFunc(all, func(p branchPolicy) bool { return p.Name == branch && p.Type != "tag" })
		if err != nil || i < 0 {
			return p, false, err
		}
		return all[i], true, nil
	}
	if _, ok, err := find(ctx); err != nil {
		return err
	} else if !ok {
		if _, err := forge.Write(ctx, g.Client, find, func(ctx context.Context) (made branchPolicy, err error) {
			return made, g.send(ctx, http.MethodPost, g.at("environments", name, "deployment-branch-policies"), map[string]string{"name": branch, "type": "branch"}, &made, of)
		}); err != nil {
			return err
		}
	}
	return g.dropOthers(ctx, name, branch, of)
}

func (g Guard) dropOthers(ctx context.Context, name, branch string, of forge.Asked) error {
	all, err := g.policies(ctx, name)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.Name == branch && p.Type != "tag" {
			continue
		}
		if err := g.send(ctx, http.MethodDelete, g.at("environments", name, "deployment-branch-policies", fmt.Sprint(p.ID)), nil, nil, of); err != nil {
			return err
		}
	}
	return nil
}

// keep puts into a request what the environment has and keeps.
func (e environmentState) keep(body map[string]any) {
	for _, r := range e.Rules {
		switch r.Type {
		case "wait_timer":
			body["wait_timer"] = r.Wait
		case "required_reviewers":
			reviewers := []map[string]any{}
			for _, reviewer := range r.Reviewers {
				reviewers = append(reviewers, map[string]any{"type": reviewer.Type, "id": reviewer.Reviewer.ID})
			}
			body["reviewers"], body["prevent_self_review"] = reviewers, r.Self
		}
	}
}
