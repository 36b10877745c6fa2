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

// script runs the script of a step of the library as a run would, on this machine, and gives what it wrote as JSON. The
// steps beside it ask Cloudflare, so the whole runbook is played by its tests alone.
func script(t *testing.T, runbook, step string, env ...string) any {
	t.Helper()
	files := libraryFiles(t)
	files["runbooks/project.hcl"].Data = drafts.ReplaceAll(files["runbooks/project.hcl"].Data, nil)
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
