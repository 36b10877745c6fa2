package rules_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

func ptr[T any](v T) *T { return &v }

func withInputs(inputs ...plan.Input) *plan.Plan {
	step := plan.Step{Name: "s", Action: "file.read", Effect: kind.Observe, Settings: map[string]*expr.Node{"path": expr.Lit(expr.OfText("s"))}, Parallel: 1, Timeout: 60, OnError: "stop"}
	return &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "UTC", Runbook: "test", File: "runbooks/test.runbook.hcl", Title: "A test",
		Owner: "security", Timeout: 3600, FinishBy: 7200, Roles: []plan.Role{{Name: "security"}},
		Inputs: inputs, Phases: []plan.Phase{{Name: "main", Steps: []plan.Step{step}}},
	}
}

// TestInputRules: each rule of an input, what is typed, and the words that the person gets; "" where it
// is taken.
func TestInputRules(t *testing.T) {
	t.Parallel()
	regions := []expr.Value{expr.OfText("eu"), expr.OfText("us")}
	for _, test := range []struct {
		input plan.Input
		typed string
		rule  string
		words string
	}{
		{plan.Input{Type: "string"}, "", "required", "i is required: give a text."},
		{plan.Input{Type: "string", Example: "ACME-7"}, "", "required", "i is required: give a text; an example is ACME-7."},
		{plan.Input{Type: "string", Default: ptr(expr.OfText("x"))}, "", "", ""},
		{plan.Input{Type: "string"}, "Zoë", "", ""},
		{plan.Input{Type: "string"}, "a\x00b", "type", `i: "a\x00b" is not a text.`},
		{plan.Input{Type: "string"}, "\xff", "type", `i: "\xff" is not a text.`},
		{plan.Input{Type: "string", MaxLength: 3}, "Zoë", "", ""},
		{plan.Input{Type: "string", MaxLength: 3}, "Zoës", "max_length", "i has 4 characters; at most 3 are allowed."},
		{plan.Input{Type: "string", Pattern: "[a-z]+"}, "abc", "", ""},
		{plan.Input{Type: "string", Pattern: "[a-z]+"}, "abc\n", "pattern", `i: "abc\n" does not look as it must: give a text; the pattern is [a-z]+.`},
		{plan.Input{Type: "string", Pattern: "a|b"}, "ab", "pattern", `i: "ab" does not look as it must: give a text; the pattern is a|b.`},
		{plan.Input{Type: "string", OneOf: regions}, "eu", "", ""},
		{plan.Input{Type: "string", OneOf: regions}, "EU", "one_of", `i: "EU" is not allowed: allowed are eu, us.`},
		{plan.Input{Type: "number"}, " 21 ", "", ""},
		{plan.Input{Type: "number"}, "1e3", "", ""},
		{plan.Input{Type: "number"}, "many", "type", `i: "many" is not a number, such as 21 or 0.5.`},
		{plan.Input{Type: "number", Min: "1", Max: "90"}, "90", "", ""},
		{plan.Input{Type: "number", Min: "1", Max: "90"}, "90.5", "max", `i: "90.5" is too large; the most is 90.`},
		{plan.Input{Type: "number", Min: "1", Max: "90"}, "0", "min", `i: "0" is too small; the least is 1.`},
		{plan.Input{Type: "bool"}, "true", "", ""},
		{plan.Input{Type: "bool"}, "yes", "type", `i: "yes" is not true or false.`},
		{plan.Input{Type: "date", Min: "2026-01-01"}, "2026-02-28", "", ""},
		{plan.Input{Type: "date"}, "2026-02-30", "type", `i: "2026-02-30" is not a date, such as 2026-01-31.`},
		{plan.Input{Type: "date", Min: "2026-01-01"}, "2025-12-31", "min", `i: "2025-12-31" is too early; the first day is 2026-01-01.`},
		{plan.Input{Type: "duration", Max: "7d"}, "1w", "", ""},
		{plan.Input{Type: "duration", Max: "7d"}, "169h", "max", `i: "169h" is too long; the longest is 7d.`},
		{plan.Input{Type: "duration", Min: "1h"}, "59m", "min", `i: "59m" is too short; the shortest is 1h.`},
		{plan.Input{Type: "duration"}, "1 day", "type", `i: "1 day" is not a length of time, such as 30m, 12h or 7d.`},
		{plan.Input{Type: "list(string)", Pattern: "[a-z]+"}, "a\nb\r\n\n c ", "", ""},
		{plan.Input{Type: "list(string)", Pattern: "[a-z]+"}, "a\nB", "pattern", `i: "B" does not look as it must: give a list, one item a line; the pattern is [a-z]+.`},
		{plan.Input{Type: "list(string)", Max: "1"}, "a\nb", "max", `i is too long; its greatest number of items is 1.`},
		{plan.Input{Type: "string", Sensitive: true, Pattern: "[0-9]+"}, "hunter2", "pattern", "i does not look as it must: give a text; the pattern is [0-9]+."},
		{plan.Input{Type: "string", Personal: true, OneOf: regions}, "zoe@acme.example", "one_of", "i is not allowed: allowed are eu, us."},
	} {
		test.input.Name = "i"
		values, findings := rules.CheckInputs(withInputs(test.input), map[string]string{"i": test.typed})
		switch {
		case test.rule == "" && (len(findings) > 0 || values["i"].IsNull()):
			t.Errorf("%q for %+v: %v", test.typed, test.input, findings)
		case test.rule != "" && (len(findings) != 1 || findings[0] != rules.Finding{Input: "i", Rule: test.rule, Message: test.words} || values != nil):
			t.Errorf("%q: %q, want %q", test.typed, findings, test.words)
		}
	}
}

