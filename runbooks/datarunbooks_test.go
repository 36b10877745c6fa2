//go:build unix

package runbooks_test

import (
	"io"
	"net/http"
	"regexp"
	"testing"
)

// TestDataRunbooks runs those about data whole, on one PostgreSQL that is the database, and has the tables of Steampipe too.
func TestDataRunbooks(t *testing.T) {
	t.Parallel()
	d := newDatabase(t, "steampipe", "steampipe")
	d.admin(t, "app", steampipeTables, steampipeRows, "grant select on all tables in schema public to steampipe")
	t.Run("Steampipe", func(t *testing.T) { trySteampipe(t, d) })
	steampipe := d.vendor
	postgres := vendor{connection: "postgres", url: steampipe.url}
	// From here on the database is one of customers, and AWS has nothing that is not kept well.
	d.admin(t, "app",
		"create schema aws", "alter table aws_s3_bucket set schema aws", "alter table aws_rds_db_instance set schema aws", "alter table aws_dynamodb_table set schema aws",
		"alter table aws_backup_recovery_point set schema aws", "alter table aws_macie2_classification_job set schema aws", "alter table aws_kms_key set schema aws",
		"alter table gcp_compute_instance set schema aws", "grant usage on schema aws to steampipe", "alter role steampipe set search_path = aws",
		"delete from aws.aws_s3_bucket where name <> 'good'", "delete from aws.aws_rds_db_instance where db_instance_identifier = 'two'", "delete from aws.aws_kms_key where id in ('k2', 'k3', 'k4')",
		"update aws.aws_rds_db_instance set tags = '{\"data-class\": \"internal\", \"owner\": \"shop\"}'", "update aws.aws_dynamodb_table set tags = '{\"data-class\": \"internal\", \"owner\": \"shop\"}'",
		"create table customers (id int, email text, note text)", "insert into customers values (1, 'ada@acme.example', 'DE89370400440532013000')",
		"alter table customers enable row level security", "alter table customers force row level security", "create policy own on customers using (id = 1)",
		block("data/README.md", "sql"), "alter role auditor password '"+token+"'", "insert into data_labels values ('public.customers', '', 'restricted', 'ada'), ('public.drill', '', 'internal', 'ada')",
		"insert into data_labels select 'aws.' || relname, '', 'internal', 'ada' from pg_class where relnamespace = 'aws'::regnamespace and relkind = 'r'",
		"delete from data_corpus", "insert into data_corpus select kind, 'personal', 'Write to ada' || n || '@acme.example, she knows.' from generate_series(1, 10) n, unnest(array['text', 'json', 'document']) kind",
	)
	known := "arn:aws:s3:::good\narn:aws:rds:eu:1:db:one\narn:aws:dynamodb:eu:1:table/carts\napp"
	run := func(name string, inputs map[string]string, more ...vendor) whole {
		return whole{name: name, inputs: inputs, systems: append([]vendor{postgres, steampipe}, more...)}
	}
	t.Run("inventory", func(t *testing.T) {
		run("data-inventory", map[string]string{"known": known}).expect(t, passed, nil)
		run("data-inventory", nil).expect(t, failed, outcomes{"known": failed})
		run("data-labels-protect", map[string]string{"known": known}).expect(t, passed, nil)
	})
	t.Run("labels", func(t *testing.T) {
		run("label-columns", nil).expect(t, failed, outcomes{"reviewed": failed}) // a number of an account stands in a note
		run("label-drill", nil).expect(t, failed, outcomes{"every_column": failed})
		d.admin(t, "app", "update data_labels set class = 'restricted' where column_name = 'note'")
		run("label-columns", nil).expect(t, passed, nil)
		run("label-drill", nil).expect(t, passed, nil)
	})
	t.Run("access", func(t *testing.T) {
		run("data-privileges", map[string]string{"admins": "admin\nauditor"}).expect(t, passed, nil)
		run("data-privileges", map[string]string{"admins": "admin"}).expect(t, failed, outcomes{"few_admins": failed})
		run("sensitive-data-access", nil).expect(t, failed, outcomes{"prove_it": failed}) // the server speaks no TLS
		d.admin(t, "app", "create role reader login", "grant select on customers to reader")
		run("sensitive-data-access", nil).expect(t, failed, outcomes{"prove_it": failed, "until_when": failed})
		d.admin(t, "app", "drop owned by reader", "drop role reader")
		tryLending(t, d, postgres)
	})
	t.Run("copies", func(t *testing.T) { // the server has none
		run("data-redundancy", nil).expect(t, failed, outcomes{"database": failed, "restored": passed})
		run("data-adapts", map[string]string{"days": "7"}).expect(t, failed, outcomes{"answers": failed})
	})
	t.Run("keys", func(t *testing.T) {
		guarded := map[string]string{"machines": "safe"}
		run("data-keys", guarded, keeper(t, block("data/README.md", "hcl"), 2592000)).expect(t, passed, nil)
		run("data-keys", map[string]string{"machines": "web"}, keeper(t, "path \"*\" {}", 0)).expect(t, failed, outcomes{"few_touch_them": failed, "renewed": failed, "in_use": failed})
	})
	t.Run("posture", func(t *testing.T) {
		run("vault-posture", nil, keeper(t, "path \"secret/data/app/*\" {}", 2592000)).expect(t, failed, outcomes{"written_down": failed}) // in one place alone
		d.admin(t, "app", "update aws.aws_backup_recovery_point set is_encrypted = true")
		run("data-at-rest", nil).expect(t, failed, outcomes{"on_the_way": failed}) // the server speaks no TLS
	})
	t.Run("loss", func(t *testing.T) {
		guarded := map[string]string{"known": known}
		run("exfiltration-drill", guarded, outside(t, true)).expect(t, passed, nil)
		run("exfiltration-drill", guarded, outside(t, false)).expect(t, failed, outcomes{"held_back": failed})
	})
}

