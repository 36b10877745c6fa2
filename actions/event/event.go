// Package event reads the file in which a forge's runner tells what started a job (GITHUB_EVENT_PATH), and
// makes of it what starts a run: the trigger, who asks, and the inputs.
//
// Everything in such a file was written by somebody outside: the text of an issue, the payload of another
// system's event, the name of a branch. So it is read strictly and within bounds. A member that is there
// twice, one that has another type than it must, a number that no value can hold, and an event that this
// package does not know are errors, never guesses. Members that nobody here needs are passed over. What
// people wrote stays as they wrote it: who shows it cleans it.
//
// It promises about people: whoever asks is named by the number that the forge gave them, and it is one
// person: an issue that one person wrote and another labelled starts nothing.
//
// Start at Parse and Event.Start; the text of an issue that a form made is read by package form.
package event

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// MaxSize is how many bytes of an event are read: GitHub sends no more than 25 MB, and drops what is larger.
const MaxSize = 25 << 20

// Event is what happened. Which members are there depends on Name.
type Event struct {
	Name       string     // of the event, as GITHUB_EVENT_NAME has it
	Action     string     // what was done: "labeled"; of a repository_dispatch its type
	Repository Repository // in which it happened
	Sender     Person     // who did it; zero where nobody did
	Schedule   string     // of a schedule: the line that was due
	Ref        string     // of a workflow_dispatch: the branch or tag
	Inputs     map[string]string
	Payload    expr.Value // of a repository_dispatch
	Label      string     // of an issue that was labelled: the label
	Issue      *Issue
	Comment    *Comment
	Pull       *Pull // that a workflow_run was about: the event does not tell, the forge does
}

// Repository is where something happened.
type Repository struct {
	ID, Owner int64
	Name      string // OWNER/NAME
	Private   bool
}

// Person is an account of the forge. The number is who they are: a login can change hands.
type Person struct {
	ID    int64
	Login string
	Bot   bool // a program, not a person
}

// By names the person as evidence does.
func (p Person) By() evidence.By {
	return evidence.By{How: "forge", ID: strconv.FormatInt(p.ID, 10), Login: p.Login}
}

// Issue is an issue, or the conversation of a pull request.
type Issue struct {
	Number int64
	Author Person
	Title  string
	Body   string
	Labels []string
	Open   bool
	IsPull bool
}

// Comment is what somebody wrote below an issue.
type Comment struct {
	ID                int64
	Author            Person
	Body              string
	Created, Modified time.Time
	ByProgram         string // the app that wrote it in somebody's name; "" for none
}

// Pull is a pull request.
type Pull struct {
	Number     int64
	Author     string // login
	Head, Base string // object ids
	FromFork   bool
}

// Parse reads what the runner wrote about an event of that name.
func Parse(name string, data []byte) (*Event, error) {
	if len(data) > MaxSize {
		return nil, fmt.Errorf("event %s: %d bytes; at most %d are read", name, len(data), MaxSize)
	}
	read, known := readers[name]
	if !known {
		return nil, fmt.Errorf("event %.60q: no run starts by it, and none goes on", name)
	}
	var raw document
	if err := json.Unmarshal(data, &raw, jsontext.AllowDuplicateNames(false), json.MatchCaseInsensitiveNames(false)); err != nil {
		return nil, fmt.Errorf("event %s: %w", name, told(err))
	}
	e := &Event{Name: name, Action: raw.Action, Sender: raw.Sender.person()}
	err := errors.Join(raw.Repository.into(&e.Repository), read(&raw, e))
	if err == nil && name != "schedule" {
		err = e.Sender.check("sender")
	}
	if err != nil {
		return nil, fmt.Errorf("event %s: %w", name, err)
	}
	return e, nil
}

// told is an error about JSON without what stands there.
func told(err error) error {
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.As(err, &semantic):
		return fmt.Errorf("%.200q is of another type than an event has there", semantic.JSONPointer)
	case errors.As(err, &syntactic) && errors.Is(err, jsontext.ErrDuplicateName):
		return fmt.Errorf("%.200q is there twice", syntactic.JSONPointer)
	case errors.As(err, &syntactic):
		return fmt.Errorf("byte %d: it is not JSON", syntactic.ByteOffset)
	}
	return err
}

// Is holds that an event is of this repository: evidence names it, and the runner's environment says which
// it is.
func (e *Event) Is(repository, owner int64) error {
	if e.Repository.ID != repository || e.Repository.Owner != owner {
		return fmt.Errorf("event %s: it is of repository %d of owner %d, and this job is of repository %d of owner %d", e.Name, e.Repository.ID, e.Repository.Owner, repository, owner)
	}
	return nil
}

var readers = map[string]func(*document, *Event) error{
	"schedule":            (*document).schedule,
	"workflow_dispatch":   (*document).form,
	"repository_dispatch": (*document).payload,
	"issues":              (*document).issue,
	"issue_comment":       (*document).comment,
	"workflow_run":        (*document).finished,
}

func (d *document) schedule(e *Event) error {
	if e.Schedule = d.Schedule; e.Schedule == "" {
		return errors.New("schedule: it does not say which one was due")
	}
	return nil
}

// form reads the fields of a workflow's form: texts, and what is as plain as a text.
func (d *document) form(e *Event) error {
	e.Ref, e.Inputs = d.Ref, map[string]string{}
	if len(d.Inputs) == 0 || bytes.Equal(bytes.TrimSpace(d.Inputs), []byte("null")) {
		return nil
	}
	v, err := valueOf(d.Inputs)
	if err != nil || v.Kind() != expr.Object {
		return errors.Join(errors.New("inputs: they are no object"), err)
	}
	for _, m := range v.Members() {
		text, ok := m.Value.AsText()
		if truth, is := m.Value.AsBool(); is {
			text, ok = strconv.FormatBool(truth), true
		}
		if number := m.Value.AsNumber(); number != nil {
			text, ok = number.Text('f'), true
		}
		if !ok && !m.Value.IsNull() {
			return fmt.Errorf("inputs: %.60q is neither text nor number nor true or false", m.Name)
		}
		e.Inputs[m.Name] = text
	}
	return nil
}

func (d *document) payload(e *Event) (err error) {
	if e.Action == "" {
		return errors.New("action: an event of another system has a type")
	}
	if e.Payload = expr.OfObject(nil); len(d.Payload) == 0 {
		return nil
	}
	if e.Payload, err = valueOf(d.Payload); err != nil {
		return fmt.Errorf("client_payload: %w", err)
	}
	if e.Payload.IsNull() {
		e.Payload = expr.OfObject(nil)
	}
	if e.Payload.Kind() != expr.Object {
		return errors.New("client_payload: it is no object")
	}
	return nil
}
