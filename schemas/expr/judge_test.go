package expr_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
)

// operandsJSON are operands as a record holds them.
func operandsJSON(t testing.TB, operands []expr.Operand) string {
	t.Helper()
	data, err := canon.Encode(operands)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestJudge holds which values decide a condition, how a record keeps them, and the words for it.
func TestJudge(t *testing.T) {
	t.Parallel()
	enough := op(expr.OpGreater, days, num("14"))
	missing := expr.Ref("step", "site", "none")
	listDigest := `{"digest":"` + string(canon.Sum([]byte(`["a","b"]`))) + `","kind":"list"}`
	textDigest := `{"digest":"` + string(canon.Sum([]byte(`"`+strings.Repeat("x", 201)+`"`))) + `","kind":"text"}`
	long := expr.Ref("step", "site", "long")
	for _, test := range []struct {
		name     string
		tree     *expr.Node
		outcome  expr.Outcome
		operands string
		why      string
	}{
		{"a comparison keeps both sides", enough, "failed", `[{"number":"5"},{"number":"14"}]`, "step.site.days_left > 14 does not hold: step.site.days_left is 5"},
		{"a bare truth keeps itself", expr.Ref("yes"), "passed", `[true]`, ""},
		{"a call is a bare truth", call("contains", hosts, text("c")), "failed", `[false]`, `contains(step.site.hosts, "c") does not hold`},
		{"what is not reached is not kept", op(expr.OpOr, expr.Ref("yes"), enough), "passed", `[true]`, ""},
		{"all that failed is told", op(expr.OpOr, enough, expr.Ref("no")), "failed", `[{"number":"5"},{"number":"14"},false]`,
			"step.site.days_left > 14 does not hold: step.site.days_left is 5, and no does not hold"},
		{"not", op(expr.OpNot, expr.Ref("yes")), "failed", `[true]`, "yes holds"},
		{"if keeps its condition and the side taken", op(expr.OpIf, expr.Ref("no"), enough, expr.Ref("yes")), "passed", `[false,true]`, ""},
		{"null is unknown", op(expr.OpEqual, missing, missing), "unknown", `[null,null]`, "step.site.none is null"},
		{"unknown is kept as null", op(expr.OpEqual, expr.Ref("step", "site", "broken"), num("1")), "unknown", `[null,{"number":"1"}]`, "the answer has no member called broken"},
		{"unknown and no is no", op(expr.OpAnd, op(expr.OpEqual, missing, num("1")), expr.Ref("no")), "failed", `[null,{"number":"1"},false]`, "no does not hold"},
		{"a number is not a truth", days, "unknown", `[{"number":"5"}]`, "step.site.days_left is not a yes or no"},
		{"a list is kept as its digest", op(expr.OpEqual, hosts, list(text("a"), text("b"))), "passed", `[` + listDigest + `,` + listDigest + `]`, ""},
		{"and so is a long text", op(expr.OpUnequal, long, text("x")), "passed", `[` + textDigest + `,"x"]`, ""},
		{"a list is no text", op(expr.OpUnequal, hosts, long), "unknown", `[` + listDigest + `,` + textDigest + `]`, "a list and a text cannot be compared"},
		{"a digest has no order", op(expr.OpLess, long, num("1")), "unknown", `[` + textDigest + `,{"number":"1"}]`, "only numbers have an order here; for instants there is before()"},
		{"what did not pass by itself", op(expr.OpGreater, call("default", missing, num("21")), num("14")), "unknown",
			`[{"fallback":true,"value":{"number":"21"}},{"number":"14"}]`, "it would pass only with a fallback of default()"},
		{"may fail", op(expr.OpGreater, call("default", missing, num("1")), num("14")), "failed",
			`[{"fallback":true,"value":{"number":"1"}},{"number":"14"}]`, "default(step.site.none, 1) > 14 does not hold: default(step.site.none, 1) is 1"},
		{"a fallback not taken", op(expr.OpEqual, call("default", days, num("1")), num("5")), "passed", `[{"number":"5"},{"number":"5"}]`, ""},
		{"a fallback within a list", op(expr.OpUnequal, list(call("default", missing, text("a"))), list(text("b"))), "unknown",
			`[{"fallback":true,"value":{"digest":"` + string(canon.Sum([]byte(`["a"]`))) + `","kind":"list"}},{"digest":"` + string(canon.Sum([]byte(`["b"]`))) + `","kind":"list"}]`,
			"it would pass only with a fallback of default()"},
		{"a fallback that is not reached", op(expr.OpOr, expr.Ref("yes"), call("default", missing, yes(true))), "passed", `[true]`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := expr.Judge(test.tree, world)
			if got.Outcome != test.outcome || got.Why != test.why || operandsJSON(t, got.Operands) != test.operands {
				t.Errorf("%s is %s: %q %s\nwant %s: %q %s", test.tree, got.Outcome, got.Why, operandsJSON(t, got.Operands), test.outcome, test.why, test.operands)
			}
			agree(t, test.tree)
		})
	}
}

