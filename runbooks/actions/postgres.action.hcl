# What PostgreSQL says of itself, asked over a connection of kind sql. Nothing here reads a row of a table of yours,
# but for postgres.sample_columns, from which counts alone come back.
#
# Labels stand in a table of the database, which its owner makes once, and lets the user of the connection read (and
# insert into and delete from, where a runbook sets labels):
#
#   create table public.data_labels (
#     table_name text not null, column_name text not null, class text not null, set_by text not null,
#     set_at timestamptz not null default now(), primary key (table_name, column_name));
#
# table_name is written as schema.table; column_name is empty where the label is of the whole table.

action "postgres.list_roles" {
  title      = "List the roles of the database server"
  effect     = "observe"
  idempotent = true
  kind       = "sql"

  output "roles" {
    type   = list(object({ name = string, login = bool, superuser = bool, bypasses = bool, makes_roles = bool, forever = bool, days = number }))
    labels = ["untrusted", "personal"]
  }

  run "sql.query" {
    query    = <<-EOQ
      select rolname as name, rolcanlogin as login, rolsuper as superuser, rolbypassrls as bypasses, rolcreaterole as makes_roles,
        coalesce(rolvaliduntil = 'infinity', true) as forever,
        case when coalesce(rolvaliduntil = 'infinity', true) then 0
          else greatest(0, ceil(extract(epoch from rolvaliduntil - now()) / 86400)) end as days
      from pg_roles
      where left(rolname, 3) <> 'pg_'
      order by rolname
    EOQ
    max_rows = 10000
    give     = { roles = self.rows }
  }
}

action "postgres.list_public_grants" {
  title      = "List what everybody who can connect may do"
  effect     = "observe"
  idempotent = true
  kind       = "sql"

  output "grants" {
    type   = list(object({ thing = string, rights = string }))
    labels = ["untrusted"]
  }

  run "sql.query" {
    query    = <<-EOQ
      select thing, string_agg(distinct right_name, ', ' order by right_name) as rights
      from (
        select format('%I.%I', n.nspname, c.relname) as thing, a.privilege_type as right_name
        from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a
        where a.grantee = 0 and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and n.nspname <> 'information_schema' and left(n.nspname, 3) <> 'pg_'
        union all
        select format('%I.%I', n.nspname, c.relname), a.privilege_type
        from pg_attribute t join pg_class c on c.oid = t.attrelid join pg_namespace n on n.oid = c.relnamespace, aclexplode(t.attacl) a
        where a.grantee = 0 and n.nspname <> 'information_schema' and left(n.nspname, 3) <> 'pg_'
        union all
        select format('schema %I', nspname), a.privilege_type
        from pg_namespace, aclexplode(nspacl) a
        where a.grantee = 0 and a.privilege_type = 'CREATE'
      ) as of_everybody
      group by thing
      order by thing
    EOQ
    max_rows = 10000
    give     = { grants = self.rows }
  }
}

# Policies are those that decide who reads which rows; a table with one that shows everybody every row counts as one with
# none. A role reads a table where it has the right itself, or may take a role on that has it. Time that is limited ends
# within the given days. The user of the connection is left out, and so are superusers.
action "postgres.list_tables" {
  title      = "List the tables, their labels and who may read them"
  effect     = "observe"
  idempotent = true
  kind       = "sql"

  setting "days" {
    type = number
  }
  output "tables" {
    type   = list(object({ name = string, class = string, row_security = bool, policies = number, readers = number, standing = number, public = bool }))
    labels = ["untrusted"]
  }

  run "sql.query" {
    query      = <<-EOQ
      with people as (
        select oid, coalesce(rolvaliduntil > now() + make_interval(days => $1), true) as standing
        from pg_roles
        where rolcanlogin and not rolsuper and rolname <> current_user
      )
      select format('%I.%I', n.nspname, c.relname) as name,
        coalesce((select l.class from public.data_labels l where l.table_name = n.nspname || '.' || c.relname and l.column_name = ''), '') as class,
        c.relrowsecurity and c.relforcerowsecurity as row_security,
        case when exists (
            select from pg_policy p where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('r', '*') and 0 = any(p.polroles) and pg_get_expr(p.polqual, p.polrelid) = 'true'
          ) then 0 else (select count(*) from pg_policy p where p.polrelid = c.oid and p.polcmd in ('r', '*')) end as policies,
        count(reader.oid) as readers,
        count(reader.oid) filter (where reader.standing) as standing,
        coalesce((select bool_or(a.grantee = 0) from aclexplode(c.relacl) a), false) as public
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      left join people reader on exists (
        select from pg_roles g where pg_has_role(reader.oid, g.oid, 'member') and has_any_column_privilege(g.oid, c.oid, 'SELECT')
      )
      where c.relkind in ('r', 'p') and not c.relispartition and n.nspname <> 'information_schema' and left(n.nspname, 3) <> 'pg_'
        and (n.nspname, c.relname) not in (('public', 'data_labels'), ('public', 'data_corpus'))
      group by c.oid, n.nspname, c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relacl
      order by 1
    EOQ
    parameters = [setting.days]
    max_rows   = 20000
    give       = { tables = self.rows }
  }
}

