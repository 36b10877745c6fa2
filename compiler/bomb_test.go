package compiler_test

import (
	"fmt"
	"io/fs"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diff"
	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/compiler/syntax"
)

// maxAllocated is how many bytes the whole way of one hostile file may allocate in all, freed or not. It is the
// same on every machine, unlike the time, and some times more than what is held at once.
const maxAllocated = 800 << 20

// bombs are files of each kind that keep every limit of one file, as far as it can be made to: n is how often
// something stands in it. What is wide, deep or repeated goes the whole way: rules, plan, diff, workflow.
var bombs = map[string]struct {
	file string
	text func(n int) string
}{
	"steps": {"x.runbook.hcl", func(n int) string { return runbook("x") + manySteps(n) }},
	"phases": {"x.runbook.hcl", func(n int) string {
		return head + many(n, "phase \"p%[1]d\" {\n  step \"file.read\" \"s%[1]d\" {\n    path = \"/etc/hosts\"\n  }\n}\n")
	}},
	"a row of phases": {"x.runbook.hcl", func(n int) string {
		return head + "phase \"p\" {\n  step \"file.read\" \"s\" {\n    path = \"/etc/hosts\"\n  }\n}\n" +
			many(n, "phase \"p%[1]d\" {\n  after = [phase.p]\n  when = step.s.size > 1\n  step \"file.read\" \"s%[1]d\" {\n    path = \"/etc/hosts\"\n  }\n}\n")
	}},
	"approvals": {"x.runbook.hcl", func(n int) string {
		return runbook("x") + many(n, "approval \"a%d\" {\n  from = [role.security]\n  show {\n    text = step.hosts.text\n  }\n}\n")
	}},
	"asks": {"x.runbook.hcl", func(n int) string {
		return runbook("x") + "ask \"a\" {\n  to = [role.security]\n  question = \"?\"\n  timeout = \"1d\"\n" + many(n, "  answer \"a%d\" {\n    type = bool\n    title = \"x\"\n  }\n") + "}\n"
	}},
	"gates": {"x.runbook.hcl", func(n int) string {
		return runbook("x") + "trigger \"manual\" \"m\" {\n}\n\naccess {\n  who = [role.security]\n" + many(n, "  gate \"g%d\" {\n    action = \"file.read\"\n    with {\n      path = \"/\"\n    }\n    condition = self.size > 1\n    message = \"no\"\n  }\n") + "}\n"
	}},
	"checks": {"x.runbook.hcl", func(n int) string {
		return runbook("x") + many(n, "check \"c%d\" {\n  condition = step.hosts.size > 1\n  message = \"no ${step.hosts.size}\"\n}\n")
	}},
	"expects": {"x.runbook.hcl", func(n int) string {
		return strings.TrimSuffix(runbook("x"), "}\n\n") + many(n, "  expect \"e%d\" {\n    condition = self.size > 1\n    message = \"no\"\n  }\n") + "}\n"
	}},
	"evidence": {"x.runbook.hcl", func(n int) string {
		return runbook("x") + many(n, "evidence \"e%d\" {\n  value = step.hosts.size\n}\n")
	}},
	"notifies": {"x.runbook.hcl", func(n int) string {
		return runbook("x") + "use \"shop\" {\n  allow = [\"notify.webhook\"]\n}\n" + many(n, "notify \"n%d\" {\n  action = \"notify.webhook\"\n  connection = connection.shop\n  on = [\"failed\"]\n  text = \"no\"\n}\n")
	}},
	"triggers": {"x.runbook.hcl", func(n int) string {
		return runbook("x") + many(n, "trigger \"schedule\" \"t%d\" {\n  every = \"hour\"\n}\n")
	}},
	"claims": {"x.runbook.hcl", func(n int) string {
		return runbook("x") + many(n, "satisfies \"nist-sp-800-53\" {\n  controls = [\"SC-%d\"]\n}\n")
	}},
	"inputs": {"x.runbook.hcl", func(n int) string {
		return runbook("x") + many(n, "input \"i%d\" {\n  type = string\n  pattern = \"(a|b|c){1,50}\"\n}\n")
	}},
	"locals": {"x.runbook.hcl", func(n int) string {
		return runbook("x") + "locals {\n" + many(n, "  l%[1]d = [local.l%[2]d, local.l%[2]d]\n") + "}\n"
	}},
	"doubling": {"x.runbook.hcl", func(n int) string {
		return runbook("x") + "locals {\n  l0 = \"xx\"\n" + many(n, "  l%[1]d = \"${local.l%[2]d}${local.l%[2]d}\"\n") + "}\n\nevidence \"e\" {\n  value = local.l" + fmt.Sprint(n) + "\n}\n"
	}},
	"doubling objects": {"x.runbook.hcl", func(n int) string {
		return runbook("x") + "locals {\n  l0 = step.hosts.size\n" + many(n, "  l%[1]d = { a = local.l%[2]d, b = local.l%[2]d }\n") + "}\n\nevidence \"e\" {\n  value = local.l" + fmt.Sprint(n) + "\n}\n"
	}},
	"a secret in objects": {"x.runbook.hcl", func(n int) string {
		return runbook("x") + "input \"code\" {\n  type = string\n  sensitive = true\n}\n\nlocals {\n  l0 = input.code\n" + many(n, "  l%[1]d = { a = local.l%[2]d, b = local.l%[2]d }\n") + "}\n\nevidence \"e\" {\n  value = local.l" + fmt.Sprint(n) + "\n}\n"
	}},
	"org everywhere": {"x.runbook.hcl", func(n int) string {
		return runbook("x") + many(n, "evidence \"e%d\" {\n  value = [org.wide, org.wide]\n}\n")
	}},
	"chained secrets": {"x.runbook.hcl", func(n int) string { return runbook("x") + chained(n) }},
	"for of for": {"x.runbook.hcl", func(n int) string {
		return runbook("x") + many(n, "evidence \"e%d\" {\n  value = [for a in org.wide : [for b in org.wide : [for c in org.wide : \"${a}${b}${c}\"]]]\n}\n")
	}},
	"joins": {"x.runbook.hcl", func(n int) string {
		return runbook("x") + many(n, "evidence \"e%d\" {\n  value = join(join(\",\", org.wide), [for a in org.wide : join(\",\", org.wide)])\n}\n")
	}},
	"allowances": {"x.runbook.hcl", func(n int) string {
		return runbook("x") + "use \"shop\" {\n  allow = [\n" + many(n, "    \"GET /**/**/**/x%d\",\n") + "  ]\n}\n"
	}},
	"ignores": {"x.runbook.hcl", func(n int) string {
		return runbook("x") + many(n, "ignore \"RB2023\" {\n  reason = \"x%d\"\n  until = \"2026-05-01\"\n}\n")
	}},
	"moves": {"x.runbook.hcl", func(n int) string {
		return runbook("x") + many(n, "moved {\n  from = step.a%[1]d\n  to = step.a%[2]d\n}\n")
	}},
	"strangers": {"x.runbook.hcl", func(n int) string {
		return runbook("x") + many(n, "step \"file.read\" \"long_name_s%[1]d\" {\n  path = \"/\"\n}\nevidence \"e%[1]d\" {\n  value = step.lomg_name_s%[2]d.size\n}\n")
	}},
	"mocks": {"x.runbooktest.hcl", func(n int) string {
		return "test \"t\" {\n  runbook = \"sound\"\n  outcome = \"passed\"\n" + many(n, "  mock \"step.hosts\" \"k%d\" {\n  }\n") + "}\n"
	}},
	"tests": {"x.runbooktest.hcl", func(n int) string {
		return many(n, "test \"t%d\" {\n  runbook = \"sound\"\n  outcome = \"passed\"\n}\n")
	}},
	"wide mocks": {"x.runbooktest.hcl", func(n int) string {
		return many(n, "test \"t%d\" {\n  runbook = \"sound\"\n  outcome = \"passed\"\n  mock \"step.hosts\" {\n    text = [org.wide, org.wide]\n  }\n}\n")
	}},
	"actions": {"x.action.hcl", func(n int) string { return many(n, ownAction) }},
	"settings": {"x.action.hcl", func(n int) string {
		return "action \"x.a\" {\n  title = \"A\"\n  effect = \"observe\"\n  idempotent = true\n  kind = \"http\"\n" + many(n, "  setting \"s%d\" {\n    type = string\n    default = \"\"\n  }\n") + "  run \"http.request\" {\n    method = \"GET\"\n    path = \"/\"\n  }\n}\n"
	}},
	"types": {"x.action.hcl", func(n int) string {
		return "action \"x.a\" {\n  title = \"A\"\n  effect = \"observe\"\n  idempotent = true\n  kind = \"http\"\n  output \"o\" {\n    type = " + strings.Repeat("list(", min(n, 60)) + "string" + strings.Repeat(")", min(n, 60)) + "\n  }\n" + many(n, "  output \"o%d\" {\n    type = list(object({ a = string, b = map(list(string)) }))\n  }\n") + "}\n"
	}},
	"functions": {"x.framework.hcl", func(n int) string {
		return "framework \"x\" {\n  title = \"X\"\n" + many(n, "  function \"f%d\" {\n    title = \"F\"\n  }\n") + "}\n"
	}},
	"stages": {"x.framework.hcl", func(n int) string {
		return "framework \"x\" {\n  title = \"X\"\n  function \"f\" {\n    title = \"F\"\n" + many(n, "    stage \"s%d\" {\n      text = \"S\"\n    }\n") + "  }\n}\n"
	}},
	"controls": {"x.framework.hcl", func(n int) string {
		return "framework \"x\" {\n  title = \"X\"\n" + many(n, "  control \"c%d\" {\n    title = \"C\"\n  }\n") + "}\n"
	}},
}

