package runbooks_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestOktaRules tries the rest of the pack against what Okta's public reference and its own libraries say of policies and
// their rules, of the risk of a user, of applications, of tokens and of the System Log (the events of Identity Threat
// Protection with their targets). Not found there: whether a pool of agents has more pages, and the status with which a risk
// that was not there before is answered; both 200 and 201 are taken. Not tried: a real organisation of Okta.
func TestOktaRules(t *testing.T) {
	t.Parallel()
	risk, tokens := map[string]string{"00u1": "LOW"}, map[string]bool{"00T1": true}
	refuse := func(status int, code string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			answer(w, status, map[string]any{"errorCode": code, "errorSummary": "no", "errorCauses": []any{}})
		}
	}
	okta := newVendor(t, "okta", map[string]http.HandlerFunc{
		"GET /api/v1/users":             oktaPages(`{"id": "00u1", "status": "ACTIVE", "profile": {"login": "Ada@acme.example"}, "credentials": {"provider": {"type": "ACTIVE_DIRECTORY", "name": "corp"}}}`, `{"id": "00u2", "status": "ACTIVE", "profile": {"login": "bob@acme.example"}, "credentials": {"provider": {"type": "OKTA", "name": "OKTA"}}}`),
		"GET /api/v1/users/{id}/groups": oktaPages(`{"id": "00g1", "type": "OKTA_GROUP", "profile": {"name": "team-shop"}}`, `{"id": "00g2", "type": "BUILT_IN", "profile": {"name": "Everyone"}}`),
		"GET /api/v1/groups": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("search") != `profile.name eq "team-shop"` {
				answer(w, http.StatusOK, []any{})
				return
			}
			answer(w, http.StatusOK, []any{json.RawMessage(`{"id": "00g1", "profile": {"name": "team-shop"}}`)})
		},
		"GET /api/v1/apps": oktaPages(`{"id": "0oa1", "label": "Wiki", "status": "ACTIVE", "signOnMode": "SAML_2_0", "features": ["PUSH_NEW_USERS", "PUSH_USER_DEACTIVATION"]}`,
			`{"id": "0oa2", "label": "Old shop", "status": "ACTIVE", "signOnMode": "BROWSER_PLUGIN", "features": []}`, `{"id": "0oa3", "label": "corp", "name": "active_directory", "status": "ACTIVE", "signOnMode": null, "features": ["IMPORT_NEW_USERS"]}`),
		"GET /api/v1/apps/{id}/users":  oktaPages(`{"id": "00u1", "scope": "GROUP"}`, `{"id": "00u2", "scope": "USER"}`),
		"GET /api/v1/apps/{id}/groups": oktaPages(`{"id": "00g1", "priority": 0}`),
		"GET /api/v1/groups/{id}/apps": oktaPages(`{"id": "0oa1", "label": "Wiki"}`),
		"GET /api/v1/agentPools":       oktaPages(`{"id": "0oa3", "name": "corp", "type": "AD", "operationalStatus": "OPERATIONAL", "agents": []}`, `{"id": "0oa4", "name": "lab", "type": "LDAP", "operationalStatus": "DEGRADED", "agents": []}`),
		"GET /api/v1/policies": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("type") != "ENTITY_RISK" {
				refuse(http.StatusBadRequest, "E0000001")(w, r)
				return
			}
			oktaPages(`{"id": "rst1", "name": "Entity Risk Policy", "status": "ACTIVE", "type": "ENTITY_RISK"}`)(w, r)
		},
		"GET /api/v1/policies/app/rules":     oktaPages(appRules...),
		"GET /api/v1/policies/risk/rules":    oktaPages(riskRules...),
		"GET /api/v1/policies/session/rules": oktaPages(`{"id": "rul1", "name": "Default", "status": "ACTIVE", "conditions": {"people": {"users": {"exclude": ["00u1"]}, "groups": {"include": ["00g0"], "exclude": []}}}, "actions": {"postAuthSession": {"failureActions": [{"action": "TERMINATE_SESSION"}]}}}`),
		"GET /api/v1/users/{id}/risk": func(w http.ResponseWriter, r *http.Request) {
			answer(w, http.StatusOK, map[string]any{"riskLevel": risk[r.PathValue("id")], "reason": "ADMIN"})
		},
		"PUT /api/v1/users/{id}/risk": func(w http.ResponseWriter, r *http.Request) {
			var body struct{ RiskLevel string }
			if err := json.NewDecoder(r.Body).Decode(&body); err != nil || body.RiskLevel != "HIGH" && body.RiskLevel != "LOW" {
				refuse(http.StatusBadRequest, "E0000001")(w, r)
				return
			}
			risk[r.PathValue("id")] = body.RiskLevel
			answer(w, http.StatusOK, map[string]any{"riskLevel": body.RiskLevel, "reason": "ADMIN"})
		},
		"GET /api/v1/api-tokens/{id}": func(w http.ResponseWriter, r *http.Request) {
			if !tokens[r.PathValue("id")] {
				refuse(http.StatusNotFound, "E0000007")(w, r)
				return
			}
			answer(w, http.StatusOK, map[string]any{"id": r.PathValue("id"), "name": "backup", "userId": "00u1", "clientName": "Okta API", "network": map[string]any{"connection": "ANYWHERE"}})
		},
		"DELETE /api/v1/api-tokens/{id}": func(w http.ResponseWriter, r *http.Request) {
			if !tokens[r.PathValue("id")] {
				refuse(http.StatusNotFound, "E0000007")(w, r)
				return
			}
			delete(tokens, r.PathValue("id"))
			w.WriteHeader(http.StatusNoContent)
		},
		"GET /api/v1/logs": func(w http.ResponseWriter, r *http.Request) {
			events, known := oktaLog[r.URL.Query().Get("filter")]
			if !known || r.URL.Query().Get("since") == "" || r.URL.Query().Get("until") == "" {
				refuse(http.StatusBadRequest, "E0000031")(w, r)
				return
			}
			oktaPages(events...)(w, r)
		},
	}, func(r *http.Request) bool { return r.Header.Get("Authorization") == "SSWS "+token }, refuse(http.StatusUnauthorized, "E0000011"))

	const span = "\n  since = \"2026-01-01T00:00:00Z\"\n  until = \"2026-01-05T00:00:00Z\""
	okta.try(t,
		call{name: "who can sign in", action: "okta.list_active_users", condition: `length(step.it.users) == 2 && step.it.users[0].login == "ada@acme.example" && step.it.users[0].home == "ACTIVE_DIRECTORY"`},
		call{name: "groups of somebody", action: "okta.list_groups_of", settings: `user_id = "00u1"`, condition: `length(step.it.groups) == 2 && step.it.groups[1].name == "Everyone"`},
		call{name: "a group", action: "okta.find_group", settings: `name = "team-shop"`, condition: `step.it.found && step.it.id == "00g1"`},
		call{name: "no such group", action: "okta.find_group", settings: `name = "team-shoe"`, condition: `!step.it.found`},
		call{name: "applications", action: "okta.list_apps", condition: `length(step.it.apps) == 3 && step.it.apps[0].federated && step.it.apps[0].deprovisioned && !step.it.apps[1].federated && step.it.apps[1].password &&` +
			` !step.it.apps[1].provisioned && !step.it.apps[2].federated && !step.it.apps[2].password && step.it.apps[2].provisioned`},
		call{name: "who came alone", action: "okta.list_app_access", settings: `app_id = "0oa1"`, condition: `length(step.it.alone) == 1 && step.it.alone[0] == "00u2"`},
		call{name: "who came by a group", action: "okta.list_app_groups", settings: `app_id = "0oa1"`, condition: `step.it.groups[0] == "00g1"`},
		call{name: "what a group opens", action: "okta.list_group_apps", settings: `group_id = "00g1"`, condition: `step.it.apps[0] == "0oa1"`},
		call{name: "agents", action: "okta.list_agents", condition: `step.it.pools[0].works && !step.it.pools[1].works && step.it.pools[1].type == "LDAP"`},
		call{name: "policies", action: "okta.list_policies", settings: `type = "ENTITY_RISK"`, condition: `length(step.it.policies) == 1 && step.it.policies[0].active && step.it.policies[0].id == "rst1"`},
		call{name: "rules of an application", action: "okta.list_app_rules", settings: `policy_id = "app"`, condition: `length(step.it.rules) == 4 && step.it.rules[0].phishing_resistant && step.it.rules[0].managed_device && step.it.rules[0].again == "PT2H" &&` +
			` !step.it.rules[1].phishing_resistant && !step.it.rules[2].allows && !step.it.rules[3].phishing_resistant && !step.it.rules[3].managed_device && step.it.rules[3].again == ""`},
		call{name: "rules of risk", action: "okta.list_risk_rules", settings: `policy_id = "risk"`, condition: `length(step.it.rules) == 2 && step.it.rules[0].level == "HIGH" && step.it.rules[0].ends_sessions && step.it.rules[0].excluded == 0 &&` +
			` step.it.rules[0].every_signal && !step.it.rules[1].ends_sessions && step.it.rules[1].excluded == 1 && !step.it.rules[1].every_signal`},
		call{name: "rules of sessions", action: "okta.list_session_rules", settings: `policy_id = "session"`, condition: `length(step.it.rules) == 1 && step.it.rules[0].ends_session && step.it.rules[0].excluded == 1`},
		call{name: "how risky", action: "okta.get_risk", settings: `user_id = "00u1"`, condition: `step.it.level == "LOW"`},
		call{name: "told to be risky", action: "okta.set_risk", settings: "user_id = \"00u1\"\n  level = \"HIGH\""},
		call{name: "what Okta did", action: "okta.find_events", settings: "event = \"policy.entity_risk.action\"\n  user_id = \"00u1\"" + span, condition: `step.it.count == 2 && step.it.first == "2026-01-02T03:00:01Z"`},
		call{name: "what Okta did not do", action: "okta.find_events", settings: "event = \"user.session.end\"\n  user_id = \"00u1\"" + span, condition: `step.it.count == 0 && step.it.first == "never"`},
		call{name: "who joined", action: "okta.list_joins", settings: `group_id = "00g1"` + span, condition: `length(step.it.joins) == 2 && step.it.joins[0].user == "00u1" && step.it.joins[0].program && !step.it.joins[1].program`},
		call{name: "what a token did", action: "okta.list_token_use", settings: "token_id = \"00T1\"" + span, condition: `length(step.it.calls) == 2 && step.it.calls[0].from == "192.0.2.7" && step.it.calls[0].allowed && !step.it.calls[1].allowed && step.it.calls[1].from == ""`},
		call{name: "a token", action: "okta.get_token", settings: `token_id = "00T1"`, condition: `step.it.found && step.it.name == "backup" && step.it.anywhere`},
		call{name: "no such token", action: "okta.get_token", settings: `token_id = "00T9"`, condition: `!step.it.found`},
		call{name: "revoked", action: "okta.revoke_token", settings: fmt.Sprintf("token_id = %q\n  undo \"none\" {\n    reason = \"A test.\"\n  }", "00T1")},
		call{name: "revoked already", action: "okta.revoke_token", settings: fmt.Sprintf("token_id = %q\n  undo \"none\" {\n    reason = \"A test.\"\n  }", "00T9")},
		call{name: "a kind of policy that the licence lacks", action: "okta.list_policies", settings: `type = "POST_AUTH_SESSION"`, want: evidence.Failed},
	)
	if risk["00u1"] != "HIGH" || tokens["00T1"] {
		t.Error("the risk is", risk["00u1"], "and the tokens are", tokens)
	}
}

