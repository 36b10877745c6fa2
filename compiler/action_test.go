package compiler_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
)

// orders asks for an action of the shop, and lights for one of the lights.
const (
	orders = "runbook \"orders\" {\n  language = 1\n  title    = \"Count orders\"\n  owner    = role.security\n}\n\nuse \"shop\" {\n  allow = [\"shop.list_orders\"]\n}\n\nstep \"shop.list_orders\" \"old\" {\n  before = \"2026-01-01\"\n}\n"
	lights = "action \"lights.on\" {\n  title      = \"Switch the light on\"\n  effect     = \"change\"\n  idempotent = true\n  kind       = \"http\"\n\n  run \"http.request\" {\n    method = \"PUT\"\n    path   = \"/on\"\n  }\n}\n"
	dark   = "runbook \"dark\" {\n  language = 1\n  title    = \"Make light\"\n  owner    = role.security\n}\n\nuse \"shop\" {\n  allow = [\"lights.on\"]\n}\n\nstep \"lights.on\" \"on\" {\n  connection = connection.shop\n}\n"
)

func withActions(t *testing.T, lights string) map[string]string {
	return withProject(t, map[string]string{
		"runbooks/orders.runbook.hcl": orders, "runbooks/dark.runbook.hcl": dark, "runbooks/lights.action.hcl": lights,
	})
}

// lines are findings as file:line code.
func lines(found []diag.Diagnostic) []string {
	var list []string
	for _, d := range found {
		list = append(list, d.Range.File+" "+d.Code)
	}
	return slices.Compact(list)
}

func plans(r *compiler.Result) []string {
	var names []string
	for _, p := range r.Plans {
		names = append(names, p.Runbook)
	}
	return names
}

// TestBrokenActions: what is wrong with an action is told once, in its own file. A runbook that asks for one
// of that file has no plan and no finding; all others go on.
func TestBrokenActions(t *testing.T) {
	t.Parallel()
	for what, broken := range map[string]string{
		"RB3025": strings.Replace(lights, "Switch the light on", "", 1),
		"RB1003": strings.Replace(lights, "    path   = \"/on\"\n", "", 1),
		"RB1002": strings.Replace(lights, "  kind ", "  colour     = 1\n  kind ", 1),
		"RB0117": strings.TrimSuffix(lights, "}\n"),
	} {
		result := compiler.Compile(files(withActions(t, broken)), compiler.Options{Today: today})
		if got := lines(result.Findings); !slices.Contains(got, "runbooks/lights.action.hcl "+what) || len(got) > 1 {
			t.Errorf("%s: %q", what, got)
		}
		if diff := cmp.Diff([]string{"orders"}, plans(result)); diff != "" {
			t.Errorf("%s: plans: %s", what, diff)
		}
	}
}

// TestDoubledActions: of two files of one system neither can be meant.
func TestDoubledActions(t *testing.T) {
	t.Parallel()
	texts := withActions(t, lights)
	texts["runbooks/other/lights.action.hcl"] = lights
	result := compiler.Compile(files(texts), compiler.Options{Today: today})
	if diff := cmp.Diff([]string{"runbooks/other/lights.action.hcl RB1007"}, lines(result.Findings)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"orders"}, plans(result)); diff != "" {
		t.Error(diff)
	}
}

// TestActionsOfOneRunbook: who looks at one runbook is told what is wrong with the actions that it asks for,
// and with no others.
func TestActionsOfOneRunbook(t *testing.T) {
	t.Parallel()
	texts := withActions(t, strings.Replace(lights, "Switch the light on", "", 1))
	for runbook, want := range map[string][]string{"dark": {"runbooks/lights.action.hcl RB3025"}, "orders": nil} {
		got := lines(compiler.Compile(files(texts), compiler.Options{Today: today, Runbook: runbook}).Findings)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", runbook, diff)
		}
	}
}

// TestFixesBesideActions: a fix is checked with the actions beside the edited file, so that it is offered
// where it mends.
func TestFixesBesideActions(t *testing.T) {
	t.Parallel()
	for wrong, right := range map[string]string{`step "shop.list_orders"`: `step "shop.list_order"`, `allow = ["shop.list_orders"`: `allow = ["shop.list_ordes"`} {
		texts := withActions(t, lights)
		texts["runbooks/orders.runbook.hcl"] = strings.Replace(orders, wrong, right, 1)
		found := compiler.Compile(files(texts), compiler.Options{Today: today}).Findings
		if len(found) != 1 || found[0].Code != "RB2007" || len(found[0].Fixes) != 1 {
			t.Errorf("%s: %+v", right, found)
		}
	}
}

// TestMissingSystem: an action goes over the connection that is called like its system, and who lacks it is
// told what to add.
func TestMissingSystem(t *testing.T) {
	t.Parallel()
	texts := withActions(t, lights)
	texts["runbooks/dark.runbook.hcl"] = strings.NewReplacer("  connection = connection.shop\n", "", "use \"shop\"", "use \"machine\"", "[\"lights.on\"]", "[]").Replace(dark)
	found := compiler.Compile(files(texts), compiler.Options{Today: today}).Findings
	if len(found) != 1 || found[0].Code != "RB5001" || !strings.Contains(found[0].Help, `connection "lights" { … } with kind = "http"`) {
		t.Errorf("%+v", found)
	}
}

// TestOutsideTextThroughActions: a text that an action makes of the answer is from outside, said or not.
func TestOutsideTextThroughActions(t *testing.T) {
	t.Parallel()
	texts := withActions(t, lights)
	texts["runbooks/orders.runbook.hcl"] = strings.Replace(orders, `["shop.list_orders"]`, `["shop.list_orders", "GET /at/*"]`, 1) +
		"\nstep \"http.request\" \"at\" {\n  connection = connection.shop\n  method     = \"GET\"\n  path       = \"/at/${step.old.seen_at}\"\n}\n"
	if diff := cmp.Diff([]string{"runbooks/orders.runbook.hcl RB6003"}, lines(compiler.Compile(files(texts), compiler.Options{Today: today}).Findings)); diff != "" {
		t.Error(diff)
	}
}

// TestGoodProject: nothing is wrong with the good examples, and each of their runbooks has a plan.
func TestGoodProject(t *testing.T) {
	t.Parallel()
	root := filepath.Join(shared, "good")
	if _, err := os.Stat(root); err != nil {
		t.Skip("no shared examples beside the repository")
	}
	result := compiler.Compile(os.DirFS(root), compiler.Options{Today: today})
	for _, d := range result.Findings {
		t.Errorf("%s:%d: %s %s", d.Range.File, d.Range.Start.Line, d.Code, d.Message)
	}
	if diff := cmp.Diff([]string{"credential-theft", "revoke-stale-access", "tls-posture"}, plans(result)); diff != "" {
		t.Error(diff)
	}
}
