package compiler_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/attestary/attestary/schemas/expr"
)

// vault is a system that gives secrets.
const vault = `action "vault.read" {
  title      = "Read a secret"
  effect     = "observe"
  idempotent = true
  kind       = "http"

  output "token" {
    type   = string
    labels = ["secret"]
  }
  output "data" {
    type   = map(string)
    labels = ["secret"]
  }
  output "found" {
    type = bool
  }

  run "http.request" {
    method = "GET"
    path   = "/secret"
    give   = { token = self.json.token, data = self.json.data, found = self.status == 200 }
  }
}
`

// source is something that an expression may mention.
type source struct {
	typ, path string
	hidden    bool // what is looked for: something secret, or from outside
	later     bool // only known during the run
}

var secretSources = []source{
	{"string", "input.code", true, false},
	{"number", "input.pin", true, false},
	{"bool", "input.flag", true, false},
	{"list(string)", "input.codes", true, false},
	{"string", "step.vault.token", true, true},
	{"map(string)", "step.vault.data", true, true},
	{"string", "step.vault.data.a", true, true},
	{"string", "input.name", false, false},
	{"number", "input.size", false, false},
	{"list(string)", "input.words", false, false},
	{"bool", "step.vault.found", false, true},
	{"number", "step.hosts.size", false, true},
}

// secrets are what the hidden sources may be, with all else equal.
var secrets = []map[string]expr.Value{
	world("hunter2", 4711, true, []string{"a", "b"}, map[string]string{"a": "1", "b": "2"}),
	world("hunter3", 4712, true, []string{"a", "c"}, map[string]string{"a": "1", "c": "2"}),
	world("a", 0, false, []string{"a"}, map[string]string{"a": "x"}),
	world("b", -1, false, []string{"b", "a", "b"}, map[string]string{"z": "a"}),
	world("1", 1, true, []string{"1", "2"}, map[string]string{"a": "2026-01-02"}),
	world("2026-01-02", 20, false, []string{"2026-01-02"}, map[string]string{"a": "1d"}),
	world("1d", 100, true, []string{"true"}, map[string]string{"a": "true"}),
	world("Zoë & Co/?x=%20", 3, false, []string{"[", "a.*"}, map[string]string{"a": "[", "b": "%s"}),
	world("%s", 2, true, []string{"%s", "ab"}, map[string]string{}),
}

func world(code string, pin int64, flag bool, codes []string, data map[string]string) map[string]expr.Value {
	members := map[string]expr.Value{}
	for name, text := range data {
		members[name] = expr.OfText(text)
	}
	return map[string]expr.Value{
		"input": expr.OfObject(map[string]expr.Value{
			"code": expr.OfText(code), "pin": expr.OfInt(pin), "flag": expr.OfBool(flag), "codes": textList(codes),
			"name": expr.OfText("ada"), "size": expr.OfInt(2), "words": textList([]string{"a", "b"}),
		}),
		"step": expr.OfObject(map[string]expr.Value{
			"vault": expr.OfObject(map[string]expr.Value{"token": expr.OfText(code), "data": expr.OfObject(members), "found": expr.OfBool(true)}),
			"hosts": expr.OfObject(map[string]expr.Value{"size": expr.OfInt(4)}),
		}),
	}
}

func textList(list []string) expr.Value {
	var items []expr.Value
	for _, text := range list {
		items = append(items, expr.OfText(text))
	}
	return expr.OfList(items)
}

// outsideSources are what strangers write, and what they cannot.
var outsideSources = []source{
	{"string", "input.free", true, false},
	{"list(string)", "input.frees", true, false},
	{"string", "trigger.event.title", true, false},
	{"string", "step.list.stdout", true, true},
	{"list(string)", "step.list.lines", true, true},
	{"map(string)", "step.list.json", true, true},
	{"map(string)", "{ for x in step.list.lines : (x) => x }", true, true},
	{"string", "step.list.json.a", true, true},
	{"number", "step.list.exit", false, true},
	{"string", "input.bounded", false, false},
	{"string", "input.chosen", false, false},
	{"list(string)", "input.words", false, false},
	{"number", "input.size", false, false},
}