// oktaPages answers with one thing a page, as Okta does: a list, and where the next one is in the header Link.
func oktaPages(things ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		at, query := 0, r.URL.Query()
		_, _ = fmt.Sscan(query.Get("after"), &at)
		if at+1 < len(things) {
			query.Set("after", fmt.Sprint(at+1))
			w.Header().Add("Link", fmt.Sprintf("<https://%s%s?%s>; rel=\"next\"", r.Host, r.URL.Path, query.Encode()))
		}
		if len(things) == 0 {
			answer(w, http.StatusOK, []any{})
			return
		}
		answer(w, http.StatusOK, []any{json.RawMessage(things[at])})
	}
}

var (
	appRules = []string{
		`{"id": "rul1", "name": "Strong", "status": "ACTIVE", "conditions": {"device": {"managed": true, "registered": true}}, "actions": {"appSignOn": {"access": "ALLOW", "verificationMethod": {"type": "ASSURANCE", "factorMode": "2FA", "reauthenticateIn": "PT2H",
			"constraints": [{"possession": {"phishingResistant": "REQUIRED", "deviceBound": "REQUIRED"}}]}}}}`,
		`{"id": "rul2", "name": "Either", "status": "ACTIVE", "conditions": {}, "actions": {"appSignOn": {"access": "ALLOW", "verificationMethod": {"type": "ASSURANCE", "factorMode": "2FA", "reauthenticateIn": "PT0S",
			"constraints": [{"possession": {"phishingResistant": "REQUIRED"}}, {"knowledge": {"types": ["password"]}}]}}}}`,
		`{"id": "rul3", "name": "Nobody", "status": "ACTIVE", "conditions": {}, "actions": {"appSignOn": {"access": "DENY"}}}`,
		`{"id": "rul4", "name": "Chain", "status": "ACTIVE", "conditions": null, "actions": {"appSignOn": {"access": "ALLOW", "verificationMethod": {"type": "AUTH_METHOD_CHAIN", "chains": []}}}}`,
		`{"id": "rul5", "name": "Off", "status": "INACTIVE", "conditions": null, "actions": {"appSignOn": {"access": "ALLOW", "verificationMethod": {"type": "ASSURANCE", "factorMode": "1FA", "reauthenticateIn": "PT2H", "constraints": []}}}}`,
	}
	riskRules = []string{
		`{"id": "rul1", "name": "High", "status": "ACTIVE", "conditions": {"entityRisk": {"level": "HIGH"}, "people": {"users": {"exclude": []}, "groups": {"include": ["00g0"], "exclude": []}}, "riskDetectionTypes": null}, "actions": {"entityRisk": {"actions": [{"action": "TERMINATE_ALL_SESSIONS"}]}}}`,
		`{"id": "rul2", "name": "Log", "status": "ACTIVE", "conditions": {"entityRisk": {"level": "ANY"}, "people": {"groups": {"include": [], "exclude": ["00g5"]}}, "riskDetectionTypes": {"include": ["SESSION_INFLUENCED_USER_RISK"], "exclude": []}}, "actions": {"entityRisk": {"actions": []}}}`,
	}
	oktaLog = map[string][]string{
		`eventType eq "policy.entity_risk.action" and target.id eq "00u1"`: {`{"eventType": "policy.entity_risk.action", "published": "2026-01-02T03:00:01.123Z"}`, `{"eventType": "policy.entity_risk.action", "published": "2026-01-03T03:00:00.000Z"}`},
		`eventType eq "user.session.end" and target.id eq "00u1"`:          {},
		`eventType eq "group.user_membership.add" and outcome.result eq "SUCCESS" and target.id eq "00g1"`: {
			`{"eventType": "group.user_membership.add", "published": "2026-01-02T03:00:01.123Z", "actor": {"id": "00u9", "type": "User"}, "transaction": {"type": "WEB", "detail": {"requestApiTokenId": "00T1"}}, "target": [{"id": "00u1", "type": "User"}, {"id": "00g1", "type": "UserGroup"}]}`,
			`{"eventType": "group.user_membership.add", "published": "2026-01-02T04:00:01.123Z", "actor": {"id": "00u8", "type": "User"}, "transaction": {"type": "WEB", "detail": {}}, "target": [{"id": "00u2", "type": "User"}, {"id": "00g1", "type": "UserGroup"}]}`,
		},
		`transaction.detail.requestApiTokenId eq "00T1"`: {
			`{"eventType": "user.lifecycle.suspend", "published": "2026-01-02T03:00:01.123Z", "client": {"ipAddress": "192.0.2.7"}, "outcome": {"result": "SUCCESS"}}`,
			`{"eventType": "app.generic.unauth_app_access_attempt", "published": "2026-01-02T03:00:02.123Z", "client": {"ipAddress": null}, "outcome": {"result": "DENY"}}`,
		},
	}
)
