package runbooks_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestOkta tries the pack against what Okta's public reference says of the Users, Groups and System Log APIs (paths, search, limit,
// Link headers, error codes, the statuses from which a user may be suspended). Not tried: a real organisation of Okta.
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
	inGroup := map[string]bool{"00u1": true}
	member := func(change func(id string)) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if id := r.PathValue("id"); r.PathValue("group") != "00g1" || status[id] == "" {
				refuse(http.StatusNotFound, "E0000007")(w, r)
			} else {
				change(id)
				w.WriteHeader(http.StatusNoContent)
			}
		}
	}
	signIns := regexp.MustCompile(`^eventType eq "user\.session\.start" and actor\.alternateId eq "[^"]+"$`)
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
		"POST /api/v1/users/{id}/lifecycle/deactivate": func(w http.ResponseWriter, r *http.Request) {
			status[r.PathValue("id")] = "DEPROVISIONED"
			answer(w, http.StatusOK, map[string]any{})
		},
		"POST /api/v1/users": func(w http.ResponseWriter, r *http.Request) {
			var body struct {
				Profile struct{ Login, Email, FirstName, LastName string }
			}
			p := &body.Profile
			if err := json.NewDecoder(r.Body).Decode(&body); err != nil || r.URL.Query().Get("activate") != "true" || p.Email != p.Login || p.FirstName == "" || p.LastName == "" ||
				p.Login == "00u1@acme.example" { // a login is there once
				refuse(http.StatusBadRequest, "E0000001")(w, r)
				return
			}
			status["00u4"] = "PROVISIONED"
			answer(w, http.StatusOK, user("00u4"))
		},
		"GET /api/v1/groups/{group}/users": func(w http.ResponseWriter, r *http.Request) {
			if r.PathValue("group") != "00g1" || r.URL.Query().Get("limit") != "200" {
				refuse(http.StatusNotFound, "E0000007")(w, r)
				return
			}
			users := []any{}
			for id := range inGroup {
				users = append(users, user(id))
			}
			answer(w, http.StatusOK, users)
		},
		"PUT /api/v1/groups/{group}/users/{id}":    member(func(id string) { inGroup[id] = true }),
		"DELETE /api/v1/groups/{group}/users/{id}": member(func(id string) { delete(inGroup, id) }),
		"GET /api/v1/logs": func(w http.ResponseWriter, r *http.Request) { // oldest first; with until there is a last page
			q := r.URL.Query()
			if !signIns.MatchString(q.Get("filter")) || q.Get("since") == "" || q.Get("until") == "" {
				refuse(http.StatusBadRequest, "E0000001")(w, r)
				return
			}
			events := []any{}
			if strings.Contains(q.Get("filter"), "00u1@") {
				events = append(events, map[string]any{"eventType": "user.session.start", "published": "2026-01-02T03:00:00.000Z"},
					map[string]any{"eventType": "user.session.start", "published": "2026-01-03T03:00:00.000Z"})
			}
			answer(w, http.StatusOK, events)
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
		call{name: "who is there", action: "okta.get_user", settings: `login = "00u1"`, condition: `step.it.found && step.it.id == "00u1" && step.it.status == "ACTIVE"`},
		call{name: "who is not", action: "okta.get_user", settings: `login = "00u9"`, condition: `!step.it.found`},
		call{name: "sessions end", action: "okta.end_sessions", settings: "user_id = \"00u1\"\n  undo \"none\" {\n    reason = \"A test.\"\n  }"},
		call{name: "suspended", action: "okta.suspend_user", settings: `user_id = "00u1"`, condition: `step.it.account == "SUSPENDED"`},
		call{name: "suspended already", action: "okta.suspend_user", settings: `user_id = "00u3"`, condition: `step.it.account == "SUSPENDED"`},
		call{name: "back again", action: "okta.unsuspend_user", settings: "user_id = \"00u1\"\n  undo \"none\" {\n    reason = \"A test.\"\n  }"},
		call{name: "members", action: "okta.list_group_members", settings: `group_id = "00g1"`,
			condition: `step.it.count == 1 && step.it.users[0].login == "00u1@acme.example" && step.it.users[0].status == "ACTIVE"`},
		call{name: "members of no group", action: "okta.list_group_members", settings: `group_id = "00g9"`, want: evidence.Failed},
		call{name: "into the group", action: "okta.add_to_group", settings: "group_id = \"00g1\"\n  user_id = \"00u2\"\n  undo_after = \"1h\""},
		call{name: "into no group", action: "okta.add_to_group", settings: "group_id = \"00g9\"\n  user_id = \"00u2\"\n  undo_after = \"1h\"", want: evidence.Failed},
		call{name: "out of the group", action: "okta.remove_from_group", settings: "group_id = \"00g1\"\n  user_id = \"00u1\""},
		call{name: "sign-ins", action: "okta.list_sign_ins", settings: signInsOf("00u1@acme.example"),
			condition: `step.it.count == 2 && step.it.last == "2026-01-03T03:00:00.000Z"`},
		call{name: "no sign-ins", action: "okta.list_sign_ins", settings: signInsOf("00u2@acme.example"), condition: `step.it.count == 0 && step.it.last == "never"`},
		call{name: "somebody new", action: "okta.create_user", settings: newcomer("00u4@acme.example"), condition: `step.it.id == "00u4"`},
		call{name: "somebody new, twice", action: "okta.create_user", settings: newcomer("00u1@acme.example"), want: evidence.Failed},
		call{name: "closed", action: "okta.deactivate_user", settings: "user_id = \"00u2\"\n  undo \"none\" {\n    reason = \"A test.\"\n  }"},
	)
	if status["00u2"] != "DEPROVISIONED" || inGroup["00u1"] || !inGroup["00u2"] {
		t.Error("00u2 is", status["00u2"], "and in the group are", inGroup)
	}
	if status["00u1"] != "ACTIVE" {
		t.Error("00u1 is", status["00u1"])
	}
}

func signInsOf(login string) string {
	return fmt.Sprintf("login = %q\n  since = \"2026-01-01T00:00:00Z\"\n  until = \"2026-01-05T00:00:00Z\"", login)
}

func newcomer(login string) string {
	return fmt.Sprintf("login = %q\n  first_name = \"Zo\u00eb\"\n  last_name = \"O'Neil\"\n  undo_after = \"1h\"", login)
}
