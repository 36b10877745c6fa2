package guard

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/actions/forge"
)

// The rulesets that Guard makes, one for each branch. By the names they are found again.
const (
	evidenceRuleset = "Attestary: the branch with the evidence"
	branchRuleset   = "Attestary: the protected branch"
)

// branchRule is a rule that holds for a branch.
type branchRule struct {
	Type       string          `json:"type"`
	Ruleset    int64           `json:"ruleset_id"`
	Source     string          `json:"ruleset_source_type"`
	Parameters json.RawMessage `json:"parameters"`
}

// pullRules are the parameters of pull_request that count here.
type pullRules struct {
	Count    int  `json:"required_approving_review_count"`
	Stale    bool `json:"dismiss_stale_reviews_on_push"`
	Owners   bool `json:"require_code_owner_review"`
	LastPush bool `json:"require_last_push_approval"`
	Threads  bool `json:"required_review_thread_resolution"`
}

// ruleset is one, as it is read and as it is set. Bypass is nil where the token may not see it.
type ruleset struct {
	ID          int64      `json:"id,omitempty"`
	Name        string     `json:"name"`
	Target      string     `json:"target"`
	Enforcement string     `json:"enforcement"`
	Source      string     `json:"source_type,omitempty"`
	Bypass      *[]bypass  `json:"bypass_actors,omitempty"`
	Conditions  conditions `json:"conditions"`
	Rules       []setRule  `json:"rules"`
}

type bypass struct {
	ID   *int64 `json:"actor_id"`
	Type string `json:"actor_type"`
	Mode string `json:"bypass_mode"`
}

type conditions struct {
	Names struct {
		Include []string `json:"include"`
		Exclude []string `json:"exclude"`
	} `json:"ref_name"`
}

type setRule struct {
	Type       string `json:"type"`
	Parameters any    `json:"parameters,omitempty"`
}

// inTheWay are rules under which no job could push an entry.
var inTheWay = map[string]string{
	"pull_request": "changes come by pull request alone", "required_status_checks": "checks must pass before a push", "update": "nobody may push to it",
	"required_signatures": "commits must be signed", "required_deployments": "a deployment must come before", "merge_queue": "changes come by a merge queue alone",
	"workflows": "workflows must pass before a push",
}

// What is true of both branches.
const (
	staysRule = "nobody deletes it"
	keepsRule = "nobody pushes over its history"
	noRuleset = "no active ruleset says so"
)

// evidence looks at the branch with the ledger.
func (g Guard) evidence(ctx context.Context, of Guarded) []Rule {
	on := "branch " + of.Evidence
	h, err := g.holdsFor(ctx, of.Evidence)
	if err != nil {
		return []Rule{unknown(on, staysRule, err), unknown(on, keepsRule, err), unknown(on, "jobs may push to it", err)}
	}
	mend, set := g.made(evidenceRuleset, of.Evidence, setRule{Type: "deletion"}, setRule{Type: "non_fast_forward"})
	found := []Rule{h.stays(on, mend, set), h.keeps(on, mend, set), h.open(on)}
	return append(found, g.bypassed(ctx, on, h.rules, Rule{Mend: mend, set: set}, "deletion", "non_fast_forward")...)
}

// branch looks at the protected branch.
func (g Guard) branch(ctx context.Context, of Guarded) []Rule {
	on := "branch " + of.Branch
	reviewed, last, passed := fmt.Sprintf("a pull request needs %s", reviews(of.Reviews)), "somebody other than who pushed last approves", checksRule(of.Checks)
	h, err := g.holdsFor(ctx, of.Branch)
	if err != nil {
		return []Rule{unknown(on, staysRule, err), unknown(on, keepsRule, err), unknown(on, reviewed, err), unknown(on, last, err), unknown(on, passed, err)}
	}
	ours := []setRule{{Type: "deletion"}, {Type: "non_fast_forward"}, {Type: "pull_request", Parameters: &pullRules{Count: of.Reviews, Stale: true, LastPush: true}}}
	if len(of.Checks) > 0 {
		ours = append(ours, requires(of.Checks))
	}
	mend, set := g.made(branchRuleset, of.Branch, ours...)
	old := &github.PullRequestReviewsEnforcement{}
	if h.old != nil && h.old.RequiredPullRequestReviews != nil {
		old = h.old.RequiredPullRequestReviews
	}
	instead := "changes need no pull request"
	if n := max(h.pull.Count, old.RequiredApprovingReviewCount); has(h.rules, "pull_request") || n > 0 {
		instead = "it needs " + reviews(n)
	}
	found := []Rule{
		h.stays(on, mend, set), h.keeps(on, mend, set),
		h.judge(on, reviewed, says{h.pull.Count >= of.Reviews, old.RequiredApprovingReviewCount >= of.Reviews, instead}, mend, set),
		h.judge(on, last, says{h.pull.LastPush, old.RequireLastPushApproval, noRuleset}, mend, set),
	}
	if len(of.Checks) > 0 {
		found = append(found, h.checked(on, of.Checks, mend, set))
	}
	return append(found, g.bypassed(ctx, on, h.rules, Rule{Mend: mend, set: set}, "deletion", "non_fast_forward", "pull_request", "required_status_checks")...)
}

