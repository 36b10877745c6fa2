package editor_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/compiler/editor"
	"github.com/attestary/attestary/internal/cpu"
)

const project = `project "shop" {
  language   = 1
  frameworks = ["cisa-ztmm", "nist-sp-800-53"]
}

role "security" {
  teams = ["shop/security"]
}

role "support" {
  teams = ["shop/support"]
}

connection "shop" {
  kind = "http"
  url  = "https://shop.example"
}

connection "here" {
  kind = "shell"
}

connection "base" {
  kind = "sql"
  url  = "postgres://base.shop.example/orders"
  user = "auditor"
}

secret "token" {
  from    = "env:TOKEN"
  purpose = "read the sites"
}

org {
  sites = {
    shop = { host = "shop.example", port = 443 }
  }
}
`

// above is the start of a runbook, sound in itself, that every case stands below.
const above = `runbook "a" {
  language = 1
  title    = "A"
  owner    = role.security
}

input "host" {
  type  = string
  title = "Where to look"
}

locals {
  tier_one = { for name, s in org.sites : name => s if s.port == 443 }
}

step "tls.probe" "site" {
  host = input.host
}

step "git.inspect" "repository" {
  look = ["workflows"]
}

step "tls.probe" "each_site" {
  for_each = org.sites
  host     = each.value.host
}

`

// below is what follows, so that what is broken above it must not swallow it.
const below = `
check "last" {
  condition = step.site.days_left > 7
  message   = "It ends soon."
}
`

// actions and framework are what the project has beside.
const (
	actions = `action "shop.list_users" {
  title      = "List who may enter"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  setting "since" {
    type        = date
    description = "The first day."
  }

  output "users" {
    type   = list(object({ login = string, last_seen = string }))
    labels = ["personal", "untrusted"]
  }

  run "http.request" {
    method = "GET"
    path   = "/users"
    give = {
      users = self.json
    }
  }
}
`
	framework = `framework "house-rules" {
  title = "Our own rules"

  function "doors.locks" {
    title = "Locks"

    stage "initial" {
      text = "Every door has one."
    }
  }
}
`
)

// file is a file of the project as it is being written.
func file(name, text string) *editor.Page {
	read := func(name, text string) *editor.Outline { return editor.Read("runbooks/"+name, []byte(text)) }
	beside := editor.NewProject(read("project.hcl", project), read("actions/shop.action.hcl", actions), read("house-rules.framework.hcl", framework))
	return beside.Page(read(name, text))
}

// shop is a runbook of the project.
func shop(text string) *editor.Page { return file("a.runbook.hcl", text) }

// page is a runbook with the cursor where | stands.
func page(t testing.TB, text string) (*editor.Page, int) {
	t.Helper()
	before, after, ok := strings.Cut(text, "|")
	if !ok {
		t.Fatalf("no cursor in %s", text)
	}
	return shop(before + after), len(before)
}

func labels(c editor.Completion) []string {
	var all []string
	for _, item := range c.Items {
		all = append(all, item.Label)
	}
	return all
}

