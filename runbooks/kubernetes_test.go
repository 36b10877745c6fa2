package runbooks_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestKubernetes tries the pack against what the public API reference of Kubernetes says of paths, objects, pages
// (limit and continue, an empty continue at the end), merge patches, Status objects and 409 for what is there already;
// and what those of cert-manager, Istio and ingress-nginx say of their objects and annotations. Not found there, and so
// from elsewhere: the labels and flags of an API server that kubeadm started. Not tried: a real cluster.
func TestKubernetes(t *testing.T) {
	t.Parallel()
	const net, core = "/apis/networking.k8s.io/v1", "/api/v1"
	sent := map[string]string{}
	keep := func(status int, reply string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			sent[r.Method+" "+r.URL.Path] = r.Header.Get("Content-Type") + " " + string(body)
			answer(w, status, json.RawMessage(reply))
		}
	}
	cluster := newVendor(t, "kubernetes", map[string]http.HandlerFunc{
		"GET /version":                    kubernetesReply(http.StatusOK, `{"major": "1", "minor": "31", "gitVersion": "v1.31.2"}`),
		"GET " + core + "/namespaces":     kubernetesPages(`{"metadata": {"name": "shop"}}`, `{"metadata": {"name": "kube-system"}}`),
		"GET " + net + "/networkpolicies": kubernetesPages(networkPolicies...),
		"GET /apis/apps/v1/deployments": kubernetesPages(
			`{"metadata": {"namespace": "shop", "name": "web", "labels": {"traffic-profile": "critical"}}, "spec": {"replicas": 3, "template": {"spec": {"priorityClassName": "tier-1",
				"topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone"}]}}}, "status": {"readyReplicas": 3}}`,
			`{"metadata": {"namespace": "shop", "name": "batch"}, "spec": {"replicas": 1, "template": {"spec": {}}}, "status": {}}`),
		"GET /apis/autoscaling/v2/horizontalpodautoscalers": kubernetesPages(
			`{"metadata": {"namespace": "shop", "name": "web"}, "spec": {"minReplicas": 2, "maxReplicas": 9, "scaleTargetRef": {"kind": "Deployment", "name": "web"}},
				"status": {"conditions": [{"type": "AbleToScale", "status": "True"}, {"type": "ScalingActive", "status": "True"}, {"type": "ScalingLimited", "status": "False"}]}}`,
			`{"metadata": {"namespace": "shop", "name": "batch"}, "spec": {"maxReplicas": 2, "scaleTargetRef": {"kind": "Deployment", "name": "batch"}},
				"status": {"conditions": [{"type": "AbleToScale", "status": "True"}, {"type": "ScalingActive", "status": "False"}]}}`),
		"GET /apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers/web":   kubernetesReply(http.StatusOK, `{"metadata": {"name": "web"}, "spec": {"maxReplicas": 9}}`),
		"PATCH /apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers/web": keep(http.StatusOK, `{"metadata": {"name": "web"}, "spec": {"minReplicas": 4}}`),
		"GET /apis/policy/v1/poddisruptionbudgets": kubernetesPages(
			`{"metadata": {"namespace": "shop", "name": "web"}, "spec": {"minAvailable": 2}, "status": {"currentHealthy": 3, "desiredHealthy": 2, "expectedPods": 3, "disruptionsAllowed": 1}}`),
		"GET " + net + "/ingresses": kubernetesPages(
			`{"metadata": {"namespace": "shop", "name": "web", "annotations": {"nginx.ingress.kubernetes.io/limit-rps": "50"}}, "spec": {"tls": [{"hosts": ["shop.acme.example"]}]}}`,
			`{"metadata": {"namespace": "shop", "name": "old"}, "spec": {}}`),
		"GET " + net + "/namespaces/shop/ingresses/web":     kubernetesReply(http.StatusOK, `{"metadata": {"name": "web", "annotations": {"nginx.ingress.kubernetes.io/limit-rps": "50"}}}`),
		"PATCH " + net + "/namespaces/shop/ingresses/web":   keep(http.StatusOK, `{"metadata": {"name": "web", "annotations": {"nginx.ingress.kubernetes.io/limit-rps": "20"}}}`),
		"POST " + net + "/namespaces/shop/networkpolicies":  keep(http.StatusCreated, `{"kind": "NetworkPolicy", "metadata": {"name": "drill"}}`),
		"POST " + net + "/namespaces/there/networkpolicies": kubernetesReply(http.StatusConflict, kubernetesStatus(http.StatusConflict, "AlreadyExists")),
		"DELETE " + net + "/namespaces/shop/networkpolicies/{name}": func(w http.ResponseWriter, r *http.Request) {
			if r.PathValue("name") != "drill" {
				kubernetesReply(http.StatusNotFound, kubernetesStatus(http.StatusNotFound, "NotFound"))(w, r)
				return
			}
			keep(http.StatusOK, `{"kind": "Status", "status": "Success"}`)(w, r)
		},
		"GET /apis/cert-manager.io/v1/certificates": kubernetesPages(
			`{"metadata": {"namespace": "shop", "name": "web"}, "spec": {"privateKey": {"rotationPolicy": "Always"}}, "status": {"notAfter": "2026-03-06T00:00:00Z", "renewalTime": "2026-02-06T00:00:00Z", "conditions": [{"type": "Ready", "status": "True"}]}}`,
			`{"metadata": {"namespace": "shop", "name": "new"}, "spec": {}, "status": {}}`),
		"GET /apis/security.istio.io/v1/peerauthentications": kubernetesPages(
			`{"metadata": {"namespace": "istio-system", "name": "default"}, "spec": {"mtls": {"mode": "STRICT"}}}`,
			`{"metadata": {"namespace": "shop", "name": "old"}, "spec": {"selector": {"matchLabels": {"app": "old"}}, "portLevelMtls": {"8080": {"mode": "DISABLE"}}}}`),
		"GET /apis/rbac.authorization.k8s.io/v1/clusterrolebindings": kubernetesPages(
			`{"metadata": {"name": "cluster-admin"}, "roleRef": {"kind": "ClusterRole", "name": "cluster-admin"}, "subjects": [{"kind": "Group", "name": "system:masters"}]}`,
			`{"metadata": {"name": "view"}, "roleRef": {"kind": "ClusterRole", "name": "view"}}`,
			`{"metadata": {"name": "empty"}, "roleRef": {"kind": "ClusterRole", "name": "cluster-admin"}}`),
		"GET " + core + "/namespaces/kube-system/pods": func(w http.ResponseWriter, r *http.Request) {
			kubernetesPages(`{"metadata": {"name": "kube-apiserver-1"}, "spec": {"containers": [{"command": ["kube-apiserver", "--anonymous-auth=false", "--encryption-provider-config=/etc/kubernetes/enc.yaml"]}]}}`)(w, r)
		},
		"GET " + core + "/namespaces/shop/pods": kubernetesPages(
			`{"metadata": {"name": "web-1", "uid": "u1"}, "status": {"conditions": [{"type": "Initialized", "status": "True"}, {"type": "Ready", "status": "True"}]}}`,
			`{"metadata": {"name": "web-2", "uid": "u2"}, "status": {"phase": "Pending"}}`,
			`{"metadata": {"name": "web-3", "uid": "u3", "deletionTimestamp": "2026-01-05T07:00:00Z"}, "status": {"conditions": [{"type": "Ready", "status": "True"}]}}`),
		"DELETE " + core + "/namespaces/shop/pods/web-1": keep(http.StatusOK, `{"kind": "Pod", "metadata": {"name": "web-1"}}`),
	}, bearer, kubernetesReply(http.StatusUnauthorized, kubernetesStatus(http.StatusUnauthorized, "Unauthorized")))

	const noUndo = "\n  undo \"none\" {\n    reason = \"A test.\"\n  }"
	policy := func(at int, condition string) string { return fmt.Sprintf("step.it.policies[%d].%s", at, condition) }
	cluster.try(t,
		call{name: "its version", action: "kubernetes.get_version", condition: `step.it.version == "v1.31.2"`},
		call{name: "two pages of namespaces", action: "kubernetes.list_namespaces", condition: `length(step.it.names) == 2 && step.it.names[1] == "kube-system"`},
		call{name: "deny all", action: "kubernetes.list_network_policies", condition: policy(0, "everything") + " && " + policy(0, "ingress") + " && " + policy(0, "egress") + " && !" + policy(0, "from_anywhere") + " && !" + policy(0, "to_anywhere") + " && " + policy(0, "rules == 0")},
		call{name: "one app to another", action: "kubernetes.list_network_policies", condition: "!" + policy(1, "everything") + " && !" + policy(1, "egress") + " && !" + policy(1, "from_anywhere") + " && !" + policy(1, "any_port") + " && " + policy(1, "rules == 1")},
		call{name: "from all of the cluster", action: "kubernetes.list_network_policies", condition: policy(2, "from_anywhere") + " && " + policy(2, "any_port")},
		call{name: "to all of the world", action: "kubernetes.list_network_policies", condition: policy(3, "to_anywhere") + " && " + policy(3, "egress") + " && !" + policy(3, "from_anywhere")},
		call{name: "an empty rule, and no types", action: "kubernetes.list_network_policies", condition: policy(4, "from_anywhere") + " && " + policy(4, "ingress") + " && !" + policy(4, "egress")},
		call{name: "an application in every namespace", action: "kubernetes.list_network_policies", condition: "!" + policy(5, "from_anywhere")},
		call{name: "half of the world", action: "kubernetes.list_network_policies", condition: policy(6, "to_anywhere")},
		call{name: "every pod of the cluster", action: "kubernetes.list_network_policies", condition: policy(7, "from_anywhere")},
		call{name: "every pod of the namespace", action: "kubernetes.list_network_policies", condition: "!" + policy(8, "from_anywhere") + " && " + policy(8, "any_port")},
		call{name: "deployments", action: "kubernetes.list_deployments", condition: `step.it.deployments[0].profile == "critical" && step.it.deployments[0].tier == "tier-1" && step.it.deployments[0].spread &&` +
			` step.it.deployments[0].ready == 3 && step.it.deployments[1].profile == "" && step.it.deployments[1].ready == 0 && !step.it.deployments[1].spread`},
		call{name: "autoscalers", action: "kubernetes.list_autoscalers", condition: `step.it.autoscalers[0].works && step.it.autoscalers[0].least == 2 && !step.it.autoscalers[1].works && step.it.autoscalers[1].least == 1`},
		call{name: "one autoscaler", action: "kubernetes.get_autoscaler", settings: "namespace = \"shop\"\n  name = \"web\"", condition: `step.it.least == 1 && step.it.most == 9`},
		call{name: "budgets", action: "kubernetes.list_disruption_budgets", condition: `step.it.budgets[0].healthy == 3 && step.it.budgets[0].wanted == 2`},
		call{name: "ingresses", action: "kubernetes.list_ingresses", condition: `step.it.ingresses[0].encrypted && step.it.ingresses[0].limit == 50 && !step.it.ingresses[1].encrypted && step.it.ingresses[1].limit == 0`},
		call{name: "one ingress", action: "kubernetes.get_ingress", settings: "namespace = \"shop\"\n  name = \"web\"", condition: `step.it.limit == 50`},
		call{name: "limited", action: "kubernetes.limit_ingress", settings: "namespace = \"shop\"\n  name = \"web\"\n  rate = 20\n  before = 50", condition: `step.it.rate == 20`},
		call{name: "certificates", action: "kubernetes.list_certificates", condition: `step.it.certificates[0].ready && step.it.certificates[0].new_key && step.it.certificates[0].renewed && !step.it.certificates[1].ready && step.it.certificates[1].ends == ""`},
		call{name: "the mesh", action: "kubernetes.list_peer_authentications", condition: `step.it.rules[0].whole && step.it.rules[0].mode == "STRICT" && step.it.rules[0].ports == 0 && !step.it.rules[1].whole && step.it.rules[1].mode == "UNSET" && step.it.rules[1].ports == 1`},
		call{name: "who may do everything", action: "kubernetes.list_cluster_admins", condition: `length(step.it.bindings) == 2 && step.it.bindings[0].subjects[0] == "Group:system:masters" && length(step.it.bindings[1].subjects) == 0`},
		call{name: "the API server", action: "kubernetes.list_api_servers", condition: `length(step.it.servers) == 1 && step.it.servers[0].encrypts_secrets && !step.it.servers[0].audits && !step.it.servers[0].anonymous`},
		call{name: "pods", action: "kubernetes.list_pods", settings: "namespace = \"shop\"\n  selector = \"app=web\"", condition: `length(step.it.pods) == 2 && step.it.pods[0].ready && !step.it.pods[1].ready && step.it.ready == 1`},
		call{name: "a pod ends", action: "kubernetes.delete_pod", settings: "namespace = \"shop\"\n  name = \"web-1\"" + noUndo},
		call{name: "a way is opened", action: "kubernetes.open_connection", settings: "namespace = \"shop\"\n  name = \"drill\"\n  from = \"prober\"\n  to = \"target\"\n  port = 8080"},
		call{name: "it is open already", action: "kubernetes.open_connection", settings: "namespace = \"there\"\n  name = \"drill\"\n  from = \"prober\"\n  to = \"target\"\n  port = 8080"},
		call{name: "nothing can be opened there", action: "kubernetes.open_connection", settings: "namespace = \"nowhere\"\n  name = \"drill\"\n  from = \"prober\"\n  to = \"target\"\n  port = 8080", want: evidence.Failed},
		call{name: "a way is closed", action: "kubernetes.close_connection", settings: "namespace = \"shop\"\n  name = \"drill\"" + noUndo},
		call{name: "it was closed before", action: "kubernetes.close_connection", settings: "namespace = \"shop\"\n  name = \"gone\"" + noUndo},
		call{name: "at least four", action: "kubernetes.set_least_replicas", settings: "namespace = \"shop\"\n  name = \"web\"\n  least = 4\n  before = 2"},
	)
	const merge = "application/merge-patch+json "
	for what, want := range map[string]string{
		"PATCH " + net + "/namespaces/shop/ingresses/web":                         merge + `{"metadata":{"annotations":{"nginx.ingress.kubernetes.io/limit-rps":"20"}}}`,
		"PATCH /apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers/web": merge + `{"spec":{"minReplicas":4}}`,
		"POST " + net + "/namespaces/shop/networkpolicies": `application/json {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"labels":{"opened-by":"attestary"},"name":"drill"},"spec":{"egress":[{"ports":[{"port":8080,"protocol":"TCP"}],"to":[{"podSelector":{"matchLabels":{"app":"target"}}}]}],` +
			`"ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"prober"}}}],"ports":[{"port":8080,"protocol":"TCP"}]}],"podSelector":{"matchExpressions":[{"key":"app","operator":"In","values":["prober","target"]}]},"policyTypes":["Ingress","Egress"]}}`,
	} {
		if sent[what] != want {
			t.Errorf("%s got\n%s, wanted\n%s", what, sent[what], want)
		}
	}
	cluster.try(t, call{name: "its risk is told", action: "kubernetes.mark_risk", settings: "namespace = \"shop\"\n  name = \"web\"\n  risk = \"high\"\n  before = \"low\""})
	if got := sent["PATCH "+net+"/namespaces/shop/ingresses/web"]; got != merge+`{"metadata":{"labels":{"risk":"high"}}}` {
		t.Errorf("the risk was told as %s", got)
	}
}