// TestInputsAtOnce: all findings come in one pass, in the order of the form.
func TestInputsAtOnce(t *testing.T) {
	t.Parallel()
	p := withInputs(plan.Input{Name: "zeta", Type: "number"}, plan.Input{Name: "alpha", Type: "string"})
	_, findings := rules.CheckInputs(p, map[string]string{"zeta": "x", "beta": "1", "gamma": "2"})
	var got []string
	for _, f := range findings {
		got = append(got, f.Input+" "+f.Rule)
	}
	if want := "zeta type, alpha required, beta unknown, gamma unknown"; strings.Join(got, ", ") != want {
		t.Errorf("%q", got)
	}
	if want := `"beta" is no input of test; it has zeta, alpha.`; findings[2].Message != want {
		t.Error(findings[2].Message)
	}
}

func TestTriggerInputs(t *testing.T) {
	t.Parallel()
	p := withInputs(plan.Input{Name: "days", Type: "number", Max: "30"}, plan.Input{Name: "from", Type: "string"})
	trigger := &plan.Trigger{Kind: "schedule", Name: "daily", Map: map[string]*expr.Node{
		"days": expr.Lit(expr.OfInt(30)), "from": expr.Ref("trigger", "name"),
	}}
	values, findings := rules.TriggerInputs(p, trigger, expr.Nil(), nil)
	if text, _ := values["from"].AsText(); len(findings) > 0 || text != "daily" {
		t.Error(values, findings)
	}
	trigger.Map["days"] = expr.Lit(expr.OfInt(31))
	if _, findings := rules.TriggerInputs(p, trigger, expr.Nil(), nil); len(findings) != 1 || findings[0].Rule != "max" {
		t.Error(findings)
	}
	values, findings = rules.TriggerInputs(p, trigger, expr.Nil(), map[string]expr.Value{"days": expr.OfInt(7)})
	if !values["days"].Equal(expr.OfInt(7)) || len(findings) > 0 {
		t.Error("what is given does not stand over the map:", values, findings)
	}
	trigger.Map["from"] = expr.Ref("trigger", "event", "login")
	event := expr.OfObject(map[string]expr.Value{"login": expr.OfText("ada")})
	values, _ = rules.TriggerInputs(p, trigger, event, map[string]expr.Value{"days": expr.OfInt(7)})
	if text, _ := values["from"].AsText(); text != "ada" {
		t.Error("the event is not seen:", values)
	}
}

// TestRecordInputs: documents keep the inputs, but for the values of what is sensitive or personal.
func TestRecordInputs(t *testing.T) {
	t.Parallel()
	p := withInputs(
		plan.Input{Name: "b", Type: "string", Default: ptr(expr.OfText("eu"))},
		plan.Input{Name: "a", Type: "string", Sensitive: true}, plan.Input{Name: "c", Type: "string", Personal: true},
	)
	kept := rules.RecordInputs(p, map[string]expr.Value{"a": expr.OfText("hunter2"), "b": expr.OfText("eu"), "c": expr.OfText("zoe")})
	if len(kept) != 3 || kept[0].Value != nil || kept[2].Value != nil || !kept[1].Default {
		t.Errorf("%+v", kept)
	}
}

func FuzzCheckInputs(f *testing.F) {
	f.Add("21", "number")
	f.Add("2026-01-31", "date")
	f.Add("a\nb", "list(string)")
	f.Add("7d", "duration")
	f.Fuzz(func(t *testing.T, typed, kindOf string) {
		in := plan.Input{Name: "i", Type: kindOf, Min: "1", MaxLength: 5, Pattern: "[ -~]*"}
		if kindOf == "date" {
			in.Min = "2026-01-01"
		}
		if kindOf == "duration" {
			in.Min = "1m"
		}
		if _, err := withInputs(in).Digest(); err != nil {
			return
		}
		values, findings := rules.CheckInputs(withInputs(in), map[string]string{"i": typed})
		if len(findings) > 0 {
			return
		}
		if err := values["i"].Conforms(expr.MustType(kindOf)); err != nil || values["i"].IsNull() {
			t.Fatalf("%q as %s: %v", typed, kindOf, err)
		}
	})
}
