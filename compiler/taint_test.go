package compiler_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// sink is a setting at which somebody sees what comes of an expression.
type sink struct {
	name, typ string
	begins    bool   // judged before the run: steps are not known there
	phased    bool   // in a runbook with phases
	text      string // of the runbook, %s for the expression
	node      func(p *plan.Plan) *expr.Node
	see       func(n *expr.Node, s expr.Scope) string
}

// sinks are those of the whole language.
var sinks = []sink{
	{"evidence", "any", false, false, "evidence \"e\" {\n  value = %s\n}", func(p *plan.Plan) *expr.Node { return p.Evidence[0].Value }, seeEvidence},
	{"check", "bool", false, false, "check \"c\" {\n  condition = %s\n  message = \"No.\"\n}", func(p *plan.Plan) *expr.Node { return p.Checks[0].Condition }, seeJudgement},
	{"check message", "string", false, false, "check \"c\" {\n  condition = step.hosts.size > 3\n  message = %s\n}", func(p *plan.Plan) *expr.Node { return p.Checks[0].Message }, seeValue},
	{"check items", "list(string)", false, false, "check \"c\" {\n  for_each = %s\n  condition = step.hosts.size > 3\n  message = \"No.\"\n}", func(p *plan.Plan) *expr.Node { return p.Checks[0].ForEach }, seeItems},
	{"argv", "string", false, false, probe("  argv = [\"cat\", %s]"), func(p *plan.Plan) *expr.Node { return p.Step("probe").Settings["argv"] }, seeValue},
	{"when", "bool", false, false, probe("  argv = [\"cat\"]\n  when = %s"), func(p *plan.Plan) *expr.Node { return p.Step("probe").When }, seeValue},
	{"items", "list(string)", false, false, probe("  argv = [\"cat\"]\n  for_each = %s"), func(p *plan.Plan) *expr.Node { return p.Step("probe").ForEach }, seeItems},
	{"members", "map(string)", false, false, probe("  argv = [\"cat\"]\n  for_each = %s"), func(p *plan.Plan) *expr.Node { return p.Step("probe").ForEach }, seeNames},
	{"items by", "list(any)", false, false, probe("  argv = [\"cat\"]\n  by = \"id\"\n  for_each = [for r in %s : { id = \"x\", of = r }]"), func(p *plan.Plan) *expr.Node { return p.Step("probe").ForEach }, seeItems},
	{"while", "bool", false, false, probe("  argv = [\"cat\"]\n  retry {\n    max   = 2\n    delay = \"10s\"\n    while = %s\n  }"), func(p *plan.Plan) *expr.Node { return p.Step("probe").Retry.While }, seeValue},
	{"expect", "bool", false, false, probe("  argv = [\"cat\"]\n  expect \"e\" {\n    condition = %s\n    message = \"No.\"\n  }"), func(p *plan.Plan) *expr.Node { return p.Step("probe").Expects[0].Condition }, seeJudgement},
	{"expect message", "string", false, false, probe("  argv = [\"cat\"]\n  expect \"e\" {\n    condition = self.exit == 0\n    message = %s\n  }"), func(p *plan.Plan) *expr.Node { return p.Step("probe").Expects[0].Message }, seeValue},
	{"limit_of", "list(string)", false, false, probe("  argv = [\"cat\"]\n  for_each = [\"a\"]\n  limit = \"50%%\"\n  limit_of = %s"), func(p *plan.Plan) *expr.Node { return p.Step("probe").Limit.Of }, seeItems},
	{"undo_after", "string", false, false, probe("  argv = [\"cat\"]\n  undo \"exec.run\" {\n    argv = [\"cat\"]\n  }\n  undo_after = %s"), func(p *plan.Plan) *expr.Node { return p.Step("probe").UndoAfter }, seeValue},
	{"undo", "string", false, false, probe("  argv = [\"cat\"]\n  undo \"exec.run\" {\n    argv = [\"cat\", %s]\n  }\n  undo_after = \"1h\""), func(p *plan.Plan) *expr.Node { return p.Step("probe").Undo.Settings["argv"] }, seeValue},
	{"webhook", "string", false, false, "step \"notify.webhook\" \"probe\" {\n  connection = connection.shop\n  text = %s\n}", func(p *plan.Plan) *expr.Node { return p.Step("probe").Settings["text"] }, seeValue},
	{"path", "string", false, false, "step \"http.request\" \"probe\" {\n  connection = connection.shop\n  method = \"GET\"\n  path = \"/x/${%s}\"\n}", func(p *plan.Plan) *expr.Node { return p.Step("probe").Settings["path"] }, seeValue},
	{"query", "map(string)", false, false, "step \"http.request\" \"probe\" {\n  connection = connection.shop\n  method = \"GET\"\n  path = \"/x\"\n  query = %s\n}", func(p *plan.Plan) *expr.Node { return p.Step("probe").Settings["query"] }, seeValue},
	{"own action", "string", false, false, "step \"shop.cancel_order\" \"probe\" {\n  id = %s\n}", func(p *plan.Plan) *expr.Node { return p.Step("probe").Settings["id"] }, seeValue},
	{"result title", "string", false, false, "result {\n  title = %s\n}", func(p *plan.Plan) *expr.Node { return p.Result.Title }, seeValue},
	{"result table", "list(any)", false, false, "result {\n  table = [for r in %s : { of = r }]\n}", func(p *plan.Plan) *expr.Node { return p.Result.Table }, seeValue},
	{"notify", "string", false, false, "notify \"n\" {\n  action = \"notify.webhook\"\n  connection = connection.shop\n  on = [\"failed\"]\n  text = %s\n}", func(p *plan.Plan) *expr.Node { return p.Notifies[0].Text }, seeValue},
	{"show", "string", false, false, "approval \"a\" {\n  from = [role.security]\n  show {\n    text = %s\n  }\n}", func(p *plan.Plan) *expr.Node { return p.Approval("a").Show.Text }, seeValue},
	{"skip_if", "bool", false, false, "approval \"a\" {\n  from = [role.security]\n  skip_if = %s\n}", func(p *plan.Plan) *expr.Node { return p.Approval("a").SkipIf }, seeValue},
	{"question", "string", false, false, ask("  question = %s"), func(p *plan.Plan) *expr.Node { return p.Ask("a").Question }, seeValue},
	{"ask when", "bool", false, false, ask("  question = \"Well?\"\n  when = %s"), func(p *plan.Plan) *expr.Node { return p.Ask("a").When }, seeValue},
	{"ask table", "list(any)", false, false, ask("  question = \"Well?\"\n  show {\n    table = [for r in %s : { of = r }]\n  }"), func(p *plan.Plan) *expr.Node { return p.Ask("a").Show.Table }, seeValue},
	{"gate", "bool", true, false, gate("    condition = %s\n    message = \"No.\""), func(p *plan.Plan) *expr.Node { return p.Access.Gates[0].Condition }, seeJudgement},
	{"gate message", "string", true, false, gate("    condition = self.size > 3\n    message = %s"), func(p *plan.Plan) *expr.Node { return p.Access.Gates[0].Message }, seeValue},
	{"phase when", "bool", false, true, "phase \"b\" {\n  when = %s\n  step \"file.read\" \"other\" {\n    path = \"/etc/hosts\"\n  }\n}", func(p *plan.Plan) *expr.Node { return p.Phase("b").When }, seeValue},
	{"phase items", "list(string)", false, true, "phase \"b\" {\n  for_each = %s\n  step \"file.read\" \"other\" {\n    path = \"/etc/hosts\"\n  }\n}", func(p *plan.Plan) *expr.Node { return p.Phase("b").ForEach }, seeItems},
	{"phase key", "list(string)", false, true, "phase \"b\" {\n  for_each = %s\n  step \"notify.webhook\" \"other\" {\n    connection = connection.shop\n    text = each.key\n  }\n}", func(p *plan.Plan) *expr.Node { return p.Phase("b").ForEach }, seeItems},
}

