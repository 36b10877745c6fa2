package guard_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/forge/guard"
	"github.com/attestary/attestary/internal/hub"
)

// older is a branch protection rule under which all is held.
func older(change hub.Fields) hub.Fields {
	rule := hub.Fields{
		"url": "https://hub.invalid/", "enforce_admins": hub.Fields{"url": "https://hub.invalid/", "enabled": true}, "allow_force_pushes": hub.Fields{"enabled": false}, "allow_deletions": hub.Fields{"enabled": false},
		"required_status_checks":        hub.Fields{"url": "https://hub.invalid/", "contexts": []string{"Attestary", "validate"}, "checks": []any{}, "contexts_url": "https://hub.invalid/", "strict": false},
		"required_pull_request_reviews": hub.Fields{"url": "https://hub.invalid/", "dismiss_stale_reviews": true, "require_code_owner_reviews": false, "required_approving_review_count": 2, "require_last_push_approval": true},
	}
	maps.Copy(rule, change)
	return rule
}

// TestClassic: a branch protection rule counts beside rulesets, for as much as it says and for whom it binds; one that is not
// to be seen leaves open what no ruleset says.
func TestClassic(t *testing.T) {
	t.Parallel()
	hub.NeedsDescription(t)
	const operation = "GET /repos/{owner}/{repo}/branches/{branch}/protection"
	off := hub.Fields{"enabled": false, "url": "https://hub.invalid/"}
	for name, c := range map[string]struct {
		rule  hub.Fields
		fault hub.Fault
		state guard.State
		want  string // of "nobody deletes it"
	}{
		"all is held":            {older(nil), nil, guard.Held, ""},
		"there is none":          {nil, nil, guard.Lacking, "no active ruleset says so"},
		"it lets people delete":  {older(hub.Fields{"allow_deletions": hub.Fields{"enabled": true}}), nil, guard.Lacking, "no active ruleset says so"},
		"administrators pass by": {older(hub.Fields{"enforce_admins": off}), nil, guard.Lacking, "administrators pass by it"},
		"it says nothing":        {older(nil), hub.Replaced(200, `{}`), guard.Lacking, "no active ruleset says so"},
		"403":                    {older(nil), hub.Replaced(403, `{"message":"Resource not accessible by integration"}`), guard.Unknown, "is not to be seen"},
		"404 of a stranger":      {older(nil), hub.Replaced(404, `{"message":"Not Found"}`), guard.Unknown, "is not to be seen"},
		"another form":           {older(nil), hub.Replaced(200, `{"allow_deletions":false}`), guard.Unknown, "does not answer as GitHub does"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := start(t)
			if c.rule != nil {
				a.repo.Set("protection/main", c.rule)
			}
			a.Fault(operation, nil, c.fault) // that of the evidence comes first
			for _, r := range a.guard(t).Look(t.Context(), wanted) {
				switch {
				case r.On == "branch main" && r.Rule == "nobody deletes it" && (r.State != c.state || !strings.Contains(r.Why, c.want)):
					t.Errorf("%+v", r)
				case r.On == "branch main" && c.state == guard.Held && r.State != guard.Held, r.On == "branch main" && c.state == guard.Unknown && r.State == guard.Lacking:
					t.Errorf("%+v", r)
				}
			}
		})
	}
}

// TestClassicBars: a branch protection rule under which no job could push is found on the branch with the evidence.
func TestClassicBars(t *testing.T) {
	t.Parallel()
	a := start(t)
	a.set(t)
	a.repo.Set("protection/evidence", older(nil))
	want := "branch evidence: jobs may push to it: its branch protection rule says that changes come by pull request alone, and that checks must pass before a push: no run could be recorded"
	if got := lines(a.guard(t).Look(t.Context(), wanted), guard.Lacking); !slices.Contains(got, want) {
		t.Errorf("it tells %q", got)
	}
	a.token = a.PersonToken(a.Person("bo"), "contents:read")
	for _, r := range a.guard(t).Look(t.Context(), wanted) {
		if r.Rule == "jobs may push to it" && (r.State != guard.Unknown || r.Needs != "administration: read") {
			t.Errorf("%+v", r)
		}
	}
}

// TestLabels: the labels of issue forms are made, once, whatever becomes of the answer, and one that is there in another
// spelling is it.
func TestLabels(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]hub.Fault{"nothing": nil, "lost": hub.Lost(), "502 after it was made": hub.Landed(502), "429": hub.TryLater(429, "0"), "half an answer": hub.Truncated()} {
		a := start(t)
		a.Fault("POST /repos/{owner}/{repo}/labels", fault)
		a.set(t)
		if got := a.repo.Labels(); !slices.Equal(got, []string{"attestary-offboard"}) {
			t.Errorf("%s: there are %q", name, got)
		}
	}
	a := start(t)
	a.repo.Keep("labels", hub.Fields{"id": int64(1), "name": "Attestary-Offboard", "color": "ededed", "default": false, "description": nil})
	if got := a.set(t); slices.Contains(got, "the label attestary-offboard") {
		t.Errorf("it set %q", got)
	}
}

// TestTokens: a token that may write wherever a workflow does not say otherwise, and approvals by a job, are found and set.
func TestTokens(t *testing.T) {
	t.Parallel()
	a := start(t)
	a.repo.Set("workflow", hub.Fields{"default_workflow_permissions": "write", "can_approve_pull_request_reviews": true})
	got := lines(a.guard(t).Look(t.Context(), wanted), guard.Lacking)
	for _, want := range []string{
		"workflows: a token may only read, unless its workflow grants more: it may write",
		"workflows: none approves or opens a pull request: each may, and so a job can be the reviewer that a change needs",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("it tells %q, not %q", got, want)
		}
	}
	a.set(t)
	if got := lines(a.guard(t).Look(t.Context(), wanted), guard.Lacking, guard.Unknown); len(got) != 2 { // the secrets
		t.Errorf("after all was set: %q", got)
	}
}
