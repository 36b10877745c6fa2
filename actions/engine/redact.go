package engine

import (
	"bytes"
	"cmp"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/attestary/attestary/schemas/expr"
)

// mask stands in the place of a secret.
const mask = "***"

// Redactor knows the secrets of a run in the forms in which programs show them (see spellings), and
// masks or finds them. It may be used by many at once. The zero Redactor knows none.
type Redactor struct {
	spellings [][]byte // longest first
	longest   int
}

// newRedactor knows these secrets.
func newRedactor(secrets []string) *Redactor {
	r := &Redactor{}
	seen := map[string]bool{}
	for _, secret := range secrets {
		for _, s := range spellings(secret) {
			if !seen[s] {
				seen[s] = true
				r.spellings = append(r.spellings, []byte(s))
				r.longest = max(r.longest, len(s))
			}
		}
	}
	slices.SortFunc(r.spellings, func(a, b []byte) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), bytes.Compare(a, b))
	})
	return r
}

// Found tells whether a secret stands in data, in any of its spellings.
func (r *Redactor) Found(data []byte) bool {
	return slices.ContainsFunc(r.spellings, func(s []byte) bool { return bytes.Contains(data, s) })
}

// Text is s with every secret masked.
func (r *Redactor) Text(s string) string {
	if !r.Found([]byte(s)) {
		return s
	}
	hidden := r.cover([]byte(s), make([]bool, len(s)))
	return string(appendShown(nil, []byte(s), hidden, false))
}

// Line is s with every secret masked, on one line, and with its control characters made visible, so
// that what a program wrote can neither forge a line nor drive a terminal.
func (r *Redactor) Line(s string) string {
	s = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsPrint(c):
			return c
		case unicode.IsSpace(c):
			return ' '
		}
		return '\uFFFD'
	}, strings.TrimSpace(r.Text(s)))
	if runes := []rune(s); len(runes) > maxLine {
		return string(runes[:maxLine]) + "…"
	}
	return s
}

// maxLine is how many characters of a line are shown.
const maxLine = 300

// Value is v with every secret masked in its texts, names of members included. A number that spells a
// secret becomes the mask.
func (r *Redactor) Value(v expr.Value) expr.Value {
	if !r.within(v) {
		return v
	}
	masked := r.masked(v)
	if v.Fallback() {
		masked = masked.WithFallback()
	}
	return masked
}

func (r *Redactor) masked(v expr.Value) expr.Value {
	switch v.Kind() {
	case expr.Text:
		text, _ := v.AsText()
		return expr.OfText(r.Text(text))
	case expr.Number:
		if digits := v.AsNumber().Text('f'); r.Found([]byte(digits)) {
			return expr.OfText(r.Text(digits))
		}
	case expr.List:
		items := make([]expr.Value, len(v.Items()))
		for i, item := range v.Items() {
			items[i] = r.Value(item)
		}
		return expr.OfList(items)
	case expr.Object:
		members := make(map[string]expr.Value, len(v.Members()))
		for _, name := range v.Names() {
			members[r.Text(name)] = r.Value(v.Get(name))
		}
		return expr.OfObject(members)
	}
	return v
}

// within tells whether v holds a secret. Nearly no value does, and then it need not be made again.
func (r *Redactor) within(v expr.Value) bool {
	switch v.Kind() {
	case expr.Text:
		text, _ := v.AsText()
		return r.Found([]byte(text))
	case expr.Number:
		return r.Found([]byte(v.AsNumber().Text('f')))
	case expr.List:
		return slices.ContainsFunc(v.Items(), r.within)
	case expr.Object:
		for name, member := range v.Members() {
			if r.Found([]byte(name)) || r.within(member) {
				return true
			}
		}
	}
	return false
}

// cover marks in hidden the bytes of data that belong to a secret, and gives it back.
func (r *Redactor) cover(data []byte, hidden []bool) []bool {
	for _, s := range r.spellings {
		for from := 0; ; {
			at := bytes.Index(data[from:], s)
			if at < 0 {
				break
			}
			for i := from + at; i < from+at+len(s); i++ {
				hidden[i] = true
			}
			from += at + 1
		}
	}
	return hidden
}

// appendShown appends data to dst, each run of hidden bytes as one mask. within tells that the bytes
// before data were hidden.
func appendShown(dst, data []byte, hidden []bool, within bool) []byte {
	for i, c := range data {
		switch {
		case !hidden[i]:
			dst = append(dst, c)
		case !within:
			dst = append(dst, mask...)
		}
		within = hidden[i]
	}
	return dst
}

// Writer masks what is written to it and passes it on to w. A secret that is split across writes is
// masked too: for that, the last bytes are held back until more comes or Close is called, which does
// not close w. It may be used by many at once.
func (r *Redactor) Writer(w io.Writer) io.WriteCloser { return &redactingWriter{redactor: r, to: w} }

type redactingWriter struct {
	redactor *Redactor
	guard    sync.Mutex
	to       io.Writer
	held     []byte
	hidden   []bool // of held: bytes that were found to belong to a secret
	within   bool   // the bytes before held were hidden
}

func (w *redactingWriter) Write(p []byte) (int, error) {
	w.guard.Lock()
	defer w.guard.Unlock()
	w.held = append(w.held, p...)
	w.hidden = append(w.hidden, make([]bool, len(p))...)
	w.redactor.cover(w.held, w.hidden)
	// A spelling that is not complete yet begins among the last longest-1 bytes.
	if err := w.pass(max(0, len(w.held)-max(w.redactor.longest-1, 0))); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (w *redactingWriter) Close() error {
	w.guard.Lock()
	defer w.guard.Unlock()
	return w.pass(len(w.held))
}

// pass writes the first n of the held bytes.
func (w *redactingWriter) pass(n int) error {
	if n == 0 {
		return nil
	}
	shown := appendShown(nil, w.held[:n], w.hidden[:n], w.within)
	w.within = w.hidden[n-1]
	w.held, w.hidden = append(w.held[:0], w.held[n:]...), append(w.hidden[:0], w.hidden[n:]...)
	_, err := w.to.Write(shown)
	return err
}
