package diff_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/compiler/diff"
	"github.com/attestary/attestary/compiler/internal/sample"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// What asks for more is marked; what surely asks for less, or for something else, is not. What cannot be
// compared counts as more.
func TestMore(t *testing.T) {
	t.Parallel()
	step := func(p *plan.Plan) *plan.Step { return p.Step("site") }
	for _, c := range []struct {
		name            string
		change          func(*plan.Plan)
		forth, backward bool // is it marked; and the other way round
	}{
		{"an effect", func(p *plan.Plan) { step(p).Effect = kind.Destroy }, true, false},
		{"an effect nobody knows", func(p *plan.Plan) { step(p).Effect = "melt" }, true, false},
		{"an action", func(p *plan.Plan) { p.Step("list").Action = "file.read" }, false, true},
		{"a program", func(p *plan.Plan) { step(p).Settings["argv"].Args[0] = text("nc") }, true, true},
		{"an argument", func(p *plan.Plan) { step(p).Settings["argv"].Args[1] = text("-v") }, false, false},
		{"a request that writes", func(p *plan.Plan) { p.Step("list").Settings["method"] = text("DELETE") }, true, false},
		{"a promise only to read", func(p *plan.Plan) { p.ReadOnly = false }, true, false},
		{"an allow-list", func(p *plan.Plan) { p.Uses[0].Allow = append(p.Uses[0].Allow, "POST /**") }, true, false},
		{"an address", func(p *plan.Plan) { p.Connections[0].URL = "https://evil.example" }, true, true},
		{"a host", func(p *plan.Plan) { p.Connections[0].Hosts = nil }, false, true},
		{"a secret", func(p *plan.Plan) { p.Secrets[0].From = "env:OTHER" }, true, true},
		{"a connection", func(p *plan.Plan) {
			p.Connections = append(p.Connections, plan.Connection{Name: "other", Kind: "http", URL: "https://a.example"})
		}, true, false},

		{"a member of a role", func(p *plan.Plan) { p.Roles[0].Members = append(p.Roles[0].Members, "eve") }, true, false},
		{"a team", func(p *plan.Plan) { p.Roles[0].Teams = nil }, false, true},
		{"who may start it", func(p *plan.Plan) { p.Access.Who = []string{"everybody"} }, true, true},
		{"access at all", func(p *plan.Plan) { p.Access = nil }, false, true},
		{"an owner", func(p *plan.Plan) { p.Owner = "ops" }, true, true},

		{"what it goes over", func(p *plan.Plan) { step(p).ForEach = expr.Ref("local", "all") }, true, true},
		{"going over something", func(p *plan.Plan) { step(p).ForEach = nil }, false, true},
		{"a condition of a step", func(p *plan.Plan) { step(p).When = nil }, true, false},
		{"how many at once", func(p *plan.Plan) { step(p).Parallel = 9 }, true, false},
		{"an upper bound", func(p *plan.Plan) { p.Inputs[0].Max = "100" }, true, false},
		{"an upper bound, by value and not by letter", func(p *plan.Plan) { p.Inputs[0].Max = "9" }, false, true},
		{"no upper bound", func(p *plan.Plan) { p.Inputs[0].Max = "" }, true, false},
		{"a lower bound", func(p *plan.Plan) { p.Inputs[0].Min = "-1.5" }, true, false},
		{"bounds that are dates", func(p *plan.Plan) { p.Inputs[0].Max = "2027-01-01" }, true, true},
		{"a pattern", func(p *plan.Plan) { p.Inputs[1].Pattern = ".*" }, true, true},
		{"no pattern", func(p *plan.Plan) { p.Inputs[1].Pattern = "" }, true, false},
		{"one more of a list", func(p *plan.Plan) { p.Inputs[1].OneOf = append(p.Inputs[1].OneOf, expr.OfText("x")) }, true, false},
		{"no list", func(p *plan.Plan) { p.Inputs[1].OneOf = nil }, true, false},
		{"a length", func(p *plan.Plan) { p.Inputs[1].MaxLength = 41 }, true, false},
		{"a local that a step goes over", func(p *plan.Plan) { p.Locals["sites"] = expr.Ref("step", "list", "json") }, true, true},

		{"an approval", func(p *plan.Plan) { p.Phases[0].Approvals = nil }, true, false},
		{"fewer people of an approval", func(p *plan.Plan) { p.Approval("yes").Min = 1 }, true, false},
		{"others of an approval", func(p *plan.Plan) { p.Approval("yes").From = append(p.Approval("yes").From, "ops") }, true, false},
		{"an approval that is never skipped", func(p *plan.Plan) { p.Approval("yes").SkipIf = nil }, false, true},
		{"a second person", func(p *plan.Plan) { p.Ask("why").Second = nil }, true, false},
		{"a review", func(p *plan.Plan) { p.Reviews = nil }, true, false},
		{"an effect of a review", func(p *plan.Plan) { p.Reviews[0].Effects = append(p.Reviews[0].Effects, kind.Destroy) }, false, true},
		{"a gate", func(p *plan.Plan) { p.Access.Gates = nil }, true, false},
		{"a condition of a gate", func(p *plan.Plan) { p.Gate("device").Condition = text("true") }, true, true},
		{"the age of an answer", func(p *plan.Plan) { p.Gate("device").MaxAge = 0 }, true, false},
		{"a confirmation", func(p *plan.Plan) { p.Confirm = nil }, true, false},
		{"a check that may be waived", func(p *plan.Plan) { p.Waivable = nil }, false, true},
		{"a runner", func(p *plan.Plan) { p.Phases[0].RunsOn = []string{"windows"} }, true, true},
		{"a limit", func(p *plan.Plan) { step(p).Limit.Count = 11 }, true, false},
		{"no limit", func(p *plan.Plan) { step(p).Limit = nil }, true, false},
		{"a limit of a phase", func(p *plan.Plan) { p.Phases[0].Limit = 0 }, true, false},
		{"an end of what is granted", func(p *plan.Plan) { step(p).UndoAfter = nil }, true, false},
		{"the address that an action asks", func(p *plan.Plan) { p.Actions[0].Run.Settings["path"] = text("/") }, true, true},
		{"a label of what an action gives", func(p *plan.Plan) { p.Actions[0].Outputs[0].Labels = nil }, true, false},

		{"a question in other words", func(p *plan.Plan) { p.Ask("why").Question = text("Why not?") }, false, false},
		{"a claim", func(p *plan.Plan) { p.Satisfies[0].Stage = "optimal" }, false, false},
		{"a schedule", func(p *plan.Plan) { p.Trigger("daily").Cron = "* * * * *" }, false, false},
		{"a title", func(p *plan.Plan) { p.Title = "More power!" }, false, false},
	} {
		after := sample.Full()
		c.change(after)
		for _, way := range []struct {
			name          string
			before, after *plan.Plan
			want          bool
		}{{"forth", sample.Full(), after, c.forth}, {"backward", after, sample.Full(), c.backward}} {
			d := diff.Compare([]*plan.Plan{way.before}, []*plan.Plan{way.after})
			if got := d.Runbooks[0].More(); got != way.want {
				t.Errorf("%s, %s: marked %v, not %v\n%s", c.name, way.name, got, way.want, diff.Text(d, 0))
			}
		}
	}
}

