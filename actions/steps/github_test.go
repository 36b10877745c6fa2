package steps_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/internal/hub"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// acmeOnHub is an organization with a repository, in which every action github.* has something to see.
type acmeOnHub struct {
	*hub.Hub
	org     *hub.Org
	repo    *hub.Repository
	token   string
	machine steps.Machine
}

func onHub(t *testing.T) *acmeOnHub {
	t.Helper()
	h := hub.Start(t)
	a := &acmeOnHub{Hub: h, repo: h.Repository("acme/shop"), org: h.Org("acme")}
	ada, bo, cy, eve, fay := h.Person("ada"), h.Person("bo"), h.Person("cy"), h.Person("eve"), h.Person("fay")
	a.org.Owner(ada)
	a.org.Member(bo, cy)
	a.org.Outside(eve, fay)
	a.org.Bare(cy, eve)
	a.org.TwoFactors(false)
	a.org.Team("site-reliability", ada, bo)
	a.org.Maintainer(ada)
	a.repo.Commit(hub.Change{Author: ada, Files: map[string]string{"README.md": "hello"}})
	a.repo.Collaborator(bo, "write")
	a.repo.Outside(eve, "read")
	a.repo.Ruleset(hub.Ruleset{
		Name: "main", State: "active", Include: []string{"~DEFAULT_BRANCH"}, Bypass: []hub.Bypass{{ID: 7, Type: "Team", Mode: "always"}},
		Rules: []hub.Rule{{Type: "deletion"}, {Type: "non_fast_forward"}, {Type: "pull_request", Parameters: pullRequest(2)}, {Type: "required_status_checks", Parameters: checks("test")}},
	})
	a.org.Keep("rulesets", hub.Fields{"id": int64(70), "name": "all", "target": "branch", "enforcement": "active", "source_type": "Organization", "source": "acme", "rules": []any{hub.Fields{"type": "deletion"}},
		"conditions": hub.Fields{"ref_name": hub.Fields{"include": []string{"~ALL"}, "exclude": []string{}}, "repository_name": hub.Fields{"include": []string{"~ALL"}, "exclude": []string{}}}})
	a.repo.Keep("keys", hub.Fields{"id": int64(40), "key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl", "url": "https://hub.invalid/", "title": "deploy", "verified": true, "created_at": "2026-01-05T07:00:00Z", "read_only": false, "last_used": nil})
	inOrg := func(list string, items ...hub.Fields) { // where alerts tell their repository
		for i := range items {
			items[i] = maps.Clone(items[i])
			if list != "hooks" {
				items[i]["repository"] = ofRepository
			}
		}
		a.org.Keep(list, items...)
	}
	for _, keep := range []func(string, ...hub.Fields){a.repo.Keep, inOrg} {
		keep("hooks", hub.Fields{"id": int64(50), "type": "Repository", "name": "web", "active": true, "events": []string{"push"}, "url": "https://hub.invalid/", "ping_url": "https://hub.invalid/", "test_url": "https://hub.invalid/", "created_at": "2026-01-05T07:00:00Z", "updated_at": "2026-01-05T07:00:00Z",
			"config": hub.Fields{"url": "https://ci.acme.example/hook/" + canary, "content_type": "json", "insecure_ssl": "0", "secret": "********"}, "last_response": hub.Fields{"code": 200, "status": "active", "message": "OK"}})
		keep("dependabot", dependabot("open", 3), dependabot("dismissed", 4))
		keep("secret-scanning", hub.Fields{"number": 5, "state": "open", "created_at": "2026-01-05T07:00:00Z", "secret_type": "aws_access_key", "validity": "active", "secret": canary, "publicly_leaked": true})
		keep("code-scanning", hub.Fields{"number": 6, "state": "open", "created_at": "2026-01-05T07:00:00Z", "url": "https://hub.invalid/", "html_url": "https://hub.invalid/", "instances_url": "https://hub.invalid/", "dismissed_by": nil, "dismissed_at": nil, "dismissed_reason": nil,
			"rule": hub.Fields{"id": "go/sql-injection", "security_severity_level": "high"}, "tool": hub.Fields{"name": "CodeQL"}, "most_recent_instance": hub.Fields{}})
	}
	for _, set := range []func(string, hub.Fields){a.repo.Set, a.org.Set} {
		set("workflow", hub.Fields{"default_workflow_permissions": "read", "can_approve_pull_request_reviews": false})
		set("permissions", hub.Fields{"enabled": true, "enabled_repositories": "all", "allowed_actions": "selected", "sha_pinning_required": true})
	}
	a.repo.Set("selected-actions", hub.Fields{"github_owned_allowed": true, "verified_allowed": false, "patterns_allowed": []string{"acme/*"}})
	a.token = h.PersonToken(ada, "*:admin")
	a.machine = steps.Machine{GitHub: steps.GitHub{API: h.API, Repository: "acme/shop", Token: engine.Conceal("ghs_of-the-job")}}
	return a
}

