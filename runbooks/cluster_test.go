//go:build unix

package runbooks_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"
)

// TestClusterRunbooks runs those about Kubernetes whole, against a cluster that does what it is asked, but not at once: pods
// come back, ways open and close, and a limit follows the risk, when it was asked about them once in vain.
func TestClusterRunbooks(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	run := func(name string) whole { return whole{name: name, systems: []vendor{c.vendor}} }
	for _, name := range []string{"kubernetes-isolation", "connection-drill", "traffic-drill", "service-redundancy", "service-scaling", "failure-drill", "kubernetes-secrets"} {
		t.Run(name, func(t *testing.T) { run(name).expect(t, passed, nil) })
	}
	if len(c.ways) != 0 || c.risk != "low" || c.least["critical-canary"] != 2 || c.ended != 2 {
		t.Errorf("after the drills, the cluster is not as before: %v %s %v %d", c.ways, c.risk, c.least, c.ended)
	}
	vault := keeper(t, block("data/README.md", "hcl"), 2592000)
	_, port, _ := strings.Cut(strings.TrimPrefix(vault.server.URL, "https://"), ":")
	mesh := whole{name: "mesh-encryption", systems: []vendor{c.vendor, vault}, org: strings.NewReplacer(`host = "github.com", port = 443`, `host = "127.0.0.1", port = `+port)}
	mesh.expect(t, passed, nil)
	c.wild = true
	mesh.expect(t, failed, outcomes{"whole_mesh": failed, "short_lived": failed})
	run("kubernetes-isolation").expect(t, failed, outcomes{"apart": failed, "narrow": failed})
	run("kubernetes-secrets").expect(t, failed, outcomes{"encrypted": failed, "careful": failed, "few": failed})
	run("service-redundancy").expect(t, failed, outcomes{"critical": failed, "others_too": failed})
	run("service-scaling").expect(t, failed, outcomes{"grow": failed, "work": failed})
}

// cluster is a small Kubernetes with the namespaces, applications and drills that the library's project names.
type cluster struct {
	vendor vendor
	mu     sync.Mutex
	ways   map[string]bool
	risk   string
	least  map[string]int
	ended  int
	wild   bool // nothing is kept apart, nothing grows
	seen   map[string]string
}

// late is what a thing was when it was asked about last, so that every change is told one answer late.
func (c *cluster) late(thing, now string) string {
	before, known := c.seen[thing]
	if c.seen[thing] = now; !known {
		return now
	}
	return before
}

