//go:build unix

package runbooks_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Each test below runs runbooks about applications and networks whole, against systems that are as they should be, and
// against some that are not. What waits for minutes on the way (waf-drill, app-monitoring-drill) is for their own tests,
// and what looks a name up in the internet too.

const released = "registry.acme.example/wiki@sha256:0000000000000000000000000000000000000000000000000000000000000001"

func raw(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, json.RawMessage(body)) }
}

// ago is an instant so long before now, as most systems write it.
func ago(d time.Duration) string { return time.Now().Add(-d).UTC().Format(time.RFC3339) }

func TestProductionRunbooks(t *testing.T) {
	t.Parallel()
	const rbac = "/apis/rbac.authorization.k8s.io/v1"
	image, note := released, "as git has it"
	workload := func() string {
		return fmt.Sprintf(`{"metadata": {"namespace": "wiki", "name": "wiki", "annotations": {"argocd.argoproj.io/tracking-id": "x"}}, "spec": {"template": {"metadata": {"labels": {"app": "wiki"}}, "spec": {"containers": [{"name": "a", "image": %q, "securityContext": {"readOnlyRootFilesystem": true}}]}}}}`, image)
	}
	empty := raw(`{"kind": "List", "metadata": {"resourceVersion": "1"}, "items": []}`)
	cluster := newVendor(t, "kubernetes", map[string]http.HandlerFunc{
		"GET /apis/apps/v1/deployments":  func(w http.ResponseWriter, r *http.Request) { kubernetesPages(workload())(w, r) },
		"GET /apis/apps/v1/statefulsets": empty,
		"GET /apis/apps/v1/daemonsets":   empty,
		"GET /api/v1/namespaces/wiki/pods": func(w http.ResponseWriter, r *http.Request) {
			kubernetesPages(fmt.Sprintf(`{"metadata": {"name": "wiki-1"}, "spec": {"containers": [{"name": "a", "image": %q}]}, "status": {"containerStatuses": [{"name": "a", "imageID": %q}]}}`, image, released))(w, r)
		},
		"GET " + rbac + "/roles":               empty,
		"GET " + rbac + "/rolebindings":        empty,
		"GET " + rbac + "/clusterroles":        kubernetesPages(`{"metadata": {"name": "cluster-admin"}, "rules": [{"resources": ["*"], "verbs": ["*"]}]}`),
		"GET " + rbac + "/clusterrolebindings": kubernetesPages(`{"metadata": {"name": "cluster-admin"}, "roleRef": {"name": "cluster-admin"}, "subjects": [{"kind": "Group", "name": "system:masters"}]}`),
		"GET /apis/argoproj.io/v1alpha1/applications": kubernetesPages(
			`{"metadata": {"name": "wiki"}, "spec": {"destination": {"namespace": "wiki"}, "syncPolicy": {"automated": {"prune": true, "selfHeal": true}}}, "status": {"sync": {"status": "Synced", "revision": "c9"}, "health": {"status": "Healthy"}}}`,
			`{"metadata": {"name": "policies"}, "spec": {"destination": {}, "syncPolicy": {"automated": {"prune": true, "selfHeal": true}}}, "status": {"sync": {"status": "Synced", "revision": "c1"}, "health": {"status": "Healthy"}}}`),
		"GET /apis/autoscaling/v2/horizontalpodautoscalers":      kubernetesPages(clusterAutoscaler("wiki", "wiki")),
		"GET /apis/autoscaling.k8s.io/v1/verticalpodautoscalers": empty,
		"GET /apis/cert-manager.io/v1/certificates": func(w http.ResponseWriter, r *http.Request) {
			kubernetesPages(fmt.Sprintf(`{"metadata": {"namespace": "wiki", "name": "wiki"}, "spec": {}, "status": {"notAfter": %q, "renewalTime": %q, "conditions": [{"type": "Ready", "status": "True"}]}}`, ago(-60*24*time.Hour), ago(-30*24*time.Hour)))(w, r)
		},
		"GET /api/v1/namespaces": kubernetesPages(`{"metadata": {"name": "wiki", "labels": {"tier": "critical"}}}`, `{"metadata": {"name": "kube-system"}}`),
		"GET /apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings": kubernetesPages(
			`{"metadata": {"name": "all"}, "spec": {"policyName": "signed", "validationActions": ["Deny"]}}`,
			`{"metadata": {"name": "critical"}, "spec": {"policyName": "sealed", "validationActions": ["Deny"], "matchResources": {"namespaceSelector": {"matchLabels": {"tier": "critical"}}}}}`),
		"POST /api/v1/namespaces/wiki/pods": func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			if strings.Contains(string(body), `drill@sha256:`) && !strings.Contains(string(body), `"privileged":true`) {
				kubernetesReply(http.StatusCreated, `{"kind": "Pod"}`)(w, r)
				return
			}
			kubernetesReply(http.StatusForbidden, strings.Replace(kubernetesStatus(http.StatusForbidden, "Forbidden"), `"message": "no"`, `"message": "admission webhook denied the request: unsigned"`, 1))(w, r)
		},
		"GET /api/v1/namespaces/drill/configmaps/note": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, map[string]any{"data": map[string]any{"note": note}})
		},
		"PATCH /api/v1/namespaces/drill/configmaps/note": raw(`{"data": {}}`), // git has put it back before anybody looks
	}, bearer, kubernetesReply(http.StatusUnauthorized, kubernetesStatus(http.StatusUnauthorized, "Unauthorized")))
	change := func(label string) string {
		return fmt.Sprintf(`[{"number": 7, "state": "closed", "merged_at": %q, "merge_commit_sha": "c1", "labels": [{"name": %q}]}]`, ago(48*time.Hour), label)
	}
	label := "dependencies"
	forge := newVendor(t, "github_rest", map[string]http.HandlerFunc{
		"GET /repos/acme/wiki/environments": raw(`{"total_count": 1, "environments": [{"name": "production", "can_admins_bypass": false, "protection_rules": [], "deployment_branch_policy": {"protected_branches": true}}]}`),
		"GET /repos/acme/settings/pulls":    func(w http.ResponseWriter, r *http.Request) { raw(change(label))(w, r) },
		"GET /repos/acme/policies/pulls":    raw(change("")),
	}, bearer, raw(`{}`))

	run := func(name string) whole { return whole{name: name, systems: []vendor{cluster, forge}} }
	run("immutable-workloads").expect(t, passed, nil)
	run("admission-drill").expect(t, passed, nil)
	run("config-drill").expect(t, passed, nil)
	run("config-from-git").expect(t, failed, outcomes{"improved": failed})
	label = "performance"
	run("config-from-git").expect(t, passed, nil)
	image = "registry.acme.example/wiki:latest"
	run("immutable-workloads").expect(t, failed, outcomes{"unchanging": failed, "as_released": failed})
	note = "changed by a drill"
	// What was still being looked at when it stopped depends on the machine.
	if got := run("config-drill").run(t); got[""] != failed || got["in_time"] != unknown || got["updates"] != failed {
		t.Errorf("%v", got)
	}
}