action "postgres.get_settings" {
  title      = "Read how the database server is set up"
  effect     = "observe"
  idempotent = true
  kind       = "sql"

  output "version" {
    type = number
  }
  output "ssl" {
    type = bool
  }
  output "oldest_tls" {
    type   = string
    labels = ["untrusted"]
  }
  output "passwords" {
    type   = string
    labels = ["untrusted"]
  }

  run "sql.query" {
    query = <<-EOQ
      select current_setting('server_version_num')::int as version, current_setting('ssl')::bool as ssl,
        current_setting('ssl_min_protocol_version') as oldest_tls, current_setting('password_encryption') as passwords
    EOQ
    give = {
      version    = self.rows[0].version
      ssl        = self.rows[0].ssl
      oldest_tls = self.rows[0].oldest_tls
      passwords  = self.rows[0].passwords
    }
  }
}

# pg_hba_file_rules can be read by superusers, and by whom one of them lets (both the view and the function). A line
# with a mistake in it counts as one that lets in without encryption.
action "postgres.list_host_rules" {
  title      = "List who is let in from the network, and how"
  effect     = "observe"
  idempotent = true
  kind       = "sql"

  output "rules" {
    type   = list(object({ line = number, encrypted = bool, method = string, refuses = bool }))
    labels = ["untrusted"]
  }

  run "sql.query" {
    query = <<-EOQ
      select line_number as line, coalesce(type in ('hostssl', 'hostgssenc'), false) as encrypted, coalesce(auth_method, 'a mistake') as method,
        coalesce(auth_method = 'reject', false) as refuses
      from pg_hba_file_rules
      where type is distinct from 'local' and not coalesce(type like 'host%' and address in ('127.0.0.1', '::1'), false)
      order by line_number
    EOQ
    give  = { rules = self.rows }
  }
}

action "postgres.find_role" {
  title      = "Look for a role"
  effect     = "observe"
  idempotent = true
  kind       = "sql"

  setting "name" {
    type = string
  }
  output "found" {
    type = bool
  }
  output "forever" {
    type = bool
  }
  output "minutes" {
    type = number
  }
  output "tables" {
    type = number
  }

  run "sql.query" {
    query      = <<-EOQ
      select count(r.oid) > 0 as found, coalesce(bool_or(coalesce(r.rolvaliduntil = 'infinity', true)), false) as forever,
        coalesce(max(ceil(extract(epoch from nullif(r.rolvaliduntil, 'infinity') - now()) / 60)), 0) as minutes,
        (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p') and n.nspname <> 'information_schema' and left(n.nspname, 3) <> 'pg_'
          and has_any_column_privilege(min(r.oid::int8)::oid, c.oid, 'SELECT')) as tables
      from pg_roles r
      where r.rolname = $1 and r.rolcanlogin
    EOQ
    parameters = [setting.name]
    give = {
      found   = self.rows[0].found
      forever = self.rows[0].forever
      minutes = self.rows[0].minutes
      tables  = self.rows[0].tables
    }
  }
}

action "postgres.list_databases" {
  title      = "List the databases of the server"
  effect     = "observe"
  idempotent = true
  kind       = "sql"

  output "names" {
    type   = list(string)
    labels = ["untrusted"]
  }

  run "sql.query" {
    query = "select datname as name from pg_database where not datistemplate and datname <> 'postgres' order by datname"
    give  = { names = [for r in self.rows : r.name] }
  }
}

