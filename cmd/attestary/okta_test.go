package main_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// okta starts a directory on loopback for a page, which speaks what we ask of Okta: "okta LOG". Its address is
// $OKTA, its token is swordfish-9. It lists three users in two pages, of whom the last
// is suspended already, and is out of order for user 00u9.
// What it is asked is written to LOG, a line each.
func okta(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: okta LOG")
	}
	log, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	directory := &directory{suspended: map[string]bool{"00u3": true}, log: log}
	server := httptest.NewServer(directory)
	ts.Defer(func() { _ = log.Close() })
	ts.Defer(server.Close)
	ts.Setenv("OKTA", server.URL)
}

type directory struct {
	guard     sync.Mutex
	suspended map[string]bool
	log       *os.File
}

func (d *directory) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.guard.Lock()
	defer d.guard.Unlock()
	fmt.Fprintf(d.log, "%s %s\n", r.Method, r.URL.RequestURI())
	if r.Header.Get("Authorization") != "SSWS swordfish-9" {
		refuse(w, http.StatusUnauthorized, "E0000011")
		return
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/users", d.list)
	mux.HandleFunc("POST /api/v1/users/{id}/lifecycle/suspend", d.suspend)
	mux.HandleFunc("POST /api/v1/users/{id}/lifecycle/unsuspend", func(w http.ResponseWriter, r *http.Request) {
		delete(d.suspended, r.PathValue("id"))
		fmt.Fprint(w, "{}")
	})
	mux.ServeHTTP(w, r)
}

func (d *directory) list(w http.ResponseWriter, r *http.Request) {
	user := func(id string) map[string]any {
		return map[string]any{"id": id, "profile": map[string]string{"login": id + "@acme.example"}, "status": "ACTIVE"}
	}
	if r.URL.Query().Get("after") == "00u2" {
		_ = json.NewEncoder(w).Encode([]any{user("00u3")})
		return
	}
	query := r.URL.Query()
	query.Set("after", "00u2")
	w.Header().Add("Link", fmt.Sprintf(`<http://%s%s>; rel="self"`, r.Host, r.URL.RequestURI()))
	w.Header().Add("Link", fmt.Sprintf(`<http://%s%s?%s>; rel="next"`, r.Host, r.URL.Path, query.Encode()))
	_ = json.NewEncoder(w).Encode([]any{user("00u1"), user("00u2")})
}

func (d *directory) suspend(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if id == "00u9" {
		refuse(w, http.StatusServiceUnavailable, "E0000009")
		return
	}
	if d.suspended[id] {
		refuse(w, http.StatusBadRequest, "E0000001")
		return
	}
	d.suspended[id] = true
	fmt.Fprint(w, "{}")
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"errorCode": code})
}