func kubernetesReply(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { answer(w, status, json.RawMessage(body)) }
}

// kubernetesStatus is what Kubernetes answers where something is wrong.
func kubernetesStatus(code int, reason string) string {
	return fmt.Sprintf(`{"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": "no", "reason": %q, "code": %d}`, reason, code)
}

// kubernetesPages answers with one thing a page, as Kubernetes does; of who asks without a limit, with an error.
func kubernetesPages(things ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		at := 0
		if next := r.URL.Query().Get("continue"); next != "" {
			_, _ = fmt.Sscanf(next, "token-%d", &at)
		}
		if r.URL.Query().Get("limit") != "500" || at >= len(things) {
			kubernetesReply(http.StatusGone, kubernetesStatus(http.StatusGone, "Expired"))(w, r)
			return
		}
		metadata := map[string]any{"resourceVersion": "10245", "continue": ""}
		if left := len(things) - at - 1; left > 0 {
			metadata["continue"], metadata["remainingItemCount"] = fmt.Sprintf("token-%d", at+1), left
		}
		answer(w, http.StatusOK, map[string]any{"kind": "List", "apiVersion": "v1", "metadata": metadata, "items": []any{json.RawMessage(things[at])}})
	}
}

var networkPolicies = []string{
	`{"metadata": {"namespace": "shop", "name": "deny"}, "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}}`,
	`{"metadata": {"namespace": "shop", "name": "web"}, "spec": {"podSelector": {"matchLabels": {"app": "web"}}, "policyTypes": ["Ingress"], "ingress": [{"from": [{"podSelector": {"matchLabels": {"app": "front"}}}], "ports": [{"protocol": "TCP", "port": 8080}]}]}}`,
	`{"metadata": {"namespace": "shop", "name": "all"}, "spec": {"podSelector": {"matchLabels": {"app": "web"}}, "policyTypes": ["Ingress"], "ingress": [{"from": [{"namespaceSelector": {}}]}]}}`,
	`{"metadata": {"namespace": "shop", "name": "out"}, "spec": {"podSelector": {"matchLabels": {"app": "web"}}, "policyTypes": ["Egress"], "egress": [{"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}], "ports": [{"port": 443}]}]}}`,
	`{"metadata": {"namespace": "shop", "name": "open"}, "spec": {"podSelector": {}, "ingress": [{}]}}`,
	`{"metadata": {"namespace": "shop", "name": "scrape"}, "spec": {"podSelector": {}, "policyTypes": ["Ingress"], "ingress": [{"from": [{"namespaceSelector": {}, "podSelector": {"matchLabels": {"app": "prometheus"}}}], "ports": [{"port": 9090}]}]}}`,
	`{"metadata": {"namespace": "shop", "name": "half"}, "spec": {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"to": [{"ipBlock": {"cidr": "128.0.0.0/1"}}], "ports": [{"port": 443}]}]}}`,
	`{"metadata": {"namespace": "shop", "name": "pods"}, "spec": {"podSelector": {}, "policyTypes": ["Ingress"], "ingress": [{"from": [{"namespaceSelector": {}, "podSelector": {}}], "ports": [{"port": 443}]}]}}`,
	`{"metadata": {"namespace": "shop", "name": "own"}, "spec": {"podSelector": {}, "policyTypes": ["Ingress"], "ingress": [{"from": [{"podSelector": {}}]}]}}`,
}
