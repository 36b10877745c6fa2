package redact

import (
	"bytes"
	"sync"
)

// base64Value and hexValue are what a character is worth as a digit; -1 for those that are none.
var base64Value, hexValue = func() (six, four [256]int8) {
	for i := range six {
		six[i], four[i] = -1, -1
	}
	for i, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		six[c] = int8(i)
	}
	six['-'], six['_'] = six['+'], six['/'] // for URLs
	for i, c := range []byte("0123456789abcdef") {
		four[c] = int8(i)
	}
	for i, c := range []byte("ABCDEF") {
		four[c] = int8(10 + i)
	}
	return six, four
}()

// wrapped is how many digits a line has at least that goes on in the next one.
const wrapped = 16

// runs are the runs of base64 digits in a text that are long enough for a secret, or may yet become it.
type runs struct {
	values []byte // of all their digits
	places []int  // where in the text each stands; empty where nobody asks
	bounds []bound
}

// bound is where a run ends.
type bound struct{ values, text int }

// runsPool keeps the memory of runs.
var runsPool = sync.Pool{New: func() any { return new(runs) }}

// undoBase64 decodes every run of base64 digits four times, so that in one of them the groups of four
// digits are those that were made of three bytes.
func undoBase64(text []byte, blank reading, judge func(*reading) bool) bool {
	all := runsPool.Get().(*runs)
	defer runsPool.Put(all)
	defer all.reset()
	all.find(text, blank)
	blank.open, blank.decoded = len(text), len(all.bounds) > 0
	for without := range 4 {
		out := blank
		from := 0
		for _, to := range all.bounds {
			out.decode(all, min(from+without, to.values), to, to.text == len(text))
			from = to.values
		}
		if out.decoded && judge(&out) {
			return true
		}
	}
	return false
}

func (r *runs) reset() {
	clear(r.values)
	r.values, r.places, r.bounds = r.values[:0], r.places[:0], r.bounds[:0]
}

func (r *runs) find(text []byte, to reading) {
	for at := 0; at < len(text); at++ {
		if base64Value[text[at]] < 0 {
			continue
		}
		end := endOfRun(text, at)
		if end-at >= to.least*4/3 || end-at >= wrapped || end == len(text) {
			end = r.read(text, at, end, to.tracked)
		}
		at = end
	}
}

func endOfRun(text []byte, at int) int {
	for at < len(text) && base64Value[text[at]] >= 0 {
		at++
	}
	return at
}

// read reads the run whose first line stands from…end, over the ends of long lines, and gives its end.
func (r *runs) read(text []byte, from, end int, tracked bool) int {
	for {
		for i, c := range text[from:end] {
			r.values = append(r.values, byte(base64Value[c]))
			if tracked {
				r.places = append(r.places, from+i)
			}
		}
		next := end + nextLine(text[end:])
		if next == end || end-from < wrapped || next < len(text) && base64Value[text[next]] < 0 {
			r.bounds = append(r.bounds, bound{len(r.values), end})
			return end
		}
		from, end = next, endOfRun(text, next)
		if from == len(text) {
			r.bounds = append(r.bounds, bound{len(r.values), end})
			return end
		}
	}
}

// nextLine is how many bytes of text are the end of a line, with the blanks that the next begins with;
// 0 where no line ends.
func nextLine(text []byte) int {
	n := 0
	if len(text) > 1 && text[0] == '\r' {
		n++
	}
	if n == len(text) || text[n] != '\n' {
		return 0
	}
	for n++; n < min(len(text), maxIndent) && (text[n] == ' ' || text[n] == '\t'); {
		n++
	}
	return n
}

// maxIndent is how far the lines of what is wrapped are indented.
const maxIndent = 64

// decode appends the bytes of the digits from i on up to a bound. last tells that the text ends with them,
// so that more may follow.
func (r *reading) decode(all *runs, i int, to bound, last bool) {
	v := all.values[:to.values]
	for ; i+3 < len(v); i += 4 {
		a, b, c, d := v[i], v[i+1], v[i+2], v[i+3]
		r.bytes = append(r.bytes, a<<2|b>>4, b<<4|c>>2, c<<6|d)
		if r.tracked {
			p := all.places[i : i+4]
			r.spans = append(r.spans, span{p[0], p[1] + 1}, span{p[1], p[2] + 1}, span{p[2], p[3] + 1})
		}
	}
	if i+1 < len(v) {
		r.add(v[i]<<2|v[i+1]>>4, all.place(i), all.place(i+1)+1)
	}
	if i+2 < len(v) {
		r.add(v[i+1]<<4|v[i+2]>>2, all.place(i+1), all.place(i+2)+1)
	}
	switch {
	case !last:
		r.add(0, to.text, to.text) // so that nothing is read across
	case i < len(v) && r.tracked:
		r.open = min(r.open, all.place(i))
	}
}

// place is where a digit stands; 0 where nobody asks.
func (r *runs) place(i int) int {
	if i < len(r.places) {
		return r.places[i]
	}
	return 0
}

// undoHex decodes every run of hex digits twice, so that in one of them the pairs are those that were made
// of a byte. Between pairs there may be a separator.
func undoHex(text []byte, blank reading, judge func(*reading) bool) bool {
	blank.open = len(text)
	for without := range 2 {
		out := blank
		for at := 0; at < len(text); {
			if hexValue[text[at]] < 0 {
				at++
				continue
			}
			at = out.pairs(text, at, without)
		}
		if (out.decoded || out.open < len(text)) && judge(&out) {
			return true
		}
	}
	return false
}

// pairs appends the bytes of the run that begins at a place, without its first digits, and gives where to
// go on. A run that is too short to be a secret is left out.
func (r *reading) pairs(text []byte, at, without int) int {
	start, at, line := len(r.bytes), at+without, at
	for at+1 < len(text) && hexValue[text[at]] >= 0 && hexValue[text[at+1]] >= 0 {
		r.add(byte(hexValue[text[at]]<<4|hexValue[text[at+1]]), at, at+2)
		at += 2
		if at < len(text) && hexValue[text[at]] >= 0 {
			continue
		}
		next := separator(text[at:], at-line >= 2*wrapped)
		if next > 0 && bytes.IndexByte(text[at:at+next], '\n') >= 0 {
			line = at + next
		}
		at += next
	}
	half := at+1 == len(text) && hexValue[text[at]] >= 0
	last := half || at >= len(text)
	if half {
		r.open = min(r.open, at)
	}
	if !last && len(r.bytes)-start < r.least {
		r.bytes = r.bytes[:start]
		if r.tracked {
			r.spans = r.spans[:start]
		}
		return at + 1
	}
	r.decoded = r.decoded || len(r.bytes) > start
	if !last {
		r.add(0, at, at) // so that nothing is read across
	}
	return at + 1
}

// separator is how many bytes of text stand between two pairs of hex digits; 0 for none. A line may end
// there if it is a long one.
func separator(text []byte, long bool) int {
	n := 0
	for n < min(4, len(text)) {
		switch c := text[n]; {
		case c == ' ' || c == ':' || c == ',' || c == '-' || c == '\t':
		case long && (c == '\n' || c == '\r'):
		default:
			return n + prefixed(text[n:])
		}
		n++
	}
	return n + prefixed(text[n:])
}

// prefixed is how long the mark is that some write before each pair.
func prefixed(text []byte) int {
	if len(text) > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X') {
		return 2
	}
	return 0
}
