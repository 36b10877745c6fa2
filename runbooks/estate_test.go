//go:build unix

package runbooks_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// estate is what a team has that keeps all of the library's rules about people and devices: each system says so in the
// vendor's own shapes. spoil changes one answer of it, by the words in it.
type estate struct {
	spoil  *strings.Replacer
	routes map[string]map[string]string // of a system, by method and path: the answer
}

const yesterday = "2026-01-01T00:00:00Z" // replaced by an instant of this hour

func (e estate) vendors(t *testing.T) []vendor {
	t.Helper()
	wants := map[string]func(*http.Request) bool{"okta": func(r *http.Request) bool { return r.Header.Get("Authorization") == "SSWS "+token }, "fleet": bearer, "cloudflare": bearer}
	var all []vendor
	for system, routes := range e.routes {
		handlers := map[string]http.HandlerFunc{}
		for path, body := range routes {
			handlers[path] = func(w http.ResponseWriter, r *http.Request) {
				if page := r.URL.Query().Get("page"); page != "" && page != "0" { // counted from 0, all is on the first
					answer(w, http.StatusOK, json.RawMessage(`{"hosts": [], "results": [], "totalCount": 1}`))
					return
				}
				now := strings.ReplaceAll(body, yesterday, now(-time.Minute))
				if e.spoil != nil {
					now = e.spoil.Replace(now)
				}
				answer(w, http.StatusOK, json.RawMessage(now))
			}
		}
		want := wants[system]
		if want == nil {
			want = leased
		}
		all = append(all, newVendor(t, system, handlers, want, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }))
	}
	return all
}

var healthy = map[string]map[string]string{
	"okta": {
		"GET /api/v1/users":               `[{"id": "00u1", "status": "ACTIVE", "profile": {"login": "ada@acme.example"}, "credentials": {"provider": {"type": "ACTIVE_DIRECTORY"}}}, {"id": "00u2", "status": "ACTIVE", "profile": {"login": "bob@acme.example"}, "credentials": {"provider": {"type": "OKTA"}}}]`,
		"GET /api/v1/apps":                `[{"id": "0oa1", "label": "Wiki", "status": "ACTIVE", "signOnMode": "SAML_2_0", "features": []}]`,
		"GET /api/v1/agentPools":          `[{"id": "0oa3", "name": "corp", "type": "AD", "operationalStatus": "OPERATIONAL"}]`,
		"GET /api/v1/policies":            `[{"id": "rst1", "name": "All", "status": "ACTIVE"}]`,
		"GET /api/v1/policies/rst1/rules": `[{"id": "rul1", "name": "All", "status": "ACTIVE", "conditions": {"people": {"users": {"exclude": []}, "groups": {"exclude": []}}}, "actions": {"appSignOn": {"access": "ALLOW", "verificationMethod": {"reauthenticateIn": "PT2H", "constraints": [{"possession": {"phishingResistant": "REQUIRED"}}]}}, "postAuthSession": {"failureActions": [{"action": "TERMINATE_SESSION"}]}}}]`,
		"GET /api/v1/groups/{id}/users":   `[]`,
		"GET /api/v1/users/{id}/groups":   `[]`,
		"GET /api/v1/apps/{id}/users":     `[]`,
		"GET /api/v1/apps/{id}/groups":    `[{"id": "00g1"}]`,
		"GET /api/v1/groups/{id}/apps":    `[{"id": "0oa1"}]`,
		"GET /api/v1/logs":                `[]`,
	},
	"entra": {
		"GET /v1.0/users": `{"value": [{"id": "u1", "userPrincipalName": "ada@acme.example", "userType": "Member", "onPremisesSyncEnabled": true}, {"id": "u2", "userPrincipalName": "guest", "userType": "Guest"}]}`,
		"GET /v1.0/policies/crossTenantAccessPolicy/default":  `{"inboundTrust": {"isMfaAccepted": false, "isCompliantDeviceAccepted": false, "isHybridAzureADJoinedDeviceAccepted": false}, "b2bCollaborationInbound": {"usersAndGroups": {"accessType": "blocked"}}, "b2bDirectConnectInbound": {"usersAndGroups": {"accessType": "blocked"}}}`,
		"GET /v1.0/policies/crossTenantAccessPolicy/partners": `{"value": [{"tenantId": "t1", "inboundTrust": {"isMfaAccepted": true}}]}`,
		"GET /v1.0/auditLogs/signIns":                         `{"value": [{"status": {"errorCode": 0}, "conditionalAccessStatus": "success", "deviceDetail": {"isCompliant": true}}]}`,
		"GET /v1.0/identity/conditionalAccess/policies":       `{"value": [` + compliant + `]}`,
	},
	"fleet": {
		"GET /api/v1/fleet/hosts": `{"hosts": [
			{"hardware_serial": "C02XK1ABCD", "platform": "darwin", "hardware_vendor": "Apple Inc.", "seen_time": "` + yesterday + `", "detail_updated_at": "` + yesterday + `", "issues": {"failing_policies_count": 0, "critical_vulnerabilities_count": 0}, "device_mapping": [{"email": "ada@acme.example"}]},
			{"hardware_serial": "ec2-1", "platform": "ubuntu", "hardware_vendor": "Amazon EC2", "seen_time": "` + yesterday + `", "detail_updated_at": "` + yesterday + `", "issues": {"failing_policies_count": 0, "critical_vulnerabilities_count": 0}}]}`,
		"GET /api/v1/fleet/global/policies/{id}": `{"policy": {"name": "Falcon runs", "passing_host_count": 2, "failing_host_count": 0}}`,
	},
	"crowdstrike": {
		"GET /devices/combined/devices/v1": `{"meta": {"pagination": {"total": 2}}, "resources": [
			{"device_id": "a1", "serial_number": "C02XK1ABCD", "platform_name": "Mac", "product_type_desc": "Workstation", "status": "normal", "last_seen": "` + yesterday + `", "reduced_functionality_mode": "no", "device_policies": {"prevention": {"applied": true}, "sensor_update": {"applied": true, "settings_hash": "tagged|18"}}},
			{"device_id": "a2", "serial_number": "EC2-1", "platform_name": "Linux", "product_type_desc": "Server", "status": "normal", "last_seen": "` + yesterday + `", "reduced_functionality_mode": "no", "device_policies": {"prevention": {"applied": true}, "sensor_update": {"applied": true, "settings_hash": "tagged|18"}}}]}`,
		"GET /policy/combined/prevention/v1":                `{"meta": {}, "resources": [{"platform_name": "Mac", "enabled": true, "groups": []}, {"platform_name": "Linux", "enabled": true, "groups": []}]}`,
		"GET /zero-trust-assessment/queries/assessments/v1": `{"meta": {"pagination": {"total": 2}}, "resources": [{"aid": "a1", "score": 90}, {"aid": "a2", "score": 80}]}`,
	},
	"jamf": {
		"GET /api/v3/computers-inventory": `{"totalCount": 1, "results": [{"id": "1", "hardware": {"serialNumber": "C02XK1ABCD"}, "general": {"name": "laptop"}}]}`,
	},
	"cloudflare": {
		"GET /client/v4/accounts/{id}/access/apps":                 `{"success": true, "result": [{"id": "a1", "domain": "wiki.acme.example", "policies": [{"decision": "allow", "require": [{"device_posture": {"integration_uid": "r1"}}]}]}], "result_info": {"page": 1, "total_pages": 1}}`,
		"GET /client/v4/accounts/{id}/devices/posture":             `{"success": true, "result": [{"id": "r1", "type": "crowdstrike_s2s", "input": {"connection_id": "s1", "operator": ">=", "overall": "75"}}]}`,
		"GET /client/v4/accounts/{id}/devices/posture/integration": `{"success": true, "result": [{"id": "s1", "type": "crowdstrike_s2s", "interval": "10m"}]}`,
	},
}

