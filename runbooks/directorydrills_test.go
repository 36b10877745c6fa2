//go:build unix

package runbooks_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// The drills of identities, devices and data run whole here, each against systems that react late: at the first look
// everything is as it was.

// TestJoinerLeaverDrill: HR's list and an Okta that follows it, alone and beside people who make accounts by hand.
func TestJoinerLeaverDrill(t *testing.T) {
	t.Parallel()
	status, shown, department := "DEPROVISIONED", "DEPROVISIONED", "Drills"
	apps := map[string]string{"Drills": "Wiki", "Rehearsals": "Ledger"}
	hr := newVendor(t, "bamboohr", map[string]http.HandlerFunc{
		"POST /api/gateway.php/acme/v1/employees/900/tables/employmentStatus": func(w http.ResponseWriter, r *http.Request) {
			var row struct{ EmploymentStatus string }
			_ = json.NewDecoder(r.Body).Decode(&row)
			status = map[string]string{"Full-Time": "PROVISIONED", "Terminated": "DEPROVISIONED"}[row.EmploymentStatus]
			answer(w, http.StatusOK, map[string]any{"id": "1"})
		},
		"POST /api/gateway.php/acme/v1/employees/900": func(w http.ResponseWriter, r *http.Request) {
			var fields struct{ Department string }
			_ = json.NewDecoder(r.Body).Decode(&fields)
			department = fields.Department
			w.WriteHeader(http.StatusOK)
		},
	}, func(r *http.Request) bool { return r.Header.Get("Authorization") == token }, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	by := "SystemPrincipal"
	okta := newVendor(t, "okta", map[string]http.HandlerFunc{
		"GET /api/v1/users/{id}": func(w http.ResponseWriter, r *http.Request) {
			answer(w, http.StatusOK, map[string]any{"id": "00u9", "status": shown, "profile": map[string]any{"login": r.PathValue("id")}})
			shown = status
		},
		"GET /api/v1/users/00u9/appLinks": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, []any{map[string]any{"label": apps[department]}})
		},
		"GET /api/v1/users": func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, []any{}) },
		"GET /api/v1/logs": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, []any{map[string]any{"eventType": "user.lifecycle.create", "actor": map[string]any{"type": by, "alternateId": "bob@acme.example"}, "target": []any{map[string]any{"alternateId": "x@acme.example"}}}})
		},
	}, func(r *http.Request) bool { return r.Header.Get("Authorization") == "SSWS "+token }, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	drill := whole{name: "joiner-leaver-drill", systems: []vendor{hr, okta}}
	drill.expect(t, passed, nil)
	by = "User"
	drill.expect(t, failed, outcomes{"no_hand_at_all": failed})
	if status != "DEPROVISIONED" {
		t.Error("at the end the account is", status)
	}
}

// TestIdentityDetectionDrill: a wrong password of which the alert comes late, with rules that work and with rules that
// fail.
func TestIdentityDetectionDrill(t *testing.T) {
	t.Parallel()
	tried, noticed, went := 0, 0, "succeeded"
	okta := newVendor(t, "okta", map[string]http.HandlerFunc{
		"POST /api/v1/authn": func(w http.ResponseWriter, _ *http.Request) {
			tried++
			answer(w, http.StatusUnauthorized, map[string]any{"errorCode": "E0000004"})
		},
	}, func(r *http.Request) bool { return r.Header.Get("Authorization") == "SSWS "+token }, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	elastic := newVendor(t, "elastic", map[string]http.HandlerFunc{
		"GET /{index}/_search": func(w http.ResponseWriter, r *http.Request) {
			n := 1200
			if r.PathValue("index") == ".alerts-security.alerts-default" {
				if n, noticed = noticed, tried; !strings.HasPrefix(r.URL.Query().Get("q"), "(kibana.alert.rule.rule_id:drill-identity) AND ") {
					n = 0
				}
			}
			answer(w, http.StatusOK, map[string]any{"timed_out": false, "_shards": map[string]any{"failed": 0}, "hits": map[string]any{"total": map[string]any{"value": n}, "hits": []any{}}})
		},
		"GET /_ml/anomaly_detectors/{job}/_stats": func(w http.ResponseWriter, r *http.Request) {
			answer(w, http.StatusOK, map[string]any{"count": 1, "jobs": []any{map[string]any{"job_id": r.PathValue("job"), "state": "opened", "forecasts_stats": map[string]any{"total": 0}}}})
		},
		"GET /_ml/anomaly_detectors/{job}/results/buckets": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, map[string]any{"count": 96, "buckets": []any{}})
		},
	}, func(r *http.Request) bool { return r.Header.Get("Authorization") == token }, elasticError(http.StatusUnauthorized, "security_exception"))
	kibana := newVendor(t, "kibana", map[string]http.HandlerFunc{
		"GET /api/detection_engine/rules/_find": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, map[string]any{"page": 1, "perPage": 10000, "total": 1, "data": []any{map[string]any{"rule_id": "r1", "name": "A rule", "type": "query", "enabled": true, "tags": []string{"Data Source: Okta", "Data Source: Github"},
				"execution_summary": map[string]any{"last_execution": map[string]any{"date": time.Now().UTC().Format("2006-01-02T15:04:05.000Z"), "status": went}}}}})
		},
	}, func(r *http.Request) bool { return r.Header.Get("Authorization") == token }, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	drill := whole{name: "identity-detection-drill", systems: []vendor{okta, elastic, kibana}}
	drill.expect(t, passed, nil)
	went = "failed"
	drill.expect(t, failed, outcomes{"each_is_looked_at okta": failed, "each_is_looked_at github": failed})
	if tried != 2 {
		t.Error("tried", tried)
	}
}

