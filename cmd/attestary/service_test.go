package main_test

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// service is a system that a page starts on loopback, with a certificate of the page's own authority. It is
// strict as the real one is, and writes down in NAME.log what it was asked, a line each, before it answers.
// What it knows stands in a file of the page, which it reads for every request and writes with every change:
// so a page looks into it, and changes it, as into any file.
type service struct {
	name   string
	guard  sync.Mutex
	log    *os.File
	faults []*fault
	speaks func(http.ResponseWriter, *http.Request)
	refuse func(http.ResponseWriter, int) // a status, in the words of that system
	shut   chan struct{}
}

// serve is "serve okta|fleet|chat": starts a system, whose address is then $OKTA, $FLEET or $CHAT.
func serve(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: serve okta|fleet|chat")
	}
	log, err := os.Create(ts.MkAbs(args[0] + ".log"))
	ts.Check(err)
	s := &service{name: args[0], log: log, shut: make(chan struct{})}
	switch s.name {
	case "okta":
		s.speaks, s.refuse = directory{ts.MkAbs("okta.people")}.ServeHTTP, refuseAsOkta
	case "fleet":
		s.speaks, s.refuse = fleet{ts.MkAbs("fleet.hosts")}.ServeHTTP, refuseAsFleet
	case "chat":
		s.speaks, s.refuse = chat(ts.MkAbs("chat.texts")), refuseAsChat
	default:
		ts.Fatalf("no system is called %s", s.name)
	}
	server := httptest.NewUnstartedServer(s)
	server.TLS = trusted(ts).serving("127.0.0.1")
	server.Config.ErrorLog = quiet
	server.StartTLS()
	ts.Defer(func() { close(s.shut); server.CloseClientConnections(); server.Close(); _ = log.Close() })
	ts.Setenv(strings.ToUpper(s.name), server.URL)
	services(ts)[s.name] = s
}

// oktaOf starts Okta for a page of the handbook, with one person in it, and tells how it is reached.
func oktaOf(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	log, err := os.Create(filepath.Join(dir, "okta.log"))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "okta.people"), []byte("00u1 mia@acme.example ACTIVE today\n"), 0o600)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "authority.pem"), theAuthority().pem(), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	s := &service{name: "okta", log: log, shut: make(chan struct{}), speaks: directory{filepath.Join(dir, "okta.people")}.ServeHTTP, refuse: refuseAsOkta}
	server := httptest.NewUnstartedServer(s)
	server.TLS = theAuthority().serving("127.0.0.1")
	server.Config.ErrorLog = quiet
	server.StartTLS()
	t.Cleanup(func() { close(s.shut); server.CloseClientConnections(); server.Close(); _ = log.Close() })
	return []string{"OKTA=" + server.URL, "OKTA_TOKEN=swordfish-9", "SSL_CERT_FILE=" + filepath.Join(dir, "authority.pem"), "SSL_CERT_DIR=" + filepath.Join(dir, "none")}
}

type servicesKey struct{}

// services are those of this page, by name.
func services(ts *testscript.TestScript) map[string]*service {
	return ts.Value(servicesKey{}).(map[string]*service)
}

// ServeHTTP answers one request after the other, so that the log is what happened.
func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	broken := s.note(r)
	if broken != nil {
		s.fail(broken, w, r)
		return
	}
	s.guard.Lock()
	defer s.guard.Unlock()
	s.speaks(w, r)
}

// note writes the request down, and tells what is wrong with the system for it.
func (s *service) note(r *http.Request) *fault {
	s.guard.Lock()
	defer s.guard.Unlock()
	fmt.Fprintf(s.log, "%s %s\n", r.Method, r.URL.RequestURI())
	for _, f := range s.faults {
		if f.hits(r) {
			return f
		}
	}
	return nil
}

// fault is what is wrong with a system, for the requests that it is wrong for.
type fault struct {
	method, path string // the path has this in it
	nth          int    // only this one of them; 0 for each
	seen         int
	how          string
}

// breakDown is "break SYSTEM METHOD PATH HOW [NTH]": requests whose path has PATH in it go wrong, or only the NTH
// of them. HOW is a status; "drop", which hangs up, before anything is done; "after", which hangs up when it is
// done; "nothing", "drip" and "gigabyte", which are what they say; or a text in JSON or HTML that is answered.
// "break SYSTEM" mends it.
func breakDown(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 && len(args) != 4 && len(args) != 5 {
		ts.Fatalf("usage: break SYSTEM [METHOD PATH HOW [NTH]]")
	}
	s := services(ts)[args[0]]
	if s == nil {
		ts.Fatalf("%s was not started", args[0])
	}
	s.guard.Lock()
	defer s.guard.Unlock()
	if len(args) == 1 {
		s.faults = nil
		return
	}
	f := &fault{method: args[1], path: args[2], how: args[3]}
	if len(args) == 5 {
		nth, err := strconv.Atoi(args[4])
		ts.Check(err)
		f.nth = nth
	}
	s.faults = append(s.faults, f)
}

func (f *fault) hits(r *http.Request) bool {
	if r.Method != f.method || !strings.Contains(r.URL.Path, f.path) {
		return false
	}
	f.seen++
	return f.nth == 0 || f.nth == f.seen
}

func (s *service) fail(f *fault, w http.ResponseWriter, r *http.Request) {
	gone := func() bool {
		select {
		case <-s.shut:
		case <-r.Context().Done():
		case <-time.After(time.Second):
			return false
		}
		return true
	}
	switch f.how {
	case "drop":
		panic(http.ErrAbortHandler)
	case "after":
		s.guard.Lock()
		s.speaks(httptest.NewRecorder(), r)
		s.guard.Unlock()
		panic(http.ErrAbortHandler)
	case "nothing":
		for !gone() {
		}
	case "drip":
		for text := []byte(`[{"id":"`); !gone(); text = []byte("0") {
			_, _ = w.Write(text[:1])
			w.(http.Flusher).Flush()
		}
	case "gigabyte":
		_, _ = io.Copy(w, io.LimitReader(endless{}, 1<<30))
	default:
		s.say(f.how, w)
	}
}

// say answers with a status, or with a text.
func (s *service) say(how string, w http.ResponseWriter) {
	if status, err := strconv.Atoi(how); err == nil {
		s.refuse(w, status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if strings.HasPrefix(how, "<") {
		w.Header().Set("Content-Type", "text/html")
	}
	fmt.Fprint(w, how)
}

// endless is JSON without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	return copy(p, bytes.Repeat([]byte(`[{"id":1},`), len(p)/10+1)), nil
}

// rows reads a file of the page: a line each, of words; what follows # is for people.
func rows(path string) [][]string {
	data, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	var all [][]string
	for line := range strings.Lines(string(data)) {
		line, _, _ = strings.Cut(line, "#")
		if words := strings.Fields(line); len(words) > 0 {
			all = append(all, words)
		}
	}
	return all
}

// keep writes the rows back.
func keep(path string, all [][]string) {
	var b strings.Builder
	for _, words := range all {
		fmt.Fprintln(&b, strings.Join(words, " "))
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		panic(err)
	}
}

// word is the word of a row in that place, or else.
func word(row []string, place int, otherwise string) string {
	if place < len(row) {
		return cmp.Or(row[place], otherwise)
	}
	return otherwise
}
