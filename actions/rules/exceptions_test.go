package rules_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// waivablePlan lets the leads waive one check for two days, and says nothing of how another may be waived.
func waivablePlan() *plan.Plan {
	p := askingPlan()
	p.Runbook, p.Owner = "site_tls", "team"
	p.Checks = []plan.Check{{Name: "strict"}, {Name: "renewed", ForEach: expr.Lit(expr.OfList(nil))}, {Name: "modern"}}
	p.Waivable = []plan.Waivable{{Check: "modern"}, {Check: "renewed", MaxFor: 2 * 86400, By: []string{"leads"}}}
	return p
}

// waiver is Bo's, for the whole of renewed, and Ada owns it.
func waiver(edit func(*evidence.Waiver)) *evidence.Waiver {
	w := &evidence.Waiver{At: "2026-03-01T12:00:00Z", Expires: "2026-03-03T12:00:00Z", CheckOf: "site_tls.renewed", By: person("bo"), Owner: person("ada"), Role: "leads"}
	edit(w)
	return w
}

// TestUnwaivable tells what a plan does not let anybody grant.
func TestUnwaivable(t *testing.T) {
	t.Parallel()
	item := "a.example"
	for name, c := range map[string]struct {
		edit func(*evidence.Waiver)
		want string
	}{
		"as the plan says":               {func(*evidence.Waiver) {}, ""},
		"one item":                       {func(w *evidence.Waiver) { w.Scope = &item }, ""},
		"a second longer":                {func(w *evidence.Waiver) { w.Expires = "2026-03-03T12:00:01Z" }, "at most 2d"},
		"30 days where nothing is said":  {func(w *evidence.Waiver) { w.CheckOf, w.Expires = "site_tls.modern", "2026-03-31T12:00:00Z" }, ""},
		"longer, where nothing is said":  {func(w *evidence.Waiver) { w.CheckOf, w.Expires = "site_tls.modern", "2026-04-01T12:00:00Z" }, "is for 31d; the plan lets check.modern be waived for at most 30d"},
		"of another runbook":             {func(w *evidence.Waiver) { w.CheckOf = "backup.renewed" }, "names the plan of site_tls"},
		"no check of the plan":           {func(w *evidence.Waiver) { w.CheckOf = "site_tls.renewal" }, "which its plan does not have"},
		"a check that is not waivable":   {func(w *evidence.Waiver) { w.CheckOf = "site_tls.strict" }, "lets nobody waive"},
		"an item of what is judged once": {func(w *evidence.Waiver) { w.CheckOf, w.Scope = "site_tls.modern", &item }, "has no items"},
		"until no time at all":           {func(w *evidence.Waiver) { w.Expires = "soon" }, "at most 2d"},
	} {
		got := rules.Unwaivable(waivablePlan(), waiver(c.edit))
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestUnwaiving tells who may not grant a waiver, and who may not own it.
func TestUnwaiving(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit func(*evidence.Waiver)
		want string
	}{
		"a lead":                       {func(*evidence.Waiver) {}, ""},
		"the owning role, by default":  {func(w *evidence.Waiver) { w.CheckOf, w.Role = "site_tls.modern", "team" }, ""},
		"not the leads, by default":    {func(w *evidence.Waiver) { w.CheckOf = "site_tls.modern" }, "in the role leads, which may not waive"},
		"the team, which was not said": {func(w *evidence.Waiver) { w.Role = "team" }, "in the role team, which may not waive"},
		"somebody of the team":         {func(w *evidence.Waiver) { w.By = person("cy") }, "cy, who does not have the role leads"},
		"a stranger with her name":     {func(w *evidence.Waiver) { w.By = evidence.By{How: "key", ID: person("zoe").ID, Login: "bo"} }, "does not have the role"},
		"its owner":                    {func(w *evidence.Waiver) { w.Owner = w.By }, "who owns it"},
		"its owner, by another key":    {func(w *evidence.Waiver) { w.Owner = evidence.By{How: "key", ID: person("zoe").ID, Login: "Bo"} }, "who owns it"},
		"owned by a stranger":          {func(w *evidence.Waiver) { w.Owner = person("zoe") }, "whom no role of the plan lists"},
		"owned by a login":             {func(w *evidence.Waiver) { w.Owner = person("dee") }, "whom no role of the plan lists"},
		"of what is not waivable":      {func(w *evidence.Waiver) { w.CheckOf = "site_tls.strict" }, "may not waive"},
	} {
		got := rules.Unwaiving(waivablePlan(), waiver(c.edit), nil)
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	one := func(evidence.By, evidence.By) bool { return true }
	if got := rules.Unwaiving(waivablePlan(), waiver(func(*evidence.Waiver) {}), one); !strings.Contains(got, "who owns it") {
		t.Errorf("the auditor knows that the two are one person: %q", got)
	}
}

// TestMember finds people by what proves them.
func TestMember(t *testing.T) {
	t.Parallel()
	for login, want := range map[string][3]any{
		"ada": {person("ada"), true, true}, "Ada": {person("ada"), true, true}, "eli": {evidence.By{How: "forge", ID: "7", Login: "eli"}, true, true},
		"dee": {evidence.By{}, false, true}, "zoe": {evidence.By{}, false, false},
	} {
		if by, proven, named := rules.Member(waivablePlan(), login); by != want[0] || proven != want[1] || named != want[2] {
			t.Errorf("%s: %+v, proven %v, named %v; want %v", login, by, proven, named, want)
		}
	}
}

// TestMayRevoke: what a run left is taken back by those who own the runbook, a word by whoever said it too.
func TestMayRevoke(t *testing.T) {
	t.Parallel()
	p := waivablePlan()
	for login, want := range map[string][2]bool{"ada": {true, true}, "fay": {false, true}, "dee": {false, false}, "zoe": {false, false}} {
		run, word := &evidence.Run{}, &evidence.Confirmation{By: person("fay")}
		if got := [2]bool{rules.MayRevoke(p, run, person(login)), rules.MayRevoke(p, word, person(login))}; got != want {
			t.Errorf("%s may revoke a run and Fay's word: %v, want %v", login, got, want)
		}
	}
	for _, k := range []evidence.Kind{evidence.KindLedger, evidence.KindRevocation, "rotation", "mend", "disposition", "score"} {
		if rules.Unrevocable(k) == "" {
			t.Errorf("a %s can be revoked", k)
		}
	}
	for _, k := range []evidence.Kind{evidence.KindRun, evidence.KindWaiver, evidence.KindReview} {
		if why := rules.Unrevocable(k); why != "" {
			t.Errorf("a %s cannot be revoked: it %s", k, why)
		}
	}
}
