package emit_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v4"

	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

const goldens = "../testdata/emit"

func ptr[T any](v T) *T { return &v }

// base is a small plan; each golden changes what it is about.
func base(change func(*plan.Plan)) *plan.Plan {
	p := &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "UTC", Runbook: "tls-posture", File: "runbooks/networks/tls-posture.runbook.hcl",
		Title: "Are our certificates fine?", Owner: "security", Timeout: 600, FinishBy: 3600,
		Roles:    []plan.Role{{Name: "security", Members: []string{"octocat"}}},
		Triggers: []plan.Trigger{{Kind: "schedule", Name: "daily", Cron: "15 5 * * *"}},
		Phases: []plan.Phase{{Name: "main", Steps: []plan.Step{{Name: "site", Action: "tls.probe", Effect: kind.Observe,
			Settings: map[string]*expr.Node{"host": expr.Lit(expr.OfText("shop.acme.example"))}, Parallel: 1, Timeout: 30, OnError: "stop"}}}},
	}
	if change != nil {
		change(p)
	}
	return p
}

func byHand(p *plan.Plan) {
	p.Access = &plan.Access{Who: []string{"security"}}
	p.Triggers = append([]plan.Trigger{{Kind: "manual", Name: "form"}}, p.Triggers...)
}

const remoteAction = "attestary/attestary/actions@0123456789abcdef0123456789abcdef01234567"

// enterprise are the options of a server of one's own, which has version 3 of the actions that hand on artifacts.
var enterprise = emit.Options{
	Sign: "key:keys/acme.key", Upload: "mirror/upload-artifact@" + strings.Repeat("3a", 20), Download: "mirror/download-artifact@" + strings.Repeat("3b", 20),
}

func texts(items ...string) (values []expr.Value) {
	for _, item := range items {
		values = append(values, expr.OfText(item))
	}
	return values
}

func literal(items ...string) *expr.Node { return expr.Lit(expr.OfList(texts(items...))) }

func probe(name string, host *expr.Node) plan.Step {
	return plan.Step{Name: name, Action: "tls.probe", Effect: kind.Observe, Settings: map[string]*expr.Node{"host": host}, Parallel: 1, Timeout: 30, OnError: "stop"}
}

// asking adds an approval, which the only step waits for.
func asking(p *plan.Plan) {
	p.Phases[0].Approvals = []plan.Approval{{Name: "owner", From: []string{"security"}, Min: 1, Timeout: 3600}}
	p.Phases[0].Steps[0].Needs = []string{"approval.owner"}
}

