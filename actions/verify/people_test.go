package verify_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// peopled is a ledger with one run that two people approved and a third confirmed.
func peopled(t testing.TB) *repository {
	f := base(t, nil)
	r := f.ask(5, edit{})
	r.yes("ada", edit{})
	r.yes("bo", edit{})
	r.answered()
	r.confirm("dee", r.end(nil, edit{}), edit{})
	repo := newRepository()
	repo.commit(f.tree())
	return repo
}

func knowing(t testing.TB, s verify.Subject, people ...whose) verify.Subject {
	s.Policy.People = nil
	for _, w := range people {
		s.Policy.People = append(s.Policy.People, person(t, w))
	}
	return s
}

// A word by a key that the policy does not list is not judged, and not judged is never held: the verdict
// names the first of them. What passed by such a word is not judged either.
func TestUnknownPeople(t *testing.T) {
	t.Parallel()
	s := subject(t, peopled(t))
	v := judge(t, knowing(t, s))
	if c := v.Claim("4"); c.Outcome != verdict.NotJudged || !strings.Contains(c.Why, "entry 9 is the word of ada by key sha256:") {
		t.Errorf("nobody is listed: claim 4 is %s: %s", c.Outcome, c.Why)
	}
	if v.Status() != verdict.StatusNotJudged {
		t.Errorf("nobody is listed, and the status is %d", v.Status())
	}
	if c := v.Claim("8"); c.Outcome != verdict.NotJudged || !strings.Contains(c.Why, "lists people") {
		t.Errorf("nobody is listed: claim 8 is %s: %s", c.Outcome, c.Why)
	}
	v = judge(t, knowing(t, s, policyPeople[0], policyPeople[3]))
	if c := v.Claim("8"); c.Outcome != verdict.NotJudged || !strings.Contains(c.Why, "approval.go passed by words of which the policy cannot tell whose they are") {
		t.Errorf("Bo is not listed: claim 8 is %s: %s", c.Outcome, c.Why)
	}
	v = judge(t, knowing(t, s, policyPeople...))
	for _, id := range []string{"4", "8"} {
		if c := v.Claim(id); c.Outcome != verdict.Held || c.Judged == 0 {
			t.Errorf("all are listed: claim %s is %s: %s", id, c.Outcome, c.Why)
		}
	}
}

// Without a history nobody knows who wrote what was reviewed: a plan that wants reviews leaves claim 8 open.
func TestReviewsAreNotHeld(t *testing.T) {
	t.Parallel()
	s := reviewedBy(func(r *asked) {
		r.review("ada", evidence.Yes)
		r.review("bo", evidence.Yes)
	}, "ada", "bo")(t)
	repo := newRepository()
	repo.commit(s.commits[0])
	v := judge(t, knowing(t, subject(t, repo), policyPeople...))
	if c := v.Claim("8"); c.Outcome != verdict.NotJudged || !strings.Contains(c.Why, "the repository's history") || v.Status() != verdict.StatusHeld {
		t.Errorf("claim 8 is %s: %s, status %d", c.Outcome, c.Why, v.Status())
	}
}

// The key of a policy's person signs for that person, and never for the ledger; nor can a policy list a key for two.
func TestPeoplePolicy(t *testing.T) {
	t.Parallel()
	ledger := []verify.Key{{Name: "a", PEM: testKey(t, "ledger").public}}
	ada := testKey(t, "ada").public
	for want, people := range map[string][]verify.Person{
		"person 1 (): it has no login":            {{Keys: []string{ada}}},
		"person 1 (ada): it has neither a key":    {{Login: "ada"}},
		"key 1: it is not PEM":                    {{Login: "ada", Keys: []string{"ada"}}},
		"key 2 is listed for person 1 already":    {{Login: "ada", Keys: []string{ada, ada}}},
		"key 1 is listed for person 1 already":    {{Login: "ada", Keys: []string{ada}}, {Login: "bo", Keys: []string{ada}}},
		"not the number that a forge gives":       {{Login: "ada", ID: "ada"}},
		"id: \"07\" is not the number":            {{Login: "ada", ID: "07"}},
		"person 2 (bo): id 7 is that of person 1": {{Login: "ada", ID: "7"}, {Login: "bo", ID: "7"}},
	} {
		if err := (verify.Policy{Keys: ledger, People: people}).Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want one about %q", err, want)
		}
	}
	if err := (verify.Policy{People: []verify.Person{{Login: "ada", Keys: []string{ada}}}}).Check(); err == nil {
		t.Error("a policy of people alone trusts no ledger, and is one")
	}
}