func newCluster(t *testing.T) *cluster {
	t.Helper()
	c := &cluster{seen: map[string]string{}, ways: map[string]bool{}, risk: "low", least: map[string]int{"critical-canary": 2, "ordinary-canary": 2}}
	const net, scale = "/apis/networking.k8s.io/v1", "/apis/autoscaling/v2"
	routes := map[string]http.HandlerFunc{
		"GET /api/v1/namespaces":          kubernetesPages(`{"metadata": {"name": "drill"}}`, `{"metadata": {"name": "kube-system"}}`, `{"metadata": {"name": "shop"}}`),
		"GET " + net + "/networkpolicies": c.either(clusterPolicies, `{"metadata": {"namespace": "shop", "name": "open"}, "spec": {"podSelector": {}, "ingress": [{}]}}`),
		"GET /apis/apps/v1/deployments":   c.either(clusterDeployments, clusterDeployment("shop", "web", 1), clusterDeployment("wiki", "wiki", 1)),
		"GET " + scale + "/horizontalpodautoscalers": c.either(clusterAutoscalers,
			`{"metadata": {"namespace": "shop", "name": "web"}, "spec": {"maxReplicas": 1, "scaleTargetRef": {"kind": "Deployment", "name": "web"}}, "status": {}}`),
		"GET /apis/policy/v1/poddisruptionbudgets": kubernetesPages(`{"metadata": {"namespace": "shop", "name": "web"}, "status": {"currentHealthy": 2, "desiredHealthy": 1, "expectedPods": 2}}`),
		"POST " + net + "/namespaces/drill/networkpolicies": func(w http.ResponseWriter, r *http.Request) {
			var made struct {
				Metadata struct{ Name string }
			}
			_ = json.NewDecoder(r.Body).Decode(&made)
			c.ways[made.Metadata.Name] = true
			kubernetesReply(http.StatusCreated, `{"kind": "NetworkPolicy"}`)(w, r)
		},
		"DELETE " + net + "/namespaces/drill/networkpolicies/{name}": func(w http.ResponseWriter, r *http.Request) {
			delete(c.ways, r.PathValue("name"))
			kubernetesReply(http.StatusOK, `{"kind": "Status", "status": "Success"}`)(w, r)
		},
		"GET " + net + "/namespaces/{namespace}/ingresses/{name}": func(w http.ResponseWriter, r *http.Request) {
			limit := "200"
			if r.PathValue("name") == "canary" && c.risk == "high" {
				limit = "5"
			}
			limit = c.late("limit of "+r.PathValue("name"), limit)
			kubernetesReply(http.StatusOK, fmt.Sprintf(`{"metadata": {"annotations": {"nginx.ingress.kubernetes.io/limit-rps": %q}}}`, limit))(w, r)
		},
		"PATCH " + net + "/namespaces/drill/ingresses/canary": func(w http.ResponseWriter, r *http.Request) {
			var patch struct {
				Metadata struct{ Labels struct{ Risk string } }
			}
			_ = json.NewDecoder(r.Body).Decode(&patch)
			c.risk = patch.Metadata.Labels.Risk
			kubernetesReply(http.StatusOK, `{"metadata": {"name": "canary"}}`)(w, r)
		},
		"GET " + scale + "/namespaces/drill/horizontalpodautoscalers/{name}": func(w http.ResponseWriter, r *http.Request) {
			kubernetesReply(http.StatusOK, fmt.Sprintf(`{"spec": {"minReplicas": %d, "maxReplicas": 9}}`, c.least[r.PathValue("name")]))(w, r)
		},
		"PATCH " + scale + "/namespaces/drill/horizontalpodautoscalers/{name}": func(w http.ResponseWriter, r *http.Request) {
			var patch struct{ Spec struct{ MinReplicas int } }
			_ = json.NewDecoder(r.Body).Decode(&patch)
			c.least[r.PathValue("name")] = patch.Spec.MinReplicas
			kubernetesReply(http.StatusOK, `{"spec": {}}`)(w, r)
		},
		"GET /apis/security.istio.io/v1/peerauthentications": c.either([]string{`{"metadata": {"namespace": "istio-system", "name": "default"}, "spec": {"mtls": {"mode": "STRICT"}}}`},
			`{"metadata": {"namespace": "istio-system", "name": "default"}, "spec": {"mtls": {"mode": "PERMISSIVE"}}}`),
		"GET /apis/cert-manager.io/v1/certificates": c.either([]string{clusterCertificate(30, "Always")}, clusterCertificate(300, "Never")),
		"GET /version": kubernetesReply(http.StatusOK, `{"gitVersion": "v1.31.2"}`),
		"GET /api/v1/namespaces/kube-system/pods": c.either([]string{`{"metadata": {"name": "api-1"}, "spec": {"containers": [{"command": ["kube-apiserver", "--anonymous-auth=false", "--audit-policy-file=/a", "--encryption-provider-config=/e"]}]}}`},
			`{"metadata": {"name": "api-1"}, "spec": {"containers": [{"command": ["kube-apiserver"]}]}}`),
		"GET /apis/rbac.authorization.k8s.io/v1/clusterrolebindings": c.either([]string{`{"metadata": {"name": "cluster-admin"}, "roleRef": {"name": "cluster-admin"}, "subjects": [{"kind": "Group", "name": "system:masters"}]}`},
			`{"metadata": {"name": "ci"}, "roleRef": {"name": "cluster-admin"}, "subjects": [{"kind": "ServiceAccount", "name": "ci", "namespace": "ci"}]}`),
		"GET /api/v1/namespaces/drill/pods": c.pods,
		"DELETE /api/v1/namespaces/drill/pods/{name}": func(w http.ResponseWriter, r *http.Request) {
			c.ended++
			kubernetesReply(http.StatusOK, `{"kind": "Pod"}`)(w, r)
		},
	}
	rules := clusterRules(t)
	for pattern, handler := range routes {
		routes[pattern] = func(w http.ResponseWriter, r *http.Request) {
			c.mu.Lock()
			defer c.mu.Unlock()
			if right := clusterRight(r); right != "" && !rules[right] {
				t.Errorf("the page on networks does not let the account %s", right)
				kubernetesReply(http.StatusForbidden, kubernetesStatus(http.StatusForbidden, "Forbidden"))(w, r)
				return
			}
			handler(w, r)
		}
	}
	c.vendor = newVendor(t, "kubernetes", routes, bearer, kubernetesReply(http.StatusUnauthorized, kubernetesStatus(http.StatusUnauthorized, "Unauthorized")))
	return c
}

// either answers with the things of a cluster that is fine, or of one that is wild.
func (c *cluster) either(fine []string, wild ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if c.wild {
			kubernetesPages(wild...)(w, r)
			return
		}
		kubernetesPages(fine...)(w, r)
	}
}