// strange is what the outside sources may be: calm, or full of what means something to somebody.
func strange(text string) map[string]expr.Value {
	all := expr.OfObject(map[string]expr.Value{"a": expr.OfText(text), "b": expr.OfText("b"), text: expr.OfText("c")})
	return map[string]expr.Value{
		"input": expr.OfObject(map[string]expr.Value{
			"free": expr.OfText(text), "frees": textList([]string{"a", text}), "bounded": expr.OfText("ada"), "chosen": expr.OfText("b"),
			"words": textList([]string{"a", "b"}), "size": expr.OfInt(1),
		}),
		"trigger": expr.OfObject(map[string]expr.Value{"event": expr.OfObject(map[string]expr.Value{"title": expr.OfText(text)})}),
		"step": expr.OfObject(map[string]expr.Value{"list": expr.OfObject(map[string]expr.Value{
			"exit": expr.OfInt(0), "stdout": expr.OfText(text), "lines": textList([]string{text, "a"}), "json": all,
		})}),
	}
}

const outsideSteps = `step "exec.run" "list" {
  argv = ["cat", "list"]
}

`

const outsideHead = `use "machine" {
  allow = ["cat", "sh"]
}

use "shop" {
  allow = ["GET /**"]
}

input "free" {
  type = string
}

input "frees" {
  type = list(string)
}

input "bounded" {
  type    = string
  pattern = "[a-z]+"
}

input "chosen" {
  type   = string
  one_of = ["a", "b"]
}

input "words" {
  type    = list(string)
  pattern = "[a-z]+"
}

input "size" {
  type = number
}

`

// generator writes runbooks with random expressions.
type generator struct {
	*rand.Rand
	head   string // what every runbook has
	steps  string
	from   []source
	called map[string]int // how often each function was
	before bool           // nothing of the run is known yet
	vars   []source
	locals []string
}

// runbook is one whose sink is given a random expression.
func (g *generator) runbook(name string, at sink) code {
	g.before, g.vars, g.locals = at.begins, nil, nil
	// What is hidden goes through locals of many forms.
	outer := len(g.from)
	for i := range g.IntN(3) {
		typ := []string{"string", "list(string)", "map(string)", "number", "any"}[g.IntN(5)]
		g.locals = append(g.locals, fmt.Sprintf("  l%d = %s\n", i, g.expr(typ, 3)))
		g.from = append(g.from[:len(g.from):len(g.from)], source{typ: typ, path: fmt.Sprintf("local.l%d", i), hidden: g.IntN(2) == 0})
	}
	e := g.expr(at.typ, 2+g.IntN(3))
	g.from = g.from[:outer]
	steps := g.steps
	if at.phased {
		steps = "phase \"first\" {\n" + steps + "}\n\n"
	}
	text := fmt.Sprintf("runbook %q {\n  language = 1\n  title    = \"Look around\"\n  owner    = role.security\n}\n\n", name) + g.head + steps
	if len(g.locals) > 0 {
		text += "locals {\n" + strings.Join(g.locals, "") + "}\n\n"
	}
	return code{at: at, expr: strings.Join(append(g.locals, e), ""), text: text + fmt.Sprintf(at.text, e) + "\n"}
}

const secretSteps = `step "vault.read" "vault" {
}

step "file.read" "hosts" {
  path = "/etc/hosts"
}

`

const secretHead = `use "machine" {
  allow = ["cat", "sh"]
}

use "vault" {
  allow = ["vault.read"]
}

use "shop" {
  allow = ["GET /**", "notify.webhook", "shop.cancel_order"]
}

input "code" {
  type      = string
  pattern   = "[^€]+"
  sensitive = true
}

input "pin" {
  type      = number
  sensitive = true
}

input "flag" {
  type      = bool
  sensitive = true
}

input "codes" {
  type      = list(string)
  pattern   = "[^€]+"
  sensitive = true
}

input "name" {
  type    = string
  pattern = "[a-z]+"
}

input "size" {
  type = number
}

input "words" {
  type    = list(string)
  pattern = "[a-z]+"
}

`