func probe(settings string) string { return "step \"exec.run\" \"probe\" {\n" + settings + "\n}" }

func ask(settings string) string {
	return "ask \"a\" {\n  to = [role.security]\n  timeout = \"1d\"\n" + settings + "\n  answer \"x\" {\n    type = bool\n    title = \"X\"\n  }\n}"
}

func gate(settings string) string {
	return "trigger \"manual\" \"hand\" {}\n\naccess {\n  who = [role.security]\n  gate \"g\" {\n    action = \"file.read\"\n    with {\n      path = \"/etc/hosts\"\n    }\n" + settings + "\n  }\n}"
}

func seeValue(n *expr.Node, s expr.Scope) string { return shownValue(expr.Eval(n, s)) }

// seeEvidence is what a record tells, a fallback too.
func seeEvidence(n *expr.Node, s expr.Scope) string {
	v := expr.Eval(n, s)
	return fmt.Sprint(shownValue(v), v.Fallback())
}

// shownValue is all that there is to see of a value, and why there is none.
func shownValue(v expr.Value) string {
	if !v.Whole() {
		return fmt.Sprintf("%s %q %v", v.Kind(), v.Reason(), partsOf(v))
	}
	data, err := v.AppendJSON(nil)
	return fmt.Sprintf("%s %s %v", v.Kind(), data, err)
}

func partsOf(v expr.Value) (parts []string) {
	for _, item := range v.Items() {
		parts = append(parts, shownValue(item))
	}
	for _, name := range v.Names() {
		parts = append(parts, name, shownValue(v.Get(name)))
	}
	return parts
}

