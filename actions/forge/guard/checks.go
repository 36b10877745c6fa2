package guard

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/forge"
)

// checkRules are the parameters of required_status_checks. Strict is left as it is on a branch of many authors: a pull
// request need not have all that was merged meanwhile.
type checkRules struct {
	Checks []checkRule `json:"required_status_checks"`
	Strict bool        `json:"strict_required_status_checks_policy"`
}

type checkRule struct {
	Name string `json:"context"`
}

func requires(checks []string) setRule {
	p := checkRules{Checks: []checkRule{}}
	for _, name := range checks {
		p.Checks = append(p.Checks, checkRule{name})
	}
	return setRule{Type: "required_status_checks", Parameters: p}
}

func checksRule(checks []string) string {
	return "nothing is merged before these checks pass: " + strings.Join(checks, ", ")
}

// checked tells whether the checks must pass.
func (h holds) checked(on string, checks []string, mend string, set func(context.Context) error) Rule {
	var rulesets, classic []string
	for _, r := range h.rules {
		var p checkRules
		if r.Type != "required_status_checks" {
			continue
		}
		if json.Unmarshal(r.Parameters, &p) != nil {
			return unknown(on, checksRule(checks), errForm)
		}
		for _, c := range p.Checks {
			rulesets = append(rulesets, c.Name)
		}
	}
	if h.old != nil && h.old.RequiredStatusChecks != nil && h.old.RequiredStatusChecks.Contexts != nil {
		classic = *h.old.RequiredStatusChecks.Contexts
	}
	lacking := func(of []string) (all []string) {
		return slices.DeleteFunc(slices.Clone(checks), func(name string) bool { return slices.Contains(of, name) })
	}
	either := lacking(slices.Concat(rulesets, classic))
	return h.judge(on, checksRule(checks), says{len(lacking(rulesets)) == 0, len(either) == 0, strings.Join(either, " and ") + " need not"}, mend, set)
}

// tokens looks at what the token of a workflow may do that grants itself nothing. The workflows of Attestary grant each job
// what it needs; those of others may not.
func (g Guard) tokens(ctx context.Context) []Rule {
	const on, reads, approves = "workflows", "a token may only read, unless its workflow grants more", "none approves or opens a pull request"
	const mend = "workflows: a token may only read, and approves nothing"
	of := forge.Asked{What: "what workflows may do", Needs: mayRead}
	var found struct {
		Level    string `json:"default_workflow_permissions"`
		Approves *bool  `json:"can_approve_pull_request_reviews"`
	}
	err := g.send(ctx, "GET", g.at("actions", "permissions", "workflow"), nil, &found, of)
	if err == nil && (found.Approves == nil || found.Level == "") {
		err = g.Client.Told(errForm, of)
	}
	if err != nil {
		return []Rule{unknown(on, reads, err), unknown(on, approves, err)}
	}
	set := func(ctx context.Context) error {
		of.Needs = mayChange
		return g.send(ctx, "PUT", g.at("actions", "permissions", "workflow"), map[string]any{"default_workflow_permissions": "read", "can_approve_pull_request_reviews": false}, nil, of)
	}
	return []Rule{
		judged(on, reads, found.Level == "read", "it may "+clean(found.Level), mend, set),
		judged(on, approves, !*found.Approves, "each may, and so a job can be the reviewer that a change needs", mend, set),
	}
}
