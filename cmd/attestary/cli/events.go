package cli

import (
	"errors"
	"fmt"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// What a run tells a program (run --format json): a JSON object a line, the events as they come, and last
// the result, whatever came of the run. docs/watching.md is the contract.

// eventsVersion is the version of all these lines. It grows when a member goes away or means something
// else; that there is a new one, or a new event, does not count.
const eventsVersion = 1

// tellsEvents marks a command whose --format json is these lines.
var tellsEvents = map[string]string{"document": "events"}

// tellEvent writes an event. A reader that went away does not end the run.
func (w *World) tellEvent(e engine.Event) {
	e.At = e.At.UTC()
	_ = w.tellLine(struct {
		Version int `json:"schema_version"`
		engine.Event
	}{eventsVersion, e})
}

func (w *World) tellLine(v any) error {
	data, err := json.Marshal(v, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err == nil {
		_, err = w.Out.Write(append(data, '\n'))
	}
	return err
}

// resultLine is the last line.
type resultLine struct {
	Version int            `json:"schema_version"`
	Event   string         `json:"event"`             // "result"
	Outcome string         `json:"outcome,omitempty"` // of the record, or "waiting"; nothing where nothing has run
	Run     canon.Digest   `json:"run,omitempty"`     // its key
	Record  jsontext.Value `json:"record,omitempty"`  // as it stands in the ledger
	Waiting []openQuestion `json:"waiting,omitempty"` // what people are asked
	Shown   []course.Shown `json:"shown,omitempty"`   // what they were shown; the result for the person who started it has the address "result"
	Problem *diag.Problem  `json:"problem,omitempty"` // what is wrong
}

// openQuestion is what a run waits for.
type openQuestion struct {
	Address string       `json:"address"`
	Job     string       `json:"job,omitempty"`
	From    []string     `json:"from"` // roles
	Until   string       `json:"until"`
	File    string       `json:"file"` // for whoever answers on another machine
	Shown   course.Shown `json:"shown"`
}

// tellResultLine tells what came of a run, and what is wrong beside it; nil for nothing.
func (w *World) tellResultLine(p *plan.Plan, result *conduct.Result, wrong error) error {
	line := resultLine{Version: eventsVersion, Event: "result", Run: result.Run.Key(), Shown: result.Shown, Problem: problemOf(wrong)}
	line.Outcome = "waiting"
	if result.Record != nil {
		line.Outcome = string(result.Record.Outcome)
		data, err := canon.Encode(result.Record)
		if err != nil {
			return err
		}
		line.Record = data
	}
	for _, q := range result.Waiting {
		line.Waiting = append(line.Waiting, openQuestion{q.Address, q.Job, rules.Asked(p, q.Address), q.Expires, q.File(result.Path), q.Shown})
	}
	return w.tellLine(line)
}

// problemOf is what is wrong, for a program; nil for nothing.
func problemOf(err error) *diag.Problem {
	if err == nil {
		return nil
	}
	err = friendly(err)
	told := diag.Problem{Status: couldNotLook, Message: printable(err.Error())}
	var p problem
	if errors.As(err, &p) {
		told.Status, told.Next = p.status, p.next
	}
	return &told
}

// endEvents ends a run that a program reads: the last line tells all, so that the error is told to people
// and not once more to the program.
func (w *World) endEvents(p *plan.Plan, result *conduct.Result, err error) error {
	var told quiet
	ended := runStatus(result, err)
	wrong := ended
	if errors.As(ended, &told) {
		wrong = nil
	}
	if failed := w.tellResultLine(p, result, wrong); failed != nil {
		return errors.Join(wrong, fmt.Errorf("standard output: %w", failed))
	}
	if wrong == nil {
		return ended
	}
	return quiet(w.say(wrong))
}