// phases are jobs of each kind: one that follows another, a matrix of what stands in the plan, one of what the
// form says and one of what an earlier phase saw; secrets and permissions where they are needed and nowhere else.
func phases(p *plan.Plan) {
	byHand(p)
	p.Access.Gates = []plan.Gate{{Name: "device", Action: "http.request", Connection: "mdm", Condition: expr.Lit(expr.OfBool(true)), Message: expr.Lit(expr.OfText("no")),
		Settings: map[string]*expr.Node{"method": expr.Lit(expr.OfText("GET")), "path": expr.Lit(expr.OfText("/me"))}}}
	p.Inputs = []plan.Input{{Name: "hosts", Type: "list(string)", Title: "Which hosts"}}
	p.Connections = []plan.Connection{
		{Name: "forge", Kind: "github"},
		{Name: "mdm", Kind: "http", URL: "https://mdm.acme.example", Token: "mdm"},
		{Name: "okta", Kind: "http", URL: "https://acme.okta.com", Token: "okta"},
		{Name: "okta_old", Kind: "http", URL: "https://old.okta.com", Token: "vault"},
	}
	p.Secrets = []plan.Secret{
		{Name: "mdm", From: "github:MDM_TOKEN", Purpose: "look a device up"},
		{Name: "okta", From: "github:OKTA_TOKEN", Purpose: "read users"},
		{Name: "vault", From: "vault:kv/okta#token", Purpose: "read users"},
	}
	ask := func(name, connection string, needs ...string) plan.Step {
		return plan.Step{Name: name, Action: "http.request", Effect: kind.Observe, Connection: connection, Needs: needs, Parallel: 1, Timeout: 30, OnError: "stop",
			Settings: map[string]*expr.Node{"method": expr.Lit(expr.OfText("GET")), "path": expr.Lit(expr.OfText("/users"))}}
	}
	open := plan.Step{Name: "issue", Action: "issue.open", Effect: kind.Observe, Connection: "forge", Parallel: 1, Timeout: 30, OnError: "stop",
		Settings: map[string]*expr.Node{"subject": expr.Lit(expr.OfText("A"))}}
	p.Phases = []plan.Phase{
		{Name: "asked", ForEach: expr.Ref("input", "hosts"), Parallel: 4, Limit: 12, Steps: []plan.Step{probe("three", expr.Ref("each", "value"))}},
		{Name: "collect", Title: "Who is there", Steps: []plan.Step{ask("users", "okta")}},
		{Name: "fixed", ForEach: literal("a.acme.example", "b.acme.example"), Parallel: 2, RunsOn: []string{"linux", "self-hosted"}, Steps: []plan.Step{probe("one", expr.Ref("each", "value"))}},
		{Name: "old", After: []string{"fixed"}, Steps: []plan.Step{ask("old", "okta_old")}},
		{Name: "seen", After: []string{"collect"}, ForEach: expr.Ref("step", "users", "text"), Parallel: 8, Limit: 3, Steps: []plan.Step{probe("two", expr.Ref("each", "value"))}},
		{Name: "tell", After: []string{"fixed", "seen"}, Steps: []plan.Step{open}},
	}
	p.Notifies = []plan.Notify{{Name: "team", Action: "issue.open", Connection: "forge", On: []string{"failed", "missed", "started"}, Text: expr.Lit(expr.OfText("It failed"))}}
}

// triggers are one of each kind, and two of a schedule and of an issue.
func triggers(p *plan.Plan) {
	asking(p)
	p.Access = &plan.Access{Who: []string{"security"}}
	p.Triggers = []plan.Trigger{
		{Kind: "event", Name: "stolen", Type: "credential-theft"},
		{Kind: "finding", Name: "open_port", Check: "listening-sockets.known"},
		{Kind: "issue", Name: "asked", Label: "tls: it's urgent"},
		{Kind: "issue", Name: "wanted", Label: "tls"},
		{Kind: "manual", Name: "form"},
		{Kind: "pull_request", Name: "change", Paths: []string{"sites/**"}},
		{Kind: "schedule", Name: "daily", Cron: "15 5 * * *"},
		{Kind: "schedule", Name: "hourly", Cron: "*/5 * * * *"},
		{Kind: "schedule", Name: "nightly", Cron: "15 5 * * *"},
	}
}

