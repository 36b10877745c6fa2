//go:build unix

package runbooks_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
)

// tryLending runs the drill of lending whole: a Vault that makes accounts in a real PostgreSQL and takes them back.
func tryLending(t *testing.T, d *database, postgres vendor) {
	t.Helper()
	kept, lives, longest := true, "15 minutes", 3600
	data := func(body string, more ...any) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, map[string]any{"data": json.RawMessage(fmt.Sprintf(body, more...))})
		}
	}
	vault := newVendor(t, "vault", map[string]http.HandlerFunc{
		"GET /v1/database/roles": data(`{"keys": ["drill-reader"]}`),
		"GET /v1/database/roles/{name}": func(w http.ResponseWriter, r *http.Request) {
			data(`{"default_ttl": 900, "max_ttl": %d}`, longest)(w, r)
		},
		"GET /v1/sys/leases/count": data(`{"lease_count": 0, "counts": {}}`),
		"GET /v1/database/creds/drill-reader": func(w http.ResponseWriter, _ *http.Request) {
			d.admin(t, "app", "create role \"v-drill\" login password 'x'", "grant select on drill to \"v-drill\"",
				"do $$ begin execute format('alter role \"v-drill\" valid until %L', now() + interval '"+lives+"'); end $$")
			answer(w, http.StatusOK, map[string]any{"lease_id": "database/creds/drill-reader/1", "lease_duration": 900, "renewable": true, "data": map[string]any{"username": "v-drill", "password": "x"}})
		},
		"POST /v1/sys/leases/revoke": func(w http.ResponseWriter, _ *http.Request) {
			if kept {
				d.admin(t, "app", "drop owned by \"v-drill\"", "drop role \"v-drill\"")
			}
			w.WriteHeader(http.StatusNoContent)
		},
	}, func(r *http.Request) bool { return r.Header.Get("X-Vault-Token") == token }, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	drill := whole{name: "data-access-drill", systems: []vendor{postgres, vault}}
	drill.expect(t, passed, nil)
	lives, longest = "3 days", 0
	drill.expect(t, failed, outcomes{"lent_briefly": failed, "every_kind_is_brief": failed})
	kept, lives, longest = false, "15 minutes", 3600
	d.admin(t, "app", "grant select on customers to public")
	defer d.admin(t, "app", "revoke select on customers from public", "drop owned by \"v-drill\"", "drop role \"v-drill\"")
	drill.expect(t, failed, outcomes{"taken_back": failed, "just_enough": failed, "nobody_for_good": failed})
}
