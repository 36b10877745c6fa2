//go:build unix

package runbooks_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestForgeRunbooks(t *testing.T) {
	t.Parallel()
	bypass := `[{"actor_id": 7, "actor_type": "Team", "bypass_mode": "pull_request"}]`
	ruleset := func(id int, rules string) string {
		return fmt.Sprintf(`{"id": %d, "name": "r", "target": "branch", "source": "acme", "source_type": "Organization", "enforcement": "active", "bypass_actors": %s, "conditions": {"ref_name": {"include": ["~DEFAULT_BRANCH"], "exclude": []}}, "rules": %s}`, id, bypass, rules)
	}
	alert := func(number int, tool string) string {
		return fmt.Sprintf(`{"number": %d, "created_at": "2025-01-01T00:00:00Z", "state": "open", "rule": {"id": "r", "security_severity_level": "high"}, "tool": {"name": %q}}`, number, tool)
	}
	github := newVendor(t, "github", map[string]http.HandlerFunc{
		"GET /repos/acme/network/rules/branches/main": raw(`[{"type": "pull_request", "ruleset_id": 1, "parameters": {"required_approving_review_count": 1}}, {"type": "required_status_checks", "ruleset_id": 1, "parameters": {"required_status_checks": [{"context": "plan"}]}}]`),
		"GET /repos/acme/network/branches/main":       raw(`{"name": "main", "protected": false, "protection": {"enabled": false}}`),
		"GET /orgs/acme/rulesets":                     raw(`[{"id": 1, "name": "r", "target": "branch", "source": "acme", "enforcement": "active"}, {"id": 2, "name": "s", "target": "branch", "source": "acme", "enforcement": "active"}]`),
		"GET /orgs/acme/rulesets/1": func(w http.ResponseWriter, r *http.Request) {
			raw(ruleset(1, `[{"type": "pull_request"}, {"type": "required_status_checks"}]`))(w, r)
		},
		"GET /orgs/acme/rulesets/2":                   func(w http.ResponseWriter, r *http.Request) { raw(ruleset(2, `[{"type": "code_scanning"}]`))(w, r) },
		"GET /orgs/acme/dependabot/alerts":            raw(`[]`),
		"GET /repos/acme/seeded/code-scanning/alerts": raw(`[` + alert(1, "CodeQL") + `,` + alert(2, "ZAP") + `]`),
	}, bearer, raw(`{}`))
	tool := "CodeQL"
	rest := newVendor(t, "github_rest", map[string]http.HandlerFunc{
		"GET /orgs/acme/repos":                        raw(fmt.Sprintf(`[{"full_name": "acme/wiki", "default_branch": "main", "pushed_at": %q, "archived": false, "disabled": false, "fork": false, "size": 7}]`, ago(time.Hour))),
		"GET /repos/acme/wiki/code-scanning/analyses": raw(fmt.Sprintf(`[{"commit_sha": "c1", "created_at": %q, "error": "", "results_count": 0, "tool": {"name": "CodeQL"}}, {"commit_sha": "c1", "created_at": %q, "error": "", "results_count": 0, "tool": {"name": "ZAP"}}]`, ago(time.Minute), ago(48*time.Hour))),
		"GET /repos/acme/wiki/rules/branches/main": func(w http.ResponseWriter, r *http.Request) {
			raw(`[{"type": "code_scanning", "ruleset_id": 2, "parameters": {"code_scanning_tools": [{"tool": "`+tool+`", "alerts_threshold": "errors", "security_alerts_threshold": "high_or_higher"}]}}]`)(w, r)
		},
	}, bearer, raw(`{}`))
	whole{name: "testing-everywhere", systems: []vendor{github, rest}}.expect(t, passed, nil)
	tool = "Linter"
	whole{name: "testing-everywhere", systems: []vendor{github, rest}}.expect(t, failed, outcomes{"no_way_past": failed})

	cluster := newVendor(t, "kubernetes", map[string]http.HandlerFunc{
		"GET /api/v1/namespaces": kubernetesPages(`{"metadata": {"name": "wiki", "labels": {"tier": "critical"}}}`, `{"metadata": {"name": "kube-system"}}`),
		"GET /apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings": kubernetesPages(
			`{"metadata": {"name": "all"}, "spec": {"policyName": "signed", "validationActions": ["Deny"]}}`,
			`{"metadata": {"name": "critical"}, "spec": {"policyName": "sealed", "validationActions": ["Deny"], "matchResources": {"namespaceSelector": {"matchLabels": {"tier": "critical"}}}}}`,
			`{"metadata": {"name": "ordinary"}, "spec": {"policyName": "named", "validationActions": ["Deny"], "matchResources": {"namespaceSelector": {"matchLabels": {"tier": "ordinary"}}}}}`),
	}, bearer, raw(`{}`))
	policy := map[string]string{"policies/applications.md": "# Applications\n\nOwner: Grace\nReviewed: " + ago(24 * time.Hour)[:10] + "\n\n## Critical\n\n## Ordinary\n"}
	whole{name: "app-policies", systems: []vendor{github, cluster}, files: policy}.expect(t, passed, nil)
	bypass = `[{"actor_id": 7, "actor_type": "Team", "bypass_mode": "always"}]`
	whole{name: "app-policies", systems: []vendor{github, cluster}, files: policy}.expect(t, failed, outcomes{"github_refuses": failed})

	drifted := "false"
	workspace := func(id, name string) string {
		return fmt.Sprintf(`{"id": %q, "attributes": {"name": %q, "execution-mode": "remote", "auto-apply": true, "resource-count": 7, "vcs-repo": {"identifier": "acme/network"}, "assessments-enabled": true, "tag-names": ["until:2999-12-31"], "auto-destroy-at": null, "auto-destroy-activity-duration": null}}`, id, name)
	}
	terraform := newVendor(t, "terraform", map[string]http.HandlerFunc{
		"GET /api/v2/organizations/acme/workspaces": raw(`{"data": [` + workspace("ws-1", "office") + `,` + workspace("ws-2", "cloud") + `], "meta": {"pagination": {"current-page": 1, "total-pages": 1}}}`),
		"GET /api/v2/workspaces/{id}/runs":          raw(fmt.Sprintf(`{"data": [{"attributes": {"status": "applied", "source": "tfe-configuration-version", "created-at": %q}}]}`, ago(48*time.Hour))),
		"GET /api/v2/workspaces/{id}/current-assessment-result": func(w http.ResponseWriter, r *http.Request) {
			raw(fmt.Sprintf(`{"data": {"attributes": {"drifted": %s, "succeeded": true, "created-at": %q}}}`, drifted, ago(time.Hour)))(w, r)
		},
	}, bearer, raw(`{}`))
	whole{name: "network-code", systems: []vendor{github, terraform}}.expect(t, passed, nil)
	drifted = "true"
	whole{name: "network-code", systems: []vendor{github, terraform}}.expect(t, failed, outcomes{"as_written": failed})
}

