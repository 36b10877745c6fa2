package compiler_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

// needsBase are the codes that only the plans before a change bring.
var needsBase = map[string]bool{"RB5009": true, "RB8004": true}

const shopping = `runbook "shopping" {
  language = 1
  title    = "Look at orders"
  owner    = role.security
}

use "shop" {
  allow = ["GET /orders"]
}

step "http.request" "orders" {
  connection = connection.shop
  method     = "GET"
  path       = "/orders"
}
`

// since compiles a change of shopping against what it was.
func since(t *testing.T, change func(texts map[string]string)) []diag.Diagnostic {
	t.Helper()
	before := withProject(t, map[string]string{"runbooks/shopping.runbook.hcl": shopping})
	base := compiler.Compile(files(before), compiler.Options{})
	if len(base.Findings) > 0 {
		t.Fatalf("the base has %v", base.Findings)
	}
	after := withProject(t, map[string]string{"runbooks/shopping.runbook.hcl": shopping})
	change(after)
	return compiler.Compile(files(after), compiler.Options{Base: base.Plans}).Findings
}

func TestSince(t *testing.T) {
	t.Parallel()
	const file, project = "runbooks/shopping.runbook.hcl", "runbooks/project.hcl"
	replace := func(name, from, to string) func(map[string]string) {
		return func(texts map[string]string) {
			if !strings.Contains(texts[name], from) {
				t.Fatalf("%s has no %s", name, from)
			}
			texts[name] = strings.Replace(texts[name], from, to, 1)
		}
	}
	for _, c := range []struct {
		name   string
		change func(map[string]string)
		want   []string // "code place message", by their beginnings
	}{
		{"nothing", func(map[string]string) {}, nil},
		{"layout", replace(file, "\n\nuse", "\n\n# why\nuse"), nil},
		{"less", replace(file, `"GET /orders"]`, `"GET /orders", "GET /orders"]`), nil},
		{"a list", replace(file, `["GET /orders"]`, `["GET /orders", "GET /users"]`), []string{"RB5009 " + file + ":7 use.shop: allow was GET /orders, and is GET /orders, GET /users."}},
		{"a member of a role that it names", replace(project, `["octocat#583231"]`, `["octocat#583231", "eve"]`), []string{"RB5009 " + project + ":14 role.security: members was octocat#583231, and is eve, octocat#583231."}},
		{"another name", replace(file, `"orders" {`, `"all" {`), []string{"RB8004 " + file + ":11 step.orders is gone, and step.all is like it in all but its name."}},
		{"another name, said", replace(file, `"orders" {`, "\"all\" {\n  title = \"All\"\n"), []string{"RB8004 " + file + ":11"}},
		{"a new runbook", func(texts map[string]string) {
			texts["runbooks/second.runbook.hcl"] = strings.Replace(shopping, `"shopping"`, `"second"`, 1)
		}, []string{"RB5009 runbooks/second.runbook.hcl:1 The runbook is new, and so is its power: "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, d := range since(t, c.change) {
				if needsBase[d.Code] {
					got = append(got, d.Code+" "+fmt.Sprintf("%s:%d", d.Range.File, d.Range.Start.Line)+" "+d.Message)
				}
			}
			if !slices.EqualFunc(got, c.want, strings.HasPrefix) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// The fix of a part that looks renamed is the section that says so, and mends it.
func TestSinceMends(t *testing.T) {
	t.Parallel()
	const file = "runbooks/shopping.runbook.hcl"
	renamed := strings.Replace(shopping, `"orders" {`, `"all" {`, 1)
	found := since(t, func(texts map[string]string) { texts[file] = renamed })
	if len(found) != 1 || len(found[0].Fixes) != 1 || found[0].Fixes[0].Kind != diag.Maybe {
		t.Fatalf("found %v", found)
	}
	mended := string(syntax.Apply([]byte(renamed), found[0].Fixes[0].Edits))
	if left := since(t, func(texts map[string]string) { texts[file] = mended }); len(left) > 0 {
		t.Errorf("left %v in\n%s", left, mended)
	}
	if formatted, _ := syntax.Format(file, []byte(mended)); string(formatted) != mended {
		t.Errorf("the fix is not laid out:\n%s", mended)
	}
}
