package kind_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/kind"
)

func TestAllowsRequest(t *testing.T) {
	t.Parallel()
	allow := []string{"GET /", "GET /sites", "GET /users/*/keys", "POST /audit/**", "broken", "DELETE  /two/spaces"}
	for request, want := range map[string]bool{
		"GET /":                       true,
		"GET /sites":                  true,
		"HEAD /sites":                 false, // another method
		"get /sites":                  false,
		"GET /sites/":                 false,
		"GET /sites?all=1":            false, // never the query
		"GET /users/7/keys":           true,
		"GET /users/a%20b/keys":       true,
		"GET /users/7/8/keys":         false, // one segment
		"GET /users//keys":            false,
		"GET /users/a%2Fb/keys":       false, // two segments to some servers
		"GET /users/../keys":          false,
		"GET /users/%2e%2e/keys":      false,
		"GET /users/%252e%252e/keys":  false,
		"GET /users/a\\b/keys":        false,
		"GET /users/a%00/keys":        false,
		"GET /users/%zz/keys":         false,
		"POST /audit/a":               true,
		"POST /audit/a/b/c":           true,
		"POST /audit":                 false,
		"POST /audit/":                false,
		"POST /audit/a/../../users/7": false,
		"DELETE /two/spaces":          false,
		"broken ":                     false,
	} {
		method, path, _ := strings.Cut(request, " ")
		if got := kind.AllowsRequest(allow, method, path); got != want {
			t.Errorf("%s: %v, want %v", request, got, want)
		}
	}
	if kind.AllowsRequest(nil, "GET", "/") {
		t.Error("an empty list allows something")
	}
}

func TestAllowsProgram(t *testing.T) {
	t.Parallel()
	allow := []string{"git", "/usr/bin/find", "", "mkfs.ext4", "./mkfs.ext4", "python3.11"}
	for program, want := range map[string]bool{
		"git": true, "/usr/bin/git": false, "/usr/bin/find": true, "find": false, "gi": false, "": false, "python3.11": true,
		"mkfs.ext4":   false, // which is how an action is spelt
		"./mkfs.ext4": true,
	} {
		if got := kind.AllowsProgram(allow, program); got != want {
			t.Errorf("%q: %v, want %v", program, got, want)
		}
	}
}

func TestAllowsAction(t *testing.T) {
	t.Parallel()
	allow := []string{"okta.list_users", "notify.webhook", "git", "GET /okta.get_user", "select", "okta.*", "a.b.c"}
	for name, want := range map[string]bool{
		"okta.list_users": true,
		"notify.webhook":  true,
		"okta.get_user":   false, // the path of a request is no action
		"okta.suspend":    false, // there are no patterns of actions
		"okta.*":          false,
		"Okta.list_users": false,
		"okta":            false,
		"git":             false, // a program
		"select":          false,
		"a.b.c":           false, // one dot
		"a/b.c":           false,
		"":                false,
	} {
		if got := kind.AllowsAction(allow, name); got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
	if kind.AllowsAction(nil, "okta.list_users") {
		t.Error("an empty list allows something")
	}
	if kind.AllowsRequest([]string{"okta.list_users", "notify.webhook"}, "POST", "/") {
		t.Error("the name of an action allows a request")
	}
}

// FuzzAllowsRequest holds that a path which is allowed below a folder cannot leave it once a server has
// taken its escapes away.
func FuzzAllowsRequest(f *testing.F) {
	for _, seed := range []string{"/a/b", "/a/../b", "/a/%2e%2e/b", "/a//b", "/a/%2fb", "/a/b%5c..%5cc"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if !kind.AllowsRequest([]string{"GET /a/**"}, "GET", path) {
			return
		}
		lower := strings.ToLower(path)
		for _, bad := range []string{"/../", "//", "%2f", "%5c", "\\", "?", "#", "%2e%2e/"} {
			if strings.Contains(lower, bad) && bad != "%2e%2e/" || strings.HasSuffix(lower, "/..") || !strings.HasPrefix(path, "/a/") {
				t.Fatalf("%q is allowed", path)
			}
		}
	})
}

func TestAllowsPermissions(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		allow, needs string
		want         bool
	}{
		{"issues: write", "issues: write", true},
		{"issues: write", "issues: read", true},
		{"issues: read", "issues: write", false},
		{"issues: read,contents: read", "contents: read,issues: read", true},
		{"issues: write", "contents: read,issues: write", false},
		{"issues", "issues: read", false},
		{"", "issues: read", false},
	} {
		if got := kind.AllowsPermissions(strings.Split(test.allow, ","), strings.Split(test.needs, ",")); got != test.want {
			t.Errorf("%q for %q: %v", test.allow, test.needs, got)
		}
	}
	if kind.AllowsPermissions([]string{"issues: write"}, nil) {
		t.Error("what needs no permission is not allowed by one")
	}
}

// TestEntries: an entry that is made for one call allows that call, and no other.
func TestEntries(t *testing.T) {
	t.Parallel()
	told := map[string]string{"method": "POST", "path": "/users/7/suspend", "argv": "git", "query": "update t set a = (select 1)"}
	setting := func(name string) string { return told[name] }
	request := kind.Entries("http.request", setting)
	if !kind.AllowsRequest(request, "POST", "/users/7/suspend") || kind.AllowsRequest(request, "POST", "/users/8/suspend") || kind.AllowsRequest(request, "GET", "/users/7/suspend") {
		t.Errorf("%q", request)
	}
	for action, want := range map[string]string{"exec.run": "git", "script.run": "sh", "sql.query": "select update", "notify.webhook": "notify.webhook"} {
		if got := strings.Join(kind.Entries(action, setting), " "); got != want {
			t.Errorf("%s: %q, want %q", action, got, want)
		}
	}
}
