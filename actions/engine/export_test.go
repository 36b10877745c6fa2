package engine

import (
	"context"
	"os"
	"reflect"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/actions/redact"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// NewRedactor knows secrets without a run.
func NewRedactor(secrets ...string) *redact.Redactor {
	r := &redact.Redactor{}
	for _, secret := range secrets {
		r.Learn([]byte(secret))
	}
	return r
}

// Fill puts a full disk below the journal: every write to /dev/full is refused for want of space.
func (j *Journal) Fill() error {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	j.guard.Lock()
	defer j.guard.Unlock()
	j.file = full
	return nil
}

// Grow lets the journal be so many bytes longer.
func (j *Journal) Grow(n int64) { j.size += n }

// Deed is a deed, for tests of what no step does yet.
type Deed struct {
	Action, Connection, TakesBack string
	Effect                        kind.Effect
	Settings                      map[string]expr.Value
}

// Act is act.
func (r *Run) Act(ctx context.Context, d Deed) Result {
	return r.act(ctx, deed{action: d.Action, connection: d.Connection, takesBack: d.TakesBack, effect: d.Effect, settings: d.Settings})
}

// EntryTypes are those of all entries of a journal.
func EntryTypes() (types []reflect.Type) {
	of := reflect.TypeFor[entry]()
	for i := range of.NumField() {
		if t := of.Field(i).Type; t.Kind() == reflect.Pointer {
			types = append(types, t.Elem())
		}
	}
	return append(types, of)
}

// Line is the entry that tells what came of a task, as a journal writes it and as package canon does.
func Line(t *course.Task, a course.Answer) (written, encoded []byte, err error) {
	e := entry{Finish: finishOf(t, a)}
	written, _ = e.appendTo(nil)
	encoded, err = canon.Encode(e)
	return written, encoded, err
}

// StartLine is that of the entry that tells of its start.
func StartLine(of course.Place, at string) (written, encoded []byte, err error) {
	e := entry{Start: startOf(of, at)}
	written, _ = e.appendTo(nil)
	encoded, err = canon.Encode(e)
	return written, encoded, err
}

// Pause is pause.
var Pause = pause
