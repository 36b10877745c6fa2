package trace_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/trace"
	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/evidence"
	collector "go.opentelemetry.io/proto/slim/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"
)

// TestTrace: a run as a collector sees it. Nothing that may be about a person or secret leaves the machine.
func TestTrace(t *testing.T) {
	t.Parallel()
	o := observe(t)
	env := map[string]string{
		"OTEL_EXPORTER_OTLP_ENDPOINT": o.URL, "OTEL_EXPORTER_OTLP_HEADERS": "x-api-key=s%2Bw,x-scope=eu", "OTEL_SERVICE_NAME": "runbooks",
		"OTEL_RESOURCE_ATTRIBUTES": "deployment.environment=prod,service.name=other", "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip",
	}
	if err := tell(t, from(t, env), story()); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/tree.golden", []byte(tree(o.spans)))
	if got := described(o.resource); got != " deployment.environment=prod service.name=runbooks service.version=v9" {
		t.Errorf("resource%s", got)
	}
	for i, h := range o.headers {
		if h.Get("X-Api-Key") != "s+w" || h.Get("X-Scope") != "eu" || h.Get("Content-Type") != "application/x-protobuf" || o.paths[i] != "/v1/traces" {
			t.Errorf("asked %s with %v", o.paths[i], h)
		}
	}
	for _, s := range o.spans {
		if hexOf(s.TraceId) != run.Hex()[:32] || len(s.SpanId) != 8 {
			t.Errorf("%s: trace %x, span %x", s.Name, s.TraceId, s.SpanId)
		}
	}
	for _, body := range o.bodies {
		if bytes.Contains(body, []byte("canary")) {
			t.Errorf("a canary left the machine: %q", body)
		}
	}
}

