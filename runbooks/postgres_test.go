//go:build unix

package runbooks_test

import (
	"testing"

	"github.com/attestary/attestary/schemas/evidence"
)

// TestPostgres tries the pack against a real PostgreSQL. What the views and functions mean was read in its public
// manual (system catalogs, monitoring statistics, pg_hba_file_rules). Not tried: a server with replicas, one that
// archives, and the services of clouds, where nobody is a superuser.
func TestPostgres(t *testing.T) {
	t.Parallel()
	d := newDatabase(t, "postgres", "auditor")
	d.admin(t, "app",
		"create role reader", "create role ada login in role reader", "create role bob login valid until '2020-01-01'", "create role carl login superuser",
		"create role temp login in role reader", "do $$ begin execute format('alter role temp valid until %L', now() + interval '30 minutes'); end $$",
		"create table customers (id int, email text, iban text, note text)", "create table orders (id int, customer int)", "create table wiki (id int)",
		"alter table customers enable row level security", "alter table customers force row level security", "create policy own on customers using (id = 1)",
		"grant select on customers to reader", "grant select on orders to public", "grant update (id) on wiki to public", "grant create on schema public to public",
		"insert into customers values (1, 'ada@acme.example', 'DE89370400440532013000', 'call back'), (2, 'bob@acme.example', null, null)",
		"grant execute on function pg_hba_file_rules() to auditor", "grant select on pg_hba_file_rules to auditor",
	)
	try := d.vendor.try
	const rules = `[{\"class\":\"restricted\",\"name\":\"iban\",\"content\":\"[A-Z]{2}[0-9]{20}\"},{\"class\":\"personal\",\"name\":\"mail\",\"content\":\"[a-z]+@[a-z.]+\"}]`
	try(t,
		call{name: "roles", action: "postgres.list_roles", condition: `length([for r in step.it.roles : r if r.superuser && r.login]) == 2 && length([for r in step.it.roles : r if r.name == "ada" && r.forever]) == 1 &&` +
			` length([for r in step.it.roles : r if r.name == "temp" && !r.forever && r.days == 1]) == 1 && length([for r in step.it.roles : r if startswith(r.name, "pg_")]) == 0`},
		call{name: "of everybody", action: "postgres.list_public_grants", condition: `length(step.it.grants) == 3 && step.it.grants[0].thing == "public.orders" && step.it.grants[0].rights == "SELECT" &&` +
			` step.it.grants[1].rights == "UPDATE" && step.it.grants[2].thing == "schema public"`},
		call{name: "without labels", action: "postgres.list_tables", settings: "days = 1", want: evidence.Unknown},
		call{name: "settings", action: "postgres.get_settings", condition: `step.it.version >= 150000 && !step.it.ssl && step.it.oldest_tls == "TLSv1.2" && step.it.passwords == "scram-sha-256"`},
		call{name: "who is let in", action: "postgres.list_host_rules", condition: `length(step.it.rules) == 2 && !step.it.rules[0].encrypted && step.it.rules[0].method == "md5" && step.it.rules[1].encrypted`},
		call{name: "a role for a while", action: "postgres.find_role", settings: `name = "temp"`, condition: `step.it.found && !step.it.forever && step.it.minutes == 30 && step.it.tables == 2`},
		call{name: "a role for good", action: "postgres.find_role", settings: `name = "ada"`, condition: `step.it.found && step.it.forever && step.it.minutes == 0`},
		call{name: "no such role", action: "postgres.find_role", settings: `name = "x' or 'a' = 'a"`, condition: `!step.it.found && step.it.tables == 0`},
		call{name: "databases", action: "postgres.list_databases", condition: `length(step.it.names) == 1 && step.it.names[0] == "app"`},
		call{name: "no copies", action: "postgres.get_copies", condition: `step.it.replicas == 0 && step.it.lag == 0 && !step.it.archiving && step.it.archived_before == 0`},
	)
	d.admin(t, "app",
		labelsTable,
		"grant select, insert, delete on public.data_labels to auditor", "grant pg_read_all_data to auditor", "alter role auditor bypassrls",
		"insert into data_labels values ('public.customers', '', 'restricted', 'ada', now()), ('public.orders', '', 'secret', 'ada', now() - interval '100 days'), ('public.customers', 'note', 'personal', 'ada', now())",
		"create table public.data_corpus (kind text, class text, value text)",
		"insert into data_corpus values ('text', 'personal', 'write to ada@acme.example'), ('json', 'restricted', '{\"iban\": \"DE89370400440532013000\"}'), ('text', 'none', 'the weather'), ('text', 'personal', 'Ada Lovelace')",
	)
	try(t,
		call{name: "tables", action: "postgres.list_tables", settings: "days = 1", condition: `length(step.it.tables) == 3 && step.it.tables[0].class == "restricted" && step.it.tables[0].row_security &&` +
			` step.it.tables[0].policies == 1 && step.it.tables[0].readers == 2 && step.it.tables[0].standing == 1 && !step.it.tables[0].public && step.it.tables[1].public && step.it.tables[2].class == ""`},
	)
	d.admin(t, "app", "create policy everything on customers for select using (true)")
	try(t, call{name: "a policy that shows everybody every row", action: "postgres.list_tables", settings: "days = 1", condition: `step.it.tables[0].row_security && step.it.tables[0].policies == 0`})
	d.admin(t, "app", "drop policy everything on customers", "create policy of_admins on customers for select to ada using (true)")
	try(t,
		call{name: "all rows, but to one role", action: "postgres.list_tables", settings: "days = 1", condition: `step.it.tables[0].policies == 2`},
		call{name: "labels", action: "postgres.count_labels", settings: `classes = ["restricted", "personal"]`, condition: `step.it.tables == 3 && step.it.tables_labelled == 1 && step.it.columns == 7 &&` +
			` step.it.columns_labelled == 1 && step.it.other_words == 1 && step.it.oldest == 100`},
		call{name: "labels are set", action: "postgres.label_columns", settings: "rules = \"" + rules + "\"\n  otherwise = \"internal\"\n  set_by = \"run1\"", condition: `step.it.count == 6`},
		call{name: "all columns have one", action: "postgres.count_labels", settings: `classes = ["restricted", "personal", "internal"]`, condition: `step.it.columns_labelled == 7`},
		call{name: "their content fits", action: "postgres.sample_columns", settings: "rules = \"" + rules + "\"", condition: `step.it.columns == 7 && length(step.it.wrong) == 0`},
		call{name: "labels are taken away", action: "postgres.remove_labels", settings: "set_by = \"run1\"\n  undo \"none\" {\n    reason = \"A test.\"\n  }"},
		call{name: "their content does not fit", action: "postgres.sample_columns", settings: "rules = \"" + rules + "\"", condition: `length(step.it.wrong) == 2 && step.it.wrong[0].name == "public.customers.email" &&` +
			` step.it.wrong[0].class == "personal" && step.it.wrong[1].class == "restricted" && step.it.wrong[1].labelled == ""`},
		call{name: "the corpus", action: "postgres.judge_corpus", settings: "rules = \"" + rules + "\"", condition: `length(step.it.kinds) == 2 && step.it.kinds[0].kind == "json" && step.it.kinds[0].found == 1 &&` +
			` step.it.kinds[1].samples == 3 && step.it.kinds[1].wrong == 1`},
	)
}

const labelsTable = "create table public.data_labels (table_name text not null, column_name text not null, class text not null, set_by text not null, set_at timestamptz not null default now(), primary key (table_name, column_name))"
