package canon

import (
	"bytes"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// order gives data, which is what package json writes, with the members of every object in the order
// of RFC 8785 section 3.2.3.
func order(data []byte) []byte {
	o := orderer{src: data, dst: make([]byte, 0, len(data))}
	o.value()
	return o.dst
}

// orderer copies a document. It trusts that this is JSON without white space.
type orderer struct {
	src     []byte
	pos     int
	dst     []byte   // never grows beyond its capacity: the copy is as long as the original
	members []member // of the objects that are open, outermost first
	scratch []byte
}

// member is one member in dst.
type member struct{ name, text []byte }

func (o *orderer) value() {
	switch o.src[o.pos] {
	case '{':
		o.object()
	case '[':
		o.array()
	case '"':
		o.copy(textLength(o.src[o.pos:]))
	default:
		n := bytes.IndexAny(o.src[o.pos:], ",]}")
		if n < 0 {
			n = len(o.src) - o.pos
		}
		o.copy(n)
	}
}

func (o *orderer) copy(n int) {
	o.dst = append(o.dst, o.src[o.pos:o.pos+n]...)
	o.pos += n
}

// textLength is the length of the quoted text that src begins with.
func textLength(src []byte) int {
	for i := 1; ; i++ {
		switch src[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
}

func (o *orderer) array() {
	o.copy(1)
	for o.src[o.pos] != ']' {
		if o.src[o.pos] == ',' {
			o.copy(1)
		}
		o.value()
	}
	o.copy(1)
}

func (o *orderer) object() {
	o.copy(1)
	begin, first, inOrder := len(o.dst), len(o.members), true
	for o.src[o.pos] != '}' {
		if o.src[o.pos] == ',' {
			o.copy(1)
		}
		m := o.member()
		if last := len(o.members) - 1; last >= first && compareNames(o.members[last].name, m.name) > 0 {
			inOrder = false
		}
		o.members = append(o.members, m)
	}
	if !inOrder {
		o.sort(begin, o.members[first:])
	}
	o.members = o.members[:first]
	o.copy(1)
}

func (o *orderer) member() member {
	start, length := len(o.dst), textLength(o.src[o.pos:])
	name := o.src[o.pos+1 : o.pos+length-1]
	o.copy(length + len(":"))
	o.value()
	return member{name, o.dst[start:]}
}

// sort writes the members again, in order, over those that stand from begin on.
func (o *orderer) sort(begin int, members []member) {
	slices.SortStableFunc(members, func(a, b member) int { return compareNames(a.name, b.name) })
	o.scratch = o.scratch[:0]
	for i, m := range members {
		if i > 0 {
			o.scratch = append(o.scratch, ',')
		}
		o.scratch = append(o.scratch, m.text...)
	}
	copy(o.dst[begin:], o.scratch)
}

// compareNames orders two names, as they are written between their quotes, by their UTF-16 code units.
func compareNames(a, b []byte) int {
	if bytes.IndexByte(a, '\\') >= 0 || bytes.IndexByte(b, '\\') >= 0 {
		a, b = unescape(a), unescape(b)
	}
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return compareUnits(a[i], b[i])
		}
	}
	return len(a) - len(b)
}

// compareUnits orders two characters by their first UTF-8 bytes that differ. UTF-16 puts what is
// beyond U+FFFF (from 0xf0 on, surrogates) before U+E000 to U+FFFF (0xee and 0xef), UTF-8 after it.
func compareUnits(a, b byte) int {
	if a >= 0xf0 && (b == 0xee || b == 0xef) {
		return -1
	}
	if b >= 0xf0 && (a == 0xee || a == 0xef) {
		return 1
	}
	return int(a) - int(b)
}

func unescape(name []byte) []byte {
	quoted := strings.Join([]string{`"`, string(name), `"`}, "")
	plain, err := jsontext.AppendUnquote(nil, quoted)
	if err != nil {
		panic("canon: a name that was judged is not text: " + err.Error())
	}
	return plain
}