var ofRepository = hub.Fields{"id": 1, "name": "shop", "full_name": "acme/shop"}

func pullRequest(count int) hub.Fields {
	return hub.Fields{"required_approving_review_count": count, "dismiss_stale_reviews_on_push": true, "require_code_owner_review": false, "require_last_push_approval": true, "required_review_thread_resolution": false}
}

func checks(names ...string) hub.Fields {
	list := []any{}
	for _, name := range names {
		list = append(list, hub.Fields{"context": name})
	}
	return hub.Fields{"required_status_checks": list, "strict_required_status_checks_policy": true}
}

func dependabot(state string, number int) hub.Fields {
	return hub.Fields{
		"number": number, "state": state, "created_at": "2026-01-05T07:00:00Z", "updated_at": "2026-01-05T07:00:00Z", "url": "https://hub.invalid/", "html_url": "https://hub.invalid/",
		"dismissed_at": nil, "dismissed_by": nil, "dismissed_reason": nil, "dismissed_comment": nil, "fixed_at": nil,
		"dependency":        hub.Fields{"package": hub.Fields{"ecosystem": "npm", "name": "left-pad"}, "manifest_path": "package-lock.json", "scope": "runtime"},
		"security_advisory": hub.Fields{"ghsa_id": "GHSA-aaaa-bbbb-cccc", "severity": "critical"}, "security_vulnerability": hub.Fields{"severity": "critical"},
	}
}

// call is one over the connection github, which has a token of its own.
func (a *acmeOnHub) call(t *testing.T, action string, settings given) engine.Call {
	t.Helper()
	call := callOf(t, action, settings)
	call.Connection = &plan.Connection{Name: "github", Kind: "github"}
	call.Allow, call.Token = []string{action}, engine.Conceal(a.token)
	return call
}

func (a *acmeOnHub) run(t *testing.T, action string, settings given) engine.Result {
	t.Helper()
	return runWith(t, a.machine, a.call(t, action, settings))
}

// id is the number of somebody.
func (a *acmeOnHub) id(login string) int { return int(a.Person(login).ID) }

// some are settings that let an action pass.
func (a *acmeOnHub) some(action string) given {
	settings := map[string]given{
		"github.team_members": {"team": "site-reliability"}, "github.branch_rules": {"branch": "main"},
		"github.remove_member": {"login": "bo", "id": a.id("bo")}, "github.remove_outside_collaborator": {"login": "eve", "id": a.id("eve")},
		"github.remove_team_member": {"team": "site-reliability", "login": "bo", "id": a.id("bo")}, "github.add_team_member": {"team": "site-reliability", "login": "cy", "id": a.id("cy")},
		"github.remove_deploy_key": {"id": 40}, "github.remove_webhook": {"id": 50}, "github.remove_organization_webhook": {"id": 50},
	}
	if settings[action] == nil {
		return given{}
	}
	return settings[action]
}

// gitHubSubjects are the actions github.* for the contract.
func gitHubSubjects(t *testing.T) map[string]subject {
	a, all := onHub(t), map[string]subject{}
	for _, k := range kind.All() {
		if strings.HasPrefix(k.Name, "github.") {
			all[k.Name] = subject{machine: a.machine, passes: a.call(t, k.Name, a.some(k.Name))}
		}
	}
	return all
}

// object is an object of an expression.
func object(members given) expr.Value {
	all := map[string]expr.Value{}
	for name, v := range members {
		all[name] = valueOf(v)
	}
	return expr.OfObject(all)
}

