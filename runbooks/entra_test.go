package runbooks_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestEntra tries the pack against what Microsoft's public reference of Graph 1.0 says of paths, parameters, answers,
// statuses, errors and further pages (@odata.nextLink). Not found there, and so from elsewhere: the words of
// methodsRegistered beyond fido2 and those of its examples, and that a policy shows its authentication strength whole.
// Not tried: a real directory of Entra.
func TestEntra(t *testing.T) {
	t.Parallel()
	enabled := map[string]bool{"u1": true}
	refuse := func(status int, code string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			answer(w, status, map[string]any{"error": map[string]any{"code": code, "message": "no", "innerError": map[string]any{"request-id": "1"}}})
		}
	}
	entra := newVendor(t, "entra", map[string]http.HandlerFunc{
		"GET /v1.0/reports/authenticationMethods/userRegistrationDetails":    graphPages(registrations),
		"GET /v1.0/identity/conditionalAccess/policies":                      graphPages(conditionalAccess),
		"GET /v1.0/roleManagement/directory/roleAssignmentScheduleInstances": graphPages(activeRoles),
		"GET /v1.0/identityProtection/riskyUsers": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("$filter") != "riskState eq 'atRisk' or riskState eq 'confirmedCompromised'" {
				refuse(http.StatusBadRequest, "BadRequest")(w, r)
				return
			}
			graphPages(riskyUsers)(w, r)
		},
		"POST /v1.0/users/{id}/revokeSignInSessions": func(w http.ResponseWriter, r *http.Request) {
			if _, there := enabled[r.PathValue("id")]; !there {
				refuse(http.StatusNotFound, "Request_ResourceNotFound")(w, r)
				return
			}
			answer(w, http.StatusOK, map[string]any{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#Edm.Boolean", "value": true})
		},
		"PATCH /v1.0/users/{id}": func(w http.ResponseWriter, r *http.Request) {
			var wanted struct{ AccountEnabled *bool }
			if _, there := enabled[r.PathValue("id")]; !there {
				refuse(http.StatusNotFound, "Request_ResourceNotFound")(w, r)
			} else if err := json.NewDecoder(r.Body).Decode(&wanted); err != nil || wanted.AccountEnabled == nil || r.Header.Get("Content-Type") != "application/json" {
				refuse(http.StatusBadRequest, "Request_BadRequest")(w, r)
			} else {
				enabled[r.PathValue("id")] = *wanted.AccountEnabled
				w.WriteHeader(http.StatusNoContent)
			}
		},
	}, leased, refuse(http.StatusUnauthorized, "InvalidAuthenticationToken"))

	const noUndo = "user_id = %q\n  undo \"none\" {\n    reason = \"A test.\"\n  }"
	policy := func(at int, condition string) string { return fmt.Sprintf("step.it.policies[%d].%s", at, condition) }
	entra.try(t,
		call{name: "two pages of people", action: "entra.list_registrations", condition: `length(step.it.users) == 2 && step.it.users[0].admin &&` +
			` step.it.users[0].methods[0] == "fido2" && !step.it.users[1].member && !step.it.users[1].second_factor`},
		call{name: "a second factor for everybody", action: "entra.list_policies", condition: `step.it.policies[0].enforced && step.it.policies[0].everybody && step.it.policies[0].everything &&` +
			` step.it.policies[0].always && step.it.policies[0].second_factor && length(step.it.policies[0].excluded) == 1 && step.it.policies[0].excluded[0] == "g1"`},
		call{name: "or the terms of use", action: "entra.list_policies", condition: "!" + policy(1, "second_factor")},
		call{name: "a strength", action: "entra.list_policies", condition: policy(2, "second_factor") + " && " + policy(2, "phishing_resistant") + " && " + policy(2, "global_admins")},
		call{name: "a session alone, for nobody", action: "entra.list_policies", condition: "!" + policy(3, "second_factor") + " && !" + policy(3, "phishing_resistant") + " && !" + policy(3, "managed_device") + " && !" + policy(3, "everybody")},
		call{name: "a device, at some places", action: "entra.list_policies", condition: policy(4, "managed_device") + " && !" + policy(4, "always") + " && " + policy(4, "context")},
		call{name: "a risk, and only reported", action: "entra.list_policies", condition: "!" + policy(5, "enforced") + " && " + policy(5, "blocks") + " && " + policy(5, `sign_in_risk[0] == "high"`)},
		call{name: "any of a weak and a strong way", action: "entra.list_policies", condition: policy(6, "second_factor") + " && !" + policy(6, "phishing_resistant")},
		call{name: "roles for good and for a while", action: "entra.list_active_roles", condition: `length(step.it.roles) == 3 && step.it.roles[0].standing && !step.it.roles[1].standing && !step.it.roles[2].standing`},
		call{name: "who is at risk, and still there", action: "entra.list_risky_users", condition: `length(step.it.users) == 1 && step.it.users[0].level == "high" && before("2026-01-05T06:59:59Z", step.it.users[0].since)`},
		call{name: "sessions end", action: "entra.revoke_sessions", settings: fmt.Sprintf(noUndo, "u1")},
		call{name: "sessions of nobody", action: "entra.revoke_sessions", settings: fmt.Sprintf(noUndo, "u9"), want: evidence.Failed},
		call{name: "disabled", action: "entra.disable_user", settings: `user_id = "u1"`},
	)
	if enabled["u1"] {
		t.Error("u1 can still sign in")
	}
	entra.try(t, call{name: "enabled again", action: "entra.enable_user", settings: fmt.Sprintf(noUndo, "u1")})
	if !enabled["u1"] {
		t.Error("u1 cannot sign in")
	}
}

