package plan_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gowebpki/jcs"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

func ptr[T any](v T) *T { return &v }

func text(s string) *expr.Node { return expr.Lit(expr.OfText(s)) }

func op(o expr.Op, args ...*expr.Node) *expr.Node { return &expr.Node{Op: o, Args: args} }

// sample is a plan in which every kind of thing is told once: it probes the sites of a list that a
// first step reads, judges each of them, and leaves what it saw.
func sample() *plan.Plan {
	return &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "Europe/Paris",
		Runbook: "tls-posture", File: "runbooks/networks/tls-posture.runbook.hcl",
		Title: "Are our certificates fine?", Summary: "Looks at every public site once a day.",
		Owner: "security", ReadOnly: true, Timeout: 3600, FinishBy: 86400, ReviewBy: "2027-01-31",
		Satisfies: []plan.Satisfies{
			{Framework: "cisa-ztmm", Function: "networks.traffic-encryption", Stage: "initial", FreshFor: 604800, Inputs: []string{"days"}},
			{Framework: "nist-sp-800-53", Controls: []string{"SC-12", "SC-8"}},
		},
		Triggers: []plan.Trigger{
			{Kind: "manual", Name: "form"},
			{Kind: "schedule", Name: "daily", Cron: "15 5 * * *", Map: map[string]*expr.Node{"days": expr.Lit(expr.OfInt(30))}},
		},
		Access: &plan.Access{Who: []string{"security"}},
		Inputs: []plan.Input{{Name: "days", Type: "number", Title: "Days left", Default: ptr(expr.OfInt(21)), Min: "1", Max: "90"}},
		Roles:  []plan.Role{{Name: "security", Members: []string{"octocat#583231"}, Teams: []string{"acme/security"}}},
		Connections: []plan.Connection{
			{Name: "inventory", Kind: "http", URL: "https://inventory.acme.example", Token: "inventory_token", Auth: "bearer"},
		},
		Secrets: []plan.Secret{{Name: "inventory_token", From: "github:INVENTORY_TOKEN", Purpose: "read the list of sites"}},
		Uses:    []plan.Use{{Connection: "inventory", Allow: []string{"GET /sites"}}},
		Locals:  map[string]*expr.Node{"sites": expr.Ref("step", "list", "json", "sites")},
		Phases: []plan.Phase{{Name: "main", Steps: []plan.Step{
			{
				Name: "list", Action: "http.request", Title: "Ask which sites there are", Effect: kind.Observe, Connection: "inventory",
				Settings: map[string]*expr.Node{"method": text("GET"), "path": text("/sites")},
				Parallel: 1, Timeout: 30, OnError: "stop",
				Retry: &plan.Retry{Max: 3, Delay: 2, While: op(expr.OpAtLeast, expr.Ref("self", "status"), expr.Lit(expr.OfInt(500)))},
				Expects: []plan.Expect{{Name: "answered", Condition: op(expr.OpEqual, expr.Ref("self", "status"), expr.Lit(expr.OfInt(200))),
					Message: text("The inventory does not answer.")}},
			},
			{
				Name: "site", Action: "tls.probe", Effect: kind.Observe, Needs: []string{"step.list"},
				ForEach: expr.Ref("local", "sites"), By: "host", When: expr.Ref("each", "value", "public"),
				Settings: map[string]*expr.Node{"host": expr.Ref("each", "value", "host")},
				Parallel: 8, Timeout: 30, OnError: "continue",
			},
		}}},
		Checks: []plan.Check{{
			Name: "certificate_valid", Severity: "high", Empty: "passed", Remedy: "Renew the certificate.",
			ForEach: expr.Ref("local", "sites"), By: "host",
			Condition: op(expr.OpGreater, op(expr.OpGet, expr.Ref("step", "site"), expr.Ref("each", "key")), expr.Ref("input", "days")),
			Message:   op(expr.OpTemplate, expr.Ref("each", "key"), text(": the certificate ends soon.")),
		}},
		Evidence: []plan.Evidence{{Name: "sites", Description: "when each certificate ends", Value: &expr.Node{
			Op: expr.OpFor, Vars: []string{"s"}, Args: []*expr.Node{expr.Ref("step", "site"), expr.Ref("s", "not_after")}}}},
	}
}

// The examples in this folder are what another implementation starts from: they must be the samples, in
// the one encoding (which another library confirms), and valid under the schema beside them.
func TestExamples(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]*plan.Plan{"example.json": sample(), "response.example.json": response()} {
		data, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		golden.Check(t, name, data)
		validate(t, data)
		if other, err := jcs.Transform(data); err != nil || !bytes.Equal(other, data) {
			t.Errorf("another implementation of RFC 8785 writes %s (%v)", other, err)
		}
		again, err := plan.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p, again, cmp.Comparer(expr.Value.Equal)); diff != "" {
			t.Errorf("parsing gave another plan (-want +got):\n%s", diff)
		}
	}
}

// TestEveryMemberIsTold: a member that stands in neither sample is in neither example, and nothing here
// would show that the schema knows it.
func TestEveryMemberIsTold(t *testing.T) {
	t.Parallel()
	told := map[string]bool{}
	tell(told, reflect.ValueOf(sample()))
	tell(told, reflect.ValueOf(response()))
	for name, set := range told {
		if !set && name != "Input.Sensitive" { // which no form may ask for
			t.Errorf("%s is never set", name)
		}
	}
}

