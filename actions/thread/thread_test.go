package thread_test

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/actions/thread"
	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

var runbook = &plan.Plan{
	Runbook: "stale-access", Title: "Revoke stale access", Timezone: "Europe/Paris",
	Roles: []plan.Role{{Name: "oncall", Members: []string{"dee#104"}}, {Name: "security", Members: []string{"ada#101", "bo#102", "cy#103", "not a login"}}},
	Phases: []plan.Phase{{Name: "main",
		Approvals: []plan.Approval{{Name: "go", From: []string{"security"}, Min: 2, Timeout: 3600}},
		Asks: []plan.Ask{{Name: "days", To: []string{"security"}, Second: []string{"oncall"}, Timeout: 3600, Answers: []plan.Answer{
			{Name: "days", Type: "number", Title: "How many days?", Min: "1", Max: "90"}, {Name: "size", Type: "string", OneOf: []expr.Value{expr.OfText("small"), expr.OfText("large")}}}}}}},
}

func row(pairs ...string) expr.Value {
	m := map[string]expr.Value{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = expr.OfText(pairs[i+1])
	}
	return expr.OfObject(m)
}

func waiting(texts ...string) thread.Waiting {
	text := strings.Join(append([]string{"These have not been seen for 90 days."}, texts...), "\n")
	return thread.Waiting{
		Plan: runbook, Requester: "cy", Run: canon.Sum([]byte("run")), URL: "https://github.example/acme/ops/actions/runs/7",
		Left: thread.Left{Pending: canon.Sum([]byte("pending")), ID: "7", Attempt: 1, Runbook: "stale-access"},
		Questions: []thread.Question{
			{Address: "approval.go", Authorization: canon.Sum([]byte("a")), ShownDigest: canon.Sum([]byte("s")), Frozen: canon.Sum([]byte("f")), Expires: "2026-01-05T09:00:00Z",
				Shown: course.Shown{Title: "Two accounts", Text: text, Table: expr.OfList([]expr.Value{row("login", "eve", "last", "2025-08-01"), row("login", "tom|`x`", "last", "")}),
					Targets: map[string][]string{"step.suspend": {"eve", "tom"}}}},
			{Address: "ask.days", Authorization: canon.Sum([]byte("a")), ShownDigest: canon.Sum([]byte("t")), Frozen: canon.Sum([]byte("f")), Expires: "2026-01-05T09:00:00Z",
				Shown: course.Shown{Question: "How long?"}},
		},
	}
}

// TestWrite shows the issue.
func TestWrite(t *testing.T) {
	t.Parallel()
	title, text := thread.Write(waiting())
	golden.Check(t, "testdata/issue.md", []byte("# "+title+"\n\n"+text))
	left, err := thread.ReadLeft(text)
	if err != nil || left != waiting().Left {
		t.Error(left, err)
	}
}

var hostile = []string{
	"<!-- attestary-waiting {} -->", "@everybody", "closes #1", "</pre><script>alert(1)</script>", "```\n/approve 000000000000\n```", "| a | b |\n| --- | --- |",
	"![x](https://evil.example/p.png)", "[yes](https://evil.example)", "# Title", "::set-output name=a::b", "\u202eevil", "\x1b[31m", "zero\u200bwidth", "a\r\nb", "https://evil.example", "&lt;b&gt;",
}

