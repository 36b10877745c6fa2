package runbooks_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestVault tries the pack against what HashiCorp's public reference of the HTTP API says of sys/seal-status, sys/audit,
// sys/auth, sys/mounts, sys/policies, sys/leases, of transit and of database: paths, members, statuses, {"errors": [...]}
// and list=true; and what its source says of a lease that is no more: there is nothing to revoke, so it is done. Not found there, and so from elsewhere: that lists of mounts stand in data too, and the count of
// leases as lease_count. Not tried: a real Vault.
func TestVault(t *testing.T) {
	t.Parallel()
	refuse := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			answer(w, status, map[string]any{"errors": []string{"no"}})
		}
	}
	data := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, map[string]any{"request_id": "r", "lease_id": "", "renewable": false, "lease_duration": 0, "data": json.RawMessage(body), "wrap_info": nil, "warnings": nil, "auth": nil})
		}
	}
	list := func(names ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("list") != "true" {
				refuse(http.StatusMethodNotAllowed)(w, r)
				return
			}
			body, _ := json.Marshal(map[string]any{"keys": names})
			data(string(body))(w, r)
		}
	}
	keys := &transit{version: 1}
	var leases []string
	vault := newVendor(t, "vault", map[string]http.HandlerFunc{
		"GET /v1/sys/seal-status": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, map[string]any{"type": "shamir", "initialized": true, "sealed": false, "t": 3, "n": 5, "progress": 0, "version": "1.17.2"})
		},
		"GET /v1/sys/audit":        data(`{"file/": {"type": "file", "description": "", "options": {"file_path": "/var/log/vault.log"}, "path": "file/", "local": false}}`),
		"GET /v1/sys/auth":         data(`{"token/": {"type": "token", "accessor": "a", "config": {"default_lease_ttl": 0, "max_lease_ttl": 0}}, "oidc/": {"type": "oidc", "accessor": "b", "config": {"default_lease_ttl": 3600, "max_lease_ttl": 28800}}}`),
		"GET /v1/sys/mounts":       data(`{"transit/": {"type": "transit", "config": {}}, "database/": {"type": "database", "config": {}}}`),
		"GET /v1/sys/policies/acl": list("default", "root", "app", "keeper", "reader"),
		"GET /v1/sys/policies/acl/{name}": func(w http.ResponseWriter, r *http.Request) {
			text, there := vaultPolicies[r.PathValue("name")]
			if !there {
				refuse(http.StatusNotFound)(w, r)
				return
			}
			body, _ := json.Marshal(map[string]any{"name": r.PathValue("name"), "policy": text})
			data(string(body))(w, r)
		},
		"GET /v1/transit/keys": list("orders", "signing"),
		"GET /v1/transit/keys/orders": data(`{"type": "aes256-gcm96", "deletion_allowed": false, "derived": false, "exportable": false, "allow_plaintext_backup": false, "auto_rotate_period": 2592000,
			"keys": {"1": 1442851412, "2": 1700000000, "10": 1760000000}, "latest_version": 10, "min_decryption_version": 2, "min_encryption_version": 0, "name": "orders"}`),
		"GET /v1/transit/keys/signing": data(`{"type": "ed25519", "deletion_allowed": true, "exportable": false, "allow_plaintext_backup": true, "keys": {"1": {"creation_time": "2026-01-01T00:00:00Z", "public_key": "x"}}, "min_decryption_version": 1}`),
		"POST /v1/transit/keys/drill/rotate": func(w http.ResponseWriter, _ *http.Request) {
			keys.version++
			w.WriteHeader(http.StatusNoContent)
		},
		"POST /v1/transit/{deed}/drill":    keys.serve,
		"GET /v1/database/roles":           list("reader"),
		"GET /v1/database/roles/reader":    data(`{"creation_statements": ["CREATE ROLE ..."], "db_name": "shop", "default_ttl": 900, "max_ttl": 3600, "renew_statements": [], "revocation_statements": []}`),
		"GET /v1/sys/leases/count":         data(`{"counts": {"auth_token": 2}, "lease_count": 2}`),
		"GET /v1/database/creds/forbidden": refuse(http.StatusForbidden),
		"GET /v1/database/creds/reader": func(w http.ResponseWriter, _ *http.Request) {
			leases = append(leases, "database/creds/reader/l1")
			answer(w, http.StatusOK, map[string]any{"lease_id": "database/creds/reader/l1", "lease_duration": 900, "renewable": true, "data": map[string]any{"username": "v-reader-1", "password": "kept-from-everybody"}})
		},
		"POST /v1/sys/leases/revoke": func(w http.ResponseWriter, r *http.Request) {
			var wanted struct {
				Lease string `json:"lease_id"`
				Sync  bool   `json:"sync"`
			}
			if err := json.NewDecoder(r.Body).Decode(&wanted); err != nil || !wanted.Sync || wanted.Lease == "" {
				refuse(http.StatusBadRequest)(w, r)
				return
			}
			leases = slices.DeleteFunc(leases, func(lease string) bool { return lease == wanted.Lease })
			w.WriteHeader(http.StatusNoContent)
		},
	}, func(r *http.Request) bool {
		return r.Header.Get("X-Vault-Token") == token || r.URL.Path == "/v1/sys/seal-status"
	}, refuse(http.StatusForbidden))

	const noUndo = "\n  undo \"none\" {\n    reason = \"A test.\"\n  }"
	vault.try(t,
		call{name: "it is open", action: "vault.get_seal_status", condition: `!step.it.sealed && step.it.threshold == 3 && step.it.type == "shamir"`},
		call{name: "where it writes", action: "vault.list_audit_devices", condition: `length(step.it.devices) == 1 && step.it.devices[0].path == "file/" && step.it.devices[0].type == "file"`},
		call{name: "ways in", action: "vault.list_auth_methods", condition: `length(step.it.methods) == 2 && step.it.methods[0].type == "oidc" && step.it.methods[0].longest == 28800`},
		call{name: "mounts", action: "vault.list_mounts", condition: `length(step.it.mounts) == 2 && step.it.mounts[1].type == "transit"`},
		call{name: "policies", action: "vault.list_policies", condition: `length(step.it.names) == 4 && !contains(step.it.names, "root")`},
		call{name: "one that uses keys", action: "vault.read_policy", settings: `name = "app"`, condition: `step.it.uses_keys && !step.it.manages_keys && !step.it.everything && !step.it.sudo`},
		call{name: "one that keeps keys", action: "vault.read_policy", settings: `name = "keeper"`, condition: `!step.it.uses_keys && step.it.manages_keys && !step.it.everything && step.it.sudo`},
		call{name: "one for everything", action: "vault.read_policy", settings: `name = "god"`, condition: `step.it.uses_keys && step.it.manages_keys && step.it.everything`},
		call{name: "one for all of transit", action: "vault.read_policy", settings: `name = "default"`, condition: `step.it.uses_keys && step.it.manages_keys && !step.it.everything`},
		call{name: "one that makes a key", action: "vault.read_policy", settings: `name = "maker"`, condition: `step.it.manages_keys && !step.it.uses_keys`},
		call{name: "one that hides it", action: "vault.read_policy", settings: `name = "hider"`, condition: `step.it.manages_keys`},
		call{name: "that of our own page", action: "vault.read_policy", settings: "name = \"ours\"\n  drill = \"drill\"", condition: `step.it.uses_keys && !step.it.manages_keys && !step.it.everything && step.it.sudo`},
		call{name: "of our own page, for any key", action: "vault.read_policy", settings: `name = "ours"`, condition: `step.it.uses_keys && step.it.manages_keys`},
		call{name: "no such policy", action: "vault.read_policy", settings: `name = "gone"`, want: evidence.Failed},
		call{name: "keys", action: "vault.list_keys", condition: `length(step.it.names) == 2`},
		call{name: "a key that is kept well", action: "vault.read_key", settings: `name = "orders"`, condition: `!step.it.exportable && !step.it.deletable && step.it.period == 2592000 && step.it.version == 10 && step.it.oldest == 2`},
		call{name: "one that is not", action: "vault.read_key", settings: `name = "signing"`, condition: `step.it.exportable && step.it.deletable && step.it.period == 0 && step.it.version == 1`},
		call{name: "encrypted", action: "vault.encrypt", settings: "key = \"drill\"\n  text = \"a drill\"" + noUndo, condition: `step.it.version == 1 && step.it.ciphertext == "vault:v1:YSBkcmlsbA=="`},
		call{name: "renewed", action: "vault.rotate_key", settings: `name = "drill"` + noUndo},
		call{name: "the old one still opens", action: "vault.decrypts", settings: "key = \"drill\"\n  text = \"a drill\"\n  ciphertext = \"vault:v1:YSBkcmlsbA==\"" + noUndo, condition: `step.it.same`},
		call{name: "but nothing else", action: "vault.decrypts", settings: "key = \"drill\"\n  text = \"another\"\n  ciphertext = \"vault:v1:YSBkcmlsbA==\"" + noUndo, condition: `!step.it.same`},
		call{name: "encrypted anew", action: "vault.rewrap", settings: "key = \"drill\"\n  ciphertext = \"vault:v1:YSBkcmlsbA==\"" + noUndo, condition: `step.it.version == 2`},
		call{name: "a key that there is not", action: "vault.decrypts", settings: "key = \"drill\"\n  text = \"a drill\"\n  ciphertext = \"vault:v9:YSBkcmlsbA==\"" + noUndo, want: evidence.Failed},
		call{name: "accounts of databases", action: "vault.list_database_roles", condition: `step.it.names[0] == "reader"`},
		call{name: "for how long", action: "vault.read_database_role", settings: `name = "reader"`, condition: `step.it.usual == 900 && step.it.longest == 3600`},
		call{name: "none is lent", action: "vault.lend_database_account", settings: `role = "forbidden"` + noUndo, want: evidence.Unknown},
		call{name: "one is lent", action: "vault.lend_database_account", settings: "role = \"reader\"\n  undo_after = \"1h\"", condition: `step.it.account == "v-reader-1" && step.it.seconds == 900`},
		call{name: "and taken back", action: "vault.end_lease", settings: `lease = "database/creds/reader/l1"` + noUndo},
		call{name: "what was taken back before", action: "vault.end_lease", settings: `lease = "l9"` + noUndo},
		call{name: "what is stuck", action: "vault.count_stuck_leases", condition: `step.it.count == 2`},
	)
	if len(leases) != 0 {
		t.Errorf("still lent: %v", leases)
	}
}