// outside is a folder of WebDAV. What guards the way to it holds numbers of cards back, if there is anything.
func outside(t *testing.T, guarded bool) vendor {
	t.Helper()
	files, card := map[string]string{}, regexp.MustCompile(`\b4\d{3}( \d{4}){3}\b`)
	folder := newVendor(t, "outside", map[string]http.HandlerFunc{
		"PUT /drill/{name}": func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			if guarded && card.Match(body) {
				http.Error(w, "Blocked by policy", http.StatusForbidden)
				return
			}
			files[r.PathValue("name")] = string(body)
			w.WriteHeader(http.StatusCreated)
		},
		"GET /drill/{name}": func(w http.ResponseWriter, r *http.Request) {
			text, there := files[r.PathValue("name")]
			if !there {
				http.NotFound(w, r)
				return
			}
			_, _ = io.WriteString(w, text)
		},
		"DELETE /drill/{name}": func(w http.ResponseWriter, r *http.Request) {
			delete(files, r.PathValue("name"))
			w.WriteHeader(http.StatusNoContent)
		},
	}, func(r *http.Request) bool {
		user, password, ok := r.BasicAuth()
		return ok && user == "drill" && password == token
	},
		func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
	t.Cleanup(func() {
		if len(files) > 0 {
			t.Errorf("the drill left %d files outside", len(files))
		}
	})
	return folder
}

// keeper is a Vault with one policy and one key, which it can renew.
func keeper(t *testing.T, policy string, period int) vendor {
	t.Helper()
	key := &transit{version: 1}
	data := func(body any) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, map[string]any{"data": body}) }
	}
	type object = map[string]any
	return newVendor(t, "vault", map[string]http.HandlerFunc{
		"GET /v1/sys/seal-status": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, object{"type": "shamir", "sealed": false, "t": 3, "n": 5, "version": "1.17.2"})
		},
		"GET /v1/sys/audit":            data(object{"file/": object{"type": "file"}}),
		"GET /v1/sys/auth":             data(object{"oidc/": object{"type": "oidc", "config": object{"max_lease_ttl": 28800}}, "token/": object{"type": "token", "config": object{"max_lease_ttl": 0}}}),
		"GET /v1/sys/mounts":           data(object{"transit/": object{"type": "transit"}}),
		"GET /v1/sys/leases/count":     data(object{"lease_count": 0}),
		"GET /v1/sys/policies/acl":     data(object{"keys": []string{"app", "root"}}),
		"GET /v1/sys/policies/acl/app": data(object{"name": "app", "policy": policy}),
		"GET /v1/transit/keys":         data(object{"keys": []string{"drill"}}),
		"GET /v1/transit/keys/drill": data(object{"type": "aes256-gcm96", "exportable": false, "allow_plaintext_backup": false, "deletion_allowed": false,
			"auto_rotate_period": period, "keys": object{"1": 1760000000}, "min_decryption_version": 1}),
		"POST /v1/transit/keys/drill/rotate": func(w http.ResponseWriter, _ *http.Request) { key.version++; w.WriteHeader(http.StatusNoContent) },
		"POST /v1/transit/{deed}/drill":      key.serve,
	}, func(r *http.Request) bool { return r.Header.Get("X-Vault-Token") == token }, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
}