// expr is a random expression of a type.
func (g *generator) expr(typ string, depth int) string {
	if typ == "any" || typ == "" {
		typ = []string{"string", "number", "bool", "list(string)", "map(string)"}[g.IntN(5)]
	}
	typ = strings.NewReplacer("list(any)", "list(string)", "map(any)", "map(string)", "list(map(any))", "list(map(string))").Replace(typ)
	if depth <= 0 || g.IntN(6) == 0 {
		return g.leaf(typ)
	}
	switch g.IntN(8) {
	case 0:
		return fmt.Sprintf("(%s ? %s : %s)", g.expr("bool", depth-1), g.expr(typ, depth-1), g.expr(typ, depth-1))
	case 1:
		return g.chosen(typ, depth)
	case 2, 3, 4:
		if call := g.call(typ, depth); call != "" {
			return call
		}
	}
	return g.built(typ, depth)
}

// chosen takes something out of something.
func (g *generator) chosen(typ string, depth int) string {
	e, other := g.expr(typ, depth-1), g.expr(typ, depth-1)
	switch g.IntN(5) {
	case 0:
		return fmt.Sprintf("[%s, %s][%d]", e, other, g.IntN(3))
	case 1:
		return fmt.Sprintf("{ a = %s, b = %s }.a", e, other)
	case 2:
		return fmt.Sprintf("{ a = %s, b = %s }[%s]", e, other, g.expr("string", depth-1))
	case 3:
		return fmt.Sprintf("[%s, %s][%s]", e, other, g.expr("number", depth-1))
	}
	return fmt.Sprintf("default({ a = %s }[%s], %s)", e, g.expr("string", depth-1), other)
}

// call is a call of a function that gives the type; "" where there is none.
func (g *generator) call(typ string, depth int) string {
	var fit []expr.Func
	for _, f := range expr.Functions() {
		if result := f.Result.String(); result == typ || result == "any" || strings.HasPrefix(result, "list(") && typ == "list(string)" || strings.HasPrefix(result, "map(") && typ == "map(string)" {
			fit = append(fit, f)
		}
	}
	if len(fit) == 0 {
		return ""
	}
	f := fit[g.IntN(len(fit))]
	g.called[f.Name]++
	n := len(f.Params) - g.IntN(f.Optional+1)
	if f.Variadic {
		n += g.IntN(2)
	}
	args := make([]string, n)
	for i := range args {
		args[i] = g.argument(f, i, typ, depth-1)
	}
	return f.Name + "(" + strings.Join(args, ", ") + ")"
}

func (g *generator) argument(f expr.Func, i int, typ string, depth int) string {
	param := f.Param(i)
	switch {
	case f.Name == "default" && i == 0:
		return fmt.Sprintf("[%s][%d]", g.expr(typ, depth), g.IntN(2))
	case f.Name == "default":
		return g.expr(typ, depth)
	case f.Name == "format" && i == 0:
		return []string{`"%s"`, `"%d"`, `"%s-%s"`}[g.IntN(3)]
	case f.Name == "addtime" && i == 1 && g.IntN(2) == 0:
		return `"1d"`
	case f.Name == "join" && i == 1:
		return g.expr("list(string)", depth)
	case strings.HasPrefix(param.Name, "at") || param.Name == "from" && param.Type.String() == "string" || param.Name == "first":
		if g.IntN(2) == 0 {
			return `"2026-01-02"`
		}
	case f.Name == "formatdate" && i == 0:
		return `"YYYY"`
	case f.Name == "min" || f.Name == "max":
		return g.expr("number", depth)
	}
	return g.expr(param.Type.String(), depth)
}

