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
