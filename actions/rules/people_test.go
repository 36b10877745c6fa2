package rules_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// person is somebody with a key of their own.
func person(login string) evidence.By {
	return evidence.By{How: "key", ID: string(canon.Sum([]byte(login))), Login: login}
}

// askingPlan asks two of the team, a question of the team, and one that the leads answer too.
func askingPlan() *plan.Plan {
	member := func(login string) string { return login + "#" + person(login).ID }
	answers := []plan.Answer{{Name: "n", Type: "number"}}
	return &plan.Plan{
		Roles: []plan.Role{
			{Name: "team", Members: []string{member("ada"), member("bo"), member("cy"), "dee", "eli#7", "ada#" + string(canon.Sum([]byte("another key")))}},
			{Name: "leads", Members: []string{member("bo"), member("fay")}},
		},
		Reviews: []plan.Review{{Name: "two", From: []string{"leads", "team"}, Min: 2}},
		Phases: []plan.Phase{{Name: "main",
			Approvals: []plan.Approval{{Name: "go", From: []string{"team"}, Min: 2}},
			Asks:      []plan.Ask{{Name: "one", To: []string{"team"}, Answers: answers}, {Name: "both", To: []string{"team"}, Second: []string{"leads"}, Answers: answers}},
		}},
	}
}

// A role is held by what a person can prove.
func TestHolds(t *testing.T) {
	t.Parallel()
	forge := func(login, id string) evidence.By { return evidence.By{How: "forge", ID: id, Login: login} }
	with := func(by evidence.By, login string) evidence.By { by.Login = login; return by }
	for name, c := range map[string]struct {
		by           evidence.By
		holds, named bool
	}{
		"her key":                       {person("ada"), true, true},
		"her other key":                 {evidence.By{How: "key", ID: string(canon.Sum([]byte("another key"))), Login: "ada"}, true, true},
		"logins have no case":           {with(person("ada"), "Ada"), true, true},
		"her key, as somebody else":     {with(person("ada"), "bo"), false, false},
		"a key of which nobody knows":   {with(person("zoe"), "ada"), false, false},
		"a login alone":                 {person("dee"), false, true},
		"a login alone, says a forge":   {forge("dee", "9"), true, true},
		"a number, says a forge":        {forge("eli", "7"), true, true},
		"the login was given to others": {forge("eli", "8"), false, false},
		"a key claims a number":         {evidence.By{How: "key", ID: "7", Login: "eli"}, false, false},
		"a forge claims a key":          {evidence.By{How: "forge", ID: person("ada").ID, Login: "ada"}, false, false},
		"nobody":                        {evidence.By{}, false, false},
	} {
		p := askingPlan()
		if got := rules.Holds(p, "team", c.by); got != c.holds {
			t.Errorf("%s: holds the role: %v", name, got)
		}
		if got := len(rules.Named(p, c.by)) > 0; got != c.named {
			t.Errorf("%s: is named: %v", name, got)
		}
	}
	if rules.Holds(askingPlan(), "nobody", person("ada")) {
		t.Error("a role that the plan does not have is held")
	}
}

// TestHear is the table of what people say to an approval, and of what comes of it. Each is "login:role",
// with a sign: + yes, - no; a word that does not count is followed by why.
func TestHear(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		address, said, want string
		edit                func(*evidence.Approval)
	}{
		"two people":             {"approval.go", "+bo:team +cy:team", "enough", nil},
		"one":                    {"approval.go", "+bo:team", "", nil},
		"one, twice":             {"approval.go", "+bo:team +bo:team", "had answered before", nil},
		"the one who asks":       {"approval.go", "+bo:team +ada:team", "asked for the run", nil},
		"a stranger":             {"approval.go", "+bo:team +zoe:team", "does not have the role team", nil},
		"a login alone":          {"approval.go", "+bo:team +dee:team", "does not have the role team", nil},
		"in a role of theirs":    {"approval.go", "+bo:leads", "role leads, which was not asked", nil},
		"a no":                   {"approval.go", "+bo:team -cy:team +eli:team", "no", nil},
		"a no of a stranger":     {"approval.go", "-zoe:team +bo:team +cy:team", "enough; does not have the role team", nil},
		"a no after enough":      {"approval.go", "+bo:team +cy:team -bo:team", "enough", nil},
		"an answer":              {"ask.one", "+bo:team", "enough", nil},
		"an answer of who asked": {"ask.one", "+ada:team", "enough", nil},
		"no answer":              {"ask.one", "-bo:team", "no", nil},
		"an answer, of one":      {"ask.both", "+ada:team", "", nil},
		"an answer, of two":      {"ask.both", "+ada:team +bo:leads", "enough", nil},
		"the second comes first": {"ask.both", "+fay:leads +ada:team", "enough", nil},
		"one is not two":         {"ask.both", "+bo:team +bo:leads", "had answered before", nil},
		"no second role":         {"ask.both", "+ada:team +cy:team", "", nil},
		"two say another thing": {"ask.both", "+ada:team +fay:leads", "", func(a *evidence.Approval) {
			n := expr.OfInt(int64(a.By.Login[0]))
			a.Values[0].Value = &n
		}},
		"to another question":         {"approval.go", "+bo:team", "another question", func(a *evidence.Approval) { a.Name = "ask.one" }},
		"for one item":                {"approval.go", "+bo:team", "another question", func(a *evidence.Approval) { a.Key = new(string) }},
		"of another run":              {"approval.go", "+bo:team", "another run", func(a *evidence.Approval) { a.Authorization = canon.Sum(nil) }},
		"of what was not shown":       {"approval.go", "+bo:team", "than what was shown", func(a *evidence.Approval) { a.Shown = canon.Sum(nil) }},
		"for what did not wait":       {"approval.go", "+bo:team", "other items", func(a *evidence.Approval) { a.Frozen = canon.Sum(nil) }},
		"too late":                    {"approval.go", "+bo:team", "too late", func(a *evidence.Approval) { a.At = "2026-03-01T13:00:01Z" }},
		"for longer than was asked":   {"approval.go", "+bo:team", "another end", func(a *evidence.Approval) { a.Expires = "2026-03-01T14:00:00Z" }},
		"in the last second":          {"approval.go", "+bo:team +cy:team", "enough", func(a *evidence.Approval) { a.At = a.Expires }},
		"of an approval that is none": {"approval.stop", "+bo:team", "role team, which was not asked", nil},
	} {
		ada := person("ada")
		q := rules.Question{Address: c.address, Authorization: "a", Shown: "s", Frozen: "f", Expires: "2026-03-01T13:00:00Z", Requester: &ada}
		h := rules.Hear(askingPlan(), q, words(q, c.said, c.edit))
		var got []string
		if h.Enough {
			got = append(got, "enough")
		}
		if h.No != nil {
			got = append(got, "no")
		}
		for _, v := range h.Void {
			got = append(got, v.Why)
		}
		if !matches(got, c.want) {
			t.Errorf("%s: %s came to %q, want %q", name, c.said, got, c.want)
		}
		if h.Enough && strings.HasPrefix(c.address, "ask.") && len(h.Values) != 1 {
			t.Errorf("%s: it has %d answers", name, len(h.Values))
		}
	}
}

