package course_test

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
)

// Expressions, as short as they can be written in Go. What is no *expr.Node is a literal.

func val(v any) expr.Value {
	switch v := v.(type) {
	case nil:
		return expr.Nil()
	case bool:
		return expr.OfBool(v)
	case int:
		return expr.OfInt(int64(v))
	case string:
		return expr.OfText(v)
	case []string:
		var items []expr.Value
		for _, item := range v {
			items = append(items, expr.OfText(item))
		}
		return expr.OfList(items)
	}
	panic("not a literal")
}

func node(v any) *expr.Node {
	if n, ok := v.(*expr.Node); ok {
		return n
	}
	return expr.Lit(val(v))
}

func ref(path string) *expr.Node { return expr.Ref(strings.Split(path, ".")...) }

func op(o expr.Op, args ...any) *expr.Node {
	n := &expr.Node{Op: o}
	for _, arg := range args {
		n.Args = append(n.Args, node(arg))
	}
	return n
}

func is(reference string, v any) *expr.Node { return op(expr.OpEqual, ref(reference), v) }

// look is a step that sees something: a number n and a list.
func look(name string, more ...func(*plan.Step)) plan.Step {
	s := plan.Step{Name: name, Action: "lab.look", Effect: kind.Observe, Parallel: 1, Timeout: 60, OnError: "stop"}
	for _, f := range more {
		f(&s)
	}
	return s
}

// turn is a step that changes something, and whose action says how it is taken back.
func turn(name string, more ...func(*plan.Step)) plan.Step {
	return look(name, append([]func(*plan.Step){func(s *plan.Step) { s.Action, s.Effect = "lab.turn", kind.Change }}, more...)...)
}

func needs(addresses ...string) func(*plan.Step) {
	return func(s *plan.Step) { s.Needs = addresses }
}

func when(condition any) func(*plan.Step) { return func(s *plan.Step) { s.When = node(condition) } }

func over(items any) func(*plan.Step) { return func(s *plan.Step) { s.ForEach = node(items) } }

func goesOn(s *plan.Step) { s.OnError = "continue" }

func approval(name string, min int64, needs ...string) plan.Approval {
	return plan.Approval{Name: name, From: []string{"ops"}, Min: min, Timeout: 3600, Needs: needs}
}

func ask(name string, needs ...string) plan.Ask {
	return plan.Ask{Name: name, To: []string{"ops"}, Question: node("?"), Timeout: 3600, Needs: needs, Answers: []plan.Answer{
		{Name: "x", Type: "string", OneOf: []expr.Value{val("left"), val("right")}},
	}}
}

func check(name string, condition any) plan.Check {
	return plan.Check{Name: name, Condition: node(condition), Message: node("no"), Severity: "low"}
}

var reverse = &plan.OnFailure{Undo: "reverse"}

// action is one that a team wrote.
func action(name string, effect kind.Effect, gives ...plan.Output) plan.Action {
	a := plan.Action{
		Name: name, Title: name, Effect: effect, Kind: "http", Outputs: gives,
		Run: plan.Call{Action: "http.request", Settings: map[string]*expr.Node{"method": node("GET"), "path": node("/")}, Give: map[string]*expr.Node{}},
	}
	for _, o := range gives {
		a.Run.Give[o.Name] = ref("self.json." + o.Name)
	}
	return a
}

// planOf is a plan of phases, or of loose parts.
func planOf(parts ...any) *plan.Plan {
	back := action("lab.turn", kind.Change)
	back.Undo = &plan.Undo{Action: "lab.turn"}
	p := &plan.Plan{
		Format: plan.Format, Project: "acme", Timezone: "UTC", Runbook: "test", File: "runbooks/test.runbook.hcl", Title: "A test",
		Owner: "ops", Timeout: 3600, FinishBy: 7200, Roles: []plan.Role{{Name: "ops"}}, Access: &plan.Access{Who: []string{"ops"}},
		Actions: []plan.Action{action("lab.look", kind.Observe, plan.Output{Name: "list", Type: "list(string)"}, plan.Output{Name: "n", Type: "number"}), back},
	}
	main := plan.Phase{Name: "main"}
	for _, part := range parts {
		switch part := part.(type) {
		case plan.Phase:
			p.Phases = append(p.Phases, part)
		case plan.Step:
			main.Steps = append(main.Steps, part)
		case plan.Approval:
			main.Approvals = append(main.Approvals, part)
		case plan.Ask:
			main.Asks = append(main.Asks, part)
		case plan.Check:
			p.Checks = append(p.Checks, part)
		case *plan.OnFailure:
			main.OnFailure = part
		case func(*plan.Plan):
			part(p)
		default:
			panic("not a part")
		}
	}
	if len(main.Steps)+len(main.Approvals)+len(main.Asks) > 0 {
		p.Phases = append(p.Phases, main)
	}
	for i := range p.Phases {
		slices.SortFunc(p.Phases[i].Steps, func(a, b plan.Step) int { return cmp.Compare(a.Name, b.Name) })
	}
	slices.SortFunc(p.Phases, func(a, b plan.Phase) int { return cmp.Compare(a.Name, b.Name) })
	return p
}

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
