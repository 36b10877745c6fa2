package redact

import (
	"slices"

	"github.com/attestary/attestary/schemas/expr"
)

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
		for _, m := range v.Members() {
			members[r.Text(m.Name)] = r.Value(m.Value)
		}
		return expr.OfObject(members)
	}
	return v
}

// within tells whether v holds a secret. Nearly no value does, and then it need not be made again.
func (r *Redactor) within(v expr.Value) bool {
	r.guard.RLock()
	defer r.guard.RUnlock()
	if len(r.secrets) == 0 && !r.forgotten {
		return false
	}
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	s := search{redactor: r, buffer: *buffer}
	found := s.value(v)
	*buffer = s.buffer
	return found
}

// search looks for secrets in the texts of a value, each of which it copies to the same place.
type search struct {
	redactor *Redactor
	buffer   []byte
}

func (s *search) value(v expr.Value) bool {
	switch v.Kind() {
	case expr.Text:
		text, _ := v.AsText()
		return s.text(text)
	case expr.Number:
		s.buffer = v.AsNumber().Append(s.buffer[:0], 'f')
		return s.found()
	case expr.List:
		return slices.ContainsFunc(v.Items(), s.value)
	case expr.Object:
		return slices.ContainsFunc(v.Members(), func(m expr.Member) bool { return s.text(m.Name) || s.value(m.Value) })
	}
	return false
}

func (s *search) text(text string) bool {
	s.buffer = append(s.buffer[:0], text...)
	return s.found()
}

func (s *search) found() bool {
	found := s.redactor.has(s.buffer)
	clear(s.buffer)
	return found
}