# Seconds are 0 where nothing was ever archived, and archiving is false.
action "postgres.get_copies" {
  title      = "Ask for copies of the database, and for its archive"
  effect     = "observe"
  idempotent = true
  kind       = "sql"

  output "replicas" {
    type = number
  }
  output "lag" {
    type = number
  }
  output "archiving" {
    type = bool
  }
  output "archived_before" {
    type = number
  }

  run "sql.query" {
    query = <<-EOQ
      select
        (select count(*) from pg_stat_replication where state = 'streaming') as replicas,
        (select coalesce(max(extract(epoch from replay_lag)), 0) from pg_stat_replication) as lag,
        current_setting('archive_mode') <> 'off' and last_archived_time is not null
          and (last_failed_time is null or last_archived_time > last_failed_time) as archiving,
        coalesce(floor(extract(epoch from now() - last_archived_time)), 0) as archived_before
      from pg_stat_archiver
    EOQ
    give = {
      replicas        = self.rows[0].replicas
      lag             = self.rows[0].lag
      archiving       = self.rows[0].archiving
      archived_before = self.rows[0].archived_before
    }
  }
}

# A table is labelled by a label of its own; a column by one of its own.
action "postgres.count_labels" {
  title      = "Count what is labelled"
  effect     = "observe"
  idempotent = true
  kind       = "sql"

  setting "classes" {
    type = list(string)
  }
  output "tables" {
    type = number
  }
  output "tables_labelled" {
    type = number
  }
  output "columns" {
    type = number
  }
  output "columns_labelled" {
    type = number
  }
  output "other_words" {
    type = number
  }
  output "oldest" {
    type = number
  }

  run "sql.query" {
    query      = <<-EOQ
      with things as (
        select n.nspname || '.' || c.relname as table_name, '' as column_name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and not c.relispartition and n.nspname <> 'information_schema' and left(n.nspname, 3) <> 'pg_'
          and (n.nspname, c.relname) not in (('public', 'data_labels'), ('public', 'data_corpus'))
        union all
        select n.nspname || '.' || c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p') and not c.relispartition and n.nspname <> 'information_schema' and left(n.nspname, 3) <> 'pg_'
          and (n.nspname, c.relname) not in (('public', 'data_labels'), ('public', 'data_corpus'))
      ), classes as (
        select jsonb_array_elements_text($1::jsonb) as class
      )
      select count(*) filter (where t.column_name = '') as tables,
        count(*) filter (where t.column_name = '' and l.class in (select class from classes)) as tables_labelled,
        count(*) filter (where t.column_name <> '') as columns,
        count(*) filter (where t.column_name <> '' and l.class in (select class from classes)) as columns_labelled,
        (select count(*) from public.data_labels where class not in (select class from classes)) as other_words,
        coalesce(floor(max(extract(epoch from now() - l.set_at)) / 86400), 0) as oldest
      from things t left join public.data_labels l using (table_name, column_name)
    EOQ
    parameters = [jsonencode(setting.classes)]
    give = {
      tables           = self.rows[0].tables
      tables_labelled  = self.rows[0].tables_labelled
      columns          = self.rows[0].columns
      columns_labelled = self.rows[0].columns_labelled
      other_words      = self.rows[0].other_words
      oldest           = self.rows[0].oldest
    }
  }
}

# Rules are JSON: a list of {class, name, content}, the strictest class first. A name is a regular expression for the
# name of a column, in small letters. A column without a label gets the class of the first rule that fits.
action "postgres.label_columns" {
  title      = "Label columns by their names"
  effect     = "change"
  idempotent = true
  kind       = "sql"

  setting "rules" {
    type = string
  }
  setting "otherwise" {
    type = string
  }
  setting "set_by" {
    type = string
  }
  output "count" {
    type = number
  }

  run "sql.query" {
    query      = <<-EOQ
      with rules as (
        select r.value ->> 'class' as class, r.value ->> 'name' as pattern, r.ordinality as place
        from jsonb_array_elements($1::jsonb) with ordinality r
      )
      insert into public.data_labels (table_name, column_name, class, set_by)
      select n.nspname || '.' || c.relname, a.attname,
        coalesce((select r.class from rules r where lower(a.attname) ~ r.pattern order by r.place limit 1), $2::text), $3::text
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p') and not c.relispartition and n.nspname <> 'information_schema'
        and left(n.nspname, 3) <> 'pg_' and (n.nspname, c.relname) not in (('public', 'data_labels'), ('public', 'data_corpus'))
      on conflict do nothing
    EOQ
    parameters = [setting.rules, setting.otherwise, setting.set_by]
    give       = { count = self.count }
  }
  undo "postgres.remove_labels" {
    set_by = setting.set_by
  }
}

