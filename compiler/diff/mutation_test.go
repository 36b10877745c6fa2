package diff_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/compiler/diff"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

func ptr[T any](v T) *T { return &v }

func text(s string) *expr.Node { return expr.Lit(expr.OfText(s)) }

func op(o expr.Op, args ...*expr.Node) *expr.Node { return &expr.Node{Op: o, Args: args} }

// full is a plan in which every field of package plan, and of an expression, is set somewhere.
func full() *plan.Plan {
	each := &expr.Node{Op: expr.OpFor, Vars: []string{"s"}, Args: []*expr.Node{expr.Ref("step", "site"), expr.Ref("s", "host"), expr.Ref("s", "not_after"), expr.Ref("s", "public")}, Keyed: true, If: true}
	return &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "Europe/Paris", Runbook: "tls-posture", File: "runbooks/networks/tls-posture.runbook.hcl",
		Title: "Are our certificates fine?", Summary: "Looks at every public site once a day.", Owner: "security", ReadOnly: true,
		Timeout: 3600, FinishBy: 86400, ReviewBy: "2027-01-31",
		Satisfies: []plan.Satisfies{
			{Framework: "cisa-ztmm", Function: "networks.traffic-encryption", Stage: "initial", FreshFor: 604800, Inputs: []string{"days"}, Rehearsal: true},
			{Framework: "nist-sp-800-53", Controls: []string{"SC-12", "SC-8"}, FreshFor: 86400},
		},
		Triggers: []plan.Trigger{
			{Kind: "event", Name: "alarm", Type: "alarm"},
			{Kind: "finding", Name: "found", Check: "sign-ins.none"},
			{Kind: "issue", Name: "asked", Label: "look"},
			{Kind: "manual", Name: "form"},
			{Kind: "pull_request", Name: "tried", Paths: []string{"runbooks/**"}},
			{Kind: "schedule", Name: "daily", Cron: "15 5 * * *", Timezone: "UTC", Map: map[string]*expr.Node{"days": expr.Lit(expr.OfInt(30))}},
		},
		Access: &plan.Access{Who: []string{"security"}, BreakGlass: []string{"security"}, Gates: []plan.Gate{{Name: "device", Action: "fleet.device_of", Connection: "fleet", MaxAge: 3600,
			Settings: map[string]*expr.Node{"email": expr.Ref("run", "requester", "email")}, Condition: expr.Ref("self", "known"), Message: text("It is unknown.")}}},
		Concurrency: &plan.Concurrency{Key: expr.Ref("input", "site"), Mode: "queue"},
		Reviews:     []plan.Review{{Name: "power", Effects: []kind.Effect{kind.Change}, From: []string{"security"}, Min: 2}},
		Actions: []plan.Action{{
			Name: "okta.suspend_user", Title: "Suspend a person", Effect: kind.Change, Idempotent: true, Kind: "http",
			Settings: []plan.Setting{{Name: "id", Type: "string", Default: ptr(expr.OfText("me")), Pattern: "[a-z]+", OneOf: []expr.Value{expr.OfText("me")}, Description: "Who."}},
			Outputs:  []plan.Output{{Name: "done", Type: "bool", Labels: []kind.Label{kind.Untrusted}, AsOf: true}},
			Run: plan.Call{Action: "http.request", Settings: map[string]*expr.Node{"method": text("POST"), "path": expr.Ref("setting", "id")}, Paginate: "link-header",
				Done: expr.Ref("self", "json", "done"), Give: map[string]*expr.Node{"done": expr.Ref("self", "json", "done")}},
			Undo: &plan.Undo{Action: "okta.unsuspend_user", Settings: map[string]*expr.Node{"id": expr.Ref("setting", "id")}, Reason: "It can be."},
		}},
		Inputs: []plan.Input{
			{Name: "days", Type: "number", Title: "Days left", Default: ptr(expr.OfInt(21)), Min: "1", Max: "90", Personal: true},
			{Name: "site", Type: "string", Description: "One of ours.", MaxLength: 40, Pattern: "[a-z.]+", Example: "shop", OneOf: []expr.Value{expr.OfText("shop"), expr.OfText("blog")}},
			{Name: "pin", Type: "string", Sensitive: true},
		},
		Roles: []plan.Role{{Name: "security", Members: []string{"octocat#583231"}, Teams: []string{"acme/security"}}},
		Connections: []plan.Connection{{Name: "inventory", Kind: "http", URL: "https://inventory.acme.example", Token: "inventory_token",
			Auth: "bearer", User: "reader", Password: "inventory_token", Hosts: []string{"cdn.acme.example"}}},
		Secrets:  []plan.Secret{{Name: "inventory_token", From: "github:INVENTORY_TOKEN", Purpose: "read the list of sites"}},
		Uses:     []plan.Use{{Connection: "inventory", Allow: []string{"GET /sites"}}},
		Locals:   map[string]*expr.Node{"sites": expr.Ref("step", "list", "json", "sites")},
		Notifies: []plan.Notify{{Name: "channel", Action: "notify.webhook", Connection: "chat", On: []string{"failed"}, Text: text("Look here.")}},
		Result:   &plan.Show{Title: text("Done"), Text: text("All of it."), Table: expr.Ref("local", "sites")},
		Confirm:  &plan.Confirm{By: []string{"security"}, Within: 3600},
		Waivable: []plan.Waivable{{Check: "certificate_valid", MaxFor: 86400, By: []string{"security"}}},
		Moved:    []plan.Moved{{From: "step.all", To: "step.list"}},
		Phases: []plan.Phase{{Name: "main", Title: "All of it", After: []string{"before"}, When: expr.Ref("input", "site"), RunsOn: []string{"self-hosted"},
			ForEach: expr.Ref("local", "sites"), By: "host", Parallel: 2, Limit: 10, OnFailure: &plan.OnFailure{Undo: "reverse", Notify: []string{"channel"}},
			Approvals: []plan.Approval{{Name: "yes", From: []string{"security"}, Min: 2, Timeout: 3600, Needs: []string{"step.list"}, SkipIf: expr.Ref("step", "list", "none"),
				Show: &plan.Show{Title: text("Go on?"), Text: text("It looks."), Table: expr.Ref("local", "sites")}}},
			Asks: []plan.Ask{{Name: "why", To: []string{"security"}, Second: []string{"security"}, Question: text("Why?"), Timeout: 3600, Needs: []string{"step.list"},
				When: expr.Ref("step", "list", "none"), Show: &plan.Show{Text: text("Say it.")},
				Answers: []plan.Answer{{Name: "reason", Type: "string", Title: "Reason", OneOf: []expr.Value{expr.OfText("drill")}, Pattern: "[a-z]+", Min: "1", Max: "20", MaxLength: 20}}}},
			Checks: []plan.Check{{Name: "early", Condition: expr.Ref("step", "list", "none"), Message: text("There is none."), Severity: "low"}}, Steps: []plan.Step{
				{
					Name: "list", Action: "http.request", Title: "Ask which sites there are", Effect: kind.Observe, Connection: "inventory",
					Settings: map[string]*expr.Node{"method": text("GET"), "path": text("/sites")},
					Parallel: 1, Timeout: 30, OnError: "stop",
					Retry:   &plan.Retry{Max: 3, Delay: 2, While: op(expr.OpAtLeast, expr.Ref("self", "status"), expr.Lit(expr.OfInt(500)))},
					Expects: []plan.Expect{{Name: "answered", Condition: op(expr.OpEqual, expr.Ref("self", "status"), expr.Lit(expr.OfInt(200))), Message: text("No answer.")}},
				},
				{
					Name: "site", Action: "exec.run", Effect: kind.Observe, Needs: []string{"step.list"}, ForEach: expr.Ref("local", "sites"), By: "host",
					When:     expr.Ref("each", "value", "public"),
					Settings: map[string]*expr.Node{"argv": op(expr.OpList, text("curl"), expr.Ref("each", "value", "host")), "env": op(expr.OpObject, text("PIN"), expr.Ref("input", "pin"))},
					Parallel: 8, Timeout: 30, OnError: "continue", Limit: &plan.Limit{Count: 10, Percent: 10, Of: expr.Ref("local", "sites")},
					Undo:      &plan.Undo{Action: "exec.run", Settings: map[string]*expr.Node{"argv": op(expr.OpList, text("rm"))}, Reason: "It can be."},
					UndoAfter: text("7d"),
				},
			}}},
		Checks: []plan.Check{{Name: "certificate_valid", Severity: "high", Empty: "passed", Remedy: "Renew it.", ForEach: expr.Ref("local", "sites"), By: "host",
			Condition: op(expr.OpGreater, &expr.Node{Op: expr.OpCall, Name: "length", Args: []*expr.Node{expr.Ref("each", "key")}}, expr.Ref("input", "days")), Message: text("It ends soon.")}},
		Evidence: []plan.Evidence{{Name: "sites", Description: "when each certificate ends", Personal: true, Value: each}},
	}
}

