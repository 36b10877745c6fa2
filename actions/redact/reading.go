package redact

import "bytes"

// reading is a text with one encoding undone.
type reading struct {
	bytes   []byte
	decoded bool   // something was encoded; without that, the reading is the text, and bytes may be nil
	open    int    // where something encoded begins that the text breaks off in; its length for nowhere
	rest    int    // how many of the last bytes are those of open, taken as they are
	least   int    // how many bytes the shortest secret has
	tracked bool   // spans are kept
	spans   []span // of each byte: the part of the text that it was made of
}

// span is a part of a text.
type span struct{ from, to int }

// undo shows the readings of a text in one encoding to judge, one after the other, until it says true; it
// tells whether it did. Each is made in place of blank. A text that the encoding does not change at all has
// no reading.
type undo func(text []byte, blank reading, judge func(*reading) bool) bool

// encoding is one that is undone. A text that is whole, and has none of its signs, is not changed by it.
type encoding struct {
	sign signs
	undo undo
}

// all are the encodings that are undone.
var all = []encoding{
	{ofPercent, undoPercent}, {ofForm, undoForm}, {ofBackslash, undoBackslash}, {ofEntity, undoEntity}, {ofQuotes, undoQuotes},
	{ofWide, undoWide}, {ofBase64, undoBase64}, {ofHex, undoHex},
}

// add appends a byte that was made of the text from…to.
func (r *reading) add(c byte, from, to int) {
	r.bytes = append(r.bytes, c)
	if r.tracked {
		r.spans = append(r.spans, span{from, to})
	}
}

// copy appends the text from…to as it is.
func (r *reading) copy(text []byte, from, to int) {
	r.bytes = append(r.bytes, text[from:to]...)
	for i := from; r.tracked && i < to; i++ {
		r.spans = append(r.spans, span{i, i + 1})
	}
}

// origin is the part of the text that a part of the reading was made of.
func (r *reading) origin(place span) span {
	return span{r.spans[place.from].from, r.spans[place.to-1].to}
}

// escape is a kind of escape: a sign that stands, with what follows, for other bytes.
type escape struct {
	// next finds the first sign that may begin an escape; -1 for none.
	next func(text []byte) int
	// parse gives what stands at the beginning of text, which is a sign: the bytes it stands for and its
	// length; 0 for no escape, and -1 where the text breaks off within what may be one.
	parse func(text []byte) (plain []byte, length int)
}

// undo shows the one reading of a text without its escapes.
func (e escape) undo(text []byte, out reading, judge func(*reading) bool) bool {
	at := e.next(text)
	if at < 0 {
		return false
	}
	return e.undoFrom(text, at, out, judge)
}

// undoFrom shows the reading of a text whose first sign stands at a place.
func (e escape) undoFrom(text []byte, at int, out reading, judge func(*reading) bool) bool {
	out.open = len(text)
	for from := 0; ; {
		out.copy(text, from, at)
		from = at + e.one(text, at, &out)
		next := e.next(text[from:])
		if next < 0 {
			out.copy(text, from, len(text))
			out.rest = len(text) - out.open
			return judge(&out)
		}
		at = from + next
	}
}

// one reads what stands at a sign, and gives its length.
func (e escape) one(text []byte, at int, out *reading) int {
	plain, length := e.parse(text[at:])
	if length < 0 && out.open == len(text) {
		out.open = at
	}
	if length <= 0 {
		out.copy(text, at, at+1)
		return 1
	}
	out.decoded = true
	for _, c := range plain {
		out.add(c, at, at+length)
	}
	return length
}

// sign finds one byte.
func sign(c byte) func([]byte) int {
	return func(text []byte) int { return bytes.IndexByte(text, c) }
}
