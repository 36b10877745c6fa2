package emit_test

import (
	"bytes"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rhysd/actionlint"
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
	}), emit.Options{Sign: "key:keys/acme.key", Action: "attestary/attestary/actions@0123456789abcdef0123456789abcdef01234567"}},
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
	{"hostile-words", base(func(p *plan.Plan) {
		byHand(p)
		p.Title = "yes: ${{ secrets.X }} # no - 'a\": b"
		p.Inputs = []plan.Input{{Name: "on", Type: "string", Title: "*x --- &y ${{ github.token }}", Default: ptr(expr.OfText("true")),
			OneOf: []expr.Value{expr.OfText("true"), expr.OfText("0x10"), expr.OfText("a\nb")}}}
	}), emit.Options{Sign: "key:keys/acme.key"}},
}

// TestGoldens shows what a person finds in .github/workflows, plan by plan.
func TestGoldens(t *testing.T) {
	t.Parallel()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			file, err := emit.Workflow(c.plan, c.options)
			if err != nil {
				t.Fatal(err)
			}
			page := &txtar.Archive{Files: []txtar.File{{Name: file.Path, Data: file.Data}}}
			golden.Check(t, filepath.Join(goldens, c.name+".txtar"), txtar.Format(page))
			again, err := emit.Workflow(c.plan, c.options)
			if err != nil || !bytes.Equal(again.Data, file.Data) {
				t.Errorf("a second time it gave other bytes (%v)", err)
			}
		})
	}
}

// GitHub must understand every workflow: actionlint knows its grammar, its contexts, its schedules, and
// the inputs that our own action takes.
func TestActionlint(t *testing.T) {
	t.Parallel()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			file, err := emit.Workflow(c.plan, c.options)
			if err != nil {
				t.Fatal(err)
			}
			lint(t, file.Path, file.Data)
			pinned(t, file.Data)
		})
	}
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
			Name string
			On   struct {
				Dispatch struct {
					Inputs map[string]struct {
						Description string
						Options     []string
					}
				} `yaml:"workflow_dispatch"`
			}
			Jobs yaml.Node
		}
		if err := yaml.Unmarshal(file.Data, &doc); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if want := shown(c.plan.Title); doc.Name != want {
			t.Errorf("%s: the name is %q, not %q", c.name, doc.Name, want)
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
		jobs, err := yaml.Marshal(&doc.Jobs)
		if err != nil {
			t.Fatal(err)
		}
		for _, expression := range regexp.MustCompile(`\$\{\{.*?\}\}`).FindAllString(string(jobs), -1) {
			if !regexp.MustCompile(`^\$\{\{ (toJSON\(github\.event\.inputs\)|secrets\.[A-Z_]+|vars\.(VAULT_[A-Z_]+|TRANSIT_SECRET_ENGINE_PATH)) \}\}$`).MatchString(expression) {
				t.Errorf("%s: a job evaluates %s", c.name, expression)
			}
		}
	}
}

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
		{"nothing starts it", func(p *plan.Plan) { p.Triggers = nil }, emit.Options{}, "neither a schedule nor a form starts it"},
		{"only an event starts it", func(p *plan.Plan) { p.Triggers = []plan.Trigger{byEvent} }, emit.Options{}, "neither a schedule nor a form starts it"},
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

var byEvent = plan.Trigger{Kind: "event", Name: "alarm", Type: "alarm"}

// TestOtherTriggers: what cannot begin a run yet is no part of a workflow, so that none ever starts and
// fails by it.
func TestOtherTriggers(t *testing.T) {
	t.Parallel()
	body := func(p *plan.Plan) string {
		files, err := emit.All([]*plan.Plan{p}, emit.Options{})
		if err != nil || len(files) != 1 {
			t.Fatalf("%d files, %v", len(files), err)
		}
		_, data, _ := strings.Cut(string(files[0].Data), "\n\n") // below the digest of the plan
		return data
	}
	with := base(func(p *plan.Plan) { p.Triggers = append([]plan.Trigger{byEvent}, p.Triggers...) })
	if diff := cmp.Diff(body(base(nil)), body(with)); diff != "" {
		t.Error(diff)
	}
	alone := base(func(p *plan.Plan) { p.Triggers = []plan.Trigger{byEvent} })
	if files, err := emit.All([]*plan.Plan{alone}, emit.Options{}); err != nil || len(files) > 0 {
		t.Errorf("%d files, %v", len(files), err)
	}
}

func lint(t *testing.T, path string, data []byte) {
	t.Helper()
	var out bytes.Buffer
	linter, err := actionlint.NewLinter(&out, &actionlint.LinterOptions{WorkingDir: "../.."})
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	project, err := actionlint.NewProject(root)
	if err != nil {
		t.Fatal(err)
	}
	if findings, err := linter.Lint(filepath.Join(root, path), data, project); err != nil || len(findings) > 0 {
		t.Errorf("actionlint: %v\n%s\n%s", err, out.String(), data)
	}
}

// pinned holds that every action of others is named by a full commit, with its version beside it.
func pinned(t *testing.T, data []byte) {
	t.Helper()
	for _, line := range regexp.MustCompile(`(?m)^.*\buses: .*$`).FindAllString(string(data), -1) {
		if !regexp.MustCompile(`uses: (\./actions|attestary/attestary/actions@[0-9a-f]{40}|[a-z-]+/[a-z-]+@[0-9a-f]{40} # v[0-9.]+)$`).MatchString(line) {
			t.Errorf("not pinned by commit and told by version: %s", line)
		}
	}
}
