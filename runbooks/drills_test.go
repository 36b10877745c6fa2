//go:build unix

package runbooks_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/schemas/evidence"
)

// now is an instant from now on, as vendors write it.
func now(from time.Duration) string {
	return time.Now().Add(from).UTC().Format("2006-01-02T15:04:05.000Z")
}

// TestRiskDrill runs the drill whole, against an Okta that acts when the risk of an account changes, or does not.
func TestRiskDrill(t *testing.T) {
	t.Parallel()
	level, after := "LOW", 20*time.Second
	var told string
	okta := newVendor(t, "okta", map[string]http.HandlerFunc{
		"GET /api/v1/policies":            oktaPages(`{"id": "rst1", "name": "Entity Risk Policy", "status": "ACTIVE"}`),
		"GET /api/v1/policies/rst1/rules": oktaPages(riskRules...),
		"GET /api/v1/users/{login}": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, map[string]any{"id": "00u9", "status": "ACTIVE"})
		},
		"GET /api/v1/users/00u9/risk": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, map[string]any{"riskLevel": level})
		},
		"PUT /api/v1/users/00u9/risk": func(w http.ResponseWriter, r *http.Request) {
			var body struct{ RiskLevel string }
			_ = json.NewDecoder(r.Body).Decode(&body)
			level, told = body.RiskLevel, now(0)
			answer(w, http.StatusOK, map[string]any{"riskLevel": level})
		},
		"GET /api/v1/logs": func(w http.ResponseWriter, r *http.Request) {
			published := told
			if r.URL.Query().Get("filter") == `eventType eq "policy.entity_risk.action" and target.id eq "00u9"` {
				published = now(after)
			}
			oktaPages(fmt.Sprintf(`{"published": %q}`, published))(w, r)
		},
	}, func(r *http.Request) bool { return r.Header.Get("Authorization") == "SSWS "+token }, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	drill := whole{name: "okta-risk-drill", systems: []vendor{okta}}
	drill.expect(t, passed, nil)
	after = 10 * time.Minute
	drill.expect(t, failed, outcomes{"acted": failed})
	if level != "LOW" {
		t.Error("the account is left at", level)
	}
}

// TestFalconDrill runs the drill whole: a Fleet whose script makes a Falcon alarmed, which cuts the machine off.
func TestFalconDrill(t *testing.T) {
	t.Parallel()
	const id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1"
	status, alerts := "normal", 0
	machines := []string{`"DRILL0000001"`, `"C02XK1ABCD"`}
	fleet := newVendor(t, "fleet", map[string]http.HandlerFunc{
		"GET /api/v1/fleet/hosts": func(w http.ResponseWriter, r *http.Request) {
			if fleetEnds(w, r) {
				return
			}
			hosts := []any{}
			for _, serial := range machines {
				hosts = append(hosts, json.RawMessage(fmt.Sprintf(`{"hardware_serial": %s, "platform": "darwin", "seen_time": %q, "detail_updated_at": %q, "issues": {"failing_policies_count": 0}}`, serial, now(0), now(0))))
			}
			answer(w, http.StatusOK, map[string]any{"hosts": hosts})
		},
		"GET /api/v1/fleet/global/policies/{id}": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, json.RawMessage(`{"policy": {"name": "Falcon runs", "passing_host_count": 2, "failing_host_count": 0}}`))
		},
		"GET /api/v1/fleet/hosts/identifier/{serial}": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, json.RawMessage(`{"host": {"id": 7, "disk_encryption_enabled": true, "mdm": {"device_status": "unlocked", "pending_action": ""}}}`))
		},
		"POST /api/v1/fleet/scripts/run": func(w http.ResponseWriter, _ *http.Request) {
			status, alerts = "contained", 1
			answer(w, http.StatusAccepted, map[string]any{"host_id": 7, "execution_id": "1"})
		},
	}, bearer, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	falcon := newVendor(t, "crowdstrike", map[string]http.HandlerFunc{
		"GET /devices/combined/devices/v1": func(w http.ResponseWriter, r *http.Request) {
			hosts := []json.RawMessage{}
			for at, serial := range machines {
				hosts = append(hosts, json.RawMessage(fmt.Sprintf(`{"device_id": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa%d", "serial_number": %s, "platform_name": "Mac", "status": %q, "last_seen": %q, "reduced_functionality_mode": "no", "device_policies": {"prevention": {"applied": true}}}`, at+1, serial, status, now(0))))
			}
			if r.URL.Query().Get("filter") != "" {
				hosts = hosts[:1]
			}
			falconAnswers(w, map[string]any{"total": len(hosts)}, hosts...)
		},
		"GET /alerts/queries/alerts/v2": func(w http.ResponseWriter, _ *http.Request) { falconAnswers(w, map[string]any{"total": alerts}) },
		"POST /devices/entities/devices-actions/v2": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("action_name") == "lift_containment" {
				status = "normal"
			}
			answer(w, http.StatusAccepted, map[string]any{"resources": []any{map[string]any{"id": id}}})
		},
	}, leased, falconRefuses(http.StatusUnauthorized))
	drill := whole{name: "falcon-drill", systems: []vendor{fleet, falcon}}
	drill.expect(t, passed, nil)
	if status != "normal" || alerts != 1 {
		t.Error("the machine is left", status)
	}
}

