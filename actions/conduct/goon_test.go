package conduct_test

import (
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// left is a run whose phases are jobs, and which was left waiting for what asksPeople asks.
type left struct {
	*onForge
	papers  conduct.Papers
	pending *conduct.Pending
}

// at is the check of a job in a run of the workflow.
func (l *left) at(run string, attempt int64, pending *conduct.Pending) conduct.Check {
	return conduct.Check{
		Trust: testKey().Public(), Ledger: l.book(), Statement: l.statement(), Plan: l.plan, Commit: commit,
		Forge: conduct.Forge{Owner: 2, Repository: 1, Run: run, Attempt: attempt}, Now: l.now(), Pending: pending,
	}
}

func (l *left) statement() canon.Digest {
	return canon.Sum(must(evidence.ParseBundle(l.papers.Authorization)).Envelope.Payload)
}

func newLeft(t *testing.T) *left {
	t.Helper()
	l := &left{onForge: &onForge{lab: newLab(t), plan: asksPeople(), next: 9000}}
	desk := l.desk()
	desk.Forge = conduct.Forge{Owner: 2, Repository: 1, Run: "7", Attempt: 1}
	req := conduct.Request{Plan: l.plan, Commit: commit, Trigger: l.plan.Triggers[0], Mode: evidence.Live, Requester: &conduct.Person{By: ofForge("cy")}}
	a := must(desk.Authorize(t.Context(), req, nil, func(p conduct.Papers) error { l.papers = p; return nil }))
	shown := must(l.at("7", 1, nil).Of(t.Context(), l.papers))
	var open []engine.Question
	for _, address := range []string{"approval.go", "ask.why"} {
		q := engine.Question{Address: address, Shown: course.Shown{Address: address, Question: "Well?", Table: expr.Nil()}, Until: l.now().Add(time.Hour)}
		q.ShownDigest, q.FrozenDigest = engine.DigestsOf(q.Shown)
		open = append(open, q)
	}
	l.pending = &conduct.Pending{
		At: evidence.FormatInstant(l.now()), Authorization: l.statement(), Continued: []evidence.RunID{}, Format: conduct.PendingFormat, Run: a.Run,
		Questions: must(desk.Ask(t.Context(), shown, open)), Tails: map[string]map[string]canon.Digest{}, Workflow: conduct.WorkflowRun{ID: "7", Attempt: 1},
	}
	l.listening = conduct.Listening{
		Plan: l.plan, Authorization: l.papers.Authorization, State: must(l.pending.State()), Questions: l.pending.Questions, Issue: 17,
		Run: evidence.RunID{Attempt: 1, ID: "8", Origin: a.Run.Origin}, Answers: &l.book().writer,
	}
	return l
}

func testimonies(h *conduct.Heard) []byte {
	return must((&conduct.Testimonies{Words: h.Words}).Encode())
}

// TestGoesOn: the papers of a run that was left waiting hold in the one run of the workflow that heard the deciding
// answer, in that attempt, and nowhere else.
func TestGoesOn(t *testing.T) {
	t.Parallel()
	l := newLeft(t)
	one := l.listen(l.in("8"), l.says("ada", "/approve GO"))
	two := l.listen(l.in("9"), l.says("bo", "/approve GO"))
	for _, c := range []struct {
		run     string
		attempt int64
		told    []byte
		want    string
	}{
		{"9", 1, testimonies(two), ""},
		{"9", 2, testimonies(two), "in run 9 of the workflow, attempt 1, and nowhere else"},
		{"8", 1, testimonies(two), "in run 9 of the workflow, attempt 1, and nowhere else"},
		{"9", 1, testimonies(one), "that of bo is missing"},
		{"9", 1, []byte(`{}`), "there is no member"},
	} {
		check := l.at(c.run, c.attempt, l.pending)
		shown := must(check.Of(t.Context(), l.papers))
		inbox, _, err := check.Hears(t.Context(), shown, &l.book().writer, c.told)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("run %s, attempt %d: %v, want %q", c.run, c.attempt, err, c.want)
		}
		if err != nil {
			continue
		}
		if len(shown.Continued) != 1 || shown.Continued[0] != (evidence.RunID{Attempt: 1, ID: "9", Origin: l.pending.Run.Origin}) {
			t.Errorf("it goes on in %v", shown.Continued)
		}
		q := l.pending.Questions[0]
		words := must(inbox(t.Context(), engine.Question{Address: q.Address, ShownDigest: q.ShownDigest, FrozenDigest: q.Frozen, Until: must(evidence.ParseInstant(q.Expires))}))
		if len(words) != 2 || words[0].Login != "ada" || words[1].Login != "bo" || words[0].Void+words[1].Void != "" {
			t.Errorf("%+v", words)
		}
	}
}

