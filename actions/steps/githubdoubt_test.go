package steps_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/internal/hub"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/kind"
)

// TestTwoFactorProved: an answer about second factors counts only where the filter is proved to have made it.
func TestTwoFactorProved(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit   func(a *acmeOnHub)
		reason engine.Reason
		words  string
	}{
		"a server that does not hear the filter": {func(a *acmeOnHub) { a.org.Deaf() }, engine.ReasonUnread, "names everybody as without two factors"},
		"really nobody has two":                  {func(a *acmeOnHub) { a.org.Bare(a.Person("ada"), a.Person("bo")) }, engine.ReasonUnread, "names everybody as without two factors"},
		"it is required, and some have none":     {func(a *acmeOnHub) { a.org.TwoFactors(true) }, engine.ReasonUnread, "says both"},
		"a token that is no owner's":             {func(a *acmeOnHub) { a.token = a.PersonToken(a.Person("bo"), "members:read") }, engine.ReasonStatus, "status 422"},
		"one who sees only who shows the membership": {func(a *acmeOnHub) {
			a.Fault("GET /orgs/{org}/memberships/{username}", hub.Replaced(403, `{"message":"You must be a member"}`))
		}, engine.ReasonForbidden, "it takes members: read, which no job's token has"},
		"an organization without members": {func(a *acmeOnHub) { a.Fault("GET /orgs/{org}/members", hub.Replaced(200, "[]")) }, engine.ReasonNotFound, "the token sees only those who show their membership"},
		"an answer without a list":        {func(a *acmeOnHub) { a.Fault("GET /orgs/{org}/members", hub.Replaced(200, "null")) }, engine.ReasonUnread, "does not answer as GitHub does"},
		"somebody without a number":       {func(a *acmeOnHub) { a.Fault("GET /orgs/{org}/members", hub.Replaced(200, `[{"login":"x"}]`)) }, engine.ReasonUnread, "does not answer as GitHub does"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := onHub(t)
			c.edit(a)
			outcome := evidence.Unknown
			if c.reason == engine.ReasonStatus {
				outcome = evidence.Failed // GitHub was asked, and says that it does not answer that
			}
			wants(t, a.run(t, "github.two_factor", nil), outcome, c.reason, c.words)
		})
	}
}

// TestTwoFactorOfAll: that everybody has two is told where the list is empty, which a server that does not hear the
// filter never sends.
func TestTwoFactorOfAll(t *testing.T) {
	t.Parallel()
	a := onHub(t)
	for _, login := range []string{"cy", "eve"} {
		a.org.Dressed(a.Person(login))
	}
	wantOutputs(t, a.run(t, "github.two_factor", nil), map[string]any{"without": []any{}, "required": false})
}

// TestGitHubPages: a list of any length is read whole; one that changes meanwhile is read until it stays, or unknown.
func TestGitHubPages(t *testing.T) {
	t.Parallel()
	a := onHub(t)
	const many = 250
	for i := range many {
		a.org.Member(a.Person(fmt.Sprintf("person-%03d", i)))
	}
	members := func() engine.Result { return a.run(t, "github.members", nil) }
	if n := len(members().Outputs["members"].Items()); n != many+3 {
		t.Errorf("%d members", n)
	}
	// Whoever leaves while the first page is read moves the first of the second page to where nobody looks again.
	leaves := func(login string) hub.Fault {
		return hub.Before(func() { a.org.Leave(a.Person(login)) })
	}
	a.Fault("GET /orgs/{org}/members", nil, nil, leaves("person-000"))
	result := members()
	if n := len(result.Outputs["members"].Items()); n != many+2 {
		t.Errorf("%d members after one left (%s)", n, result.Detail)
	}
	var each []hub.Fault
	for i := range 100 {
		each = append(each, leaves(fmt.Sprintf("person-%03d", i+1)))
	}
	a.Fault("GET /orgs/{org}/members", each...)
	wants(t, members(), evidence.Unknown, engine.ReasonUnread, "the list changes while it is read")
	endless := onHub(t)
	page, _ := json.Marshal([]map[string]any{{"id": 1, "login": "x"}})
	for range 300 {
		endless.Fault("GET /orgs/{org}/outside_collaborators", hub.Linked(string(page), "page=2"))
	}
	wants(t, endless.run(t, "github.outside_collaborators", nil), evidence.Unknown, engine.ReasonTooLarge, "more than 10000 entries")
}

