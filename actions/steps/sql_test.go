//go:build unix

package steps_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// dialect is what the suite has to say to one system in its own words.
type dialect struct {
	*databaseServer
	mark    string            // the first placeholder
	types   map[string]string // an expression, and the JSON of what becomes of it
	setup   string            // beside people(id, name), which is the auditor's
	slow    string            // a statement that takes ten minutes
	running string            // how many statements of the auditor are running
	end     string            // what ends them
	writes  []string          // that seem to select
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	s := startPostgres(t)
	suite(t, dialect{
		databaseServer: s, mark: "$1", slow: "select pg_sleep(600)",
		running: "select count(*) from pg_stat_activity where usename = 'auditor' and state <> 'idle'",
		end:     "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'auditor'",
		setup: `set role auditor;
			create sequence counter;
			create function add_person(text) returns int language sql as $$ insert into people values (99, $1) returning 1 $$;
			create function sneak(text) returns int language plpgsql as $$ begin set transaction read write; insert into people values (99, $1); return 1; end $$;
			create type mood as enum ('calm', 'busy')`,
		writes: []string{
			"select add_person('x')", "select sneak('x')", "select nextval('counter')", "select id from people for share",
			"select set_config('transaction_read_only', 'off', true), add_person('x')", "select set_config('transaction_read_only', 'off', false), sneak('x')",
			"with a as (select set_config('transaction_read_only', 'off', false) as b) select add_person(b) from a",
			"select query_to_xml('insert into people values (99, ''x'')', true, true, '')",
		},
		types: map[string]string{
			"true": `true`, "null::int": `null`, "1::int2": `{"number":"1"}`, "9223372036854775807": `{"number":"9223372036854775807"}`, "7::oid": `{"number":"7"}`,
			"0.1::float4": `{"number":"0.1"}`, "1.5::float8": `{"number":"1.5"}`, "'NaN'::float8": `"NaN"`, "1e300::float8": `"1e+300"`, "'-Infinity'::float4": `"-Infinity"`,
			"123.450": `{"number":"123.45"}`, "1e39::numeric + 0.5": `"1000000000000000000000000000000000000000.5"`, "'NaN'::numeric": `"NaN"`,
			"'ö''\"'": `"ö'\""`, "'x'::varchar": `"x"`, "'x'::char(3)": `"x  "`, "'x'::name": `"x"`, "''": `""`,
			"decode('00ff', 'hex')": `"AP8="`, "decode('', 'hex')": `""`,
			"date '2026-01-31'": `"2026-01-31"`, "time '10:11:12.5'": `"10:11:12.5"`, "timetz '10:00+02'": `"10:00:00+02"`,
			"timestamp '2026-01-31 10:11:12.9'": `"2026-01-31T10:11:12Z"`, "timestamptz '2026-01-31 10:00+02'": `"2026-01-31T08:00:00Z"`,
			"'infinity'::timestamptz": `"infinity"`, "timestamp '0044-03-15 BC'": `"0044-03-15 00:00:00 BC"`, "timestamp '20260-01-01'": `"20260-01-01 00:00:00"`,
			"interval '1 day 02:00'": `"P1DT2H"`, "'0b64b5d2-5b1c-4a55-9d5e-1e8a0c0e6b3f'::uuid": `"0b64b5d2-5b1c-4a55-9d5e-1e8a0c0e6b3f"`, "inet '10.0.0.1/8'": `"10.0.0.1/8"`,
			`json '{"a": [1, null]}'`: `{"object":{"a":[{"number":"1"},null]}}`, `jsonb '"x"'`: `"x"`, "json 'null'": `null`, `json '{"a": 1, "a": 2}'`: `"{\"a\": 1, \"a\": 2}"`,
			"array[1, 2]": `"{1,2}"`, "row(1, 'a')": `"(1,a)"`, "int4range(1, 5)": `"[1,5)"`, "'101'::bit(3)": `"101"`, "'busy'::mood": `"busy"`, "pg_sleep(0)": `""`,
		},
	})
}

