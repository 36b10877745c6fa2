package kind_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/kind"
)

func TestReadStatement(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"select 1":                                                            "select",
		"SELECT id, 'it''s' FROM t;\n":                                        "select",
		"(select 1) union (select 2)":                                         "select",
		"with a as (select 1) select * from a":                                "select",
		"select 1.5, 1e5, 2e-3, 0xfF, $12, ? from t -- delete":                "select",
		"select 'delete', \"update\" from t":                                  "select",
		"select data->>'a', a::text, b @> c from t":                           "select",
		"select `name` from `user`":                                           "select",
		"select größe, a$b from t\r\nwhere x":                                 "select",
		"select a from t for update":                                          "select update",
		"insert into t values ($1)":                                           "insert",
		"insert into t select a from b":                                       "insert select",
		"insert into t table b":                                               "insert select",
		"insert into t values (1) returning id":                               "insert select",
		"insert into t values (1) on conflict (a) do update set b = 1":        "insert update",
		"update t set a = 1":                                                  "update",
		"delete from t using b":                                               "delete",
		"with a as (delete from t returning 1) select 1":                      "delete select",
		"with a as (insert into t values (1) returning 1) update b set c = 1": "insert select update",
		"select `delete` from t":                                              "delete select", // backticks mean nothing to PostgreSQL
		"select x from t where a = ' -- ' and b = '/*'":                       "select",
		"-- first\nselect 1":                                                  "select",
		"select 1 --\n, delete":                                               "delete select",
	} {
		s, err := kind.ReadStatement(text)
		if got := strings.Join(s.Verbs, " "); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", text, got, err, want)
		}
		if s.Observes() != (want == "select") {
			t.Errorf("%s: it observes: %v", text, s.Observes())
		}
	}
}

func TestReadStatementRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                 "empty",
		" ; ":                              "empty",
		"-- nothing":                       "empty",
		"select 1; select 2":               "more than one",
		"select 1; -- done":                "more than one",
		"drop table t":                     "begin with",
		"pragma table_info(t)":             "begin with",
		"copy t to program 'id'":           "begin with",
		"set transaction read write":       "begin with",
		"explain analyze delete from t":    "begin with",
		"merge into t using b on true":     "begin with",
		"replace into t values (1)":        "begin with",
		"begin":                            "begin with",
		"call f()":                         "begin with",
		"do $$ begin end $$":               "no placeholder",
		"select a into b from t":           "the word into",
		"select a from t into outfile 'x'": "the word into",
		"with a as (select 1) replace into t values (1)":    "the word into",
		"with a as (select 1) merge into t using a on true": "the word into",
		"insert into t select a into outfile 'x' from b":    "the word into",
		"select 'a":                        "not closed",
		"select \"a":                       "not closed",
		"select `a":                        "backticks",
		"select ``":                        "", // an empty name: for the database to refuse
		"select `a b` from t":              "backticks",
		"select ` 'x` from t":              "backticks",
		`select 'a\' or 1=1 -- '`:          "backslash",
		`select "a\"`:                      "backslash",
		`select \N`:                        "backslash",
		"select 1 /* x */":                 "comment",
		"select 1 /*! , sleep(9) */":       "comment",
		"select 1 # x":                     "comment",
		"select data #>> '{a}' from t":     "comment",
		"select 1 --x":                     "comment",
		"select 1--1":                      "comment",
		"select $$a$$":                     "no placeholder",
		"select $a$ ' $a$, '":              "no placeholder",
		"select $1$a$ delete $a$":          "no placeholder",
		"select $0":                        "no placeholder",
		"select $99999":                    "no placeholder",
		"select ?2 from t":                 "with a number",
		"select 1delete from t":            "digits",
		"select 1union select 2":           "digits",
		"select 1e5delete":                 "digits",
		"select 0xfg":                      "digits",
		"select 1$a$ x $a$":                "digits",
		"select 1 -- a\r ' \n delete -- '": "control",
		"select '\x00'":                    "control",
		"select 1\v":                       "control",
		"select '" + strings.Repeat("a", 70_000) + "'": "bytes",
	} {
		s, err := kind.ReadStatement(text)
		if want == "" {
			if err != nil {
				t.Errorf("%.60q: %v", text, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), want) || s.Verbs != nil {
			t.Errorf("%.60q: %q, %v; want %q", text, s.Verbs, err, want)
		}
	}
}

