// Package redact keeps secrets out of what is shown: it knows them, and finds or masks them in whatever
// form a program may have written them.
//
// It reads a text as those would who undo its encoding: as it is; with the escapes of URLs, of JSON and
// programming languages, of HTML and of shells undone; with its base64 (either alphabet, at each of the
// three offsets, padded or not, wrapped or not) and its hex (either case, with or without separators)
// decoded; as UTF-16; and each of these once more within another. Where a secret comes to light in one of
// these readings, the part of the text that it was made of is a secret. So it does not matter how much of
// a secret was escaped, nor what stands around it.
//
// It cannot know a secret that was changed: reversed, encrypted, compressed, in other letter case, cut into
// pieces with other text between. And it refuses to know what is too short to be kept out of innocent
// text; see Shortest.
//
// A secret that is split across writes is found by Writer. Forget wipes what is known, and from then on
// everything counts as a secret: what can no longer be judged is not shown.
//
// Start at Redactor.
package redact

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Mask stands in the place of a secret.
const Mask = "***"

// Shortest is how many characters a secret has at least: what is shorter stands in too many innocent texts
// to be kept out of them.
const Shortest = 6

// Redactor knows secrets, and masks or finds them. It may be used by many at once. The zero Redactor knows
// none.
type Redactor struct {
	guard     sync.RWMutex
	secrets   [][]byte // with their parts; longest first
	forgotten bool
}

// Learn makes secrets known, those that are long enough; it tells whether all are. It keeps copies.
func (r *Redactor) Learn(secrets ...[]byte) (all bool) {
	r.guard.Lock()
	defer r.guard.Unlock()
	all = true
	for _, secret := range secrets {
		if Short(secret) {
			all = false
			continue
		}
		for _, part := range parts(secret) {
			if !slices.ContainsFunc(r.secrets, func(known []byte) bool { return bytes.Equal(known, part) }) {
				r.secrets = append(r.secrets, bytes.Clone(part))
			}
		}
	}
	slices.SortStableFunc(r.secrets, func(a, b []byte) int { return len(b) - len(a) })
	return all
}

// Short tells whether a text is too short to be known as a secret.
func Short(text []byte) bool { return utf8.RuneCount(text) < Shortest }

// Forget wipes every secret that is known. After it everything is masked, and found.
func (r *Redactor) Forget() {
	r.guard.Lock()
	defer r.guard.Unlock()
	for _, secret := range r.secrets {
		clear(secret)
	}
	r.secrets, r.forgotten = nil, true
}

// Found tells whether a secret stands in data.
func (r *Redactor) Found(data []byte) bool {
	r.guard.RLock()
	defer r.guard.RUnlock()
	return r.has(data)
}

func (r *Redactor) has(data []byte) bool {
	return r.forgotten || len(r.secrets) > 0 && r.found(data, depth)
}

// Text is s with every secret masked.
func (r *Redactor) Text(s string) string {
	r.guard.RLock()
	defer r.guard.RUnlock()
	switch {
	case r.forgotten:
		return Mask
	case len(r.secrets) == 0 || len(s) < r.least():
		return s
	}
	data := []byte(s)
	if !r.found(data, depth) {
		return s
	}
	hidden := make([]bool, len(data))
	cover(hidden, r.places(data, depth))
	shown := appendShown(nil, data, hidden, false)
	if r.has(shown) { // the pieces around masks make a secret again: then none of it is shown
		return Mask
	}
	return string(shown)
}

// Line is s with every secret masked, on one line, and with its control characters made visible, so
// that what a program wrote can neither forge a line nor drive a terminal.
func (r *Redactor) Line(s string) string {
	s = r.Text(strings.Map(visible, strings.TrimSpace(r.Text(s))))
	if runes := []rune(s); len(runes) > maxLine {
		return string(runes[:maxLine]) + "…"
	}
	return s
}

// maxLine is how many characters of a line are shown.
const maxLine = 300

func visible(c rune) rune {
	switch {
	case unicode.IsPrint(c):
		return c
	case unicode.IsSpace(c):
		return ' '
	}
	return '\uFFFD'
}

// depth is how many encodings are undone, one within the other.
const depth = 2

// found tells whether a secret stands in data, in a reading that undoes up to so many encodings.
func (r *Redactor) found(data []byte, encodings int) bool {
	if slices.ContainsFunc(r.secrets, func(s []byte) bool { return bytes.Contains(data, s) }) {
		return true
	}
	least := r.least()
	if encodings == 0 || len(data) < least {
		return false
	}
	signs := signsIn(data, least)
	if signs == 0 {
		return false
	}
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	judge := func(plain *reading) bool {
		found := plain.decoded && r.found(plain.bytes, encodings-1)
		clear(plain.bytes)
		*buffer = plain.bytes
		return found
	}
	return slices.ContainsFunc(all, func(e encoding) bool {
		return e.sign&signs != 0 && e.undo(data, reading{bytes: (*buffer)[:0], least: least}, judge)
	})
}

// least is how many bytes the shortest secret has.
func (r *Redactor) least() int { return len(r.secrets[len(r.secrets)-1]) }

// buffers are for readings that are only searched.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// places are the parts of data that secrets are made of, overlapping or not, in no order.
func (r *Redactor) places(data []byte, encodings int) []span {
	var found []span
	for _, secret := range r.secrets {
		for at := 0; ; at++ {
			i := bytes.Index(data[at:], secret)
			if i < 0 {
				break
			}
			at += i
			found = append(found, span{at, at + len(secret)})
		}
	}
	if encodings == 0 {
		return found
	}
	for _, e := range all {
		e.undo(data, reading{tracked: true, least: r.least()}, func(plain *reading) bool {
			if plain.decoded {
				for _, place := range r.places(plain.bytes, encodings-1) {
					found = append(found, plain.origin(place))
				}
			}
			return false
		})
	}
	return found
}

// begun is where in data a secret may begin that goes on behind its end; len(data) for nowhere.
func (r *Redactor) begun(data []byte, encodings int) int {
	first := len(data)
	for _, secret := range r.secrets {
		for n := min(len(secret)-1, len(data)); n > len(data)-first; n-- {
			if bytes.HasSuffix(data, secret[:n]) {
				first = len(data) - n
				break
			}
		}
	}
	if encodings == 0 {
		return first
	}
	for _, e := range all {
		e.undo(data, reading{tracked: true, least: r.least()}, func(plain *reading) bool {
			if first = min(first, plain.open); !plain.decoded && plain.open == len(data) {
				return false
			}
			whole := plain.bytes[:len(plain.bytes)-plain.rest]
			if at := r.begun(whole, encodings-1); at < len(whole) {
				first = min(first, plain.spans[at].from)
			}
			return false
		})
	}
	return first
}

// cover marks the bytes of places in hidden.
func cover(hidden []bool, places []span) {
	for _, place := range places {
		for i := place.from; i < place.to; i++ {
			hidden[i] = true
		}
	}
}

// appendShown appends data to dst, each run of hidden bytes as one mask. within tells that the bytes
// before data were hidden.
func appendShown(dst, data []byte, hidden []bool, within bool) []byte {
	for i, c := range data {
		switch {
		case !hidden[i]:
			dst = append(dst, c)
		case !within:
			dst = append(dst, Mask...)
		}
		within = hidden[i]
	}
	return dst
}
