package engine_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
)

// FuzzLine holds that the lines which are shaped by hand are what package canon encodes, byte for byte, and that
// what it refuses is not written.
func FuzzLine(f *testing.F) {
	f.Add("step.a", "job", "key", "step.a.x", "why", "name", []byte(`{"object":{"a":[null,true,{"number":"21.5"}],"é":"\u001f<"}}`), int64(1), byte(0xff))
	f.Add("", "", "", "", "", "", []byte(`null`), int64(0), byte(0))
	f.Add("a\x00\n\u2028<&>", "\xff", "\ue000", "\U0001f600", `"\\`, "\ue000", []byte(`"text"`), int64(1)<<60, byte(3))
	f.Fuzz(func(t *testing.T, address, job, key, by, why, name string, output []byte, attempts int64, has byte) {
		var v expr.Value
		if canon.Decode(output, &v) != nil {
			v = expr.UnknownOf("no value")
		}
		a := course.Answer{At: time.Unix(attempts%1e9, 0), By: by, Why: why, Attempts: attempts, Outcome: evidence.Passed, Reason: engine.Reason(why)}
		if has&1 != 0 {
			a.Outputs = map[string]expr.Value{name: v, "status": expr.OfInt(attempts), "\U0001f600": expr.Nil()}
		}
		if has&2 != 0 {
			a.Outputs = map[string]expr.Value{name: expr.OfText(why).WithFallback(), key: expr.OfBool(true).WithFallback()}
		}
		if has&4 != 0 {
			a.Expects = []evidence.ExpectRecord{{Name: name, Operands: []expr.Operand{expr.OperandOf(expr.OfText(why))}, Outcome: evidence.Passed}}
		}
		written, encoded, err := engine.Line(&course.Task{Address: address, Job: job, Key: key}, a)
		hold(t, written, encoded, err)
		written, encoded, err = engine.StartLine(course.Place{Address: address, Job: job, Key: key}, by)
		hold(t, written, encoded, err)
	})
}

func hold(t *testing.T, written, encoded []byte, err error) {
	t.Helper()
	if !bytes.Equal(written, encoded) {
		t.Fatalf("written: %q\nencoded: %q, %v", written, encoded, err)
	}
}
