package runbooks_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestGitHubREST tries the pack against what GitHub's published description of its REST API (2022-11-28) says of
// repositories, code scanning analyses, the rules of a branch, releases, pull requests and environments: paths,
// parameters, Link headers, statuses and members. That a repository which was never scanned answers 404 was read there
// too. Not tried: GitHub itself, and GitHub Enterprise Server, whose paths begin with /api/v3.
func TestGitHubREST(t *testing.T) {
	t.Parallel()
	refuse := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			answer(w, status, map[string]any{"message": http.StatusText(status), "documentation_url": "https://docs.github.com/rest", "status": fmt.Sprint(status)})
		}
	}
	only := func(query, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Encode() != query || r.Header.Get("X-Github-Api-Version") != "2022-11-28" {
				refuse(http.StatusUnprocessableEntity)(w, r)
				return
			}
			answer(w, http.StatusOK, json.RawMessage(body))
		}
	}
	github := newVendor(t, "github_rest", map[string]http.HandlerFunc{
		"GET /orgs/acme/repos": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("page") == "2" {
				answer(w, http.StatusOK, json.RawMessage(`[{"full_name": "acme/old", "default_branch": "main", "pushed_at": "2020-01-01T00:00:00Z", "archived": true, "disabled": false, "fork": false, "size": 7},
					{"full_name": "acme/wiki", "default_branch": "trunk", "pushed_at": "2026-01-04T00:00:00Z", "archived": false, "disabled": false, "fork": false, "size": 7}]`))
				return
			}
			w.Header().Set("Link", fmt.Sprintf(`<https://%s/orgs/acme/repos?per_page=100&type=all&page=2>; rel="next"`, r.Host))
			only("per_page=100&type=all", `[{"full_name": "acme/shop", "default_branch": "main", "pushed_at": "2026-01-05T00:00:00Z", "archived": false, "disabled": false, "fork": false, "size": 7}]`)(w, r)
		},
		"GET /repos/acme/shop/code-scanning/analyses": only("direction=desc&per_page=100&ref=refs%2Fheads%2Fmain&sort=created", `[
			{"ref": "refs/heads/main", "commit_sha": "c1", "analysis_key": "k", "environment": "{}", "error": "", "category": "", "created_at": "2026-01-05T00:00:00Z", "results_count": 3, "rules_count": 9, "tool": {"name": "CodeQL", "guid": null, "version": "2"}, "deletable": true, "warning": ""},
			{"ref": "refs/heads/main", "commit_sha": "c0", "analysis_key": "k", "environment": "{}", "error": "it crashed", "category": "", "created_at": "2026-01-04T00:00:00Z", "results_count": 0, "rules_count": 0, "tool": {"name": "ZAP"}, "deletable": true, "warning": ""}]`),
		"GET /repos/acme/wiki/code-scanning/analyses":   refuse(http.StatusNotFound),
		"GET /repos/acme/closed/code-scanning/analyses": refuse(http.StatusForbidden),
		"GET /repos/acme/shop/rules/branches/main": only("per_page=100", `[{"type": "deletion", "ruleset_source_type": "Organization", "ruleset_source": "acme", "ruleset_id": 1},
			{"type": "required_status_checks", "ruleset_id": 1, "parameters": {"strict_required_status_checks_policy": true, "required_status_checks": [{"context": "tests", "integration_id": 1}, {"context": "scan"}]}},
			{"type": "code_scanning", "ruleset_id": 1, "parameters": {"code_scanning_tools": [{"tool": "CodeQL", "alerts_threshold": "errors", "security_alerts_threshold": "high_or_higher"}]}}]`),
		"GET /repos/acme/shop/releases/latest": only("", `{"tag_name": "v1", "published_at": "2026-01-02T00:00:00Z", "draft": false, "prerelease": false}`),
		"GET /repos/acme/wiki/releases/latest": refuse(http.StatusNotFound),
		"GET /repos/acme/shop/pulls": only("base=main&direction=desc&per_page=100&sort=updated&state=closed", `[{"number": 8, "state": "closed", "merged_at": null, "merge_commit_sha": "x", "labels": []},
			{"number": 7, "state": "closed", "merged_at": "2026-01-03T00:00:00Z", "merge_commit_sha": "c1", "labels": [{"id": 1, "name": "security"}]}]`),
		"GET /repos/acme/shop/environments": only("per_page=100", `{"total_count": 2, "environments": [
			{"name": "production", "can_admins_bypass": false, "protection_rules": [{"id": 1, "type": "required_reviewers", "prevent_self_review": true, "reviewers": [{"type": "Team", "reviewer": {"id": 1, "slug": "operations"}}, {"type": "User", "reviewer": {"id": 2, "login": "ada"}}]}, {"id": 2, "type": "branch_policy"}], "deployment_branch_policy": {"protected_branches": true, "custom_branch_policies": false}},
			{"name": "playground", "protection_rules": [], "deployment_branch_policy": null}]}`),
		"GET /repos/acme/many/environments": only("per_page=100", `{"total_count": 101, "environments": []}`),
	}, bearer, refuse(http.StatusUnauthorized))

	branch := func(repository string) string { return fmt.Sprintf("repository = %q\n  branch = \"main\"", repository) }
	github.try(t,
		call{name: "two pages of repositories", action: "github_rest.list_repositories", settings: `organization = "acme"`, condition: `length(step.it.repositories) == 2 && step.it.repositories[1].branch == "trunk"`},
		call{name: "an organization that is not seen", action: "github_rest.list_repositories", settings: `organization = "other"`, want: evidence.Failed},
		call{name: "scans, without the one that crashed", action: "github_rest.list_scans", settings: branch("acme/shop"), condition: `length(step.it.scans) == 1 && step.it.scans[0].tool == "CodeQL" && step.it.scans[0].results == 3`},
		call{name: "never scanned", action: "github_rest.list_scans", settings: branch("acme/wiki"), condition: `length(step.it.scans) == 0`},
		call{name: "scanning is not to be seen", action: "github_rest.list_scans", settings: branch("acme/closed"), want: evidence.Unknown},
		call{name: "what must pass", action: "github_rest.list_required_checks", settings: branch("acme/shop"), condition: `length(step.it.checks) == 2 && step.it.checks[1] == "scan" && step.it.tools[0] == "CodeQL"`},
		call{name: "a release", action: "github_rest.get_release", settings: `repository = "acme/shop"`, condition: `before("2026-01-01T00:00:00Z", step.it.published_at)`},
		call{name: "no release", action: "github_rest.get_release", settings: `repository = "acme/wiki"`, condition: `step.it.published_at == "never"`},
		call{name: "merged changes alone", action: "github_rest.list_changes", settings: branch("acme/shop"), condition: `length(step.it.changes) == 1 && step.it.changes[0].labels[0] == "security"`},
		call{name: "environments", action: "github_rest.list_environments", settings: `repository = "acme/shop"`, condition: `!step.it.environments[0].bypassed && step.it.environments[0].branches && step.it.environments[0].reviewed && step.it.environments[0].reviewers[0] == "operations" && step.it.environments[0].reviewers[1] == "@ada" && length(step.it.environments[1].reviewers) == 0 && step.it.environments[1].bypassed && !step.it.environments[1].branches`},
		call{name: "more environments than were shown", action: "github_rest.list_environments", settings: `repository = "acme/many"`, want: evidence.Unknown},
	)
}
