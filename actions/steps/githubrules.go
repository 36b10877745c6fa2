package steps

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/expr"
)

var githubRules = map[string]func(*enquiry) (map[string]expr.Value, engine.Result){
	"github.rulesets":              func(a *enquiry) (map[string]expr.Value, engine.Result) { return githubRulesets(a) },
	"github.organization_rulesets": func(a *enquiry) (map[string]expr.Value, engine.Result) { return githubRulesets(a) },
	"github.branch_rules":          githubBranchRules,
}

// maxRulesets is how many rulesets are read, each by a request of its own.
const maxRulesets = 200

type rulesetRow struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	Target      string `json:"target"`
	Source      string `json:"source"`
	Enforcement string `json:"enforcement"`
}

func (r rulesetRow) key() (string, int64) { return "", r.ID }

type ruleset struct {
	rulesetRow
	Rules  []ruleRow `json:"rules"`
	Bypass []struct {
		ID   *int64 `json:"actor_id"`
		Type string `json:"actor_type"`
		Mode string `json:"bypass_mode"`
	} `json:"bypass_actors"`
	Conditions struct {
		Names struct {
			Include []string `json:"include"`
			Exclude []string `json:"exclude"`
		} `json:"ref_name"`
	} `json:"conditions"`
}

type ruleRow struct {
	Type       string          `json:"type"`
	Parameters json.RawMessage `json:"parameters"`
}

func githubRulesets(a *enquiry) (map[string]expr.Value, engine.Result) {
	list, problem := rows[rulesetRow](a, "rulesets", nil)
	if problem.Reason != "" {
		return nil, problem
	}
	if len(list) > maxRulesets {
		return nil, unknown(engine.ReasonTooLarge, fmt.Sprintf("%s: there are more than %d rulesets", a.host, maxRulesets))
	}
	whole := make([]ruleset, len(list))
	for i, row := range list {
		if _, err := a.get(fmt.Sprintf("rulesets/%d", row.ID), &whole[i]); err != nil {
			return nil, a.problem(err)
		}
		if whole[i].ID != row.ID || whole[i].Enforcement == "" {
			return nil, a.unlike()
		}
	}
	return map[string]expr.Value{"rulesets": objects(whole, ruleset.members)}, problem
}

func (r ruleset) members() map[string]expr.Value {
	bypass := expr.Nil()
	if r.Bypass != nil {
		var who []string
		for _, b := range r.Bypass {
			actor := b.Type
			if b.ID != nil {
				actor += fmt.Sprintf(" %d", *b.ID)
			}
			who = append(who, actor+" "+cmp.Or(b.Mode, "always"))
		}
		slices.Sort(who)
		bypass = texts(who)
	}
	return map[string]expr.Value{
		"id": expr.OfInt(r.ID), "name": expr.OfText(r.Name), "target": expr.OfText(cmp.Or(r.Target, "branch")), "source": expr.OfText(r.Source),
		"enforcement": expr.OfText(r.Enforcement), "rules": texts(kindsOf(r.Rules)), "bypass": bypass,
		"include": texts(r.Conditions.Names.Include), "exclude": texts(r.Conditions.Names.Exclude),
	}
}

