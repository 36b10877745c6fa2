package runbooks_test

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestTailscale tries the pack against what Tailscale's public reference of API v2 says of devices, the policy file
// (acls of both spellings, JSON by the header Accept), an expired key, and errors. The list of devices has no pages
// there. Not found there: how an answer shows grants, which is as the policy file writes them, and what expiring the
// key of an unknown device gives. That the file as written goes by application/hujson, with ETag and If-Match, was read
// in Tailscale's own tool that keeps it in git. Not tried: a real tailnet.
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
	expired, written := "", "// a policy with comments\n{}"
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
				w.Header().Set("ETag", `"e0b2816b418"`)
				_, _ = fmt.Fprint(w, written)
				return
			}
			answer(w, http.StatusOK, policy)
		},
		"POST /api/v2/tailnet/-/acl": func(w http.ResponseWriter, r *http.Request) {
			if mark := r.Header.Get("If-Match"); mark != "" && mark != `"e0b2816b418"` {
				answer(w, http.StatusPreconditionFailed, map[string]any{"message": "precondition failed, invalid old hash"})
				return
			}
			data, err := io.ReadAll(r.Body)
			if err != nil || r.Header.Get("Content-Type") != "application/hujson" {
				refuse(http.StatusBadRequest)(w, r)
				return
			}
			written = string(data)
			_, _ = fmt.Fprint(w, written)
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
	tailnet.try(t,
		call{name: "what everybody reaches, outsiders reach", action: "tailscale.get_reach", condition: `!step.it.asks_devices && length(step.it.outside) == 6 && step.it.outside[0] == "*:*" && step.it.outside[5] == "tag:a:app"`},
		call{name: "as it was written", action: "tailscale.read_policy", condition: "step.it.text == \"// a policy with comments\\n{}\" && length(step.it.mark) > 10"},
		call{name: "somebody wrote in between", action: "tailscale.write_policy", settings: "text = \"{}\"\n  before = \"{}\"\n  mark = \"old\"", want: evidence.Failed},
		call{name: "written", action: "tailscale.write_policy", settings: "text = \"{}\"\n  before = \"{}\"\n  mark = \"\\\"e0b2816b418\\\"\""},
		call{name: "and back", action: "tailscale.restore_policy", settings: "text = \"// back\"\n  undo \"none\" {\n    reason = \"A test.\"\n  }"},
	)
	if written != "// back" {
		t.Errorf("the policy is %q", written)
	}
	policy["defaultSrcPosture"] = []any{"posture:healthy"}
	policy["acls"] = []any{}
	delete(policy, "grants")
	tailnet.try(t, call{name: "rules that let nobody in", action: "tailscale.get_policy", condition: `step.it.stated && length(step.it.rules) == 0`},
		call{name: "a rule about devices for all", action: "tailscale.get_reach", condition: `step.it.asks_devices && length(step.it.outside) == 0`})
}
