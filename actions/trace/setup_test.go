package trace_test

import (
	"compress/gzip"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/trace"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/kind"
	"github.com/attestary/attestary/schemas/plan"
	collector "go.opentelemetry.io/proto/slim/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/slim/otlp/common/v1"
	spans "go.opentelemetry.io/proto/slim/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// observatory is a collector that listens on this machine, and keeps what it is told.
type observatory struct {
	*httptest.Server
	guard    sync.Mutex
	spans    []*spans.Span
	resource []*common.KeyValue
	headers  []http.Header
	paths    []string
	bodies   [][]byte
	answer   func(n int, w http.ResponseWriter) // to the n-th request, from 1; nil answers that all is well
}

func observe(t *testing.T) *observatory {
	t.Helper()
	o := &observatory{}
	o.Server = httptest.NewServer(http.HandlerFunc(o.take))
	t.Cleanup(o.Close)
	return o
}

func (o *observatory) take(w http.ResponseWriter, r *http.Request) {
	o.guard.Lock()
	defer o.guard.Unlock()
	o.headers, o.paths = append(o.headers, r.Header.Clone()), append(o.paths, r.URL.Path)
	body := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		packed, err := gzip.NewReader(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		body = packed
	}
	if o.answer != nil {
		if o.answer(len(o.paths), w); w.Header().Get("Done") != "" {
			return
		}
	}
	data, _ := io.ReadAll(body)
	var request collector.ExportTraceServiceRequest
	if err := proto.Unmarshal(data, &request); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	o.bodies = append(o.bodies, data)
	for _, of := range request.ResourceSpans {
		o.resource = of.Resource.Attributes
		for _, scope := range of.ScopeSpans {
			o.spans = append(o.spans, scope.Spans...)
		}
	}
	reply, _ := proto.Marshal(&collector.ExportTraceServiceResponse{})
	w.Header().Set("Content-Type", "application/x-protobuf")
	_, _ = w.Write(reply)
}

// fails answers a request with a status, and takes nothing.
func fails(w http.ResponseWriter, status int) {
	w.Header().Set("Done", "1")
	w.WriteHeader(status)
}

// from are settings as the environment gives them.
func from(t *testing.T, env map[string]string) *trace.Settings {
	t.Helper()
	s, err := trace.FromEnv(machine(env, nil))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func machine(env, files map[string]string) trace.Machine {
	return trace.Machine{
		Getenv: func(name string) string { return env[name] }, Version: "v9",
		ReadFile: func(path string) ([]byte, error) {
			if text, ok := files[path]; ok {
				return []byte(text), nil
			}
			return nil, fmt.Errorf("no file %s", path)
		},
	}
}

// offboard is a plan with two phases, the second of which asks before it acts.
func offboard() *plan.Plan {
	return &plan.Plan{Runbook: "offboard", Timezone: "UTC", Phases: []plan.Phase{
		{Name: "act", After: []string{"look"}, Steps: []plan.Step{
			{Name: "suspend", Action: "okta.suspend_user", Effect: kind.Change, Title: "canary in a title"},
			{Name: "wipe", Action: "exec.run", Effect: kind.Destroy},
		}, Approvals: []plan.Approval{{Name: "security", From: []string{"security"}}}},
		{Name: "look", Steps: []plan.Step{{Name: "list", Action: "http.request", Effect: kind.Observe}}},
	}}
}

var (
	noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	run  = canon.Sum([]byte("a run"))
)

func at(seconds int) time.Time { return noon.Add(time.Duration(seconds) * time.Second) }

// story is a run with one of everything: an attempt again, people, items with the names of people as keys,
// a failure, what is taken back, a check. Everything that may be about somebody, or secret, says canary.
func story() []engine.Event {
	e := func(kind engine.EventKind, second int, address string, more engine.Event) engine.Event {
		more.Kind, more.At, more.Address, more.Title, more.Detail = kind, at(second), address, "canary", "canary"
		return more
	}
	events := []engine.Event{
		e(engine.RunStarted, 0, "", engine.Event{Run: run, Mode: evidence.Live}),
		e(engine.StepStarted, 1, "step.list", engine.Event{Attempt: 1}),
		e(engine.StepRetried, 3, "step.list", engine.Event{Attempt: 2, Outcome: evidence.Unknown, Reason: engine.ReasonTimeout}),
		e(engine.StepFinished, 4, "step.list", engine.Event{Attempt: 2, Outcome: evidence.Passed}),
		e(engine.PeopleAsked, 4, "approval.security", engine.Event{From: []string{"security"}, Until: at(4000)}),
		e(engine.PeopleSaid, 60, "approval.security", engine.Event{}),
		e(engine.PeopleDone, 60, "approval.security", engine.Event{Outcome: evidence.Passed}),
	}
	for i, o := range []evidence.Outcome{evidence.Passed, evidence.Failed, evidence.Passed} {
		key := fmt.Sprintf("canary-%d", i)
		events = append(events,
			e(engine.StepStarted, 61+i, "step.suspend", engine.Event{Key: key, Items: 3}),
			e(engine.StepFinished, 62+i, "step.suspend", engine.Event{Key: key, Items: 3, Outcome: o, Reason: map[bool]engine.Reason{true: engine.ReasonStatus}[o == evidence.Failed]}))
	}
	return append(events,
		e(engine.StepFinished, 65, "step.wipe", engine.Event{Outcome: evidence.Skipped, Reason: "needs"}),
		e(engine.StepStarted, 66, "step.suspend.undo", engine.Event{Key: "canary-2"}),
		e(engine.StepFinished, 67, "step.suspend.undo", engine.Event{Key: "canary-2", Outcome: evidence.Passed}),
		e(engine.Notified, 67, "notify.team", engine.Event{Outcome: evidence.Failed}),
		e(engine.CheckJudged, 68, "check.gone", engine.Event{Key: "canary-1", Outcome: evidence.Failed}),
		e(engine.CheckJudged, 68, "check.gone", engine.Event{Key: "canary-2", Outcome: evidence.Passed}),
		e(engine.RunFinished, 68, "", engine.Event{Run: run, Outcome: evidence.Failed}))
}

// tell tells a tracer a story, and closes it.
func tell(t *testing.T, s *trace.Settings, events []engine.Event) error {
	t.Helper()
	tracer := trace.New(s, offboard())
	for _, e := range events {
		tracer.Event(e)
	}
	return tracer.Close(t.Context())
}

// tree is spans as lines, each below its parent and in the order in which they began.
func tree(all []*spans.Span) string {
	var out strings.Builder
	var draw func(parent []byte, depth int)
	draw = func(parent []byte, depth int) {
		for _, s := range all {
			if slices.Equal(s.ParentSpanId, parent) {
				fmt.Fprintf(&out, "%s%s %s%s\n", strings.Repeat("  ", depth), s.Name, lasted(s), described(s.Attributes))
				for _, e := range s.Events {
					fmt.Fprintf(&out, "%s  - %s%s\n", strings.Repeat("  ", depth), e.Name, described(e.Attributes))
				}
				draw(s.SpanId, depth+1)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *spans.Span) int { return int(a.StartTimeUnixNano) - int(b.StartTimeUnixNano) })
	draw(nil, 0)
	return out.String()
}

func lasted(s *spans.Span) string {
	from, to := time.Unix(0, int64(s.StartTimeUnixNano)).Sub(noon), time.Unix(0, int64(s.EndTimeUnixNano)).Sub(noon)
	return fmt.Sprintf("%v-%v %s", from, to, strings.TrimPrefix(s.Status.GetCode().String(), "STATUS_CODE_"))
}

func described(attributes []*common.KeyValue) string {
	text := ""
	for _, kv := range attributes {
		value := kv.Value.GetStringValue()
		if value == "" {
			value = fmt.Sprint(kv.Value.GetIntValue())
		}
		text += " " + strings.TrimPrefix(kv.Key, "attestary.") + "=" + value
	}
	return text
}

func hexOf(b []byte) string { return hex.EncodeToString(b) }
