package cli

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/mattn/go-runewidth"
)

// accounts are rows of which each has another shape, some of them written by somebody who means us no good.
func accounts() []expr.Value {
	row := func(members map[string]expr.Value) expr.Value { return expr.OfObject(members) }
	return []expr.Value{
		row(map[string]expr.Value{"login": expr.OfText("ada"), "days": expr.OfInt(7), "why": expr.OfText("on leave")}),
		row(map[string]expr.Value{"login": expr.OfText("端末と利用者"), "days": expr.OfInt(1200), "why": expr.OfText(strings.Repeat("nobody has seen them ", 9))}),
		row(map[string]expr.Value{"login": expr.OfText("eve\n\x1b[2Jgone"), "days": expr.Nil(), "admin": expr.OfBool(true)}),
	}
}

// TestViewQuestion: what somebody reads before they say yes: the question, a table that fits, whom it is for,
// and what exactly a yes lets go on.
func TestViewQuestion(t *testing.T) {
	t.Parallel()
	p := &plan.Plan{Timezone: "Europe/Paris", Phases: []plan.Phase{{Name: "act",
		Approvals: []plan.Approval{{Name: "security", From: []string{"security"}, Min: 2}},
		Asks: []plan.Ask{{Name: "call", To: []string{"helpdesk"}, Second: []string{"security"}, Answers: []plan.Answer{
			{Name: "reached", Type: "bool", Title: "Did you reach them?"},
			{Name: "how", Type: "string", OneOf: []expr.Value{expr.OfText("phone"), expr.OfText("desk")}},
			{Name: "note", Type: "string", MaxLength: 200},
		}}},
	}}}
	var out bytes.Buffer
	w := &World{Width: 70}
	w.viewQuestion(&out, p, &conduct.Question{Address: "approval.security", Expires: "2026-03-02T12:00:00Z", Shown: course.Shown{
		Title: "Suspend 3 accounts?", Text: "They are\nlong gone.\x1b[2J", Table: expr.OfList(accounts()),
		Targets: map[string][]string{"step.suspend": {"ada", "eve\x1b[2J", "max"}, "phase.call": {"x"}},
	}})
	w.viewQuestion(&out, p, &conduct.Question{Address: "ask.call", Job: "ada", Expires: "2026-03-02T12:00:00Z", Shown: course.Shown{Question: "Call ada."}})
	if strings.Contains(out.String(), "\x1b") {
		t.Error("something steers the terminal")
	}
	golden.Check(t, "testdata/question.golden", out.Bytes())
}

// TestViewTable: no line of a table is wider than the screen as long as its columns can give way, and a long
// one says how much more there is, and where.
func TestViewTable(t *testing.T) {
	t.Parallel()
	for width := 30; width < 200; width += 7 {
		var out bytes.Buffer
		viewTable(&out, accounts(), width, "")
		for line := range strings.Lines(out.String()) {
			if n := runewidth.StringWidth(strings.TrimSuffix(line, "\n")); n > width+2 {
				t.Errorf("%d columns on %d: %s", n, width, line)
			}
		}
	}
	var rows []expr.Value
	for i := range 1234 {
		rows = append(rows, expr.OfObject(map[string]expr.Value{"n": expr.OfInt(int64(i))}))
	}
	var out bytes.Buffer
	viewTable(&out, rows, 80, ", in a file")
	if n := strings.Count(out.String(), "\n"); n != 502 || !strings.HasSuffix(out.String(), "… and 734 more rows, in a file\n") {
		t.Errorf("%d lines, ending %q", n, out.String()[out.Len()-60:])
	}
}

// TestReasons: every reason that a record may have is said in words.
func TestReasons(t *testing.T) {
	t.Parallel()
	for _, r := range []engine.Reason{course.ReasonExpect, course.ReasonGate, engine.ReasonExit, engine.ReasonThrottled, engine.ReasonReduced} {
		if reasonWords(string(r)) == string(r) {
			t.Errorf("%s has no words", r)
		}
	}
	if got := reasonWords("of_tomorrow"); got != "of_tomorrow" {
		t.Errorf("a reason of a later version is told as %q", got)
	}
}

// TestViewStory: a run as it is read afterwards, in the order in which it happened and where the project is:
// a wait over midnight, who said what, another attempt, what failed and was taken back, and what never ran.
func TestViewStory(t *testing.T) {
	t.Parallel()
	step := func(address, from, to string, o evidence.Outcome, reason string, attempts int64, key *string) evidence.StepRecord {
		return evidence.StepRecord{Address: address, StartedAt: from, EndedAt: to, Outcome: o, Reason: reason, Attempts: attempts, Key: key}
	}
	const day, next = "2026-03-01T", "2026-03-02T"
	r := &evidence.Record{
		Outcome: evidence.Failed, StartedAt: day + "20:00:00Z", EndedAt: next + "08:01:00Z",
		Asked: []evidence.AskedRecord{{Address: "approval.security", StartedAt: day + "20:00:07Z", EndedAt: next + "08:00:00Z", Outcome: evidence.Passed}},
		Due:   []evidence.DueRecord{{Address: "step.invite.undo", At: next + "20:00:00Z", Key: item("a")}},
		Steps: []evidence.StepRecord{
			step("step.again", "", "", evidence.Skipped, "phase", 0, nil),
			step("step.keys", day+"20:00:00Z", day+"20:00:06Z", evidence.Passed, "", 3, nil),
			step("step.remove", next+"08:00:01Z", next+"08:00:30Z", evidence.Recovered, "", 1, item("a")),
			step("step.remove", next+"08:00:02Z", next+"08:00:40Z", evidence.Failed, "status", 2, item("b\x1b")),
			step("step.remove.undo", next+"08:00:50Z", next+"08:00:55Z", evidence.Passed, "", 1, item("a")),
			step("step.tell", "", "", evidence.Skipped, "needs", 0, nil),
			step("step.tidy", "", "", evidence.Skipped, "needs", 0, nil),
		},
	}
	p := shown()
	p.Phases[1].Approvals = []plan.Approval{{Name: "security", From: []string{"security"}, Min: 2}}
	said := func(at, login, reason string, values ...evidence.AnswerValue) *evidence.Approval {
		return &evidence.Approval{Answer: evidence.Yes, At: at, By: evidence.By{Login: login}, Name: "approval.security", Reason: reason, Role: "security", Values: values}
	}
	s := &story{plan: p, record: r, whole: r, words: []spoken{
		{5, said(day+"22:30:00Z", "grace", "as ticket 7 says")},
		{6, said(next+"08:00:00Z", "linus", "")},
		{7, &evidence.Breakglass{At: day + "20:00:01Z", By: evidence.By{Login: "ada"}, Role: "lead", Expires: day + "21:00:00Z", Reason: "the pager rang"}},
	}}
	var out bytes.Buffer
	(&World{}).viewStory(&out, s)
	fmt.Fprintln(&out, "---- as a result")
	(&World{}).viewRecord(&out, p, r)
	if strings.Contains(out.String(), "\x1b") {
		t.Error("something steers the terminal")
	}
	golden.Check(t, "testdata/story.golden", out.Bytes())
}