// clone is a deep copy.
func clone(t testing.TB, p *plan.Plan) *plan.Plan {
	t.Helper()
	data, err := canon.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	other := new(plan.Plan)
	if err := canon.Decode(data, other); err != nil {
		t.Fatal(err)
	}
	return other
}

// edit is one way to change one place of a plan.
type edit struct {
	path   string
	place  reflect.Value
	change func()
}

// apply makes the change, and gives what takes it back.
func (e edit) apply() (undo func()) {
	before := reflect.New(e.place.Type()).Elem()
	before.Set(e.place)
	e.change()
	return func() { e.place.Set(before) }
}

// edits are all ways to change one place below v: every leaf another one, every list and map with one
// more and one less, everything that may be absent absent or there.
func edits(path string, v reflect.Value) []edit {
	switch v.Interface().(type) {
	case *expr.Value, *expr.Node, *plan.Access, *plan.Retry, *plan.Concurrency, *plan.Show, *plan.Confirm, *plan.OnFailure, *plan.Limit, *plan.Undo:
		return optional(path, v)
	case expr.Value:
		return []edit{{path, v, func() { v.Set(reflect.ValueOf(expr.OfText("another"))) }}}
	}
	switch v.Kind() {
	case reflect.String:
		return []edit{{path, v, func() { v.SetString(v.String() + "x") }}, {path + " emptied or filled", v, func() { v.SetString(map[bool]string{true: "new"}[v.String() == ""]) }}}
	case reflect.Int64:
		return []edit{{path, v, func() { v.SetInt(v.Int() + 1) }}}
	case reflect.Bool:
		return []edit{{path, v, func() { v.SetBool(!v.Bool()) }}}
	case reflect.Struct:
		var list []edit
		for i := range v.NumField() {
			list = append(list, edits(path+"."+v.Type().Field(i).Name, v.Field(i))...)
		}
		return list
	case reflect.Slice:
		return inSlice(path, v)
	case reflect.Map:
		return inMap(path, v)
	}
	panic(fmt.Sprintf("%s: a %s, which this test does not know", path, v.Type()))
}