var cases = []struct {
	name    string
	plan    *plan.Plan
	options emit.Options
}{
	{"daily", base(nil), emit.Options{Sign: "keyless"}},
	{"summer-time", base(func(p *plan.Plan) { p.Timezone = "Europe/Paris" }), emit.Options{Sign: "key:keys/acme.key"}},
	{"half-hours", base(func(p *plan.Plan) {
		p.Timezone = "Asia/Kolkata"
		p.Triggers[0].Cron = "0,45 5-7 1 * *"
	}), emit.Options{Sign: "key:keys/acme.key"}},
	{"two-schedules", base(func(p *plan.Plan) {
		p.Timezone = "America/New_York"
		p.Triggers = []plan.Trigger{
			{Kind: "schedule", Name: "early", Cron: "0 20 * * FRI"},
			{Kind: "schedule", Name: "late", Cron: "0 21 * * FRI"},
		}
	}), emit.Options{Sign: "key:keys/acme.key", Action: remoteAction}},
	{"form", base(func(p *plan.Plan) {
		byHand(p)
		p.Inputs = []plan.Input{
			{Name: "days", Type: "number", Title: "Days left", Default: ptr(expr.OfInt(21)), Min: "1", Max: "90"},
			{Name: "strict", Type: "bool", Title: "Count warnings too", Default: ptr(expr.OfBool(false))},
			{Name: "tier", Type: "string", Title: "Which sites", OneOf: []expr.Value{expr.OfText("all"), expr.OfText("no")}, Default: ptr(expr.OfText("all"))},
			{Name: "since", Type: "date", Title: "Since"},
			{Name: "window", Type: "duration", Default: ptr(expr.OfText("12h"))},
			{Name: "skip", Type: "list(string)", Title: "Leave out", Default: ptr(expr.OfList([]expr.Value{expr.OfText("a\"b"), expr.OfText("c")}))},
		}
	}), emit.Options{Sign: "key:keys/acme.key"}},
	{"secrets", base(func(p *plan.Plan) {
		p.Connections = []plan.Connection{{Name: "okta", Kind: "http", URL: "https://acme.okta.com", Token: "okta"}}
		p.Secrets = []plan.Secret{{Name: "local", From: "env:LOCAL", Purpose: "nothing on a runner"}, {Name: "okta", From: "github:OKTA_TOKEN", Purpose: "read users"}}
		p.Notifies = []plan.Notify{{Name: "team", Action: "notify.webhook", Connection: "okta", On: []string{"missed"}, Text: expr.Lit(expr.OfText("It did not start"))}}
	}), emit.Options{Sign: "key:keys/acme.key"}},
	{"vault", base(func(p *plan.Plan) {
		p.Secrets = []plan.Secret{{Name: "okta", From: "vault:kv/okta#token", Purpose: "read users"}}
	}), emit.Options{Sign: "key:keys/acme.key"}},
	{"transit", base(nil), emit.Options{Sign: "kms:openbao://ledger"}},
	{"history", base(func(p *plan.Plan) {
		p.Phases[0].Steps[0].Action = "git.inspect"
		p.Phases[0].Steps[0].Settings = map[string]*expr.Node{"look": expr.Lit(expr.OfList([]expr.Value{expr.OfText("secrets")}))}
	}), emit.Options{Sign: "key:keys/acme.key"}},
	{"issues", base(func(p *plan.Plan) {
		p.Connections = []plan.Connection{{Name: "forge", Kind: "github"}}
		p.Actions = []plan.Action{{
			Name: "forge.report", Title: "Report", Effect: "observe", Idempotent: true, Kind: "github", Settings: []plan.Setting{{Name: "text", Type: "string"}},
			Run: plan.Call{Action: "issue.open", Settings: map[string]*expr.Node{"subject": expr.Ref("setting", "text")}},
		}}
		p.Notifies = []plan.Notify{{Name: "team", Action: "forge.report", Connection: "forge", On: []string{"failed"}, Text: expr.Lit(expr.OfText("It failed"))}}
	}), emit.Options{Sign: "key:keys/acme.key"}},
	{"phases", base(phases), emit.Options{Sign: "keyless"}},
	{"triggers", base(triggers), emit.Options{Sign: "keyless", Action: remoteAction}},
	{"enterprise", base(asking), enterprise},
	{"hostile-words", base(func(p *plan.Plan) {
		byHand(p)
		p.Title = "yes: ${{ secrets.X }} # no - 'a\": b"
		p.Inputs = []plan.Input{{Name: "on", Type: "string", Title: "*x --- &y ${{ github.token }}", Default: ptr(expr.OfText("true")),
			OneOf: []expr.Value{expr.OfText("true"), expr.OfText("0x10"), expr.OfText("a\nb")}}}
	}), emit.Options{Sign: "key:keys/acme.key"}},
}

