package course_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// story is a run as it is told, and what follows. Each line is what is told, and behind a > what starts
// then; the first line is what starts at once, and the last, behind a =, what came of it all:
//
//	> step.a
//	step.a failed > step.a.undo
//	step.a.undo passed >
//	= recovered: step.a recovered, step.a.undo passed
//
// Told are: what came of a step, with outputs (step.a passed n=3); what somebody says (approval.ok bob yes,
// ask.why bob left); that nobody does in time (approval.ok expires); what ends the run (halt timeout); and
// a gate that lets nobody in any more (gate.device shut). Each takes a minute; an hour passes where nothing
// is told (time passes). What does not count has the reason behind a !.
type story struct {
	plan  *plan.Plan
	facts func(*course.Facts) // nil for a live run that starts by itself
	lines string
}

var morning = time.Date(2026, 1, 5, 7, 0, 0, 0, time.UTC)

func (s *story) begin() *telling {
	facts := course.Facts{ID: "run", Mode: evidence.Live, Trigger: evidence.TriggerRef{Kind: "schedule", Name: "daily"}, At: morning}
	if s.facts != nil {
		s.facts(&facts)
	}
	return &telling{course: course.New(s.plan, facts), at: morning, open: map[string]*course.Task{}}
}

// hold tells a story, and holds what follows.
func hold(t *testing.T, stories map[string]story) {
	t.Helper()
	for name, s := range stories {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := s.plan.Check(); err != nil {
				t.Fatalf("the plan breaks a rule of its own: %v", err)
			}
			tell(t, s)
		})
	}
}

func tell(t *testing.T, s story) *course.Course {
	t.Helper()
	telling := s.begin()
	var want, got []string
	for line := range strings.Lines(strings.TrimSpace(s.lines)) {
		line = strings.TrimSpace(line)
		want = append(want, line)
		saying, _, _ := strings.Cut(line, ">")
		if saying, _, _ = strings.Cut(saying, "!"); strings.HasPrefix(line, "=") {
			got = append(got, telling.ending())
			continue
		}
		got = append(got, strings.TrimSpace(telling.line(strings.Fields(saying))))
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	return telling.course
}

// telling is a story on its way.
type telling struct {
	course *course.Course
	at     time.Time
	open   map[string]*course.Task
	told   []told // what a journal would keep
}

// told is one thing that the course was told.
type told struct {
	at    time.Time
	start *course.Place // nil for all but what started
	words []string
}

// line tells one thing, and gives the line with what followed.
func (l *telling) line(words []string) string {
	why := ""
	if len(words) > 0 {
		l.at = l.at.Add(time.Minute)
		why = l.say(words)
		l.told = append(l.told, told{at: l.at, words: words})
	}
	started := []string{}
	for t := l.course.Next(l.at, nil); t != nil; t = l.course.Next(l.at, nil) {
		started = append(started, nameOf(t.Place()))
		place := t.Place()
		l.open[nameOf(place)] = t
		l.told = append(l.told, told{at: l.at, start: &place})
	}
	if why != "" {
		return strings.Join(words, " ") + " ! " + why
	}
	return strings.Join(words, " ") + " > " + strings.Join(started, " ")
}

// say tells one thing. It gives why that does not count.
func (l *telling) say(words []string) (why string) {
	t := l.open[words[0]]
	switch kind, _, _ := strings.Cut(words[0], "."); {
	case kind == "time":
		l.at = l.at.Add(time.Hour)
	case kind == "halt":
		l.course.Halt(course.Reason(words[1]), l.at)
	case kind == "gate":
		l.course.Shut(strings.TrimPrefix(words[0], "gate."), "not any more", l.at)
	case t == nil:
		return "it has not started"
	case words[1] == "expires":
		l.course.Expire(t, l.at, "")
	case kind == "approval":
		at := l.at
		if len(words) > 3 {
			ago, _ := time.ParseDuration(words[3])
			at = at.Add(-ago)
		}
		_, why = l.course.Vote(t, course.Vote{ID: words[1], Login: words[1], Yes: words[2] == "yes", Reason: "because", At: at})
	case kind == "ask":
		_, why = l.course.Reply(t, course.Reply{ID: words[1], Login: words[1], Values: map[string]expr.Value{"x": val(words[2])}, At: l.at})
	default:
		l.course.Finish(t, answerOf(l.at, words[1:]))
	}
	return why
}

func answerOf(at time.Time, words []string) course.Answer {
	a := course.Answer{At: at, Outcome: evidence.Outcome(words[0]), Attempts: 1, Outputs: map[string]expr.Value{}}
	for _, output := range words[1:] {
		name, text, _ := strings.Cut(output, "=")
		if n, err := strconv.Atoi(text); err == nil {
			a.Outputs[name] = val(n)
			continue
		}
		a.Outputs[name] = val(strings.FieldsFunc(text, func(r rune) bool { return r == ',' }))
	}
	return a
}

func nameOf(p course.Place) string {
	switch {
	case p.Job != "" && p.Key != "":
		return fmt.Sprintf("%s[%s/%s]", p.Address, p.Job, p.Key)
	case p.Item() != "":
		return fmt.Sprintf("%s[%s]", p.Address, p.Item())
	}
	return p.Address
}

// ending is what came of it all, in the order in which it ended.
func (l *telling) ending() string {
	if !l.course.Done() {
		return "= it has not come to its end"
	}
	var parts []string
	for _, e := range l.course.Ended(0) {
		parts = append(parts, strings.TrimSpace(nameOf(e.Place)+" "+string(e.Outcome)+" "+string(e.Reason)))
	}
	return "= " + string(course.Overall(l.course.Ended(0))) + ": " + strings.Join(parts, ", ")
}
