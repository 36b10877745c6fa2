package trace

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/http/httpproxy"
)

// Settings say where spans are sent, and as whose.
type Settings struct {
	URL      *url.URL
	Headers  http.Header
	Timeout  time.Duration // of one request
	Gzip     bool
	Roots    *x509.CertPool    // nil for those of the machine
	Own      []tls.Certificate // that the client shows
	Proxy    func(*url.URL) (*url.URL, error)
	Resource [][2]string // names and values, service.name among them
	Parent   *Parent     // of the run's span; nil for none
}

// Parent is the span in which the run was started, as its environment tells.
type Parent struct{ Trace, Span []byte }

// Machine is what FromEnv reads.
type Machine struct {
	Getenv   func(string) string
	ReadFile func(path string) ([]byte, error)
	Version  string // of the program
}

// FromEnv reads OpenTelemetry's own variables:
//
//	OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, else OTEL_EXPORTER_OTLP_ENDPOINT and /v1/traces below it
//	OTEL_EXPORTER_OTLP_HEADERS, _TIMEOUT (milliseconds), _COMPRESSION (gzip, none), _PROTOCOL (http/protobuf),
//	_CERTIFICATE, _CLIENT_CERTIFICATE, _CLIENT_KEY, each also as OTEL_EXPORTER_OTLP_TRACES_…, which goes first
//	OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER (otlp, none),
//	OTEL_TRACES_SAMPLER (always_on, always_off, else as the parent says), TRACEPARENT
//
// It gives nil where nobody asks for traces. An error tells which variable is wrong, and never its value:
// that may be a secret.
func FromEnv(m Machine) (*Settings, error) {
	env := environment{m}
	if env.off() {
		return nil, nil
	}
	s := &Settings{Headers: http.Header{}, Timeout: 10 * time.Second, Proxy: env.proxy()}
	parent, sampled := parentOf(m.Getenv("TRACEPARENT"))
	if s.Parent = parent; !sampled && m.Getenv("OTEL_TRACES_SAMPLER") != "always_on" {
		return nil, nil
	}
	return s, errors.Join(env.endpoint(s), env.headers(s), env.transport(s), env.certificates(s), env.resource(s))
}

type environment struct{ Machine }

// otlp is the variable of the exporter of that name: the one for traces, else the one for all signals.
func (e environment) otlp(name string) string {
	return cmp.Or(e.Getenv("OTEL_EXPORTER_OTLP_TRACES_"+name), e.Getenv("OTEL_EXPORTER_OTLP_"+name))
}

func (e environment) off() bool {
	exporter := e.Getenv("OTEL_TRACES_EXPORTER")
	return e.otlp("ENDPOINT") == "" || strings.EqualFold(e.Getenv("OTEL_SDK_DISABLED"), "true") ||
		exporter != "" && exporter != "otlp" || e.Getenv("OTEL_TRACES_SAMPLER") == "always_off"
}

func (e environment) proxy() func(*url.URL) (*url.URL, error) {
	of := func(name string) string { return cmp.Or(e.Getenv(name), e.Getenv(strings.ToLower(name))) }
	c := httpproxy.Config{HTTPProxy: of("HTTP_PROXY"), HTTPSProxy: of("HTTPS_PROXY"), NoProxy: of("NO_PROXY")}
	return c.ProxyFunc()
}

func (e environment) endpoint(s *Settings) (err error) {
	given, name := e.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"), "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
	if given == "" {
		given, name = e.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT"), "OTEL_EXPORTER_OTLP_ENDPOINT"
	}
	s.URL, err = url.Parse(given)
	if err != nil || s.URL.Host == "" || s.URL.Scheme != "http" && s.URL.Scheme != "https" {
		return fmt.Errorf("%s is no address such as http://localhost:4318", name)
	}
	if name == "OTEL_EXPORTER_OTLP_ENDPOINT" {
		s.URL = s.URL.JoinPath("v1", "traces")
	}
	return nil
}

