package road

import (
	"bytes"
	"io"
	"net/http"
	"sync"
)

const (
	maxKept    = 32 << 20 // bytes of answers that are kept for asking again, in all
	maxOneKept = maxKept / 4
)

// kept are answers that have an ETag.
type kept struct {
	mu      sync.Mutex
	answers map[string]*http.Response
	size    int
}

// body are the bytes of a kept answer.
type body []byte

func (body) Read([]byte) (int, error) { return 0, io.EOF }
func (body) Close() error             { return nil }

// known gives a kept answer anew; nil where there is none.
func (k *kept) known(key string) *http.Response {
	k.mu.Lock()
	defer k.mu.Unlock()
	found := k.answers[key]
	if found == nil {
		return nil
	}
	again := *found
	again.Header = found.Header.Clone()
	again.Body = io.NopCloser(bytes.NewReader(found.Body.(body)))
	return &again
}

// keep keeps an answer, and forgets all others where there is no room.
func (k *kept) keep(key string, response *http.Response, data []byte) {
	if response.Header.Get("ETag") == "" || len(data) > maxOneKept {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if was := k.answers[key]; was != nil {
		k.size -= len(was.Body.(body))
	}
	if k.size += len(data); k.size > maxKept {
		clear(k.answers)
		k.size = len(data)
	}
	one := *response
	one.Header, one.Body = response.Header.Clone(), body(data)
	k.answers[key] = &one
}