func TestDefenceRunbooks(t *testing.T) {
	t.Parallel()
	envelope := func(result string) http.HandlerFunc {
		return raw(`{"success": true, "errors": [], "messages": [], "result": ` + result + `, "result_info": {"page": 1, "per_page": 50, "total_pages": 1}}`)
	}
	own := `{"rules": [{"action": "block", "enabled": true, "expression": "(http.host eq \"wiki.acme.example\" and http.request.uri.path contains \"/admin\")"}]}`
	include := `{"group": {"id": "g"}}`
	const zone, account = "/client/v4/zones/z1/rulesets/phases/", "/client/v4/accounts/00000000000000000000000000000000"
	cloudflare := newVendor(t, "cloudflare", map[string]http.HandlerFunc{
		"GET /client/v4/zones": envelope(`[{"id": "z1", "name": "acme.example"}]`),
		"GET " + zone + "http_request_firewall_managed/entrypoint": envelope(`{"rules": [{"action": "execute", "enabled": true, "expression": "true", "action_parameters": {"id": "efb7b8c949ac4650a09736dc376e9aee"}}]}`),
		"GET " + zone + "http_request_firewall_custom/entrypoint":  func(w http.ResponseWriter, r *http.Request) { envelope(own)(w, r) },
		"GET " + account + "/access/apps": func(w http.ResponseWriter, r *http.Request) {
			envelope(`[{"id": "a1", "name": "Wiki", "domain": "wiki.acme.example", "type": "self_hosted", "session_duration": "8h", "policies": [{"decision": "allow", "include": [`+include+`], "require": [{"device_posture": {"integration_uid": "u"}}, {"auth_method": {"auth_method": "mfa"}}], "exclude": []}]}]`)(w, r)
		},
	}, bearer, raw(`{}`))
	run := func(name string) whole { return whole{name: name, systems: []vendor{cloudflare}} }
	run("waf-rules").expect(t, passed, nil)
	run("app-access-rules").expect(t, passed, nil)
	own, include = `{"rules": []}`, `{"everyone": {}}`
	run("waf-rules").expect(t, failed, outcomes{"own_rules": failed})
	run("app-access-rules").expect(t, failed, outcomes{"narrow": failed})
}