// headers reads name=value,name=value, the values percent-encoded.
func (e environment) headers(s *Settings) error {
	pairs, ok := list(e.otlp("HEADERS"))
	if !ok {
		return errors.New("OTEL_EXPORTER_OTLP_HEADERS is no list such as name=value,name=value")
	}
	for _, p := range pairs {
		s.Headers.Set(p[0], p[1])
	}
	return nil
}

func list(text string) (pairs [][2]string, ok bool) {
	for pair := range strings.SplitSeq(text, ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		name, value, found := strings.Cut(pair, "=")
		value, err := url.PathUnescape(strings.TrimSpace(value))
		name = strings.TrimSpace(name)
		if !found || name == "" || err != nil {
			return nil, false
		}
		pairs = append(pairs, [2]string{name, value})
	}
	return pairs, true
}

func (e environment) transport(s *Settings) error {
	if text := e.otlp("TIMEOUT"); text != "" {
		ms, err := strconv.ParseInt(text, 10, 32)
		if err != nil || ms < 1 {
			return errors.New("OTEL_EXPORTER_OTLP_TIMEOUT is no number of milliseconds")
		}
		s.Timeout = time.Duration(ms) * time.Millisecond
	}
	switch e.otlp("COMPRESSION") {
	case "", "none":
	case "gzip":
		s.Gzip = true
	default:
		return errors.New("OTEL_EXPORTER_OTLP_COMPRESSION is neither gzip nor none")
	}
	if protocol := e.otlp("PROTOCOL"); protocol != "" && protocol != "http/protobuf" {
		return errors.New("OTEL_EXPORTER_OTLP_PROTOCOL asks for another protocol than http/protobuf, the one that is spoken here")
	}
	return nil
}

func (e environment) certificates(s *Settings) error {
	if path := e.otlp("CERTIFICATE"); path != "" {
		data, err := e.ReadFile(path)
		if s.Roots = x509.NewCertPool(); err != nil || !s.Roots.AppendCertsFromPEM(data) {
			return errors.New("OTEL_EXPORTER_OTLP_CERTIFICATE names no file with a certificate in PEM")
		}
	}
	own, key := e.otlp("CLIENT_CERTIFICATE"), e.otlp("CLIENT_KEY")
	if own == "" && key == "" {
		return nil
	}
	certificate, errA := e.ReadFile(own)
	private, errB := e.ReadFile(key)
	pair, errC := tls.X509KeyPair(certificate, private)
	if errors.Join(errA, errB, errC) != nil {
		return errors.New("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE and OTEL_EXPORTER_OTLP_CLIENT_KEY name no files with a certificate and its key in PEM")
	}
	s.Own = []tls.Certificate{pair}
	return nil
}

func (e environment) resource(s *Settings) error {
	pairs, ok := list(e.Getenv("OTEL_RESOURCE_ATTRIBUTES"))
	if !ok {
		return errors.New("OTEL_RESOURCE_ATTRIBUTES is no list such as name=value,name=value")
	}
	name := e.Getenv("OTEL_SERVICE_NAME")
	for _, p := range pairs {
		switch {
		case p[0] != "service.name":
			s.Resource = append(s.Resource, p)
		case name == "":
			name = p[1]
		}
	}
	s.Resource = append(s.Resource, [2]string{"service.name", cmp.Or(name, "attestary")}, [2]string{"service.version", e.Version})
	return nil
}

// parentOf reads a traceparent of W3C's Trace Context; what is none has no say.
func parentOf(header string) (p *Parent, sampled bool) {
	fields := strings.Split(header, "-")
	if len(fields) < 4 || len(fields[0]) != 2 || fields[0] == "ff" || fields[0] == "00" && len(fields) > 4 {
		return nil, true
	}
	trace, errA := hex.DecodeString(fields[1])
	span, errB := hex.DecodeString(fields[2])
	flags, errC := hex.DecodeString(fields[3])
	if errors.Join(errA, errB, errC) != nil || len(trace) != 16 || len(span) != 8 || len(flags) != 1 || zero(trace) || zero(span) {
		return nil, true
	}
	return &Parent{trace, span}, flags[0]&1 == 1
}

func zero(b []byte) bool { return strings.Trim(string(b), "\x00") == "" }
