package engine

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/attestary/attestary/schemas/expr"
)

// item is one item of a for_each; the step or check without for_each has one without a key.
type item struct {
	key   string
	keyed bool
	value expr.Value
}

func (i *item) scopeValue() expr.Value {
	return expr.OfObject(map[string]expr.Value{"key": expr.OfText(i.key), "value": i.value})
}

// maxKey is how many characters a key has at most that a record takes.
const maxKey = 200

// expand gives the items of a for_each, by key; or the reason why there are none to be had.
func expand(v expr.Value, by string) ([]item, Reason) {
	var items []item
	switch v.Kind() {
	case expr.Object:
		for _, name := range v.Names() {
			items = append(items, item{name, true, v.Get(name)})
		}
	case expr.List:
		for _, value := range v.Items() {
			key := value
			if by != "" {
				key = value.Get(by)
			}
			items = append(items, item{plain(key), true, value})
		}
	default:
		return nil, ReasonItems
	}
	slices.SortStableFunc(items, func(a, b item) int { return cmp.Compare(a.key, b.key) })
	for i, it := range items {
		if it.key == "" || utf8.RuneCountInString(it.key) > maxKey || i > 0 && items[i-1].key == it.key {
			return nil, ReasonKey
		}
	}
	return items, ""
}

// items are those of a for_each at this moment.
func (r *Run) items(forEach *expr.Node, by string) ([]item, Reason) {
	if forEach == nil {
		return []item{{}}, ""
	}
	return expand(expr.Eval(forEach, scope{run: r}), by)
}

// scope is that of an expression about the item.
func (i *item) scope(r *Run) scope {
	if !i.keyed {
		return scope{run: r}
	}
	return scope{run: r, each: i}
}