// TestComplete: what is offered where somebody writes, in files that mostly cannot be parsed. The words of
// want are offered in this order, others may come between; those with - before them are not offered.
func TestComplete(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"sections":                         {"|", "-runbook satisfies trigger"},
		"a section begun":                  {"che|", "check"},
		"an action":                        {"step \"tls.|", "tls.probe"},
		"an action, quotes closed":         {"step \"tls.|\"", "tls.probe"},
		"an action of a whole step":        {"step \"tls.|\" \"x\" {\n}\n", "tls.probe"},
		"an action without quotes":         {"step |", `"exec.run" "file.read"`},
		"the name of a step is free":       {"step \"tls.probe\" \"|\"", ""},
		"settings of the action first":     {"step \"tls.probe\" \"x\" {\n  |\n}\n", "host port"},
		"settings that are not there yet":  {"step \"tls.probe\" \"x\" {\n  host = \"a\"\n  |\n  port = 1\n}\n", "-host -port title retry"},
		"no setting of another action":     {"step \"tls.probe\" \"x\" {\n  |\n}\n", "-argv"},
		"in a step that is not closed":     {"step \"tls.probe\" \"x\" {\n  ho|\n", "host"},
		"in a section of a step":           {"step \"tls.probe\" \"x\" {\n  retry {\n    |\n  }\n}\n", "max delay while -host"},
		"kinds of triggers":                {"trigger \"|", "schedule manual"},
		"roles, with their word":           {"access {\n  who = [|]\n}\n", "role.security role.support"},
		"roles":                            {"access {\n  who = [role.|]\n}\n", "security support"},
		"no inputs where roles belong":     {"access {\n  who = [input.|]\n}\n", ""},
		"secrets stay in the project":      {"step \"tls.probe\" \"x\" {\n  host = |\n}\n", "-secret input"},
		"inputs":                           {"check \"a\" {\n  condition = input.|\n}\n", "host"},
		"in a text":                        {"check \"a\" {\n  message = \"at ${input.|}\"\n}\n", "host"},
		"in a text that is not closed":     {"check \"a\" {\n  message = \"at ${input.|\n}\n", "host"},
		"in a text in a text":              {"check \"a\" {\n  message = \"at ${upper(\"${input.|", "host"},
		"in a heredoc":                     {"check \"a\" {\n  message = <<-EOT\n    at ${input.|}\n  EOT\n}\n", "host"},
		"plain words have nothing":         {"check \"a\" {\n  message = \"at |\n}\n", ""},
		"after an operator":                {"check \"a\" {\n  condition = input.host == \"a\" && step.site.|\n}\n", "cipher days_left"},
		"in a call":                        {"check \"a\" {\n  condition = length(step.|\n}\n", "site repository each_site"},
		"in a second call":                 {"check \"a\" {\n  condition = contains([1, 2], step.site.|)\n}\n", "cipher"},
		"after a question mark":            {"check \"a\" {\n  condition = true ? input.host : local.|\n}\n", "tier_one"},
		"outputs":                          {"check \"a\" {\n  condition = step.site.|\n}\n", "cipher"},
		"outputs begun":                    {"check \"a\" {\n  condition = step.site.days|\n}\n", "days_left"},
		"the outcome":                      {"check \"a\" {\n  condition = step.site.outc|\n}\n", "outcome"},
		"outputs of one of many":           {"check \"a\" {\n  condition = step.each_site[\"shop\"].|\n}\n", "cipher"},
		"members of an output":             {"check \"a\" {\n  condition = step.repository.protection.|\n}\n", "deny_deletes deny_non_fast_forwards"},
		"members of org":                   {"check \"a\" {\n  condition = org.sites.shop.|\n}\n", "host port"},
		"the run":                          {"check \"a\" {\n  condition = run.|\n}\n", "id mode requester"},
		"who asked":                        {"check \"a\" {\n  condition = run.requester.|\n}\n", "email login roles"},
		"other checks":                     {"check \"a\" {\n  condition = check.|\n}\n", "a last"},
		"a check passed":                   {"check \"a\" {\n  condition = check.last.|\n}\n", "passed"},
		"the item":                         {"step \"tls.probe\" \"x\" {\n  for_each = org.sites\n  host = each.|\n}\n", "key value"},
		"the item's members":               {"step \"tls.probe\" \"x\" {\n  host = each.value.|\n  for_each = local.tier_one\n}\n", "host port"},
		"self":                             {"step \"tls.probe\" \"x\" {\n  expect \"e\" {\n    condition = self.|\n", "cipher"},
		"no self outside":                  {"step \"tls.probe\" \"x\" {\n  host = |\n}\n", "-self -each"},
		"a loop's variable":                {"check \"a\" {\n  condition = [for w in step.repository.workflows : w.|]\n}\n", "path unpinned write_all"},
		"a loop's variable by name":        {"check \"a\" {\n  condition = [for work in step.repository.workflows : wo|]\n}\n", "work"},
		"loops in loops":                   {"check \"a\" {\n  condition = alltrue([for w in step.repository.workflows : length([for u in w.unpinned : u if w.|", "path"},
		"functions":                        {"check \"a\" {\n  condition = startsw|\n}\n", "startswith"},
		"before a run, org and locals":     {"runbook \"b\" {\n  title = |\n}\n", "local org -input"},
		"a trigger knows what started it":  {"trigger \"manual\" \"m\" {\n  map = { host = |\n", "run trigger -step"},
		"controls":                         {"satisfies \"nist-sp-800-53\" {\n  controls = [\"AC-|\n}\n", "AC-1 AC-2"},
		"a second control":                 {"satisfies \"nist-sp-800-53\" {\n  controls = [\"AC-2\", \"SC-8|\"]\n}\n", "SC-8"},
		"functions of a framework":         {"satisfies \"cisa-ztmm\" {\n  function = \"networks.|\n}\n", "networks.*"},
		"stages":                           {"satisfies \"cisa-ztmm\" {\n  stage = |\n}\n", `"traditional" "initial" "advanced" "optimal"`},
		"frameworks":                       {"satisfies \"|\" {}\n", "cisa-ztmm nist-sp-800-53"},
		"words of a setting":               {"check \"a\" {\n  severity = \"|\n}\n", "low medium high"},
		"words of an action's setting":     {"step \"git.inspect\" \"x\" {\n  look = [\"head\", \"|\n}\n", "head secrets"},
		"types":                            {"input \"b\" {\n  type = |\n}\n", "string number"},
		"true and false":                   {"runbook \"b\" {\n  read_only = |\n}\n", "true false"},
		"connections":                      {"use \"|\"", "shop here"},
		"what a connection may be allowed": {"use \"shop\" {\n  allow = [\"G|\"]\n}\n", "GET*"},
		"verbs of statements":              {"use \"base\" {\n  allow = [\"|\"]\n}\n", "delete insert select update"},
		"programs":                         {"step \"exec.run\" \"x\" {\n  argv = [\"find\", \"/\"]\n}\nuse \"here\" {\n  allow = [\"|\n}\n", "find"},
		"codes that may be silenced":       {"ignore \"RB90|", "RB90*"},
		"not in a comment":                 {"check \"a\" {\n  # condition = input.|\n}\n", ""},
		"not after a number":               {"runbook \"b\" {\n  language = 1|\n}\n", ""},
		"below a colon for an equals sign": {"check \"a\" {\n  message: \"b\"\n  condition = input.|\n}\n", "host"},
		"below a text that is not closed":  {"check \"a\" {\n  message = \"b\n  condition = input.|\n}\n", "host"},
		"below a list that is not closed":  {"step \"exec.run\" \"x\" {\n  argv = [\"a\",\n  title = \"t\"\n  |\n}\n", "stdin"},
		"below a section that is not closed": {"step \"exec.run\" \"x\" {\n  argv = [\"a\"]\n\ncheck \"a\" {\n  |\n}\n",
			"condition message severity -argv"},
		"actions written in HCL":          {"step \"shop.|", "shop.list_users"},
		"their settings":                  {"step \"shop.list_users\" \"x\" {\n  |\n}\n", "since title -users"},
		"their outputs":                   {"step \"shop.list_users\" \"x\" {\n}\ncheck \"c\" {\n  condition = step.x.|\n}\n", "outcome users"},
		"items of their outputs":          {"step \"shop.list_users\" \"x\" {\n}\ncheck \"c\" {\n  condition = [for u in step.x.users : u.|", "last_seen login"},
		"an undo":                         {"step \"tls.probe\" \"x\" {\n  undo \"|", "exec.run none"},
		"an undo's settings":              {"step \"tls.probe\" \"x\" {\n  undo \"shop.list_users\" {\n    |\n  }\n}\n", "since reason"},
		"the action of a gate":            {"access {\n  gate \"g\" {\n    action = \"shop.|\n  }\n}\n", "shop.list_users"},
		"the settings of a gate's action": {"access {\n  gate \"g\" {\n    action = \"shop.list_users\"\n    with {\n      |\n    }\n  }\n}\n", "since"},
		"what a gate saw":                 {"access {\n  gate \"g\" {\n    condition = self.|\n    action = \"shop.list_users\"\n  }\n}\n", "users"},
		"in a phase":                      {"phase \"p\" {\n  for_each = org.sites\n  step \"tls.probe\" \"x\" {\n    host = each.value.|\n  }\n}\n", "host port"},
		"an approval":                     {"approval \"yes\" {\n  from = [role.security]\n}\ncheck \"c\" {\n  condition = approval.yes.|", "approved_at approved_by outcome"},
		"an answer":                       {"ask \"who\" {\n  answer \"login\" {\n    type = string\n  }\n}\ncheck \"c\" {\n  condition = ask.who.|", "login"},
		"what may be waited for":          {"approval \"yes\" {\n}\nstep \"tls.probe\" \"x\" {\n  needs = [|]\n}\n", "step.site approval.yes check.last"},
		"the check of a waivable":         {"waivable \"|", "last"},
		"moments of a notify":             {"notify \"n\" {\n  on = [\"fa|", "failed"},
		"a team's own framework":          {"satisfies \"|", "cisa-ztmm house-rules nist-sp-800-53"},
		"its functions":                   {"satisfies \"house-rules\" {\n  function = \"|", "doors.locks"},
		"Windows' line ends":              {"check \"a\" {\r\n  cond|\r\n}\r\n", "condition"},
		"after é and 🙂":                   {"check \"a\" {\n  message = \"é🙂 ${input.|}\"\n}\n", "host"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, at := page(t, above+c.text+below)
			offers(t, p.Complete(at), c.want)
		})
	}
}

