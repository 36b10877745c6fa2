package editor_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/compiler/editor"
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
  title = "A"
  owner = role.security
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

// shop is a runbook of the project.
func shop(text string) *editor.Page {
	return editor.NewProject(editor.Read("runbooks/project.hcl", []byte(project))).Page(editor.Read("runbooks/a.runbook.hcl", []byte(text)))
}

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
		"programs":                         {"step \"exec.run\" \"x\" {\n  argv = [\"find\", \"/\"]\n}\nuse \"here\" {\n  allow = [\"|\n}\n", "find"},
		"codes that may be silenced":       {"ignore \"RB90|", "RB90*"},
		"not in a comment":                 {"check \"a\" {\n  # condition = input.|\n}\n", ""},
		"not after a number":               {"runbook \"b\" {\n  language = 1|\n}\n", ""},
		"below a colon for an equals sign": {"check \"a\" {\n  message: \"b\"\n  condition = input.|\n}\n", "host"},
		"below a text that is not closed":  {"check \"a\" {\n  message = \"b\n  condition = input.|\n}\n", "host"},
		"below a list that is not closed":  {"step \"exec.run\" \"x\" {\n  argv = [\"a\",\n  title = \"t\"\n  |\n}\n", "stdin"},
		"below a section that is not closed": {"step \"exec.run\" \"x\" {\n  argv = [\"a\"]\n\ncheck \"a\" {\n  |\n}\n",
			"condition message severity -argv"},
		"Windows' line ends": {"check \"a\" {\r\n  cond|\r\n}\r\n", "condition"},
		"after é and 🙂":      {"check \"a\" {\n  message = \"é🙂 ${input.|}\"\n}\n", "host"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, at := page(t, above+c.text+below)
			got := labels(p.Complete(at))
			if c.want == "" && len(got) > 0 {
				t.Errorf("offered: %v", got)
			}
			rest := got
			for _, word := range strings.Fields(c.want) {
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

// TestHostile: no text is slow, and none makes it fall over, wherever the cursor is.
func TestHostile(t *testing.T) {
	t.Parallel()
	for name, unit := range map[string]string{
		"parens": "(", "brackets": "a = [", "braces": "a {\n", "closing": "}", "quotes": `"${`, "heredocs": "<<A\n", "heredocs of many words": "a = <<A%d\n",
		"lines in a bracket": "\n", "loops": "a = [for a in ", "loops in a line": "[for a in ", "loops closed": "[for a in b]", "dots": "a.", "indexes": "a[", "closed": "a]", "headers": "a \"b\" ", "sections": "step \"a.b\" \"c\" {\n",
		"nul": "\x00", "not UTF-8": "\xff\xfe", "comments": "/*", "settings": "a = 1\n", "inputs": "input \"a\" {}\n", "steps": "check \"a\" {\ncondition = step.",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, start := range []string{"", "check \"a\" {\n  condition = (", "locals {\n  a = \"${"} {
				text := start + strings.Repeat(unit, (64<<10)/len(unit))
				began := time.Now()
				p := editor.NewProject(editor.Read("runbooks/project.hcl", []byte(text))).Page(editor.Read("runbooks/a.runbook.hcl", []byte(text)))
				for _, at := range []int{-1, len(text) / 2, len(text) + 1} {
					p.Complete(at)
					p.Meaning(at)
				}
				if took := time.Since(began); took > 5*time.Second {
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
