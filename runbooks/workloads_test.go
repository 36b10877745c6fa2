package runbooks_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestKubernetesWorkloads tries what the pack says of workloads, roles, admission and Argo CD against the public API
// references of Kubernetes, its vertical autoscaler and Argo CD: paths, objects, what is left out, dryRun, and Status
// with the words of a refusal. These words were read where they come from, in the webhook and policy plugins and in Pod
// Security; that 400, 403 and 422 all occur depends on who refuses. Not tried: a real cluster.
func TestKubernetesWorkloads(t *testing.T) {
	t.Parallel()
	const rbac, image = "/apis/rbac.authorization.k8s.io/v1", "registry.acme.example/wiki@sha256:0000000000000000000000000000000000000000000000000000000000000001"
	note := "kept"
	refusal := func(code int, message string) string {
		return strings.Replace(kubernetesStatus(code, "Forbidden"), `"message": "no"`, `"message": "`+message+`"`, 1)
	}
	cluster := newVendor(t, "kubernetes", map[string]http.HandlerFunc{
		"GET /apis/apps/v1/deployments": kubernetesPages(
			`{"metadata": {"namespace": "wiki", "name": "wiki", "annotations": {"argocd.argoproj.io/tracking-id": "wiki:apps/Deployment:wiki/wiki"}}, "spec": {"template": {"metadata": {"labels": {"app": "wiki"}}, "spec": {"containers": [{"name": "a", "image": "`+image+`", "securityContext": {"readOnlyRootFilesystem": true}}]}}}}`,
			`{"metadata": {"namespace": "wiki", "name": "old"}, "spec": {"template": {"metadata": {}, "spec": {"initContainers": [{"name": "i", "image": "busybox:1"}], "containers": [{"name": "a", "image": "`+image+`"}]}}}}`),
		"GET /api/v1/namespaces/wiki/pods": kubernetesPages(
			`{"metadata": {"name": "wiki-1"}, "spec": {"containers": [{"name": "a", "image": "`+image+`"}]}, "status": {"containerStatuses": [{"name": "a", "image": "x", "imageID": "`+image+`"}]}}`,
			`{"metadata": {"name": "wiki-2"}, "spec": {"containers": [{"name": "a", "image": "wiki:latest"}], "ephemeralContainers": [{"name": "debug"}]}, "status": {"containerStatuses": [{"name": "a", "image": "x", "imageID": "`+image+`"}]}}`),
		"GET " + rbac + "/clusterroles": kubernetesPages(
			`{"metadata": {"name": "view"}, "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]}]}`,
			`{"metadata": {"name": "cluster-admin"}, "rules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]}`,
			`{"metadata": {"name": "nothing"}, "rules": null}`),
		"GET " + rbac + "/roles": kubernetesPages(`{"metadata": {"namespace": "wiki", "name": "go-in"}, "rules": [{"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["create"]}]}`),
		"GET " + rbac + "/clusterrolebindings": kubernetesPages(
			`{"metadata": {"name": "cluster-admin"}, "roleRef": {"kind": "ClusterRole", "name": "cluster-admin"}, "subjects": [{"kind": "Group", "name": "system:masters"}, {"kind": "ServiceAccount", "namespace": "argocd", "name": "argocd"}]}`,
			`{"metadata": {"name": "none"}, "roleRef": {"kind": "ClusterRole", "name": "cluster-admin"}}`),
		"GET /api/v1/namespaces": kubernetesPages(`{"metadata": {"name": "wiki", "labels": {"tier": "critical"}}}`, `{"metadata": {"name": "play"}}`),
		"GET /apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings": kubernetesPages(
			`{"metadata": {"name": "all"}, "spec": {"policyName": "signed", "validationActions": ["Deny", "Audit"], "matchResources": {"matchPolicy": "Equivalent", "namespaceSelector": {}, "objectSelector": {}}}}`,
			`{"metadata": {"name": "critical"}, "spec": {"policyName": "sealed", "validationActions": ["Warn"], "matchResources": {"matchPolicy": "Equivalent", "namespaceSelector": {"matchLabels": {"tier": "critical"}}, "objectSelector": {}}}}`,
			`{"metadata": {"name": "one"}, "spec": {"policyName": "odd", "validationActions": ["Deny"], "matchResources": {"namespaceSelector": {"matchExpressions": [{"key": "tier", "operator": "Exists"}]}}}}`,
			`{"metadata": {"name": "bare"}, "spec": {"policyName": "bare", "validationActions": ["Deny"]}}`),
		"POST /api/v1/namespaces/{namespace}/pods": func(w http.ResponseWriter, r *http.Request) {
			var pod struct {
				Spec struct{ Containers []struct{ Image string } }
			}
			switch err := json.NewDecoder(r.Body).Decode(&pod); {
			case err != nil || r.URL.Query().Get("dryRun") != "All" || len(pod.Spec.Containers) != 1:
				kubernetesReply(http.StatusBadRequest, refusal(http.StatusBadRequest, "the object is not valid"))(w, r)
			case r.PathValue("namespace") == "closed":
				kubernetesReply(http.StatusForbidden, refusal(http.StatusForbidden, `pods is forbidden: User \"x\" cannot create resource \"pods\"`))(w, r)
			case pod.Spec.Containers[0].Image != image:
				kubernetesReply(http.StatusUnprocessableEntity, refusal(http.StatusUnprocessableEntity, `pods \"asks\" is forbidden: ValidatingAdmissionPolicy 'signed' with binding 'all' denied request: name the image by its digest`))(w, r)
			default:
				kubernetesReply(http.StatusCreated, `{"kind": "Pod", "metadata": {"name": "attestary-asks"}}`)(w, r)
			}
		},
		"GET /apis/argoproj.io/v1alpha1/applications": kubernetesPages(
			`{"metadata": {"namespace": "argocd", "name": "wiki"}, "spec": {"destination": {"namespace": "wiki"}, "syncPolicy": {"automated": {"prune": true, "selfHeal": true}}}, "status": {"sync": {"status": "Synced", "revision": "c1"}, "health": {"status": "Healthy"}}}`,
			`{"metadata": {"namespace": "argocd", "name": "play"}, "spec": {"destination": {"name": "in-cluster"}}, "status": {"sync": {"status": "OutOfSync"}}}`),
		"GET /apis/autoscaling.k8s.io/v1/verticalpodautoscalers": kubernetesPages(
			`{"metadata": {"namespace": "wiki", "name": "wiki"}, "spec": {"targetRef": {"kind": "Deployment", "name": "wiki"}, "updatePolicy": {"updateMode": "Auto"}}, "status": {"conditions": [{"type": "RecommendationProvided", "status": "True"}]}}`,
			`{"metadata": {"namespace": "wiki", "name": "old"}, "spec": {"targetRef": {"kind": "Deployment", "name": "old"}, "updatePolicy": {"updateMode": "Off"}}, "status": {"conditions": [{"type": "RecommendationProvided", "status": "True"}]}}`),
		"GET /api/v1/namespaces/drill/configmaps/note": func(w http.ResponseWriter, r *http.Request) {
			answer(w, http.StatusOK, map[string]any{"metadata": map[string]any{"name": "note"}, "data": map[string]any{"note": note}})
		},
		"PATCH /api/v1/namespaces/drill/configmaps/note": func(w http.ResponseWriter, r *http.Request) {
			var patch struct{ Data map[string]string }
			if err := json.NewDecoder(r.Body).Decode(&patch); err != nil || r.Header.Get("Content-Type") != "application/merge-patch+json" {
				kubernetesReply(http.StatusUnsupportedMediaType, kubernetesStatus(http.StatusUnsupportedMediaType, "UnsupportedMediaType"))(w, r)
				return
			}
			note = patch.Data["note"]
			answer(w, http.StatusOK, map[string]any{"metadata": map[string]any{"name": "note"}, "data": patch.Data})
		},
	}, bearer, kubernetesReply(http.StatusUnauthorized, kubernetesStatus(http.StatusUnauthorized, "Unauthorized")))

	const drill = "namespace = \"drill\"\n  name = \"note\"\n"
	pod := func(namespace, image string) string {
		return "namespace = \"" + namespace + "\"\n  image = \"" + image + "\""
	}
	cluster.try(t,
		call{name: "sealed, and not", action: "kubernetes.list_workloads", settings: `kind = "deployments"`, condition: `step.it.workloads[0].pinned && step.it.workloads[0].sealed && step.it.workloads[0].from_git && step.it.workloads[0].app == "wiki" &&` +
			` !step.it.workloads[1].pinned && !step.it.workloads[1].sealed && !step.it.workloads[1].from_git && step.it.workloads[1].app == ""`},
		call{name: "what was released, and not", action: "kubernetes.list_running", settings: `namespace = "wiki"`, condition: `step.it.pods[0].same && !step.it.pods[0].debugged && !step.it.pods[1].same && step.it.pods[1].debugged`},
		call{name: "roles of the cluster that write", action: "kubernetes.list_writing_roles", settings: `kind = "clusterroles"`, condition: `length(step.it.roles) == 1 && step.it.roles[0].name == "cluster-admin" && step.it.roles[0].namespace == ""`},
		call{name: "a role that goes in", action: "kubernetes.list_writing_roles", settings: `kind = "roles"`, condition: `length(step.it.roles) == 1 && step.it.roles[0].namespace == "wiki"`},
		call{name: "people, and no programs", action: "kubernetes.list_bindings", settings: `kind = "clusterrolebindings"`, condition: `length(step.it.bindings) == 2 && length(step.it.bindings[0].people) == 1 && step.it.bindings[0].people[0] == "system:masters" && length(step.it.bindings[1].people) == 0`},
		call{name: "tiers", action: "kubernetes.list_tiers", condition: `step.it.namespaces[0].tier == "critical" && step.it.namespaces[1].tier == ""`},
		call{name: "policies that refuse", action: "kubernetes.list_admission_rules", condition: `step.it.rules[0].tier == "*" && step.it.rules[0].refuses && step.it.rules[1].tier == "critical" && !step.it.rules[1].refuses && step.it.rules[2].tier == "" && step.it.rules[3].tier == "*"`},
		call{name: "it would be let in", action: "kubernetes.try_pod", settings: pod("wiki", image), condition: `!step.it.refused`},
		call{name: "it would be refused", action: "kubernetes.try_pod", settings: pod("wiki", "busybox:1"), condition: `step.it.refused`},
		call{name: "who may not ask knows nothing", action: "kubernetes.try_pod", settings: pod("closed", image), want: evidence.Unknown},
		call{name: "what heals itself", action: "kubernetes.list_gitops", condition: `step.it.apps[0].synced && step.it.apps[0].healthy && step.it.apps[0].heals && step.it.apps[0].commit == "c1" && !step.it.apps[1].synced && !step.it.apps[1].healthy && !step.it.apps[1].heals && step.it.apps[1].namespace == ""`},
		call{name: "what acts, and what only advises", action: "kubernetes.list_resizers", condition: `step.it.resizers[0].acts && !step.it.resizers[1].acts`},
		call{name: "a note is written", action: "kubernetes.write_note", settings: drill + "  note = \"changed\"\n  before = \"kept\""},
		call{name: "and read", action: "kubernetes.read_note", settings: drill, condition: `step.it.note == "changed"`},
	)
}
