package event

import (
	"errors"
	"fmt"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/form"
	"github.com/attestary/attestary/schemas/plan"
)

// Start is how an event starts a run.
type Start struct {
	Trigger   *plan.Trigger
	Requester *Person    // nil for a run that starts by itself
	Event     expr.Value // trigger.event; null where nothing came with it

	form map[string]string // what a person filled in; nil where there was no form
}

// Start tells how the event starts a run of the plan by one of its triggers. An error is a sentence for people:
// it says why it does not, and what would.
func (e *Event) Start(p *plan.Plan, trigger string) (Start, error) {
	t := p.Trigger(trigger)
	if t == nil {
		return Start{}, fmt.Errorf("%s has no trigger called %+.60q", p.Runbook, trigger)
	}
	s := Start{Trigger: t}
	if err := Starts(e.Name, p, t); err != nil {
		return Start{}, err
	}
	if err := starts[from{e.Name, t.Kind}](e, p, &s); err != nil {
		return Start{}, fmt.Errorf("%s: %w", p.Runbook, err)
	}
	return s, nil
}

// Starts tells why a trigger does not start by an event of that name; nil where it does. So a run that somebody starts
// is not told as one that started by itself, nor the other way round.
func Starts(event string, p *plan.Plan, t *plan.Trigger) error {
	if starts[from{event, t.Kind}] == nil {
		return fmt.Errorf("%s: its trigger %s %q does not start by the event %+.60q", p.Runbook, t.Kind, t.Name, event)
	}
	return nil
}

// Inputs are the inputs of the run, held against every rule of every input.
func (s Start) Inputs(p *plan.Plan) (map[string]expr.Value, []rules.Finding) {
	if s.form != nil {
		return rules.CheckInputs(p, s.form)
	}
	return rules.TriggerInputs(p, s.Trigger, s.Event, nil)
}

// from is an event of the forge, and a kind of trigger.
type from struct{ event, kind string }

// starts are the events that start the kinds of trigger. What a payload says is believed no more than that somebody
// who may send it wants a run: also of a check that is said to have failed.
var starts = map[from]func(*Event, *plan.Plan, *Start) error{
	{"schedule", "schedule"}:           func(*Event, *plan.Plan, *Start) error { return nil },
	{"workflow_dispatch", "manual"}:    (*Event).byForm,
	{"issues", "manual"}:               (*Event).byIssue,
	{"issues", "issue"}:                (*Event).byIssue,
	{"repository_dispatch", "event"}:   (*Event).byPayload,
	{"repository_dispatch", "finding"}: (*Event).byFinding,
	{"workflow_run", plan.OnPull}:      (*Event).byPull,
}

func (e *Event) byForm(p *plan.Plan, s *Start) error {
	s.Requester, s.form = &e.Sender, e.Inputs
	return notSensitive(p, s.form)
}

// byIssue is for an issue that got the trigger's label. Who writes it is who asks: another person's text is
// not theirs to answer for, and may change between their look and their label.
func (e *Event) byIssue(p *plan.Plan, s *Start) error {
	wanted := s.Trigger.Label
	if s.Trigger.Kind == "manual" {
		wanted = form.ByHand(p.Runbook)
	}
	switch {
	case e.Action != "labeled" || e.Label != wanted:
		return fmt.Errorf("an issue starts it by getting the label %q", wanted)
	case e.Issue.IsPull:
		return fmt.Errorf("%q is a label for issues, and number %d is a pull request", wanted, e.Issue.Number)
	case !e.Issue.Open:
		return fmt.Errorf("issue %d is closed; open a new one from the form", e.Issue.Number)
	case e.Sender.Bot:
		return fmt.Errorf("a program (%s) gave issue %d its label, and only a person may ask for a run", e.Sender.Login, e.Issue.Number)
	case e.Sender.ID != e.Issue.Author.ID:
		return fmt.Errorf("%s wrote issue %d, and %s gave it its label; who asks for a run writes the issue too, by the form", e.Issue.Author.Login, e.Issue.Number, e.Sender.Login)
	}
	answers, err := form.Of(p.Inputs).Answers(e.Issue.Body)
	if err != nil {
		return fmt.Errorf("issue %d: %w", e.Issue.Number, err)
	}
	s.Requester, s.form = &e.Sender, answers
	s.Event = expr.OfObject(map[string]expr.Value{"number": expr.OfInt(e.Issue.Number), "login": expr.OfText(e.Sender.Login)})
	return nil
}

func (e *Event) byPayload(_ *plan.Plan, s *Start) error {
	if e.Action != s.Trigger.Type {
		return fmt.Errorf("its trigger %q starts by an event of the type %s, and this one is of the type %+.60q", s.Trigger.Name, s.Trigger.Type, e.Action)
	}
	s.Event = e.Payload
	return nil
}

func (e *Event) byFinding(_ *plan.Plan, s *Start) error {
	if e.Action != form.Finding(s.Trigger.Check) {
		return fmt.Errorf("its trigger %q starts where the check %s fails, and this event is of the type %+.60q", s.Trigger.Name, s.Trigger.Check, e.Action)
	}
	s.Event = e.Payload
	return nil
}

// byPull is for a pull request that was judged; the caller has asked the forge which.
func (e *Event) byPull(_ *plan.Plan, s *Start) error {
	if e.Pull == nil {
		return errors.New("the run that ended was of no pull request that is open")
	}
	s.Event = expr.OfObject(map[string]expr.Value{
		"number": expr.OfInt(e.Pull.Number), "login": expr.OfText(e.Pull.Author), "head": expr.OfText(e.Pull.Head),
		"base": expr.OfText(e.Pull.Base), "fork": expr.OfBool(e.Pull.FromFork),
	})
	return nil
}

// notSensitive refuses a sensitive input that came through a form: it can be read there, so it is none any more.
func notSensitive(p *plan.Plan, given map[string]string) error {
	for name, text := range given {
		if in := p.Input(name); in != nil && in.Sensitive && text != "" {
			return fmt.Errorf("%s is sensitive, and what is typed into a form can be read there; if the value was a real one, change it", name)
		}
	}
	return nil
}