// TestGoldens shows what a person finds in .github, plan by plan: the workflow of the runbook and its forms.
func TestGoldens(t *testing.T) {
	t.Parallel()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			page := &txtar.Archive{}
			for _, file := range files(t, c.plan, c.options) {
				if strings.Contains(file.Path, c.plan.Runbook) {
					page.Files = append(page.Files, txtar.File{Name: file.Path, Data: file.Data})
				}
			}
			golden.Check(t, filepath.Join(goldens, c.name+".txtar"), txtar.Format(page))
			if diff := cmp.Diff(files(t, c.plan, c.options), files(t, c.plan, c.options)); diff != "" {
				t.Errorf("a second time it gave other bytes: %s", diff)
			}
		})
	}
}

// TestFixed shows the workflows that every repository has, for each way to sign.
func TestFixed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		options emit.Options
	}{
		{"fixed-keyless", emit.Options{Sign: "keyless", Action: remoteAction}},
		{"fixed-key", emit.Options{Sign: "key:keys/acme.key", Program: "/opt/attestary/attestary@sha256:" + strings.Repeat("5", 64)}},
		{"fixed-transit", emit.Options{Sign: "kms:openbao://ledger", Over: "api", Signer: []string{"self-hosted", "signer"}}},
		{"fixed-enterprise", enterprise},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			page := &txtar.Archive{}
			for _, file := range files(t, base(asking), c.options) {
				if !strings.Contains(file.Path, "tls-posture") {
					page.Files = append(page.Files, txtar.File{Name: file.Path, Data: file.Data})
				}
			}
			golden.Check(t, filepath.Join(goldens, c.name+".txtar"), txtar.Format(page))
		})
	}
}

// TestNobodyIsPushedOut: of the runs that wait in a group of GitHub's only the last is kept, so that what anybody may
// start, a comment or an issue with some label, must not be in one group with what has something to do.
func TestNobodyIsPushedOut(t *testing.T) {
	t.Parallel()
	all := files(t, base(asking), emit.Options{Sign: "keyless"})
	for name, want := range map[string]struct{ group, condition string }{
		"answer": {"attestary-answer-${{ github.event.comment.id }}", "github.event_name != 'issue_comment' || contains(github.event.issue.labels.*.name, 'attestary-waiting')"},
		"verify": {"attestary-verify-${{ github.event.workflow_run.conclusion == 'skipped' && github.run_id || 'ledger' }}", "github.event.workflow_run.conclusion != 'skipped'"},
	} {
		path := ".github/workflows/attestary-" + name + ".yml"
		f := readFlow(t, path, data(all, path))
		if f.Concurrency == nil || f.Concurrency.Group != want.group || f.Jobs[name].If != want.condition {
			t.Errorf("%s: %+v, if %q; want %+v", path, f.Concurrency, f.Jobs[name].If, want)
		}
	}
}

// TestPhasesAreNoOffices: who verifies tells by the names of jobs which of them only judge, sign and tell. All of these
// are known by it, and no phase is, whatever it is called.
func TestPhasesAreNoOffices(t *testing.T) {
	t.Parallel()
	all := files(t, base(func(p *plan.Plan) {
		phases(p)
		for i, title := range []string{"notify", " started", "attest / attest"} {
			p.Phases[i].Title = title
		}
	}), cases[1].options)
	path := ".github/workflows/attestary-tls-posture.yml"
	for id, job := range readFlow(t, path, data(all, path)).Jobs {
		seen := job.Name
		if seen == "" {
			seen = id
		}
		if emit.IsOffice(seen) == strings.HasPrefix(id, "phase-") {
			t.Errorf("job %s goes by the name %q; an office: %t", id, seen, emit.IsOffice(seen))
		}
	}
}

