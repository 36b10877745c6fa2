package review_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/diff"
	"github.com/attestary/attestary/compiler/review"
)

const sameProject = `project "acme" {
  language   = 1
  frameworks = ["cisa-ztmm"]
}

evidence {
  sign = "key:keys/acme.key"
}

role "ops" {
  members = ["ada"]
}

connection "machine" {
  kind = "shell"
}
`

// sameRunbook looks once a day, or when the check of another runbook fails.
func sameRunbook(name, after string) string {
	trigger := "trigger \"schedule\" \"daily\" {\n  cron = \"0 5 * * *\"\n}\n"
	if after != "" {
		trigger = "trigger \"finding\" \"found\" {\n  check = \"" + after + ".logged\"\n}\n"
	}
	return fmt.Sprintf(`runbook %q {
  language = 1
  title    = "Look"
  owner    = role.ops
}

satisfies "cisa-ztmm" {
  function = "data.data-availability"
  stage    = "initial"
}

%s
use "machine" {
  allow = ["git"]
}

step "exec.run" "log" {
  argv   = ["git", "log"]
  effect = "observe"
}

check "logged" {
  condition = step.log.exit == 0
  message   = "There is no log."
}
`, name, trigger)
}

const sameTest = "test \"it looks\" {\n  runbook = \"orders\"\n  trigger = \"daily\"\n  mock \"step.log\" {\n    exit = 0\n  }\n  outcome = \"passed\"\n}\n"

// sameBase is a sound project in which files depend on each other: late is started by early's check, a test in a
// file of another name is about orders.
func sameBase() map[string]string {
	files := map[string]string{"runbooks/project.hcl": sameProject, "runbooks/tests/all.runbooktest.hcl": sameTest}
	for _, name := range []string{"orders", "early", "alone", "other"} {
		files["runbooks/"+name+".runbook.hcl"] = sameRunbook(name, "")
	}
	files["runbooks/late.runbook.hcl"] = sameRunbook("late", "early")
	return files
}

func mapped(files map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

// TestSameAsAll: not looking at what is the same tells what looking at all of it does, whatever is edited.
func TestSameAsAll(t *testing.T) {
	t.Parallel()
	edit := func(name, old, new string) func(map[string]string) {
		return func(files map[string]string) {
			if !strings.Contains(files[name], old) {
				t.Errorf("%s has no %q", name, old)
			}
			files[name] = strings.Replace(files[name], old, new, 1)
		}
	}
	gone := func(name string) func(map[string]string) {
		return func(files map[string]string) { delete(files, name) }
	}
	added := func(name, text string) func(map[string]string) {
		return func(files map[string]string) { files[name] = text }
	}
	for name, c := range map[string]struct {
		edit  func(map[string]string)
		alike bool // something was not looked at
	}{
		"nothing":                         {func(map[string]string) {}, true},
		"one runbook":                     {edit("runbooks/alone.runbook.hcl", `["git"]`, `["git", "rm"]`), true},
		"a comment":                       {edit("runbooks/alone.runbook.hcl", "runbook", "# a\nrunbook"), true},
		"a mistake":                       {edit("runbooks/alone.runbook.hcl", "exit", "exist"), true},
		"a check that starts another":     {edit("runbooks/early.runbook.hcl", `check "logged"`, `check "listed"`), true},
		"the runbook that starts another": {gone("runbooks/early.runbook.hcl"), false},
		"a ring":                          {added("runbooks/early.runbook.hcl", sameRunbook("early", "late")), true},
		"started by what is not there":    {added("runbooks/alone.runbook.hcl", sameRunbook("alone", "nothing")), true},
		"started by what is the same":     {added("runbooks/alone.runbook.hcl", sameRunbook("alone", "other")), true},
		"started, in other letters":       {added("runbooks/alone.runbook.hcl", strings.Replace(sameRunbook("alone", "other"), `"finding"`, `"find\u0069ng"`, 1)), false},
		"the same name in another folder": {added("runbooks/more/other.runbook.hcl", sameRunbook("other", "")), true},
		"a runbook that a test is about":  {gone("runbooks/orders.runbook.hcl"), true},
		"a test":                          {edit("runbooks/tests/all.runbooktest.hcl", `"passed"`, `"failed"`), true},
		"a test about what is the same":   {edit("runbooks/tests/all.runbooktest.hcl", `"orders"`, `"other"`), true},
		"a test about what is not there":  {edit("runbooks/tests/all.runbooktest.hcl", `"orders"`, `"nothing"`), true},
		"a new runbook":                   {added("runbooks/new.runbook.hcl", sameRunbook("new", "")), true},
		"a claim goes that others hold":   {edit("runbooks/alone.runbook.hcl", "data.data-availability", "data.data-encryption"), true},
		"another stage":                   {edit("runbooks/alone.runbook.hcl", `"initial"`, `"advanced"`), false},
		"the project":                     {edit("runbooks/project.hcl", `"ada"`, `"ada", "eve"`), false},
		"a file that nobody reads":        {added("runbooks/notes.hcl", "x"), false},
		"another name": {func(f map[string]string) {
			delete(f, "runbooks/alone.runbook.hcl")
			f["runbooks/old.runbook.hcl"] = sameRunbook("old", "")
		}, true},
		"all of them": {func(f map[string]string) {
			maps.DeleteFunc(f, func(n, _ string) bool { return strings.HasSuffix(n, ".runbook.hcl") })
		}, false},
		"a name that the file has not got": {added("runbooks/alone.runbook.hcl", sameRunbook("other", "")), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			after := sameBase()
			c.edit(after)
			got := review.Look(review.Sides{Before: mapped(sameBase()), After: mapped(after), Today: "2026-11-30"})
			before := compiler.Compile(mapped(sameBase()), compiler.Options{})
			if diag.HasErrors(before.Findings) {
				t.Fatal(before.Findings)
			}
			want := compiler.Compile(mapped(after), compiler.Options{Today: "2026-11-30", Base: before.Plans})
			if d := cmp.Diff(errorsOf(want.Findings), errorsOf(got.Findings)); d != "" {
				t.Errorf("errors: %s", d)
			}
			if diag.HasErrors(want.Findings) != (got.Diff == nil) {
				t.Fatalf("the diff is there although there are errors, or not there: %v", got.Findings)
			}
			if got.Diff != nil {
				if d := cmp.Diff(diff.Compare(before.Plans, want.Plans), got.Diff, cmpopts.IgnoreUnexported(diff.Change{})); d != "" {
					t.Errorf("diff: %s", d)
				}
			}
			if (got.Alike > 0) != c.alike {
				t.Errorf("%d were not looked at", got.Alike)
			}
		})
	}
}

func errorsOf(found []diag.Diagnostic) []string {
	var all []string
	for _, d := range found {
		if d.Severity == diag.Error {
			all = append(all, fmt.Sprintf("%s:%d %s %s", d.Range.File, d.Range.Start.Line, d.Code, d.Message))
		}
	}
	return all
}