const head = "runbook \"x\" {\n  language = 1\n  title    = \"Look around\"\n  owner    = role.security\n}\n\n"

const ownAction = "action \"x.a%d\" {\n  title = \"A\"\n  effect = \"observe\"\n  idempotent = true\n  kind = \"http\"\n  output \"o\" {\n    type = string\n  }\n  run \"http.request\" {\n    method = \"GET\"\n    path = \"/\"\n    give = { o = self.text }\n  }\n}\n"

// many is text n times, with its number and the number before.
func many(n int, text string) string {
	var b strings.Builder
	for i := 1; i <= n; i++ {
		s := strings.ReplaceAll(strings.ReplaceAll(text, "%[1]d", fmt.Sprint(i)), "%[2]d", fmt.Sprint(i-1))
		b.WriteString(strings.ReplaceAll(s, "%d", fmt.Sprint(i)))
	}
	return b.String()
}

// chained are steps of which each is given what the one before gave, from a secret on.
func chained(n int) string {
	return "input \"code\" {\n  type = string\n  sensitive = true\n}\n\nuse \"machine\" {\n  allow = [\"cat\"]\n}\n\nstep \"exec.run\" \"s0\" {\n  argv = [\"cat\"]\n  stdin = input.code\n}\n" +
		many(n, "step \"exec.run\" \"s%[1]d\" {\n  argv = [\"cat\"]\n  stdin = \"${step.s%[2]d.stdout}${step.s%[2]d.stderr}\"\n  env = { A = step.s%[2]d.stdout }\n}\n")
}