// TestGitHubSees: what each action tells of the same organization, of which every request is as GitHub describes it.
func TestGitHubSees(t *testing.T) {
	t.Parallel()
	hub.NeedsDescription(t)
	a := onHub(t)
	list := func(objects ...given) []any {
		items := []any{}
		for _, o := range objects {
			items = append(items, object(o))
		}
		return items
	}
	hooks := list(given{"id": 50, "active": true, "events": []string{"push"}, "content_type": "json", "host": "ci.acme.example", "insecure": false, "secret": true, "last_status": 200})
	for action, want := range map[string]given{
		"github.members":               {"members": list(given{"id": a.id("ada"), "login": "ada", "owner": true}, given{"id": a.id("bo"), "login": "bo", "owner": false}, given{"id": a.id("cy"), "login": "cy", "owner": false})},
		"github.outside_collaborators": {"collaborators": list(given{"id": a.id("eve"), "login": "eve"}, given{"id": a.id("fay"), "login": "fay"})},
		"github.two_factor":            {"required": false, "without": list(given{"id": a.id("cy"), "login": "cy", "outside": false}, given{"id": a.id("eve"), "login": "eve", "outside": true})},
		"github.team_members":          {"members": list(given{"id": a.id("ada"), "login": "ada", "maintainer": true}, given{"id": a.id("bo"), "login": "bo", "maintainer": false})},
		"github.collaborators":         {"collaborators": list(given{"id": a.id("bo"), "login": "bo", "outside": false, "role": "write"}, given{"id": a.id("eve"), "login": "eve", "outside": true, "role": "read"})},
		"github.branch_rules": {"rules": []string{"deletion", "non_fast_forward", "pull_request", "required_status_checks"}, "complete": true, "stays": true, "keeps_history": true, "pull_requests": true, "reviews": 2,
			"dismisses_stale": true, "code_owners": false, "last_push": true, "signed": false, "linear": false, "checks": []string{"test"}, "administrators": nil},
		"github.deploy_keys":                      {"keys": list(given{"id": 40, "title": "deploy", "created_at": "2026-01-05T07:00:00Z", "last_used": nil, "read_only": false, "fingerprint": "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"})},
		"github.webhooks":                         {"webhooks": hooks},
		"github.organization_webhooks":            {"webhooks": hooks},
		"github.actions_permissions":              {"enabled": true, "allowed": "selected", "patterns": []string{"acme/*"}, "of_github": true, "verified": false, "pinned": true, "token": "read", "approves": false},
		"github.organization_actions_permissions": {"repositories": "all", "allowed": "selected", "pinned": true, "token": "read", "approves": false},
		"github.dependabot_alerts":                {"alerts": list(given{"number": 3, "created_at": "2026-01-05T07:00:00Z", "repository": "acme/shop", "package": "left-pad", "advisory": "GHSA-aaaa-bbbb-cccc", "severity": "critical"})},
		"github.organization_secret_alerts":       {"alerts": list(given{"number": 5, "created_at": "2026-01-05T07:00:00Z", "repository": "acme/shop", "type": "aws_access_key", "validity": "active", "public": true})},
		"github.code_alerts":                      {"alerts": list(given{"number": 6, "created_at": "2026-01-05T07:00:00Z", "repository": "acme/shop", "rule": "go/sql-injection", "tool": "CodeQL", "severity": "high"})},
	} {
		result := a.run(t, action, a.some(action))
		if result.Outcome != evidence.Passed {
			t.Errorf("%s: %s %s", action, result.Reason, result.Detail)
			continue
		}
		if got := slices.Sorted(maps.Keys(result.Outputs)); !cmp.Equal(got, slices.Sorted(maps.Keys(want))) {
			t.Errorf("%s gives %q", action, got)
		}
		for name, v := range want {
			if got := result.Outputs[name]; !got.Equal(valueOf(v)) {
				t.Errorf("%s: %s is %s, want %s", action, name, show(got), show(valueOf(v)))
			}
		}
	}
}

func show(v expr.Value) string {
	text, _ := expr.Eval(&expr.Node{Op: expr.OpCall, Name: "jsonencode", Args: []*expr.Node{expr.Lit(v)}}, nil).AsText()
	return text
}
