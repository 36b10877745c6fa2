package runbooks_test

import (
	"encoding/json"
	"net/http"
	"testing"
)

// TestCloudflareDevices tries the actions about devices against what the clients that Cloudflare makes from its published
// description of API v4 say of the policies of Access, the rules about devices and the services that know them. Not found
// there: whether those two lists have pages; they are taken as whole. Not tried: a real account of Cloudflare.
func TestCloudflareDevices(t *testing.T) {
	t.Parallel()
	whole := func(result string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, map[string]any{"success": true, "errors": []any{}, "messages": []any{}, "result": json.RawMessage(result), "result_info": map[string]any{"page": 1, "total_pages": 1}})
		}
	}
	cloudflare := newVendor(t, "cloudflare", map[string]http.HandlerFunc{
		"GET /client/v4/accounts/" + account + "/access/apps": whole(`[
			{"id": "a1", "domain": "wiki.acme.example", "policies": [{"decision": "deny", "require": []}, {"decision": "allow", "require": [{"device_posture": {"integration_uid": "r1"}}, {"auth_method": {"auth_method": "mfa"}}]}, {"decision": "allow", "require": []}]},
			{"id": "a2", "type": "app_launcher"}]`),
		"GET /client/v4/accounts/" + account + "/devices/posture": whole(`[{"id": "r1", "type": "crowdstrike_s2s", "input": {"connection_id": "s1", "operator": ">=", "overall": "75"}},
			{"id": "r2", "type": "firewall", "input": {"enabled": true}}, {"id": "r3", "type": "warp"}, {"id": "r4", "type": "crowdstrike_s2s", "input": {"connection_id": "s1", "version": "7.0", "versionOperator": ">="}},
			{"id": "r5", "type": "crowdstrike_s2s", "input": {"connection_id": "s1", "operator": "<", "overall": "75"}}]`),
		"GET /client/v4/accounts/" + account + "/devices/posture/integration": whole(`[{"id": "s1", "type": "crowdstrike_s2s", "interval": "10m", "name": "Falcon", "config": {}}]`),
	}, bearer, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusForbidden, map[string]any{"success": false, "errors": []any{map[string]any{"code": 10000, "message": "no"}}})
	})

	const of = `account_id = "` + account + `"`
	cloudflare.try(t,
		call{name: "ways in", action: "cloudflare.list_app_rules", settings: of, condition: `length(step.it.ways) == 2 && step.it.ways[0].domain == "wiki.acme.example" && length(step.it.ways[0].rules) == 1 && step.it.ways[0].rules[0] == "r1" && length(step.it.ways[1].rules) == 0`},
		call{name: "rules", action: "cloudflare.list_posture_rules", settings: of, condition: `length(step.it.rules) == 5 && step.it.rules[0].least == "75" && step.it.rules[2].least == "" && step.it.rules[3].least == "" && step.it.rules[4].least == "" && step.it.rules[0].service == "s1" && step.it.rules[1].service == "" && step.it.rules[2].service == ""`},
		call{name: "services", action: "cloudflare.list_posture_services", settings: of, condition: `length(step.it.services) == 1 && step.it.services[0].interval == "10m" && step.it.services[0].type == "crowdstrike_s2s"`},
	)
}