// TestResumed: each process of a run tells of its own part, in one trace; what waits says so.
func TestResumed(t *testing.T) {
	t.Parallel()
	o := observe(t)
	s := from(t, map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": o.URL + "/mine"})
	all := story()
	waits := append(all[:5:5], engine.Event{Kind: engine.RunWaits, At: at(5), Run: run})
	resumed := append([]engine.Event{
		{Kind: engine.RunResumed, At: at(50), Run: run, Mode: evidence.Live},
		{Kind: engine.StepFinished, At: at(4), Address: "step.list", Outcome: evidence.Passed, Earlier: true},
	}, all[4:]...)
	for _, part := range [][]engine.Event{waits, resumed} {
		if err := tell(t, s, part); err != nil {
			t.Fatal(err)
		}
	}
	golden.Check(t, "testdata/resumed.golden", []byte(tree(o.spans)))
	if o.paths[0] != "/mine" {
		t.Errorf("asked %s", o.paths[0])
	}
}

// TestParent: a run that somebody's own trace started is a part of that trace.
func TestParent(t *testing.T) {
	t.Parallel()
	o := observe(t)
	env := map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": o.URL + "/", "TRACEPARENT": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}
	if err := tell(t, from(t, env), story()); err != nil {
		t.Fatal(err)
	}
	for _, s := range o.spans {
		if hexOf(s.TraceId) != "4bf92f3577b34da6a3ce929d0e0e4736" || s.Name == "run offboard" && hexOf(s.ParentSpanId) != "00f067aa0ba902b7" {
			t.Errorf("%s: trace %x, parent %x", s.Name, s.TraceId, s.ParentSpanId)
		}
	}
}

// TestManyItems: ten thousand items are a bounded number of spans; those that did not pass are among them,
// and the step counts all.
func TestManyItems(t *testing.T) {
	t.Parallel()
	o := observe(t)
	events := story()[:1]
	for i := range 10_000 {
		e := engine.Event{Kind: engine.StepStarted, At: at(1), Address: "step.suspend", Key: fmt.Sprint(i), Items: 10_000}
		events = append(events, e)
		e.Kind, e.Outcome = engine.StepFinished, evidence.Passed
		if i%100 == 99 {
			e.Outcome = evidence.Failed
		}
		events = append(events, e)
	}
	events = append(events, story()[len(story())-1])
	if err := tell(t, from(t, map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": o.URL}), events); err != nil {
		t.Fatal(err)
	}
	failed := 0
	for _, s := range o.spans {
		if strings.Contains(described(s.Attributes), "outcome=failed") && s.Name == "step.suspend attempt" {
			failed++
		}
		if s.Name == "step.suspend" && !strings.Contains(described(s.Attributes), "items.failed=100 items.passed=9900 items=10000 attempts=10000") {
			t.Error(described(s.Attributes))
		}
	}
	if len(o.spans) != 3+1000+90 || failed != 100 {
		t.Errorf("%d spans, %d of failures", len(o.spans), failed)
	}
}

// TestCollectorFails: whatever a collector does, the run goes on, and Close tells what became of the spans
// without a word that may be secret.
func TestCollectorFails(t *testing.T) {
	t.Parallel()
	gone := observe(t)
	gone.Close()
	for name, test := range map[string]struct {
		answer func(n int, w http.ResponseWriter)
		url    string // in place of a collector's
		want   string // of the error; "" for none
	}{
		"busy for a while": {answer: func(n int, w http.ResponseWriter) {
			if n == 1 {
				fails(w, http.StatusServiceUnavailable)
			}
		}},
		"does not know us": {answer: func(_ int, w http.ResponseWriter) { fails(w, http.StatusUnauthorized) }, want: "spans did not reach 127.0.0.1:"},
		"sends elsewhere": {answer: func(_ int, w http.ResponseWriter) {
			w.Header().Set("Location", "/elsewhere")
			fails(w, http.StatusTemporaryRedirect)
		}, want: "it answered with status 307"},
		"takes a part": {answer: func(_ int, w http.ResponseWriter) {
			reply, _ := proto.Marshal(&collector.ExportTraceServiceResponse{PartialSuccess: &collector.ExportTracePartialSuccess{RejectedSpans: 3, ErrorMessage: "swordfish"}})
			w.Header().Set("Done", "1")
			_, _ = w.Write(reply)
		}, want: "it refused 3 spans"},
		"is not there": {url: gone.URL, want: "connection refused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := observe(t)
			o.answer = test.answer
			url := strings.Replace(o.URL, "://", "://user:swordfish@", 1)
			if test.url != "" {
				url = strings.Replace(test.url, "://", "://user:swordfish@", 1)
			}
			err := tell(t, from(t, map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": url, "OTEL_EXPORTER_OTLP_HEADERS": "k=swordfish"}), story())
			switch {
			case test.want == "" && err != nil, test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("error %v, want %q", err, test.want)
			case err != nil && strings.Contains(err.Error(), "swordfish"):
				t.Errorf("a secret is told: %v", err)
			case test.want == "" && len(o.spans) == 0:
				t.Error("nothing arrived")
			}
		})
	}
}

// TestSilentCollector: one that never answers holds nobody up: Close comes back when its time is over.
func TestSilentCollector(t *testing.T) {
	t.Parallel()
	silent := make(chan struct{})
	o := observe(t)
	o.answer = func(_ int, w http.ResponseWriter) { <-silent; fails(w, http.StatusOK) }
	t.Cleanup(func() { close(silent) })
	tracer := trace.New(from(t, map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": o.URL}), offboard())
	for i := range 20_000 { // more than finds room
		e := story()[1]
		e.Kind, e.Address, e.Key = []engine.EventKind{engine.StepStarted, engine.StepFinished}[i%2], "step.suspend", fmt.Sprint(i/2)
		e.Job, e.Outcome = fmt.Sprint(i/2), evidence.Passed
		if i == 0 {
			tracer.Event(story()[0])
		}
		tracer.Event(e)
	}
	tracer.Event(story()[len(story())-1])
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := tracer.Close(ctx); err == nil || !strings.Contains(err.Error(), "did not answer in time") {
		t.Error(err)
	}
	if err := tracer.Close(ctx); err != nil {
		t.Errorf("a second time: %v", err)
	}
}

func BenchmarkEvent(b *testing.B) {
	s, err := trace.FromEnv(machine(map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}, nil))
	if err != nil {
		b.Fatal(err)
	}
	tracer := trace.New(s, offboard())
	defer tracer.Close(b.Context())
	tracer.Event(story()[0])
	e := engine.Event{At: at(1), Address: "step.suspend", Key: "k", Items: 10}
	for b.Loop() {
		e.Kind, e.Outcome = engine.StepStarted, ""
		tracer.Event(e)
		e.Kind, e.Outcome = engine.StepFinished, evidence.Passed
		tracer.Event(e)
	}
}
