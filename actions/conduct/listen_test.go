package conduct_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/thread"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

var ids = map[string]string{"ada": "101", "bo": "102", "cy": "103", "dee": "104", "eve": "105"}

func ofForge(login string) evidence.By {
	return evidence.By{How: "forge", ID: ids[login], Login: login}
}

// onForge is a run that cy asked for on a forge, and that waits: for two yes, and for an answer that somebody
// else gives as well.
type onForge struct {
	*lab
	plan      *plan.Plan
	listening conduct.Listening
	next      int64 // comment
}

func asksPeople() *plan.Plan {
	p := threeSteps()
	p.Roles = []plan.Role{{Name: "people", Members: []string{"ada#101", "bo#102", "cy#103", "dee#104"}}, {Name: "security", Members: []string{"cy#103"}}}
	p.Phases[0].Approvals = []plan.Approval{{Name: "go", From: []string{"people"}, Min: 2, Timeout: 3600}}
	p.Phases[0].Asks = []plan.Ask{{Name: "why", To: []string{"people"}, Second: []string{"people"}, Timeout: 3600, Question: expr.Lit(expr.OfText("Why?")),
		Answers: []plan.Answer{{Name: "days", Type: "number", Max: "90"}, {Name: "words", Type: "string"}}}}
	p.Phases[0].Steps[1].Needs = []string{"approval.go", "step.a"}
	return p
}

func newOnForge(t *testing.T) *onForge {
	t.Helper()
	o := &onForge{lab: newLab(t), plan: asksPeople(), next: 9000}
	desk := o.desk()
	desk.Forge = conduct.Forge{Owner: 2, Repository: 1, Run: "7", Attempt: 1}
	result := must(desk.Run(t.Context(), conduct.Request{Plan: o.plan, Commit: commit, Trigger: o.plan.Triggers[0], Mode: evidence.Live, Requester: &conduct.Person{By: ofForge("cy")}}))
	if len(result.Waiting) != 2 {
		t.Fatalf("%d questions", len(result.Waiting))
	}
	bundle := must(os.ReadFile(must(filepath.Glob(filepath.Join(result.Path, "authorization*")))[0]))
	o.listening = conduct.Listening{
		Plan: o.plan, Authorization: bundle, State: canon.Sum([]byte("state one")), Questions: result.Waiting, Issue: 17,
		Run: evidence.RunID{Attempt: 1, ID: "8", Origin: result.Run.Origin}, Answers: &o.book().writer,
	}
	return o
}

// in is another run of the forge that listens.
func (o *onForge) in(run string) conduct.Listening {
	l := o.listening
	l.Run.ID = run
	return l
}

func (o *onForge) code(address string) string {
	for _, q := range o.listening.Questions {
		if q.Address == address {
			return (&thread.Question{Address: q.Address, Job: q.Job, Authorization: q.Authorization, ShownDigest: q.ShownDigest, Frozen: q.Frozen, Expires: q.Expires}).Code()
		}
	}
	o.t.Fatalf("nobody asks %s", address)
	return ""
}

// says is a comment: GO and WHY stand for the digits of the questions.
func (o *onForge) says(login, body string) conduct.Comment {
	o.next++
	at := o.now().Truncate(time.Second)
	body = strings.NewReplacer("GO", o.code("approval.go"), "WHY", o.code("ask.why")).Replace(body)
	return conduct.Comment{ID: o.next, By: ofForge(login), Body: body, Created: at, Modified: at}
}

func (o *onForge) listen(l conduct.Listening, comments ...conduct.Comment) *conduct.Heard {
	o.t.Helper()
	return must(o.desk().Listen(o.t.Context(), l, comments))
}

// TestNotHeard: what does not count, and what its author is told.
func TestNotHeard(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		who, body string
		change    func(*conduct.Comment)
		why       string
	}{
		"who asked for the run": {"cy", "/approve GO", nil, "it is by the one who asked for the run"},
		"a stranger":            {"eve", "/approve GO", nil, "eve (105) has none of the roles that are asked: people"},
		"the login of another":  {"bo", "/approve GO", func(c *conduct.Comment) { c.By.ID = "666" }, "bo (666) has none of the roles"},
		"a program":             {"ada", "/approve GO", func(c *conduct.Comment) { c.Program = true }, "a program wrote it"},
		"edited":                {"ada", "/approve GO", func(c *conduct.Comment) { c.Modified = c.Modified.Add(time.Second) }, "it was edited"},
		"too late":              {"ada", "/approve GO", func(c *conduct.Comment) { c.Created = c.Created.Add(2 * time.Hour); c.Modified = c.Created }, "it came too late"},
		"other digits":          {"ada", "/approve 000000000000", nil, "no question that is open here"},
		"no digits":             {"ada", "/approve", nil, "the twelve digits"},
		"a no without a reason": {"ada", "/reject GO", nil, "a no needs its reason"},
		"an answer for a yes":   {"ada", "/answer GO days 1", nil, "wants a yes or a no"},
		"a yes for an answer":   {"ada", "/approve WHY", nil, "wants answers"},
		"an answer is missing":  {"ada", "/answer WHY days 14", nil, "words is required"},
		"an answer too many":    {"ada", "/answer WHY days 14\n/answer WHY words x\n/answer WHY more x", nil, `"more" is no input of ask.why`},
		"an answer too large":   {"ada", "/answer WHY days 91\n/answer WHY words x", nil, "the most is 90"},
		"an answer of a kind":   {"ada", "/answer WHY days many\n/answer WHY words x", nil, "is not a number"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOnForge(t)
			comment := o.says(c.who, c.body)
			if c.change != nil {
				c.change(&comment)
			}
			before := o.line.tip()
			heard := o.listen(o.listening, comment, o.says("ada", "I like it, /approve GO"))
			if len(heard.Replies) != 1 || heard.Replies[0].To != comment.ID || !strings.Contains(heard.Replies[0].Text, c.why) || heard.GoesOn != nil || o.line.tip() != before {
				t.Errorf("%+v, moved %v; want %q", heard, o.line.tip() != before, c.why)
			}
			comment.Answered = true
			if again := o.listen(o.listening, comment); len(again.Replies) > 0 {
				t.Errorf("told twice: %+v", again)
			}
		})
	}
}

