package rules_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// TestUnconfirming is the table of who may confirm what. ada asked for the run and broke its glass, bo approved
// it, the team confirms what the plan wants confirmed within an hour, the leads may break the glass.
func TestUnconfirming(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		by, at, want          string
		unwanted, broken, too bool // the plan has no confirm; the glass was broken; by fay too
	}{
		"a second person":                 {by: "cy", at: "13:00:00"},
		"a second later":                  {by: "cy", at: "13:00:01", want: "came too late"},
		"who asked":                       {by: "ada", at: "12:30:00", want: "asked for the run"},
		"who approved":                    {by: "bo", at: "12:30:00", want: "had approved it"},
		"who only may break the glass":    {by: "fay", at: "12:30:00", want: "none of the roles team"},
		"nobody is asked":                 {by: "cy", at: "12:30:00", unwanted: true, want: "wants none"},
		"a glass, by the plan's role":     {by: "cy", at: "12:30:00", broken: true},
		"a glass, by who may break one":   {by: "fay", at: "12:30:00", broken: true},
		"a glass, long after":             {by: "fay", at: "23:59:59", broken: true},
		"a glass, by who broke it":        {by: "ada", at: "12:30:00", broken: true, want: "had broken its glass"},
		"a glass, by who approved":        {by: "bo", at: "12:30:00", broken: true, want: "had approved it"},
		"a glass, by a stranger":          {by: "zoe", at: "12:30:00", broken: true, want: "none of the roles leads, team"},
		"a glass that both broke":         {by: "fay", at: "12:30:00", broken: true, too: true, want: "had broken its glass"},
		"a glass of a plan without":       {by: "fay", at: "12:30:00", broken: true, unwanted: true},
		"a glass of such, by the team":    {by: "cy", at: "12:30:00", broken: true, unwanted: true, want: "none of the roles leads"},
		"a glass, by a login alone":       {by: "dee", at: "12:30:00", broken: true, want: "none of the roles"},
		"a glass, by another key of hers": {by: "Ada", at: "12:30:00", broken: true, want: "none of the roles"},
	} {
		p := askingPlan()
		p.Access = &plan.Access{Who: []string{"team"}, BreakGlass: []string{"leads"}}
		if p.Confirm = (&plan.Confirm{By: []string{"team"}, Within: 3600}); c.unwanted {
			p.Confirm = nil
		}
		ada := person("ada")
		run := rules.Confirmable{Requester: &ada, Approvers: []evidence.By{person("bo")}, Result: &evidence.Run{EndedAt: "2026-03-01T12:00:00Z"}}
		if c.broken {
			run.Broke = append(run.Broke, ada)
		}
		if c.too {
			run.Broke = append(run.Broke, person("fay"))
		}
		got := rules.Unconfirming(p, run, &evidence.Confirmation{At: "2026-03-01T" + c.at + "Z", By: person(c.by)})
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: it %q, want %q", name, got, c.want)
		}
	}
	// Whoever knows that two keys are one person's says so.
	p := askingPlan()
	p.Access = &plan.Access{BreakGlass: []string{"leads"}}
	run := rules.Confirmable{Broke: []evidence.By{person("bo")}, Result: &evidence.Run{}, Same: func(a, b evidence.By) bool { return true }}
	if got := rules.Unconfirming(p, run, &evidence.Confirmation{By: person("fay")}); got != "is by somebody who had broken its glass" {
		t.Errorf("two keys of one person: it %q", got)
	}
}