// built is made with the operators and forms of the language.
func (g *generator) built(typ string, depth int) string {
	e := func(typ string) string { return g.expr(typ, depth-1) }
	switch typ {
	case "string":
		return fmt.Sprintf("\"%s${%s}${%s}\"", []string{"", "x-"}[g.IntN(2)], e("string"), e([]string{"string", "number", "bool"}[g.IntN(3)]))
	case "number":
		return fmt.Sprintf([]string{"(%s + %s)", "(%s - %s)", "(%s * %s)", "(%s / %s)", "(%s %% %s)", "(-%s + 0 * %s)"}[g.IntN(6)], e("number"), e("number"))
	case "bool":
		if of := []string{"string", "number", "bool"}[g.IntN(3)]; g.IntN(2) == 0 {
			return fmt.Sprintf([]string{"(%s == %s)", "(%s != %s)"}[g.IntN(2)], e(of), e(of))
		}
		if g.IntN(2) == 0 {
			return fmt.Sprintf([]string{"(%s < %s)", "(%s <= %s)", "(%s > %s)", "(%s >= %s)"}[g.IntN(4)], e("number"), e("number"))
		}
		return fmt.Sprintf([]string{"(%s && %s)", "(%s || %s)", "(!%s && %s)"}[g.IntN(3)], e("bool"), e("bool"))
	case "map(string)":
		return g.mapping(depth)
	}
	if elem, ok := strings.CutPrefix(typ, "list("); ok {
		return g.listing(strings.TrimSuffix(elem, ")"), depth)
	}
	return g.leaf(typ)
}

func (g *generator) mapping(depth int) string {
	switch g.IntN(4) {
	case 0:
		return fmt.Sprintf("{ a = %s, b = %s }", g.expr("string", depth-1), g.expr("string", depth-1))
	case 1:
		return fmt.Sprintf("{ (%s) = %s, b = %s }", g.expr("string", depth-1), g.expr("string", depth-1), g.expr("string", depth-1))
	}
	return "{ " + g.loop(depth, func() string { return g.expr("string", depth-1) + " => " + g.expr("string", depth-1) }) + " }"
}

func (g *generator) listing(elem string, depth int) string {
	if elem == "string" && g.IntN(3) == 0 {
		return fmt.Sprintf([]string{"keys(%s)", "[for k, v in %s : k]"}[g.IntN(2)], g.expr("map(string)", depth-1))
	}
	if g.IntN(2) == 0 {
		return fmt.Sprintf("[%s, %s]", g.expr(elem, depth-1), g.expr(elem, depth-1))
	}
	return "[" + g.loop(depth, func() string { return g.expr(elem, depth-1) }) + "]"
}

// loop is a for over a list or a map; at most three stand within each other.
func (g *generator) loop(depth int, body func() string) string {
	if len(g.vars) >= 4 {
		return g.flat(body)
	}
	over, key, outer := g.expr("list(string)", depth-1), "number", len(g.vars)
	if g.IntN(2) == 0 {
		over, key = g.expr("map(string)", depth-1), "string"
	}
	k, v := fmt.Sprintf("k%d", outer), fmt.Sprintf("v%d", outer)
	g.vars = append(g.vars, source{typ: key, path: k}, source{typ: "string", path: v, hidden: true})
	defer func() { g.vars = g.vars[:outer] }()
	text := fmt.Sprintf("for %s, %s in %s : %s", k, v, over, body())
	if g.IntN(3) == 0 {
		text += " if " + g.expr("bool", depth-1)
	}
	return text
}

func (g *generator) flat(body func() string) string { return "for x in [\"a\"] : " + body() }

// leaf is something that is mentioned, or a literal.
func (g *generator) leaf(typ string) string {
	var fit []source
	hidden := g.IntN(4) == 0
	for _, s := range append(g.from[:len(g.from):len(g.from)], g.vars...) {
		if s.typ == typ && !(g.before && s.later) && s.hidden == hidden {
			fit = append(fit, s)
		}
	}
	if len(fit) > 0 && g.IntN(4) > 0 {
		return fit[g.IntN(len(fit))].path
	}
	return g.literal(typ)
}

func (g *generator) literal(typ string) string {
	switch typ {
	case "string":
		return []string{`"a"`, `"b"`, `"1"`, `"2026-01-02"`, `""`, `"hunter2"`}[g.IntN(6)]
	case "number":
		return []string{"0", "1", "2", "7"}[g.IntN(4)]
	case "bool":
		return []string{"true", "false"}[g.IntN(2)]
	case "map(string)":
		return []string{`{ a = "1" }`, `{}`, `{ a = "b", b = "a" }`}[g.IntN(3)]
	case "list(map(string))":
		return fmt.Sprintf("[%s]", g.leaf("map(string)"))
	case "list(number)":
		return "[1, 2]"
	case "list(bool)":
		return "[true]"
	}
	return []string{`["a", "b"]`, `[]`, `["b"]`}[g.IntN(3)]
}
