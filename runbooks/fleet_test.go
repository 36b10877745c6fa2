package runbooks_test

import (
	"net/http"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestFleet tries the pack against what Fleet's public REST reference says of hosts (list, by identifier, lock; the lock needs
// Premium, and is refused with 422 while one is waiting). Not tried: a real Fleet, nor the PIN of a Mac, which is never asked for.
func TestFleet(t *testing.T) {
	t.Parallel()
	locked := map[string]string{"7": "", "8": "lock", "9": ""}
	refuse := func(status int, name, reason string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			answer(w, status, map[string]any{"message": "no", "errors": []any{map[string]any{"name": name, "reason": reason}}})
		}
	}
	host := func(id int, pending string) map[string]any {
		return map[string]any{"id": id, "hardware_serial": "C02XK1ABCD", "disk_encryption_enabled": true, "seen_time": "2026-01-04T18:02:00Z",
			"issues": map[string]any{"failing_policies_count": 0}, "mdm": map[string]any{"device_status": "unlocked", "pending_action": pending}}
	}
	fleet := newVendor(t, "fleet", map[string]http.HandlerFunc{
		"GET /api/v1/fleet/hosts": func(w http.ResponseWriter, r *http.Request) {
			hosts := []any{}
			if r.URL.Query().Get("query") == "ada@acme.example" {
				hosts = append(hosts, host(7, ""))
			}
			answer(w, http.StatusOK, map[string]any{"hosts": hosts})
		},
		"GET /api/v1/fleet/hosts/identifier/{serial}": func(w http.ResponseWriter, r *http.Request) {
			if r.PathValue("serial") != "C02XK1ABCD" {
				refuse(http.StatusNotFound, "base", "Host was not found in the datastore")(w, r)
				return
			}
			answer(w, http.StatusOK, map[string]any{"host": host(7, locked["7"])})
		},
		"POST /api/v1/fleet/hosts/{id}/lock": func(w http.ResponseWriter, r *http.Request) {
			switch pending, ok := locked[r.PathValue("id")]; {
			case !ok:
				refuse(http.StatusNotFound, "base", "Host was not found in the datastore")(w, r)
			case r.PathValue("id") == "9":
				refuse(http.StatusUnprocessableEntity, "host_id", "Can't lock the host because it doesn't have MDM turned on.")(w, r)
			case pending == "lock":
				refuse(http.StatusUnprocessableEntity, "host_id", "Host has pending lock request. The host will lock when it comes online.")(w, r)
			default:
				locked[r.PathValue("id")] = "lock"
				w.WriteHeader(http.StatusNoContent)
			}
		},
	}, bearer, refuse(http.StatusUnauthorized, "base", "Authentication required"))

	const forever = "\n  undo \"none\" {\n    reason = \"A test.\"\n  }"
	fleet.try(t,
		call{name: "the laptop of somebody", action: "fleet.device_of", settings: `email = "ada@acme.example"`,
			condition: `step.it.known && step.it.disk_encrypted && step.it.failing_policies == 0`},
		call{name: "nobody's", action: "fleet.device_of", settings: `email = "eve@acme.example"`, condition: `!step.it.known`},
		call{name: "by its number", action: "fleet.find_laptop", settings: `serial = "C02XK1ABCD"`,
			condition: `step.it.found && step.it.id == 7 && step.it.disk_encrypted && step.it.lock == "unlocked"`},
		call{name: "no such laptop", action: "fleet.find_laptop", settings: `serial = "XXXX"`, condition: `!step.it.found`},
		call{name: "locked", action: "fleet.lock_laptop", settings: "id = 7" + forever},
		call{name: "on its way", action: "fleet.find_laptop", settings: `serial = "C02XK1ABCD"`, condition: `step.it.lock == "locking"`},
		call{name: "locked already", action: "fleet.lock_laptop", settings: "id = 8" + forever},
		call{name: "not managed", action: "fleet.lock_laptop", settings: "id = 9" + forever, want: evidence.Failed},
	)
	if locked["7"] != "lock" {
		t.Error("laptop 7 was not locked")
	}
}