// A run that wants to be confirmed is told with the entry that confirms it, also where that comes long after,
// and where the run had to be read again. Whoever does not count confirms nothing.
func TestConfirmedRuns(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		confirm func(r *asked, result *draft)
		people  []whose
		want    int64
	}{
		"by a second person":   {func(r *asked, d *draft) { r.confirm("dee", d, edit{}) }, policyPeople, 14},
		"by nobody":            {func(*asked, *draft) {}, policyPeople, 0},
		"by the requester":     {func(r *asked, d *draft) { r.confirm("cy", d, edit{}) }, policyPeople, 0},
		"by an approver":       {func(r *asked, d *draft) { r.confirm("ada", d, edit{}) }, policyPeople, 0},
		"by a stranger":        {func(r *asked, d *draft) { r.confirm("stranger", d, edit{}) }, policyPeople, 0},
		"of whom nobody knows": {func(r *asked, d *draft) { r.confirm("dee", d, edit{}) }, policyPeople[:3], 0},
		"by the approver's other key": {func(r *asked, d *draft) { r.confirm("dee", d, edit{}) },
			[]whose{{"ada", []string{"ada", "dee"}}, policyPeople[1], policyPeople[2]}, 0},
		"a day and a second later": {func(r *asked, d *draft) {
			r.confirm("dee", d, edit{predicate: func(d *draft) { d.predicate.(*evidence.Confirmation).At = minute(24*60 + 14) }})
		}, policyPeople, 0},
		"twice": {func(r *asked, d *draft) {
			r.confirm("cy", d, edit{})
			r.confirm("dee", d, edit{})
			r.confirm("dee", d, edit{})
		}, policyPeople, 15},
	} {
		f := base(t, nil)
		r := f.ask(5, edit{})
		r.yes("ada", edit{})
		r.yes("bo", edit{})
		r.answer("ada", "people", 3)
		r.answer("dee", "oncall", 3)
		c.confirm(r, r.end(nil, edit{}))
		f.authorize(6, "tls", edit{})
		repo := newRepository()
		repo.commit(f.tree())
		for _, waiting := range []int{1, 100} {
			s := knowing(t, subject(t, repo), c.people...)
			s.Waiting = waiting
			var runs []string
			got := int64(0)
			s.Runs = func(run verdict.Run) error {
				if runs = append(runs, run.Runbook); run.Runbook == "rotate" && run.Result != nil && run.Result.Confirmed != nil {
					got = *run.Result.Confirmed
				}
				return nil
			}
			v := judge(t, s)
			if diff := cmp.Diff([]string{"tls", "backup", "tls", "tls", "rotate", "tls"}, runs); diff != "" {
				t.Errorf("%s: runs (-want +got):\n%s%s", name, diff, told(v))
			}
			if got != c.want {
				t.Errorf("%s: confirmed by entry %d, want %d", name, got, c.want)
			}
		}
	}
}

// A run whose glass was broken is told as such, also where that was told late.
func TestBrokenGlass(t *testing.T) {
	t.Parallel()
	for want, c := range map[bool]func(r *asked){
		false: func(*asked) {},
		true:  func(r *asked) { r.breakGlass("dee", late) },
	} {
		f := base(t, nil)
		r := f.ask(5, edit{})
		r.yes("ada", edit{})
		r.yes("bo", edit{})
		r.answered()
		r.end(nil, edit{})
		c(r)
		repo := newRepository()
		repo.commit(f.tree())
		for _, waiting := range []int{1, 100} {
			s := knowing(t, subject(t, repo), policyPeople...)
			s.Waiting = waiting
			s.Runs = func(run verdict.Run) error {
				if run.BrokenGlass != (want && run.Runbook == "rotate") {
					t.Errorf("broken late: %v, and %s is told with broken glass: %v", want, run.Runbook, run.BrokenGlass)
				}
				return nil
			}
			judge(t, s)
		}
	}
}

// The words of people are as tight as everything else: whatever byte of them is edited, a claim tells.
func TestEveryByteOfWords(t *testing.T) {
	t.Parallel()
	f := base(t, nil)
	r := f.ask(5, edit{})
	r.yes("ada", edit{})
	r.deny(6)
	r.breakGlass("dee", edit{})
	good := f.tree()
	for path := range good {
		if !strings.Contains(path, "approval") && !strings.Contains(path, "denial") && !strings.Contains(path, "breakglass") {
			continue
		}
		data := good[path].data
		for at := 0; at < len(data); at += max(1, len(data)/40) {
			tampered(t, good, path, "a bit flipped", data[:at]+string([]byte{data[at] ^ 1})+data[at+1:])
		}
	}
}

// Where the policy does not know who had something removed, its absence is neither held nor refuted. What is
// held tells how much is absent.
func TestAbsence(t *testing.T) {
	t.Parallel()
	f := base(t, nil)
	r, result := f.keeps(5)
	r.dispose("dee", result, edit{})
	f.erase(canon.Sum([]byte(aboutMara)))
	judged := func(people ...whose) *verdict.Claim {
		store := newRepository()
		store.commit(f.tree())
		s := subject(t, store)
		for _, w := range people {
			s.Policy.People = append(s.Policy.People, person(t, w))
		}
		return judge(t, s).Claim("2")
	}
	if c := judged(); c.Outcome != verdict.NotJudged || !strings.Contains(c.Why, "is the word of dee, whom the policy does not list") {
		t.Errorf("nobody knows dee: chain is %s: %s", c.Outcome, c.Why)
	}
	if c := judged(policyPeople...); c.Outcome != verdict.Held || !strings.Contains(c.Why, "1 of the blobs that records name are absent") {
		t.Errorf("dee is known: chain is %s: %s", c.Outcome, c.Why)
	}
}
