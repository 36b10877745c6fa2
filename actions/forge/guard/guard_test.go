package guard_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/actions/forge/guard"
	"github.com/attestary/attestary/internal/hub"
)

// acme is a repository in which nothing is guarded.
type acme struct {
	*hub.Hub
	repo  *hub.Repository
	token string
}

var wanted = guard.Guarded{
	Evidence: "evidence", Branch: "main", Reviews: 2, Checks: []string{"Attestary", "validate"}, Labels: []string{"attestary-offboard"},
	Environments: []guard.Environment{{Name: "attestary-sign", Secrets: []string{"ATTESTARY_KEY"}}, {Name: "attestary-offboard", Secrets: []string{"OKTA_TOKEN"}}},
}

func start(t *testing.T) *acme {
	t.Helper()
	h := hub.Start(t)
	a := &acme{Hub: h, repo: h.Repository("acme/app")}
	a.repo.Commit(hub.Change{Author: h.Person("ada"), Files: map[string]string{"README.md": "hello"}})
	a.token = h.PersonToken(h.Person("ada"), "*:admin")
	return a
}

func (a *acme) guard(t *testing.T) guard.Guard {
	t.Helper()
	client, err := forge.Open(forge.Options{
		API: a.API, Token: forge.Token(a.token), Now: time.Now, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		Jitter: func(time.Duration) time.Duration { return 0 },
	})
	if err != nil {
		t.Fatal(err)
	}
	return guard.Guard{Client: client, Owner: "acme", Name: "app"}
}

// set sets all that can be set, each thing once, and tells what.
func (a *acme) set(t *testing.T) (mended []string) {
	t.Helper()
	for _, r := range a.guard(t).Look(t.Context(), wanted) {
		if r.Mend == "" || slices.Contains(mended, r.Mend) {
			continue
		}
		mended = append(mended, r.Mend)
		if err := r.Set(t.Context()); err != nil {
			t.Error(err)
		}
	}
	return mended
}

// lines tell rules as text: the state, what it is about and why.
func lines(rules []guard.Rule, states ...guard.State) (all []string) {
	for _, r := range rules {
		if slices.Contains(states, r.State) {
			all = append(all, strings.TrimSpace(fmt.Sprintf("%s: %s: %s", r.On, r.Rule, r.Why)))
		}
	}
	return all
}

func (a *acme) writes() (n int) {
	for _, r := range a.Requests() {
		if !strings.HasPrefix(r.Operation, "GET ") {
			n++
		}
	}
	return n
}

// TestProtect: from nothing to all that can be set; then there is nothing left to do, and what a person must do is
// told.
func TestProtect(t *testing.T) {
	t.Parallel()
	hub.NeedsDescription(t)
	a := start(t)
	before := a.guard(t).Look(t.Context(), wanted)
	if a.writes() > 0 {
		t.Error("looking changes something")
	}
	for _, want := range []string{
		"branch evidence: nobody deletes it: no active ruleset says so", "branch main: a pull request needs 2 reviews: changes need no pull request",
		"environment attestary-sign: it is there: there is none of that name",
	} {
		if got := lines(before, guard.Lacking); !slices.Contains(got, want) {
			t.Errorf("it does not tell %q but %q", want, got)
		}
	}
	if got := a.set(t); len(got) != 5 {
		t.Errorf("it set %q", got)
	}
	after := a.guard(t).Look(t.Context(), wanted)
	want := []string{
		"secret ATTESTARY_KEY: it stands in environment attestary-sign: it does not; whoever has it sets it: gh secret set ATTESTARY_KEY --env attestary-sign",
		"secret OKTA_TOKEN: it stands in environment attestary-offboard: it does not; whoever has it sets it: gh secret set OKTA_TOKEN --env attestary-offboard",
	}
	if got := lines(after, guard.Lacking, guard.Unknown); !slices.Equal(got, want) {
		t.Errorf("after all was set: %q", got)
	}
	a.Forget()
	if got := a.set(t); got != nil || a.writes() > 0 {
		t.Errorf("it set again: %q", got)
	}
	a.repo.Secret("environments/attestary-sign", "ATTESTARY_KEY")
	a.repo.Secret("environments/attestary-offboard", "OKTA_TOKEN")
	if got := lines(a.guard(t).Look(t.Context(), wanted), guard.Lacking, guard.Unknown); got != nil {
		t.Errorf("not all is held: %q", got)
	}
}