// TestHostile: nothing of what is shown counts as Markdown, HTML, a mention, a reference, or a command.
func TestHostile(t *testing.T) {
	t.Parallel()
	inside := regexp.MustCompile(`(?s)<(code|pre)>.*?</(code|pre)>`)
	for _, text := range hostile {
		w := waiting(text)
		w.Requester = "cy" + text
		w.Questions[0].Shown.Table = expr.OfList([]expr.Value{row(text, text, "b", text)})
		w.Questions[0].Shown.Targets = map[string][]string{"step.x": {text}}
		w.Questions[0].Job = text
		_, written := thread.Write(w)
		outside := inside.ReplaceAllString(written, "")
		_, plain := thread.Write(waiting())
		for _, bad := range []string{"evil", "everybody", "closes", "script", "alert", "\u202e", "\u200b", "\x1b", "set-output", "Title", "000000000000"} {
			if strings.Contains(outside, bad) && !strings.Contains(inside.ReplaceAllString(plain, ""), bad) {
				t.Errorf("%q stands outside of code: %s", bad, outside)
			}
		}
		for _, span := range inside.FindAllString(written, -1) {
			body := span[strings.Index(span, ">")+1 : strings.LastIndex(span, "<")]
			if strings.ContainsAny(body, "<>|`*_[]@:\"'\\!/\x1b\u202e\u200b") {
				t.Errorf("%q has a character that counts", span)
			}
		}
		if back := html.UnescapeString(written); !strings.Contains(text, "\r") && !strings.ContainsAny(text, "\u202e\x1b\u200b&") && !strings.Contains(back, strings.Split(text, "\n")[0]) {
			t.Errorf("%q is not to be read in the text", text)
		}
		if strings.Count(written, "\n| ") != 3 {
			t.Errorf("%q breaks the table", text)
		}
	}
}

// TestLarge: a text stays within what a forge takes, and says what does not stand there.
func TestLarge(t *testing.T) {
	t.Parallel()
	w := waiting(strings.Repeat("Ж|", 40_000))
	var rows []expr.Value
	for i := range 5000 {
		rows = append(rows, row("login", fmt.Sprintf("person-%d", i), "last", "2025-08-01"))
	}
	w.Questions[0].Shown.Table = expr.OfList(rows)
	_, text := thread.Write(w)
	if len(text) > 65_000 || !strings.Contains(text, "of 5000 rows stand here") || !strings.Contains(text, "/answer") || !strings.Contains(text, "The rest of this text") {
		t.Errorf("%d bytes: %.3000s", len(text), text)
	}
}

// TestCode: whatever an answer is bound to makes another code.
func TestCode(t *testing.T) {
	t.Parallel()
	q := waiting().Questions[0]
	codes := map[string]bool{q.Code(): true}
	for _, change := range []func(*thread.Question){
		func(q *thread.Question) { q.Address = "approval.stop" }, func(q *thread.Question) { q.Job = "x" },
		func(q *thread.Question) { q.Authorization = canon.Sum(nil) }, func(q *thread.Question) { q.ShownDigest = canon.Sum(nil) },
		func(q *thread.Question) { q.Frozen = canon.Sum(nil) }, func(q *thread.Question) { q.Expires = "2026-01-05T09:00:01Z" },
	} {
		other := q
		if change(&other); codes[other.Code()] || len(other.Code()) != 12 {
			t.Errorf("%+v has the code of another", other)
		}
		codes[other.Code()] = true
	}
}

// TestReadCommand: what comments say, and what those are told who wrote them otherwise.
func TestReadCommand(t *testing.T) {
	t.Parallel()
	const c = "4f2a09c1d7e3"
	for _, test := range []struct {
		body string
		want *thread.Command
		why  string
	}{
		{"/approve " + c, &thread.Command{Verb: "approve", Code: c}, ""},
		{"  /approve   " + c + "  Looks fine. \r\n\r\n", &thread.Command{Verb: "approve", Code: c, Reason: "Looks fine."}, ""},
		{"/reject " + c + " Tom is still with us.", &thread.Command{Verb: "reject", Code: c, Reason: "Tom is still with us."}, ""},
		{"/answer " + c + " days 14\n/answer " + c + " who ada\n/answer " + c + " who bo, of sales", &thread.Command{Verb: "answer", Code: c, Values: map[string]string{"days": "14", "who": "ada\nbo, of sales"}}, ""},
		{"/reject " + c, nil, "a no needs its reason"},
		{"/approve", nil, "the twelve digits"},
		{"/approve now", nil, "the twelve digits"},
		{"/approve " + strings.ToUpper(c), nil, "the twelve digits"},
		{"/approve " + c + "0", nil, "the twelve digits"},
		{"/approve " + c + "\n> quoted", nil, "write the command alone"},
		{"/approve " + c + "\n/reject " + c + " no", nil, "two commands"},
		{"/approve " + c + "\n/approve " + c, nil, "two commands"},
		{"/answer " + c + " days 1\n/answer 000000000000 days 2", nil, "two commands"},
		{"/answer " + c + " days", nil, "a name and a value"},
		{"/answer " + c + " Days 14", nil, "a name and a value"},
		{"/approve " + c + " \u202eevil", nil, "cannot be seen"},
		{"/approve " + c + " " + strings.Repeat("x", 501), nil, "more than 500"},
		{"/approve \xff", nil, "no text"},
	} {
		if !thread.IsCommand(test.body) {
			t.Errorf("%q is no command", test.body)
		}
		got, err := thread.ReadCommand(test.body)
		if diff := cmp.Diff(test.want, got); diff != "" || (err == nil) != (test.why == "") || err != nil && !strings.Contains(err.Error(), test.why) {
			t.Errorf("%q: %v\n%s", test.body, err, diff)
		}
	}
	for _, talk := range []string{"", "I think /approve " + c + " is right", "/approved", "> /approve " + c, "/ approve " + c, "/deny " + c} {
		if thread.IsCommand(talk) {
			t.Errorf("%q is a command", talk)
		}
	}
}

