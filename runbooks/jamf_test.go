package runbooks_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestJamf tries the pack against what Jamf's public reference of the Jamf Pro interface says of the inventory of
// computers (version 3: sections, pages, filters, totalCount) and, of the command that locks one, against what public
// programs send (/v2/mdm/commands): its answer of 201 is not from the reference. Not tried: a real Jamf Pro.
func TestJamf(t *testing.T) {
	t.Parallel()
	locked := ""
	refuse := func(status int, code string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			answer(w, status, map[string]any{"httpStatus": status, "errors": []any{map[string]any{"code": code, "description": "no", "id": "0", "field": nil}}})
		}
	}
	sums := map[string]int{"": 40, ";operatingSystem.fileVault2Status==ALL_ENCRYPTED": 39, ";security.firewallEnabled==true": 38, ";general.enrolledViaAutomatedDeviceEnrollment==true": 37}
	jamf := newVendor(t, "jamf", map[string]http.HandlerFunc{
		"GET /api/v3/computers-inventory": func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			sum, counted := sums[strings.TrimPrefix(q.Get("filter"), "general.remoteManagement.managed==true;general.lastContactTime=ge=2026-01-01T00:00:00Z")]
			switch {
			case q.Get("section") == "HARDWARE":
				macs := []any{hardware("C02XK1ABCD"), hardware("C02XK2ABCD"), hardware("C02XK3ABCD")}
				at := map[string]int{"0": 0, "1": 2}
				from, there := at[q.Get("page")]
				if !there {
					from = len(macs)
				}
				answer(w, http.StatusOK, map[string]any{"totalCount": len(macs), "results": macs[from:min(from+2, len(macs))]})
			case q.Get("page") != "0":
				refuse(http.StatusBadRequest, "INVALID_PAGE")(w, r)
			case q.Get("filter") == `hardware.serialNumber=="C02XK1ABCD"`:
				answer(w, http.StatusOK, map[string]any{"totalCount": 1, "results": []any{map[string]any{"id": "1", "general": map[string]any{"managementId": "m1", "lastContactTime": "2026-01-04T18:02:00.123Z"}}}})
			case counted:
				answer(w, http.StatusOK, map[string]any{"totalCount": sum, "results": []any{map[string]any{"id": "1"}}})
			default:
				answer(w, http.StatusOK, map[string]any{"totalCount": 0, "results": []any{}})
			}
		},
		"POST /api/v2/mdm/commands": func(w http.ResponseWriter, r *http.Request) {
			var body struct {
				ClientData  []struct{ ManagementID string }
				CommandData struct{ CommandType, Pin string }
			}
			err := json.NewDecoder(r.Body).Decode(&body)
			if err != nil || len(body.ClientData) != 1 || body.ClientData[0].ManagementID != "m1" || body.CommandData.CommandType != "DEVICE_LOCK" || len(body.CommandData.Pin) != 6 {
				refuse(http.StatusBadRequest, "INVALID_ID")(w, r)
				return
			}
			locked = body.ClientData[0].ManagementID
			answer(w, http.StatusCreated, []any{map[string]any{"id": "52", "href": "https://acme.jamfcloud.com/api/v2/mdm/commands/52"}})
		},
	}, leased, refuse(http.StatusUnauthorized, "INVALID_TOKEN"))

	const lock = "pin = \"123456\"\n  undo \"none\" {\n    reason = \"A test.\"\n  }\n  management_id = "
	count := func(that string) string { return `that = "` + that + "\"\n  heard_of_since = \"2026-01-01T00:00:00Z\"" }
	jamf.try(t,
		call{name: "all", action: "jamf.count_computers", settings: count("are managed"), condition: `step.it.count == 40`},
		call{name: "encrypted", action: "jamf.count_computers", settings: count("are encrypted"), condition: `step.it.count == 39`},
		call{name: "with a firewall", action: "jamf.count_computers", settings: count("have a firewall"), condition: `step.it.count == 38`},
		call{name: "bought by us", action: "jamf.count_computers", settings: count("came by the company's account with Apple"), condition: `step.it.count == 37`},
		call{name: "two pages of serial numbers, and one with nothing", action: "jamf.list_serials", condition: `length(step.it.serials) == 3 && step.it.serials[2] == "C02XK3ABCD"`},
		call{name: "found", action: "jamf.find_computer", settings: `serial = "C02XK1ABCD"`, condition: `step.it.found && step.it.management_id == "m1" && step.it.seen_at == "2026-01-04T18:02:00Z"`},
		call{name: "not found", action: "jamf.find_computer", settings: `serial = "C02NOBODY"`, condition: `!step.it.found`},
		call{name: "locked", action: "jamf.lock_computer", settings: lock + `"m1"`},
		call{name: "no such Mac", action: "jamf.lock_computer", settings: lock + `"m9"`, want: evidence.Failed},
	)
	if locked != "m1" {
		t.Error("locked is", locked)
	}
}

func hardware(serial string) map[string]any {
	return map[string]any{"id": serial, "udid": serial, "hardware": map[string]any{"serialNumber": serial, "make": "Apple"}}
}