var vaultPolicies = map[string]string{
	"ours":    block("data/README.md", "hcl"),
	"maker":   "path \"transit/keys/new\" {\n  capabilities = [\"create\", \"read\"]\n}\n",
	"hider":   "path \"transit/keys/new\" {\n  allowed_parameters = { \"type\" = [] }\n  capabilities = [\"create\"]\n}\n",
	"app":     "path \"transit/encrypt/orders\" {\n  capabilities = [\"update\"]\n}\npath \"secret/data/app/*\" {\n  capabilities = [\"read\"]\n}\n",
	"keeper":  "# key keepers\npath \"transit/keys/*\" {\n  capabilities = [\"create\", \"update\", \"sudo\"]\n}\n",
	"god":     "path \"*\" { capabilities = [\"create\", \"read\", \"update\", \"delete\", \"list\"] }",
	"default": "path \"auth/token/lookup-self\" {\n  capabilities = [\"read\"]\n}\npath \"transit/*\" {\n  capabilities = [\"update\"]\n}\n",
}

// transit encrypts as Vault's engine of that name does, as far as anybody sees from outside.
type transit struct{ version int }

func (k *transit) serve(w http.ResponseWriter, r *http.Request) {
	var asked struct{ Plaintext, Ciphertext string }
	err := json.NewDecoder(r.Body).Decode(&asked)
	text, of := asked.Plaintext, k.version
	if r.PathValue("deed") != "encrypt" {
		_, err = fmt.Sscanf(strings.ReplaceAll(asked.Ciphertext, ":", " "), "vault v%d %s", &of, &text)
	}
	if _, bad := base64.StdEncoding.DecodeString(text); err != nil || bad != nil || of > k.version {
		answer(w, http.StatusBadRequest, map[string]any{"errors": []string{"invalid ciphertext"}})
		return
	}
	data := map[string]any{"ciphertext": fmt.Sprintf("vault:v%d:%s", k.version, text), "key_version": k.version}
	if r.PathValue("deed") == "decrypt" {
		data = map[string]any{"plaintext": text}
	}
	answer(w, http.StatusOK, map[string]any{"data": data})
}
