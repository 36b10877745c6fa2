package check

import (
	"cmp"
	"fmt"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/scope"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// policies holds the conditions of the project's policies: they are about plan and org, and say yes or no.
func (c *checker) policies() {
	defer func() { c.address = "" }()
	for _, p := range c.Project.Tree.Policies {
		at := place{address: "policy." + p.Name.Value, policy: true}
		c.address = at.address
		if p.Condition != nil {
			c.truth(c.Term(p.Condition), at, "A condition")
		}
		if p.Message != nil {
			s := c.infer(c.Term(p.Message), at)
			c.wants(c.Term(p.Message), s, expr.Type{Kind: expr.StringType}, "message")
		}
	}
}

// Policies (RB4030) judges the policies of the project over one plan. A policy that cannot be judged does not
// hold.
func Policies(r *scope.Runbook, p *plan.Plan) []diag.Diagnostic {
	if len(r.Project.Tree.Policies) == 0 {
		return nil
	}
	facts := expr.Names{"plan": p.Facts()}
	var found []diag.Diagnostic
	for _, policy := range r.Project.Tree.Policies {
		if words, ok := broken(r, policy, facts); ok {
			found = append(found, diag.New("RB4030", r.Tree.Range, fmt.Sprintf("The policy %s does not hold: %s", policy.Name.Value, words)).
				At("runbook").WithRelated(policy.Range, "the policy").
				WithHelp("Change the runbook so that it holds; or change the policy in project.hcl, if its reviewers agree."))
		}
	}
	return found
}

// broken tells whether a policy does not hold, and in which words.
func broken(r *scope.Runbook, policy *syntax.Policy, facts expr.Names) (words string, broken bool) {
	if policy.Condition == nil || policy.Message == nil {
		return "", false // rules of the project tell of it
	}
	answer := expr.Eval(r.Node(r.Term(policy.Condition)), facts)
	if yes, ok := answer.AsBool(); ok && yes {
		return "", false
	}
	words, ok := expr.Eval(r.Node(r.Term(policy.Message)), facts).AsText()
	if !ok {
		words = cmp.Or(answer.Reason(), "it cannot be judged") + "."
	}
	return words, true
}
