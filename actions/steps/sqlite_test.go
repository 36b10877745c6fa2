package steps_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// sqliteFile makes a file of SQLite in a folder.
func sqliteFile(t *testing.T, path string, statements ...string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// askFile is a call that asks data/base.db, in which there are three people.
func askFile(t *testing.T, query string, parameters ...any) engine.Call {
	t.Helper()
	call := callOf(t, "sql.query", given{"query": query, "parameters": parameters})
	call.Connection = &plan.Connection{Name: "base", Kind: kind.SQL, URL: "sqlite:data/base.db"}
	call.Allow, call.Effect = []string{"select"}, kind.Observe
	sqliteFile(t, filepath.Join(call.Dir, "data/base.db"), `create table people (id integer primary key, name text, born date, seen timestamp, paid boolean, score real, raw blob)`,
		`insert into people values (1, 'ada', '1815-12-10', '2026-01-31 10:11:12.9+02:00', 1, 1.5, x'00ff'), (2, 'bob', 'unknown', null, 0, 9e999, ''), (3, 'eve', '2026-01-31 10:00:00', '2026-01-31', 7, 0.1, null)`)
	return call
}

// endlessQuery is a statement of SQLite that never ends by itself.
const endlessQuery = "with recursive n as (select 1 as i union all select i + 1 from n) select count(*) as v from n"

func TestSQLiteCells(t *testing.T) {
	t.Parallel()
	result := run(t, askFile(t, "select * from people order by id"))
	wantOutputs(t, result, map[string]any{"count": 3})
	got, err := canon.Encode(result.Outputs["rows"])
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"object":{"born":"1815-12-10","id":{"number":"1"},"name":"ada","paid":true,"raw":"AP8=","score":{"number":"1.5"},"seen":"2026-01-31T08:11:12Z"}},` +
		`{"object":{"born":"unknown","id":{"number":"2"},"name":"bob","paid":false,"raw":"","score":"+Inf","seen":null}},` +
		`{"object":{"born":"2026-01-31T10:00:00Z","id":{"number":"3"},"name":"eve","paid":{"number":"7"},"raw":null,"score":{"number":"0.1"},"seen":"2026-01-31T00:00:00Z"}}]`
	if string(got) != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

func TestSQLiteParameters(t *testing.T) {
	t.Parallel()
	big, _ := expr.ParseNumber("12345678901234567890")
	for _, c := range []struct {
		query     string
		parameter any
		want      string
	}{
		{"select ? as v", "'; drop table people; --", `"'; drop table people; --"`}, {"select ? as v", nil, `null`}, {"select ? as v", true, `{"number":"1"}`}, {"select ? as v", 7, `{"number":"7"}`},
		{"select ? as v", big, `{"number":"12345678901234567000"}`}, {"select ? as v -- ?", "x", `"x"`}, {"select count(*) as v from people where name = ?", "' or 1=1 --", `{"number":"0"}`},
		{"select name as v from people where score = ?", expr.ReadNumber("1.5"), `"ada"`},
	} {
		result := run(t, askFile(t, c.query, c.parameter))
		wantOutputs(t, result, map[string]any{"count": 1})
		if got, _ := canon.Encode(result.Outputs["rows"].Items()[0].Get("v")); string(got) != c.want {
			t.Errorf("%s with %v is %s, want %s", c.query, c.parameter, got, c.want)
		}
	}
	for _, call := range []engine.Call{askFile(t, "select ? as v"), askFile(t, "select :name as v", "x"), askFile(t, "select ? as v", []any{})} {
		if result := run(t, call); result.Outcome == evidence.Passed && len(result.Outputs["rows"].Items()) > 0 && result.Outputs["rows"].Items()[0].Get("v").IsNull() {
			t.Errorf("a parameter that is missing counts as null: %+v", result)
		}
	}
	wants(t, run(t, askFile(t, "select ? as v")), evidence.Unknown, engine.ReasonSetting, "parameters")
	wants(t, run(t, askFile(t, "select 1 as v", "too many")), evidence.Unknown, engine.ReasonSetting, "parameters")
}

// TestSQLiteBounds: a statement takes neither memory nor time without end.
func TestSQLiteBounds(t *testing.T) {
	t.Parallel()
	call := askFile(t, "select id from people")
	call.Settings["max_rows"] = expr.OfInt(2)
	wants(t, run(t, call), evidence.Unknown, engine.ReasonTooLarge, "more than 2 rows")
	for _, query := range []string{
		"select zeroblob(4200000) as v", "select printf('%.*c', 100000000, 'x') as v", "select hex(zeroblob(3000000)) as v",
		"with recursive n as (select 1 as i union all select i + 1 from n) select i, hex(zeroblob(5000)) as v from n limit 1000",
		"with recursive n as (select zeroblob(1000000) as i union all select i from n limit 100) select group_concat(i) as v from n",
	} {
		wants(t, run(t, askFile(t, query)), evidence.Unknown, engine.ReasonTooLarge, "")
	}
	// What is sorted has to be kept, and there is no place for it but memory.
	sorted := "with recursive n as (select 1 as i union all select i + 1 from n limit 400000) select max(v) as v from (select hex(randomblob(500)) as v from n order by 1 limit -1 offset 1)"
	wants(t, run(t, askFile(t, sorted)), evidence.Unknown, engine.ReasonTooLarge, "")
	for name, stop := range map[string]func(context.CancelFunc){"a deadline": func(context.CancelFunc) {}, "an interrupt": func(cancel context.CancelFunc) { cancel() }} {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		stop(cancel)
		wants(t, steps.All(steps.Machine{})["sql.query"].Run(ctx, askFile(t, endlessQuery)), evidence.Unknown, engine.ReasonTimeout, "")
		cancel()
		_ = name
	}
}

// TestSQLiteAtOnce: many items of a step ask one file, and some are ended meanwhile.
func TestSQLiteAtOnce(t *testing.T) {
	t.Parallel()
	call, runner := askFile(t, "select count(*) as v from people a, people b, people c"), steps.All(steps.Machine{})["sql.query"]
	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			if i%3 == 0 {
				cancel()
				wants(t, runner.Run(ctx, call), evidence.Unknown, engine.ReasonTimeout, "")
				return
			}
			if result := runner.Run(ctx, call); result.Outcome != evidence.Passed {
				t.Errorf("%+v", result)
			}
		})
	}
	all.Wait()
}

// TestSQLiteOnlyReads: whatever is allowed and asked, the file stays as it was.
func TestSQLiteOnlyReads(t *testing.T) {
	t.Parallel()
	for _, query := range []string{"insert into people (id) values (9)", "update people set name = 'x'", "delete from people", "with a as (select 1) delete from people"} {
		wants(t, run(t, askFile(t, query)), evidence.Blocked, engine.ReasonDenied, "")
		call := askFile(t, query)
		call.Allow, call.Effect = kind.Statements, kind.Destroy
		wants(t, run(t, call), evidence.Blocked, engine.ReasonDenied, "only read")
	}
	for _, query := range []string{"attach 'x.db' as x", "pragma query_only = 0", "vacuum into 'x.db'", "create table x (a)", "select 1; delete from people", "begin", "replace into people (id) values (1)"} {
		call := askFile(t, query)
		call.Allow, call.Effect = kind.Statements, kind.Destroy
		wants(t, run(t, call), evidence.Unknown, engine.ReasonSetting, "query: ")
	}
	for _, query := range []string{"select load_extension('x') as v", "select * from pragma_query_only", "select writefile('x', 'y') as v", "select * from nowhere", "select from"} {
		if result := run(t, askFile(t, query)); result.Outcome != evidence.Unknown && result.Outcome != evidence.Blocked {
			t.Errorf("%s: %+v", query, result)
		}
	}
}

// TestSQLitePlaces: the file lies below the repository, wherever links lead, and nobody is writing to it.
func TestSQLitePlaces(t *testing.T) {
	t.Parallel()
	outside := t.TempDir()
	sqliteFile(t, filepath.Join(outside, "base.db"), "create table t (a)")
	place := func(change func(folder, file string)) engine.Call {
		call := askFile(t, "select count(*) as v from sqlite_schema")
		change(filepath.Join(call.Dir, "data"), filepath.Join(call.Dir, "data/base.db"))
		return call
	}
	linked := func(to string) func(string, string) {
		return func(_, file string) {
			if err := os.Rename(file, file+".moved"); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(to, file); err != nil {
				t.Fatal(err)
			}
		}
	}
	wantOutputs(t, run(t, place(func(string, string) {})), map[string]any{"count": 1})
	moved := func(folder, _ string) {
		if err := os.Rename(folder, folder+".moved"); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink("data.moved", folder); err != nil {
			t.Fatal(err)
		}
	}
	wantOutputs(t, run(t, place(moved)), map[string]any{"count": 1})
	wantOutputs(t, run(t, place(func(_, file string) { sqliteFile(t, file, "pragma journal_mode = wal", "create table w (a)") })), map[string]any{"count": 1})
	for name, c := range map[string]struct {
		change func(folder, file string)
		reason engine.Reason
		words  string
	}{
		"a link out":    {linked(filepath.Join(outside, "base.db")), engine.ReasonUnread, "is a link"},
		"a link up":     {linked("../../../../../../etc/passwd"), engine.ReasonUnread, "is a link"},
		"a link within": {linked("base.db.moved"), engine.ReasonUnread, "is a link"},
		"a linked folder outside": {func(folder, _ string) {
			_ = os.RemoveAll(folder)
			if err := os.Symlink(outside, folder); err != nil {
				t.Fatal(err)
			}
		}, engine.ReasonUnread, "below the repository"},
		"nothing":              {func(_, file string) { _ = os.Remove(file) }, engine.ReasonNotFound, "there is no data/base.db"},
		"a folder":             {func(_, file string) { _ = os.Remove(file); _ = os.Mkdir(file, 0o700) }, engine.ReasonUnread, "no regular file"},
		"a pipe":               {func(_, file string) { _ = os.Remove(file); _ = syscall.Mkfifo(file, 0o600) }, engine.ReasonUnread, "no regular file"},
		"a text":               {func(folder, _ string) { write(t, folder, "base.db", strings.Repeat("not a database\n", 100)) }, engine.ReasonUnread, "code 26"},
		"a journal beside it":  {func(folder, _ string) { write(t, folder, "base.db-journal", "x") }, engine.ReasonUnread, "a program is writing"},
		"a log beside it":      {func(folder, _ string) { write(t, folder, "base.db-wal", "x") }, engine.ReasonUnread, "a program is writing"},
		"cut in the middle":    {func(_, file string) { _ = os.Truncate(file, 2000) }, engine.ReasonUnread, ""},
		"a linked log outside": {func(folder, file string) { _ = os.Symlink(outside+"/base.db", file+"-wal") }, engine.ReasonUnread, "a program is writing"},
	} {
		t.Run(name, func(t *testing.T) {
			wants(t, run(t, place(c.change)), evidence.Unknown, c.reason, c.words)
		})
	}
	call := askFile(t, "select 1 as v")
	for _, url := range []string{"sqlite:../base.db", "sqlite:/etc/base.db", "sqlite:data/base.db?mode=rw", "sqlite:data/base.db&vfs=unix", "sqlite::memory:", "sqlite:file:x.db"} {
		call.Connection.URL = url
		wants(t, run(t, call), evidence.Unknown, engine.ReasonSetting, "its url is none of")
	}
	before, err := os.ReadDir(filepath.Join(call.Dir, "data"))
	if err != nil || len(before) != 1 {
		t.Errorf("%v %v: it left something beside the file", before, err)
	}
}

// TestSQLiteHostileFile: a file whose schema was written by somebody else does not get more than a select.
func TestSQLiteHostileFile(t *testing.T) {
	t.Parallel()
	call := askFile(t, "select * from seen")
	sqliteFile(t, filepath.Join(call.Dir, "data/base.db"), "create view seen as select load_extension('./x') as v")
	if result := run(t, call); result.Outcome == evidence.Passed {
		t.Errorf("%+v", result)
	}
}
