package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Changes that end by themselves (undo_after). The run that made one leaves in its record when it ends, and in
// a blob what is to be done then; TakeBack does it, in a run of its own under the same plan.

// call is what takes a change back, as its blob has it. It may be about persons, so it has a salt; it holds no
// secret.
type call struct {
	Action     string                `json:"action"`
	Connection string                `json:"connection,omitempty"`
	Salt       string                `json:"salt"`
	Settings   map[string]expr.Value `json:"settings"`
	TakesBack  string                `json:"takes_back,omitempty"`
}

// due adds to a record what ends by itself. What should, and cannot be taken back, has failed.
func (r *Run) due(record *evidence.Record, c *course.Course) {
	for _, d := range c.Due() {
		key := r.recordKey(&course.Ended{Place: d.Place(), Keyed: d.Key != ""})
		why, reason := d.Why, ReasonSetting
		var how []byte
		if why == "" {
			if how = r.callOf(d.Task); r.tells(how) {
				why, reason = "the record would tell a secret", ReasonSecret
			}
		}
		if why != "" {
			record.Steps = append(record.Steps, evidence.StepRecord{Address: d.Address, Key: key, Outcome: evidence.Failed, Reason: string(reason)})
			r.tell(Event{Kind: StepFinished, Address: d.Address, Key: d.Key, Outcome: evidence.Failed, Reason: reason, Detail: "it cannot end by itself: " + why})
			continue
		}
		record.Due = append(record.Due, evidence.DueRecord{Address: d.Address, At: instant(d.At), Call: r.blob(how), Key: key})
	}
	sortSteps(record.Steps)
	sortDue(record.Due)
}

func sortDue(due []evidence.DueRecord) {
	slices.SortFunc(due, func(a, b evidence.DueRecord) int {
		return cmp.Or(cmp.Compare(a.Address, b.Address), compareKeys(a.Key, b.Key))
	})
}

// lent tells the journal what a step changed for a while.
func (d *drive) lent(t *course.Task) *lent {
	l := &lent{Address: t.Address, At: instant(d.now()), Job: t.Job, Key: t.Key}
	due, ok := d.course.DueOf(t)
	if !ok {
		return l
	}
	l.Ends = instant(due.At)
	if due.Why == "" {
		if how := d.run.callOf(due.Task); !d.run.tells(how) {
			l.Call = how
		}
	}
	return l
}

func (r *Run) callOf(t *course.Task) []byte {
	settings := map[string]expr.Value{}
	for name, v := range t.Settings {
		settings[name] = r.redactor.Value(v)
	}
	data, err := canon.Encode(settings)
	if err == nil {
		data, err = canon.Encode(call{Action: t.Action, Connection: t.Connection, Salt: r.saltOf(data), Settings: settings, TakesBack: t.TakesBack})
	}
	if err != nil {
		panic("engine: settings have no encoding: " + err.Error())
	}
	return data
}

// Due is a change whose time is over: the record of it, and the blob that says what is to be done.
type Due struct {
	evidence.DueRecord
	Call []byte
}

// takeBackPauses are how long a run waits before it tries again to take one change back; the next run tries
// again, too.
var takeBackPauses = []time.Duration{time.Second, 5 * time.Second}

// TakeBack takes changes back whose time is over, one after the other, and makes the record of it. The job is
// of the plan that made them; it needs no inputs.
func (r *Run) TakeBack(ctx context.Context, start Start, all []Due) (*Finished, error) {
	moveOut, err := r.moveIn()
	if err != nil {
		return nil, fmt.Errorf("run: %w", err)
	}
	defer moveOut()
	if _, err := r.begin(ctx, start); err != nil {
		return nil, err
	}
	record := &evidence.Record{
		Format: evidence.RecordFormat, Plan: r.digest, Run: r.job.ID, Mode: r.job.Mode, StartedAt: instant(r.begun),
		Steps: []evidence.StepRecord{}, Checks: []evidence.CheckRecord{}, Evidence: []evidence.EvidenceValue{},
	}
	for _, due := range all {
		if ctx.Err() != nil {
			break // the next run takes it back
		}
		record.Steps = append(record.Steps, r.takeBack(ctx, start.Journal, due))
	}
	sortSteps(record.Steps)
	halted := Reason("")
	if ctx.Err() != nil {
		halted = ReasonInterrupted
	}
	return r.end(start.Journal, record, halted)
}