func seeJudgement(n *expr.Node, s expr.Scope) string {
	j := expr.Judge(n, s)
	return fmt.Sprintf("%s %s %v", j.Outcome, j.Why, j.Operands)
}

// seeItems is what stands in a record of a for_each: the keys.
func seeItems(n *expr.Node, s expr.Scope) string {
	v := expr.Eval(n, s)
	if v.Kind() != expr.List {
		return seeNames(n, s)
	}
	var keys []string
	for _, item := range v.Items() {
		if item.Kind() == expr.Object {
			item = item.Get("id")
		}
		keys = append(keys, shownValue(item))
	}
	return strings.Join(keys, ", ")
}

// seeNames is what shows of a map whose values are hidden.
func seeNames(n *expr.Node, s expr.Scope) string {
	v := expr.Eval(n, s)
	if v.Kind() == expr.Object {
		return fmt.Sprint(v.Names())
	}
	return shownValue(v)
}

// code is what a sink is given in a generated runbook, and the locals that it goes through.
type code struct {
	at   sink
	expr string
	text string // of the runbook
}

// TestNoSecretIsSeen gives generated expressions to every sink, and evaluates what is lowered of them with
// different secrets and all else equal. Whatever differs for somebody who looks must have been reported.
func TestNoSecretIsSeen(t *testing.T) {
	t.Parallel()
	names := []string{"input", "step"}
	count := struct{ all, plans, told, leaking, silent int }{}
	called := map[string]int{}
	for batch := range rounds(uint64(25)) {
		g := &generator{Rand: rand.New(rand.NewPCG(7, batch)), called: called, from: secretSources, head: secretHead, steps: secretSteps}
		var written []code
		texts := withVault(t)
		for i := range 4 * len(sinks) {
			w := g.runbook(fmt.Sprintf("r%d", i), sinks[i%len(sinks)])
			texts[fmt.Sprintf("runbooks/r%d.runbook.hcl", i)] = w.text
			written = append(written, w)
		}
		result := compiler.Compile(files(texts), compiler.Options{Today: today})
		told := toldBy(result.Findings, "RB6005", "RB6006", "RB6007")
		for i, w := range written {
			name := fmt.Sprintf("r%d", i)
			count.all++
			if told[name] {
				count.told++
			}
			p := result.Plan(name)
			if p == nil {
				continue // it has an error, so nobody sees anything
			}
			count.plans++
			seen := map[string]bool{}
			for _, secret := range secrets {
				scope := expr.WithLocals(only(secret, names...), p.Locals)
				seen[w.at.see(w.at.node(p), scope)] = true
			}
			switch {
			case len(seen) == 1 && !told[name]:
				count.silent++
			case len(seen) > 1 && told[name]:
				count.leaking++
			case len(seen) > 1:
				t.Errorf("%s: %s\nnobody was told, and one sees %q", w.at.name, w.expr, slices.Sorted(maps.Keys(seen)))
			}
		}
	}
	t.Logf("%+v", count)
	if !allRounds {
		return
	}
	if count.leaking < count.all/20 || count.silent < count.all/20 {
		t.Errorf("the generator makes too few of some kind to be a test: %+v", count)
	}
	for _, f := range expr.Functions() {
		if called[f.Name] < 10 {
			t.Errorf("%s was called %d times", f.Name, called[f.Name])
		}
	}
}

// trustedSinks are settings that become a program, an address, a query or a header.
var trustedSinks = []sink{
	{"argv", "string", false, false, probe("  argv = [\"cat\", %s]"), func(p *plan.Plan) *expr.Node { return p.Step("probe").Settings["argv"] }, seeStructure},
	{"a list in argv", "list(string)", false, false, probe("  argv = [\"cat\", join(\"\", %s)]"), func(p *plan.Plan) *expr.Node { return p.Step("probe").Settings["argv"] }, seeStructure},
	{"names in argv", "map(string)", false, false, probe("  argv = [\"cat\", join(\"\", keys(%s))]"), func(p *plan.Plan) *expr.Node { return p.Step("probe").Settings["argv"] }, seeStructure},
	{"dir", "string", false, false, probe("  argv = [\"cat\"]\n  dir = %s"), func(p *plan.Plan) *expr.Node { return p.Step("probe").Settings["dir"] }, seeStructure},
	{"script", "string", false, false, "step \"script.run\" \"probe\" {\n  script = %s\n}", func(p *plan.Plan) *expr.Node { return p.Step("probe").Settings["script"] }, seeStructure},
	{"path", "string", false, false, web("  path = \"/x/${%s}\""), func(p *plan.Plan) *expr.Node { return p.Step("probe").Settings["path"] }, seeStructure},
	{"encoded", "string", false, false, web("  path = \"/x/${urlencode(%s)}\""), func(p *plan.Plan) *expr.Node { return p.Step("probe").Settings["path"] }, seeStructure},
	{"query", "map(string)", false, false, web("  path = \"/x\"\n  query = %s"), func(p *plan.Plan) *expr.Node { return p.Step("probe").Settings["query"] }, seeStructure},
	{"headers", "map(string)", false, false, web("  path = \"/x\"\n  headers = %s"), func(p *plan.Plan) *expr.Node { return p.Step("probe").Settings["headers"] }, seeStructure},
	{"file", "string", false, false, "step \"file.read\" \"probe\" {\n  path = %s\n}", func(p *plan.Plan) *expr.Node { return p.Step("probe").Settings["path"] }, seeStructure},
	{"host", "string", false, false, "step \"tls.probe\" \"probe\" {\n  host = %s\n}", func(p *plan.Plan) *expr.Node { return p.Step("probe").Settings["host"] }, seeStructure},
	{"undo", "string", false, false, probe("  argv = [\"cat\"]\n  undo \"exec.run\" {\n    argv = [\"cat\", %s]\n  }\n  undo_after = \"1h\""), func(p *plan.Plan) *expr.Node { return p.Step("probe").Undo.Settings["argv"] }, seeStructure},
}