// TestRepairDrill runs the drill whole, against a Fleet that mends what was broken, and has forgotten a machine.
func TestRepairDrill(t *testing.T) {
	t.Parallel()
	state, read := "pass", now(0)
	var ran []float64
	fleet := newVendor(t, "fleet", map[string]http.HandlerFunc{
		"GET /api/v1/fleet/hosts": func(w http.ResponseWriter, r *http.Request) {
			if fleetEnds(w, r) {
				return
			}
			const host = `{"hardware_serial": "A", "platform": "ubuntu", "hardware_vendor": %q, "seen_time": %q, "detail_updated_at": %q, "issues": {"failing_policies_count": 0, "critical_vulnerabilities_count": 0}}`
			answer(w, http.StatusOK, map[string]any{"hosts": []any{json.RawMessage(fmt.Sprintf(host, "QEMU", now(0), now(0))), json.RawMessage(fmt.Sprintf(host, "Dell", now(0), read))}})
		},
		"GET /api/v1/fleet/hosts/identifier/{serial}": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, json.RawMessage(fmt.Sprintf(`{"host": {"id": 7, "policies": [{"id": 1, "response": %q}]}}`, state)))
			if state == "fail" { // Fleet's own automation comes next
				state = "pass"
			}
		},
		"POST /api/v1/fleet/scripts/run": func(w http.ResponseWriter, r *http.Request) {
			var body map[string]float64
			_ = json.NewDecoder(r.Body).Decode(&body)
			ran, state = append(ran, body["script_id"]), "fail"
			answer(w, http.StatusAccepted, map[string]any{"host_id": 7, "execution_id": "1"})
		},
		"POST /api/v1/fleet/hosts/{id}/refetch": func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, map[string]any{}) },
	}, bearer, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	drill := whole{name: "fleet-repair-drill", systems: []vendor{fleet}}
	drill.expect(t, passed, nil)
	read = now(-48 * time.Hour)
	drill.expect(t, failed, outcomes{"all_keep": failed})
	if len(ran) != 2 || state != "pass" {
		t.Error("ran", ran, "and the machine is left", state)
	}
}