func optional(path string, v reflect.Value) []edit {
	if v.IsNil() {
		return []edit{{path + " there", v, func() {
			switch v.Interface().(type) {
			case *expr.Value:
				v.Set(reflect.ValueOf(ptr(expr.OfText("new"))))
			case *expr.Node:
				v.Set(reflect.ValueOf(text("new")))
			case *plan.Access:
				v.Set(reflect.ValueOf(&plan.Access{Who: []string{"ops"}}))
			case *plan.Retry:
				v.Set(reflect.ValueOf(&plan.Retry{Max: 1}))
			case *plan.Concurrency:
				v.Set(reflect.ValueOf(&plan.Concurrency{Key: text("new")}))
			case *plan.Show:
				v.Set(reflect.ValueOf(&plan.Show{Text: text("new")}))
			case *plan.Confirm:
				v.Set(reflect.ValueOf(&plan.Confirm{Within: 1}))
			case *plan.OnFailure:
				v.Set(reflect.ValueOf(&plan.OnFailure{Undo: "none"}))
			case *plan.Limit:
				v.Set(reflect.ValueOf(&plan.Limit{Count: 1}))
			case *plan.Undo:
				v.Set(reflect.ValueOf(&plan.Undo{Action: "exec.run"}))
			}
		}}}
	}
	return append(edits(path, v.Elem()), edit{path + " gone", v, func() { v.SetZero() }})
}

func inSlice(path string, v reflect.Value) []edit {
	list := []edit{{path + " with one more", v, func() {
		item := reflect.New(v.Type().Elem()).Elem()
		switch item.Kind() {
		case reflect.String:
			item.SetString("zz")
		case reflect.Pointer:
			item.Set(reflect.ValueOf(text("zz")))
		case reflect.Struct:
			if name := item.FieldByName("Name"); name.IsValid() {
				name.SetString("zz")
			}
		}
		v.Set(reflect.Append(v, item))
	}}}
	for i := range v.Len() {
		list = append(list, edits(fmt.Sprintf("%s[%d]", path, i), v.Index(i))...)
	}
	if v.Len() > 0 {
		list = append(list, edit{path + " with one less", v, func() { v.Set(v.Slice(0, v.Len()-1)) }})
	}
	return list
}

func inMap(path string, v reflect.Value) []edit {
	list := []edit{{path + " with one more", v, func() {
		cloneMap(v)
		v.SetMapIndex(reflect.ValueOf("zz"), reflect.ValueOf(text("zz")))
	}}}
	for _, key := range v.MapKeys() {
		list = append(list, edits(path+"."+key.String(), v.MapIndex(key).Elem())...)
		list = append(list, edit{path + "." + key.String() + " gone", v, func() {
			cloneMap(v)
			v.SetMapIndex(key, reflect.Value{})
		}})
	}
	slices.SortStableFunc(list, func(a, b edit) int { return strings.Compare(a.path, b.path) })
	return list
}

