package conduct_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// TestWhoMayStart is the table of who may start a runbook, and of what somebody is told who may not.
// Nothing runs for a request that is refused; the ledger is told of it, but for somebody who has no role.
func TestWhoMayStart(t *testing.T) {
	t.Parallel()
	mara := evidence.By{How: "key", ID: string(testKey().Public().Digest()), Login: "mara"}
	octocat := evidence.By{How: "forge", ID: "583231", Login: "octocat"}
	as := func(by evidence.By, login string) *conduct.Person { by.Login = login; return &conduct.Person{By: by} }
	number := func(by evidence.By, id string) *conduct.Person { by.ID = id; return &conduct.Person{By: by} }
	const turnedAway = " may not start it; that takes the role security, whose members stand in runbooks/project.hcl"
	for name, test := range map[string]struct {
		who     *conduct.Person
		trigger int // of the plan: 0 by hand, 1 by itself
		change  func(*plan.Plan)
		refused string // "": it is granted
		rule    string // by which it is, or by which it is refused; "" for a refusal that is no entry
	}{
		"a member of the role":         {who: &conduct.Person{By: mara}, rule: "access.who role.security"},
		"logins have no case":          {who: as(mara, "Mara"), rule: "access.who role.security"},
		"a member by number":           {who: &conduct.Person{By: octocat}, rule: "access.who role.security"},
		"the login given to another":   {who: number(octocat, "1"), refused: "octocat" + turnedAway},
		"a number that a key claims":   {who: &conduct.Person{By: evidence.By{How: "key", ID: "583231", Login: "octocat"}}, refused: "octocat" + turnedAway},
		"a login with the number":      {who: as(mara, "octocat#583231"), refused: "octocat#583231" + turnedAway},
		"a role that may not":          {who: as(mara, "tom"), refused: "tom" + turnedAway, rule: "access.who"},
		"nobody whom a role lists":     {who: as(mara, "eve"), refused: "eve" + turnedAway},
		"a login without letters":      {who: as(mara, ""), refused: turnedAway},
		"nobody asks":                  {refused: `trigger "form" is started by a person, and nobody is known to ask`, rule: "trigger.form"},
		"a member, by an issue":        {who: &conduct.Person{By: mara}, change: byIssue, rule: "access.who role.security"},
		"a stranger, by an issue":      {who: as(mara, "eve"), change: byIssue, refused: "eve" + turnedAway},
		"nobody, by an issue":          {change: byIssue, refused: `trigger "asked" is started by a person, and nobody is known to ask`, rule: "trigger.asked"},
		"by itself":                    {trigger: 1, rule: "schedule weekly"},
		"a schedule, started by hand":  {who: &conduct.Person{By: mara}, trigger: 1, refused: `trigger "weekly" starts by itself; nobody may start it by hand`, rule: "trigger.weekly"},
		"no access section":            {who: &conduct.Person{By: mara}, change: func(p *plan.Plan) { p.Access = nil }, refused: "it has no access section, so nobody may start it by hand"},
		"without access, by itself":    {change: func(p *plan.Plan) { p.Access, p.Triggers = nil, p.Triggers[1:] }, rule: "schedule weekly"},
		"two roles, a member of one":   {who: as(mara, "tom"), change: bothRoles, rule: "access.who role.staff"},
		"two roles, a member of none":  {who: as(mara, "eve"), change: bothRoles, refused: "the role security or staff"},
		"two roles, a member of both":  {who: &conduct.Person{By: mara}, change: bothRoles, rule: "access.who role.security"},
		"a role that has lost members": {who: &conduct.Person{By: mara}, change: func(p *plan.Plan) { p.Roles[0].Members = nil }, refused: "mara" + turnedAway, rule: "access.who"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, req := newLab(t), byMara()
			if test.change != nil {
				test.change(req.Plan)
			}
			req.Trigger, req.Requester = req.Plan.Triggers[test.trigger], test.who
			before := l.line.tip()
			_, err := l.desk().Run(t.Context(), req)
			var refusal *conduct.Refusal
			switch {
			case test.refused == "" && err != nil:
				t.Fatal(err)
			case test.refused == "":
				if rule := l.authorization().Rule; rule != test.rule {
					t.Errorf("authorised by %q, want %q", rule, test.rule)
				}
			case !errors.As(err, &refusal) || refusal.Runbook != "rotate" || !strings.Contains(refusal.Why, test.refused):
				t.Errorf("refused with %v, want %q", err, test.refused)
			case len(l.ran) > 0 || len(l.waiting()) > 0 || len(l.entries(evidence.KindAuthorization)) > 0:
				t.Errorf("ran %v; %s", l.ran, l)
			case test.rule == "" && (l.line.tip() != before || refusal.Recorded):
				t.Error("the ledger is told of a stranger")
			case test.rule != "":
				l.denied(refusal, req)
			}
			l.holds()
		})
	}
}

// denied holds that the newest entry tells of the refusal, and of what was asked.
func (l *lab) denied(refusal *conduct.Refusal, req conduct.Request) {
	l.t.Helper()
	all := must(ledger.Open(l.t.Context(), l.line.honest())).Entries(l.t.Context())
	var newest evidence.Predicate
	for e, err := range all {
		if err != nil {
			l.t.Fatal(err)
		}
		newest = e.Statement
	}
	d, ok := newest.(*evidence.Denial)
	if !ok || !refusal.Recorded {
		l.t.Errorf("refused by %s, and the newest entry is %T", refusal.Rule, newest)
		return
	}
	if d.Rule != refusal.Rule || d.Commit != req.Commit || d.Plan.Digest != must(req.Plan.Digest()) || d.Trigger.Name != req.Trigger.Name || (d.Requester == nil) != (req.Requester == nil) {
		l.t.Errorf("refused by %s: %+v", refusal.Rule, d)
	}
}

// byIssue puts an issue in place of the form.
func byIssue(p *plan.Plan) {
	p.Triggers = []plan.Trigger{{Kind: "issue", Name: "asked", Label: "look"}, p.Triggers[1]}
}

func bothRoles(p *plan.Plan) { p.Access.Who = []string{"security", "staff"} }

// authorization is the newest one in the ledger.
func (l *lab) authorization() *evidence.Authorization {
	var newest *evidence.Authorization
	for e, err := range must(ledger.Open(l.t.Context(), l.line.honest())).Entries(l.t.Context()) {
		if err != nil {
			l.t.Fatal(err)
		}
		if a, ok := e.Statement.(*evidence.Authorization); ok {
			newest = a
		}
	}
	return newest
}

// TestRequester: the authorization tells who asked and how that is known; of a run that starts by itself
// it tells nobody.
func TestRequester(t *testing.T) {
	t.Parallel()
	l, req := newLab(t), byMara()
	req.Requester.Email = "mara@acme.example"
	if _, err := l.desk().Run(t.Context(), req); err != nil {
		t.Fatal(err)
	}
	if a := l.authorization(); a.Requester == nil || *a.Requester != req.Requester.By || a.Commit != commit || a.Trigger.Name != "form" {
		t.Errorf("authorised %+v", a)
	}
	req = byMara()
	req.Trigger, req.Requester = req.Plan.Triggers[1], nil
	if _, err := l.desk().Run(t.Context(), req); err != nil {
		t.Fatal(err)
	}
	if a := l.authorization(); a.Requester != nil || a.Trigger.Kind != "schedule" {
		t.Errorf("authorised %+v", a)
	}
	l.holds()
}