func matches(got []string, want string) bool {
	parts := strings.FieldsFunc(want, func(r rune) bool { return r == ';' })
	return slices.EqualFunc(got, parts, func(g, p string) bool { return strings.Contains(g, strings.TrimSpace(p)) })
}

func words(q rules.Question, said string, edit func(*evidence.Approval)) (list []*evidence.Approval) {
	for _, word := range strings.Fields(said) {
		login, role, _ := strings.Cut(word[1:], ":")
		by := person(login)
		if login == "eli" {
			by = evidence.By{How: "forge", ID: "7", Login: login}
		}
		n := expr.OfInt(3)
		a := &evidence.Approval{
			Answer: map[byte]evidence.Answer{'+': evidence.Yes, '-': evidence.No}[word[0]], At: "2026-03-01T12:00:00Z", By: by, Role: role,
			Name: q.Address, Authorization: q.Authorization, Shown: q.Shown, Frozen: q.Frozen, Expires: q.Expires,
		}
		if strings.HasPrefix(q.Address, "ask.") {
			a.Values = []evidence.AnswerValue{{Name: "n", Value: &n}}
		}
		if edit != nil {
			edit(a)
		}
		list = append(list, a)
	}
	return list
}

// Who is one person is told by keys and logins, and by whoever knows more: an auditor's policy may say that
// two keys are one person's.
func TestHearKnowsPeople(t *testing.T) {
	t.Parallel()
	q := rules.Question{Address: "approval.go", Same: func(a, b evidence.By) bool { return true }}
	if h := rules.Hear(askingPlan(), q, words(q, "+bo:team +cy:team", func(a *evidence.Approval) { a.At = "" })); h.Enough {
		t.Error("two keys that are one person's are enough where two people must be")
	}
}

// TestReviewed is the table of reviews, and of what is missing.
func TestReviewed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ said, want string }{
		"two people":               {"+bo +cy", "bo:leads cy:team"},
		"nobody":                   {"", "review.two: 0 of 2 people of leads, team reviewed this very plan"},
		"one":                      {"+bo", "1 of 2"},
		"one, twice":               {"+bo +bo", "1 of 2"},
		"the one who asks":         {"+bo +ada", "1 of 2"},
		"a stranger":               {"+bo +zoe", "1 of 2"},
		"a no":                     {"+bo +cy -fay", "review.two: fay said no"},
		"a no, taken back":         {"-bo +cy +bo", "bo:leads cy:team"},
		"a yes, taken back":        {"+bo +cy +fay -bo", "bo said no"},
		"a no that a liar repeats": {"-bo +cy +fay +BO", "bo said no"},
	} {
		ada := person("ada")
		var said []*evidence.Review
		for _, word := range strings.Fields(c.said) {
			by := person(word[1:])
			said = append(said, &evidence.Review{Answer: map[byte]evidence.Answer{'+': evidence.Yes, '-': evidence.No}[word[0]], By: by, Commit: "c"})
		}
		counts, missing := rules.Reviewed(askingPlan(), &ada, said)
		got := missing
		if missing == "" {
			var list []string
			for _, who := range []string{"bo", "cy", "fay"} { // by login, for the table
				for _, n := range counts {
					if n.By.Login == who {
						list = append(list, fmt.Sprintf("%s:%s", who, n.Role))
					}
				}
			}
			got = strings.Join(list, " ")
		}
		if !strings.Contains(got, c.want) || (missing != "") != (len(counts) == 0) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if counts, missing := rules.Reviewed(&plan.Plan{}, nil, nil); counts != nil || missing != "" {
		t.Errorf("a plan that wants no review: %v %q", counts, missing)
	}
}

// What people choose or count stands in clear; what they write does not.
func TestClosed(t *testing.T) {
	t.Parallel()
	for want, list := range map[bool][]plan.Answer{
		true:  {{Type: "bool"}, {Type: "number"}, {Type: "date"}, {Type: "duration"}, {Type: "string", OneOf: []expr.Value{expr.OfText("a")}}},
		false: {{Type: "string"}, {Type: "list(string)"}, {Type: "string", Pattern: "[a-z]+"}},
	} {
		for _, a := range list {
			if rules.Closed(&a) != want {
				t.Errorf("%+v: in clear: %v", a, !want)
			}
		}
	}
}