// watching is an Elastic in which everything is seen, but for the index that is silent, and rules of some kinds that are
// about everything.
func watching(t *testing.T, silent *string, kinds *[]string) (elastic, kibana vendor) {
	t.Helper()
	elastic = newVendor(t, "elastic", map[string]http.HandlerFunc{
		"GET /{index}/_search": func(w http.ResponseWriter, r *http.Request) {
			count := 1
			if r.PathValue("index") == *silent {
				count = 0
			}
			hits := strings.Repeat(`{"_source": {"@timestamp": "2026-01-05T06:59:01.250Z"}}`, count)
			raw(fmt.Sprintf(`{"timed_out": false, "_shards": {"total": 1, "failed": 0}, "hits": {"total": {"value": %d, "relation": "eq"}, "hits": [%s]}}`, count, hits))(w, r)
		},
		"GET /_ml/anomaly_detectors/{job}/_stats":          raw(`{"jobs": [{"state": "opened", "forecasts_stats": {"total": 0}}]}`),
		"GET /_ml/anomaly_detectors/{job}/results/buckets": raw(`{"count": 96, "buckets": []}`),
	}, func(r *http.Request) bool { return r.Header.Get("Authorization") == token }, raw(`{}`))
	kibana = newVendor(t, "kibana", map[string]http.HandlerFunc{
		"GET /api/detection_engine/rules/_find": func(w http.ResponseWriter, r *http.Request) {
			rules := []any{}
			for _, kind := range *kinds {
				rules = append(rules, map[string]any{"rule_id": kind, "name": kind, "type": kind, "enabled": true, "tags": []string{"App: wiki", "Network: office", "Network: cloud"},
					"execution_summary": map[string]any{"last_execution": map[string]any{"status": "succeeded", "date": ago(time.Hour)}}})
			}
			answer(w, http.StatusOK, map[string]any{"page": 1, "total": len(rules), "data": rules})
		},
	}, func(r *http.Request) bool { return r.Header.Get("Authorization") == token }, raw(`{}`))
	return elastic, kibana
}

func TestWatchingRunbooks(t *testing.T) {
	t.Parallel()
	silent, kinds := "", []string{"machine_learning", "eql", "threat_match"}
	elastic, kibana := watching(t, &silent, &kinds)
	jira := newVendor(t, "jira", map[string]http.HandlerFunc{"GET /rest/api/3/search/jql": raw(`{"issues": [], "isLast": true}`)}, func(*http.Request) bool { return true }, raw(`{}`))

	run := func(name string) whole { return whole{name: name, systems: []vendor{elastic, kibana, jira}} }
	run("app-monitoring").expect(t, passed, nil)
	run("network-detections").expect(t, passed, nil)
	silent, kinds = "logs-zeek.dns-*", []string{"query"}
	run("network-detections").expect(t, failed, outcomes{"logs_come_in office": failed, "puts_together": failed, "hunts": failed})
	silent = "heartbeat-*"
	run("app-monitoring").expect(t, failed, outcomes{"profile wiki.acme.example": failed})
}

