package runbooks_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestCrowdStrike tries the pack against what CrowdStrike's public reference of the Falcon interface, and its own library
// for it (falconpy), say of hosts, their actions, alerts, prevention policies and assessments: paths, parameters, statuses,
// the words of a host's state. Hosts go on by the "next" of a page; other answers were found that call it "offset", of which
// nothing is known. Not found there: that settings_hash begins with "tagged|" where a sensor updates itself, which is
// from others who read it. Not tried: a real Falcon.
func TestCrowdStrike(t *testing.T) {
	t.Parallel()
	const ada, vm = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa2"
	status := map[string]string{ada: "normal", vm: "normal"}
	hosts := map[string]string{
		ada: `"serial_number": "C02XK1ABCD", "platform_name": "Mac", "product_type_desc": "Workstation", "system_manufacturer": "Apple Inc.", "system_product_name": "Mac15,3", "reduced_functionality_mode": "no",
			"device_policies": {"prevention": {"applied": true, "policy_id": "p1"}, "sensor_update": {"applied": true, "settings_hash": "tagged|18;101"}}`,
		vm: `"platform_name": "Linux", "system_manufacturer": "Amazon EC2", "system_product_name": "t3.micro", "service_provider": "AWS_EC2_V2", "reduced_functionality_mode": "yes",
			"device_policies": {"prevention": {"applied": false}}`,
	}
	host := func(id string) json.RawMessage {
		return json.RawMessage(fmt.Sprintf(`{"device_id": %q, "status": %q, "last_seen": "2026-01-05T06:00:00Z", %s}`, id, status[id], hosts[id]))
	}
	falcon := newVendor(t, "crowdstrike", map[string]http.HandlerFunc{
		"GET /devices/combined/devices/v1": func(w http.ResponseWriter, r *http.Request) {
			switch q := r.URL.Query(); {
			case q.Get("filter") == "serial_number:'C02XK1ABCD'":
				falconAnswers(w, nil, host(ada))
			case q.Get("filter") != "":
				falconAnswers(w, nil)
			case q.Get("offset") == "":
				falconAnswers(w, map[string]any{"limit": 1000, "next": "b3BhcXVl", "total": 2}, host(ada))
			default:
				falconAnswers(w, map[string]any{"limit": 1000, "next": "", "total": 2}, host(vm))
			}
		},
		"POST /devices/entities/devices-actions/v2": func(w http.ResponseWriter, r *http.Request) {
			var body struct{ IDs []string }
			state := map[string]string{"contain": "containment_pending", "lift_containment": "lift_containment_pending"}[r.URL.Query().Get("action_name")]
			if err := json.NewDecoder(r.Body).Decode(&body); err != nil || state == "" || len(body.IDs) != 1 {
				falconRefuses(http.StatusBadRequest)(w, r)
			} else if status[body.IDs[0]] == "" {
				falconRefuses(http.StatusNotFound)(w, r)
			} else {
				status[body.IDs[0]] = state
				answer(w, http.StatusAccepted, map[string]any{"meta": map[string]any{}, "resources": []any{map[string]any{"id": body.IDs[0]}}, "errors": nil})
			}
		},
		"GET /alerts/queries/alerts/v2": func(w http.ResponseWriter, r *http.Request) {
			if !strings.Contains(r.URL.Query().Get("filter"), "agent_id:'"+ada+"'+created_timestamp:>='2026-01-05T00:00:00Z'") {
				falconAnswers(w, map[string]any{"total": 0})
				return
			}
			falconAnswers(w, map[string]any{"limit": 1, "offset": 0, "total": 3}, json.RawMessage(`"a:b:c"`))
		},
		"GET /policy/combined/prevention/v1": func(w http.ResponseWriter, _ *http.Request) {
			falconAnswers(w, map[string]any{"total": 1}, json.RawMessage(`{"id": "p1", "name": "all", "platform_name": "Mac", "enabled": true, "groups": [{"id": "g1"}], "prevention_settings": []}`))
		},
		"GET /zero-trust-assessment/queries/assessments/v1": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("after") == "" {
				falconAnswers(w, map[string]any{"after": "bW9yZQ==", "total": 2}, json.RawMessage(fmt.Sprintf(`{"aid": %q, "score": 81}`, ada)))
				return
			}
			falconAnswers(w, map[string]any{"total": 2}, json.RawMessage(fmt.Sprintf(`{"aid": %q, "score": 12}`, vm)))
		},
	}, leased, falconRefuses(http.StatusUnauthorized))

	const noUndo = "host_id = %q\n  undo \"none\" {\n    reason = \"A test.\"\n  }"
	falcon.try(t,
		call{name: "two pages of hosts", action: "crowdstrike.list_hosts", condition: `length(step.it.hosts) == 2 && step.it.hosts[0].serial == "C02XK1ABCD" && step.it.hosts[0].prevention &&` +
			` step.it.hosts[0].self_updating && !step.it.hosts[0].reduced && !step.it.hosts[0].virtual`},
		call{name: "a machine in a cloud", action: "crowdstrike.list_hosts", condition: `step.it.hosts[1].virtual && step.it.hosts[1].serial == "" && step.it.hosts[1].reduced && !step.it.hosts[1].prevention && !step.it.hosts[1].self_updating`},
		call{name: "by its serial number", action: "crowdstrike.find_host", settings: `serial = "C02XK1ABCD"`, condition: `step.it.found && step.it.id == "` + ada + `" && step.it.status == "normal"`},
		call{name: "no such machine", action: "crowdstrike.find_host", settings: `serial = "C02NOBODY"`, condition: `!step.it.found`},
		call{name: "alerts", action: "crowdstrike.count_alerts", settings: fmt.Sprintf("host_id = %q\n  since = \"2026-01-05T00:00:00Z\"", ada), condition: `step.it.count == 3`},
		call{name: "no alert", action: "crowdstrike.count_alerts", settings: fmt.Sprintf("host_id = %q\n  since = \"2026-01-05T00:00:00Z\"", vm), condition: `step.it.count == 0`},
		call{name: "policies", action: "crowdstrike.list_prevention_policies", condition: `length(step.it.policies) == 1 && step.it.policies[0].enabled && step.it.policies[0].groups == 1`},
		call{name: "two pages of scores", action: "crowdstrike.list_scores", condition: `length(step.it.scores) == 2 && step.it.scores[0].score == 81 && step.it.scores[1].id == "` + vm + `"`},
		call{name: "cut off", action: "crowdstrike.contain_host", settings: fmt.Sprintf("host_id = %q", ada)},
		call{name: "on its way", action: "crowdstrike.find_host", settings: `serial = "C02XK1ABCD"`, condition: `step.it.status == "containment_pending"`},
		call{name: "no such host", action: "crowdstrike.contain_host", settings: fmt.Sprintf("host_id = %q", "ffffffffffffffffffffffffffffffff"), want: evidence.Failed},
		call{name: "back again", action: "crowdstrike.lift_containment", settings: fmt.Sprintf(noUndo, ada)},
	)
	if status[ada] != "lift_containment_pending" {
		t.Error("the machine is", status[ada])
	}
}

// falconAnswers answers as Falcon does: what was asked for beside what it says of the answer.
func falconAnswers(w http.ResponseWriter, pagination map[string]any, resources ...json.RawMessage) {
	if resources == nil {
		resources = []json.RawMessage{}
	}
	answer(w, http.StatusOK, map[string]any{"meta": map[string]any{"query_time": 0.01, "pagination": pagination, "trace_id": "1"}, "resources": resources, "errors": []any{}})
}

func falconRefuses(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		answer(w, status, map[string]any{"meta": map[string]any{"trace_id": "1"}, "errors": []any{map[string]any{"code": status, "message": "no"}}})
	}
}