// graphPages answers with one thing a page, as Graph does.
func graphPages(things []string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		at, query := 0, r.URL.Query()
		_, _ = fmt.Sscan(query.Get("$skiptoken"), &at)
		page := map[string]any{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata", "value": []any{json.RawMessage(things[at])}}
		if at+1 < len(things) {
			query.Set("$skiptoken", fmt.Sprint(at+1))
			page["@odata.nextLink"] = fmt.Sprintf("https://%s%s?%s", r.Host, r.URL.Path, query.Encode())
		}
		answer(w, http.StatusOK, page)
	}
}

var (
	registrations = []string{
		`{"id": "u1", "userPrincipalName": "ada@acme.example", "userDisplayName": "Ada", "isAdmin": true, "isMfaRegistered": true, "isMfaCapable": true, "methodsRegistered": ["fido2"], "userType": "member"}`,
		`{"id": "u2", "userPrincipalName": "bob@other.example", "userDisplayName": "Bob", "isAdmin": false, "isMfaRegistered": false, "isMfaCapable": false, "methodsRegistered": [], "userType": "guest"}`,
	}
	activeRoles = []string{
		`{"principalId": "u1", "roleDefinitionId": "r1", "assignmentType": "Assigned", "memberType": "Direct", "startDateTime": null, "endDateTime": null}`,
		`{"principalId": "u2", "roleDefinitionId": "r1", "assignmentType": "Activated", "memberType": "Direct", "startDateTime": "2026-01-05T07:00:00Z", "endDateTime": "2026-01-05T15:00:00Z"}`,
		`{"principalId": "u3", "roleDefinitionId": "r1", "assignmentType": "Assigned", "memberType": "Direct", "startDateTime": "2026-01-05T07:00:00Z", "endDateTime": "2026-07-05T07:00:00Z"}`,
	}
	riskyUsers = []string{
		`{"id": "u1", "isDeleted": false, "isProcessing": false, "riskLevel": "high", "riskState": "atRisk", "riskDetail": "none", "riskLastUpdatedDateTime": "2026-01-05T07:00:00.1234567Z", "userPrincipalName": "ada@acme.example"}`,
		`{"id": "u2", "isDeleted": true, "isProcessing": false, "riskLevel": "low", "riskState": "atRisk", "riskDetail": "none", "riskLastUpdatedDateTime": "2026-01-05T07:00:00Z", "userPrincipalName": "gone@acme.example"}`,
	}
	conditionalAccess = []string{
		caPolicy("enabled", `"includeUsers": ["All"], "excludeUsers": [], "includeGroups": [], "excludeGroups": ["g1"], "includeRoles": [], "excludeRoles": [], "excludeGuestsOrExternalUsers": null`, "", `{"operator": "OR", "builtInControls": ["mfa"], "customAuthenticationFactors": [], "termsOfUse": [], "authenticationStrength": null}`),
		caPolicy("enabled", caEverybody, "", `{"operator": "OR", "builtInControls": ["mfa"], "customAuthenticationFactors": [], "termsOfUse": ["t1"], "authenticationStrength": null}`),
		caPolicy("enabled", `"includeUsers": [], "excludeUsers": [], "excludeGroups": [], "includeRoles": ["62e90394-69f5-4237-9190-012177145e10"], "excludeRoles": [], "excludeGuestsOrExternalUsers": null`, "", `{"operator": "OR", "builtInControls": [], "customAuthenticationFactors": [], "termsOfUse": [],
			"authenticationStrength": {"id": "00000000-0000-0000-0000-000000000004", "displayName": "Phishing-resistant MFA", "policyType": "builtIn", "requirementsSatisfied": "mfa", "allowedCombinations": ["windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor"]}}`),
		caPolicy("enabled", `"includeUsers": ["None"], "excludeUsers": null, "excludeGroups": [], "excludeRoles": [], "excludeGuestsOrExternalUsers": null`, "", `null`),
		caPolicy("enabled", caEverybody, `"locations": {"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]},`, `{"operator": "AND", "builtInControls": ["mfa", "compliantDevice"], "customAuthenticationFactors": [], "termsOfUse": [], "authenticationStrength": null}`),
		caPolicy("enabledForReportingButNotEnforced", caEverybody, `"signInRiskLevels": ["high"],`, `{"operator": "OR", "builtInControls": ["block"], "customAuthenticationFactors": [], "termsOfUse": [], "authenticationStrength": null}`),
		caPolicy("enabled", caEverybody, "", `{"operator": "OR", "builtInControls": [], "customAuthenticationFactors": [], "termsOfUse": [], "authenticationStrength": {"requirementsSatisfied": "mfa", "allowedCombinations": ["fido2", "password,sms"]}}`),
	}
)

const caEverybody = `"includeUsers": ["All"], "excludeUsers": [], "includeGroups": [], "excludeGroups": [], "includeRoles": [], "excludeRoles": [], "excludeGuestsOrExternalUsers": null`

// caPolicy is a policy as Graph shows it; conditions takes the place of what a policy for every sign-in has.
func caPolicy(state, users, conditions, grant string) string {
	all := map[string]any{}
	base := `{"clientAppTypes": ["all"], "platforms": null, "locations": null, "devices": null, "signInRiskLevels": [], "userRiskLevels": [],
		"applications": {"includeApplications": ["All"], "excludeApplications": [], "includeUserActions": []}, "users": {` + users + `}}`
	for _, text := range []string{base, `{` + conditions + `"none": null}`} {
		if err := json.Unmarshal([]byte(text), &all); err != nil {
			panic(err)
		}
	}
	data, _ := json.Marshal(map[string]any{"id": "p", "displayName": "A policy", "state": state, "conditions": all, "grantControls": json.RawMessage(grant), "sessionControls": nil})
	return string(data)
}
