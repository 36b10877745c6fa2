package trace

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	collector "go.opentelemetry.io/proto/slim/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/slim/otlp/common/v1"
	resource "go.opentelemetry.io/proto/slim/otlp/resource/v1"
	spans "go.opentelemetry.io/proto/slim/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// How much waits to be sent, and how it is sent.
const (
	most    = 16_384 // spans that wait; more are counted and dropped
	batch   = 512    // spans in one request
	every   = 5 * time.Second
	answers = 64 << 10 // bytes of an answer that are read
)

// sender sends spans to a collector, in a goroutine of its own.
type sender struct {
	settings *Settings
	client   *http.Client

	guard   sync.Mutex
	waiting []*spans.Span
	dropped int
	failed  error // the newest reason for which some were dropped

	wake   chan struct{}
	end    context.CancelFunc // of what is being sent
	closed chan struct{}      // no more is to come
	done   chan struct{}
}

func newSender(s *Settings) *sender {
	ctx, end := context.WithCancel(context.Background())
	n := &sender{settings: s, client: clientOf(s), wake: make(chan struct{}, 1), end: end, closed: make(chan struct{}), done: make(chan struct{})}
	go n.loop(ctx)
	return n
}

// clientOf is one that follows no redirect: its headers are for the collector alone.
func clientOf(s *Settings) *http.Client {
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy:           func(r *http.Request) (*url.URL, error) { return s.Proxy(r.URL) },
			TLSClientConfig: &tls.Config{RootCAs: s.Roots, Certificates: s.Own, MinVersion: tls.VersionTLS12},
		},
	}
}

func (n *sender) add(s *spans.Span) {
	n.guard.Lock()
	full := len(n.waiting) >= most
	if full {
		n.dropped++
	} else {
		n.waiting = append(n.waiting, s)
	}
	ready := len(n.waiting) == batch
	n.guard.Unlock()
	if ready {
		n.flush()
	}
}

// flush has what waits be sent now. It does not wait for that.
func (n *sender) flush() {
	select {
	case n.wake <- struct{}{}:
	default:
	}
}

func (n *sender) loop(ctx context.Context) {
	defer close(n.done)
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		over := false
		select {
		case <-n.wake:
		case <-ticker.C:
		case <-n.closed:
			over = true
		}
		for b := n.take(); len(b) > 0; b = n.take() {
			n.failedWith(n.send(ctx, b), len(b))
		}
		if over {
			return
		}
	}
}

func (n *sender) take() []*spans.Span {
	n.guard.Lock()
	defer n.guard.Unlock()
	size := min(len(n.waiting), batch)
	b := n.waiting[:size:size]
	n.waiting = n.waiting[size:]
	return b
}

func (n *sender) failedWith(err error, size int) {
	if err == nil {
		return
	}
	n.guard.Lock()
	defer n.guard.Unlock()
	n.failed, n.dropped = err, n.dropped+size
}

// close sends what is left, until ctx ends.
func (n *sender) close(ctx context.Context) error {
	close(n.closed)
	select {
	case <-n.done:
	case <-ctx.Done():
		n.end()
		<-n.done
	}
	n.end()
	n.client.CloseIdleConnections()
	n.guard.Lock()
	defer n.guard.Unlock()
	switch {
	case n.failed != nil:
		return fmt.Errorf("%d spans did not reach %s: %w", n.dropped, n.settings.URL.Host, n.failed)
	case n.dropped > 0:
		return fmt.Errorf("%d spans found no room and were not sent to %s", n.dropped, n.settings.URL.Host)
	}
	return nil
}

// send sends one batch. Where the collector wants to be asked again later, it is, as long as one request may
// take in all.
func (n *sender) send(ctx context.Context, b []*spans.Span) error {
	body, err := n.body(b)
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, n.settings.Timeout)
	defer cancel()
	for pause := 200 * time.Millisecond; ; pause *= 2 {
		again, err := n.post(limited, body)
		if again == 0 {
			return err
		}
		select {
		case <-limited.Done():
			return err
		case <-time.After(max(again, pause)):
		}
	}
}

func (n *sender) body(b []*spans.Span) ([]byte, error) {
	var of []*common.KeyValue
	for _, pair := range n.settings.Resource {
		of = append(of, text(pair[0], pair[1]))
	}
	data, err := proto.Marshal(&collector.ExportTraceServiceRequest{ResourceSpans: []*spans.ResourceSpans{{
		Resource:   &resource.Resource{Attributes: of},
		ScopeSpans: []*spans.ScopeSpans{{Scope: &common.InstrumentationScope{Name: "github.com/attestary/attestary"}, Spans: b}},
	}}})
	if err != nil || !n.settings.Gzip {
		return data, err
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err = w.Write(data)
	err = errors.Join(err, w.Close())
	return packed.Bytes(), err
}

// post makes one request. again tells that it is worth to make it once more, and after how long at least.
func (n *sender) post(ctx context.Context, body []byte) (again time.Duration, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, n.settings.URL.String(), bytes.NewReader(body))
	if err != nil {
		return 0, errors.New("the address is none")
	}
	request.Header = n.settings.Headers.Clone()
	request.Header.Set("Content-Type", "application/x-protobuf")
	if n.settings.Gzip {
		request.Header.Set("Content-Encoding", "gzip")
	}
	response, err := n.client.Do(request)
	if err != nil {
		return 0, plainly(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, answers))
	switch status := response.StatusCode; {
	case status == http.StatusOK && err == nil:
		return 0, refused(answer)
	case status == http.StatusTooManyRequests, status >= http.StatusBadGateway && status <= http.StatusGatewayTimeout:
		seconds, _ := strconv.ParseInt(response.Header.Get("Retry-After"), 10, 32)
		return max(time.Duration(seconds)*time.Second, time.Millisecond), fmt.Errorf("it answered with status %d", status)
	case err != nil:
		return 0, plainly(err)
	}
	return 0, fmt.Errorf("it answered with status %d", response.StatusCode)
}

// refused tells how many spans the collector did not take, though it answered that all is well.
func refused(answer []byte) error {
	var told collector.ExportTraceServiceResponse
	if err := proto.Unmarshal(answer, &told); err != nil {
		return nil // a collector that answers with something else has taken them all the same
	}
	if refused := told.GetPartialSuccess().GetRejectedSpans(); refused > 0 {
		return fmt.Errorf("it refused %d spans", refused)
	}
	return nil
}

// plainly is an error of the network without the address, in which there may be a password.
func plainly(err error) error {
	var of *url.Error
	if errors.As(err, &of) {
		err = of.Err
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return errors.New("it did not answer in time")
	}
	return err
}