// TestNobodyAnswered: a run that nobody answered goes on nowhere, also where somebody says so.
func TestNobodyAnswered(t *testing.T) {
	t.Parallel()
	l := newLeft(t)
	heard := l.listen(l.in("8"), l.says("ada", "/approve GO"))
	check := l.at("8", 1, l.pending)
	_, _, err := check.Hears(t.Context(), must(check.Of(t.Context(), l.papers)), &l.book().writer, testimonies(heard))
	var elsewhere *conduct.Elsewhere
	if !errors.As(err, &elsewhere) || elsewhere.In != nil {
		t.Error(err)
	}
	other := *l.pending
	other.Run.ID = "6"
	if _, err := l.at("8", 1, &other).Of(t.Context(), l.papers); err == nil || !strings.Contains(err.Error(), "another run") {
		t.Errorf("what another run left: %v", err)
	}
}

// TestSaid plays a phase that tells of an answer which nobody gave: it names one that the ledger has, and says
// something else.
func TestSaid(t *testing.T) {
	t.Parallel()
	l := newLeft(t)
	const words = "/answer WHY days 14\n/answer WHY words Tom asked for it."
	l.listen(l.in("8"), l.says("ada", words))
	heard := l.listen(l.in("9"), l.says("ada", "/approve GO"), l.says("dee", words))
	if heard.GoesOn == nil {
		t.Fatalf("%+v", heard.Replies)
	}
	check := l.at("9", 1, l.pending)
	shown := must(check.Of(t.Context(), l.papers))
	inbox, said, err := check.Hears(t.Context(), shown, &l.book().writer, testimonies(heard))
	if err != nil {
		t.Fatal(err)
	}
	q := l.pending.Questions[1]
	all := must(inbox(t.Context(), engine.Question{Address: q.Address, ShownDigest: q.ShownDigest, FrozenDigest: q.Frozen, Until: must(evidence.ParseInstant(q.Expires))}))
	good := all[1]
	if !said(good) {
		t.Fatalf("the ledger has %+v", good)
	}
	with := func(name string, v expr.Value) map[string]expr.Value {
		m := maps.Clone(good.Values)
		m[name] = v
		return m
	}
	for name, change := range map[string]func(*engine.Word){
		"nobody":            func(w *engine.Word) { w.Statement = canon.Sum(nil) },
		"somebody else":     func(w *engine.Word) { w.ID = "102" },
		"another login":     func(w *engine.Word) { w.Login = "bo" },
		"a no":              func(w *engine.Word) { w.Yes = false },
		"another question":  func(w *engine.Word) { w.Address = "approval.go" },
		"another time":      func(w *engine.Word) { w.At = "2026-03-01T11:00:00Z" },
		"another reason":    func(w *engine.Word) { w.Reason = "I like it." },
		"other items":       func(w *engine.Word) { w.Frozen = canon.Sum(nil) },
		"what is not shown": func(w *engine.Word) { w.Shown = canon.Sum(nil) },
		"another number":    func(w *engine.Word) { w.Values = with("days", expr.OfInt(90)) },
		"other words":       func(w *engine.Word) { w.Values = with("words", expr.OfText("Eve asked for it.")) },
		"one more":          func(w *engine.Word) { w.Values = with("more", expr.OfInt(1)) },
		"none":              func(w *engine.Word) { w.Values = nil },
	} {
		w := good
		if change(&w); said(w) {
			t.Errorf("%s: the ledger is said to have %+v", name, w)
		}
	}
}

// TestSaidOfNobody plays a phase that makes a no of our own word that nobody answered in time.
func TestSaidOfNobody(t *testing.T) {
	t.Parallel()
	l := newLeft(t)
	l.clock.Add(2 * 3600)
	robot := evidence.By{How: "forge", ID: "41898282", Login: "github-actions[bot]"}
	heard := must(l.desk().Unanswered(t.Context(), l.in("8"), conduct.Comment{ID: 9001, By: robot}))
	check := l.at("8", 1, l.pending)
	inbox, said, err := check.Hears(t.Context(), must(check.Of(t.Context(), l.papers)), &l.book().writer, testimonies(heard))
	if err != nil {
		t.Fatal(err)
	}
	q := l.pending.Questions[0]
	if words := must(inbox(t.Context(), engine.Question{Address: q.Address, ShownDigest: q.ShownDigest, FrozenDigest: q.Frozen, Until: must(evidence.ParseInstant(q.Expires))})); len(words) != 0 {
		t.Errorf("somebody is heard: %+v", words)
	}
	bundle := must(heard.Words[0].Bundle.Encode())
	a := must(evidence.ParseStatement(must(evidence.ParseBundle(bundle)).Envelope.Payload)).(*evidence.Approval)
	w := engine.Word{Address: q.Address, At: a.At, Frozen: a.Frozen, ID: a.By.ID, Login: a.By.Login, Shown: a.Shown, Statement: canon.Sum(heard.Words[0].Bundle.Envelope.Payload)}
	if said(w) {
		t.Errorf("a word of a person is said to be %+v", w)
	}
}
