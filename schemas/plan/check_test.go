package plan_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Each line breaks one rule of a plan; the error names the place.
func TestCheck(t *testing.T) {
	t.Parallel()
	hold(t, sample, sampleRules())
}

// rule is one rule of a plan, and how to break it.
type rule struct {
	name  string
	spoil func(*plan.Plan)
	want  string
}

func hold(t *testing.T, of func() *plan.Plan, rules []rule) {
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			p := of()
			r.spoil(p)
			if _, err := p.Encode(); err == nil || !strings.Contains(err.Error(), r.want) {
				t.Errorf("got %v\nwant an error with %s", err, r.want)
			}
		})
	}
}

func sampleRules() []rule {
	list, site := func(p *plan.Plan) *plan.Step { return p.Step("list") }, func(p *plan.Plan) *plan.Step { return p.Step("site") }
	return []rule{
		{"another format", func(p *plan.Plan) { p.Format = "https://attestary.dev/plan/v2" }, `this program reads`},
		{"a project that is no name", func(p *plan.Plan) { p.Project = "Acme" }, `project: "Acme"`},
		{"a file outside the repository", func(p *plan.Plan) { p.File = "../tls-posture.runbook.hcl" }, `file: `},
		{"a file with a line of its own", func(p *plan.Plan) { p.File = "a\nb/tls-posture.runbook.hcl" }, `file: `},
		{"a file of another runbook", func(p *plan.Plan) { p.File = "runbooks/other.runbook.hcl" }, `file: `},
		{"a time zone that is a path", func(p *plan.Plan) { p.Timezone = "../../etc/passwd" }, `timezone: `},
		{"no title", func(p *plan.Plan) { p.Title = " " }, `title: `},
		{"a title that steers the terminal", func(p *plan.Plan) { p.Title = "a\x1b]0;pwn\a" }, `title: "a\x1b]0;pwn\a" holds U+001B`},
		{"a title of two lines", func(p *plan.Plan) { p.Title = "a\nb" }, `title: "a\nb" has more than one line`},
		{"a summary with a return", func(p *plan.Plan) { p.Summary = "no\ryes" }, `summary: "no\ryes" holds U+000D`},
		{"letters in another order", func(p *plan.Plan) { p.Roles[0].Members = []string{"a\u202eb"} }, `holds U+202E`},
		{"a pattern of hosts", func(p *plan.Plan) { p.Connections[0].Hosts = []string{"*.acme.example"} }, `connection.inventory: hosts: "*.acme.example"`},
		{"an invisible letter in a host", func(p *plan.Plan) { p.Connections[0].Hosts = []string{"a\u200bb"} }, `connection.inventory: `},
		{"an invisible letter in a literal", func(p *plan.Plan) {
			list(p).Settings["path"] = op("+", text("a"), expr.Lit(expr.OfList([]expr.Value{expr.OfText("a\u200bb")})))
		}, `step.list: path: `},
		{"an invisible letter in a reference", func(p *plan.Plan) { p.Evidence[0].Value = expr.Ref("step", "list", "a\u2066b") }, `evidence.sites: `},
		{"no time", func(p *plan.Plan) { p.Timeout = 0 }, `timeout: 0 seconds`},
		{"more than a year", func(p *plan.Plan) { p.FinishBy = plan.MaxSeconds + 1 }, `finish_by: `},
		{"a day that does not exist", func(p *plan.Plan) { p.ReviewBy = "2027-02-30" }, `review_by: "2027-02-30"`},

		{"an owner nobody knows", func(p *plan.Plan) { p.Owner = "ops" }, `owner: the plan has no role "ops"`},
		{"access for nobody", func(p *plan.Plan) { p.Access.Who = nil }, `access: `},
		{"access for a role that is not told", func(p *plan.Plan) { p.Access.BreakGlass = []string{"ops"} }, `access: the plan has no role "ops"`},
		{"a form without access", func(p *plan.Plan) { p.Access = nil }, `trigger.form: a run that a person starts needs an access section`},
		{"a trigger of no kind", func(p *plan.Plan) { p.Triggers[0].Kind = "push" }, `trigger.form: kind: "push"`},
		{"hour 25", func(p *plan.Plan) { p.Triggers[1].Cron = "15 25 * * *" }, `trigger.daily: cron: `},
		{"a schedule in words", func(p *plan.Plan) { p.Triggers[1].Cron = "@daily" }, `trigger.daily: cron: `},
		{"a schedule with a zone of its own", func(p *plan.Plan) { p.Triggers[1].Cron = "TZ=UTC 15 5 * * *" }, `trigger.daily: cron: `},
		{"a trigger that fills no input", func(p *plan.Plan) { p.Triggers[1].Map["hours"] = text("1") }, `trigger.daily: map: the plan has no input "hours"`},
		{"a trigger that knows a result", func(p *plan.Plan) { p.Triggers[1].Map["days"] = expr.Ref("step", "list", "status") }, `map: days: step.list.status cannot`},
		{"triggers out of order", func(p *plan.Plan) { p.Triggers[0], p.Triggers[1] = p.Triggers[1], p.Triggers[0] }, `trigger.form: it is doubled or out of order`},
		{"two triggers of one name", func(p *plan.Plan) { p.Triggers[1].Name = "form" }, `trigger: "form"`},

		{"an input of no type", func(p *plan.Plan) { p.Inputs[0].Type = "int" }, `input.days: type: "int"`},
		{"a default of another type", func(p *plan.Plan) { p.Inputs[0].Default = ptr(expr.OfText("21")) }, `input.days: default: `},
		{"a pattern that is none", func(p *plan.Plan) { p.Inputs[0].Pattern = "(" }, `input.days: pattern: `},
		{"an allowed value of another type", func(p *plan.Plan) { p.Inputs[0].OneOf = []expr.Value{expr.OfText("21")} }, `input.days: one_of: `},
		{"a bound that bounds nothing", func(p *plan.Plan) { p.Inputs[0].Max = "ninety" }, `input.days: min and max: "ninety"`},
		{"an input twice", func(p *plan.Plan) { p.Inputs = append(p.Inputs, p.Inputs[0]) }, `input.days: it is doubled`},

		{"a stage nobody knows", func(p *plan.Plan) { p.Satisfies[0].Stage = "expert" }, `satisfies.cisa-ztmm: `},
		{"a stage with controls", func(p *plan.Plan) { p.Satisfies[0].Controls = []string{"SC-8"} }, `satisfies.cisa-ztmm: `},
		{"one control twice", func(p *plan.Plan) { p.Satisfies[1].Controls = []string{"SC-8", "SC-8"} }, `satisfies.nist-sp-800-53: controls: "SC-8"`},
		{"one cell twice", func(p *plan.Plan) { p.Satisfies[1] = p.Satisfies[0] }, `satisfies.cisa-ztmm: `},
		{"a free input that is none", func(p *plan.Plan) { p.Satisfies[0].Inputs = []string{"hours"} }, `inputs: the plan has no input "hours"`},

		{"a secret in the clear", func(p *plan.Plan) { p.Secrets[0].From = "hunter2" }, `secret.inventory_token: `},
		{"a token that is no secret", func(p *plan.Plan) { p.Connections[0].Token = "hunter2" }, `connection.inventory: the plan has no secret "hunter2"`},
		{"a vault without a key", func(p *plan.Plan) { p.Secrets[0].From = "vault:kv/chat" }, `secret.inventory_token: `},
		{"a connection of no kind", func(p *plan.Plan) { p.Connections[0].Kind = "ftp" }, `connection.inventory: kind: "ftp"`},
		{"power over nothing", func(p *plan.Plan) { p.Uses[0].Connection = "okta" }, `use.okta: `},

		{"no phase", func(p *plan.Plan) { p.Phases = nil }, `phases: there is none`},
		{"no step", func(p *plan.Plan) { p.Phases[0].Steps = nil }, `phase.main: it has no step`},
		{"a phase that waits for itself", func(p *plan.Plan) { p.Phases[0].After = []string{"main"} }, `main → main`},
		{"steps out of order", func(p *plan.Plan) { s := p.Phases[0].Steps; s[0], s[1] = s[1], s[0] }, `step.list: it is doubled or out of order`},
		{"a step of two phases", func(p *plan.Plan) { p.Phases = append(p.Phases, plan.Phase{Name: "two", Steps: p.Phases[0].Steps}) }, `step.list: it is doubled`},
		{"an action that is no name", func(p *plan.Plan) { list(p).Action = "rm" }, `step.list: action: "rm"`},
		{"an effect nobody knows", func(p *plan.Plan) { list(p).Effect = "look" }, `step.list: effect: "look"`},
		{"a connection that is not there", func(p *plan.Plan) { list(p).Connection = "okta" }, `step.list: connection: `},
		{"none at a time", func(p *plan.Plan) { list(p).Parallel = 0 }, `step.list: parallel: 0`},
		{"an attempt without time", func(p *plan.Plan) { list(p).Timeout = 0 }, `step.list: timeout: `},
		{"an error that does neither", func(p *plan.Plan) { list(p).OnError = "ignore" }, `step.list: on_error: "ignore"`},
		{"no attempt", func(p *plan.Plan) { list(p).Retry.Max = 0 }, `step.list: retry: max: 0 attempts`},
		{"a key without items", func(p *plan.Plan) { list(p).By = "host" }, `step.list: by: `},
		{"waiting for nobody", func(p *plan.Plan) { list(p).Needs = []string{"step.nobody"} }, `step.list: needs: the plan has no "step.nobody"`},
		{"steps that wait for each other", func(p *plan.Plan) { list(p).Needs = []string{"step.site"} }, `step.list → step.site → step.list`},
		{"a mention, through a local, that is not waited for", func(p *plan.Plan) { site(p).Needs = nil }, `step.site: needs: step.list is mentioned and not waited for`},
		{"self outside expect and retry", func(p *plan.Plan) { list(p).Settings["path"] = expr.Ref("self", "status") }, `step.list: path: self.status cannot`},
		{"each outside for_each", func(p *plan.Plan) { list(p).Settings["path"] = expr.Ref("each", "key") }, `step.list: path: each.key cannot`},
		{"a secret in a setting", func(p *plan.Plan) { list(p).Settings["path"] = expr.Ref("secret", "inventory_token") }, `step.list: path: secret.inventory_token cannot`},
		{"an operator nobody knows", func(p *plan.Plan) { list(p).Settings["path"] = op("exec", text("rm")) }, `step.list: path: `},
		{"no expression", func(p *plan.Plan) { list(p).Settings["path"] = nil }, `step.list: path: there is no expression`},

		{"more steps than anybody reviews", func(p *plan.Plan) { p.Phases[0].Steps = make([]plan.Step, plan.MaxSteps+1) }, `steps: there are more than 1000`},
		{"more checks than anybody reads", func(p *plan.Plan) { p.Checks = make([]plan.Check, plan.MaxParts+1) }, `check: there are 1001`},
		{"a local that needs itself", func(p *plan.Plan) { p.Locals["sites"] = expr.Ref("local", "sites") }, `local.sites: it needs itself: sites → sites`},
		{"a check of nothing", func(p *plan.Plan) { p.Checks[0].Condition = nil }, `check.certificate_valid: condition: `},
		{"a severity nobody knows", func(p *plan.Plan) { p.Checks[0].Severity = "huge" }, `check.certificate_valid: severity: "huge"`},
		{"a check of nothing that fails", func(p *plan.Plan) { p.Checks[0].Empty = "failed" }, `check.certificate_valid: empty: "failed"`},
		{"evidence of a step that is not there", func(p *plan.Plan) { p.Evidence[0].Value = expr.Ref("step", "nobody", "x") }, `evidence.sites: step.nobody.x cannot`},
	}
}