// takeBack does one of them, and tries again where that may help.
func (r *Run) takeBack(ctx context.Context, journal *Journal, due Due) evidence.StepRecord {
	record := evidence.StepRecord{Address: due.Address, Key: due.Key, StartedAt: instant(r.now())}
	of := course.Place{Address: due.Address}
	if due.Key != nil {
		of.Key = *due.Key
	}
	d, timeout, err := r.deedOf(due)
	if err == nil {
		err = journal.write(entry{Start: startOf(of, record.StartedAt)}, durable)
	}
	if err != nil {
		reason := ReasonSetting
		if errors.Is(err, ErrJournal) {
			reason = ReasonJournal
		}
		record.Outcome, record.Reason, record.StartedAt = evidence.Blocked, string(reason), ""
		r.tell(Event{Kind: StepFinished, Address: due.Address, Key: of.Key, Outcome: record.Outcome, Reason: reason, Detail: err.Error()})
		return record
	}
	r.tell(Event{Kind: StepStarted, Address: due.Address, Key: of.Key, Attempt: 1})
	var result Result
	for {
		record.Attempts++
		limited, cancel := context.WithTimeout(ctx, timeout)
		result = r.act(limited, d)
		cancel()
		tries := int(record.Attempts)
		if result.Outcome == evidence.Passed || result.Outcome == evidence.Blocked || tries > len(takeBackPauses) || !sleep(ctx, takeBackPauses[tries-1]) {
			break
		}
	}
	record.Outcome, record.Reason, record.EndedAt = result.Outcome, string(result.Reason), instantAfter(r.now(), record.StartedAt)
	if result.Outcome == evidence.Passed {
		record.Reason = ""
	}
	_ = journal.write(entry{Finish: &finished{
		Address: of.Address, At: record.EndedAt, Attempts: record.Attempts, Key: of.Key, Outcome: record.Outcome, Reason: Reason(record.Reason),
	}}, durable)
	r.tell(Event{Kind: StepFinished, Address: due.Address, Key: of.Key, Attempt: record.Attempts, Outcome: record.Outcome, Reason: Reason(record.Reason), Detail: result.Detail})
	return record
}

// deedOf reads what is to be done, and holds it against the plan: the step says that its change ends by
// itself, and this is how it is undone.
func (r *Run) deedOf(due Due) (deed, time.Duration, error) {
	if canon.Sum(due.Call) != due.DueRecord.Call {
		return deed{}, 0, errors.New("what is to be done is not what the record names")
	}
	var c call
	if err := canon.Decode(due.Call, &c); err != nil {
		return deed{}, 0, err
	}
	s := r.job.Plan.Step(stepName(due.Address))
	var undo *plan.Undo
	if s != nil && s.UndoAfter != nil {
		undo = r.job.Plan.UndoOf(s)
	}
	if undo == nil || undo.Action != c.Action || c.TakesBack != "" && c.TakesBack != s.Action {
		return deed{}, 0, fmt.Errorf("%s: the plan does not say that it is taken back by %s", due.Address, c.Action)
	}
	d := deed{action: c.Action, connection: c.Connection, settings: maps.Clone(c.Settings), takesBack: c.TakesBack}
	d.effect = r.effectOf(&course.Task{Undo: true, Action: c.Action, Settings: c.Settings})
	return d, time.Duration(s.Timeout) * time.Second, nil
}

// isUndo tells whether a run is one of those that take back what another one changed.
func (j *Job) isUndo() bool { return j.Trigger == evidence.UndoTrigger }
