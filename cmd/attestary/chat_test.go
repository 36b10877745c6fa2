package main_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"

	"github.com/rogpeppe/go-internal/testscript"
)

// chat starts a chat on loopback for a page: "chat LOG". Its address is $CHAT, and it takes messages at
// /hooks/T1/swordfish-9. What it takes is written to LOG, a line each.
func chat(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: chat LOG")
	}
	log, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Method != http.MethodPost || r.URL.Path != "/hooks/T1/swordfish-9" {
			http.Error(w, "no_service "+r.URL.Path, http.StatusNotFound)
			return
		}
		fmt.Fprintf(log, "%s\n", body)
	}))
	ts.Defer(func() { _ = log.Close() })
	ts.Defer(server.Close)
	ts.Setenv("CHAT", server.URL)
}