func TestAllowsStatement(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"select 1":                    true,
		"update t set a = (select 1)": true,
		"delete from t":               false,
		"with a as (delete from t returning 1) select 1": false,
	} {
		s, err := kind.ReadStatement(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := kind.AllowsStatement([]string{"select", "update"}, s); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	if kind.AllowsStatement([]string{"delete", "insert", "select", "update"}, kind.Statement{}) {
		t.Error("what is no statement is allowed")
	}
	if kind.AllowsAction([]string{"sql.query"}, "select") || kind.AllowsStatement([]string{"sql.query"}, kind.Statement{Verbs: []string{"select"}}) {
		t.Error("the name of the action allows a statement")
	}
}

func TestWants(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]int{
		"select 1": {0, 0}, "select $1, $2, $1": {2, 0}, "select ?, ? -- ?": {0, 2}, "select '$1 ?', \"?\"": {0, 0}, "select data ?| $1 from t": {1, 1}, "select $3": {3, 0},
	} {
		s, err := kind.ReadStatement(text)
		if got := [2]int{s.Wants(kind.Postgres), s.Wants(kind.MySQL)}; err != nil || got != want || s.Wants(kind.SQLite) != want[1] {
			t.Errorf("%s: %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestDoes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		action, setting, text string
		want                  kind.Effect
	}{
		{"http.request", "method", "GET", kind.Observe},
		{"http.request", "method", "HEAD", kind.Observe},
		{"http.request", "method", "POST", kind.Change},
		{"http.request", "method", "get", kind.Change},
		{"http.request", "other", "", kind.Change},
		{"sql.query", "query", "select 1", kind.Observe},
		{"sql.query", "query", "select 1; drop table t", kind.Change},
		{"sql.query", "query", "delete from t", kind.Change},
		{"sql.query", "other", "", kind.Change},
		{"exec.run", "argv", "select 1", kind.Change},
		{"file.read", "path", "x", kind.Observe},
	} {
		k, _ := kind.Lookup(c.action)
		got := k.Does(func(name string) (string, bool) { return c.text, name == c.setting })
		if got != c.want {
			t.Errorf("%s with %s = %q: %s, want %s", c.action, c.setting, c.text, got, c.want)
		}
	}
}

// How two families of databases pass quotes and comments, written another way. To SQLite and MySQL a backtick
// is a quote, to PostgreSQL it is not.
var (
	passedByPostgres = regexp.MustCompile(`'[^']*'|"[^"]*"|--[^\n]*`)
	passedByMySQL    = regexp.MustCompile("'[^']*'|\"[^\"]*\"|`[^`]*`|--[^\n]*")
	sqlWord          = regexp.MustCompile(`[A-Za-z0-9_$\x{80}-\x{10FFFF}]+`)
)

// FuzzReadStatement holds that a database sees no verb in a statement that was not seen here, and no second
// statement.
func FuzzReadStatement(f *testing.F) {
	for _, seed := range []string{
		"select 1", "with a as (delete from t returning 1) select 'it''s', \"x\" from a -- b\n, `c`", "select 1; drop table t",
		"select $1, ?, 1e5, 0xff -- '\nfrom t where a = '--' or b = \"'\"", "insert into t select `delete` from b;\n", "select ` -- '` \n x '",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := kind.ReadStatement(text)
		if err != nil {
			return
		}
		for _, passed := range []*regexp.Regexp{passedByPostgres, passedByMySQL} {
			left := passed.ReplaceAllString(text, " ")
			for _, word := range sqlWord.FindAllString(left, -1) {
				if verb := strings.ToLower(word); slices.Contains(kind.Statements, verb) && !slices.Contains(s.Verbs, verb) {
					t.Errorf("%q needs %q, and has %s", text, s.Verbs, verb)
				}
			}
			if i := strings.IndexByte(left, ';'); i >= 0 && strings.Trim(left[i:], "; \t\r\n") != "" {
				t.Errorf("%q has something after its end", text)
			}
		}
	})
}
