package runbooks_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestGoogle tries the pack against what Google's public reference says of the Admin SDK (Directory 1 and Reports 1):
// paths, parameters, members, further pages (nextPageToken), errors; and of service accounts (RFC 7523). Not found there,
// and so from what the client libraries show: that items is left out where there are none. Not tried: a real domain.
func TestGoogle(t *testing.T) {
	t.Parallel()
	refuse := func(status int, reason string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			answer(w, status, map[string]any{"error": map[string]any{"code": status, "message": "no", "errors": []any{map[string]any{"domain": "global", "reason": reason}}}})
		}
	}
	suspended := map[string]bool{"u1": false}
	let := map[string]bool{"c1": true}
	google := newVendor(t, "google", map[string]http.HandlerFunc{
		"GET /admin/directory/v1/users": func(w http.ResponseWriter, r *http.Request) {
			user := func(id, login string, admin, gone, second bool) map[string]any {
				return map[string]any{"kind": "admin#directory#user", "id": id, "primaryEmail": login, "isAdmin": admin, "isDelegatedAdmin": false, "suspended": gone, "archived": false, "isEnrolledIn2Sv": second, "isEnforcedIn2Sv": second}
			}
			switch {
			case r.URL.Query().Get("customer") != "my_customer":
				refuse(http.StatusBadRequest, "badRequest")(w, r)
			case r.URL.Query().Get("pageToken") == "":
				answer(w, http.StatusOK, map[string]any{"kind": "admin#directory#users", "users": []any{user("u1", "ada@acme.example", true, false, true)}, "nextPageToken": "p 2"})
			default:
				answer(w, http.StatusOK, map[string]any{"kind": "admin#directory#users", "users": []any{user("u2", "bob@acme.example", false, true, false)}})
			}
		},
		"GET /admin/directory/v1/users/{id}/tokens": func(w http.ResponseWriter, r *http.Request) {
			list := map[string]any{"kind": "admin#directory#tokenList", "etag": "e"}
			switch r.PathValue("id") {
			case "u1":
				list["items"] = []any{map[string]any{"kind": "admin#directory#token", "clientId": "c1", "displayText": "Mail helper", "anonymous": false, "nativeApp": false, "userKey": "u1", "scopes": []string{"https://mail.google.com/"}}}
			case "odd":
				list = map[string]any{"kind": "admin#directory#something"}
			}
			answer(w, http.StatusOK, list)
		},
		"DELETE /admin/directory/v1/users/u1/tokens/{client}": func(w http.ResponseWriter, r *http.Request) {
			if !let[r.PathValue("client")] {
				refuse(http.StatusNotFound, "notFound")(w, r)
				return
			}
			delete(let, r.PathValue("client"))
			w.WriteHeader(http.StatusNoContent)
		},
		"PATCH /admin/directory/v1/users/{id}": func(w http.ResponseWriter, r *http.Request) {
			var wanted struct{ Suspended *bool }
			if _, there := suspended[r.PathValue("id")]; !there {
				refuse(http.StatusNotFound, "notFound")(w, r)
			} else if err := json.NewDecoder(r.Body).Decode(&wanted); err != nil || wanted.Suspended == nil {
				refuse(http.StatusBadRequest, "invalid")(w, r)
			} else {
				suspended[r.PathValue("id")] = *wanted.Suspended
				answer(w, http.StatusOK, map[string]any{"id": r.PathValue("id"), "suspended": *wanted.Suspended})
			}
		},
		"GET /admin/reports/v1/activity/users/all/applications/login": func(w http.ResponseWriter, r *http.Request) {
			list := map[string]any{"kind": "admin#reports#activities"}
			switch q := r.URL.Query(); {
			case q.Get("eventName") != "login_success" || !strings.HasSuffix(q.Get("startTime"), "T00:00:00Z"):
				refuse(http.StatusBadRequest, "invalid")(w, r)
				return
			case q.Get("startTime") < "2026-02-01":
				signIn := func(email string, parameters ...any) any {
					return map[string]any{"kind": "admin#reports#activity", "actor": map[string]any{"email": email, "profileId": "1"}, "ipAddress": "192.0.2.1", "events": []any{map[string]any{"type": "login", "name": "login_success", "parameters": parameters}}}
				}
				list["items"] = []any{
					signIn("ada@acme.example", map[string]any{"name": "login_type", "value": "google_password"}, map[string]any{"name": "is_suspicious", "boolValue": true}),
					signIn("bob@acme.example", map[string]any{"name": "login_type", "value": "saml"}),
				}
			}
			answer(w, http.StatusOK, list)
		},
	}, leased, refuse(http.StatusUnauthorized, "authError"))

	google.try(t,
		call{name: "two pages of accounts", action: "google.list_users", condition: `length(step.it.users) == 2 && step.it.users[0].admin && step.it.users[0].second_step && step.it.users[0].enforced && !step.it.users[1].active && !step.it.users[1].second_step`},
		call{name: "an application that was let in", action: "google.list_grants", settings: `user_id = "u1"`, condition: `length(step.it.grants) == 1 && step.it.grants[0].name == "Mail helper" && contains(step.it.grants[0].scopes, "https://mail.google.com/")`},
		call{name: "none was", action: "google.list_grants", settings: `user_id = "u2"`, condition: `length(step.it.grants) == 0`},
		call{name: "another answer is not none", action: "google.list_grants", settings: `user_id = "odd"`, want: evidence.Unknown},
		call{name: "sign-ins", action: "google.list_sign_ins", settings: `since = "2026-01-05"`, condition: `length(step.it.sign_ins) == 2 && step.it.sign_ins[0].judged && step.it.sign_ins[0].suspicious && !step.it.sign_ins[1].judged && !step.it.sign_ins[1].suspicious`},
		call{name: "nobody signed in", action: "google.list_sign_ins", settings: `since = "2026-03-05"`, condition: `length(step.it.sign_ins) == 0`},
		call{name: "shut out", action: "google.revoke_grant", settings: "user_id = \"u1\"\nclient = \"c1\""},
		call{name: "shut out already", action: "google.revoke_grant", settings: "user_id = \"u1\"\nclient = \"c1\""},
		call{name: "suspend", action: "google.suspend_user", settings: "user_id = \"u1\"\n  undo \"none\" {\n    reason = \"A test.\"\n  }"},
		call{name: "suspend nobody", action: "google.suspend_user", settings: "user_id = \"u9\"\n  undo \"none\" {\n    reason = \"A test.\"\n  }", want: evidence.Failed},
		call{name: "back", action: "google.unsuspend_user", settings: "user_id = \"u1\"\n  undo \"none\" {\n    reason = \"A test.\"\n  }"},
	)
	if suspended["u1"] || let["c1"] {
		t.Error("what was done is not done")
	}
}

var googleKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// secretOf is what stands at the place of a secret: for Google the file of a service account, else the token.
func secretOf(name string) string {
	if name != "GOOGLE_KEY" {
		return token
	}
	der, err := x509.MarshalPKCS8PrivateKey(googleKey())
	if err != nil {
		panic(err)
	}
	data, err := json.Marshal(map[string]string{
		"type": "service_account", "private_key_id": "k1", "client_email": "runbooks@acme.iam.gserviceaccount.com",
		"private_key": string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
	})
	if err != nil {
		panic(err)
	}
	return string(data)
}

// signedByGoogle is whether a request for a token has the statement of the service account, signed with its key.
func signedByGoogle(r *http.Request) bool {
	statement, err := jwt.ParseSigned(r.PostFormValue("assertion"), []jose.SignatureAlgorithm{jose.RS256})
	if err != nil || r.PostFormValue("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" {
		return false
	}
	var claims map[string]any
	err = statement.Claims(googleKey().Public(), &claims)
	return err == nil && fmt.Sprint(claims["iss"]) == "runbooks@acme.iam.gserviceaccount.com" && claims["sub"] != nil && claims["scope"] != nil
}