// TestGitHubForbids: what the token may not see is unknown for every action, be it a 403 or a 404, and the words say
// which permission is missing and whose token can have it.
func TestGitHubForbids(t *testing.T) {
	t.Parallel()
	a := onHub(t)
	a.token = a.JobToken(a.repo, "contents:read")
	stranger := onHub(t)
	for _, k := range kind.All() {
		if !strings.HasPrefix(k.Name, "github.") || k.Name == "github.branch_rules" || k.Needs()[0] == "metadata: read" {
			continue
		}
		result := a.run(t, k.Name, a.some(k.Name))
		wants(t, result, evidence.Unknown, engine.ReasonForbidden, "it takes "+k.Needs()[0])
		if hint := strings.Contains(result.Detail, "the token of an App"); hint != (len(k.Beyond) > 0) {
			t.Errorf("%s: %s", k.Name, result.Detail)
		}
		where := given{"organization": "stranger"}
		if k.Field("repository") != nil {
			where = given{"repository": "acme/stranger"}
		}
		for name, v := range stranger.some(k.Name) {
			where[name] = v
		}
		wants(t, stranger.run(t, k.Name, where), evidence.Unknown, engine.ReasonNotFound, "it takes ")
	}
}

// TestGitHubKeepsQuiet: neither the address of a webhook nor a leaked secret nor a token comes out of what looks at
// them.
func TestGitHubKeepsQuiet(t *testing.T) {
	t.Parallel()
	a := onHub(t)
	for _, k := range kind.All() {
		if !strings.HasPrefix(k.Name, "github.") {
			continue
		}
		result := a.run(t, k.Name, a.some(k.Name))
		said := result.Detail
		for _, v := range result.Outputs {
			said += show(v)
		}
		if strings.Contains(said, canary) || strings.Contains(said, a.token) {
			t.Errorf("%s: %s", k.Name, said)
		}
	}
}

// TestBranchRules: a branch protection rule counts beside rulesets; where the token may not read it, what rulesets do
// not already hold is null, never false.
func TestBranchRules(t *testing.T) {
	t.Parallel()
	a := onHub(t)
	a.repo.Set("protection/main", hub.Fields{
		"url": "https://hub.invalid/", "enforce_admins": hub.Fields{"url": "https://hub.invalid/", "enabled": true}, "allow_force_pushes": hub.Fields{"enabled": false}, "allow_deletions": hub.Fields{"enabled": true},
		"required_linear_history": hub.Fields{"enabled": true}, "required_status_checks": hub.Fields{"url": "https://hub.invalid/", "contexts": []string{"lint"}, "checks": []any{}, "contexts_url": "https://hub.invalid/", "strict": false},
		"required_pull_request_reviews": hub.Fields{"url": "https://hub.invalid/", "dismiss_stale_reviews": false, "require_code_owner_reviews": true, "required_approving_review_count": 3},
	})
	branch := given{"branch": "main"}
	wantOutputs(t, a.run(t, "github.branch_rules", branch), map[string]any{
		"complete": true, "stays": true, "linear": true, "code_owners": true, "reviews": 3, "checks": []string{"lint", "test"}, "administrators": true, "signed": false,
	})
	a.token = a.JobToken(a.repo, "contents:read")
	wantOutputs(t, a.run(t, "github.branch_rules", branch), map[string]any{
		"complete": false, "stays": true, "linear": nil, "code_owners": nil, "reviews": nil, "checks": nil, "administrators": nil, "signed": nil,
	})
	wants(t, a.run(t, "github.branch_rules", given{"branch": "nowhere"}), evidence.Unknown, engine.ReasonNotFound, "")
	wantOutputs(t, a.run(t, "github.rulesets", nil), map[string]any{"rulesets": []any{object(given{
		"id": int(a.repo.Rulesets()[0].ID), "name": "main", "target": "branch", "source": "acme/shop", "enforcement": "active", "include": []string{"~DEFAULT_BRANCH"}, "exclude": []string{},
		"rules": []string{"deletion", "non_fast_forward", "pull_request", "required_status_checks"}, "bypass": nil,
	})}})
}