action "postgres.remove_labels" {
  title      = "Take the labels of one run away"
  effect     = "change"
  idempotent = true
  kind       = "sql"

  setting "set_by" {
    type = string
  }

  run "sql.query" {
    query      = "delete from public.data_labels where set_by = $1"
    parameters = [setting.set_by]
  }
}

# Looks at what stands in up to 200 rows of each column that can hold text, within the database: only the names of
# columns whose content fits a rule, and whose label is another, come back. Needs the right to read the tables.
action "postgres.sample_columns" {
  title      = "Hold the labels of columns against what stands in them"
  effect     = "observe"
  idempotent = true
  kind       = "sql"

  setting "rules" {
    type = string
  }
  output "columns" {
    type = number
  }
  output "wrong" {
    type   = list(object({ name = string, class = string, labelled = string }))
    labels = ["untrusted"]
  }

  run "sql.query" {
    query      = <<-EOQ
      with rules as (
        select r.value ->> 'class' as class, r.value ->> 'content' as pattern, r.ordinality as place
        from jsonb_array_elements($1::jsonb) with ordinality r
        where coalesce(r.value ->> 'content', '') <> ''
      ), samples as (
        select n.nspname || '.' || c.relname as table_name, a.attname as column_name,
          query_to_xml(format('select %I::text as v from %I.%I where %I is not null limit 200', a.attname, n.nspname, c.relname, a.attname), true, false, '')::text as content
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p') and not c.relispartition and n.nspname <> 'information_schema'
          and left(n.nspname, 3) <> 'pg_' and (n.nspname, c.relname) not in (('public', 'data_labels'), ('public', 'data_corpus'))
      ), found as (
        select s.table_name, s.column_name, coalesce(l.class, '') as labelled,
          (select r.class from rules r where s.content ~ r.pattern order by r.place limit 1) as class
        from samples s left join public.data_labels l using (table_name, column_name)
      )
      select (select count(*) from found) as columns,
        coalesce((select jsonb_agg(jsonb_build_object('name', table_name || '.' || column_name, 'class', class, 'labelled', labelled) order by table_name, column_name)
          from found where class is not null and class <> labelled), '[]') as wrong
    EOQ
    parameters = [setting.rules]
    give = {
      columns = self.rows[0].columns
      wrong   = self.rows[0].wrong
    }
  }
}

# The corpus is a table of made-up samples, public.data_corpus (kind text, class text, value text): what is in it, and
# what class it is of; "none" where it is of none.
action "postgres.judge_corpus" {
  title      = "Try the rules on samples whose class is known"
  effect     = "observe"
  idempotent = true
  kind       = "sql"

  setting "rules" {
    type = string
  }
  output "kinds" {
    type   = list(object({ kind = string, samples = number, found = number, wrong = number }))
    labels = ["untrusted"]
  }

  run "sql.query" {
    query      = <<-EOQ
      with rules as (
        select r.value ->> 'class' as class, r.value ->> 'content' as pattern, r.ordinality as place
        from jsonb_array_elements($1::jsonb) with ordinality r
        where coalesce(r.value ->> 'content', '') <> ''
      ), judged as (
        select kind, class, coalesce((select r.class from rules r where c.value ~ r.pattern order by r.place limit 1), 'none') as said from public.data_corpus c
      )
      select kind, count(*) as samples, count(*) filter (where said = class) as found, count(*) filter (where said <> class) as wrong
      from judged group by kind order by kind
    EOQ
    parameters = [setting.rules]
    give       = { kinds = self.rows }
  }
}
