package runbooks_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestOktaProvisioning tries what of the pack tells who makes accounts, and in which applications, against what Okta's
// public reference says of searching users, of password policies, of the log, and of primary
// authentication. From elsewhere: that the log calls what works by itself SystemPrincipal or PublicClientApp.
// Not tried: a real organisation of Okta.
func TestOktaProvisioning(t *testing.T) {
	t.Parallel()
	refuse := func(status int, code string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			answer(w, status, map[string]any{"errorCode": code, "errorSummary": "no", "errorCauses": []any{}})
		}
	}
	change := func(what, actor, kind string) map[string]any {
		return map[string]any{"eventType": what, "published": "2026-01-03T03:00:00.000Z", "actor": map[string]any{"id": "1", "type": kind, "alternateId": actor},
			"target": []any{map[string]any{"id": "00u1", "type": "User", "alternateId": "Ada@acme.example"}}}
	}
	tried := 0
	okta := newVendor(t, "okta", map[string]http.HandlerFunc{
		"GET /api/v1/users": func(w http.ResponseWriter, r *http.Request) {
			if q := r.URL.Query(); !strings.HasPrefix(q.Get("search"), `status eq "ACTIVE" or `) || q.Get("limit") != "200" {
				refuse(http.StatusBadRequest, "E0000031")(w, r)
				return
			}
			answer(w, http.StatusOK, []any{map[string]any{"id": "00u1", "status": "ACTIVE", "profile": map[string]any{"login": "Ada@acme.example"}}})
		},
		"GET /api/v1/policies": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("type") != "PASSWORD" {
				refuse(http.StatusBadRequest, "E0000001")(w, r)
				return
			}
			answer(w, http.StatusOK, []any{map[string]any{"id": "00p1", "type": "PASSWORD", "name": "Default Policy", "status": "ACTIVE", "system": true, "priority": 1, "settings": map[string]any{"password": map[string]any{
				"complexity": map[string]any{"minLength": 12, "minLowerCase": 0, "excludeUsername": true, "dictionary": map[string]any{"common": map[string]any{"exclude": true}}},
				"age":        map[string]any{"maxAgeDays": 0, "expireWarnDays": 0, "minAgeMinutes": 0, "historyCount": 4},
				"lockout":    map[string]any{"maxAttempts": 10, "autoUnlockMinutes": 0, "showLockoutFailures": false}}}}})
		},
		"GET /api/v1/users/{id}/appLinks": func(w http.ResponseWriter, r *http.Request) {
			answer(w, http.StatusOK, []any{map[string]any{"id": "l1", "label": "Wiki", "linkUrl": "https://x", "hidden": false, "appName": "wiki"}})
		},
		"GET /api/v1/logs": func(w http.ResponseWriter, r *http.Request) {
			if q := r.URL.Query(); !strings.Contains(q.Get("filter"), `eventType eq "user.lifecycle.create"`) || q.Get("since") == "" || q.Get("until") == "" {
				refuse(http.StatusBadRequest, "E0000001")(w, r)
				return
			}
			answer(w, http.StatusOK, []any{change("user.lifecycle.create", "system@okta.com", "SystemPrincipal"), change("application.lifecycle.create", "bob@acme.example", "User")})
		},
		"POST /api/v1/authn": func(w http.ResponseWriter, r *http.Request) {
			var body struct{ Username, Password string }
			if err := json.NewDecoder(r.Body).Decode(&body); err != nil || body.Username == "" || body.Password == "" {
				refuse(http.StatusBadRequest, "E0000003")(w, r)
				return
			}
			if body.Username == "open@acme.example" { // whose password it is
				answer(w, http.StatusOK, map[string]any{"status": "SUCCESS", "sessionToken": "x"})
				return
			}
			tried++
			refuse(http.StatusUnauthorized, "E0000004")(w, r)
		},
	}, func(r *http.Request) bool { return r.Header.Get("Authorization") == "SSWS "+token }, refuse(http.StatusForbidden, "E0000006"))
	const noUndo = "\n  undo \"none\" {\n    reason = \"A test.\"\n  }"
	okta.try(t,
		call{name: "who may sign in", action: "okta.list_accounts", condition: `length(step.it.accounts) == 1 && step.it.accounts[0].login == "ada@acme.example"`},
		call{name: "what is asked of passwords", action: "okta.list_password_rules", condition: `length(step.it.rules) == 1 && step.it.rules[0].active && step.it.rules[0].min_length == 12 && step.it.rules[0].common_refused && step.it.rules[0].attempts == 10`},
		call{name: "what somebody may open", action: "okta.list_apps_of", settings: `user_id = "00u1"`, condition: `step.it.apps[0] == "Wiki"`},
		call{name: "who made accounts", action: "okta.list_account_changes", settings: "since = \"2026-01-01T00:00:00Z\"\n  until = \"2026-01-05T00:00:00Z\"",
			condition: `length(step.it.changes) == 2 && !step.it.changes[0].by_person && step.it.changes[1].by_person && step.it.changes[1].program && step.it.changes[0].about == "ada@acme.example"`},
		call{name: "refused as it should be", action: "okta.fail_sign_in", settings: `login = "drill@acme.example"` + noUndo},
		call{name: "let in", action: "okta.fail_sign_in", settings: `login = "open@acme.example"` + noUndo, want: evidence.Failed},
	)
	if tried != 1 {
		t.Error("tried", tried)
	}
}

