package canon

import (
	"errors"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// Object writes the canonical JSON of objects by hand, for what there are thousands of: what stands in a struct is
// known, and need not be found out each time. Whoever writes gives the members in the order of their names, each
// once; a test holds that the result is what Encode gives. After the first error nothing written is of use.
type Object struct {
	Bytes []byte
	err   error
}

var errObject = errors.New("an integer beyond ±(2^53−1), or more bytes than a document has")

// Open begins an object.
func (o *Object) Open() *Object {
	o.Bytes = append(o.Bytes, '{')
	return o
}

// Close ends the newest object that is open.
func (o *Object) Close() { o.Bytes = append(o.Bytes, '}') }

// Name begins a member; its value is what is written next.
func (o *Object) Name(name string) *Object {
	if o.Bytes[len(o.Bytes)-1] != '{' {
		o.Bytes = append(o.Bytes, ',')
	}
	o.quote(name)
	o.Bytes = append(o.Bytes, ':')
	return o
}

// Text writes a member that is a text.
func (o *Object) Text(name, text string) { o.Name(name).quote(text) }

// TextIfAny writes a member that is absent where its text is empty.
func (o *Object) TextIfAny(name, text string) {
	if text != "" {
		o.Text(name, text)
	}
}

// Int writes a member that is an integer.
func (o *Object) Int(name string, n int64) {
	if n < -(1<<53-1) || n > 1<<53-1 {
		o.fail(errObject)
	}
	o.Name(name).Bytes = strconv.AppendInt(o.Bytes, n, 10)
}

// Encoded writes a member that Encode encodes.
func (o *Object) Encoded(name string, v any) {
	data, err := Encode(v)
	o.fail(err)
	o.Name(name).Bytes = append(o.Bytes, data...)
}

// Append writes a value by a function that appends its canonical JSON.
func (o *Object) Append(value func([]byte) ([]byte, error)) {
	data, err := value(o.Bytes)
	o.Bytes = data
	o.fail(err)
}

// Since is what was written behind so many bytes, or why it is no document.
func (o *Object) Since(from int) ([]byte, error) {
	if len(o.Bytes)-from > MaxSize {
		o.fail(errObject)
	}
	return o.Bytes[from:], o.err
}

func (o *Object) quote(text string) {
	data, err := jsontext.AppendQuote(o.Bytes, text)
	o.Bytes = data
	o.fail(err)
}

func (o *Object) fail(err error) {
	if o.err == nil {
		o.err = err
	}
}
