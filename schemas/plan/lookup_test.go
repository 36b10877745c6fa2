package plan_test

import (
	"testing"

	"github.com/attestary/attestary/schemas/plan"
)

// TestByHand: a plan that says who may start it, and has no form, is started with the program alone.
func TestByHand(t *testing.T) {
	t.Parallel()
	access := &plan.Access{Who: []string{"ops"}}
	schedule := plan.Trigger{Kind: "schedule", Name: "daily", Cron: "0 5 * * *"}
	for name, c := range map[string]struct {
		plan plan.Plan
		want bool
	}{
		"no trigger":              {plan.Plan{Access: access}, true},
		"a schedule beside":       {plan.Plan{Access: access, Triggers: []plan.Trigger{schedule}}, true},
		"nobody may":              {plan.Plan{Triggers: []plan.Trigger{schedule}}, false},
		"a form":                  {plan.Plan{Access: access, Triggers: []plan.Trigger{{Kind: "manual", Name: "form"}}}, false},
		"a schedule of that name": {plan.Plan{Access: access, Triggers: []plan.Trigger{{Kind: "schedule", Name: plan.ByHand}}}, false},
	} {
		got := c.plan.Trigger(plan.ByHand)
		if (got != nil && got.Kind == "manual") != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