// TestFleetRules tries what of the pack is about rules for devices, against what Fleet's public REST reference says of
// hosts, global policies and activities. From elsewhere: that the address of a device's person stands in device_mapping,
// and that a type of activity about a rule ends in _policy or _policy_spec. Not tried: a real Fleet.
func TestFleetRules(t *testing.T) {
	t.Parallel()
	resolution := "Turn it on."
	more := false
	fleet := newVendor(t, "fleet", map[string]http.HandlerFunc{
		"GET /api/v1/fleet/hosts": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("device_mapping") != "true" || r.URL.Query().Has("per_page") {
				w.WriteHeader(http.StatusBadRequest)
				return
			}
			host := func(id int, serial, model string, mapping []any) map[string]any {
				return map[string]any{"id": id, "hardware_serial": serial, "hardware_vendor": "Apple Inc.", "hardware_model": model, "platform": "darwin", "os_version": "macOS 15.2",
					"seen_time": "2026-01-05T06:00:00Z", "issues": map[string]any{"failing_policies_count": 1, "total_issues_count": 1}, "device_mapping": mapping}
			}
			answer(w, http.StatusOK, map[string]any{"hosts": []any{host(1, "C1", "Mac16,1", []any{map[string]any{"email": "Ada@acme.example", "source": "mdm_idp_accounts"}}), host(2, "V1", "VMware Virtual Platform", nil)}})
		},
		"GET /api/v1/fleet/global/policies": func(w http.ResponseWriter, r *http.Request) {
			answer(w, http.StatusOK, map[string]any{"policies": []any{map[string]any{"id": 42, "name": "Disk", "query": "SELECT 1;", "description": "", "critical": false, "author_email": "x@y.example", "team_id": nil,
				"resolution": resolution, "platform": "darwin", "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z", "passing_host_count": 9, "failing_host_count": 1}}})
		},
		"PATCH /api/v1/fleet/global/policies/{id}": func(w http.ResponseWriter, r *http.Request) {
			var body struct{ Resolution *string }
			if err := json.NewDecoder(r.Body).Decode(&body); err != nil || body.Resolution == nil || r.PathValue("id") != "42" {
				w.WriteHeader(http.StatusNotFound)
				return
			}
			resolution = *body.Resolution
			answer(w, http.StatusOK, map[string]any{"policy": map[string]any{"id": 42, "resolution": resolution}})
		},
		"GET /api/v1/fleet/activities": func(w http.ResponseWriter, r *http.Request) {
			if q := r.URL.Query(); q.Get("order_key") != "created_at" || q.Get("order_direction") != "desc" || q.Get("per_page") != "5000" {
				w.WriteHeader(http.StatusBadRequest)
				return
			}
			activity := func(at, kind string, actor any) map[string]any {
				return map[string]any{"id": 1, "created_at": at, "actor_full_name": "x", "actor_id": 1, "actor_email": actor, "type": kind, "details": map[string]any{}}
			}
			answer(w, http.StatusOK, map[string]any{"activities": []any{activity("2026-01-05T06:00:00Z", "edited_policy", "Bot@acme.example"), activity("2026-01-04T06:00:00Z", "applied_spec_policy", "bot@acme.example"),
				activity("2026-01-03T06:00:00Z", "live_query", nil)}, "meta": map[string]any{"has_next_results": more, "has_previous_results": false}})
		},
	}, bearer, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	fleet.try(t,
		call{name: "devices", action: "fleet.list_devices", condition: `length(step.it.devices) == 2 && step.it.devices[0].owner == "ada@acme.example" && !step.it.devices[0].virtual && step.it.devices[1].virtual && step.it.devices[1].owner == "" && step.it.devices[0].seen == "2026-01-05T06:00:00Z"`},
		call{name: "rules", action: "fleet.list_policies", condition: `step.it.policies[0].failing == 1 && step.it.policies[0].resolution == "Turn it on."`},
		call{name: "changed", action: "fleet.write_resolution", settings: "policy = 42\n  text = \"A drill.\"\n  undo \"none\" {\n    reason = \"A test.\"\n  }"},
		call{name: "no such rule", action: "fleet.write_resolution", settings: "policy = 1\n  text = \"A drill.\"\n  undo \"none\" {\n    reason = \"A test.\"\n  }", want: evidence.Failed},
		call{name: "who changed them", action: "fleet.list_rule_changes", condition: `length(step.it.changes) == 2 && step.it.changes[0].actor == "bot@acme.example" && step.it.oldest == "2026-01-03T06:00:00Z" && !step.it.more`},
	)
	if resolution != "A drill." {
		t.Error("the rule says", resolution)
	}
}

