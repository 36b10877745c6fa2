package trace_test

import (
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/trace"
)

const endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT"

// TestOff: nobody is called unless somebody asks for it, and as OpenTelemetry's variables say.
func TestOff(t *testing.T) {
	t.Parallel()
	for name, env := range map[string]map[string]string{
		"nothing is set":        {},
		"a service name alone":  {"OTEL_SERVICE_NAME": "x"},
		"the SDK is disabled":   {endpoint: "http://localhost:4318", "OTEL_SDK_DISABLED": "TRUE"},
		"another exporter":      {endpoint: "http://localhost:4318", "OTEL_TRACES_EXPORTER": "none"},
		"no sampling":           {endpoint: "http://localhost:4318", "OTEL_TRACES_SAMPLER": "always_off"},
		"the parent is not":     {endpoint: "http://localhost:4318", "TRACEPARENT": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"},
		"another signal's only": {"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://localhost:4318"},
	} {
		if s, err := trace.FromEnv(machine(env, nil)); s != nil || err != nil {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
}

// TestFromEnv: what the variables mean, the ones for traces before those for all signals.
func TestFromEnv(t *testing.T) {
	t.Parallel()
	s := from(t, map[string]string{
		endpoint: "https://otel.example/base/", "OTEL_EXPORTER_OTLP_TIMEOUT": "9000", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT": "2500",
		"TRACEPARENT": "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "OTEL_TRACES_EXPORTER": "otlp",
	})
	if s.URL.String() != "https://otel.example/base/v1/traces" || s.Timeout != 2500*time.Millisecond || s.Parent != nil || s.Gzip {
		t.Errorf("%+v", s)
	}
	s = from(t, map[string]string{endpoint: "http://a:1", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://b:2/x", "HTTP_PROXY": "http://proxy:3", "NO_PROXY": "c"})
	if proxy, err := s.Proxy(s.URL); s.URL.String() != "http://b:2/x" || err != nil || proxy.Host != "proxy:3" {
		t.Errorf("%v over %v, %v", s.URL, proxy, err)
	}
	s = from(t, map[string]string{
		endpoint: "http://a:1", "OTEL_TRACES_SAMPLER": "always_on", "TRACEPARENT": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
	})
	if s == nil || s.Parent == nil {
		t.Errorf("%+v", s)
	}
}

// TestBadEnv: a variable that makes no sense is told by its name, and its value, which may be a secret, is
// not.
func TestBadEnv(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{
		endpoint: "swordfish", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "ftp://swordfish/", "OTEL_EXPORTER_OTLP_HEADERS": "swordfish",
		"OTEL_EXPORTER_OTLP_TIMEOUT": "swordfish", "OTEL_EXPORTER_OTLP_COMPRESSION": "swordfish", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
		"OTEL_EXPORTER_OTLP_CERTIFICATE": "swordfish.pem", "OTEL_EXPORTER_OTLP_CLIENT_KEY": "swordfish.pem", "OTEL_RESOURCE_ATTRIBUTES": "swordfish",
	} {
		env := map[string]string{endpoint: "http://localhost:4318"}
		env[name] = value
		_, err := trace.FromEnv(machine(env, nil))
		if err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "swordfish") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