// TestRejudgeRefuses holds that a record cannot choose its operands freely.
func TestRejudgeRefuses(t *testing.T) {
	t.Parallel()
	condition := op(expr.OpAnd, op(expr.OpGreater, days, num("14")), expr.Ref("yes"))
	for _, test := range []struct{ name, operands, want string }{
		{"as Judge left them", `[{"number":"21"},{"number":"14"},true]`, "passed"},
		{"too few", `[{"number":"21"},{"number":"14"}]`, "the operands are not those of the condition: there are only 2"},
		{"too many", `[{"number":"5"},{"number":"14"},true]`, "the operands are not those of the condition: there are 3 and 2 are used"},
		{"another literal", `[{"number":"5"},{"number":"4"},true]`, "the operands are not those of the condition: operand 1 is not what the plan says"},
		{"a literal by fallback", `[{"number":"21"},{"fallback":true,"value":{"number":"14"}},true]`, "the operands are not those of the condition: operand 1 is not what the plan says"},
		{"by a fallback", `[{"fallback":true,"value":{"number":"21"}},{"number":"14"},true]`, "unknown"},
		{"none", `[]`, "the operands are not those of the condition: there are only 0"},
	} {
		var operands []expr.Operand
		if err := canon.Decode([]byte(test.operands), &operands); err != nil {
			t.Fatal(err)
		}
		outcome, err := expr.Rejudge(condition, operands)
		got := string(outcome)
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestOperandRefusesJSON(t *testing.T) {
	t.Parallel()
	digest := string(canon.Sum(nil))
	for name, data := range map[string]string{
		"a list":                   `[]`,
		"an object":                `{"object":{}}`,
		"a long text":              `"` + strings.Repeat("é", 201) + `"`,
		"a bare number":            `1`,
		"nothing":                  `{}`,
		"a digest of a number":     `{"digest":"` + digest + `","kind":"number"}`,
		"a digest of nothing":      `{"digest":"` + digest + `"}`,
		"a digest that is none":    `{"digest":"sha256:00","kind":"list"}`,
		"a digest and more":        `{"digest":"` + digest + `","kind":"list","value":1}`,
		"no fallback":              `{"fallback":false,"value":true}`,
		"a fallback of nothing":    `{"fallback":true}`,
		"a fallback in a fallback": `{"fallback":true,"value":{"fallback":true,"value":true}}`,
		"two at once":              `{"number":"1","value":true}`,
	} {
		var o expr.Operand
		if err := canon.Decode([]byte(data), &o); err == nil {
			t.Errorf("%s is read as %s", name, o)
		}
	}
	var o expr.Operand
	if err := canon.Decode([]byte(`"`+strings.Repeat("é", 200)+`"`), &o); err != nil {
		t.Errorf("200 characters are too long: %v", err)
	}
}

// agree holds the promise of Rejudge for one condition: over what a record keeps of Judge's operands it
// gives Judge's outcome; and Judge that of Eval, but for the word on fallbacks.
func agree(t *testing.T, condition *expr.Node) {
	t.Helper()
	judged := expr.Judge(condition, world)
	var kept []expr.Operand
	if err := canon.Decode([]byte(operandsJSON(t, judged.Operands)), &kept); err != nil {
		t.Fatalf("%s: operands: %v", condition, err)
	}
	again, err := expr.Rejudge(condition, kept)
	if err != nil || again != judged.Outcome {
		t.Errorf("%s is judged %s, and again %s, %v", condition, judged.Outcome, again, err)
	}
	if (judged.Why == "") != (judged.Outcome == expr.OutcomePassed) {
		t.Errorf("%s is %s because %q", condition, judged.Outcome, judged.Why)
	}
	if got, want := judged.Outcome, outcomeOf(expr.Eval(condition, world), judged.Operands); got != want {
		t.Errorf("%s is judged %s, and computed %s", condition, got, want)
	}
	if len(kept) > 0 {
		if _, err := expr.Rejudge(condition, kept[:len(kept)-1]); err == nil {
			t.Errorf("%s is judged with an operand too few", condition)
		}
	}
	if _, err := expr.Rejudge(condition, append(kept, expr.Operand{})); err == nil {
		t.Errorf("%s is judged with an operand too many", condition)
	}
}

// outcomeOf is the outcome that a computed condition has.
func outcomeOf(v expr.Value, operands []expr.Operand) expr.Outcome {
	truth, ok := v.AsBool()
	switch {
	case !ok:
		return expr.OutcomeUnknown
	case !truth:
		return expr.OutcomeFailed
	}
	for _, o := range operands {
		if o.Fallback() {
			return expr.OutcomeUnknown
		}
	}
	return expr.OutcomePassed
}

func TestRejudgeAgrees(t *testing.T) {
	t.Parallel()
	outcomes := map[expr.Outcome]int{}
	for seed := range uint64(1500) {
		condition := generate(seed)
		if err := condition.Check(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		agree(t, condition)
		outcomes[expr.Judge(condition, world).Outcome]++
	}
	for _, outcome := range []expr.Outcome{expr.OutcomePassed, expr.OutcomeFailed, expr.OutcomeUnknown} {
		if outcomes[outcome] < 100 {
			t.Errorf("only %d of the conditions are %s: the generator is too narrow", outcomes[outcome], outcome)
		}
	}
}

// generate makes a random condition over world, the same for the same seed.
func generate(seed uint64) *expr.Node {
	g := generator{rand.New(rand.NewPCG(seed, 0))}
	return g.condition(4)
}

type generator struct{ *rand.Rand }

func pick[T any](g generator, from ...T) T { return from[g.IntN(len(from))] }

func (g generator) condition(depth int) *expr.Node {
	if depth == 0 || g.IntN(4) == 0 {
		return pick(g, expr.Ref("yes"), expr.Ref("no"), yes(true), yes(false), call("contains", hosts, g.value(1)), call("default", expr.Ref("nobody"), yes(true)), g.value(1))
	}
	switch g.IntN(5) {
	case 0:
		return op(expr.OpNot, g.condition(depth-1))
	case 1:
		return op(expr.OpIf, g.condition(depth-1), g.condition(depth-1), g.condition(depth-1))
	case 2:
		return op(pick(g, expr.OpAnd, expr.OpOr), g.condition(depth-1), g.condition(depth-1))
	case 3:
		return op(pick(g, expr.OpLess, expr.OpAtMost, expr.OpGreater, expr.OpAtLeast), g.number(2), g.number(2))
	}
	return op(pick(g, expr.OpEqual, expr.OpUnequal), g.value(2), g.value(2))
}

func (g generator) number(depth int) *expr.Node {
	if depth == 0 || g.IntN(2) == 0 {
		return pick(g, days, num("5"), num("14"), num("-0.25"), call("default", expr.Ref("step", "site", "none"), num("7")), expr.Ref("step", "site", "broken"))
	}
	return op(pick(g, expr.OpAdd, expr.OpSub, expr.OpMul, expr.OpDiv, expr.OpMod), g.number(depth-1), g.number(depth-1))
}

func (g generator) value(depth int) *expr.Node {
	if depth == 0 {
		return pick(g, text("a"), text("TLS 1.3"), null, days, hosts, expr.Ref("step", "site", "version"), expr.Ref("step", "site", "long"), text(strings.Repeat("x", 201)))
	}
	switch g.IntN(7) {
	case 0:
		return list(g.value(depth-1), g.value(depth-1))
	case 1:
		return object(text("a"), g.value(depth-1))
	case 2:
		return g.number(depth)
	case 3:
		return op(expr.OpTemplate, text("a "), g.value(depth-1))
	case 4:
		return &expr.Node{Op: expr.OpFor, Vars: []string{"i", "h"}, If: true, Args: []*expr.Node{hosts, expr.Ref("h"), g.condition(0)}}
	case 5:
		return op(expr.OpGet, pick(g, hosts, object(text("a"), days)), pick(g, num("0"), num("7"), text("a")))
	}
	return g.value(0)
}
