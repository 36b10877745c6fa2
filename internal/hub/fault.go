package hub

import (
	"net/http"
	"time"
)

// Fault spoils one request. It gives nil where it has answered, and the writer to answer to where the hub
// still has to.
type Fault func(w http.ResponseWriter, r *http.Request, serve func() *rendered) http.ResponseWriter

// Fault orders what becomes of the next requests for an operation, one after the other. nil lets one through.
func (h *Hub) Fault(operation string, faults ...Fault) {
	defer h.lock()()
	if !known(operation) {
		h.t.Errorf("hub: no route %q", operation)
	}
	h.faults[operation] = append(h.faults[operation], faults...)
}

func known(operation string) bool {
	for _, area := range areas {
		for _, r := range area {
			if r.operation == operation {
				return true
			}
		}
	}
	return false
}

func (h *Hub) take(operation string) Fault {
	queue := h.faults[operation]
	if len(queue) == 0 {
		return nil
	}
	h.faults[operation] = queue[1:]
	return queue[0]
}

// Status answers with a status and nothing else; the request does nothing.
func Status(status int) Fault { return withHeader(status, "Server Error", nil) }

// TryLater answers with 429 or 403 and how long to wait.
func TryLater(status int, after string) Fault {
	return withHeader(status, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.", http.Header{"Retry-After": {after}})
}

// Exhausted answers that no request is left until then.
func Exhausted(until time.Time) Fault {
	return withHeader(403, "API rate limit exceeded for installation ID 1.", http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Limit": {"1000"}, "X-Ratelimit-Reset": {itoa(until.Unix())}})
}

func withHeader(status int, message string, header http.Header) Fault {
	about := "https://docs.github.com/rest"
	if header != nil {
		about += "/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"
	}
	return func(w http.ResponseWriter, _ *http.Request, _ func() *rendered) http.ResponseWriter {
		out := rendered{status: status, header: header.Clone(), body: []byte(`{"message":"` + message + `","documentation_url":"` + about + `"}`)}
		out.write(w)
		return nil
	}
}

// Landed does what was asked for, and answers with another status.
func Landed(status int) Fault {
	return func(w http.ResponseWriter, _ *http.Request, serve func() *rendered) http.ResponseWriter {
		serve()
		http.Error(w, "<html>Bad Gateway</html>", status)
		return nil
	}
}

// Lost does what was asked for, and hangs up without an answer.
func Lost() Fault {
	return func(_ http.ResponseWriter, _ *http.Request, serve func() *rendered) http.ResponseWriter {
		serve()
		panic(http.ErrAbortHandler)
	}
}

// Truncated hangs up in the middle of the answer.
func Truncated() Fault {
	return func(w http.ResponseWriter, _ *http.Request, serve func() *rendered) http.ResponseWriter {
		out := serve()
		w.Header().Set("Content-Length", itoa(int64(len(out.body))))
		w.WriteHeader(out.status)
		_, _ = w.Write(out.body[:len(out.body)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// Replaced answers with other bytes than the hub's.
func Replaced(status int, body string) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ func() *rendered) http.ResponseWriter {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
		return nil
	}
}

// Linked answers with a page, and that another one follows it, with that query.
func Linked(body, next string) Fault {
	return func(w http.ResponseWriter, r *http.Request, _ func() *rendered) http.ResponseWriter {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Link", "<http://"+r.Host+r.URL.Path+"?"+next+`>; rel="next"`)
		_, _ = w.Write([]byte(body))
		return nil
	}
}

// Endless answers with a body that does not end while somebody reads it.
func Endless() Fault {
	return func(w http.ResponseWriter, r *http.Request, _ func() *rendered) http.ResponseWriter {
		block := make([]byte, 1<<16)
		for i := range block {
			block[i] = ' '
		}
		for r.Context().Err() == nil {
			if _, err := w.Write(block); err != nil {
				break
			}
		}
		return nil
	}
}

// Slow waits before the answer is begun, or until the one who asked hangs up: then nothing is done.
func Slow(wait time.Duration) Fault {
	return func(w http.ResponseWriter, r *http.Request, _ func() *rendered) http.ResponseWriter {
		select {
		case <-time.After(wait):
			return w
		case <-r.Context().Done():
			return nil
		}
	}
}

// Before does something, as a change of the state, before the request is answered as usual.
func Before(do func()) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ func() *rendered) http.ResponseWriter {
		do()
		return w
	}
}