// A step that runs a sensitive input shows nothing of what stands beside it, neither directly nor by a local.
func TestSensitiveIsHidden(t *testing.T) {
	t.Parallel()
	with := func(pin string) *plan.Plan {
		p := sample.Full()
		p.Locals["known"] = op(expr.OpEqual, expr.Ref("input", "pin"), text(pin))
		p.Locals["deep"] = op(expr.OpEqual, expr.Ref("local", "known"), text("deep"+pin))
		p.Step("site").Settings["stdin"] = op(expr.OpTemplate, expr.Ref("input", "pin"), text(pin))
		p.Step("site").Settings["env"] = op(expr.OpObject, text("API_TOKEN"), text(pin))
		p.Step("list").Settings["headers"] = op(expr.OpObject, text("Accept"), text(pin))
		p.Inputs[2].Default, p.Inputs[2].Example = ptr(expr.OfText(pin)), pin
		p.Connections[0].URL = "https://reader:" + pin + "@inventory.acme.example"
		p.Summary = "-----BEGIN PRIVATE KEY-----" + pin
		return p
	}
	for _, before := range []*plan.Plan{sample.Full(), with("1234")} {
		d := diff.Compare([]*plan.Plan{before}, []*plan.Plan{with("hunter2")})
		document, err := d.Encode()
		if err != nil {
			t.Fatal(err)
		}
		for _, view := range []string{diff.Text(d, 0), diff.Markdown(d), string(document)} {
			if strings.Contains(view, "hunter2") || strings.Contains(view, "1234") {
				t.Errorf("a secret is shown: %s", view)
			}
		}
		if !strings.Contains(diff.Text(d, 0), "changed (hidden)") {
			t.Error("nothing is told")
		}
	}
}