const compliant = `{"id": "p1", "displayName": "devices", "state": "enabled", "conditions": {"users": {"includeUsers": ["All"], "excludeUsers": [], "includeRoles": [], "excludeRoles": [], "includeGroups": [], "excludeGroups": [], "includeGuestsOrExternalUsers": null, "excludeGuestsOrExternalUsers": null},
	"applications": {"includeApplications": ["All"], "excludeApplications": []}, "clientAppTypes": ["all"], "devices": null, "locations": null, "platforms": null, "signInRiskLevels": [], "userRiskLevels": []},
	"grantControls": {"operator": "OR", "builtInControls": ["compliantDevice"], "customAuthenticationFactors": [], "termsOfUse": [], "authenticationStrength": null}, "sessionControls": null}`

// TestEstate runs what looks at people and devices whole: against an estate in which all is well, and one in which one
// thing is not.
func TestEstate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ from, to, fails string }{
		"okta-continuous-sign-in": {`"PT2H"`, `"PT720H"`, "asked_again"},
		"okta-identity-stores":    {`"OPERATIONAL"`, `"DEGRADED"`, "heard"},
		"identity-stores-agree":   {`"userPrincipalName": "ada@acme.example"`, `"userPrincipalName": "eve@acme.example"`, "no_orphans"},
		"falcon-coverage":         {`"settings_hash": "tagged|18"`, `"settings_hash": ""`, "up_to_date"},
		"jamf-compliance":         {`"state": "enabled"`, `"state": "enabledForReportingButNotEnforced"`, "kept_out"},
		"entra-device-sign-ins":   {`"isCompliant": true`, `"isCompliant": null`, "checked_devices"},
		"device-risk-access":      {`"interval": "10m"`, `"interval": "24h"`, "score_asked_for"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			whole{name: name, systems: estate{routes: healthy}.vendors(t)}.expect(t, passed, nil)
			spoilt := estate{routes: healthy, spoil: strings.NewReplacer(test.from, test.to)}
			whole{name: name, systems: spoilt.vendors(t)}.expect(t, failed, outcomes{test.fails: failed})
		})
	}
}