// tell notes for each member below v whether it is set somewhere.
func tell(told map[string]bool, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.Type().Elem().PkgPath() == reflect.TypeFor[plan.Plan]().PkgPath() && !v.IsNil() {
			tell(told, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			tell(told, v.Index(i))
		}
	case reflect.Struct:
		for f := range v.Type().Fields() {
			if v.Type().PkgPath() == reflect.TypeFor[plan.Plan]().PkgPath() {
				name := v.Type().Name() + "." + f.Name
				told[name] = told[name] || !v.FieldByIndex(f.Index).IsZero()
				tell(told, v.FieldByIndex(f.Index))
			}
		}
	}
}

// What reviewers say yes to is the SHA-256 of the bytes, and nothing else.
func TestDigest(t *testing.T) {
	t.Parallel()
	data, err := sample().Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := sample().Digest()
	if err != nil || got != canon.Sum(data) {
		t.Errorf("digest is %s (%v), not that of the encoding %s", got, err, canon.Sum(data))
	}
	p := sample()
	p.Checks[0].Severity = "low"
	if other, _ := p.Digest(); other == got {
		t.Error("another severity left the plan's name as it was")
	}
}

// A plan has one spelling. Every other one of the same JSON value is refused.
func TestParseIsStrict(t *testing.T) {
	t.Parallel()
	data, err := sample().Encode()
	if err != nil {
		t.Fatal(err)
	}
	edit := func(old, new string) []byte { return []byte(strings.Replace(string(data), old, new, 1)) }
	for name, bad := range map[string][]byte{
		"trailing byte":      append(bytes.Clone(data), '\n'),
		"unknown member":     edit(`{"access"`, `{"Access":null,"access"`),
		"doubled member":     edit(`"project":"acme"`, `"project":"acme","project":"acme"`),
		"other letter case":  edit(`"project"`, `"Project"`),
		"space":              edit(`,"project"`, `, "project"`),
		"number as fraction": edit(`"timeout":3600`, `"timeout":3600.0`),
		"null for absent":    edit(`"read_only":true`, `"read_only":null`),
		"escape not needed":  edit(`"acme"`, `"\u0061cme"`),
		"nothing":            nil,
	} {
		if bytes.Equal(bad, data) {
			t.Fatalf("%s: the edit changed nothing", name)
		}
		if _, err := plan.Parse(bad); err == nil {
			t.Errorf("%s: it parses", name)
		}
	}
}

// TestLookups shows how the engine and emit find their way.
func TestLookups(t *testing.T) {
	t.Parallel()
	p := sample()
	var order []string
	for phase, step := range p.AllSteps() {
		order = append(order, phase.Name+"/"+step.Address())
	}
	if diff := cmp.Diff([]string{"main/step.list", "main/step.site"}, order); diff != "" {
		t.Error(diff)
	}
	if p.Step("site").Action != "tls.probe" || p.Step("nobody") != nil {
		t.Error("a step is found by its name, and by nothing else")
	}
	if p.Trigger("daily").Cron == "" || p.Input("days") == nil || p.Phase("main") == nil || p.Role("security") == nil ||
		p.Connection("inventory") == nil || p.Secret("inventory_token") == nil {
		t.Error("a part of the sample is not found")
	}
}

// TestFind shows how the parts of the whole language are found.
func TestFind(t *testing.T) {
	t.Parallel()
	p := response()
	var found []string
	for f, a := range p.AllApprovals() {
		found = append(found, f.Name+"/"+a.Address())
	}
	for f, a := range p.AllAsks() {
		found = append(found, f.Name+"/"+a.Address())
	}
	for f, c := range p.AllChecks() {
		phase := ""
		if f != nil {
			phase = f.Name
		}
		found = append(found, phase+"/"+c.Address())
	}
	if diff := cmp.Diff([]string{"contain/approval.commander", "recover/ask.call", "contain/check.contained", "/check.in_time"}, found); diff != "" {
		t.Error(diff)
	}
	if p.Approval("commander") == nil || p.Ask("call") == nil || p.FindCheck("contained") == nil || p.FindCheck("in_time") == nil ||
		p.Gate("device") == nil || p.Notify("channel") == nil || p.Action("okta.list_users").Setting("login") == nil ||
		p.Action("okta.list_users").Output("users") == nil {
		t.Error("a part of the response is not found")
	}
	if p.Approval("call") != nil || p.Ask("commander") != nil || p.FindCheck("x") != nil || sample().Gate("device") != nil || p.Notify("x") != nil {
		t.Error("a part is found that is not there")
	}
}

// The schema is closed as the format is: what has another member, another word of a closed list, or a
// name that is none is not a plan to it either.
func TestSchemaIsClosed(t *testing.T) {
	t.Parallel()
	data, err := sample().Encode()
	if err != nil {
		t.Fatal(err)
	}
	for _, edit := range [][2]string{
		{`{"access"`, `{"accesses":1,"access"`}, {`"effect":"observe"`, `"effect":"look"`}, {`"op":"literal"`, `"op":"exec"`},
		{`"kind":"schedule"`, `"kind":"event"`}, {`"severity":"high"`, `"severity":"huge"`}, {`"step.list"`, `"list"`},
		{`"from":"github:INVENTORY_TOKEN"`, `"from":"hunter2"`}, {`"timeout":3600`, `"timeout":0`},
	} {
		other := strings.Replace(string(data), edit[0], edit[1], 1)
		if other == string(data) {
			t.Fatalf("the sample has no %s", edit[0])
		}
		if err := conforms(t, []byte(other)); err == nil {
			t.Errorf("a plan with %s is valid under schema.json", edit[1])
		}
	}
}

func validate(t *testing.T, data []byte) {
	t.Helper()
	if err := conforms(t, data); err != nil {
		t.Errorf("not valid under schema.json: %v", err)
	}
}

func conforms(t *testing.T, data []byte) error {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	return schema.Validate(doc)
}
