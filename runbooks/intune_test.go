package runbooks_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestIntune tries the pack against what Microsoft's public reference of Graph 1.0 says of managed devices: paths, what a
// device has, the words of its state, statuses and further pages. Not found there: what is null of a device that nobody
// uses, of which the pack takes the person alone to be so. Not tried: a real Intune.
func TestIntune(t *testing.T) {
	t.Parallel()
	refuse := func(status int, code string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			answer(w, status, map[string]any{"error": map[string]any{"code": code, "message": "no"}})
		}
	}
	done := map[string]string{}
	does := func(what string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.PathValue("id") != "d1" {
				refuse(http.StatusNotFound, "ResourceNotFound")(w, r)
				return
			}
			done[what] = r.PathValue("id")
			w.WriteHeader(http.StatusNoContent)
		}
	}
	const more = `"managementAgent": "mdm", "osVersion": "10", "serialNumber": "S", "jailBroken": "Unknown", "lastSyncDateTime": "2026-01-05T00:02:49.3205976Z"`
	intune := newVendor(t, "intune", map[string]http.HandlerFunc{
		"GET /v1.0/deviceManagement/managedDevices": graphPages([]string{
			`{"id": "d1", "deviceName": "laptop", "managedDeviceOwnerType": "company", "operatingSystem": "Windows", "complianceState": "compliant", "isEncrypted": true, "userPrincipalName": "ada@acme.example", ` + more + `}`,
			`{"id": "d2", "deviceName": "kiosk", "managedDeviceOwnerType": "company", "operatingSystem": "Android", "complianceState": "inGracePeriod", "isEncrypted": false, "userPrincipalName": null, ` + more + `}`,
		}),
		"POST /v1.0/deviceManagement/managedDevices/{id}/remoteLock": does("lock"),
		"POST /v1.0/deviceManagement/managedDevices/{id}/retire":     does("retire"),
	}, leased, refuse(http.StatusUnauthorized, "InvalidAuthenticationToken"))

	const noUndo = "device_id = %q\n  undo \"none\" {\n    reason = \"A test.\"\n  }"
	intune.try(t,
		call{name: "two pages of devices", action: "intune.list_devices", condition: `length(step.it.devices) == 2 && step.it.devices[0].state == "compliant" && step.it.devices[0].encrypted && ` +
			`step.it.devices[1].login == "" && step.it.devices[1].state == "inGracePeriod"`},
		call{name: "heard of", action: "intune.list_devices", condition: `before("2026-01-04T00:00:00Z", step.it.devices[0].seen)`},
		call{name: "locked", action: "intune.lock_device", settings: fmt.Sprintf(noUndo, "d1")},
		call{name: "retired", action: "intune.retire_device", settings: fmt.Sprintf(noUndo, "d1")},
		call{name: "no such device", action: "intune.retire_device", settings: fmt.Sprintf(noUndo, "d9"), want: evidence.Failed},
	)
	if done["lock"] != "d1" || done["retire"] != "d1" {
		t.Error("done is", done)
	}
}
