package runbooks_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestTailscale tries the pack against what Tailscale's public reference of API v2 says of devices, the policy file
// (acls of both spellings, JSON by the header Accept), an expired key, and errors. The list of devices has no pages
// there. Not found there: how an answer shows grants, which is as the policy file writes them, and what expiring the
// key of an unknown device gives. Not tried: a real tailnet.
func TestTailscale(t *testing.T) {
	t.Parallel()
	refuse := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { answer(w, status, map[string]any{"message": "no"}) }
	}
	device := func(id string, more map[string]any) map[string]any {
		all := map[string]any{"addresses": []string{"100.1.2.3"}, "id": "1", "nodeId": id, "user": "ada@acme.example", "name": id + ".tail1.ts.net",
			"updateAvailable": true, "keyExpiryDisabled": false, "authorized": true, "isExternal": false, "postureIdentity": map[string]any{"disabled": true}}
		for name, value := range more {
			all[name] = value
		}
		return all
	}
	policy := map[string]any{}
	expired := ""
	tailnet := newVendor(t, "tailscale", map[string]http.HandlerFunc{
		"GET /api/v2/tailnet/-/devices": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("fields") != "all" {
				refuse(http.StatusBadRequest)(w, r)
				return
			}
			answer(w, http.StatusOK, map[string]any{"devices": []any{
				device("n1", map[string]any{"postureIdentity": map[string]any{"serialNumbers": []string{"CP74"}}, "keyExpiryDisabled": true}),
				device("n2", map[string]any{"tags": []string{"tag:prod"}, "postureIdentity": map[string]any{"serialNumbers": []string{}}}),
				device("n3", map[string]any{"isExternal": true, "updateAvailable": nil, "postureIdentity": nil}),
			}})
		},
		"GET /api/v2/tailnet/-/acl": func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Accept") != "application/json" {
				_, _ = fmt.Fprint(w, "// a policy with comments\n{}")
				return
			}
			answer(w, http.StatusOK, policy)
		},
		"POST /api/v2/device/{id}/expire": func(w http.ResponseWriter, r *http.Request) {
			if expired = r.PathValue("id"); expired != "n1" {
				refuse(http.StatusNotFound)(w, r)
			}
		},
	}, bearer, refuse(http.StatusUnauthorized))

	const noUndo = "device_id = %q\n  undo \"none\" {\n    reason = \"A test.\"\n  }"
	tailnet.try(t,
		call{name: "a laptop", action: "tailscale.list_devices", condition: `step.it.devices[0].identified && step.it.devices[0].key_forever && length(step.it.devices[0].tags) == 0`},
		call{name: "a server", action: "tailscale.list_devices", condition: `!step.it.devices[1].identified && step.it.devices[1].tags[0] == "tag:prod" && step.it.devices[1].outdated`},
		call{name: "a device of others", action: "tailscale.list_devices", condition: `step.it.devices[2].external && !step.it.devices[2].identified && !step.it.devices[2].outdated`},
		call{name: "its key ends", action: "tailscale.expire_key", settings: fmt.Sprintf(noUndo, "n1")},
		call{name: "no such device", action: "tailscale.expire_key", settings: fmt.Sprintf(noUndo, "n9"), want: evidence.Failed},
		call{name: "a policy without rules", action: "tailscale.get_policy", condition: `!step.it.stated && length(step.it.rules) == 0 && step.it.tests == 0`},
	)
	policy["acls"] = []any{
		map[string]any{"action": "accept", "users": []string{"*"}, "ports": []string{"*:*"}},
		map[string]any{"action": "accept", "src": []string{"group:ops"}, "dst": []string{"tag:prod:443"}},
	}
	policy["grants"] = []any{
		map[string]any{"src": []string{"*"}, "dst": []string{"tag:a", "tag:b"}, "ip": []string{"tcp:443", "*"}},
		map[string]any{"src": []string{"*"}, "dst": []string{"tag:a"}, "app": map[string]any{"x": []any{}}},
	}
	policy["tests"] = []any{map[string]any{"src": "ada@acme.example", "deny": []string{"tag:prod:22"}}}
	tailnet.try(t,
		call{name: "rules of two spellings", action: "tailscale.get_policy", condition: `step.it.stated && step.it.tests == 1 && length(step.it.rules) == 4 && ` +
			`step.it.rules[0].sources[0] == "*" && step.it.rules[0].targets[0] == "*:*" && step.it.rules[1].targets[0] == "tag:prod:443"`},
		call{name: "grants", action: "tailscale.get_policy", condition: `length(step.it.rules[2].targets) == 4 && step.it.rules[2].targets[1] == "tag:a:*" && length(step.it.rules[3].targets) == 0`},
	)
	policy["acls"] = []any{}
	delete(policy, "grants")
	tailnet.try(t, call{name: "rules that let nobody in", action: "tailscale.get_policy", condition: `step.it.stated && length(step.it.rules) == 0`})
}
