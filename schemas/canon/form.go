package canon

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"strings"
	"unicode/utf8"
)

// form walks a document and judges its form: RFC 8785, and of its numbers integers alone.
type form struct {
	data []byte
	pos  int
	// misplaced is where a name stands that belongs before its neighbour; 0 if none does. No name stands
	// at byte 0.
	misplaced int
	words     *words // nil where nothing is read
}

// document judges the whole. inOrder tells whether the names of every object are in order; what is not
// is well formed apart from that.
func (f *form) document() (inOrder bool, err error) {
	err = f.whole(func() error { return f.value(0) })
	return f.misplaced == 0, err
}

// whole reads all of the data by read.
func (f *form) whole(read func() error) error {
	if len(f.data) > MaxSize {
		return fmt.Errorf("a document has at most %d bytes, this has %d", MaxSize, len(f.data))
	}
	if err := read(); err != nil {
		return err
	}
	if f.pos != len(f.data) {
		return f.refuse("something follows the document")
	}
	return nil
}

func (f *form) refuse(what string) error {
	return fmt.Errorf("%w: byte %d: %s", ErrForm, f.pos, what)
}

func (f *form) outOfOrder() error {
	return fmt.Errorf("%w: byte %d: a name is not in its place", ErrForm, f.misplaced)
}

// peek is the next byte; 0 at the end, which stands nowhere in a document.
func (f *form) peek() byte {
	if f.pos < len(f.data) {
		return f.data[f.pos]
	}
	return 0
}

func (f *form) value(depth int) error {
	switch c := f.peek(); {
	case c == '"':
		_, err := f.text()
		return err
	case c == '{':
		return f.object(depth + 1)
	case c == '[':
		return f.array(depth + 1)
	case c == '-' || '0' <= c && c <= '9':
		return f.integer()
	}
	if f.word("null") || f.word("true") || f.word("false") {
		return nil
	}
	return f.refuse("no value begins here")
}

func (f *form) array(depth int) error {
	return f.sequence(depth, ']', func() error { return f.value(depth) })
}

func (f *form) object(depth int) error {
	return f.members(depth, func([]byte) error { return f.value(depth) })
}

// members reads an object; value reads what follows the colon after a name.
func (f *form) members(depth int, value func(name []byte) error) error {
	var last []byte
	return f.sequence(depth, '}', func() error {
		start := f.pos
		name, err := f.name()
		if err != nil {
			return err
		}
		if err := f.place(start, last, name); err != nil {
			return err
		}
		last = name
		return value(name)
	})
}

// name reads the name of a member and the colon after it, and gives the name as it is written.
func (f *form) name() ([]byte, error) {
	name, err := f.text()
	if err == nil && f.peek() != ':' {
		err = f.refuse("no colon after a name")
	}
	f.pos++
	return name, err
}

// place judges the place of a name, at byte start, after the one before it; nil where it is the first.
func (f *form) place(start int, before, name []byte) error {
	if before == nil {
		return nil
	}
	switch order := compareNames(before, name); {
	case order == 0:
		return f.refuse("a name is there twice")
	case order > 0 && f.misplaced == 0:
		f.misplaced = start
	}
	return nil
}

// sequence reads items between commas up to the end, from the opening bracket on.
func (f *form) sequence(depth int, end byte, item func() error) error {
	if depth > MaxDepth {
		return fmt.Errorf("byte %d: a document has at most %d levels", f.pos, MaxDepth)
	}
	f.pos++
	if f.peek() == end {
		f.pos++
		return nil
	}
	for {
		if err := item(); err != nil {
			return err
		}
		switch f.peek() {
		case ',':
			f.pos++
		case end:
			f.pos++
			return nil
		default:
			return f.refuse("neither a comma nor the end of a list or object")
		}
	}
}

// text reads a string and gives what is between its quotes, as it is written.
func (f *form) text() ([]byte, error) {
	if f.peek() != '"' {
		return nil, f.refuse("no text begins here")
	}
	f.pos++
	start := f.pos
	for f.pos += plainLength(f.data[f.pos:]); f.pos < len(f.data); {
		switch c := f.data[f.pos]; {
		case plain[c]:
			f.pos++
		case c == '"':
			f.pos++
			return f.data[start : f.pos-1], nil
		default:
			if err := f.special(); err != nil {
				return nil, err
			}
		}
	}
	return nil, f.refuse("a text has no end")
}

// plain are the bytes of a text that stand for themselves, one by one.
var plain = func() (set [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		set[c] = c != '"' && c != '\\'
	}
	return set
}()

// plainLength tells how many bytes in front are plain. It looks at eight at a time, and not at the last
// few. Of a word, the lowest byte that is told is one that is not plain: a difference borrows upwards.
func plainLength(data []byte) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	n := 0
	for ; len(data)-n >= 8; n += 8 {
		word := binary.LittleEndian.Uint64(data[n:])
		quotes, slashes := word^'"'*ones, word^'\\'*ones
		if special := (word | (word - ' '*ones) | (quotes - ones) | (slashes - ones)) & tops; special != 0 {
			return n + bits.TrailingZeros64(special)/8
		}
	}
	return n
}

// special reads a character that is an escape or has more than one byte.
func (f *form) special() error {
	rest := f.data[f.pos:]
	if rest[0] == '\\' {
		n := escapeLength(rest)
		if n == 0 {
			return f.refuse("an escape that is not the one spelling of its character")
		}
		f.pos += n
		return nil
	}
	r, n := utf8.DecodeRune(rest)
	if rest[0] < utf8.RuneSelf || r == utf8.RuneError && n == 1 {
		return f.refuse("a control character, or bytes that are not UTF-8")
	}
	f.pos += n
	return nil
}

// escapeLength is the length of the escape that rest begins with, if RFC 8785 section 3.2.2.2 writes
// it so: \b \t \n \f \r \" \\, and \u00xx in lower case for the other controls. Else it is 0.
func escapeLength(rest []byte) int {
	if len(rest) < 2 {
		return 0
	}
	if strings.IndexByte(`btnfr"\`, rest[1]) >= 0 {
		return 2
	}
	if len(rest) < 6 || string(rest[1:4]) != "u00" || rest[4] > '1' || rest[4] < '0' {
		return 0
	}
	high, low := rest[4]-'0', strings.IndexByte("0123456789abcdef", rest[5])
	if low < 0 || high == 0 && strings.IndexByte("\b\t\n\f\r", byte(low)) >= 0 {
		return 0
	}
	return 6
}

// maxInteger is 2^53−1. Beyond it, readers that keep numbers as IEEE 754 doubles round.
const maxInteger = "9007199254740991"

func (f *form) integer() error {
	start := f.pos
	if f.peek() == '-' {
		f.pos++
	}
	first := f.pos
	for c := f.peek(); '0' <= c && c <= '9'; c = f.peek() {
		f.pos++
	}
	digits, end := string(f.data[first:f.pos]), f.pos
	f.pos = start
	switch {
	case digits == "" || digits[0] == '0' && end-start > 1:
		return f.refuse("a number is written in another way")
	case end < len(f.data) && strings.IndexByte(".eE", f.data[end]) >= 0:
		return f.refuse("a number is not an integer")
	case len(digits) > len(maxInteger) || len(digits) == len(maxInteger) && digits > maxInteger:
		return f.refuse("an integer is beyond 2^53-1")
	}
	f.pos = end
	return nil
}