// kindsOf are the kinds of rules, each once, sorted.
func kindsOf(rules []ruleRow) []string {
	var kinds []string
	for _, r := range rules {
		kinds = append(kinds, r.Type)
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

// holding is what holds for a branch.
type holding struct {
	stays, keepsHistory, pullRequests, stale, owners, lastPush, signed, linear bool
	reviews                                                                    int64
	checks                                                                     []string
	administrators                                                             *bool
}

func githubBranchRules(a *enquiry) (map[string]expr.Value, engine.Result) {
	branch := a.settings.text("branch", "")
	if branch == "" || !oneLine(branch) {
		return nil, unknown(engine.ReasonSetting, "branch is not the name of one")
	}
	rules, problem := branchRules(a, branch)
	if problem.Reason != "" {
		return nil, problem
	}
	var h holding
	if !h.take(rules) {
		return nil, a.unlike()
	}
	complete, problem := a.classic(branch, &h)
	if problem.Reason != "" {
		return nil, problem
	}
	return h.outputs(kindsOf(rules), complete), problem
}

// branchRules are the rules of all active rulesets for a branch. They have no numbers of their own, so that pages
// are bounded and never compared.
func branchRules(a *enquiry, branch string) (rules []ruleRow, problem engine.Result) {
	query := asks("per_page", "100")
	for range maxForgePages {
		var page []ruleRow
		response, err := a.page("rules/branches/"+segment(branch), query, &page)
		if err != nil {
			return nil, a.problem(err)
		}
		if page == nil || slices.ContainsFunc(page, func(r ruleRow) bool { return r.Type == "" }) {
			return nil, a.unlike()
		}
		rules = append(rules, page...)
		if !further(response, query) {
			return rules, engine.Result{}
		}
	}
	return nil, unknown(engine.ReasonTooLarge, fmt.Sprintf("%s: the branch has more than %d rules", a.host, maxForgePages*forgePage))
}

// take takes in the rules of rulesets; false where one has not the form that GitHub gives it.
func (h *holding) take(rules []ruleRow) bool {
	for _, r := range rules {
		switch r.Type {
		case "deletion":
			h.stays = true
		case "non_fast_forward":
			h.keepsHistory = true
		case "required_signatures":
			h.signed = true
		case "required_linear_history":
			h.linear = true
		case "pull_request":
			var p github.PullRequestRuleParameters
			if json.Unmarshal(r.Parameters, &p) != nil {
				return false
			}
			h.review(int64(p.RequiredApprovingReviewCount), p.DismissStaleReviewsOnPush, p.RequireCodeOwnerReview, p.RequireLastPushApproval)
		case "required_status_checks":
			var p github.RequiredStatusChecksRuleParameters
			if json.Unmarshal(r.Parameters, &p) != nil {
				return false
			}
			for _, check := range p.RequiredStatusChecks {
				h.checks = append(h.checks, check.Context)
			}
		}
	}
	return true
}

func (h *holding) review(count int64, stale, owners, lastPush bool) {
	h.pullRequests, h.reviews = true, max(h.reviews, count)
	h.stale, h.owners, h.lastPush = h.stale || stale, h.owners || owners, h.lastPush || lastPush
}

// classic takes in a branch protection rule, which is of an older kind than rulesets; complete is false where there
// is one that the token may not read.
func (a *enquiry) classic(branch string, h *holding) (complete bool, problem engine.Result) {
	var about struct {
		Name       string `json:"name"`
		Protected  *bool  `json:"protected"`
		Protection struct {
			Enabled *bool `json:"enabled"`
		} `json:"protection"`
	}
	if _, err := a.get("branches/"+segment(branch), &about); err != nil {
		return false, a.problem(err)
	}
	if about.Name != branch || about.Protected == nil {
		return false, a.unlike()
	}
	if !*about.Protected || about.Protection.Enabled != nil && !*about.Protection.Enabled {
		return true, problem
	}
	var p github.Protection
	_, err := a.get("branches/"+segment(branch)+"/protection", &p)
	var refusal *github.ErrorResponse
	if errors.As(err, &refusal) {
		switch {
		case refusal.Response.StatusCode == http.StatusNotFound && strings.HasPrefix(refusal.Message, "Branch not protected"):
			return true, problem
		case refusal.Response.StatusCode == http.StatusNotFound, refusal.Response.StatusCode == http.StatusForbidden:
			return false, problem
		}
	}
	if err != nil {
		return false, a.problem(err)
	}
	h.takeClassic(&p)
	return true, problem
}

func (h *holding) takeClassic(p *github.Protection) {
	h.stays = h.stays || p.AllowDeletions == nil || !p.AllowDeletions.Enabled
	h.keepsHistory = h.keepsHistory || p.AllowForcePushes == nil || !p.AllowForcePushes.Enabled
	h.linear = h.linear || p.RequireLinearHistory != nil && p.RequireLinearHistory.Enabled
	h.signed = h.signed || p.RequiredSignatures != nil && p.RequiredSignatures.Enabled != nil && *p.RequiredSignatures.Enabled
	if r := p.RequiredPullRequestReviews; r != nil {
		h.review(int64(r.RequiredApprovingReviewCount), r.DismissStaleReviews, r.RequireCodeOwnerReviews, r.RequireLastPushApproval)
	}
	if c := p.RequiredStatusChecks; c != nil && c.Contexts != nil { // which names all checks, also those of one app
		h.checks = append(h.checks, *c.Contexts...)
	}
	bound := p.EnforceAdmins != nil && p.EnforceAdmins.Enabled
	h.administrators = &bound
}

func (h *holding) outputs(rules []string, complete bool) map[string]expr.Value {
	truth := func(yes bool) expr.Value {
		if !yes && !complete {
			return expr.Nil()
		}
		return expr.OfBool(yes)
	}
	out := map[string]expr.Value{
		"rules": texts(rules), "complete": expr.OfBool(complete), "stays": truth(h.stays), "keeps_history": truth(h.keepsHistory),
		"pull_requests": truth(h.pullRequests), "dismisses_stale": truth(h.stale), "code_owners": truth(h.owners), "last_push": truth(h.lastPush),
		"signed": truth(h.signed), "linear": truth(h.linear), "administrators": truthOr(h.administrators), "reviews": expr.Nil(), "checks": expr.Nil(),
	}
	if complete {
		slices.Sort(h.checks)
		out["reviews"], out["checks"] = expr.OfInt(h.reviews), texts(slices.Compact(h.checks))
	}
	return out
}