// cloneMap makes v a map of its own, so that undoing an edit has something to go back to.
func cloneMap(v reflect.Value) {
	own := reflect.MakeMap(v.Type())
	for _, key := range v.MapKeys() {
		own.SetMapIndex(key, v.MapIndex(key))
	}
	v.Set(own)
}

// No place of a plan can change without a change being told, by its own row and in both values. A field
// that is new in package plan and forgotten here fails this test.
func TestEveryFieldIsTold(t *testing.T) {
	t.Parallel()
	before := full()
	unset := unsetFields(reflect.ValueOf(*before))
	if len(unset) > 0 {
		t.Fatalf("the plan of this test sets no %v", unset)
	}
	after := clone(t, before)
	all := edits("plan", reflect.ValueOf(after).Elem())
	for _, e := range all {
		if e.path == "plan.Runbook emptied or filled" {
			continue // it has no name to be told by
		}
		undo := e.apply()
		if told(t, before, after, e.path) != told(t, after, before, e.path+", backwards") {
			t.Errorf("%s: one way more is told than the other", e.path)
		}
		undo()
	}
	if d := diff.Compare([]*plan.Plan{before}, []*plan.Plan{after}); len(d.Runbooks) > 0 {
		t.Errorf("an edit was not undone, so those after it proved nothing: %s", diff.Text(d, 0))
	}
	t.Logf("%d ways to change a plan", len(all))
}

// told is how many changes are told, of which none may be empty or the row for what nobody foresaw.
func told(t *testing.T, before, after *plan.Plan, what string) int {
	t.Helper()
	d := diff.Compare([]*plan.Plan{before}, []*plan.Plan{after})
	if err := d.Check(); err != nil {
		t.Errorf("%s: %v", what, err)
	}
	n := 0
	for _, r := range d.Runbooks {
		for _, c := range r.Changes {
			n++
			if c.Setting == "plan" {
				t.Errorf("%s: it is told as a change of something", what)
			}
		}
	}
	if n == 0 {
		t.Errorf("%s: nothing is told", what)
	}
	return n
}

// unsetFields are the fields of package plan and of expr.Node that are zero wherever they are.
func unsetFields(v reflect.Value) []string {
	set := map[string]bool{}
	note(v, set)
	var unset []string
	for name, is := range set {
		if !is {
			unset = append(unset, name)
		}
	}
	slices.Sort(unset)
	return unset
}

func note(v reflect.Value, set map[string]bool) {
	if _, ok := v.Interface().(expr.Value); ok {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			note(v.Elem(), set)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name := v.Type().Name() + "." + v.Type().Field(i).Name
			set[name] = set[name] || !v.Field(i).IsZero()
			note(v.Field(i), set)
		}
	case reflect.Slice:
		for i := range v.Len() {
			note(v.Index(i), set)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			note(v.MapIndex(key), set)
		}
	}
}

// Two plans differ in nothing that is told if and only if they have one digest: tried on pairs of plans
// with one edit each, of which some undo each other.
func TestEmptyMeansEqual(t *testing.T) {
	t.Parallel()
	plans := []*plan.Plan{full(), full()}
	n := len(edits("plan", reflect.ValueOf(full()).Elem()))
	for i := 0; i < n; i += 61 {
		p := clone(t, full())
		edits("plan", reflect.ValueOf(p).Elem())[i].apply()
		plans = append(plans, p)
	}
	for _, a := range plans {
		for _, b := range plans {
			same := string(encode(t, a)) == string(encode(t, b))
			if d := diff.Compare([]*plan.Plan{a}, []*plan.Plan{b}); (len(d.Runbooks) == 0) != same {
				t.Fatalf("the plans are the same: %v; the diff says\n%s", same, diff.Text(d, 0))
			}
		}
	}
}

func encode(t testing.TB, v any) []byte {
	t.Helper()
	data, err := canon.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// The order of inputs is part of the plan, because a form shows them so.
func TestOrderOfInputs(t *testing.T) {
	t.Parallel()
	after := full()
	slices.Reverse(after.Inputs)
	d := diff.Compare([]*plan.Plan{full()}, []*plan.Plan{after})
	if len(d.Runbooks) != 1 || len(d.Runbooks[0].Changes) != 1 || d.Runbooks[0].Changes[0].After != "pin, site, days" {
		t.Errorf("told: %+v", d.Runbooks)
	}
}
