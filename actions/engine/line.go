package engine

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
)

// Lines. Every item of a step writes two: that it starts, and what came of it. Those are shaped by hand, into
// memory that is used again. What they come to is what package canon gives; a test holds that.

// appendTo appends the canonical JSON of an entry. What cannot be shaped by hand, package canon encodes, or
// refuses.
func (e *entry) appendTo(b []byte) ([]byte, error) {
	o := canon.Object{Bytes: b}
	switch {
	case e.Start != nil:
		e.Start.write(o.Open().Name("start"))
		o.Close()
	case e.Finish != nil && inOrder(e.Finish.Outputs):
		e.Finish.write(o.Open().Name("finish"))
		o.Close()
	}
	if data, err := o.Since(len(b)); err == nil && len(data) > 0 {
		return o.Bytes, nil
	}
	data, err := canon.Encode(e)
	return append(b, data...), err
}

// inOrder tells whether the order of these names is that of their bytes: RFC 8785 has another one behind ASCII.
func inOrder(values map[string]expr.Value) bool {
	for name := range values {
		if strings.ContainsFunc(name, func(c rune) bool { return c >= utf8.RuneSelf }) {
			return false
		}
	}
	return true
}

func (s *started) write(o *canon.Object) {
	o.Open()
	o.Text("address", s.Address)
	o.Text("at", s.At)
	o.TextIfAny("job", s.Job)
	o.TextIfAny("key", s.Key)
	o.Close()
}

func (f *finished) write(o *canon.Object) {
	o.Open()
	o.Text("address", f.Address)
	o.Text("at", f.At)
	o.Int("attempts", f.Attempts)
	o.TextIfAny("by", f.By)
	if len(f.Expects) > 0 {
		o.Encoded("expects", f.Expects)
	}
	if len(f.Fell) > 0 {
		o.Encoded("fell", f.Fell)
	}
	o.TextIfAny("job", f.Job)
	o.TextIfAny("key", f.Key)
	o.Text("outcome", string(f.Outcome))
	if len(f.Outputs) > 0 {
		writeValues(o.Name("outputs"), f.Outputs)
	}
	o.TextIfAny("reason", string(f.Reason))
	o.TextIfAny("why", f.Why)
	o.Close()
}

func writeValues(o *canon.Object, values map[string]expr.Value) {
	o.Open()
	for _, name := range slices.Sorted(maps.Keys(values)) {
		o.Name(name).Append(values[name].AppendJSON)
	}
	o.Close()
}