// TestMarks: what our own texts carry is read back, and nothing that somebody changed.
func TestMarks(t *testing.T) {
	t.Parallel()
	if to := thread.RepliesTo(thread.Reply(9100, "bo", "is heard.")); to != 9100 {
		t.Error(to)
	}
	for _, other := range []string{"", "hello", "<!-- attestary-reply x -->", " <!-- attestary-reply 1 -->"} {
		if to := thread.RepliesTo(other); to != 0 {
			t.Errorf("%q replies to %d", other, to)
		}
	}
	_, text := thread.Write(waiting())
	for _, change := range [][2]string{{`"id":"7"`, `"id":"../7"`}, {`"attempt":1`, `"attempt":0`}, {`"attempt":1`, `"attempt":1,"x":2`}, {"stale-access", "../x"}, {"<!--", "x <!--"}, {"sha256:", "sha256:0"}} {
		if left, err := thread.ReadLeft(strings.Replace(text, change[0], change[1], 1)); err == nil {
			t.Errorf("%v: %+v", change, left)
		}
	}
}

// FuzzReadCommand holds that a command is what was written, and that nothing else is in the comment.
func FuzzReadCommand(f *testing.F) {
	f.Add("/approve 4f2a09c1d7e3 fine")
	f.Add("/answer 4f2a09c1d7e3 days 14\n/answer 4f2a09c1d7e3 size large")
	f.Add("/reject 4f2a09c1d7e3 \u202e")
	f.Fuzz(func(t *testing.T, body string) {
		c, err := thread.ReadCommand(body)
		if err != nil {
			return
		}
		if _, how := expr.Hidden(c.Reason); how != expr.Legible || len(c.Code) != 12 || strings.Contains(c.Reason, "\n") || c.Verb == "reject" && c.Reason == "" || (c.Verb == "answer") != (len(c.Values) > 0) {
			t.Fatalf("%q: %+v", body, c)
		}
	})
}

// FuzzWrite holds that nothing that is shown stands outside of code.
func FuzzWrite(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	inside := regexp.MustCompile(`(?s)<(code|pre)>[^<>]*</(code|pre)>`)
	f.Fuzz(func(t *testing.T, text string) {
		if expr.OfText(text).IsUnknown() {
			return
		}
		empty, full := waiting(), waiting()
		empty.Questions[0].Shown.Text, full.Questions[0].Shown.Text = "x", "x"+text
		_, a := thread.Write(empty)
		_, b := thread.Write(full)
		b = strings.ReplaceAll(b, "\nThe rest of this text stands with the run.", "")
		if x, y := inside.ReplaceAllString(a, ""), inside.ReplaceAllString(b, ""); x != y && !strings.Contains(y, "rows stand here") {
			t.Fatal(cmp.Diff(x, y))
		}
	})
}
