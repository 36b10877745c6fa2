package steps_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// FuzzLed: wherever an answer would lead, the next request goes to a host that the connection knows, to a path
// that is allowed, encrypted, and shows the secret to none but the service's own host.
func FuzzLed(f *testing.F) {
	for _, to := range []string{
		"/api/users?after=2", "https://files.example/api/users", "https://a.example@files.example/api/users", "//files.example:443/api/users", "https://FILES.example./api/users",
		"https://a.example:443/api/users#x", "https://a.example:8443/api/users", "http://a.example/api/users", `https:\\files.example\api\users`, "https://a.example/api/%75sers", "/api/../api/users",
		"https://files.example/%2e%2e/api/users", "https://[::1]/api/users", "javascript:alert(1)", "https://files.example:0443/users", "\thttps://evil.example/api/users", "?after=2\r\nX: y",
	} {
		f.Add(to)
	}
	call := engine.Call{
		Connection: &plan.Connection{Name: "c", Kind: kind.HTTP, URL: "https://a.example/api", Hosts: []string{"files.example"}, Token: "t"},
		Allow:      []string{"GET /users", "GET /api/users"}, Paginate: "link-header", Token: engine.Conceal(canary),
		Settings: map[string]expr.Value{"method": expr.OfText("GET"), "path": expr.OfText("/users"), "headers": valueOf(map[string]string{"X-Extra": "yes"})},
	}
	f.Fuzz(func(t *testing.T, to string) {
		redirected, paged := steps.Led(call, http.Header{"Location": {to}, "Link": {"<" + to + `>; rel="next"`}})
		for _, r := range []*http.Request{redirected, paged} {
			if r == nil {
				continue
			}
			own := slices.Contains([]string{"a.example", "a.example:443"}, strings.ToLower(r.URL.Host))
			if listed := slices.Contains([]string{"files.example", "files.example:443"}, strings.ToLower(r.URL.Host)); !own && !listed || r.URL.Scheme != "https" || r.URL.User != nil {
				t.Errorf("%q leads to %s", to, r.URL)
			}
			if path := r.URL.EscapedPath(); path != "/api/users" && (own || path != "/users") {
				t.Errorf("%q leads to %s", to, r.URL)
			}
			if shown := r.Header.Get("Authorization") != "" || r.Header.Get("X-Extra") != ""; shown != own {
				t.Errorf("%q: the secret is shown to %s: %v", to, r.URL.Host, shown)
			}
		}
	})
}
