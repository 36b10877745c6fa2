package steps_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"path/filepath"
	"testing"

	"github.com/attestary/attestary/actions/internal/nameserver"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// TestCanary lets every action come across a secret, where it passes and where it fails, and looks for
// it in all that the run says.
func TestCanary(t *testing.T) {
	t.Parallel()
	echo := func(w http.ResponseWriter, r *http.Request) {
		switch path.Base(r.URL.Path) {
		case "leads":
			http.Redirect(w, r, "https://"+r.Host+"/"+canary+"?auth="+url.QueryEscape(r.Header.Get("Authorization")), http.StatusFound)
			return
		case "pages":
			w.Header().Set("Link", "<https://"+canary+r.URL.Path+`>; rel="next"`)
			fmt.Fprint(w, "[]")
			return
		case "large":
			_, _ = w.Write(bytes.Repeat([]byte(canary), 5<<20/len(canary)))
			return
		case "hangs-up":
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("X-Auth", r.Header.Get("Authorization")+r.Header.Get("X-Key"))
		if r.URL.Query().Has("fail") {
			w.WriteHeader(http.StatusForbidden)
		}
		if body, err := io.ReadAll(r.Body); err != nil || bytes.Contains(body, []byte(canary)) {
			t.Errorf("a message has the secret in it: %q (%v)", body, err)
		}
		fmt.Fprintf(w, `{"auth": %q, "path": %q, "basic": %q}`, r.Header.Get("Authorization"), r.URL.Path, r.Header)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(echo))
	server.Config.ErrorLog = quiet
	server.StartTLS()
	defer server.Close()
	at := func(name, auth, url string) plan.Connection {
		return plan.Connection{Name: name, Kind: kind.HTTP, URL: url, Auth: auth, Token: "token", User: "bot", Password: "token"}
	}
	p := planFor(
		plan.Connection{Name: "base", Kind: kind.SQL, URL: "sqlite:base.db"}, at("basic", "basic", server.URL), at("bearer", "bearer", server.URL), at("gone", "path", "https://"+closedPort(t)),
		at("header", "header:X-Key", server.URL), plan.Connection{Name: "here", Kind: kind.Shell}, at("path", "path", server.URL),
	)
	p.Actions = own()
	for _, c := range []string{"basic", "bearer", "gone", "header", "path"} {
		for _, name := range []string{"done", "give", "hangs_up", "large", "leads", "pages"} {
			stepOf(p, name+"_"+c, "own."+name, c, given{"to": canary})
		}
		stepOf(p, "ask_"+c, "http.request", c, given{"method": "GET", "path": "/x"})
		stepOf(p, "tell_"+c, "notify.webhook", c, given{"text": "the secret is " + canary})
		stepOf(p, "fail_"+c, "http.request", c, given{"method": "GET", "path": "/x", "query": map[string]string{"fail": "1"}})
	}
	dir := newRepository(t).commit("a", "1").folder
	write(t, dir, "secret", canary)
	write(t, dir, "secret.json", `{"token": "`+canary+`", "n": 1}`)
	stepOf(p, "exec", "exec.run", "here", given{"argv": []string{"cat", "secret.json", "no/" + canary}, "ok_exit": []int{1}})
	stepOf(p, "exec_denied", "exec.run", "here", given{"argv": []string{canary}})
	stepOf(p, "exec_fails", "exec.run", "here", given{"argv": []string{"cat", canary}})
	stepOf(p, "script", "script.run", "here", given{"script": "base64 secret; od -An -tx1 secret | tr -d ' \\n'; cat secret | tr a-z A-Z >/dev/null; cat secret >&2"})
	stepOf(p, "script_fails", "script.run", "here", given{"script": "cat secret >&2; exit 3"})
	stepOf(p, "file", "file.read", "", given{"path": "secret"})
	stepOf(p, "file_fails", "file.read", "", given{"path": "../" + canary})
	stepOf(p, "tls_fails", "tls.probe", "", given{"host": canary + ".invalid", "roots": "secret"})
	names := nameserver.Start(t, "127.0.0.1", nameserver.Zone{Name: ".", Records: "token TXT \"" + canary + "\"\nbad TXT \"v=spf1 " + canary + "\"\n"})
	stepOf(p, "dns", "dns.lookup", "", given{"name": "token", "type": "TXT", "server": names.Address, "dnssec": false})
	stepOf(p, "dns_mail", "dns.lookup", "", given{"name": "bad", "type": "SPF", "server": names.Address, "dnssec": false})
	stepOf(p, "dns_fails", "dns.lookup", "", given{"name": canary + ".example", "type": "TXT", "server": closedPort(t)})
	stepOf(p, "dns_anchors", "dns.lookup", "", given{"name": "token", "type": "TXT", "server": names.Address, "anchors": "secret"})
	r := &repository{t: t, folder: dir}
	r.git("remote", "add", "origin", "https://bot:"+canary+"@acme.example/x.git")
	r.git("checkout", "-q", "-b", canary)
	sqliteFile(t, filepath.Join(dir, "base.db"), "create table t (a)", "insert into t values ('"+canary+"')")
	stepOf(p, "sql", "sql.query", "base", given{"query": "select a, '" + canary + "' as b from t"})
	stepOf(p, "sql_fails", "sql.query", "base", given{"query": "select a from \"" + canary + "\"", "parameters": []any{canary}})
	stepOf(p, "git", "git.inspect", "", given{"look": []string{"head", "protection"}})
	stepOf(p, "git_fails", "git.inspect", "", given{"look": []string{"head"}, "path": canary})

	sortPlan(p)
	out := runPlan(t, p, steps.Machine{Roots: poolOf(server.Certificate())}, dir)
	want := map[string]evidence.Outcome{
		"step.ask_basic": "passed", "step.ask_bearer": "passed", "step.ask_gone": "unknown", "step.ask_header": "passed", "step.ask_path": "passed",
		"step.dns": "passed", "step.dns_anchors": "unknown", "step.dns_fails": "unknown", "step.dns_mail": "passed", "step.exec": "passed", "step.exec_denied": "blocked", "step.exec_fails": "failed", "step.fail_path": "unknown", "step.file": "passed", "step.file_fails": "unknown",
		"step.git": "passed", "step.git_fails": "unknown", "step.script": "passed", "step.script_fails": "failed", "step.sql": "passed", "step.sql_fails": "unknown", "step.tls_fails": "unknown",
		"step.done_basic": "passed", "step.done_path": "passed", "step.done_gone": "unknown", "step.give_basic": "unknown", "step.hangs_up_bearer": "unknown", "step.large_path": "unknown",
		"step.leads_bearer": "failed", "step.leads_path": "failed", "step.pages_bearer": "blocked", "step.pages_header": "blocked",
		"step.tell_basic": "passed", "step.tell_bearer": "passed", "step.tell_gone": "unknown", "step.tell_header": "passed", "step.tell_path": "passed",
	}
	for _, s := range out.record.Steps {
		if outcome, told := want[s.Address]; told && s.Outcome != outcome {
			t.Errorf("%s is %s %s, want %s", s.Address, s.Outcome, s.Reason, outcome)
		}
	}
	holdNothingFound(t, out)
}

// holdNothingFound: a run came across the secret, and says it nowhere.
func holdNothingFound(t *testing.T, out *told) {
	t.Helper()
	record, err := canon.Encode(out.record)
	if err != nil {
		t.Fatal(err)
	}
	for place, data := range map[string][]byte{"record": record, "journal": out.journal, "events": out.events.Bytes()} {
		if out.redactor.Found(data) {
			t.Errorf("the secret is in the %s: %.3000s", place, data)
		}
	}
	if !bytes.Contains(record, []byte("***")) {
		t.Errorf("no step came across the secret: %.3000s", record)
	}
}

// own are actions written in HCL, each of which comes across the secret in its own way.
func own() []plan.Action {
	action := func(name, path, paginate string, done, out *expr.Node) plan.Action {
		return plan.Action{
			Name: "own." + name, Title: "Come across it", Effect: kind.Observe, Idempotent: true, Kind: kind.HTTP,
			Settings: []plan.Setting{{Name: "to", Type: "string"}}, Outputs: []plan.Output{{Name: "out", Type: "string"}},
			Run: plan.Call{
				Action: "http.request", Paginate: paginate, Done: done, Give: map[string]*expr.Node{"out": out},
				Settings: map[string]*expr.Node{
					"method": expr.Lit(expr.OfText("GET")), "path": expr.Lit(expr.OfText(path)),
					"query": {Op: expr.OpObject, Args: []*expr.Node{expr.Lit(expr.OfText("to")), expr.Ref("setting", "to")}},
				},
			},
		}
	}
	yes, text := expr.Lit(expr.OfBool(true)), expr.Ref("self", "text")
	return []plan.Action{
		action("done", "/x", "", yes, text), action("give", "/x", "", nil, expr.Ref("self", "headers")), action("hangs_up", "/hangs-up", "", yes, text),
		action("large", "/large", "", nil, text), action("leads", "/leads", "", nil, text), action("pages", "/pages", "link-header", nil, text),
	}
}
