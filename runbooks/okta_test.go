package runbooks_test

import (
	"fmt"
	"net/http"
	"regexp"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestOkta tries the pack against what Okta's public reference says of the Users API (paths, search, limit, Link headers, error
// codes, the statuses from which a user may be suspended). Not tried: a real organisation of Okta.
func TestOkta(t *testing.T) {
	t.Parallel()
	status := map[string]string{"00u1": "ACTIVE", "00u2": "ACTIVE", "00u3": "SUSPENDED"}
	refuse := func(status int, code string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			answer(w, status, map[string]any{"errorCode": code, "errorSummary": "no", "errorCauses": []any{}})
		}
	}
	user := func(id string) map[string]any {
		return map[string]any{"id": id, "status": status[id], "lastLogin": "2025-01-01T00:00:00.000Z", "profile": map[string]any{"login": id + "@acme.example"}}
	}
	searched := regexp.MustCompile(`^status eq "ACTIVE" and lastLogin lt "[0-9TZ:-]+"$`)
	okta := newVendor(t, "okta", map[string]http.HandlerFunc{
		"GET /api/v1/users": func(w http.ResponseWriter, r *http.Request) {
			if q := r.URL.Query(); !searched.MatchString(q.Get("search")) || q.Get("limit") != "200" {
				refuse(http.StatusBadRequest, "E0000031")(w, r)
				return
			}
			if r.URL.Query().Get("after") == "" { // two pages, as the Link header says
				next := *r.URL
				next.RawQuery += "&after=00u1"
				w.Header().Add("Link", fmt.Sprintf("<https://%s%s>; rel=\"self\"", r.Host, r.URL.RequestURI()))
				w.Header().Add("Link", fmt.Sprintf("<https://%s%s>; rel=\"next\"", r.Host, next.RequestURI()))
				answer(w, http.StatusOK, []any{user("00u1")})
				return
			}
			answer(w, http.StatusOK, []any{user("00u2")})
		},
		"GET /api/v1/users/{id}": func(w http.ResponseWriter, r *http.Request) {
			if status[r.PathValue("id")] == "" {
				refuse(http.StatusNotFound, "E0000007")(w, r)
				return
			}
			answer(w, http.StatusOK, user(r.PathValue("id")))
		},
		"POST /api/v1/users/{id}/lifecycle/suspend": func(w http.ResponseWriter, r *http.Request) {
			id := r.PathValue("id")
			if status[id] != "ACTIVE" {
				refuse(http.StatusBadRequest, "E0000001")(w, r)
				return
			}
			status[id] = "SUSPENDED"
			answer(w, http.StatusOK, map[string]any{})
		},
		"POST /api/v1/users/{id}/lifecycle/unsuspend": func(w http.ResponseWriter, r *http.Request) {
			if id := r.PathValue("id"); status[id] != "SUSPENDED" {
				refuse(http.StatusBadRequest, "E0000001")(w, r)
			} else {
				status[id] = "ACTIVE"
				answer(w, http.StatusOK, map[string]any{})
			}
		},
		"DELETE /api/v1/users/{id}/sessions": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("oauthTokens") != "true" {
				refuse(http.StatusBadRequest, "E0000001")(w, r)
				return
			}
			w.WriteHeader(http.StatusNoContent)
		},
	}, func(r *http.Request) bool { return r.Header.Get("Authorization") == "SSWS "+token }, refuse(http.StatusUnauthorized, "E0000011"))

	okta.try(t,
		call{name: "two pages of users", action: "okta.list_users", settings: `last_login_before = "2026-01-01T00:00:00Z"`,
			condition: `step.it.count == 2 && step.it.users[1].login == "00u2@acme.example"`},
		call{name: "a search that Okta refuses", action: "okta.list_users", settings: `last_login_before = "yesterday"`, want: evidence.Failed},
		call{name: "who is there", action: "okta.get_user", settings: `login = "00u1"`, condition: `step.it.found && step.it.id == "00u1"`},
		call{name: "who is not", action: "okta.get_user", settings: `login = "00u9"`, condition: `!step.it.found`},
		call{name: "sessions end", action: "okta.end_sessions", settings: "user_id = \"00u1\"\n  undo \"none\" {\n    reason = \"A test.\"\n  }"},
		call{name: "suspended", action: "okta.suspend_user", settings: `user_id = "00u1"`, condition: `step.it.account == "SUSPENDED"`},
		call{name: "suspended already", action: "okta.suspend_user", settings: `user_id = "00u3"`, condition: `step.it.account == "SUSPENDED"`},
		call{name: "back again", action: "okta.unsuspend_user", settings: "user_id = \"00u1\"\n  undo \"none\" {\n    reason = \"A test.\"\n  }"},
	)
	if status["00u1"] != "ACTIVE" {
		t.Error("00u1 is", status["00u1"])
	}
}