func TestMariaDB(t *testing.T) {
	t.Parallel()
	s := startMariaDB(t)
	suite(t, dialect{
		databaseServer: s, mark: "?", slow: "select sleep(600)",
		running: "select count(*) from information_schema.processlist where user = 'auditor' and command <> 'Sleep'",
		end:     "set @id = (select max(id) from information_schema.processlist where user = 'auditor'); kill connection @id",
		setup: `create function add_person(n varchar(20)) returns int begin insert into people values (99, n); return 1; end;
			create sequence counter;
			set sql_mode = '';
			create table odd (b bit(10), y year, e enum('a', 'b'), s set('x', 'y'), f float, z date, zz datetime, bl blob, u uuid, i inet6, ts timestamp null, m mediumint unsigned);
			insert into odd values (b'1000000001', 2026, 'b', 'x,y', 0.1, '0000-00-00', '0000-00-00', x'00ff', '0b64b5d2-5b1c-4a55-9d5e-1e8a0c0e6b3f', '::1', '2026-01-31 10:00:00', 16777215)`,
		writes: []string{"select add_person('x')", "select next value for counter", "select setval(counter, 100)"},
		types: map[string]string{
			"true": `{"number":"1"}`, "null": `null`, "cast(-5 as signed)": `{"number":"-5"}`, "18446744073709551615": `{"number":"18446744073709551615"}`, "9223372036854775807": `{"number":"9223372036854775807"}`,
			"cast(1.50 as decimal(10, 2))": `{"number":"1.5"}`, "cast(repeat('9', 50) as decimal(65))": `"` + strings.Repeat("9", 50) + `"`, "1.5e0": `{"number":"1.5"}`, "1e300": `"1e+300"`,
			"'ö''\"'": `"ö'\""`, "''": `""`, "x'00ff'": `"AP8="`, "binary 'ab'": `"YWI="`,
			"cast('2026-01-31' as date)": `"2026-01-31"`, "cast('10:11:12.5' as time(1))": `"10:11:12.5"`, "cast('2026-01-31 10:11:12.9' as datetime(1))": `"2026-01-31T10:11:12Z"`,
			"from_unixtime(0)": `"1970-01-01T00:00:00Z"`, "json_object('a', 1)": `"{\"a\": 1}"`,
			"b + 0 from odd": `{"number":"513"}`, "y from odd": `{"number":"2026"}`, "e from odd": `"b"`, "s from odd": `"x,y"`, "f from odd": `{"number":"0.1"}`,
			"z from odd": `"0000-00-00"`, "zz from odd": `"0000-00-00 00:00:00"`, "bl from odd": `"AP8="`, "u from odd": `"0b64b5d2-5b1c-4a55-9d5e-1e8a0c0e6b3f"`,
			"i from odd": `"::1"`, "ts from odd": `"2026-01-31T01:00:00Z"`, "m from odd": `{"number":"16777215"}`, "point(1, 2)": `"AAAAAAEBAAAAAAAAAAAA8D8AAAAAAAAAQA=="`,
		},
	})
}

func suite(t *testing.T, d dialect) {
	d.admin(t, "create table people (id int primary key, name varchar(200)); insert into people values (1, 'ada'), (2, 'bob'), (3, 'eve')")
	if d.system == kind.Postgres {
		d.admin(t, "alter table people owner to auditor; grant all on schema public to auditor")
	}
	d.admin(t, d.setup)
	for name, test := range map[string]func(*testing.T, dialect){
		"types": holdTypes, "parameters": holdParameters, "bounds": holdBounds, "timeout": holdTimeLimit, "broken off": holdBrokenOff, "who": holdWho, "encryption": holdEncryption,
		"writes": holdWrites, "changes": holdChanges, "mistakes": holdMistakes, "canary": holdCanary,
	} {
		t.Run(name, func(t *testing.T) { test(t, d) })
	}
	t.Run("left", func(t *testing.T) { d.holdNobodyLeft(t) })
}

func (d dialect) run(t *testing.T, call engine.Call) engine.Result {
	t.Helper()
	result := runWith(t, d.machine, call)
	if strings.Contains(result.Detail, canary) || strings.Contains(result.Detail, "people") {
		t.Errorf("too much is told: %s", result.Detail)
	}
	return result
}

