//go:build unix

package steps_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// holdWrites: where only select is allowed, nothing changes, whatever a statement hides.
func holdWrites(t *testing.T, d dialect) {
	for _, query := range d.writes {
		result := d.run(t, d.call(t, query))
		if result.Outcome == evidence.Passed || query == d.writes[0] && result.Reason != engine.ReasonDenied {
			t.Errorf("%s: %+v", query, result)
		}
		call := d.change(t, query) // more power than the statement says that it needs does not help it
		if result := d.run(t, call); result.Outcome == evidence.Passed {
			t.Errorf("%s, which may change: %+v", query, result)
		}
	}
	for _, query := range []string{
		"insert into people values (99, 'x')", "update people set name = 'x'", "delete from people", "select id from people for update",
		"with a as (select 1) delete from people", "with a as (delete from people returning 1) select 1",
	} {
		wants(t, d.run(t, d.call(t, query)), evidence.Blocked, engine.ReasonDenied, "allows all of them")
		call := d.change(t, query)
		call.Effect = kind.Observe
		wants(t, d.run(t, call), evidence.Blocked, engine.ReasonDenied, "says that it observes")
	}
	for _, query := range []string{
		"drop table people", "truncate people", "copy people to stdout", "set transaction read write", "begin", "commit", "call add_person('x')", "do $$ begin end $$",
		"create table x (a int)", "grant all on people to public", "lock table people", "select 1; delete from people", "select name into x from people",
		"select name from people into outfile '/tmp/x'", "load data infile '/etc/passwd' into table people", "explain analyze delete from people", "pragma writable_schema = 1",
		"select 1 /*! ; delete from people */", "prepare x as delete from people", "execute x", "kill 1", "replace into people values (1, 'x')", "",
	} {
		wants(t, d.run(t, d.change(t, query)), evidence.Unknown, engine.ReasonSetting, "query: ")
	}
	if got := d.admin(t, "select count(*) from people"); got != "3" {
		t.Errorf("there are %s people", got)
	}
	if got := d.admin(t, "select name from people where id = 1"); got != "ada" {
		t.Errorf("the first of them is %s", got)
	}
}

// holdChanges: what is allowed happens, once and wholly, or not at all.
func holdChanges(t *testing.T, d dialect) {
	mark := func(query string) string { return strings.ReplaceAll(query, "?", d.mark) }
	wantOutputs(t, d.run(t, d.change(t, mark("insert into people values (10, ?)"), "x'; --")), map[string]any{"count": 1, "rows": []any{}})
	wantOutputs(t, d.run(t, d.change(t, mark("update people set name = ? where id >= 10"), "zoe")), map[string]any{"count": 1})
	wantOutputs(t, d.run(t, d.change(t, mark("update people set name = ? where id >= 10"), "zoe")), map[string]any{"count": 1})
	wantOutputs(t, d.run(t, d.change(t, "update people set name = 'x' where id = 77")), map[string]any{"count": 0})
	if got := d.admin(t, "select name from people where id = 10"); got != "zoe" {
		t.Errorf("it is %q", got)
	}
	wants(t, d.run(t, d.change(t, "insert into people values (11, 'new'), (1, 'doubled')")), evidence.Failed, engine.ReasonStatus, "a rule of the table")
	if got := cell(t, d.run(t, d.change(t, "insert into people values (12, 'given') returning name"))); got != `"given"` {
		t.Errorf("it gives %s", got)
	}
	call := d.change(t, "insert into people values (13, 'a'), (14, 'b') returning id")
	call.Settings["max_rows"] = expr.OfInt(1)
	wants(t, d.run(t, call), evidence.Unknown, engine.ReasonTooLarge, "more than 1 rows")
	call = d.change(t, "update people set name = 'x'")
	call.Allow = []string{"select", "insert", "delete"}
	wants(t, d.run(t, call), evidence.Blocked, engine.ReasonDenied, "update")
	if got := d.admin(t, "select count(*) from people where id in (11, 13, 14)"); got != "0" {
		t.Errorf("%s rows of what failed are there", got)
	}
	wantOutputs(t, d.run(t, d.change(t, "delete from people where id >= 10")), map[string]any{"count": 2})
}

func holdMistakes(t *testing.T, d dialect) {
	for _, query := range []string{"select from where", "select nothing from people", "select id from nowhere_at_all", "select f(1)", "insert into people values (1, 'x', 2)"} {
		wants(t, d.run(t, d.change(t, query)), evidence.Unknown, engine.ReasonSetting, "does not")
	}
	if d.system == kind.MySQL {
		wants(t, d.run(t, d.call(t, "select y, b from odd")), evidence.Unknown, engine.ReasonSetting, "column 2 is BIT")
		wants(t, d.run(t, d.call(t, "select (select b from odd) as v")), evidence.Unknown, engine.ReasonSetting, "column 1 is BIT")
	}
	wants(t, d.run(t, d.call(t, "select id, name as id from people")), evidence.Unknown, engine.ReasonSetting, "columns 1 and 2")
	call := d.call(t, "select 1 as v")
	call.Connection = nil
	wants(t, d.run(t, call), evidence.Blocked, engine.ReasonDenied, "names no connection")
}

// holdCanary: the password of a connection comes out nowhere, not even where the database tells it.
func holdCanary(t *testing.T, d dialect) {
	d.admin(t, "update people set name = '"+canary+"' where id = 3")
	p := planFor(*d.call(t, "select 1").Connection)
	p.Connections[0].Password = "token"
	stepOf(p, "rows", "sql.query", "base", given{"query": "select name from people where id = 3"})
	stepOf(p, "asked", "sql.query", "base", given{"query": "select '" + canary + "' as v"})
	stepOf(p, "wrong", "sql.query", "base", given{"query": "select " + strings.ReplaceAll(canary, "-", "_") + " from people", "parameters": []any{canary}})
	stepOf(p, "column", "sql.query", "base", given{"query": "select 1 as \"" + canary + "\""})
	sortPlan(p)
	out := runPlan(t, p, d.machine, t.TempDir())
	for i, want := range []evidence.Outcome{"passed", "passed", "passed", "unknown"} {
		if s := out.record.Steps[i]; s.Outcome != want {
			t.Errorf("%s is %s %s", s.Address, s.Outcome, s.Reason)
		}
	}
	holdNothingFound(t, out)
}