// Numbers of commits and digests stay readable to the last letter: reviewers must see what is pinned.
func TestPinsAreShown(t *testing.T) {
	t.Parallel()
	for _, pin := range []string{"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a0", "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af68"} {
		before, after := sample.Full(), sample.Full()
		before.Step("site").Settings["argv"].Args[1] = text(pin + "8")
		after.Step("site").Settings["argv"].Args[1] = text(pin + "9")
		shown := diff.Text(diff.Compare([]*plan.Plan{before}, []*plan.Plan{after}), 0)
		if !strings.Contains(shown, pin+"8") || !strings.Contains(shown, pin+"9") {
			t.Errorf("%s is not shown: %s", pin, shown)
		}
	}
}

// A runbook that is gone has nothing left that anybody could do, whoever had to say yes to it before.
func TestGoneIsNoMore(t *testing.T) {
	t.Parallel()
	if d := diff.Compare([]*plan.Plan{sample.Full()}, nil); d.Runbooks[0].More() {
		t.Errorf("it is marked\n%s", diff.Text(d, 0))
	}
}

// TestScriptLines: of a script that changes, the lines that do are shown, with where they stand, and nothing hides behind
// those that have room.
func TestScriptLines(t *testing.T) {
	t.Parallel()
	script := strings.Repeat("echo one of many lines that stay as they are\n", 30)
	for name, c := range map[string]struct{ before, after, wantBefore, wantAfter string }{
		"a line":     {script + "rm old\n" + script, script + "rm -rf /\n" + script, `line 31: "rm old"`, `line 31: "rm -rf /"`},
		"one more":   {script + script, script + "rm -rf /\n" + script, `nothing at line 31`, `line 31: "rm -rf /"`},
		"two places": {"a\n" + script + "b", "A\n" + script + "B", `line 1: "a\necho`, ` lines more`},
		"a long one": {"a\n" + strings.Repeat("x", 4000) + "1", "a\n" + strings.Repeat("x", 4000) + "2", `x1"`, `x2"`},
	} {
		of := func(text string) *plan.Plan {
			p := sample.Full()
			p.Step("list").Settings["body"] = expr.Lit(expr.OfText(text))
			return p
		}
		d := diff.Compare([]*plan.Plan{of(c.before)}, []*plan.Plan{of(c.after)})
		if len(d.Runbooks) != 1 || len(d.Runbooks[0].Changes) != 1 {
			t.Fatalf("%s: %+v", name, d)
		}
		if got := d.Runbooks[0].Changes[0]; !strings.Contains(got.Before, c.wantBefore) || !strings.Contains(got.After, c.wantAfter) || got.Before == got.After {
			t.Errorf("%s: %q → %q", name, got.Before, got.After)
		}
	}
}