// cell is the one cell of the one row of an answer, as JSON.
func cell(t *testing.T, result engine.Result) string {
	t.Helper()
	rows := result.Outputs["rows"].Items()
	if result.Outcome != evidence.Passed || len(rows) != 1 || len(rows[0].Names()) != 1 {
		t.Fatalf("%s %s %q, %d rows", result.Outcome, result.Reason, result.Detail, len(rows))
	}
	text, err := canon.Encode(rows[0].Get(rows[0].Names()[0]))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func holdTypes(t *testing.T, d dialect) {
	for expression, want := range d.types {
		of, from, _ := strings.Cut(expression, " from ")
		query := "select " + of + " as v"
		if from != "" {
			query += " from " + from
		}
		if got := cell(t, d.run(t, d.call(t, query))); got != want {
			t.Errorf("%s is %s, want %s", expression, got, want)
		}
	}
	result := d.run(t, d.call(t, "select id, name from people where id < 3 order by id"))
	if text, _ := canon.Encode(result.Outputs["rows"]); string(text) != `[{"object":{"id":{"number":"1"},"name":"ada"}},{"object":{"id":{"number":"2"},"name":"bob"}}]` {
		t.Errorf("%s", text)
	}
	wantOutputs(t, result, map[string]any{"count": 2})
	wantOutputs(t, d.run(t, d.call(t, "select id from people where id = 7")), map[string]any{"count": 0, "rows": []any{}})
}

func holdParameters(t *testing.T, d dialect) {
	for _, text := range []string{"ada", "' or 1=1 --", "\\' or 1=1 #", "x'; drop table people; --", "ö\n\"`$1?%", ""} {
		want, _ := json.Marshal(text)
		if got := cell(t, d.run(t, d.call(t, "select cast("+d.mark+" as char(40)) as v", text))); strings.TrimRight(got, " \"") != strings.TrimRight(string(want), " \"") {
			t.Errorf("%q came back as %s", text, got)
		}
		result := d.run(t, d.call(t, "select id from people where name = "+d.mark, text))
		wantOutputs(t, result, map[string]any{"count": map[bool]int{true: 1}[text == "ada"]})
	}
	big, _ := expr.ParseNumber("123456789012345678.5")
	for _, c := range []struct {
		of        string
		parameter any
		want      string
	}{
		{"decimal(30, 5)", big, `{"number":"123456789012345678.5"}`}, {"decimal(10, 2)", 21, `{"number":"21"}`}, {"decimal(10, 2)", nil, `null`}, {"decimal(10, 2)", "1.5", `{"number":"1.5"}`},
	} {
		if got := cell(t, d.run(t, d.call(t, "select cast("+d.mark+" as "+c.of+") as v", c.parameter))); got != c.want {
			t.Errorf("%v as %s is %s, want %s", c.parameter, c.of, got, c.want)
		}
	}
	wantOutputs(t, d.run(t, d.call(t, "select id from people where (id = 1) = "+d.mark, true)), map[string]any{"count": 1})
	wantOutputs(t, d.run(t, d.call(t, "select id from people order by id limit "+d.mark, 2)), map[string]any{"count": 2})
	wants(t, d.run(t, d.call(t, "select "+d.mark+" as v", []any{1})), evidence.Unknown, engine.ReasonSetting, "each is a text")
	wants(t, d.run(t, d.call(t, "select "+d.mark+" as v")), evidence.Unknown, engine.ReasonSetting, "")
	wants(t, d.run(t, d.call(t, "select 1 as v", "too many")), evidence.Unknown, engine.ReasonSetting, "")
}

func holdBounds(t *testing.T, d dialect) {
	call := d.call(t, "select id from people")
	call.Settings["max_rows"] = expr.OfInt(2)
	wants(t, d.run(t, call), evidence.Unknown, engine.ReasonTooLarge, "more than 2 rows")
	call.Settings["max_rows"] = expr.OfInt(3)
	wantOutputs(t, d.run(t, call), map[string]any{"count": 3})
	for _, n := range []string{"0", "-1", "100001", "1.5"} {
		call.Settings["max_rows"] = expr.ReadNumber(n)
		wants(t, d.run(t, call), evidence.Unknown, engine.ReasonSetting, "max_rows")
	}
	wants(t, d.run(t, d.call(t, "select repeat('x', 4200000) as v")), evidence.Unknown, engine.ReasonTooLarge, "")
	wants(t, d.run(t, d.call(t, "select repeat('x', 100000000) as v")), evidence.Unknown, engine.ReasonTooLarge, "")
	call = d.call(t, "with recursive n as (select 1 as i union all select i + 1 from n where i < 900) select i, repeat('x', 10000) as v from n")
	wants(t, d.run(t, call), evidence.Unknown, engine.ReasonTooLarge, "")
	d.holdNobodyLeft(t)
}

// holdNobodyLeft: what was not waited for is not going on.
func (d dialect) holdNobodyLeft(t *testing.T) {
	t.Helper()
	left := ""
	for range patience {
		if left = d.admin(t, d.running); left == "0" {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%s statements are left", left)
}

func holdTimeLimit(t *testing.T, d dialect) {
	for name, until := range map[string]func() (context.Context, context.CancelFunc){
		"a deadline": func() (context.Context, context.CancelFunc) {
			return context.WithTimeout(t.Context(), 400*time.Millisecond)
		},
		"an interrupt": func() (context.Context, context.CancelFunc) { return context.WithCancel(t.Context()) },
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := until()
			defer cancel()
			done := make(chan engine.Result, 1)
			call := d.call(t, d.slow)
			go func() { done <- steps.All(d.machine)["sql.query"].Run(ctx, call) }()
			d.waitUntilItRuns(t)
			if name == "an interrupt" {
				cancel()
			}
			result := <-done
			holdResult(t, "sql.query", result)
			wants(t, result, evidence.Unknown, engine.ReasonTimeout, "not done in time")
			d.holdNobodyLeft(t)
		})
	}
}

// waitUntilItRuns returns once a statement of the auditor runs, or has run.
func (d dialect) waitUntilItRuns(t *testing.T) {
	t.Helper()
	for range 20 {
		if d.admin(t, d.running) != "0" {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func holdBrokenOff(t *testing.T, d dialect) {
	done := make(chan engine.Result, 1)
	call := d.call(t, d.slow)
	go func() { done <- steps.All(d.machine)["sql.query"].Run(t.Context(), call) }()
	for range patience {
		d.waitUntilItRuns(t)
		_, _ = d.ask(d.end) // which may come too early
		select {
		case result := <-done:
			holdResult(t, "sql.query", result)
			wants(t, result, evidence.Unknown, engine.ReasonNetwork, "")
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
	t.Error("it does not end")
}

func holdWho(t *testing.T, d dialect) {
	call := d.call(t, "select 1 as v")
	call.Password = engine.Conceal("wr0ng-0f-the-tests")
	result := d.run(t, call)
	wants(t, result, evidence.Unknown, engine.ReasonForbidden, "does not let us in")
	if strings.Contains(result.Detail, "wr0ng") || strings.Contains(result.Detail, "auditor") {
		t.Errorf("too much is told: %s", result.Detail)
	}
	call.Password = engine.Secret{}
	wants(t, d.run(t, call), evidence.Unknown, engine.ReasonForbidden, "")
	call = d.call(t, "select 1 as v")
	call.Connection.User = "nobody-knows"
	wants(t, d.run(t, call), evidence.Unknown, engine.ReasonForbidden, "")
	call.Connection.User = ""
	wants(t, d.run(t, call), evidence.Unknown, engine.ReasonSetting, "there is no user")
	call = d.call(t, "select 1 as v")
	call.Token = engine.Conceal(canary)
	wants(t, d.run(t, call), evidence.Unknown, engine.ReasonSetting, "nothing else")
	call = d.call(t, "select 1 as v")
	call.Connection.URL = strings.Replace(call.Connection.URL, "/app", "/elsewhere", 1)
	if result := d.run(t, call); result.Reason != engine.ReasonNotFound && result.Reason != engine.ReasonForbidden {
		t.Errorf("%+v", result)
	}
	call.Connection.URL = fmt.Sprintf("%s://%s/app", d.system, closedPort(t))
	wants(t, d.run(t, call), evidence.Unknown, engine.ReasonRefused, "nobody listens")
	call.Connection.URL = d.system + "://no-such-host.invalid/app"
	wants(t, d.run(t, call), evidence.Unknown, engine.ReasonDNS, "leads nowhere")
	names := &nameServer{addresses: []string{"127.0.0.1"}}
	machine := steps.Machine{Roots: d.machine.Roots, Names: names.start(t)}
	call.Connection.URL = d.url("db.acme.example", "")
	wants(t, runWith(t, machine, call), evidence.Blocked, engine.ReasonDenied, "leads to 127.0.0.1, an address of a private network")
	call.Connection.Hosts = []string{"db.acme.example"}
	wants(t, runWith(t, machine, call), evidence.Unknown, engine.ReasonTLS, "no trusted TLS") // its certificate is not for that name
	call.Connection.Hosts = nil
	call.Connection.URL = "mysql://auditor:" + canary + "@localhost/app"
	wants(t, d.run(t, call), evidence.Unknown, engine.ReasonSetting, "its url is none of")
}