// TestCompleteTheOnlyValue: where a setting has one value, it comes along; elsewhere the cursor waits for one.
func TestCompleteTheOnlyValue(t *testing.T) {
	t.Parallel()
	p, at := page(t, "runbook \"b\" {\n  |\n}\n")
	got := map[string]string{}
	for _, item := range p.Complete(at).Items {
		got[item.Label] = item.Snippet
	}
	if got["language"] != "language = 1" || got["title"] != `title = "$0"` {
		t.Errorf("language is written as %q, title as %q", got["language"], got["title"])
	}
}

func offers(t *testing.T, c editor.Completion, want string) {
	t.Helper()
	got := labels(c)
	if want == "" && len(got) > 0 {
		t.Errorf("offered: %v", got)
	}
	rest := got
	for _, word := range strings.Fields(want) {
		if absent, ok := strings.CutPrefix(word, "-"); ok {
			if slices.Contains(got, absent) {
				t.Errorf("%s is offered", absent)
			}
			continue
		}
		i := slices.IndexFunc(rest, func(label string) bool { return meets(label, word) })
		if i < 0 {
			t.Fatalf("no %s in %v", word, rest)
		}
		rest = rest[i+1:]
	}
}

// TestCompleteBeside: the files that are no runbooks.
func TestCompleteBeside(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, text, want string }{
		"sections of the project":   {"project.hcl", project + "|", "role person connection"},
		"kinds of connections":      {"project.hcl", project + "connection \"x\" {\n  kind = \"|", "http sql github shell"},
		"secrets":                   {"project.hcl", project + "connection \"x\" {\n  token = secret.|", "token"},
		"frameworks":                {"project.hcl", "project \"a\" {\n  frameworks = [\"|", "cisa-ztmm house-rules"},
		"a policy sees the plan":    {"project.hcl", project + "policy \"p\" {\n  condition = |", "org plan -step -input"},
		"what is known of a plan":   {"project.hcl", project + "policy \"p\" {\n  condition = plan.|", "approvals changes"},
		"an action's sections":      {"actions/shop.action.hcl", strings.TrimSuffix(actions, "}\n") + "  |", "setting output -run undo"},
		"what does an action":       {"actions/shop.action.hcl", "action \"shop.a\" {\n  run \"http.|", "http.request"},
		"settings of what does it":  {"actions/shop.action.hcl", "action \"shop.a\" {\n  run \"http.request\" {\n    |\n  }\n}\n", "method path give"},
		"settings of an action":     {"actions/shop.action.hcl", strings.Replace(actions, "\"/users\"", "setting.|", 1), "since"},
		"roots in an action":        {"actions/shop.action.hcl", strings.Replace(actions, "\"/users\"", "|", 1), "setting -step -input -self"},
		"what an action got":        {"actions/shop.action.hcl", strings.Replace(actions, "self.json", "self.|", 1), "headers json status text"},
		"labels of an output":       {"actions/shop.action.hcl", strings.Replace(actions, "\"untrusted\"", "\"|", 1), "secret untrusted personal"},
		"outcomes of a test":        {"a.runbooktest.hcl", "test \"t\" {\n  outcome = \"|", "passed failed blocked"},
		"stages of a function":      {"house-rules.framework.hcl", strings.Replace(framework, "\"initial\"", "\"|\"", 1), "traditional initial"},
		"a file that is none of us": {"a.hcl", "|", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, after, _ := strings.Cut(c.text, "|")
			offers(t, file(c.file, before+after).Complete(len(before)), c.want)
		})
	}
}