// TestFleetPolicyDrift: a Fleet whose rules are put back, with a device whose system is too old, and one where
// the rule for drills is not there, which leaves everything as it was.
func TestFleetPolicyDrift(t *testing.T) {
	t.Parallel()
	name, system, written, says, seen := "Drill: this rule is always kept", "macOS 15.2", 0, "Nothing is to be done.", ago(time.Hour)
	fleet := newVendor(t, "fleet", map[string]http.HandlerFunc{
		"GET /api/v1/fleet/global/policies": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, map[string]any{"policies": []any{map[string]any{"id": 42, "name": name, "query": "SELECT 1;", "resolution": says, "passing_host_count": 1, "failing_host_count": 0}}})
			says = "Nothing is to be done."
		},
		"PATCH /api/v1/fleet/global/policies/42": func(w http.ResponseWriter, _ *http.Request) {
			written, says = written+1, "Changed by hand."
			answer(w, http.StatusOK, map[string]any{"policy": map[string]any{"id": 42}})
		},
		"GET /api/v1/fleet/activities": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, map[string]any{"activities": []any{map[string]any{"created_at": time.Now().UTC().Format(time.RFC3339), "actor_email": "fleet-gitops@acme.example", "type": "applied_spec_policy"}}, "meta": map[string]any{"has_next_results": false}})
		},
		"GET /api/v1/fleet/hosts": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, map[string]any{"hosts": []any{map[string]any{"id": 1, "hardware_serial": "C1", "hardware_vendor": "Apple Inc.", "hardware_model": "Mac16,1", "platform": "darwin", "os_version": system,
				"seen_time": seen, "device_mapping": []any{map[string]any{"email": "ada@acme.example"}}, "issues": map[string]any{"failing_policies_count": 0}}}})
		},
	}, bearer, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	drill := whole{name: "fleet-policy-drift", systems: []vendor{fleet}}
	drill.expect(t, passed, nil)
	system = "macOS 10.15"
	drill.expect(t, failed, outcomes{"nothing_without_updates": failed})
	system, seen = "macOS 15.2", ago(60*24*time.Hour)
	drill.expect(t, failed, outcomes{"removed_at_the_end": failed})
	name = "Another"
	if got := drill.run(t)[""]; got != failed || written != 3 {
		t.Error("without the rule for drills it is", got, "and written were", written)
	}
}

// TestIntuneLoopDrill: a directory that shuts the device out once it is in the strict group, and lets it in when it has
// been seen to be out.
func TestIntuneLoopDrill(t *testing.T) {
	t.Parallel()
	strict, compliant, reported, seen := false, true, true, time.Now().UTC().Format(time.RFC3339)
	refuse := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }
	entra := newVendor(t, "entra", map[string]http.HandlerFunc{
		"GET /v1.0/devices/{id}": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, map[string]any{"accountEnabled": true, "isCompliant": reported})
			compliant = compliant || !reported // shut out, and mended
			reported = compliant
		},
		"GET /v1.0/identity/conditionalAccess/policies": graphPages([]string{caPolicy("enabled", caEverybody, "", `{"operator": "OR", "builtInControls": ["compliantDevice"], "customAuthenticationFactors": [], "termsOfUse": [], "authenticationStrength": null}`)}),
		"POST /v1.0/groups/{id}/members/$ref": func(w http.ResponseWriter, _ *http.Request) {
			strict, compliant = true, false
			w.WriteHeader(http.StatusNoContent)
		},
		"DELETE /v1.0/groups/{id}/members/{object}/$ref": func(w http.ResponseWriter, _ *http.Request) {
			strict = false
			w.WriteHeader(http.StatusNoContent)
		},
	}, leased, refuse)
	intune := newVendor(t, "intune", map[string]http.HandlerFunc{
		"GET /v1.0/deviceManagement/managedDevices": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, map[string]any{"value": []any{map[string]any{"id": "d1", "deviceName": "x", "managedDeviceOwnerType": "company", "operatingSystem": "Windows", "complianceState": "compliant", "isEncrypted": true, "userPrincipalName": nil,
				"lastSyncDateTime": seen, "deviceEnrollmentType": "windowsAutoEnrollment", "enrolledDateTime": time.Now().UTC().Format(time.RFC3339), "deviceRegistrationState": "registered", "azureADRegistered": true}}})
		},
		"GET /v1.0/deviceManagement/managedDevices/{id}": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, map[string]any{"complianceState": "compliant", "lastSyncDateTime": seen})
		},
		"POST /v1.0/deviceManagement/managedDevices/{id}/syncDevice": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) },
	}, leased, refuse)
	drill := whole{name: "intune-loop-drill", systems: []vendor{entra, intune}}
	drill.expect(t, passed, nil)
	seen = "2024-01-01T00:00:00Z"
	drill.expect(t, failed, outcomes{"silent_are_cut_off": failed})
	if strict {
		t.Error("the device is still in the group")
	}
}

