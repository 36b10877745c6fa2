package trace

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/course"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
	common "go.opentelemetry.io/proto/slim/otlp/common/v1"
	spans "go.opentelemetry.io/proto/slim/otlp/trace/v1"
)

// phase is a job of a phase, while the run is under way.
type phase struct {
	span  *spans.Span
	parts map[string]*part // by address
	order []string
}

// part is a step, what takes it back, or a question to people, in one job.
type part struct {
	span    *spans.Span
	running map[string]*attempt // by the key of the item
	items   int64               // that have begun
	told    int64               // attempts that have a span of their own
	tries   int64
	tally   tally
	open    bool // people are asked
}

// attempt is one that is under way.
type attempt struct {
	span *spans.Span
	item int64 // its number, in the order in which items began
}

// tally counts outcomes.
type tally struct {
	of   map[evidence.Outcome]int64
	last time.Time
}

func (c *tally) add(o evidence.Outcome, at time.Time) {
	if c.of == nil {
		c.of = map[evidence.Outcome]int64{}
	}
	c.of[o]++
	c.last = at
}

// outcomes are all that a step can have; each decides over those after it.
var outcomes = []evidence.Outcome{
	evidence.Interrupted, evidence.Failed, evidence.Blocked, evidence.Unknown, evidence.Recovered, evidence.Passed, evidence.Simulated, evidence.Skipped,
}

// worst is the outcome that decides over the others.
func (c *tally) worst() evidence.Outcome {
	for _, o := range outcomes {
		if c.of[o] > 0 {
			return o
		}
	}
	return evidence.Passed
}

func (c *tally) attributes() []*common.KeyValue {
	list := []*common.KeyValue{text("attestary.outcome", string(c.worst()))}
	for _, o := range outcomes {
		if c.of[o] > 0 {
			list = append(list, integer("attestary.items."+string(o), c.of[o]))
		}
	}
	return list
}

func (t *Tracer) begin(e engine.Event) {
	t.ids = idsOf(e.Run.Hex(), e.At)
	t.run = t.span("run "+t.plan.Runbook, nil, e.At)
	if e.Kind == engine.RunStarted {
		t.run.SpanId = t.ids.root
	} else {
		t.run.Name, t.run.ParentSpanId = "resume "+t.plan.Runbook, t.ids.root
	}
	if parent := t.settings.Parent; parent != nil {
		t.ids.trace, t.run.TraceId, t.run.ParentSpanId = parent.Trace, parent.Trace, parent.Span
	}
	t.run.Attributes = append(t.run.Attributes,
		text("attestary.runbook", t.plan.Runbook), text("attestary.run", string(e.Run)), text("attestary.mode", string(e.Mode)))
	if digest, err := t.plan.Digest(); err == nil {
		t.run.Attributes = append(t.run.Attributes, text("attestary.plan", string(digest)))
	}
}

func (t *Tracer) span(name string, parent *spans.Span, at time.Time) *spans.Span {
	s := &spans.Span{TraceId: t.ids.trace, SpanId: t.ids.next(), Name: name, Kind: spans.Span_SPAN_KIND_INTERNAL, StartTimeUnixNano: nanos(at)}
	if parent != nil {
		s.ParentSpanId = parent.SpanId
	}
	return s
}

// phaseOf is the job of the phase that an address is in.
func (t *Tracer) phaseOf(address, job string, at time.Time) *phase {
	name := cmp.Or(t.home[strings.TrimSuffix(address, course.UndoSuffix)], "besides")
	if f := t.phases[place{name, job}]; f != nil {
		return f
	}
	f := &phase{span: t.span("phase "+name, t.run, at), parts: map[string]*part{}}
	f.span.Attributes = append(f.span.Attributes, text("attestary.phase", name))
	if job != "" {
		f.span.Attributes = append(f.span.Attributes, integer("attestary.job", t.number(name, job)))
	}
	t.phases[place{name, job}] = f
	return f
}

// number is that of a job: its key may be somebody's name.
func (t *Tracer) number(phase, job string) int64 {
	if t.numbers[phase] == nil {
		t.numbers[phase] = map[string]int64{}
	}
	if t.numbers[phase][job] == 0 {
		t.numbers[phase][job] = int64(len(t.numbers[phase]) + 1)
	}
	return t.numbers[phase][job]
}