// meets tells whether a label is the word, which may end in * for anything more.
func meets(label, word string) bool {
	start, open := strings.CutSuffix(word, "*")
	return label == word || open && strings.HasPrefix(label, start)
}

// TestMeaning: what hover says of the word that stands at the cursor, and where it is defined.
func TestMeaning(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, detail, doc, defined string }{
		"a section":              {"che|ck \"a\" {\n}\n", `check "NAME" { … }`, "A condition over everything", ""},
		"a setting":              {"check \"a\" {\n  mess|age = \"b\"\n}\n", "value", "Required", ""},
		"an action's setting":    {"step \"tls.probe\" \"x\" {\n  ho|st = \"b\"\n}\n", "string", "", ""},
		"an action":              {"step \"tls|.probe\" \"x\" {\n}\n", "Open a TLS connection", "`days_left`", ""},
		"an input":               {"check \"a\" {\n  condition = input.ho|st == \"b\"\n}\n", "string", "Where to look", `input "host" {`},
		"an input in a text":     {"check \"a\" {\n  message = \"at ${input.host|} now\"\n}\n", "string", "Where to look", `input "host" {`},
		"a step":                 {"check \"a\" {\n  condition = step.|site.days_left > 7\n}\n", "tls.probe", "", `step "tls.probe" "site" {`},
		"an output":              {"check \"a\" {\n  condition = step.site.days|_left > 7\n}\n", "number", "days", ""},
		"a local":                {"check \"a\" {\n  condition = length(local.tier|_one) > 7\n}\n", "", "org.sites", "tier_one = {"},
		"a role":                 {"access {\n  who = [role.supp|ort]\n}\n", "", "support", `role "support" {`},
		"a value of org":         {"check \"a\" {\n  condition = length(org.si|tes) > 7\n}\n", "", "443", "sites = {"},
		"a connection":           {"use \"sho|p\" {\n}\n", "http", "", `connection "shop" {`},
		"a function":             {"check \"a\" {\n  condition = len|gth([1]) > 7\n}\n", "length(", "", ""},
		"a control":              {"satisfies \"nist-sp-800-53\" {\n  controls = [\"AC-2|(3)\"]\n}\n", "", "AC-2(3)", ""},
		"a stage":                {"satisfies \"cisa-ztmm\" {\n  stage = \"adv|anced\"\n  function = \"networks.traffic-encryption\"\n}\n", "Advanced", "encrypt", ""},
		"what does not exist":    {"check \"a\" {\n  condition = input.no|thing\n}\n", "", "", ""},
		"a word of a plain text": {"check \"a\" {\n  message = \"input.ho|st\"\n}\n", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, at := page(t, above+c.text+below)
			item, from, to, ok := p.Meaning(at)
			if ok && (from > at || to < at) {
				t.Errorf("the cursor is at %d, the word from %d to %d", at, from, to)
			}
			if !strings.Contains(item.Detail, c.detail) || !strings.Contains(item.Doc, c.doc) {
				t.Errorf("%q %q", item.Detail, item.Doc)
			}
			if ok != (c.detail+c.doc != "") {
				t.Errorf("found: %v", ok)
			}
			texts := map[string]string{"runbooks/project.hcl": project, "runbooks/a.runbook.hcl": above, "": ""}
			if text := texts[item.Defined.File][item.Defined.From:]; c.defined != "" && !strings.HasPrefix(text, nameIn(c.defined)) || c.defined == "" && item.Defined.File != "" {
				t.Errorf("defined at %.40q", text)
			}
		})
	}
}

