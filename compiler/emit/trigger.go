package emit

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/attestary/attestary/schemas/plan"
)

// maxLabel is how many characters GitHub lets a label have.
const maxLabel = 50

// starts are what starts one workflow: which events, and how it is told by which trigger.
type starts struct {
	plan   *plan.Plan
	crons  map[string][]string // trigger → its schedules in UTC, each of this trigger alone
	cases  []start
	issues bool
	pulls  bool
	forks  bool // pull requests from forks too
}

// start is one event and the trigger that it stands for.
type start struct{ when, trigger string }

// events says when the workflow starts.
func (s *starts) events() (*node, error) {
	if len(s.plan.Triggers) == 0 {
		return nil, errors.New("nothing starts it, so it has no workflow")
	}
	on := object()
	for _, add := range []func(*node) error{s.schedules, s.forms, s.dispatches, s.labels, s.pullRequests} {
		if err := add(on); err != nil {
			return nil, err
		}
	}
	return on, nil
}

func (s *starts) of(kind string) []plan.Trigger {
	return slices.DeleteFunc(slices.Clone(s.plan.Triggers), func(t plan.Trigger) bool { return t.Kind != kind })
}

func (s *starts) means(trigger, format string, args ...any) {
	s.cases = append(s.cases, start{fmt.Sprintf(format, args...), trigger})
}

const idleNote = "In a public repository GitHub stops schedules after 60 days in which nothing happened; runs\n" +
	"that did not come are told as missed."

func (s *starts) schedules(on *node) error {
	var items []*node
	for _, t := range s.of("schedule") {
		made, err := s.schedule(t)
		if err != nil {
			return err
		}
		items = append(items, made...)
	}
	if len(items) > 0 {
		on.add("schedule", list(items...))
		on.nameComment("schedule", idleNote)
	}
	return nil
}

func (s *starts) schedule(t plan.Trigger) ([]*node, error) {
	east, err := plan.ZoneOffsets(s.plan.Zone(&t))
	if err != nil {
		return nil, err
	}
	crons, err := inUTC(t.Cron, east)
	if err != nil {
		return nil, fmt.Errorf("trigger %s: %w", t.Name, err)
	}
	var items []*node
	for i := range crons {
		crons[i] = s.unlike(crons[i])
		items = append(items, object("cron", quoted(crons[i])))
		s.means(t.Name, "github.event.schedule == '%s'", crons[i])
	}
	s.crons[t.Name] = crons
	items[0].comment(s.explain(t))
	return items, nil
}

// unlike spells a schedule as no trigger before did, so that the event tells which one it is: a minute is also
// a range from itself to itself.
func (s *starts) unlike(cron string) string {
	minute, rest, _ := strings.Cut(cron, " ")
	last := minute[strings.LastIndexAny(minute, ",-")+1:]
	for s.fires(minute + " " + rest) {
		if minute == "*" {
			minute, last = "0-59", "59"
			continue
		}
		minute += "," + last // the same once more
	}
	return minute + " " + rest
}

// fires tells whether an earlier trigger already has the workflow start by this text.
func (s *starts) fires(cron string) bool {
	for _, crons := range s.crons {
		if slices.Contains(crons, cron) {
			return true
		}
	}
	return false
}

func (s *starts) explain(t plan.Trigger) string {
	said := fmt.Sprintf("%s: %s in %s", t.Name, t.Cron, s.plan.Zone(&t))
	if len(s.crons[t.Name]) == 1 {
		return said
	}
	return said + ". GitHub knows UTC only: it is given every hour that\n" +
		"this may be there, and the program drops the one that is not due."
}

func (s *starts) forms(on *node) error {
	manual := s.of("manual")
	if len(manual) == 0 {
		return nil
	}
	if len(manual) > 1 {
		return errors.New("it has two manual triggers; a workflow has one form")
	}
	dispatch, err := dispatchForm(s.plan.Inputs)
	if err != nil {
		return err
	}
	on.add("workflow_dispatch", dispatch)
	s.means(manual[0].Name, "github.event_name == 'workflow_dispatch'")
	return nil
}

// dispatches are the events that other systems send, that a failed check sends, and that an answer sends.
func (s *starts) dispatches(on *node) error {
	var types []*node
	add := func(kind string) error {
		for _, have := range types {
			if have.Value == kind {
				return fmt.Errorf("two triggers start by the event %q", kind)
			}
		}
		types = append(types, text(kind))
		return nil
	}
	for _, t := range s.plan.Triggers {
		kind := t.Type
		switch t.Kind {
		case "event":
		case "finding":
			kind = Finding(t.Check)
		default:
			continue
		}
		if err := add(kind); err != nil {
			return err
		}
		s.means(t.Name, "github.event.action == %s", literal(kind))
	}
	if waits(s.plan) {
		if err := add(Continue(s.plan.Runbook)); err != nil {
			return err
		}
	}
	if len(types) > 0 {
		on.add("repository_dispatch", object("types", list(types...)))
	}
	return nil
}

