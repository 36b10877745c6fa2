package runbooks_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestTerraform tries the pack against what HashiCorp's own client go-tfe says of the API v2 of HCP Terraform:
// workspaces and their attributes, runs, pages (meta.pagination), JSON:API and its errors. That the result of the last
// comparison is at current-assessment-result, and 404 where there was none, was read in programs that use it. Not found
// in either: the spelling of sources of a run beyond those of go-tfe. Not tried: HCP Terraform itself.
func TestTerraform(t *testing.T) {
	t.Parallel()
	refuse := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			answer(w, status, map[string]any{"errors": []any{map[string]any{"status": "404", "title": "not found"}}})
		}
	}
	raw := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, json.RawMessage(body)) }
	}
	workspace := func(id, more string) string {
		return `{"id": "` + id + `", "type": "workspaces", "attributes": {"name": "` + id + `", "execution-mode": "remote", "auto-apply": true, "locked": false, "resource-count": 7, ` + more + `}}`
	}
	sent := map[string]string{}
	keep := func(status int, reply string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			var body struct {
				Data struct {
					Type          string
					Attributes    map[string]any
					Relationships map[string]struct{ Data struct{ ID string } }
				}
			}
			if err := json.NewDecoder(r.Body).Decode(&body); err != nil || r.Header.Get("Content-Type") != "application/vnd.api+json" || body.Data.Type == "" {
				refuse(http.StatusUnprocessableEntity)(w, r)
				return
			}
			data, _ := json.Marshal(body.Data.Attributes)
			sent[r.Method+" "+body.Data.Type] += string(data)
			answer(w, status, json.RawMessage(reply))
		}
	}
	terraform := newVendor(t, "terraform", map[string]http.HandlerFunc{
		"GET /api/v2/organizations/acme/workspaces": func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			switch {
			case q.Get("page[size]") != "100" || q.Get("search[tags]") != "network":
				refuse(http.StatusBadRequest)(w, r)
			case q.Get("page[number]") == "2":
				raw(`{"data": [`+workspace("ws-2", `"vcs-repo": null, "assessments-enabled": false, "tag-names": ["network"], "auto-destroy-at": null, "auto-destroy-activity-duration": null`)+`], "meta": {"pagination": {"current-page": 2, "total-pages": 2}}}`)(w, r)
			default:
				raw(`{"data": [`+workspace("ws-1", `"vcs-repo": {"identifier": "acme/network", "branch": ""}, "assessments-enabled": true, "tag-names": ["network", "until:2026-12-31"], "auto-destroy-at": "2026-01-06T00:00:00.000Z", "auto-destroy-activity-duration": null`)+`], "meta": {"pagination": {"current-page": 1, "total-pages": 2}}}`)(w, r)
			}
		},
		"GET /api/v2/workspaces/ws-1/current-assessment-result": raw(`{"data": {"id": "asmtres-1", "type": "assessment-results", "attributes": {"drifted": true, "succeeded": true, "error-msg": null, "created-at": "2026-01-05T06:00:00.123Z"}}}`),
		"GET /api/v2/workspaces/ws-2/current-assessment-result": refuse(http.StatusNotFound),
		"GET /api/v2/workspaces/ws-3/current-assessment-result": raw(`{"data": {"id": "asmtres-3", "type": "assessment-results", "attributes": {"drifted": false, "succeeded": false, "error-msg": "it broke", "created-at": "2026-01-05T06:00:00.123Z"}}}`),
		"GET /api/v2/workspaces/ws-1/runs": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("filter[status]") != "applied" {
				refuse(http.StatusBadRequest)(w, r)
				return
			}
			raw(`{"data": [{"id": "run-2", "attributes": {"status": "applied", "source": "tfe-ui", "created-at": "2026-01-04T00:00:00.1Z"}}, {"id": "run-1", "attributes": {"status": "applied", "source": "tfe-configuration-version", "created-at": "2026-01-03T00:00:00.1Z"}}]}`)(w, r)
		},
		"GET /api/v2/workspaces/ws-1":   raw(`{"data": ` + workspace("ws-1", `"auto-destroy-at": "2026-01-06T00:00:00.000Z"`) + `}`),
		"GET /api/v2/workspaces/ws-2":   raw(`{"data": ` + workspace("ws-2", `"auto-destroy-at": null`) + `}`),
		"POST /api/v2/runs":             keep(http.StatusCreated, `{"data": {"id": "run-3", "type": "runs", "attributes": {"status": "pending"}}}`),
		"PATCH /api/v2/workspaces/ws-1": keep(http.StatusOK, `{"data": `+workspace("ws-1", `"auto-destroy-at": "2026-01-05T08:00:00.000Z"`)+`}`),
	}, bearer, refuse(http.StatusUnauthorized))

	const noUndo = "\n  undo \"none\" {\n    reason = \"A test.\"\n  }"
	terraform.try(t,
		call{name: "two pages", action: "terraform.list_workspaces", settings: "organization = \"acme\"\n  tag = \"network\"", condition: `length(step.it.workspaces) == 2 && step.it.workspaces[0].from_git && step.it.workspaces[0].repository == "acme/network" && step.it.workspaces[0].branch == "" && step.it.workspaces[1].repository == "" && step.it.workspaces[0].watched && step.it.workspaces[0].lives_until == "2026-12-31" && step.it.workspaces[0].ends &&` +
			` !step.it.workspaces[1].from_git && !step.it.workspaces[1].watched && step.it.workspaces[1].lives_until == "" && !step.it.workspaces[1].ends`},
		call{name: "somebody changed it", action: "terraform.get_drift", settings: `workspace = "ws-1"`, condition: `step.it.drifted && before("2026-01-05T05:00:00Z", step.it.compared_at)`},
		call{name: "never compared", action: "terraform.get_drift", settings: `workspace = "ws-2"`, want: evidence.Failed},
		call{name: "a comparison that broke", action: "terraform.get_drift", settings: `workspace = "ws-3"`, want: evidence.Unknown},
		call{name: "by hand, and from git", action: "terraform.list_runs", settings: `workspace = "ws-1"`, condition: `!step.it.runs[0].from_git && step.it.runs[1].from_git`},
		call{name: "it ends", action: "terraform.get_workspace", settings: `workspace = "ws-1"`, condition: `step.it.resources == 7 && !step.it.locked && before(step.it.ends_at, "2026-01-07T00:00:00Z")`},
		call{name: "it does not end", action: "terraform.get_workspace", settings: `workspace = "ws-2"`, condition: `step.it.ends_at == "never"`},
		call{name: "made", action: "terraform.start", settings: "workspace = \"ws-1\"\n  message = \"A drill\"", condition: `step.it.id == "run-3"`},
		call{name: "taken away", action: "terraform.destroy", settings: `workspace = "ws-1"` + noUndo},
		call{name: "its end", action: "terraform.set_end", settings: "workspace = \"ws-1\"\n  at = \"2026-01-05T08:00:00Z\"" + noUndo},
	)
	if got := sent["POST runs"]; strings.Count(got, `"auto-apply":true`) != 2 || strings.Count(got, `"is-destroy":true`) != 1 || !strings.Contains(sent["PATCH workspaces"], "08:00") {
		t.Errorf("what was sent: %v", sent)
	}
}