// nameIn is what follows the last opening quote of a header, or all of a setting.
func nameIn(line string) string {
	if header, ok := strings.CutSuffix(line, `" {`); ok {
		return header[strings.LastIndexByte(header, '"')+1:] + `" {`
	}
	return line
}

// TestHostile: no text is slow, and none makes it fall over, wherever the cursor is. It is not parallel, so
// that the time is its own.
func TestHostile(t *testing.T) {
	for name, unit := range map[string]string{
		"parens": "(", "brackets": "a = [", "braces": "a {\n", "closing": "}", "quotes": `"${`, "heredocs": "<<A\n", "heredocs of many words": "a = <<A%d\n",
		"lines in a bracket": "\n", "loops": "a = [for a in ", "loops in a line": "[for a in ", "loops closed": "[for a in b]", "dots": "a.", "indexes": "a[", "closed": "a]", "headers": "a \"b\" ", "sections": "step \"a.b\" \"c\" {\n",
		"nul": "\x00", "not UTF-8": "\xff\xfe", "comments": "/*", "settings": "a = 1\n", "inputs": "input \"a\" {}\n", "steps": "check \"a\" {\ncondition = step.",
	} {
		t.Run(name, func(t *testing.T) {
			for _, start := range []string{"", "check \"a\" {\n  condition = (\"${"} {
				text := start + strings.Repeat(unit, (64<<10)/len(unit))
				began := cpu.Time()
				p := editor.NewProject(editor.Read("runbooks/project.hcl", []byte(text))).Page(editor.Read("runbooks/a.runbook.hcl", []byte(text)))
				p.Complete(-1)
				p.Meaning(len(text) / 2)
				p.Complete(len(text) + 1)
				if took := cpu.Time() - began; took > 10*time.Second {
					t.Errorf("%.20q: %v", start, took)
				}
			}
		})
	}
}

// FuzzComplete: any text, any place.
func FuzzComplete(f *testing.F) {
	f.Add(above+below, 100)
	f.Add("step \"tls.", 11)
	f.Add("check \"a\" {\n  message = \"at ${upper(\"${input.", 48)
	f.Add("locals {\n  a = [for k, v in {a = 1} : v.", 42)
	f.Fuzz(func(t *testing.T, text string, at int) {
		p := shop(text)
		c := p.Complete(at)
		if c.From > c.To || c.From < 0 || c.To > len(text) {
			t.Fatalf("from %d to %d of %d", c.From, c.To, len(text))
		}
		if strings.Contains(text[c.From:c.To], "\n") {
			t.Fatalf("what is replaced has two lines: %q", text[c.From:c.To])
		}
		p.Meaning(at)
	})
}

// BenchmarkComplete asks for what stands after a dot, which is the dearest question, as if for the first
// time.
func BenchmarkComplete(b *testing.B) {
	text := above + "check \"a\" {\n  condition = step.site.|\n}\n" + below
	for b.Loop() {
		p, at := page(b, text)
		p.Complete(at)
	}
}