// pods are those of an application for drills. A pod that was ended comes back under another name.
func (c *cluster) pods(w http.ResponseWriter, r *http.Request) {
	app := strings.TrimPrefix(r.URL.Query().Get("labelSelector"), "app=")
	var pods []string
	for i := range max(1, c.least[app]) {
		ready := "True"
		if app == "prober" && len(c.ways) == 0 {
			ready = "False"
		}
		pods = append(pods, fmt.Sprintf(`{"metadata": {"name": "%s-%d", "uid": "%s-%d"}, "status": {"conditions": [{"type": "Ready", "status": %q}]}}`, app, i+c.ended, app, i+c.ended, ready))
	}
	pods = strings.Split(c.late("pods of "+app, strings.Join(pods, "\n")), "\n")
	kubernetesPages(pods...)(w, r)
}

var (
	clusterPolicies = []string{
		`{"metadata": {"namespace": "shop", "name": "deny"}, "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}}`,
		`{"metadata": {"namespace": "drill", "name": "deny"}, "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}}`,
		`{"metadata": {"namespace": "shop", "name": "web"}, "spec": {"podSelector": {"matchLabels": {"app": "web"}}, "policyTypes": ["Ingress"], "ingress": [{"from": [{"podSelector": {"matchLabels": {"app": "front"}}}], "ports": [{"port": 8080}]}]}}`,
	}
	clusterDeployments = []string{clusterDeployment("shop", "web", 2), clusterDeployment("wiki", "wiki", 2)}
	clusterAutoscalers = []string{clusterAutoscaler("shop", "web"), clusterAutoscaler("wiki", "wiki")}
)

func clusterDeployment(namespace, name string, ready int) string {
	return fmt.Sprintf(`{"metadata": {"namespace": %q, "name": %q, "labels": {"traffic-profile": "critical"}}, "spec": {"replicas": 2, "template": {"spec": {"topologySpreadConstraints": [{"topologyKey": "kubernetes.io/hostname"}]}}}, "status": {"readyReplicas": %d}}`,
		namespace, name, ready)
}

func clusterAutoscaler(namespace, name string) string {
	return fmt.Sprintf(`{"metadata": {"namespace": %q, "name": %q}, "spec": {"minReplicas": 2, "maxReplicas": 9, "scaleTargetRef": {"kind": "Deployment", "name": %q}}, "status": {"conditions": [{"type": "AbleToScale", "status": "True"}, {"type": "ScalingActive", "status": "True"}]}}`,
		namespace, name, name)
}

// clusterRules are the rights that the page on networks gives to the account, as clusterRight names them. A right in
// all namespaces is one in the drill's too.
func clusterRules(t *testing.T) map[string]bool {
	t.Helper()
	rights := map[string]bool{}
	documents := yaml.NewDecoder(strings.NewReader(block("networks/README.md", "yaml")))
	for {
		var d struct {
			Kind     string
			Metadata struct{ Name, Namespace string }
			Rules    []struct {
				APIGroups        []string `yaml:"apiGroups"`
				Resources, Verbs []string
			}
		}
		if err := documents.Decode(&d); errors.Is(err, io.EOF) {
			return rights
		} else if err != nil || d.Kind == "" || d.Metadata.Name == "" {
			t.Fatalf("a thing on the page on networks: %+v %v", d, err)
		}
		for _, rule := range d.Rules {
			for _, verb := range rule.Verbs {
				rights[strings.Join([]string{verb, rule.Resources[0], rule.APIGroups[0], d.Metadata.Namespace}, " ")] = true
			}
		}
	}
}

// clusterRight is what a request needs, as "VERB RESOURCE GROUP NAMESPACE"; reading one thing anywhere is a right in all
// namespaces here, as only that of ingresses is. "" where everybody may.
func clusterRight(r *http.Request) string {
	parts := strings.Split(strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/apis/"), "/api/v1/"), "/")
	group := ""
	switch {
	case r.URL.Path == "/version":
		return ""
	case strings.HasPrefix(r.URL.Path, "/apis/"):
		group, parts = parts[0], parts[2:]
	}
	namespace := ""
	if len(parts) > 2 {
		namespace, parts = parts[1], parts[2:]
	}
	verb := map[string]string{"POST": "create", "PATCH": "patch", "DELETE": "delete", "GET": "list"}[r.Method]
	if r.Method == "GET" && len(parts) > 1 {
		verb = "get"
	}
	if parts[0] == "ingresses" && verb == "get" {
		namespace = ""
	}
	return strings.Join([]string{verb, parts[0], group, namespace}, " ")
}

// clusterCertificate is one that lives for so many days.
func clusterCertificate(days int, rotation string) string {
	ends := time.Now().AddDate(0, 0, days).UTC().Format(time.RFC3339)
	return fmt.Sprintf(`{"metadata": {"namespace": "shop", "name": "web"}, "spec": {"privateKey": {"rotationPolicy": %q}}, "status": {"notAfter": %q, "renewalTime": %q, "conditions": [{"type": "Ready", "status": "True"}]}}`, rotation, ends, ends)
}
