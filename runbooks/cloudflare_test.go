package runbooks_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

const account = "0123456789abcdef0123456789abcdef"

// TestCloudflare tries the pack against what the clients that Cloudflare makes from its published description of API v4
// say of zones, single settings and the applications of Access: paths, parameters, the envelope of an answer and of an
// error, and what a policy has. That Access tells total_pages as zones do was not found there; where it does not, the
// list is unknown. The rules of a phase (404 where there are none) and their overrides, the question for stopped requests
// and the log of Access were read in Cloudflare's own documentation. Not tried: a real account of Cloudflare.
func TestCloudflare(t *testing.T) {
	t.Parallel()
	refuse := func(status, code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			answer(w, status, map[string]any{"success": false, "errors": []any{map[string]any{"code": code, "message": "no"}}, "messages": []any{}, "result": nil})
		}
	}
	settings := map[string]string{"min_tls_version": "1.2", "always_use_https": "on", "ssl": "strict", "tls_1_3": "zrt"}
	silent := false // about how many pages there are
	pages := func(things ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			page := 1
			if text := r.URL.Query().Get("page"); text != "" {
				page, _ = strconv.Atoi(text)
			}
			if page < 1 || page > len(things) || r.URL.Query().Get("per_page") != "50" {
				refuse(http.StatusBadRequest, 1002)(w, r)
				return
			}
			info := map[string]any{"page": page, "per_page": 50, "count": 1, "total_count": len(things), "total_pages": len(things)}
			if silent {
				delete(info, "total_pages")
			}
			answer(w, http.StatusOK, map[string]any{"success": true, "errors": []any{}, "messages": []any{}, "result": []any{json.RawMessage(things[page-1])}, "result_info": info})
		}
	}
	cloudflare := newVendor(t, "cloudflare", map[string]http.HandlerFunc{
		"GET /client/v4/zones": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("status") != "active" {
				refuse(http.StatusBadRequest, 1002)(w, r)
				return
			}
			pages(`{"id": "z1", "name": "acme.example", "status": "active"}`, `{"id": "z2", "name": "acme.test", "status": "active"}`, `{"id": "z3", "name": "acme.dev", "status": "active"}`)(w, r)
		},
		"GET /client/v4/zones/{zone}/settings/{name}": func(w http.ResponseWriter, r *http.Request) {
			value, there := settings[r.PathValue("name")]
			if !there || r.PathValue("zone") != "z1" {
				refuse(http.StatusNotFound, 7003)(w, r)
				return
			}
			answer(w, http.StatusOK, map[string]any{"success": true, "errors": []any{}, "messages": []any{},
				"result": map[string]any{"id": r.PathValue("name"), "value": value, "editable": true, "modified_on": nil}})
		},
		"GET /client/v4/accounts/" + account + "/access/apps": pages(
			`{"id": "a1", "name": "Wiki", "domain": "wiki.acme.example", "type": "self_hosted", "session_duration": "24h", "policies": [
				{"id": "p1", "decision": "deny", "include": [{"geo": {"country_code": "XX"}}], "require": [], "exclude": []},
				{"id": "p2", "decision": "allow", "include": [{"email_domain": {"domain": "acme.example"}}], "require": [{"device_posture": {"integration_uid": "u"}}], "exclude": [], "session_duration": "30m"}]}`,
			`{"id": "a2", "name": "Pay", "domain": "pay.acme.example", "type": "self_hosted", "session_duration": "24h", "policies": [
				{"id": "p3", "decision": "allow", "include": [{"everyone": {}}], "require": [], "exclude": []},
				{"id": "p4", "decision": "bypass", "include": [{"ip": {"ip": "192.0.2.0/24"}}], "require": [{"device_posture": {"integration_uid": "u"}}], "exclude": []}]}`,
			`{"id": "a3", "type": "app_launcher"}`,
			`{"id": "a4", "name": "One", "domain": "one.acme.example", "type": "self_hosted", "policies": [
				{"id": "p5", "decision": "allow", "include": [{"everyone": {}}], "require": [{"auth_method": {"auth_method": "mfa"}}]},
				{"id": "p6", "decision": "non_identity", "include": [{"any_valid_service_token": {}}]}]}`,
		),
		"GET /client/v4/zones/{zone}/rulesets/phases/{phase}/entrypoint": func(w http.ResponseWriter, r *http.Request) {
			if r.PathValue("zone") != "z1" || r.PathValue("phase") != "http_request_firewall_managed" {
				refuse(http.StatusNotFound, 10003)(w, r)
				return
			}
			answer(w, http.StatusOK, map[string]any{"success": true, "errors": []any{}, "messages": []any{}, "result": json.RawMessage(managedRules)})
		},
		"POST /client/v4/graphql": func(w http.ResponseWriter, r *http.Request) {
			var asked struct {
				Query     string
				Variables struct {
					Zone   string
					Filter map[string]string
				}
			}
			if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || asked.Variables.Zone != account || asked.Variables.Filter["clientRequestQuery_like"] != "%mark-1234%" {
				answer(w, http.StatusOK, map[string]any{"data": nil, "errors": []any{map[string]any{"message": "zone does not have access to the path"}}})
				return
			}
			event := func(action string) map[string]any {
				return map[string]any{"action": action, "clientRequestHTTPHost": "wiki.acme.example"}
			}
			answer(w, http.StatusOK, map[string]any{"errors": nil, "data": map[string]any{"viewer": map[string]any{"zones": []any{
				map[string]any{"firewallEventsAdaptive": []any{event("block"), event("log"), event("managed_challenge")}}}}}})
		},
		"GET /client/v4/accounts/" + account + "/access/logs/access_requests": func(w http.ResponseWriter, r *http.Request) {
			if q := r.URL.Query(); q.Get("limit") != "1000" || q.Get("since") == "" || q.Get("direction") != "desc" {
				refuse(http.StatusBadRequest, 12130)(w, r)
				return
			}
			entry := func(app string, allowed bool) map[string]any {
				return map[string]any{"action": "login", "allowed": allowed, "app_domain": app, "app_uid": "a", "connection": "azureAD", "created_at": "2026-01-05T07:00:00Z", "ip_address": "192.0.2.1", "ray_id": "1", "user_email": "ada@acme.example"}
			}
			answer(w, http.StatusOK, map[string]any{"success": true, "errors": []any{}, "messages": []any{}, "result": []any{entry("wiki.acme.example", true), entry("pay.acme.example", false)}})
		},
	}, bearer, refuse(http.StatusForbidden, 10000))

	const apps = `account_id = "` + account + `"`
	cloudflare.try(t,
		call{name: "three pages of zones", action: "cloudflare.list_zones", condition: `length(step.it.zones) == 3 && step.it.zones[2].name == "acme.dev"`},
		call{name: "a setting", action: "cloudflare.get_setting", settings: "zone_id = \"z1\"\n  name    = \"min_tls_version\"", condition: `step.it.value == "1.2"`},
		call{name: "of a zone that is not there", action: "cloudflare.get_setting", settings: "zone_id = \"z9\"\n  name    = \"ssl\"", want: evidence.Failed},
		call{name: "an application with a device", action: "cloudflare.list_access_apps", settings: apps, condition: `step.it.apps[0].posture && !step.it.apps[0].bypassed && !step.it.apps[0].anybody && ` +
			`length(step.it.apps[0].sessions) == 2 && step.it.apps[0].sessions[1] == "30m"`},
		call{name: "for anybody, and past it", action: "cloudflare.list_access_apps", settings: apps, condition: `step.it.apps[1].anybody && step.it.apps[1].bypassed && !step.it.apps[1].posture`},
		call{name: "what has no address", action: "cloudflare.list_access_apps", settings: apps, condition: `step.it.apps[2].domain == "" && !step.it.apps[2].posture && length(step.it.apps[2].sessions) == 0`},
		call{name: "everybody with a second factor", action: "cloudflare.list_access_apps", settings: apps, condition: `!step.it.apps[3].anybody && !step.it.apps[3].posture`},
	)
	const rules = "zone_id = \"z1\"\n  phase = "
	cloudflare.try(t,
		call{name: "what is not behind a policy is left out", action: "cloudflare.list_access_rules", settings: apps, condition: `length(step.it.apps) == 3`},
		call{name: "a whole domain, on a healthy device", action: "cloudflare.list_access_rules", settings: apps, condition: `!step.it.apps[0].narrow && step.it.apps[0].posture && !step.it.apps[0].context && length(step.it.apps[0].sessions) == 2`},
		call{name: "past it", action: "cloudflare.list_access_rules", settings: apps, condition: `step.it.apps[1].bypassed && !step.it.apps[1].narrow`},
		call{name: "a second factor, and a machine without", action: "cloudflare.list_access_rules", settings: apps, condition: `!step.it.apps[2].context`},
		call{name: "rules of Cloudflare's own", action: "cloudflare.list_waf_rules", settings: rules + `"http_request_firewall_managed"`, condition: `length(step.it.rules) == 2 && !step.it.rules[0].weak && step.it.rules[1].weak`},
		call{name: "there are none of one's own", action: "cloudflare.list_waf_rules", settings: rules + `"http_request_firewall_custom"`, condition: `length(step.it.rules) == 0`},
		call{name: "what was stopped", action: "cloudflare.count_stopped", settings: "zone_id = \"" + account + "\"\n  mark = \"mark-1234\"\n  since = \"2026-01-05T07:00:00Z\"", condition: `length(step.it.hosts) == 2`},
		call{name: "a refusal is no zero", action: "cloudflare.count_stopped", settings: "zone_id = \"" + account + "\"\n  mark = \"mark-9999\"\n  since = \"2026-01-05T07:00:00Z\"", want: evidence.Unknown},
		call{name: "who came in", action: "cloudflare.list_entries", settings: apps + "\n  since = \"2026-01-05T07:00:00Z\"", condition: `step.it.let_in[0] == "wiki.acme.example" && step.it.turned_away[0] == "pay.acme.example"`},
	)
	silent = true
	cloudflare.try(t, call{name: "nobody says how many pages", action: "cloudflare.list_access_apps", settings: apps, want: evidence.Unknown})
}

// managedRules are what a zone runs of Cloudflare's own rules: in force, only written down, and switched off.
const managedRules = `{"id": "r", "kind": "zone", "phase": "http_request_firewall_managed", "version": "3", "rules": [
	{"id": "1", "version": "1", "action": "execute", "enabled": true, "expression": "true", "action_parameters": {"id": "efb7b8c949ac4650a09736dc376e9aee", "version": "latest",
		"overrides": {"rules": [{"id": "x", "action": "log", "enabled": true}]}}},
	{"id": "2", "version": "1", "action": "execute", "enabled": true, "expression": "true", "action_parameters": {"id": "4814384a9e5d4991b9815dcfc25d2f1f", "overrides": {"action": "log"}}},
	{"id": "3", "version": "1", "action": "execute", "enabled": false, "expression": "true", "action_parameters": {"id": "4814384a9e5d4991b9815dcfc25d2f1f"}}]}`
