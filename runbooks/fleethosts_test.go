package runbooks_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestFleetHosts tries the rest of the pack against what Fleet's public REST reference says of the list of hosts, of policies,
// of the policies of a host and of scripts. Critical vulnerabilities are told by Fleet Premium alone. Not tried: a real Fleet.
func TestFleetHosts(t *testing.T) {
	t.Parallel()
	refuse := func(status int, reason string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			answer(w, status, map[string]any{"message": "no", "errors": []any{map[string]any{"name": "base", "reason": reason}}})
		}
	}
	ran := map[string]float64{}
	fleet := newVendor(t, "fleet", map[string]http.HandlerFunc{
		"GET /api/v1/fleet/hosts": func(w http.ResponseWriter, r *http.Request) {
			switch q := r.URL.Query(); {
			case q.Get("device_mapping") != "true" || q.Get("per_page") != "500":
				refuse(http.StatusBadRequest, "page")(w, r)
				return
			case q.Get("page") == "1":
				answer(w, http.StatusOK, json.RawMessage(`{"hosts": [{"id": 9, "hardware_serial": "C02XK9ABCD", "platform": "darwin", "hardware_vendor": "Apple Inc.", "seen_time": "2026-01-05T06:00:00Z", "detail_updated_at": "2026-01-05T05:30:00Z", "issues": {"failing_policies_count": 0}}]}`))
				return
			case q.Get("page") != "0":
				answer(w, http.StatusOK, json.RawMessage(`{"hosts": []}`))
				return
			}
			answer(w, http.StatusOK, json.RawMessage(`{"hosts": [
				{"id": 7, "hardware_serial": "C02XK1ABCD", "platform": "darwin", "hardware_vendor": "Apple Inc.", "hardware_model": "Mac15,3", "seen_time": "2026-01-05T06:00:00.123Z", "detail_updated_at": "2026-01-05T05:30:00Z",
					"issues": {"failing_policies_count": 1, "critical_vulnerabilities_count": 2, "total_issues_count": 3}, "device_mapping": [{"email": "ada@acme.example", "source": "mdm_idp_accounts"}]},
				{"id": 8, "hardware_serial": "ec2-1", "platform": "ubuntu", "hardware_vendor": "Amazon EC2", "hardware_model": "t3.micro", "seen_time": "2026-01-05T06:00:00Z", "detail_updated_at": "2026-01-05T05:30:00Z",
					"issues": {"failing_policies_count": 0, "total_issues_count": 0}, "device_mapping": null}]}`))
		},
		"GET /api/v1/fleet/global/policies/{id}": func(w http.ResponseWriter, r *http.Request) {
			if r.PathValue("id") != "3" {
				refuse(http.StatusNotFound, "Policy was not found")(w, r)
				return
			}
			answer(w, http.StatusOK, json.RawMessage(`{"policy": {"id": 3, "name": "Falcon runs", "critical": true, "passing_host_count": 40, "failing_host_count": 2}}`))
		},
		"GET /api/v1/fleet/hosts/identifier/{serial}": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, json.RawMessage(`{"host": {"id": 7, "policies": [{"id": 2, "name": "Encrypted", "response": "pass"}, {"id": 3, "name": "Falcon runs", "response": "fail"}]}}`))
		},
		"POST /api/v1/fleet/scripts/run": func(w http.ResponseWriter, r *http.Request) {
			if err := json.NewDecoder(r.Body).Decode(&ran); err != nil || ran["host_id"] != 7 {
				refuse(http.StatusNotFound, "Host was not found")(w, r)
				return
			}
			answer(w, http.StatusAccepted, map[string]any{"host_id": 7, "execution_id": "e602f874"})
		},
		"POST /api/v1/fleet/hosts/{id}/refetch": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, map[string]any{})
		},
	}, bearer, refuse(http.StatusUnauthorized, "Authentication required"))

	const forever = "\n  undo \"none\" {\n    reason = \"A test.\"\n  }"
	fleet.try(t,
		call{name: "a laptop, and a second page", action: "fleet.list_hosts", condition: `length(step.it.hosts) == 3 && !step.it.hosts[0].virtual && step.it.hosts[0].owned && step.it.hosts[0].failing == 1 &&` +
			` step.it.hosts[0].critical == 2 && step.it.hosts[0].seen == "2026-01-05T06:00:00Z"`},
		call{name: "a machine in a cloud", action: "fleet.list_hosts", condition: `step.it.hosts[1].virtual && !step.it.hosts[1].owned && step.it.hosts[1].critical == -1`},
		call{name: "a rule", action: "fleet.get_policy", settings: `policy_id = 3`, condition: `step.it.name == "Falcon runs" && step.it.passing == 40 && step.it.failing == 2`},
		call{name: "no such rule", action: "fleet.get_policy", settings: `policy_id = 9`, want: evidence.Failed},
		call{name: "a rule that is not kept", action: "fleet.keeps_policy", settings: "serial = \"C02XK1ABCD\"\n  policy_id = 3", condition: `step.it.id == 7 && step.it.answer == "fail"`},
		call{name: "a rule that is not asked", action: "fleet.keeps_policy", settings: "serial = \"C02XK1ABCD\"\n  policy_id = 9", condition: `step.it.answer == ""`},
		call{name: "a script", action: "fleet.run_script", settings: "host_id = 7\n  script_id = 4" + forever, condition: `step.it.run == "e602f874"`},
		call{name: "nowhere to run it", action: "fleet.run_script", settings: "host_id = 9\n  script_id = 4" + forever, want: evidence.Failed},
		call{name: "asked to tell", action: "fleet.refresh_host", settings: "host_id = 7" + forever},
	)
	if ran["script_id"] != 4 {
		t.Error("ran", ran)
	}
}
