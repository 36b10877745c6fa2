package steps_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/schemas/evidence"
)

// TestServersThatDoNotEnd: one that sends a gigabyte, nothing, a byte now and then, or that hangs up, each ends
// in a sentence, over HTTP/1.1 and HTTP/2, and none is taken for an answer.
func TestServersThatDoNotEnd(t *testing.T) {
	t.Parallel()
	for _, two := range []bool{false, true} {
		server, sent := endless(t, two)
		machine := steps.Machine{Roots: poolOf(server.Certificate())}
		for path, test := range map[string]struct {
			within time.Duration
			reason engine.Reason
			words  string
		}{
			"/gigabyte":  {time.Minute, engine.ReasonTooLarge, "127.0.0.1: the answer has more bytes than are read"},
			"/announced": {time.Minute, engine.ReasonTooLarge, "more bytes than are read"},
			"/bomb":      {time.Minute, engine.ReasonTooLarge, "more bytes than are read"},
			"/headers":   {time.Minute, engine.ReasonTooLarge, "too many headers"},
			"/nothing":   {100 * time.Millisecond, engine.ReasonTimeout, "127.0.0.1: no answer in time"},
			"/drips":     {100 * time.Millisecond, engine.ReasonTimeout, "no answer in time"},
			"/hangs-up":  {time.Minute, engine.ReasonNetwork, "127.0.0.1: "},
			"/half":      {time.Minute, engine.ReasonNetwork, "127.0.0.1: the answer broke off: "},
		} {
			call := request(t, server.URL, "GET", path, nil)
			call.Token = engine.Conceal(canary)
			if two && path == "/headers" {
				test.reason, test.words = engine.ReasonNetwork, "127.0.0.1: " // all that HTTP/2 says of it is a protocol error
			}
			ctx, cancel := context.WithTimeout(t.Context(), test.within)
			result := steps.All(machine)["http.request"].Run(ctx, call)
			cancel()
			holdResult(t, call.Action, result)
			wants(t, result, evidence.Unknown, test.reason, test.words)
			if strings.Contains(fmt.Sprint(result), canary) {
				t.Errorf("%s: the secret is told", path)
			}
		}
		if n := sent.Load(); n > 64<<20 {
			t.Errorf("HTTP/2 %v: %d bytes were taken", two, n)
		}
	}
}

// endless is a service that never comes to an end, and how much of it was sent.
func endless(t *testing.T, two bool) (*httptest.Server, *atomic.Int64) {
	t.Helper()
	sent := &atomic.Int64{}
	mux := http.NewServeMux()
	piece := make([]byte, 1<<20)
	mux.HandleFunc("/gigabyte", func(w http.ResponseWriter, _ *http.Request) {
		for range 1 << 10 {
			n, err := w.Write(piece)
			if sent.Add(int64(n)); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/announced", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "1073741824") })
	mux.HandleFunc("/bomb", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bomb(t))
	})
	mux.HandleFunc("/headers", func(w http.ResponseWriter, _ *http.Request) {
		for i := range 200 {
			w.Header().Set(fmt.Sprintf("X-%d", i), strings.Repeat("x", 1000))
		}
	})
	mux.HandleFunc("/nothing", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/drips", func(w http.ResponseWriter, r *http.Request) {
		drip := time.NewTicker(time.Millisecond)
		defer drip.Stop()
		for r.Context().Err() == nil {
			<-drip.C
			_, _ = w.Write([]byte("x"))
			_ = http.NewResponseController(w).Flush()
		}
	})
	mux.HandleFunc("/hangs-up", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	mux.HandleFunc("/half", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("half"))
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
	server := httptest.NewUnstartedServer(mux)
	server.Config.ErrorLog, server.EnableHTTP2 = quiet, two
	server.StartTLS()
	t.Cleanup(server.Close)
	return server, sent
}

// bomb is 8 MiB of zeros, in 8 KiB.
func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	for range 8 {
		if _, err := z.Write(make([]byte, 1<<20)); err != nil {
			t.Error(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Error(err)
	}
	return b.Bytes()
}
