// Package hub is GitHub for one test: a server on loopback that speaks its REST interface from state.
//
// Repositories are real bare git repositories, and commits, trees, blobs and references are theirs. People are
// numbers with logins. Tokens have permissions, and what a token may not see is answered as GitHub answers it:
// 401, 403 and 404. An app makes short tokens from an RS256 JWT. Lists have pages (Link), answers have an ETag
// (304), and requests are counted against a limit.
//
// Every request, and every answer that the hub makes itself, is judged by GitHub's own description: by the
// subset that stands beside the repository (../shared/github), and for what that lacks by testdata/lacking.json.
// A request that the description does not allow fails the test. Where the subset is missing, as in a clone, its
// operations are served unjudged; a test that is about the judging calls NeedsDescription.
//
// What a description requires and no state tells (avatars, links) is filled in from the description.
//
// Faults are ordered by operation: Fault("GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews", Status(500)).
// Count tells how often an operation was asked for.
//
// An area of the interface is a file with a table of routes; areas in route.go lists the tables. Start at Start.
package hub

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Hub is the server. Its methods may be used while it serves.
type Hub struct {
	URL string // GITHUB_SERVER_URL, without a slash at its end
	API string // GITHUB_API_URL

	t      testing.TB
	server *httptest.Server

	mu       sync.Mutex
	now      func() time.Time
	number   int64 // the last id that was given
	people   map[string]*Person
	orgs     map[string]*Org
	repos    map[string]*Repository
	apps     []*App
	tokens   map[string]*Token
	faults   map[string][]Fault
	requests []Request
	stored   map[int64][]byte // artifacts that can be fetched, by number
}

// Start starts a hub that ends with the test.
func Start(t testing.TB) *Hub {
	t.Helper()
	h := newHub(t)
	h.server = httptest.NewServer(h)
	h.started()
	return h
}

// StartTLS starts a hub that speaks TLS. Client is the way to it.
func StartTLS(t testing.TB) *Hub {
	t.Helper()
	h := newHub(t)
	h.server = httptest.NewTLSServer(h)
	h.started()
	return h
}

func newHub(t testing.TB) *Hub {
	return &Hub{
		t: t, now: time.Now, number: 1000, people: map[string]*Person{}, orgs: map[string]*Org{}, repos: map[string]*Repository{},
		tokens: map[string]*Token{}, faults: map[string][]Fault{}, stored: map[int64][]byte{},
	}
}

func (h *Hub) started() {
	h.URL = h.server.URL
	h.API = h.URL + "/api/v3"
	h.t.Cleanup(h.server.Close)
}

// Client is a client that trusts the hub's certificate.
func (h *Hub) Client() *http.Client { return h.server.Client() }

// Clock sets what the hub takes for now.
func (h *Hub) Clock(now func() time.Time) {
	defer h.lock()()
	h.now = now
}

// lock holds the state; the result lets it go.
func (h *Hub) lock() func() {
	h.mu.Lock()
	return h.mu.Unlock
}

// id gives a number that nothing else has.
func (h *Hub) id() int64 {
	h.number++
	return h.number
}

// instant is now, as GitHub writes it.
func (h *Hub) instant() string { return h.now().UTC().Format(time.RFC3339) }

// Request is one that came.
type Request struct {
	Operation string // as the description names it: "GET /orgs/{org}"; "" for one that nothing serves
	Path      string
	Query     string
	Body      string
	Token     string
	Need      string // what the token must be allowed for it, as actions:read; "" for nothing but a token
	Status    int    // of the answer; 0 while there is none
}

// Requests are those that came, in their order. What was asked for over git is not among them.
func (h *Hub) Requests() []Request {
	defer h.lock()()
	return append([]Request{}, h.requests...)
}

// Count is how often an operation was asked for; "" counts them all.
func (h *Hub) Count(operation string) (n int) {
	defer h.lock()()
	for _, r := range h.requests {
		if operation == "" || r.Operation == operation {
			n++
		}
	}
	return n
}

// Forget forgets the requests that came.
func (h *Hub) Forget() {
	defer h.lock()()
	h.requests = nil
}

// ServeHTTP answers one request.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, storage) {
		h.fetched(w, r)
		return
	}
	path, ok := strings.CutPrefix(r.URL.EscapedPath(), "/api/v3")
	if !ok {
		h.git(w, r)
		return
	}
	h.api(w, r, path)
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