func web(settings string) string {
	return "step \"http.request\" \"probe\" {\n  connection = connection.shop\n  method = \"GET\"\n" + settings + "\n}"
}

// odd is what means something to a shell, an address, a query or a header; the generator writes none of it.
const odd = "?#&;$`\n"

// seeStructure is the odd characters that come through.
func seeStructure(n *expr.Node, s expr.Scope) string {
	through := ""
	for _, r := range odd {
		if strings.ContainsRune(strings.Join(wordsOf(expr.Eval(n, s)), ""), r) {
			through += string(r)
		}
	}
	return through
}

func wordsOf(v expr.Value) []string {
	text, _ := v.AsText()
	words := []string{text}
	for _, item := range v.Items() {
		words = append(words, wordsOf(item)...)
	}
	for _, m := range v.Members() {
		words = append(append(words, m.Name), wordsOf(m.Value)...)
	}
	return words
}

// TestNoOutsideTextDecides gives generated expressions over what strangers write to every setting that becomes
// a program, an address, a query or a header. Where such a text comes through, that must have been reported.
func TestNoOutsideTextDecides(t *testing.T) {
	t.Parallel()
	count := struct{ all, plans, told int }{}
	hostile := strange("a/b" + odd + "c")
	for batch := range rounds(uint64(30)) {
		g := &generator{Rand: rand.New(rand.NewPCG(11, batch)), called: map[string]int{}, from: outsideSources, head: outsideHead, steps: outsideSteps}
		var written []code
		texts := withProject(t, nil)
		for i := range 10 * len(trustedSinks) {
			w := g.runbook(fmt.Sprintf("r%d", i), trustedSinks[i%len(trustedSinks)])
			texts[fmt.Sprintf("runbooks/r%d.runbook.hcl", i)] = w.text
			written = append(written, w)
		}
		result := compiler.Compile(files(texts), compiler.Options{Today: today})
		told := toldBy(result.Findings, "RB6003")
		for i, w := range written {
			name := fmt.Sprintf("r%d", i)
			count.all++
			if told[name] {
				count.told++
			}
			p := result.Plan(name)
			if p == nil {
				continue
			}
			count.plans++
			if through := w.at.see(w.at.node(p), expr.WithLocals(only(hostile, "input", "trigger", "step"), p.Locals)); through != "" {
				t.Errorf("%s: %s\nnobody was told, and %q comes through", w.at.name, w.expr, through)
			}
		}
	}
	t.Logf("%+v", count)
	if !allRounds {
		return
	}
	if count.told < count.all/5 || count.plans < count.all/5 {
		t.Errorf("the generator makes too few of some kind to be a test: %+v", count)
	}
}

// withVault is the fixtures' project with a system that gives secrets.
func withVault(t *testing.T) map[string]string {
	texts := withProject(t, map[string]string{"runbooks/vault.action.hcl": vault})
	texts["runbooks/project.hcl"] += "\nconnection \"vault\" {\n  kind = \"http\"\n  url  = \"https://vault.acme.example\"\n}\n"
	return texts
}

// toldBy are the runbooks that have a finding of one of these codes.
func toldBy(found []diag.Diagnostic, codes ...string) map[string]bool {
	told := map[string]bool{}
	for _, d := range found {
		if slices.Contains(codes, d.Code) {
			name, _ := strings.CutSuffix(strings.TrimPrefix(d.Range.File, "runbooks/"), ".runbook.hcl")
			told[name] = true
		}
	}
	return told
}

// only is a scope of some of the names.
func only(values map[string]expr.Value, names ...string) expr.Names {
	scope := expr.Names{}
	for _, name := range names {
		scope[name] = values[name]
	}
	return scope
}