// wideOrg is a project with a long list that everybody may mention.
func wideOrg(t testing.TB) string {
	return strings.Replace(readFile(t, "testdata/check/project.hcl"), "org {\n", "org {\n  wide = ["+strings.Repeat("\"0123456789\", ", 1000)+"]\n", 1)
}

// TestBombs sends each bomb the whole way. It is not parallel, so that what is allocated is its own.
func TestBombs(t *testing.T) {
	for name, bomb := range bombs {
		for _, size := range bombSizes {
			each := (len(bomb.text(200)) - len(bomb.text(100))) / 100
			n := max(1, size/max(each, 1))
			texts := withProject(t, map[string]string{"runbooks/project.hcl": wideOrg(t), "runbooks/sound.runbook.hcl": sound, "runbooks/" + bomb.file: bomb.text(n)})
			if bytes, took := burn(t, files(texts)); bytes > maxAllocated {
				t.Errorf("%s, %d times: %d MiB in %v", name, n, bytes>>20, took)
			} else {
				t.Logf("%s, %d times: %d MiB in %v", name, n, bytes>>20, took)
			}
		}
	}
}

// burn goes the whole way of a repository: findings, fixes, plans, what a reviewer reads, workflows, layout.
func burn(t *testing.T, fsys fs.FS) (bytes uint64, took time.Duration) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	started := time.Now()
	result := compiler.Compile(fsys, compiler.Options{Today: today})
	shown := diff.Compare(nil, result.Plans)
	diff.Markdown(shown)
	diff.Text(shown, 100)
	if _, err := emit.All(result.Plans, emit.Options{}); err != nil {
		t.Log(err) // a bound of the forge's
	}
	for file, src := range result.Project.Sources {
		syntax.Format(file, src)
	}
	took = time.Since(started).Round(time.Millisecond)
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc, took
}