// TestFindings: what weakens a rule is found, though the rule is there.
func TestFindings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit func(a *acme)
		want string
	}{
		"a secret of the repository":   {func(a *acme) { a.repo.Secret("secrets", "okta_token") }, "secret OKTA_TOKEN: it is no secret of the repository: it is one, and so every workflow on every branch gets it: set it in its environment, then delete it there"},
		"a secret of the organization": {func(a *acme) { a.repo.Secret("organization-secrets", "ATTESTARY_KEY") }, "secret ATTESTARY_KEY: it is no secret of the organization that the repository gets: it is one, and so every workflow on every branch gets it: set it in its environment, then delete it there"},
		"another branch that deploys": {func(a *acme) {
			e := a.repo.Environment("attestary-sign")
			e.Branches = append(e.Branches, hub.Branch{ID: 9, Name: "feature/*", Type: "branch"})
		}, "environment attestary-sign: branch main alone gets its secrets: branch feature/* may deploy to it too"},
		"every protected branch deploys":    {func(a *acme) { e := a.repo.Environment("attestary-sign"); e.Custom, e.Protected = false, true }, "environment attestary-sign: branch main alone gets its secrets: every branch does that a branch protection rule is for"},
		"an environment for every branch":   {func(a *acme) { a.repo.Environment("attestary-sign").Custom = false }, "environment attestary-sign: branch main alone gets its secrets: every branch does"},
		"somebody may pass by":              {func(a *acme) { a.pass("Attestary: the protected branch") }, "branch main: nobody passes by these rules: RepositoryRole 5 always may pass by the ruleset Attestary: the protected branch"},
		"a ruleset that is off":             {func(a *acme) { a.off("Attestary: the branch with the evidence") }, "branch evidence: nobody deletes it: no active ruleset says so"},
		"the evidence needs pull requests":  {func(a *acme) { a.repo.Ruleset(everywhere("pull_request", 1)) }, "branch evidence: jobs may push to it: a ruleset says that changes come by pull request alone: no run could be recorded"},
		"fewer reviews than the plans need": {func(a *acme) { a.reviews(1) }, "branch main: a pull request needs 2 reviews: it needs 1 review"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := start(t)
			a.set(t)
			c.edit(a)
			if got := lines(a.guard(t).Look(t.Context(), wanted), guard.Lacking); !slices.Contains(got, c.want) {
				t.Errorf("it tells %q", got)
			}
			if strings.HasPrefix(c.want, "secret") || strings.Contains(name, "pull requests") {
				return // a person's to mend
			}
			a.set(t)
			if got := lines(a.guard(t).Look(t.Context(), wanted), guard.Lacking); slices.Contains(got, c.want) {
				t.Errorf("it was set, and is lacking still: %q", got)
			}
		})
	}
}

func everywhere(kind string, reviews int) hub.Ruleset {
	return hub.Ruleset{Name: "all", State: "active", Include: []string{"~ALL"}, Rules: []hub.Rule{{Type: kind, Parameters: hub.Fields{
		"required_approving_review_count": reviews, "dismiss_stale_reviews_on_push": true, "require_code_owner_review": false, "require_last_push_approval": true, "required_review_thread_resolution": false,
	}}}}
}

func (a *acme) pass(name string) {
	a.named(name).Bypass = []hub.Bypass{{ID: 5, Type: "RepositoryRole", Mode: "always"}}
}
func (a *acme) off(name string) { a.named(name).State = "disabled" }

func (a *acme) reviews(n int) {
	a.named("Attestary: the protected branch").Rules = everywhere("pull_request", n).Rules
}

func (a *acme) named(name string) *hub.Ruleset { return a.repo.RulesetNamed(name) }

// TestUnseen: what the token may not see is unknown, with the permission that is missing; nothing of it is held.
func TestUnseen(t *testing.T) {
	t.Parallel()
	a := start(t)
	a.set(t)
	a.token = a.PersonToken(a.Person("bo"), "contents:read")
	needs := map[string]string{}
	for _, r := range a.guard(t).Look(t.Context(), wanted) {
		if r.State == guard.Unknown {
			needs[r.On+": "+r.Rule] = r.Needs
		}
		if r.State == guard.Held && !strings.HasPrefix(r.On, "branch") {
			t.Errorf("%+v", r)
		}
	}
	for rule, want := range map[string]string{
		"branch main: nobody passes by these rules":                      "administration: write",
		"environment attestary-sign: it is there":                        "actions: read",
		"secret OKTA_TOKEN: it is no secret of the repository":           "secrets: read",
		"secret OKTA_TOKEN: it stands in environment attestary-offboard": "environments: read",
	} {
		if got, is := needs[rule]; !is || got != want {
			t.Errorf("%s: it takes %q", rule, got)
		}
	}
	stranger := guard.Guard{Client: a.guard(t).Client, Owner: "acme", Name: "nowhere"}
	for _, r := range stranger.Look(t.Context(), wanted) {
		if r.State != guard.Unknown {
			t.Errorf("of a repository that is not to be seen: %+v", r)
		}
	}
}

// TestSetFaults: whatever becomes of an answer, a ruleset and a policy are made once.
func TestSetFaults(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func() hub.Fault{
		"500": func() hub.Fault { return hub.Status(500) }, "lost": hub.Lost, "502 after it landed": func() hub.Fault { return hub.Landed(502) },
		"half an answer": hub.Truncated, "429": func() hub.Fault { return hub.TryLater(429, "0") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := start(t)
			for _, operation := range []string{
				"POST /repos/{owner}/{repo}/rulesets", "POST /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies",
				"GET /repos/{owner}/{repo}/rulesets", "GET /repos/{owner}/{repo}/environments",
			} {
				a.Fault(operation, fault())
			}
			a.set(t)
			if n := len(a.repo.Rulesets()); n != 2 {
				t.Errorf("there are %d rulesets", n)
			}
			for _, e := range wanted.Environments {
				if n := len(a.repo.Environment(e.Name).Branches); n != 1 {
					t.Errorf("%d branches deploy to %s", n, e.Name)
				}
			}
		})
	}
}

// TestKeepsApprovals: who must approve a deployment stays, where the branches are set.
func TestKeepsApprovals(t *testing.T) {
	t.Parallel()
	a := start(t)
	e := a.repo.Environment("attestary-sign")
	e.Rules = []hub.Fields{
		{"id": 1, "node_id": "GR", "type": "wait_timer", "wait_timer": 30},
		{"id": 2, "node_id": "GR", "type": "required_reviewers", "prevent_self_review": true, "reviewers": []any{hub.Fields{"type": "User", "reviewer": hub.Fields{"id": a.Person("ada").ID, "login": "ada", "type": "User", "site_admin": false}}}},
	}
	a.set(t)
	rules := a.repo.Environment("attestary-sign").Rules
	if len(rules) != 2 || rules[0]["wait_timer"] != 30 || rules[1]["prevent_self_review"] != true || len(rules[1]["reviewers"].([]any)) != 1 {
		t.Errorf("%v", rules)
	}
}