func TestSessionAndPagerDrills(t *testing.T) {
	t.Parallel()
	risk := "LOW"
	okta := newVendor(t, "okta", map[string]http.HandlerFunc{
		"GET /api/v1/users/{id}": raw(`{"id": "00u9", "status": "ACTIVE", "profile": {"login": "drill@acme.example"}}`),
		"GET /api/v1/policies": func(w http.ResponseWriter, r *http.Request) {
			raw(fmt.Sprintf(`[{"id": %q, "name": "One", "status": "ACTIVE"}]`, r.URL.Query().Get("type")))(w, r)
		},
		"GET /api/v1/policies/ENTITY_RISK/rules": raw(`[{"name": "High", "status": "ACTIVE", "conditions": {"entityRisk": {"level": "HIGH"}, "people": {"users": {"exclude": []}, "groups": {"exclude": []}}, "riskDetectionTypes": {"include": [], "exclude": []}},
			"actions": {"entityRisk": {"actions": [{"action": "TERMINATE_ALL_SESSIONS"}]}}}]`),
		"GET /api/v1/policies/POST_AUTH_SESSION/rules": raw(`[{"name": "All", "status": "ACTIVE", "conditions": {"people": {"users": {"exclude": []}, "groups": {"exclude": []}}}, "actions": {"postAuthSession": {"failureActions": [{"action": "TERMINATE_SESSION"}]}}}]`),
		"PUT /api/v1/users/00u9/risk": func(w http.ResponseWriter, r *http.Request) {
			var sent struct{ RiskLevel string }
			_ = json.NewDecoder(r.Body).Decode(&sent)
			risk = sent.RiskLevel
			raw(`{}`)(w, r)
		},
	}, func(r *http.Request) bool { return r.Header.Get("Authorization") == "SSWS "+token }, raw(`{}`))
	app := newVendor(t, "drill_app", map[string]http.HandlerFunc{"GET /api/me": func(w http.ResponseWriter, r *http.Request) {
		if risk == "HIGH" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		raw(`{"login": "drill@acme.example"}`)(w, r)
	}}, bearer, raw(`{}`))
	whole{name: "app-session-drill", systems: []vendor{okta, app}}.expect(t, passed, nil)
	if risk != "LOW" {
		t.Errorf("after the drill the risk is %s", risk)
	}

	status, duty := "acknowledged", `{"user": {"id": "PU1"}, "escalation_level": 1}, {"user": {"id": "PU2"}, "escalation_level": 2}`
	pagerduty := newVendor(t, "pagerduty", map[string]http.HandlerFunc{
		"GET /oncalls": func(w http.ResponseWriter, r *http.Request) { raw(`{"oncalls": [`+duty+`], "more": false}`)(w, r) },
		"POST /incidents": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusCreated, json.RawMessage(`{"incident": {"id": "Q1", "incident_number": 7}}`))
		},
		"GET /incidents/Q1": func(w http.ResponseWriter, r *http.Request) {
			raw(`{"incident": {"id": "Q1", "status": "`+status+`", "last_status_change_at": "2026-01-05T07:00:00Z"}}`)(w, r)
		},
		"PUT /incidents/Q1": func(w http.ResponseWriter, r *http.Request) {
			status = "resolved"
			raw(`{"incident": {"id": "Q1"}}`)(w, r)
		},
	}, func(r *http.Request) bool { return r.Header.Get("Authorization") == token }, raw(`{}`))
	whole{name: "pager-drill", systems: []vendor{pagerduty}}.expect(t, passed, nil)
	if status != "resolved" {
		t.Errorf("after the drill the call is %s", status)
	}
	duty = `{"user": {"id": "PU1"}, "escalation_level": 1}`
	whole{name: "pager-drill", systems: []vendor{pagerduty}}.expect(t, failed, outcomes{"a_second_level": failed})
}

func TestNetworkPolicyDrill(t *testing.T) {
	t.Parallel()
	const policy = "// rules\n{}\n"
	written := 0
	tailscale := newVendor(t, "tailscale", map[string]http.HandlerFunc{
		"GET /api/v2/tailnet/-/acl": func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Accept") == "application/hujson" {
				w.Header().Set("ETag", `"e0b2"`)
				_, _ = io.WriteString(w, policy) // the pipeline is quick
				return
			}
			raw(`{"grants": [{"src": ["group:ops"], "dst": ["tag:prod"], "ip": ["tcp:443"]}], "defaultSrcPosture": ["posture:healthy"], "tests": []}`)(w, r)
		},
		"POST /api/v2/tailnet/-/acl": func(w http.ResponseWriter, r *http.Request) {
			if body, _ := io.ReadAll(r.Body); strings.HasPrefix(string(body), policy) && r.Header.Get("If-Match") == `"e0b2"` {
				written++
			}
			_, _ = io.WriteString(w, policy)
		},
	}, bearer, raw(`{}`))
	run := func(text string) whole {
		return whole{name: "network-policy-drill", systems: []vendor{tailscale}, files: map[string]string{"policies/tailnet.hujson": text}}
	}
	run(policy).expect(t, passed, nil)
	run("// other rules\n{}\n").expect(t, failed, outcomes{"in_time": failed})
	if written != 2 {
		t.Errorf("the comment was written %d times, wanted 2", written)
	}
}