// TestGraphDrills tries what of the packs entra and intune the drills use, against what Microsoft's public reference of
// Graph 1.0 says of conditional access policies, audit logs, members of groups, devices and managed devices. From
// elsewhere: the words of deviceEnrollmentType and deviceRegistrationState. Not tried: a real directory.
func TestGraphDrills(t *testing.T) {
	t.Parallel()
	refuse := func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusUnauthorized, map[string]any{"error": map[string]any{"code": "InvalidAuthenticationToken", "message": "no"}})
	}
	name, members, synced := "Drill", map[string]bool{}, false
	entra := newVendor(t, "entra", map[string]http.HandlerFunc{
		"GET /v1.0/identity/conditionalAccess/policies/{id}": func(w http.ResponseWriter, r *http.Request) {
			answer(w, http.StatusOK, map[string]any{"id": r.PathValue("id"), "displayName": name, "state": "disabled"})
		},
		"PATCH /v1.0/identity/conditionalAccess/policies/{id}": func(w http.ResponseWriter, r *http.Request) {
			var body struct{ DisplayName string }
			_ = json.NewDecoder(r.Body).Decode(&body)
			name = body.DisplayName
			w.WriteHeader(http.StatusNoContent)
		},
		"GET /v1.0/auditLogs/directoryAudits": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("$filter") != "activityDateTime ge 2026-01-01T00:00:00Z and loggedByService eq 'Conditional Access'" {
				answer(w, http.StatusBadRequest, map[string]any{"error": map[string]any{"code": "BadRequest", "message": "no"}})
				return
			}
			graphPages([]string{
				`{"id": "a1", "category": "Policy", "result": "success", "activityDisplayName": "Update conditional access policy", "activityDateTime": "2026-01-05T06:00:00.1234567Z", "loggedByService": "Conditional Access", "initiatedBy": {"user": null, "app": {"appId": "app1", "displayName": "Pipeline", "servicePrincipalId": "sp1"}}, "targetResources": [{"id": "p1", "displayName": "x", "type": "Policy"}]}`,
				`{"id": "a2", "category": "Policy", "result": "success", "activityDisplayName": "Update conditional access policy", "activityDateTime": "2026-01-05T06:00:00Z", "loggedByService": "Conditional Access", "initiatedBy": {"app": null, "user": {"id": "u1", "userPrincipalName": "ada@acme.example"}}, "targetResources": [{"id": "p2", "displayName": "x", "type": "Policy"}]}`,
				`{"id": "a3", "category": "Policy", "result": "failure", "activityDisplayName": "Update conditional access policy", "activityDateTime": "2026-01-05T06:00:00Z", "loggedByService": "Conditional Access", "initiatedBy": {"app": null, "user": {"id": "u1"}}, "targetResources": []}`,
			})(w, r)
		},
		"POST /v1.0/groups/{id}/members/$ref": func(w http.ResponseWriter, r *http.Request) {
			var body map[string]string
			_ = json.NewDecoder(r.Body).Decode(&body)
			object, ok := strings.CutPrefix(body["@odata.id"], "https://graph.microsoft.com/v1.0/directoryObjects/")
			if !ok || members[object] {
				answer(w, http.StatusBadRequest, map[string]any{"error": map[string]any{"code": "Request_BadRequest", "message": "One or more added object references already exist for the following modified properties: 'members'."}})
				return
			}
			members[object] = true
			w.WriteHeader(http.StatusNoContent)
		},
		"DELETE /v1.0/groups/{id}/members/{object}/$ref": func(w http.ResponseWriter, r *http.Request) {
			if !members[r.PathValue("object")] {
				answer(w, http.StatusNotFound, map[string]any{"error": map[string]any{"code": "Request_ResourceNotFound", "message": "no"}})
				return
			}
			delete(members, r.PathValue("object"))
			w.WriteHeader(http.StatusNoContent)
		},
		"GET /v1.0/devices/{id}": func(w http.ResponseWriter, r *http.Request) {
			answer(w, http.StatusOK, map[string]any{"id": r.PathValue("id"), "accountEnabled": true, "isCompliant": map[string]any{"o1": true}[r.PathValue("id")]})
		},
	}, leased, refuse)
	const noUndo = "\n  undo \"none\" {\n    reason = \"A test.\"\n  }"
	const member = "group_id = \"g1\"\n  object_id = \"o1\""
	entra.try(t,
		call{name: "renamed", action: "entra.rename_policy", settings: "policy_id = \"p1\"\n  name = \"Drill, changed\"" + noUndo},
		call{name: "and looked up", action: "entra.get_policy", settings: `policy_id = "p1"`, condition: `step.it.name == "Drill, changed" && step.it.state == "disabled"`},
		call{name: "who changed it", action: "entra.list_policy_changes", settings: `since = "2026-01-01T00:00:00Z"`, condition: `length(step.it.changes) == 2 && step.it.changes[0].by == "app1" && step.it.changes[1].by == "person" && step.it.changes[1].policy == "p2"`},
		call{name: "into the group", action: "entra.add_device_to_group", settings: member},
		call{name: "into it again", action: "entra.add_device_to_group", settings: member},
		call{name: "out of it", action: "entra.remove_device_from_group", settings: member + noUndo},
		call{name: "out of it again", action: "entra.remove_device_from_group", settings: member + noUndo},
		call{name: "let in", action: "entra.get_device", settings: `object_id = "o1"`, condition: `step.it.enabled && step.it.compliant`},
		call{name: "not heard of", action: "entra.get_device", settings: `object_id = "o2"`, condition: `!step.it.compliant`},
	)
	intune := newVendor(t, "intune", map[string]http.HandlerFunc{
		"GET /v1.0/deviceManagement/managedDevices": graphPages([]string{
			`{"id": "d1", "deviceEnrollmentType": "windowsAutoEnrollment", "enrolledDateTime": "2026-01-02T00:00:00.1234567Z", "deviceRegistrationState": "registered", "azureADRegistered": true}`,
			`{"id": "d2", "deviceEnrollmentType": "userEnrollment", "enrolledDateTime": "2026-01-02T00:00:00Z", "deviceRegistrationState": "notRegistered", "azureADRegistered": null}`,
		}),
		"GET /v1.0/deviceManagement/managedDevices/{id}": func(w http.ResponseWriter, r *http.Request) {
			answer(w, http.StatusOK, map[string]any{"id": r.PathValue("id"), "complianceState": "noncompliant", "lastSyncDateTime": "2026-01-05T06:00:00.1234567Z"})
		},
		"POST /v1.0/deviceManagement/managedDevices/{id}/syncDevice": func(w http.ResponseWriter, r *http.Request) {
			synced = true
			w.WriteHeader(http.StatusNoContent)
		},
	}, leased, refuse)
	intune.try(t,
		call{name: "how they came", action: "intune.list_enrolments", condition: `length(step.it.devices) == 2 && step.it.devices[0].automatic && step.it.devices[0].registered && !step.it.devices[1].automatic && !step.it.devices[1].registered`},
		call{name: "asked to talk", action: "intune.sync_device", settings: `device_id = "d1"` + noUndo},
		call{name: "looked up", action: "intune.get_device", settings: `device_id = "d1"`, condition: `step.it.state == "noncompliant" && step.it.seen == "2026-01-05T06:00:00Z"`},
	)
	if len(members) != 0 || !synced {
		t.Error("members", members, "synced", synced)
	}
}