// files are those of a repository with one runbook.
func files(t *testing.T, p *plan.Plan, o emit.Options) []emit.File {
	t.Helper()
	made, err := emit.All([]*plan.Plan{p}, o)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// What a plan says in words must come back from the YAML as those words, and never become something
// that GitHub evaluates.
func TestWordsStayWords(t *testing.T) {
	t.Parallel()
	for _, c := range cases {
		file, err := emit.Workflow(c.plan, c.options)
		if err != nil {
			t.Fatal(err)
		}
		var doc struct {
			Name    string
			RunName string `yaml:"run-name"`
			On      struct {
				Dispatch struct {
					Inputs map[string]struct {
						Description string
						Options     []string
					}
				} `yaml:"workflow_dispatch"`
			}
			Env, Jobs yaml.Node
		}
		if err := yaml.Unmarshal(file.Data, &doc); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if want := shown(c.plan.Title); doc.Name != "Attestary "+c.plan.Runbook || doc.RunName != want {
			t.Errorf("%s: the name is %q, that of a run %q, not %q", c.name, doc.Name, doc.RunName, want)
		}
		for _, in := range c.plan.Inputs {
			field := doc.On.Dispatch.Inputs[in.Name]
			if !strings.HasPrefix(field.Description, shown(in.Title)) {
				t.Errorf("%s: input %s is described as %q", c.name, in.Name, field.Description)
			}
			for i, option := range field.Options {
				if want, _ := in.OneOf[i].AsText(); option != want {
					t.Errorf("%s: input %s offers %q, not %q", c.name, in.Name, option, want)
				}
			}
		}
		for _, expression := range regexp.MustCompile(`\$\{\{.*?\}\}`).FindAllString(strings.Join(append(scalars(&doc.Env), scalars(&doc.Jobs)...), "\n"), -1) {
			if !evaluated.MatchString(expression) {
				t.Errorf("%s: a job evaluates %s", c.name, expression)
			}
		}
	}
}

// scalars are all values below a node.
func scalars(n *yaml.Node) []string {
	if n.Kind == yaml.ScalarNode {
		return []string{n.Value}
	}
	var found []string
	for _, child := range n.Content {
		found = append(found, scalars(child)...)
	}
	return found
}

// evaluated is every form of expression that a job of a runbook may have: no free text among them.
var evaluated = regexp.MustCompile(`^\$\{\{ (toJSON\((needs|github\.event\.inputs)\)|(secrets|vars)\.[A-Z_]+|steps\.(run|program)\.outputs\.[a-z0-9_]+|` +
	`needs\.gates\.outputs\.trigger|env\.ATTESTARY_TRIGGER|fromJSON\(needs\.[a-z-]+\.outputs\.items_[a-z]+\)|github\.(token|run_attempt|event\.client_payload\.(run|attempt))|runner\.temp|matrix\.leg|` +
	`(github\.(event_name|event\.(schedule|action|label\.name)) == '[^']*(''[^']*)*' && '[a-z_]+' \|\| )+'') \}\}$`)

// shown is how words for people look in a form: on one line, and with nothing to evaluate.
func shown(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "${{", "$ {{")
}