// TestAccessDrill runs the drill whole, against an Okta in which nobody stays in a group, until somebody does.
func TestAccessDrill(t *testing.T) {
	t.Parallel()
	inside, lent := map[string][]string{}, false
	members := func(w http.ResponseWriter, r *http.Request) {
		users := []any{}
		for _, id := range inside[r.PathValue("group")] {
			users = append(users, map[string]any{"id": id, "status": "ACTIVE", "profile": map[string]any{"login": id + "@acme.example"}})
		}
		answer(w, http.StatusOK, users)
	}
	okta := newVendor(t, "okta", map[string]http.HandlerFunc{
		"GET /api/v1/groups/{group}/users": members,
		"GET /api/v1/groups/{group}/apps":  oktaPages(`{"id": "0oa1"}`),
		"GET /api/v1/apps/{id}/users":      oktaPages(`{"id": "00u1", "scope": "GROUP"}`),
		"GET /api/v1/apps/{id}/groups":     oktaPages(`{"id": "00g1"}`),
		"GET /api/v1/logs": func(w http.ResponseWriter, r *http.Request) {
			if !strings.Contains(r.URL.Query().Get("filter"), `target.id eq "00g00000000000000009"`) || !lent {
				oktaPages()(w, r)
				return
			}
			oktaPages(fmt.Sprintf(`{"published": %q, "actor": {"type": "PublicClientApp"}, "target": [{"type": "User", "id": "00u9"}]}`, ago(24*time.Hour)))(w, r)
		},
		"GET /api/v1/users/{login}": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, map[string]any{"id": "00u9", "status": "ACTIVE"})
		},
		"PUT /api/v1/groups/{group}/users/{id}": func(w http.ResponseWriter, r *http.Request) {
			inside[r.PathValue("group")] = append(inside[r.PathValue("group")], r.PathValue("id"))
			w.WriteHeader(http.StatusNoContent)
		},
	}, func(r *http.Request) bool { return r.Header.Get("Authorization") == "SSWS "+token }, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	drill := whole{name: "just-in-time-drill", systems: []vendor{okta}}
	drill.expect(t, failed, outcomes{"began": failed}) // on the first day nothing has ended
	clear(inside)
	lent = true
	drill.expect(t, passed, nil)
	inside["00g00000000000000001"] = []string{"00u5"}
	drill.expect(t, failed, outcomes{"nobody_stays": failed, "ended": failed}) // what was lent to the account has not ended yet
}

// TestSupplyFailover runs it whole, against two registries that have the same image, until one has another.
func TestSupplyFailover(t *testing.T) {
	t.Parallel()
	digest := map[string]string{"registry": "sha256:aa", "registry_mirror": "sha256:aa"}
	registry := func(name string) vendor {
		return newVendor(t, name, map[string]http.HandlerFunc{
			"HEAD /v2/library/debian/manifests/stable": func(w http.ResponseWriter, _ *http.Request) {
				if digest[name] != "none" {
					w.Header().Set("Docker-Content-Digest", digest[name])
				}
			},
		}, func(*http.Request) bool { return true }, nil)
	}
	fleet := newVendor(t, "fleet", map[string]http.HandlerFunc{
		"GET /api/v1/fleet/hosts": func(w http.ResponseWriter, r *http.Request) {
			if fleetEnds(w, r) {
				return
			}
			answer(w, http.StatusOK, json.RawMessage(fmt.Sprintf(`{"hosts": [{"hardware_serial": "A1", "platform": "darwin", "seen_time": %q, "detail_updated_at": %q, "issues": {"failing_policies_count": 0}}]}`, now(0), now(0))))
		},
	}, bearer, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	falcon := newVendor(t, "crowdstrike", map[string]http.HandlerFunc{
		"GET /devices/combined/devices/v1": func(w http.ResponseWriter, _ *http.Request) {
			falconAnswers(w, nil, json.RawMessage(fmt.Sprintf(`{"device_id": "1", "serial_number": "a1", "platform_name": "Mac", "product_type_desc": "Workstation", "status": "normal", "last_seen": %q, "device_policies": {}}`, now(0))))
		},
	}, leased, falconRefuses(http.StatusUnauthorized))
	supply := whole{name: "supply-failover", systems: []vendor{registry("registry"), registry("registry_mirror"), fleet, falcon}}
	const ofGitHub = "parts_mended" // no organization is asked here: it is that of the run
	supply.expect(t, evidence.Unknown, outcomes{ofGitHub: evidence.Unknown})
	digest["registry_mirror"] = "sha256:bb"
	supply.expect(t, failed, outcomes{ofGitHub: evidence.Unknown, "spare": failed})
	digest["registry"], digest["registry_mirror"] = "", ""
	supply.expect(t, failed, outcomes{ofGitHub: evidence.Unknown, "spare": failed})
	digest["registry"], digest["registry_mirror"] = "none", "none"
	supply.expect(t, evidence.Unknown, outcomes{ofGitHub: evidence.Unknown, "spare": evidence.Unknown})
}

// fleetEnds answers for the page after the first, on which all is, as Fleet does: with nothing.
func fleetEnds(w http.ResponseWriter, r *http.Request) bool {
	if page := r.URL.Query().Get("page"); page == "" || page == "0" {
		return false
	}
	answer(w, http.StatusOK, map[string]any{"hosts": []any{}})
	return true
}
