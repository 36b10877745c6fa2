package runbooks_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestEntraApps tries the rest of the pack against what Microsoft's public reference of Graph 1.0 says of users, sign-ins,
// cross-tenant access, service principals and what was agreed for them. Not found there: whether the user type of old
// accounts is null, which counts as a guest here. Not tried: a real directory of Entra.
func TestEntraApps(t *testing.T) {
	t.Parallel()
	const client = "00000000-1111-2222-3333-444444444444"
	enabled, grants := map[string]bool{"sp1": true}, map[string]bool{"g1": true, "g2": true}
	refuse := func(status int, code string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			answer(w, status, map[string]any{"error": map[string]any{"code": code, "message": "no"}})
		}
	}
	filtered := func(filter string, things ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("$filter") != filter {
				refuse(http.StatusBadRequest, "Request_UnsupportedQuery")(w, r)
				return
			}
			graphPages(things)(w, r)
		}
	}
	entra := newVendor(t, "entra", map[string]http.HandlerFunc{
		"GET /v1.0/users": filtered("accountEnabled eq true",
			`{"id": "u1", "userPrincipalName": "Ada@acme.example", "userType": "Member", "onPremisesSyncEnabled": true}`,
			`{"id": "u2", "userPrincipalName": "bob_other.example#EXT#@acme.onmicrosoft.com", "userType": "Guest", "onPremisesSyncEnabled": null}`),
		"GET /v1.0/policies/crossTenantAccessPolicy/default": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, json.RawMessage(`{"isServiceDefault": false, "inboundTrust": {"isMfaAccepted": true, "isCompliantDeviceAccepted": false, "isHybridAzureADJoinedDeviceAccepted": false},
				"b2bCollaborationInbound": {"usersAndGroups": {"accessType": "blocked", "targets": [{"target": "AllUsers", "targetType": "user"}]}},
				"b2bDirectConnectInbound": {"usersAndGroups": {"accessType": "allowed", "targets": [{"target": "AllUsers", "targetType": "user"}]}}}`))
		},
		"GET /v1.0/policies/crossTenantAccessPolicy/partners": graphPages([]string{`{"tenantId": "t1", "inboundTrust": {"isMfaAccepted": true}}`, `{"tenantId": "t2", "inboundTrust": null}`}),
		"GET /v1.0/auditLogs/signIns": filtered("createdDateTime ge 2026-01-04T07:00:00Z",
			`{"status": {"errorCode": 0}, "conditionalAccessStatus": "success", "deviceDetail": {"deviceId": "d1", "isCompliant": true, "isManaged": true}}`,
			`{"status": {"errorCode": 53000}, "conditionalAccessStatus": "failure", "deviceDetail": {"deviceId": "", "isCompliant": null}}`),
		"GET /v1.0/servicePrincipals": func(w http.ResponseWriter, r *http.Request) {
			if !strings.Contains(r.URL.Query().Get("$filter"), client) {
				answer(w, http.StatusOK, map[string]any{"value": []any{}})
				return
			}
			graphPages([]string{fmt.Sprintf(`{"id": "sp1", "displayName": "Mail helper", "accountEnabled": %t, "verifiedPublisher": {"displayName": null}}`, enabled["sp1"])})(w, r)
		},
		"GET /v1.0/servicePrincipals/{id}/oauth2PermissionGrants": graphPages([]string{`{"id": "g1", "consentType": "Principal", "principalId": "u1", "scope": " Mail.Read offline_access"}`, `{"id": "g2", "consentType": "AllPrincipals", "principalId": null, "scope": "User.Read"}`}),
		"GET /v1.0/servicePrincipals/{id}/appRoleAssignments":     graphPages([]string{`{"id": "r1", "resourceDisplayName": "Microsoft Graph", "appRoleId": "x"}`}),
		"DELETE /v1.0/oauth2PermissionGrants/{id}": func(w http.ResponseWriter, r *http.Request) {
			if !grants[r.PathValue("id")] {
				refuse(http.StatusNotFound, "Request_ResourceNotFound")(w, r)
				return
			}
			delete(grants, r.PathValue("id"))
			w.WriteHeader(http.StatusNoContent)
		},
		"PATCH /v1.0/servicePrincipals/{id}": func(w http.ResponseWriter, r *http.Request) {
			var wanted struct{ AccountEnabled *bool }
			if _, there := enabled[r.PathValue("id")]; !there {
				refuse(http.StatusNotFound, "Request_ResourceNotFound")(w, r)
			} else if err := json.NewDecoder(r.Body).Decode(&wanted); err != nil || wanted.AccountEnabled == nil {
				refuse(http.StatusBadRequest, "Request_BadRequest")(w, r)
			} else {
				enabled[r.PathValue("id")] = *wanted.AccountEnabled
				w.WriteHeader(http.StatusNoContent)
			}
		},
	}, leased, refuse(http.StatusUnauthorized, "InvalidAuthenticationToken"))

	const forever = "\n  undo \"none\" {\n    reason = \"A test.\"\n  }"
	entra.try(t,
		call{name: "who can sign in", action: "entra.list_users", condition: `length(step.it.users) == 2 && step.it.users[0].login == "ada@acme.example" && step.it.users[0].synced && !step.it.users[0].guest && step.it.users[1].guest`},
		call{name: "strangers", action: "entra.get_default_partner", condition: `!step.it.guests && step.it.direct && step.it.trusts`},
		call{name: "partners", action: "entra.list_partners", condition: `length(step.it.partners) == 2 && step.it.partners[0].second_factor && !step.it.partners[1].second_factor`},
		call{name: "sign-ins", action: "entra.list_sign_ins", settings: `since = "2026-01-04T07:00:00Z"`, condition: `length(step.it.sign_ins) == 2 && step.it.sign_ins[0].succeeded && step.it.sign_ins[0].compliant && step.it.sign_ins[1].code == 53000 && !step.it.sign_ins[1].compliant`},
		call{name: "an application", action: "entra.find_app", settings: `client_id = "` + client + `"`, condition: `step.it.found && step.it.id == "sp1" && step.it.name == "Mail helper" && step.it.enabled`},
		call{name: "no such application", action: "entra.find_app", settings: `client_id = "99999999-1111-2222-3333-444444444444"`, condition: `!step.it.found`},
		call{name: "what was agreed", action: "entra.list_grants", settings: `app_id = "sp1"`, condition: `length(step.it.grants) == 2 && step.it.grants[0].person == "u1" && step.it.grants[0].scope == "Mail.Read offline_access" && step.it.grants[1].person == ""`},
		call{name: "what it may by itself", action: "entra.list_app_permissions", settings: `app_id = "sp1"`, condition: `step.it.permissions[0].resource == "Microsoft Graph"`},
		call{name: "taken back", action: "entra.remove_grant", settings: `grant_id = "g1"` + forever},
		call{name: "taken back before", action: "entra.remove_grant", settings: `grant_id = "g9"` + forever},
		call{name: "disabled", action: "entra.disable_app", settings: `app_id = "sp1"`},
		call{name: "looked at again", action: "entra.find_app", settings: `client_id = "` + client + `"`, condition: `!step.it.enabled`},
		call{name: "nobody to disable", action: "entra.disable_app", settings: `app_id = "sp9"`, want: evidence.Failed},
		call{name: "enabled again", action: "entra.enable_app", settings: `app_id = "sp1"` + forever},
	)
	if !enabled["sp1"] || grants["g1"] || !grants["g2"] {
		t.Error("enabled is", enabled, "and agreed is", grants)
	}
}
