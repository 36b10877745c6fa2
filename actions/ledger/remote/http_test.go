package remote_test

import (
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
	"github.com/attestary/attestary/actions/ledger/remote"
)

// serve has git's own server hand a repository out over http on loopback, to who knows the token. It
// counts the bytes that it sends.
func serve(t testing.TB, dir, token string) (string, *atomic.Int64) {
	t.Helper()
	handler := backend(t, dir)
	sent := new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, password, _ := r.BasicAuth(); password != token {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		handler.ServeHTTP(counting{w, sent}, r)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/" + filepath.Base(dir), sent
}

// backend is git's own server for http.
func backend(t testing.TB, dir string) http.Handler {
	t.Helper()
	program := filepath.Join(strings.TrimSpace(git(t, "--exec-path")), "git-http-backend")
	git(t, "-C", dir, "config", "http.receivepack", "true")
	return &cgi.Handler{Path: program, Env: []string{"GIT_PROJECT_ROOT=" + filepath.Dir(dir), "GIT_HTTP_EXPORT_ALL=1"}}
}

type counting struct {
	http.ResponseWriter
	sent *atomic.Int64
}

func (c counting) Write(p []byte) (int, error) {
	c.sent.Add(int64(len(p)))
	return c.ResponseWriter.Write(p)
}

// TestHTTP appends to a ledger of 2,000 entries over http, and moves a small part of it.
func TestHTTP(t *testing.T) {
	t.Parallel()
	dir := bare(t)
	a, w := contract.Grow(t, open(t, dir), 2001)
	url, sent := serve(t, dir, "secret")
	if _, err := remote.Open(t.Context(), remote.Options{URL: url, Branch: "evidence", Token: "guess"}); err == nil || !strings.Contains(err.Error(), "check the token") {
		t.Errorf("with a wrong token: %v", err)
	}
	w.Store = contract.Must[*remote.Store](t)(remote.Open(t.Context(), remote.Options{URL: url, Branch: "evidence", Token: "secret"}))
	run := a.Authorize("runbook_07", contract.Noon.AddDate(2, 0, 0), w.Known)
	contract.Must[ledger.Receipt](t)(w.Append(t.Context(), run.Item))
	if n := sent.Load(); n > 200_000 {
		t.Errorf("%d bytes came for one append", n)
	}
	if s := contract.Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), open(t, dir))); s.Checkpoint != w.Known {
		t.Errorf("the repository holds %+v, the writer says %+v", s.Checkpoint, w.Known)
	}
}