func reviews(n int) string {
	if n == 1 {
		return "1 review"
	}
	return fmt.Sprintf("%d reviews", n)
}

func has(rules []branchRule, kind string) bool {
	return slices.ContainsFunc(rules, func(r branchRule) bool { return r.Type == kind })
}

// rulesOf are the rules of active rulesets that hold for a branch, be it there or not.
func (g Guard) rulesOf(ctx context.Context, branch string) ([]branchRule, error) {
	return list(ctx, g, g.at("rules", "branches", branch), forge.Asked{What: "the rules of branch " + branch, Needs: "metadata: read"}, itself[branchRule])
}

// mayChange is what it takes to set rules, and to see who may pass by them.
const mayChange = "administration: write"

// bypassed tells who may pass by the rules: nobody is to. For each kind of rule one ruleset is enough that nobody may
// pass by.
func (g Guard) bypassed(ctx context.Context, on string, rules []branchRule, otherwise Rule, kinds ...string) []Rule {
	const rule = "nobody passes by these rules"
	passes := map[int64]string{} // by ruleset, "" for nobody
	var who []string
	for _, kind := range kinds {
		var ways []string
		for _, r := range rules {
			if r.Type != kind {
				continue
			}
			way, seen := passes[r.Ruleset]
			if !seen {
				var err error
				if way, err = g.passersBy(ctx, r); err != nil {
					r := unknown(on, rule, err)
					if errors.Is(err, errHidden) {
						r.Needs = mayChange
					}
					return []Rule{r}
				}
				passes[r.Ruleset] = way
			}
			ways = append(ways, way)
		}
		if len(ways) > 0 && !slices.Contains(ways, "") {
			who = append(who, ways...)
		}
	}
	slices.Sort(who)
	if who = slices.Compact(who); len(who) > 0 {
		return []Rule{judged(on, rule, false, strings.Join(who, "; "), otherwise.Mend, otherwise.set)}
	}
	if len(passes) == 0 {
		return nil // there is nothing to pass by, which is told
	}
	return []Rule{{On: on, Rule: rule, State: Held}}
}

// passersBy tells who may pass by a ruleset, "" for nobody.
func (g Guard) passersBy(ctx context.Context, r branchRule) (string, error) {
	of := forge.Asked{What: "who may pass by the ruleset", Needs: mayChange}
	var found ruleset
	if err := g.send(ctx, http.MethodGet, fmt.Sprintf("%s/%d", g.at("rulesets"), r.Ruleset), nil, &found, of); err != nil {
		return "", err
	}
	switch {
	case found.ID != r.Ruleset || found.Name == "":
		return "", g.Client.Told(errForm, of)
	case found.Bypass == nil:
		return "", errHidden
	}
	var actors []string
	for _, b := range *found.Bypass {
		actor := b.Type
		if b.ID != nil {
			actor += fmt.Sprintf(" %d", *b.ID)
		}
		actors = append(actors, clean(actor+" "+b.Mode))
	}
	if len(actors) == 0 {
		return "", nil
	}
	return fmt.Sprintf("%s may pass by the ruleset %s", strings.Join(actors, " and "), clean(found.Name)), nil
}

// made is the ruleset of ours for a branch, and what sets it.
func (g Guard) made(name, branch string, rules ...setRule) (mend string, set func(context.Context) error) {
	wanted := ruleset{Name: name, Target: "branch", Enforcement: "active", Bypass: &[]bypass{}, Rules: rules}
	wanted.Conditions.Names.Include, wanted.Conditions.Names.Exclude = []string{"refs/heads/" + branch}, []string{}
	var kinds []string
	for _, r := range rules {
		kinds = append(kinds, r.Type)
	}
	mend = fmt.Sprintf("the ruleset %q for branch %s: %s", name, branch, strings.Join(kinds, ", "))
	return mend, func(ctx context.Context) error { return g.putRuleset(ctx, wanted) }
}

// putRuleset makes the ruleset, or sets the one of that name anew. An answer that was lost is not asked for twice.
func (g Guard) putRuleset(ctx context.Context, wanted ruleset) error {
	of := forge.Asked{What: "the ruleset " + wanted.Name, Needs: mayChange}
	find := func(ctx context.Context) (ruleset, bool, error) {
		all, err := list(ctx, g, g.at("rulesets"), of, itself[ruleset])
		i := slices.IndexFunc(all, func(r ruleset) bool { return r.Name == wanted.Name && r.Source != "Organization" })
		if err != nil || i < 0 {
			return ruleset{}, false, err
		}
		return all[i], true, nil
	}
	known, there, err := find(ctx)
	if err != nil {
		return err
	}
	if there {
		return g.send(ctx, http.MethodPut, fmt.Sprintf("%s/%d", g.at("rulesets"), known.ID), wanted, nil, of)
	}
	_, err = forge.Write(ctx, g.Client, find, func(ctx context.Context) (made ruleset, err error) {
		return made, g.send(ctx, http.MethodPost, g.at("rulesets"), wanted, &made, of)
	})
	return err
}