// TestBucketDrill: a Cloud Storage where something gives every bucket the rules of its class, and deletes what is old, or
// forgets to.
func TestBucketDrill(t *testing.T) {
	t.Parallel()
	forgets, began, objects, buckets, ages := false, true, map[string]bool{}, []string{"acme-drill", "acme-orders"}, map[string]int{"acme-drill": 1, "acme-orders": 1}
	bucket := func(name string) any {
		age := ages[name]
		ages[name] = 1
		return json.RawMessage(fmt.Sprintf(`{"name": %q, "labels": {"class": "drill", "owner": "security"}, "iamConfiguration": {"publicAccessPrevention": "enforced", "uniformBucketLevelAccess": {"enabled": true}},
			"lifecycle": {"rule": [{"action": {"type": "Delete"}, "condition": {"age": %d}}]}}`, name, age))
	}
	missing := func(w http.ResponseWriter, text string) {
		answer(w, http.StatusNotFound, map[string]any{"error": map[string]any{"code": 404, "message": text}})
	}
	gcs := newVendor(t, "gcs", map[string]http.HandlerFunc{
		"GET /storage/v1/b": func(w http.ResponseWriter, r *http.Request) {
			items := []any{}
			for _, name := range buckets {
				if strings.HasPrefix(name, r.URL.Query().Get("prefix")) {
					items = append(items, bucket(name))
				}
			}
			answer(w, http.StatusOK, map[string]any{"items": items})
		},
		"POST /storage/v1/b": func(w http.ResponseWriter, r *http.Request) {
			var b struct{ Name string }
			_ = json.NewDecoder(r.Body).Decode(&b)
			buckets, ages[b.Name] = append(buckets, b.Name), 0
			answer(w, http.StatusOK, map[string]any{"name": b.Name})
		},
		"PATCH /storage/v1/b/{name}": func(w http.ResponseWriter, r *http.Request) {
			ages[r.PathValue("name")] = 2
			answer(w, http.StatusOK, map[string]any{})
		},
		"DELETE /storage/v1/b/{name}": func(w http.ResponseWriter, r *http.Request) {
			at := slices.Index(buckets, r.PathValue("name"))
			if at < 0 {
				missing(w, "The specified bucket does not exist.")
				return
			}
			buckets = slices.Delete(buckets, at, at+1)
			w.WriteHeader(http.StatusNoContent)
		},
		"POST /upload/storage/v1/b/{bucket}/o": func(w http.ResponseWriter, r *http.Request) {
			objects[r.URL.Query().Get("name")] = true
			answer(w, http.StatusOK, map[string]any{})
		},
		"GET /storage/v1/b/{bucket}/o": func(w http.ResponseWriter, r *http.Request) {
			if !began {
				answer(w, http.StatusOK, map[string]any{"kind": "storage#objects"})
				return
			}
			answer(w, http.StatusOK, map[string]any{"items": []any{map[string]any{"name": r.URL.Query().Get("prefix"), "softDeleteTime": "2026-01-04T00:00:00Z"}}})
		},
		"GET /storage/v1/b/{bucket}/o/{name}": func(w http.ResponseWriter, r *http.Request) {
			if !objects[r.PathValue("name")] && !forgets {
				missing(w, "No such object: "+r.PathValue("name"))
				return
			}
			answer(w, http.StatusOK, map[string]any{"name": r.PathValue("name")})
		},
	}, bearer, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	drill := whole{name: "bucket-drill", systems: []vendor{gcs}}
	drill.expect(t, passed, nil)
	began = false
	drill.expect(t, failed, outcomes{"old_is_gone": failed})
	began, forgets = true, true
	drill.expect(t, failed, outcomes{"old_is_gone": failed})
	if len(buckets) != 2 || len(objects) != 1 {
		t.Error("left are", buckets, objects)
	}
}
