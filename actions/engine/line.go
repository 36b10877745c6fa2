package engine

import (
	"maps"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
)

// Lines. Every item of a step writes two: that it starts, and what came of it. Those are shaped by hand, into
// memory that is used again. What they come to is what package canon gives; a test holds that.

// appendTo appends the canonical JSON of an entry. What cannot be shaped by hand, package canon encodes, or
// refuses.
func (e *entry) appendTo(b []byte) ([]byte, error) {
	o := object{bytes: b}
	switch {
	case e.Start != nil:
		o.open().name("start")
		e.Start.write(&o)
		o.close()
	case e.Finish != nil:
		o.open().name("finish")
		e.Finish.write(&o)
		o.close()
	}
	if len(o.bytes) > len(b) && o.err == nil && canon.Check(o.bytes[len(b):]) == nil {
		return o.bytes, nil
	}
	data, err := canon.Encode(e)
	return append(b, data...), err
}

func (s *started) write(o *object) {
	o.open()
	o.text("address", s.Address)
	o.text("at", s.At)
	o.textIfAny("job", s.Job)
	o.textIfAny("key", s.Key)
	o.close()
}

func (f *finished) write(o *object) {
	o.open()
	o.text("address", f.Address)
	o.text("at", f.At)
	o.name("attempts").bytes = strconv.AppendInt(o.bytes, f.Attempts, 10)
	o.textIfAny("by", f.By)
	if len(f.Expects) > 0 {
		o.encoded("expects", f.Expects)
	}
	if len(f.Fell) > 0 {
		o.encoded("fell", f.Fell)
	}
	o.textIfAny("job", f.Job)
	o.textIfAny("key", f.Key)
	o.text("outcome", string(f.Outcome))
	if len(f.Outputs) > 0 {
		o.values("outputs", f.Outputs)
	}
	o.textIfAny("reason", string(f.Reason))
	o.textIfAny("why", f.Why)
	o.close()
}

// object is JSON in the making, whose members are written in the order of their names. After the first error it
// is of no use.
type object struct {
	bytes []byte
	err   error
}

func (o *object) open() *object {
	o.bytes = append(o.bytes, '{')
	return o
}

func (o *object) close() { o.bytes = append(o.bytes, '}') }

func (o *object) name(name string) *object {
	if o.bytes[len(o.bytes)-1] != '{' {
		o.bytes = append(o.bytes, ',')
	}
	o.quote(name)
	o.bytes = append(o.bytes, ':')
	return o
}

func (o *object) quote(text string) {
	var err error
	if o.bytes, err = jsontext.AppendQuote(o.bytes, text); err != nil {
		o.err = err
	}
}

func (o *object) text(name, text string) { o.name(name).quote(text) }

func (o *object) textIfAny(name, text string) {
	if text != "" {
		o.text(name, text)
	}
}

func (o *object) encoded(name string, v any) {
	data, err := canon.Encode(v)
	if err != nil {
		o.err = err
	}
	o.name(name).bytes = append(o.bytes, data...)
}

func (o *object) values(name string, values map[string]expr.Value) {
	o.name(name).open()
	for _, name := range slices.Sorted(maps.Keys(values)) {
		o.name(name)
		var err error
		if o.bytes, err = values[name].AppendJSON(o.bytes); err != nil {
			o.err = err
		}
	}
	o.close()
}
