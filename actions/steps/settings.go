package steps

import (
	"slices"

	"github.com/attestary/attestary/schemas/expr"
)

// settings reads the settings of a call, which the engine holds to their types.
type settings map[string]expr.Value

func (s settings) text(name, otherwise string) string {
	if text, ok := s[name].AsText(); ok {
		return text
	}
	return otherwise
}

func (s settings) truth(name string, otherwise bool) bool {
	if truth, ok := s[name].AsBool(); ok {
		return truth
	}
	return otherwise
}

// whole is a whole number within bounds; ok is false where it is told and is none.
func (s settings) whole(name string, otherwise, least, most int64) (n int64, ok bool) {
	v, told := s[name]
	if !told {
		return otherwise, true
	}
	n, ok = v.AsInt()
	return n, ok && n >= least && n <= most
}

// texts are the items of a list of texts; one that is null counts as "".
func (s settings) texts(name string) []string {
	var list []string
	for _, item := range s[name].Items() {
		text, _ := item.AsText()
		list = append(list, text)
	}
	return list
}

// pair is one member of a map of texts.
type pair struct{ name, value string }

// pairs are the members of a map of texts, by name; those that are null are left out.
func (s settings) pairs(name string) []pair {
	var list []pair
	for _, member := range s[name].Names() {
		if text, ok := s[name].Get(member).AsText(); ok {
			list = append(list, pair{member, text})
		}
	}
	return list
}

// among tells whether n is in a list of numbers; told is false where there is no such setting.
func (s settings) among(name string, n int64) (is, told bool) {
	list, told := s[name]
	return slices.ContainsFunc(list.Items(), expr.OfInt(n).Equal), told
}

func texts(list []string) expr.Value {
	items := make([]expr.Value, len(list))
	for i, text := range list {
		items[i] = expr.OfText(text)
	}
	return expr.OfList(items)
}