func TestNetworkLifeDrill(t *testing.T) {
	t.Parallel()
	resources, ends := 0, 0
	workspace := func(id, name string, resources int, repository string) string {
		return fmt.Sprintf(`{"id": %q, "attributes": {"name": %q, "execution-mode": "remote", "auto-apply": true, "locked": false, "resource-count": %d, "vcs-repo": %s, "assessments-enabled": true, "tag-names": ["network", "until:2999-12-31"], "auto-destroy-at": null, "auto-destroy-activity-duration": null}}`,
			id, name, resources, repository)
	}
	repository := `{"identifier": "acme/network"}`
	all := func(w http.ResponseWriter, r *http.Request) {
		raw(`{"data": [`+workspace("ws-1", "office", 7, repository)+`,`+workspace("ws-2", "cloud", 7, `{"identifier": "acme/network"}`)+`], "meta": {"pagination": {"current-page": 1, "total-pages": 1}}}`)(w, r)
	}
	terraform := newVendor(t, "terraform", map[string]http.HandlerFunc{
		"GET /api/v2/organizations/acme/workspaces": all,
		"GET /api/v2/workspaces/{id}": func(w http.ResponseWriter, r *http.Request) {
			raw(`{"data": `+workspace(r.PathValue("id"), "drill", resources, "null")+`}`)(w, r)
			if resources > 0 { // it was seen once, and ends
				resources = 0
			}
		},
		"PATCH /api/v2/workspaces/{id}": func(w http.ResponseWriter, r *http.Request) {
			ends++
			raw(`{"data": {}}`)(w, r)
		},
		"POST /api/v2/runs": func(w http.ResponseWriter, _ *http.Request) {
			resources = 3
			answer(w, http.StatusCreated, json.RawMessage(`{"data": {"id": "run-1"}}`))
		},
	}, bearer, raw(`{}`))
	whole{name: "network-life-drill", systems: []vendor{terraform}}.expect(t, passed, nil)
	if ends != 1 {
		t.Errorf("its end was said %d times, wanted once", ends)
	}
	repository = "null"
	whole{name: "network-life-drill", systems: []vendor{terraform}}.expect(t, failed, outcomes{"without_a_hand": failed})
}