// TestTailscalePosture tries what of the pack tells whose a device is and what is asked of it, against what Tailscale's
// public reference of API v2 says of devices and of the policy file's postures. Not tried: a real tailnet.
func TestTailscalePosture(t *testing.T) {
	t.Parallel()
	policy := map[string]any{"acls": []any{map[string]any{"action": "accept", "src": []string{"*"}, "dst": []string{"*:*"}}}}
	tailnet := newVendor(t, "tailscale", map[string]http.HandlerFunc{
		"GET /api/v2/tailnet/-/devices": func(w http.ResponseWriter, r *http.Request) {
			answer(w, http.StatusOK, map[string]any{"devices": []any{
				map[string]any{"name": "n1", "user": "Ada@acme.example", "isExternal": false, "lastSeen": "2026-01-04T00:00:00Z", "postureIdentity": map[string]any{"serialNumbers": []string{"CP74"}}},
				map[string]any{"name": "n2", "user": "tagged-devices", "isExternal": false, "tags": []string{"tag:prod"}, "lastSeen": "2025-01-04T00:00:00Z", "connectedToControl": true, "postureIdentity": map[string]any{"disabled": true}},
				map[string]any{"name": "n3", "user": "x@y.example", "isExternal": true, "lastSeen": "2025-01-04T00:00:00Z"},
			}})
		},
		"GET /api/v2/tailnet/-/acl": func(w http.ResponseWriter, r *http.Request) { answer(w, http.StatusOK, policy) },
	}, bearer, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusUnauthorized, map[string]any{"message": "no"})
	})
	const since = `since = "2026-01-01T00:00:00Z"`
	tailnet.try(t,
		call{name: "a laptop", action: "tailscale.list_serials", settings: since, condition: `step.it.devices[0].serial == "CP74" && step.it.devices[0].owner == "ada@acme.example" && step.it.devices[0].recent && !step.it.devices[0].tagged`},
		call{name: "a server that is there now", action: "tailscale.list_serials", settings: since, condition: `step.it.devices[1].serial == "" && step.it.devices[1].tagged && step.it.devices[1].recent`},
		call{name: "somebody else's, long ago", action: "tailscale.list_serials", settings: since, condition: `step.it.devices[2].external && !step.it.devices[2].recent`},
		call{name: "nothing is asked", action: "tailscale.get_postures", condition: `step.it.defined == 0 && !step.it.always_asked`},
	)
	policy["postures"] = map[string]any{"posture:managed": []string{"node:os != ''"}}
	policy["acls"] = []any{map[string]any{"action": "accept", "src": []string{"*"}, "srcPosture": []string{"posture:managed"}, "dst": []string{"*:*"}}}
	tailnet.try(t, call{name: "rule by rule", action: "tailscale.get_postures", condition: `step.it.defined == 1 && step.it.always_asked`})
	policy["grants"] = []any{map[string]any{"src": []string{"*"}, "dst": []string{"*"}, "ip": []string{"*"}}}
	tailnet.try(t, call{name: "but for a grant", action: "tailscale.get_postures", condition: `!step.it.always_asked`})
	policy["defaultSrcPosture"] = []string{"posture:managed"}
	tailnet.try(t, call{name: "by default", action: "tailscale.get_postures", condition: `step.it.always_asked`})
}