// TestRefusals shows what no workflow can express.
func TestRefusals(t *testing.T) {
	t.Parallel()
	many := func(p *plan.Plan) {
		byHand(p)
		for c := 'a'; c <= 'z'; c++ {
			p.Inputs = append(p.Inputs, plan.Input{Name: string(c), Type: "string"})
		}
	}
	for _, c := range []struct {
		name    string
		change  func(*plan.Plan)
		options emit.Options
		want    string
	}{
		{"an action by a name that can move", nil, emit.Options{Action: "attestary/attestary/actions@v1"}, "40 digits"},
		{"a plan that breaks its own rules", func(p *plan.Plan) { p.Owner = "nobody" }, emit.Options{}, "owner"},
		{"nothing starts it", func(p *plan.Plan) { p.Triggers = nil }, emit.Options{}, "nothing starts it"},
		{"a name of our own", func(p *plan.Plan) { p.Runbook, p.File = "verify", "runbooks/verify.runbook.hcl" }, emit.Options{}, "Attestary's own is called verify"},
		{"a program without its digest", nil, emit.Options{Program: "/usr/bin/attestary"}, "64 digits"},
		{"a label that GitHub does not have", func(p *plan.Plan) { triggers(p); p.Triggers[2].Label = strings.Repeat("x", 51) }, emit.Options{}, "longer than 50"},
		{"one label for two", func(p *plan.Plan) { triggers(p); p.Triggers[2].Label = "tls" }, emit.Options{}, "another trigger's"},
		{"one event for two", func(p *plan.Plan) { triggers(p); p.Triggers[0].Type = "attestary-finding-listening-sockets.known" }, emit.Options{}, "two triggers start by the event"},
		{"two pull requests", func(p *plan.Plan) {
			triggers(p)
			p.Triggers[4] = plan.Trigger{Kind: "pull_request", Name: "alike", Paths: []string{"x"}}
		}, emit.Options{}, "cannot tell them apart"},
		{"phases that wait for each other", func(p *plan.Plan) {
			phases(p)
			p.Phases[1].Steps[0].Needs, p.Phases[3].Steps[0].Needs = []string{"step.old"}, nil
			p.Phases[3].After = nil
			p.Phases[3].Steps = append(p.Phases[3].Steps, probe("zero", expr.Lit(expr.OfText("z.acme.example"))))
			p.Phases[3].Steps[1].Needs = []string{"step.users"}
		}, emit.Options{}, "wait for each other"},
		{"a form too long", many, emit.Options{}, "26 inputs; a form takes 25"},
		{"two forms", func(p *plan.Plan) { byHand(p); p.Triggers[1] = plan.Trigger{Kind: "manual", Name: "other"} }, emit.Options{}, "two manual triggers"},
		{"a sensitive input behind a form", func(p *plan.Plan) {
			byHand(p)
			p.Inputs = []plan.Input{{Name: "pin", Type: "string", Sensitive: true}}
		}, emit.Options{}, "input pin is sensitive"},
		{"a choice that GitHub would evaluate", func(p *plan.Plan) {
			byHand(p)
			p.Inputs = []plan.Input{{Name: "who", Type: "string", OneOf: []expr.Value{expr.OfText("${{ secrets.ATTESTARY_KEY }}")}}}
		}, emit.Options{}, "input who: a value with ${{"},
		{"a time zone of nobody", func(p *plan.Plan) { p.Timezone = "Europe/Atlantis" }, emit.Options{}, `timezone "Europe/Atlantis"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, err := emit.Workflow(base(c.change), c.options); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

// TestSameJobs: a run that waits goes on in the workflow of another day as long as its jobs are the same.
func TestSameJobs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*plan.Plan)
		same   bool
	}{
		"nothing":                  {func(*plan.Plan) {}, true},
		"the words of a check":     {func(p *plan.Plan) { p.Checks = nil }, true},
		"another schedule":         {func(p *plan.Plan) { p.Triggers = p.Triggers[:1] }, true},
		"who may start it":         {func(p *plan.Plan) { p.Roles[0].Members = []string{"eve#7"} }, true},
		"a phase less":             {func(p *plan.Plan) { p.Phases = p.Phases[:len(p.Phases)-1] }, false},
		"another name of a phase":  {func(p *plan.Plan) { p.Phases[len(p.Phases)-1].Name = "other" }, false},
		"a phase that comes later": {func(p *plan.Plan) { p.Phases[1].After = []string{"fixed"} }, false},
		"another machine":          {func(p *plan.Plan) { p.Phases[1].RunsOn = []string{"fleet"} }, false},
		"another system":           {func(p *plan.Plan) { p.Phases[1].Steps[0].Connection = "okta_old" }, false},
	} {
		a, b := base(phases), base(func(p *plan.Plan) { phases(p); c.change(p) })
		if same, err := emit.SameJobs(a, b, cases[1].options); err != nil || same != c.same {
			t.Errorf("%s: %v, %v", name, same, err)
		}
	}
}