func TestHolesToTickets(t *testing.T) {
	t.Parallel()
	alert := func(number int, severity string) string {
		return fmt.Sprintf(`{"number": %d, "state": "open", "created_at": "2025-01-01T00:00:00Z", "repository": {"full_name": "acme/shop"}, "dependency": {"package": {"name": "left-pad"}}, "security_advisory": {"ghsa_id": "GHSA-1", "severity": %q}}`, number, severity)
	}
	github := newVendor(t, "github", map[string]http.HandlerFunc{
		"GET /orgs/acme/dependabot/alerts":    raw(`[` + alert(1, "critical") + `,` + alert(2, "low") + `,` + alert(3, "high") + `]`),
		"GET /orgs/acme/code-scanning/alerts": raw(`[]`),
	}, bearer, raw(`{}`))
	tickets := []any{ticket("acme/shop package 3: mend it")}
	jira := newVendor(t, "jira", map[string]http.HandlerFunc{
		"GET /rest/api/3/search/jql": func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.URL.Query().Get("jql"), "created <=") {
				raw(`{"issues": [], "isLast": true}`)(w, r)
				return
			}
			answer(w, http.StatusOK, map[string]any{"issues": tickets, "isLast": true})
		},
		"POST /rest/api/3/issue": func(w http.ResponseWriter, r *http.Request) {
			var sent struct{ Fields struct{ Summary string } }
			_ = json.NewDecoder(r.Body).Decode(&sent)
			tickets = append(tickets, ticket(sent.Fields.Summary))
			answer(w, http.StatusCreated, map[string]any{"key": "SEC-9"})
		},
	}, func(*http.Request) bool { return true }, raw(`{}`))
	for range 2 { // the second time there is nothing to open
		whole{name: "holes-to-tickets", systems: []vendor{github, jira}}.expect(t, passed, nil)
	}
	if len(tickets) != 2 {
		t.Errorf("there are %d tickets, wanted 2", len(tickets))
	}
}

func ticket(subject string) any {
	return map[string]any{"key": "SEC-1", "fields": map[string]any{"summary": subject, "status": map[string]any{"statusCategory": map[string]any{"key": "new"}}}}
}

// TestSeparateTeams: a GitHub with three teams and an environment, and a cluster with a role that may change what runs.
func TestSeparateTeams(t *testing.T) {
	t.Parallel()
	operator, subject := "linus", "operations"
	team := func(id int, login string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("role") == "maintainer" {
				raw(`[]`)(w, r)
				return
			}
			raw(fmt.Sprintf(`[{"id": %d, "login": %q, "type": "User"}]`, id, login))(w, r)
		}
	}
	github := newVendor(t, "github", map[string]http.HandlerFunc{
		"GET /orgs/acme/teams/developers/members": team(10, "ada"),
		"GET /orgs/acme/teams/security/members":   team(20, "grace"),
		"GET /orgs/acme/teams/operations/members": func(w http.ResponseWriter, r *http.Request) {
			if operator == "ada" {
				team(10, "ada")(w, r)
				return
			}
			team(30, operator)(w, r)
		},
	}, bearer, raw(`{}`))
	rest := newVendor(t, "github_rest", map[string]http.HandlerFunc{
		"GET /repos/acme/wiki/environments": raw(`{"total_count": 1, "environments": [{"name": "production", "can_admins_bypass": false, "deployment_branch_policy": {"protected_branches": true, "custom_branch_policies": false},
			"protection_rules": [{"id": 1, "type": "required_reviewers", "prevent_self_review": true, "reviewers": [{"type": "Team", "reviewer": {"id": 1, "slug": "operations"}}]}, {"id": 2, "type": "branch_policy"}]}]}`),
	}, bearer, raw(`{}`))
	const rbac = "GET /apis/rbac.authorization.k8s.io/v1/"
	cluster := newVendor(t, "kubernetes", map[string]http.HandlerFunc{
		rbac + "roles":               raw(`{"items": [], "metadata": {}}`),
		rbac + "clusterroles":        kubernetesPages(`{"metadata": {"name": "edit"}, "rules": [{"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["patch"]}]}`),
		rbac + "clusterrolebindings": raw(`{"items": [], "metadata": {}}`),
		rbac + "rolebindings": func(w http.ResponseWriter, r *http.Request) {
			kubernetesPages(`{"metadata": {"name": "b", "namespace": "wiki"}, "roleRef": {"kind": "ClusterRole", "name": "edit"}, "subjects": [{"kind": "Group", "name": "`+subject+`"}]}`)(w, r)
		},
	}, bearer, raw(`{}`))
	teams := whole{name: "separate-teams", systems: []vendor{github, rest, cluster}}
	teams.expect(t, passed, nil)
	operator, subject = "ada", "developers"
	teams.expect(t, failed, outcomes{"different_people": failed, "operations_alone_change": failed, "operations_say_yes": passed})
}