// TestHeard: two people say yes below the issue, each heard by another run of the forge. The run goes on in the
// one that heard the second, and nowhere else, whoever listens again.
func TestHeard(t *testing.T) {
	t.Parallel()
	o := newOnForge(t)
	ada := o.says("ada", "/approve GO I have looked.")
	first := o.listen(o.in("8"), o.says("cy", "/approve GO"), ada, o.says("ada", "/approve GO"))
	if len(first.Replies) != 3 || first.Replies[0].Text != "your answer is recorded: 1 of 2 people have answered." || !strings.Contains(first.Replies[2].Text, "had answered before") || first.GoesOn != nil {
		t.Fatalf("%+v", first)
	}
	bo := o.says("bo", "/approve GO")
	second := o.listen(o.in("9"), ada, bo)
	if len(second.Replies) != 1 || !strings.Contains(second.Replies[0].Text, "decides the question") || second.GoesOn == nil || second.GoesOn.ID != "9" {
		t.Fatalf("%+v", second)
	}
	for _, run := range []string{"9", "10"} {
		late := o.listen(o.in(run), ada, bo, o.says("dee", "/approve GO"))
		if late.GoesOn == nil || late.GoesOn.ID != "9" || len(late.Words) != 2 {
			t.Errorf("in run %s it goes on in %+v", run, late.GoesOn)
		}
	}
	approvals := must(o.book().writer.Approvals(t.Context(), must(conduct.ReadAuthorization(o.listening.Authorization))))
	if len(approvals) != 2 || approvals[0].Said.By != ofForge("ada") || approvals[0].Said.Heard.Comment != ada.ID || approvals[0].Said.Heard.Run.ID != "8" || approvals[1].Said.Heard.Issue != 17 || approvals[0].Said.Reason != "I have looked." {
		t.Errorf("%+v", approvals)
	}
	o.sound()
	o.goesOn(second.Words, "approval.go", 2)
}

// TestRejected: one no decides.
func TestRejected(t *testing.T) {
	t.Parallel()
	o := newOnForge(t)
	heard := o.listen(o.listening, o.says("ada", "/approve GO"), o.says("bo", "/reject GO Tom is still with us."))
	if heard.GoesOn == nil || !strings.Contains(heard.Replies[1].Text, "your no is recorded") {
		t.Errorf("%+v", heard)
	}
}

// TestAnswers: what people answer in their own words stands in no entry, and reaches the run all the same; it does
// not once its comment was changed.
func TestAnswers(t *testing.T) {
	t.Parallel()
	o := newOnForge(t)
	const said = "/answer WHY days 14\n/answer WHY words Tom asked for it."
	ada := o.says("ada", said)
	o.listen(o.in("8"), ada)
	other := o.says("bo", "/answer WHY days 15\n/answer WHY words Tom asked for it.")
	if heard := o.listen(o.in("9"), ada, other); heard.GoesOn != nil {
		t.Errorf("two different answers: %+v", heard)
	}
	heard := o.listen(o.in("10"), ada, other, o.says("dee", said))
	if heard.GoesOn == nil || heard.GoesOn.ID != "10" {
		t.Fatalf("%+v", heard)
	}
	words := o.goesOn(heard.Words, "ask.why", 3)
	if text, _ := words[0].Values["words"].AsText(); text != "Tom asked for it." || !words[0].Values["days"].Equal(expr.OfInt(14)) {
		t.Errorf("%+v", words[0])
	}
	for _, a := range must(o.book().writer.Approvals(t.Context(), must(conduct.ReadAuthorization(o.listening.Authorization)))) {
		if strings.Contains(string(must(canon.Encode(a.Said))), "Tom") {
			t.Errorf("the ledger has %+v", a.Said)
		}
	}
	ada.Modified = ada.Modified.Add(time.Minute)
	gone := o.goesOn(o.listen(o.in("10"), ada).Words, "ask.why", 3)
	if !strings.Contains(gone[0].Void, "its comment was changed") {
		t.Errorf("%+v", gone[0])
	}
	o.sound()
}

