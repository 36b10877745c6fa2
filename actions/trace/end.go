package trace

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	common "go.opentelemetry.io/proto/slim/otlp/common/v1"
	spans "go.opentelemetry.io/proto/slim/otlp/trace/v1"
)

// end ends all spans, the innermost first, and has everything sent.
func (t *Tracer) end(e engine.Event) {
	for _, at := range slices.SortedFunc(maps.Keys(t.phases), func(a, b place) int {
		return cmp.Or(cmp.Compare(a.address, b.address), cmp.Compare(a.job, b.job))
	}) {
		t.endPhase(t.phases[at], e.At)
	}
	for _, address := range slices.Sorted(maps.Keys(t.checks)) {
		c := t.checks[address]
		t.run.Events = append(t.run.Events, event(c.last, "check_judged", append(c.attributes(), text("attestary.address", address))...))
	}
	t.close(t.run, e.At, outcomeOf(e), e.Reason)
	t.sender.flush()
}

// outcomeOf is what came of the run; one that waits has none yet.
func outcomeOf(e engine.Event) evidence.Outcome {
	if e.Kind == engine.RunWaits {
		return waiting
	}
	return e.Outcome
}

// waiting stands in the place of an outcome that is not known yet.
const waiting evidence.Outcome = "waiting"

func (t *Tracer) endPhase(f *phase, now time.Time) {
	var all tally
	waits := false
	for _, address := range f.order {
		p := f.parts[address]
		at, outcome := p.tally.last, waiting
		if p.open || at.IsZero() {
			at, waits = now, true
		} else {
			outcome = p.tally.worst()
			p.span.Attributes = append(p.span.Attributes, p.tally.attributes()...)
		}
		if p.tries > 0 {
			p.span.Attributes = append(p.span.Attributes, integer("attestary.items", p.items), integer("attestary.attempts", p.tries))
		}
		t.close(p.span, at, outcome, "")
		all.add(outcome, latest(all.last, at))
	}
	outcome := waiting
	if !waits {
		outcome = all.worst()
	}
	t.close(f.span, all.last, outcome, "")
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func nanos(at time.Time) uint64 { return uint64(max(0, at.UnixNano())) }

func event(at time.Time, name string, attributes ...*common.KeyValue) *spans.Span_Event {
	return &spans.Span_Event{TimeUnixNano: nanos(at), Name: name, Attributes: attributes}
}

func text(key, value string) *common.KeyValue {
	return &common.KeyValue{Key: key, Value: &common.AnyValue{Value: &common.AnyValue_StringValue{StringValue: value}}}
}

func integer(key string, value int64) *common.KeyValue {
	return &common.KeyValue{Key: key, Value: &common.AnyValue{Value: &common.AnyValue_IntValue{IntValue: value}}}
}
