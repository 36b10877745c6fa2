package conduct_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// TestTold: where a forge keeps the reviews, its word counts and the ledger's does not; a role has the people of
// its teams; and what nobody can tell makes nobody count.
func TestTold(t *testing.T) {
	t.Parallel()
	bo := evidence.By{How: "forge", ID: "12", Login: "bo"}
	dan := evidence.By{How: "forge", ID: "14", Login: "dan"}
	word := func(by evidence.By, answer evidence.Answer) *evidence.Review {
		return &evidence.Review{By: by, Answer: answer, Commit: commit}
	}
	for name, c := range map[string]struct {
		change  func(*plan.Plan, *conduct.Told)
		refused string
		rule    string
	}{
		"a member of the team reviewed": {func(_ *plan.Plan, f *conduct.Told) { f.Reviews = []*evidence.Review{word(bo, evidence.Yes)} }, "", "access.who role.security"},
		"a no":                          {func(_ *plan.Plan, f *conduct.Told) { f.Reviews = []*evidence.Review{word(bo, evidence.No)} }, "bo said no", "review.change"},
		"nobody":                        {func(*plan.Plan, *conduct.Told) {}, "0 of 1 people", "review.change"},
		"a stranger": {func(_ *plan.Plan, f *conduct.Told) {
			f.Reviews = []*evidence.Review{word(evidence.By{How: "forge", ID: "99", Login: "eve"}, evidence.Yes)}
		}, "0 of 1 people", "review.change"},
		"the requester": {func(_ *plan.Plan, f *conduct.Told) { f.Reviews = []*evidence.Review{word(dan, evidence.Yes)} }, "0 of 1 people", "review.change"},
		"the login of a member, another number": {func(_ *plan.Plan, f *conduct.Told) {
			f.Reviews = []*evidence.Review{word(evidence.By{How: "forge", ID: "99", Login: "bo"}, evidence.Yes)}
		}, "0 of 1 people", "review.change"},
		"who is in the team is not known": {func(p *plan.Plan, f *conduct.Told) {
			f.Roles, f.Doubts, f.Reviews = p.Roles, []string{"who is in the team acme/people"}, []*evidence.Review{word(bo, evidence.Yes)}
		}, "dan may not start it; that takes the role security, whose members stand in runbooks/project.hcl; nobody can tell more: who is in the team acme/people", ""},
		"who pushed is not known": {func(_ *plan.Plan, f *conduct.Told) {
			f.Doubts = []string{"the forge does not remember who pushed"}
		}, "people reviewed this very plan; nobody can tell more: the forge does not remember who pushed", "review.change"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, req := newLab(t), byMara()
			req.Plan = reviewed()
			req.Plan.Roles[0] = plan.Role{Name: "people", Teams: []string{"acme/people"}}
			l.review(adasKey(), "ada", reviewed(), evidence.Yes) // which does not count where a forge keeps them
			req.Requester = &conduct.Person{By: dan}
			req.Told = &conduct.Told{Roles: slices.Clone(req.Plan.Roles)}
			req.Told.Roles[0].Members = []string{"bo#12", "dan#14"}
			for i, r := range req.Told.Roles {
				if r.Name == "security" {
					req.Told.Roles[i].Members = []string{"dan#14"}
				}
			}
			c.change(req.Plan, req.Told)
			before := must(req.Plan.Digest())
			_, err := l.desk().Run(t.Context(), req)
			var no *conduct.Refusal
			switch {
			case c.refused == "" && err != nil:
				t.Fatal(err)
			case c.refused == "":
				a := l.authorization()
				want := evidence.ReviewCount{By: bo, Commit: commit, Role: "people"}
				if len(a.Reviews) != 1 || a.Reviews[0] != want || a.Rule != c.rule || a.Plan.Digest != before {
					t.Errorf("authorised %+v, by %s, plan %s", a.Reviews, a.Rule, a.Plan.Digest)
				}
			case !errors.As(err, &no) || !strings.Contains(no.Why, c.refused) || len(l.ran) > 0 || c.rule != "" && no.Rule != c.rule:
				t.Errorf("%v, ran %v", err, l.ran)
			}
		})
	}
}