// waits tells whether a run of the plan may ask people something.
func waits(p *plan.Plan) bool {
	for range p.AllApprovals() {
		return true
	}
	for range p.AllAsks() {
		return true
	}
	return false
}

// door is a label on an issue that starts the plan, and the trigger that this stands for.
type door struct{ trigger, label string }

// doors are the labels by which issues start the plan: those of its triggers, and where a form starts it and
// no issue does, that of an issue with the same fields, since who may not write to the repository has no form.
func doors(p *plan.Plan) []door {
	var issues, manual []door
	for _, t := range p.Triggers {
		switch t.Kind {
		case "issue":
			issues = append(issues, door{t.Name, t.Label})
		case "manual":
			manual = append(manual, door{t.Name, FormLabel(p.Runbook)})
		}
	}
	if issues != nil {
		return issues
	}
	return manual
}

// Labels are those by which issues start the plan: its forms give them, where the repository has them.
func Labels(p *plan.Plan) (names []string) {
	for _, d := range doors(p) {
		names = append(names, d.label)
	}
	return names
}

func (s *starts) labels(on *node) error {
	var taken []string
	for _, d := range doors(s.plan) {
		if utf8.RuneCountInString(d.label) > maxLabel || strings.ContainsAny(d.label, "{}\n") || slices.Contains(taken, d.label) {
			return fmt.Errorf("trigger %s: the label %q is another trigger's, longer than %d characters, or has a brace", d.trigger, d.label, maxLabel)
		}
		taken = append(taken, d.label)
		s.means(d.trigger, "github.event.label.name == %s", literal(d.label))
	}
	if taken != nil {
		on.add("issues", object("types", list(text("labeled"))))
		s.issues = true
	}
	return nil
}

// pullsNote says why no pull request starts the workflow itself.
const pullsNote = "By a pull request: when it was judged, with the runbook of this branch, which was reviewed. It is a\n" +
	"rehearsal. The program looks which files the pull request changes."

// pullRequests have the runbook rehearsed, on the protected branch and with what stands there: by the event of a pull
// request itself the workflow would be the one that the pull request has.
func (s *starts) pullRequests(on *node) error {
	triggers := s.of(plan.OnPull)
	if len(triggers) == 0 {
		return nil
	}
	if len(triggers) > 1 {
		return errors.New("it has two triggers of kind pull_request; a workflow cannot tell them apart")
	}
	on.join(after([]string{validateName}))
	on.nameComment("workflow_run", pullsNote)
	s.means(triggers[0].Name, "github.event_name == 'workflow_run'")
	s.pulls, s.forks = true, triggers[0].Forks
	return nil
}

// sound is the condition that a pull request was judged, and nothing was wrong, by its own word: who writes one may
// write another judge. It keeps away what somebody has still to let run, or to mend.
const sound = "github.event.workflow_run.event == 'pull_request' && github.event.workflow_run.conclusion == 'success'"

// near is the condition that it comes from no fork, so that who opened it may write to the repository.
const near = " && github.event.workflow_run.head_repository.id == github.event.repository.id"

// guard is the condition of the first job: "" where every event that starts the workflow is meant for it. An
// issue may get any label, and a merge queue is judged too.
func (s *starts) guard() string {
	var parts []string
	if s.issues {
		parts = append(parts, "github.event_name != 'issues'")
		for _, d := range doors(s.plan) {
			parts = append(parts, "github.event.label.name == "+literal(d.label))
		}
	}
	labelled := strings.Join(parts, " || ")
	judged := "github.event_name != 'workflow_run' || " + sound
	if !s.forks {
		judged += near
	}
	switch {
	case !s.pulls:
		return labelled
	case labelled == "":
		return judged
	}
	return "(" + labelled + ") && (" + judged + ")"
}

// name tells the trigger: as it is where there is but one, else as an expression over the event.
func (s *starts) name() string {
	var names []string
	for _, c := range s.cases {
		names = append(names, c.trigger)
	}
	if len(slices.Compact(names)) == 1 && !waits(s.plan) {
		return names[0]
	}
	var parts []string
	for _, c := range s.cases {
		parts = append(parts, c.when+" && '"+c.trigger+"'")
	}
	return expression(strings.Join(append(parts, "''"), " || "))
}

// literal is a text in an expression of GitHub.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func expression(s string) string { return "${{ " + s + " }}" }
