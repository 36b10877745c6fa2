package cli_test

import (
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/slim/otlp/collector/trace/v1"
	spans "go.opentelemetry.io/proto/slim/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// TestTraces: a run tells the collector that the environment names, in a trace that has the name of the run.
// One that is not there, and a variable that makes no sense, are told and change nothing.
func TestTraces(t *testing.T) {
	t.Parallel()
	var guard sync.Mutex
	var told []*spans.Span
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		data, _ := io.ReadAll(r.Body)
		var request collector.ExportTraceServiceRequest
		if err := proto.Unmarshal(data, &request); err != nil {
			t.Error(err)
		}
		guard.Lock()
		defer guard.Unlock()
		for _, of := range request.ResourceSpans {
			told = append(told, of.ScopeSpans[0].Spans...)
		}
	}))
	m := copyOfShop(t)
	m.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = server.URL
	m.wants(t, m.types("run", "workflow-pinning"), 0)
	m.wants(t, m.types("log", "--last", "1", "--format", "json"), 0)
	guard.Lock()
	names := map[string]bool{}
	for _, s := range told {
		names[s.Name] = true
		if !strings.Contains(m.out.String(), `"run":"sha256:`+hex.EncodeToString(s.TraceId)) {
			t.Errorf("%s: trace %x is not the run's: %s", s.Name, s.TraceId, m.out.String())
		}
	}
	guard.Unlock()
	if !names["run workflow-pinning"] || !names["phase main"] || len(told) < 4 {
		t.Errorf("told of %v", names)
	}
	server.Close()
	m.wants(t, m.types("run", "workflow-pinning"), 0, "traces: ", "connection refused; the run is not affected")
	m.env["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc"
	m.wants(t, m.types("run", "workflow-pinning", "--format", "json"), 0, `"event":"result"`, "traces are not sent: OTEL_EXPORTER_OTLP_PROTOCOL")
}