func (t *Tracer) partOf(e engine.Event) *part {
	f := t.phaseOf(e.Address, e.Job, e.At)
	if p := f.parts[e.Address]; p != nil {
		return p
	}
	p := &part{span: t.span(e.Address, f.span, e.At), running: map[string]*attempt{}}
	p.span.Attributes = append(p.span.Attributes, text("attestary.address", e.Address))
	if s := t.steps[e.Address]; s != nil {
		p.span.Attributes = append(p.span.Attributes, text("attestary.action", s.Action), text("attestary.effect", string(s.Effect)))
	}
	f.parts[e.Address] = p
	f.order = append(f.order, e.Address)
	return p
}

// mostAttempts is how many attempts of a step have spans of their own; of the others those that did not
// pass, as many once more. The step's own span counts them all.
const mostAttempts = 1000

func (t *Tracer) step(e engine.Event) {
	p := t.partOf(e)
	switch e.Kind {
	case engine.StepStarted:
		p.items++
		t.try(p, e, attempt{item: p.items}, 1)
	case engine.StepRetried:
		if before := t.tried(p, e); before != nil {
			t.try(p, e, *before, e.Attempt)
		}
	case engine.StepFinished:
		t.tried(p, e)
		delete(p.running, e.Key)
		p.tally.add(e.Outcome, e.At)
	}
}

// try begins an attempt. Of one after another the pause between them is a part.
func (t *Tracer) try(p *part, e engine.Event, a attempt, number int64) {
	p.tries++
	a.span = t.span(e.Address+" attempt", p.span, e.At)
	a.span.Attributes = append(a.span.Attributes, integer("attestary.attempt", number))
	if e.Items > 0 {
		a.span.Attributes = append(a.span.Attributes, integer("attestary.item", a.item))
	}
	p.running[e.Key] = &a
}

// tried ends the attempt of an item that is under way; nil where none is.
func (t *Tracer) tried(p *part, e engine.Event) *attempt {
	a := p.running[e.Key]
	if a == nil || p.told >= mostAttempts && (e.Outcome == evidence.Passed || p.told >= 2*mostAttempts) {
		return a
	}
	p.told++
	t.close(a.span, e.At, e.Outcome, e.Reason)
	return a
}

// close ends a span and has it sent.
func (t *Tracer) close(s *spans.Span, at time.Time, o evidence.Outcome, reason engine.Reason) {
	s.EndTimeUnixNano = max(nanos(at), s.StartTimeUnixNano)
	if !slices.ContainsFunc(s.Attributes, func(kv *common.KeyValue) bool { return kv.Key == "attestary.outcome" }) {
		s.Attributes = append(s.Attributes, text("attestary.outcome", string(o)))
	}
	if reason != "" {
		s.Attributes = append(s.Attributes, text("attestary.reason", string(reason)))
	}
	s.Status = statusOf(o, reason)
	t.sender.add(s)
}

func statusOf(o evidence.Outcome, reason engine.Reason) *spans.Status {
	switch o {
	case evidence.Failed, evidence.Blocked, evidence.Unknown, evidence.Interrupted:
		return &spans.Status{Code: spans.Status_STATUS_CODE_ERROR, Message: strings.TrimSpace(string(o) + " " + string(reason))}
	case evidence.Passed:
		return &spans.Status{Code: spans.Status_STATUS_CODE_OK}
	}
	return &spans.Status{}
}

// people tells of a question: when it was asked, how often somebody answered, and when it was over. Who did
// is not told.
func (t *Tracer) people(e engine.Event) {
	p := t.partOf(e)
	switch e.Kind {
	case engine.PeopleAsked:
		p.open = true
		asked := event(e.At, "people_asked", text("attestary.from", strings.Join(e.From, " ")))
		if !e.Until.IsZero() {
			asked.Attributes = append(asked.Attributes, text("attestary.until", e.Until.UTC().Format(time.RFC3339)))
		}
		p.span.Events = append(p.span.Events, asked)
	case engine.PeopleSaid:
		p.span.Events = append(p.span.Events, event(e.At, "people_said"))
	case engine.PeopleDone:
		p.open = false
		p.span.Events = append(p.span.Events, event(e.At, "people_done"))
		p.tally.add(e.Outcome, e.At)
	}
}

// judged counts what came of a check, which may have as many items as a step.
func (t *Tracer) judged(e engine.Event) {
	if t.checks[e.Address] == nil {
		t.checks[e.Address] = &tally{}
	}
	t.checks[e.Address].add(e.Outcome, e.At)
}
