package redact

import (
	"io"
	"sync"
)

// Writer masks what is written to it and passes it on to w. A secret that is split across writes is
// masked too: what may be the beginning of one is held back until more comes, or Close is called, which
// does not close w. Everything else is passed on at once. It may be used by many at once.
func (r *Redactor) Writer(w io.Writer) io.WriteCloser { return &writer{redactor: r, to: w} }

type writer struct {
	redactor *Redactor
	guard    sync.Mutex
	to       io.Writer
	held     []byte // what was passed on last, and behind it what was not yet
	passed   int    // how much of held was
	hidden   []bool // of held: bytes that were found to belong to a secret
	within   bool   // the last byte that was passed on was hidden
}

// context is how much of what was passed on tells how to read what follows: whether a line is a long one,
// where a group of base64 begins.
const context = 64

func (w *writer) Write(p []byte) (int, error) {
	w.guard.Lock()
	defer w.guard.Unlock()
	w.held = append(w.held, p...)
	w.hidden = append(w.hidden, make([]bool, len(p))...)
	if err := w.pass(w.redactor.judge(w.held, w.hidden)); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (w *writer) Close() error {
	w.guard.Lock()
	defer w.guard.Unlock()
	return w.pass(len(w.held))
}

// judge marks what of data is hidden, and tells how much of it can be passed on.
func (r *Redactor) judge(data []byte, hidden []bool) int {
	r.guard.RLock()
	defer r.guard.RUnlock()
	switch {
	case r.forgotten:
		cover(hidden, []span{{0, len(data)}})
		return len(data)
	case len(r.secrets) == 0:
		return len(data)
	case r.found(data, depth):
		cover(hidden, r.places(data, depth))
	}
	from := max(0, len(data)-reach*len(r.secrets[0]))
	return from + r.begun(data[from:], depth)
}

// reach is how many bytes at most one byte of a secret becomes, encoded as often as is undone.
const reach = 100

// pass writes what of the first n held bytes was not passed on yet.
func (w *writer) pass(n int) error {
	if n <= w.passed {
		return nil
	}
	shown := appendShown(nil, w.held[w.passed:n], w.hidden[w.passed:n], w.within)
	w.within = w.hidden[n-1]
	w.drop(max(0, n-context))
	w.passed = min(n, context)
	_, err := w.to.Write(shown)
	return err
}

// drop forgets the first n held bytes.
func (w *writer) drop(n int) {
	kept := copy(w.held, w.held[n:])
	clear(w.held[kept:])
	copy(w.hidden, w.hidden[n:])
	w.held, w.hidden = w.held[:kept], w.hidden[:kept]
}