// goesOn hands words to a process that goes on, and gives what it hears of a question.
func (o *onForge) goesOn(words []conduct.Testimony, address string, want int) []engine.Word {
	o.t.Helper()
	data := must((&conduct.Testimonies{Words: words}).Encode())
	statement := must(evidence.ParseBundle(o.listening.Authorization)).Envelope.Payload
	inbox := must(conduct.ReadTestimonies(data, testKey().Public(), o.plan, statement))
	for _, q := range o.listening.Questions {
		if q.Address != address {
			continue
		}
		until := must(evidence.ParseInstant(q.Expires))
		heard := must(inbox(o.t.Context(), engine.Question{Address: q.Address, Job: q.Job, Key: q.Key, ShownDigest: q.ShownDigest, FrozenDigest: q.Frozen, Until: until}))
		if len(heard) != want {
			o.t.Fatalf("%d words: %+v", len(heard), heard)
		}
		return heard
	}
	return nil
}

// TestTestimonies: what is handed on counts only as it was signed.
func TestTestimonies(t *testing.T) {
	t.Parallel()
	o := newOnForge(t)
	heard := o.listen(o.listening, o.says("ada", "/answer WHY days 14\n/answer WHY words Tom asked for it."))
	statement := must(evidence.ParseBundle(o.listening.Authorization)).Envelope.Payload
	good := string(must((&conduct.Testimonies{Words: heard.Words}).Encode()))
	other := newOnForge(t)
	foreign := must(evidence.ParseBundle(other.listening.Authorization)).Envelope.Payload
	if _, err := conduct.ReadTestimonies([]byte(good), adasKey().Public(), o.plan, statement); err == nil {
		t.Error("signed by somebody who does not count")
	}
	if _, err := conduct.ReadTestimonies([]byte(good), testKey().Public(), o.plan, foreign); err == nil || !strings.Contains(err.Error(), "to this run") {
		t.Error("of another run:", err)
	}
	for name, change := range map[string][2]string{
		"other words":  {"Tom asked for it.", "Eve asked for it."},
		"another name": {`"name":"words","salt"`, `"name":"wordy","salt"`},
		"no format":    {"testimonies/v1", "testimonies/v2"},
		"a member":     {`{"format"`, `{"a":1,"format"`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if _, err := conduct.ReadTestimonies([]byte(bad), testKey().Public(), o.plan, statement); err == nil || bad == good {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestListenerFails: an answer whose recording failed, or landed though it reported failure, is recorded once, and
// its author is told.
func TestListenerFails(t *testing.T) {
	t.Parallel()
	for _, lands := range []bool{false, true} {
		o := newOnForge(t)
		ada := o.says("ada", "/approve GO")
		o.line.next = &misfortune{lands: lands, dead: -1}
		if heard, err := o.desk().Listen(t.Context(), o.listening, []conduct.Comment{ada}); err == nil {
			t.Fatalf("lands %v: %+v", lands, heard)
		}
		o.line.dead = 0
		heard := o.listen(o.listening, ada)
		if len(heard.Replies) != 1 || !strings.Contains(heard.Replies[0].Text, "1 of 2 people") || len(heard.Words) != 1 || len(o.entries(evidence.KindApproval)) != 1 {
			t.Errorf("lands %v: %+v, %d entries", lands, heard, len(o.entries(evidence.KindApproval)))
		}
	}
}

// TestRace: two runs of the forge each hear a word that decides a question, and neither has seen the other. The
// ledger's order says in which of them the run goes on; both read the same.
func TestRace(t *testing.T) {
	t.Parallel()
	o := newOnForge(t)
	ada, bo := o.says("ada", "/approve GO"), o.says("bo", "/approve GO")
	why, second := o.says("ada", "/answer WHY days 1\n/answer WHY words x"), o.says("dee", "/answer WHY days 1\n/answer WHY words x")
	o.listen(o.in("8"), ada, why)
	nine := o.listen(o.in("9"), bo)
	ten := o.listen(o.in("10"), second)
	if nine.GoesOn == nil || ten.GoesOn == nil || *nine.GoesOn != *ten.GoesOn || nine.GoesOn.ID != "9" {
		t.Errorf("%+v, %+v", nine.GoesOn, ten.GoesOn)
	}
	// The run was left once more, with the second question still open: what decided it lets nothing go on, and
	// the next word does.
	later := o.in("11")
	later.State, later.Questions = canon.Sum([]byte("state two")), later.Questions[1:]
	if later.Questions[0].Address != "ask.why" {
		t.Fatal(later.Questions[0].Address)
	}
	if heard := o.listen(later, why, second); heard.GoesOn != nil {
		t.Errorf("%+v", heard.GoesOn)
	}
	if heard := o.listen(later, o.says("bo", "/answer WHY days 1\n/answer WHY words x")); heard.GoesOn == nil || heard.GoesOn.ID != "11" {
		t.Errorf("%+v", heard)
	}
	o.sound()
}
