package guard

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/actions/forge"
)

// mayRead is what it takes to see a branch protection rule, which is of an older kind than rulesets.
const mayRead = "administration: read"

// holds is what holds for a branch, by rulesets and by a branch protection rule.
type holds struct {
	rules []branchRule
	pull  pullRules

	old     *github.Protection // nil where there is none
	unseen  error              // why it is not known whether there is one
	escapes bool               // administrators pass by it
}

// holdsFor reads what holds for a branch.
func (g Guard) holdsFor(ctx context.Context, branch string) (h holds, err error) {
	if h.rules, err = g.rulesOf(ctx, branch); err != nil {
		return h, err
	}
	if h.pull, err = h.pulls(); err != nil {
		return h, g.Client.Told(err, forge.Asked{What: "the rules of branch " + branch})
	}
	h.old, h.unseen = g.classic(ctx, branch)
	h.escapes = h.old != nil && (h.old.EnforceAdmins == nil || !h.old.EnforceAdmins.Enabled)
	return h, nil
}

// classic is the branch protection rule; nil where there is none. A 404 means that only where it says so: it is
// GitHub's answer to a token that may not see the repository, too.
func (g Guard) classic(ctx context.Context, branch string) (*github.Protection, error) {
	of := forge.Asked{What: "the branch protection rule of " + branch, Needs: mayRead}
	var p github.Protection
	err := g.send(ctx, http.MethodGet, g.at("branches", branch, "protection"), nil, &p, of)
	var e *forge.Error
	if errors.As(err, &e) && e.Status == http.StatusNotFound && (strings.HasPrefix(e.Said, "Branch not protected") || strings.HasPrefix(e.Said, "Branch not found")) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &p, nil
}

// pulls are the parameters of all rules about pull requests, taken together.
func (h holds) pulls() (all pullRules, err error) {
	for _, r := range h.rules {
		var p pullRules
		if r.Type != "pull_request" {
			continue
		}
		if json.Unmarshal(r.Parameters, &p) != nil {
			return all, errForm
		}
		all.Count, all.LastPush = max(all.Count, p.Count), all.LastPush || p.LastPush
	}
	return all, nil
}

// says is whether a rule of either kind holds: where rulesets do not say so, the branch protection rule may.
type says struct {
	ruleset, classic bool
	instead          string // where neither does
}

// judge makes a rule of it. Where the older kind is not to be seen, what rulesets do not hold is not known.
func (h holds) judge(on, rule string, s says, mend string, set func(context.Context) error) Rule {
	switch {
	case s.ruleset, s.classic && !h.escapes:
		return Rule{On: on, Rule: rule, State: Held}
	case h.unseen != nil:
		r := unknown(on, rule, h.unseen)
		r.Why = s.instead + ", and whether a branch protection rule does is not to be seen: " + r.Why
		return r
	case s.classic:
		s.instead = "a branch protection rule says so, and administrators pass by it"
	}
	return judged(on, rule, false, s.instead, mend, set)
}

func (h holds) stays(on, mend string, set func(context.Context) error) Rule {
	no := h.old != nil && h.old.AllowDeletions != nil && !h.old.AllowDeletions.Enabled
	return h.judge(on, staysRule, says{has(h.rules, "deletion"), no, noRuleset}, mend, set)
}

func (h holds) keeps(on, mend string, set func(context.Context) error) Rule {
	no := h.old != nil && h.old.AllowForcePushes != nil && !h.old.AllowForcePushes.Enabled
	return h.judge(on, keepsRule, says{has(h.rules, "non_fast_forward"), no, noRuleset}, mend, set)
}

// open tells whether a job may push to the branch.
func (h holds) open(on string) Rule {
	const rule = "jobs may push to it"
	var barred []string
	for _, r := range h.rules {
		if words, is := inTheWay[r.Type]; is && !slices.Contains(barred, words) {
			barred = append(barred, words)
		}
	}
	if len(barred) > 0 {
		return judged(on, rule, false, "a ruleset says that "+strings.Join(barred, ", and that ")+": no run could be recorded", "", nil)
	}
	if h.unseen != nil {
		return unknown(on, rule, h.unseen)
	}
	if old := h.old; old != nil {
		for words, is := range map[string]bool{
			inTheWay["pull_request"]: old.RequiredPullRequestReviews != nil, inTheWay["required_status_checks"]: old.RequiredStatusChecks != nil,
			inTheWay["required_signatures"]: old.RequiredSignatures.GetEnabled(), "it is locked": old.LockBranch.GetEnabled(),
			"only some may push to it": old.Restrictions != nil && !slices.ContainsFunc(old.Restrictions.Apps, isJob),
		} {
			if is {
				barred = append(barred, words)
			}
		}
		slices.Sort(barred)
	}
	return judged(on, rule, len(barred) == 0, "its branch protection rule says that "+strings.Join(barred, ", and that ")+": no run could be recorded", "", nil)
}

// isJob tells whether an app is the one as which a job pushes with its token.
func isJob(app *github.App) bool { return app.GetSlug() == "github-actions" }
