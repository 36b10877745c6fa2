//go:build unix

package runbooks_test

import (
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/compiler"
)

// script runs the script of a step of the library as a run would, on this machine, and gives what it wrote as JSON: there
// an application may be missing, which no run of a whole runbook shows so closely.
func script(t *testing.T, runbook, step string, env ...string) any {
	t.Helper()
	files, _ := alone(t, runbook)
	p := compiler.Compile(files, compiler.Options{Runbook: runbook}).Plan(runbook)
	if p == nil {
		t.Fatalf("%s does not compile", runbook)
	}
	var text string
	for _, phase := range p.Phases {
		for _, s := range phase.Steps {
			if s.Name == step {
				text, _ = s.Settings["script"].Value.AsText()
			}
		}
	}
	if text == "" {
		t.Fatalf("step.%s has no script that stands as it is", step)
	}
	cmd := exec.Command("sh", "-e", "-c", text)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8"}, env...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the script ends with %v", err)
	}
	var answer any
	if err := json.Unmarshal(out, &answer); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return answer
}

// site serves over TLS, and gives its address and a file with its authority.
func site(t *testing.T, answer http.HandlerFunc) (address, roots string) {
	t.Helper()
	server := httptest.NewTLSServer(answer)
	t.Cleanup(server.Close)
	roots = filepath.Join(t.TempDir(), "roots.pem")
	if err := os.WriteFile(roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(server.URL, "https://"), roots
}

func TestWAFDrillScript(t *testing.T) {
	t.Parallel()
	address, roots := site(t, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		switch {
		case q.Get("attestary") != "mark-1234":
			w.WriteHeader(http.StatusTeapot)
		case strings.Contains(q.Get("q"), "<script>"), strings.Contains(q.Get("id"), "UNION SELECT"):
			w.WriteHeader(http.StatusForbidden)
		}
	})
	got := script(t, "waf-drill", "attack", "MARK=mark-1234", "ROOTS="+roots, "APPS="+address+" 127.0.0.1:1")
	want := []any{
		map[string]any{"app": address, "ordinary": 200., "scripting": 403., "injection": 403.},
		map[string]any{"app": "127.0.0.1:1", "ordinary": 0., "scripting": 0., "injection": 0.},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAppsFromOutsideScript(t *testing.T) {
	t.Parallel()
	address, roots := site(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://acme.cloudflareaccess.com/cdn-cgi/access/login/wiki?kid=1", http.StatusFound)
	})
	got := script(t, "apps-from-outside", "stranger", "ROOTS="+roots, "APPS="+address+" 127.0.0.1:1", "ORIGINS="+address+" 127.0.0.1:1")
	want := map[string]any{
		"apps": []any{
			map[string]any{"app": address, "status": 302., "public": false, "login": "acme.cloudflareaccess.com"},
			map[string]any{"app": "127.0.0.1:1", "status": 0., "public": false, "login": ""},
		},
		"origins": []any{
			map[string]any{"origin": address, "answers": true},
			map[string]any{"origin": "127.0.0.1:1", "answers": false},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAppMonitoringDrillScript(t *testing.T) {
	t.Parallel()
	marked := make(chan string, 1)
	address, roots := site(t, func(w http.ResponseWriter, r *http.Request) {
		marked <- r.URL.Query().Get("attestary")
		w.WriteHeader(http.StatusFound)
	})
	got := script(t, "app-monitoring-drill", "mark", "MARK=mark-1234", "ROOTS="+roots, "APPS="+address+" 127.0.0.1:1")
	want := []any{
		map[string]any{"app": address, "status": 302.},
		map[string]any{"app": "127.0.0.1:1", "status": 0.},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if mark := <-marked; mark != "mark-1234" {
		t.Errorf("the mark is %q", mark)
	}
}

// TestProbingRunbooks runs those that open applications whole: the application is on this machine, and nobody would call
// that the internet.
func TestProbingRunbooks(t *testing.T) {
	t.Parallel()
	marked := 0
	address, roots := site(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("attestary") == "00112233445566778899aabbccddeeff" {
			marked++
		}
		http.Redirect(w, r, "https://acme.cloudflareaccess.com/cdn-cgi/access/login", http.StatusFound)
	})
	authority, err := os.ReadFile(roots)
	if err != nil {
		t.Fatal(err)
	}
	cloudflare := newVendor(t, "cloudflare", map[string]http.HandlerFunc{
		"GET /client/v4/accounts/{id}/access/apps": raw(`{"result": [{"id": "a1", "name": "Wiki", "domain": "` + address + `", "session_duration": "8h", "policies": [{"decision": "allow", "include": [{"group": {"id": "g"}}], "require": [{"device_posture": {"integration_uid": "u"}}]}]}],
			"result_info": {"page": 1, "total_pages": 1}}`),
		"GET /client/v4/accounts/{id}/access/logs/access_requests": raw(`{"result": [{"allowed": true, "app_domain": "` + address + `"}]}`),
	}, bearer, raw(`{}`))
	elastic, kibana := watching(t, new(string), &[]string{"query"})
	cluster := newVendor(t, "kubernetes", map[string]http.HandlerFunc{
		"GET /apis/apps/v1/deployments":  kubernetesPages(`{"metadata": {"namespace": "wiki", "name": "wiki"}, "spec": {"template": {"metadata": {"labels": {"app": "wiki"}}, "spec": {"containers": [{"name": "a", "image": "x"}]}}}}`),
		"GET /apis/apps/v1/statefulsets": raw(`{"metadata": {"resourceVersion": "1"}, "items": []}`),
	}, bearer, raw(`{}`))
	run := func(name string) whole {
		return whole{name: name, systems: []vendor{cloudflare, elastic, kibana, cluster}, files: map[string]string{"roots.pem": string(authority)},
			org: strings.NewReplacer(`apps = ["wiki.acme.example"]`, `apps = ["`+address+`"]`, `"wiki.acme.example" = {`, `"`+address+`" = {`, `apps_roots = ""`, `apps_roots = "roots.pem"`)}
	}
	run("app-monitoring-drill").expect(t, passed, nil)
	if marked != 1 {
		t.Errorf("the application saw %d marks, wanted one", marked)
	}
	run("apps-from-outside").expect(t, failed, outcomes{"reached": failed})
}
