package keyless_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/keyless"
	"github.com/attestary/attestary/internal/sigserve"
)

// front stands before a real server. Whatever fault says nothing to, goes on to the server.
type front struct {
	URL   string
	asked atomic.Int64
}

// before answers a question in the server's place, or gives false.
type before func(n int64, w http.ResponseWriter, r *http.Request) bool

func inFront(t testing.TB, address string, fault before) *front {
	t.Helper()
	target := must[*url.URL](t)(url.Parse(address))
	f := &front{}
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: target.Scheme, Host: target.Host})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !fault(f.asked.Add(1), w, r) {
			proxy.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	f.URL = server.URL + target.Path
	return f
}

// answers says the same to every question.
func answers(status int, body string) before {
	return func(_ int64, w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Location", "http://127.0.0.1:1/elsewhere")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
		return true
	}
}

// atFirst has a fault for the first questions alone.
func atFirst(n int64, fault before) before {
	return func(i int64, w http.ResponseWriter, r *http.Request) bool { return i <= n && fault(i, w, r) }
}

// silent says nothing until the client has gone.
func silent(_ int64, _ http.ResponseWriter, r *http.Request) bool {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
	return true
}

// again answers every question as the first one was.
func again(address string) before {
	var first []byte
	var status int
	return func(_ int64, w http.ResponseWriter, r *http.Request) bool {
		if first == nil {
			body, _ := io.ReadAll(r.Body)
			u, _ := url.Parse(address)
			request, _ := http.NewRequest(r.Method, u.Scheme+"://"+u.Host+r.URL.Path, bytes.NewReader(body))
			request.Header = r.Header
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				return false
			}
			defer response.Body.Close()
			first, _ = io.ReadAll(response.Body)
			status = response.StatusCode
		}
		w.WriteHeader(status)
		_, _ = w.Write(first)
		return true
	}
}

// landed lets the server do what it is asked, and loses its answer.
func landed(address string) before {
	do := again(address)
	return func(n int64, w http.ResponseWriter, r *http.Request) bool {
		do(n, httptest.NewRecorder(), r)
		w.WriteHeader(http.StatusBadGateway)
		return true
	}
}

// swapped is a trusted root in which the authorities of one kind are those of another.
func swapped(t testing.TB, trusted []byte, kind, with string) []byte {
	return edited(t, trusted, func(r map[string]json.RawMessage) { r[kind] = r[with] })
}

func without(t testing.TB, trusted []byte, kind string) []byte {
	return edited(t, trusted, func(r map[string]json.RawMessage) { delete(r, kind) })
}

func edited(t testing.TB, trusted []byte, edit func(map[string]json.RawMessage)) []byte {
	t.Helper()
	var r map[string]json.RawMessage
	if err := json.Unmarshal(trusted, &r); err != nil {
		t.Fatal(err)
	}
	edit(r)
	return must[[]byte](t)(json.Marshal(r))
}

// forged is a token of which somebody else changed a claim.
func forged(h *sigserve.House) string {
	real, wished := strings.Split(h.Issuer.Token(nil), "."), strings.Split(h.Issuer.Token(map[string]any{"repository": "acme/bank"}), ".")
	return real[0] + "." + wished[1] + "." + real[2]
}

// twice signs two times: the second time what was answered the first time is of something else.
func twice(t testing.TB, o keyless.Options) error {
	s, err := keyless.Open(t.Context(), o)
	if err != nil {
		return err
	}
	_, err = attest.SealMessage(t.Context(), s, []byte("one"))
	if err == nil {
		_, err = attest.SealMessage(t.Context(), s, []byte("two"))
	}
	return err
}
