package rules

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/attestary/attestary/schemas/expr"
)

// Item is one item of a for_each; what has no for_each has one item without a key.
type Item struct {
	Key   string
	Keyed bool
	Value expr.Value
}

// Each is each, as expressions about the item see it.
func (i *Item) Each() expr.Value {
	return expr.OfMembers([]expr.Member{{Name: "key", Value: expr.OfText(i.Key)}, {Name: "value", Value: i.Value}})
}

// Bounds of a for_each.
const (
	MaxItems = 10_000
	maxKey   = 200 // characters of a key: more, a record does not take
)

// Why a for_each has no items to be had.
var (
	ErrItems = errors.New("its for_each is null, unknown, or neither a map nor a list")
	ErrMany  = errors.New("its for_each has more than 10000 items")
	ErrKey   = errors.New("an item has no key of its own: each needs one, of at most 200 characters")
)

// Items are those of a for_each over v, by key; by is the member of an item of a list that is its key,
// "" where the item itself is.
func Items(v expr.Value, by string) ([]Item, error) {
	if len(v.Items()) > MaxItems || len(v.Members()) > MaxItems {
		return nil, ErrMany
	}
	items := make([]Item, 0, max(len(v.Items()), len(v.Members())))
	switch v.Kind() {
	case expr.Object:
		for _, m := range v.Members() {
			items = append(items, Item{m.Name, true, m.Value})
		}
	case expr.List:
		for _, value := range v.Items() {
			key := value
			if by != "" {
				key = value.Get(by)
			}
			items = append(items, Item{plain(key), true, value})
		}
	default:
		return nil, noItems(v)
	}
	slices.SortStableFunc(items, func(a, b Item) int { return cmp.Compare(a.Key, b.Key) })
	for i, it := range items {
		switch {
		case it.Key == "" && by != "":
			return nil, failure{ErrKey, fmt.Sprintf("an item has no %s, or one that is no text: it is the item's key, and each needs its own", by)}
		case it.Key == "" || utf8.RuneCountInString(it.Key) > maxKey:
			return nil, ErrKey
		case i > 0 && items[i-1].Key == it.Key:
			return nil, failure{ErrKey, fmt.Sprintf("two items have the key %q: each needs its own", it.Key)}
		}
	}
	return items, nil
}

// noItems is why there is nothing to go over in a value that is neither a map nor a list.
func noItems(v expr.Value) error {
	switch v.Kind() {
	case expr.Null:
		return failure{ErrItems, "its for_each is null: what it mentions was not given, or did not come to its end"}
	case expr.Unknown:
		return failure{ErrItems, "its for_each is unknown"}
	}
	return failure{ErrItems, fmt.Sprintf("its for_each is a %s, and goes over a map or a list", v.Kind())}
}

// failure is one of the errors above in words that fit the case.
type failure struct {
	of   error
	text string
}

func (f failure) Error() string { return f.text }
func (f failure) Unwrap() error { return f.of }
