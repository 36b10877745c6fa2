package expr

import (
	"slices"
	"strings"
	"unicode/utf8"
)

var collectionFunctions = []Func{
	shallow(define("length(of any) number", "How many items a list, members an object, or characters a text has.", length)),
	define("contains(collection any, item any) bool", "Whether a list has the item, or an object a member of that name.", has),
	define("distinct(items list(any)) list(any)", "The items without those that stood before.", distinct),
	define("sort(items list(any)) list(any)", "The items, all texts or all numbers, in order; texts by their characters' numbers.", sorted),
	define("reverse(items list(any)) list(any)", "The items from last to first.", reverse),
	define("concat(lists list(any)...) list(any)", "The items of all lists, one after the other.", concat),
	define("flatten(items list(any)) list(any)", "The items, with the items of lists in place of the lists, to any depth.", flatten),
	define("merge(objects map(any)...) map(any)", "The members of all objects; of those with one name the last.", merge),
	shallow(define("keys(object map(any)) list(string)", "The names of the members, sorted.",
		func(c *call) Value { return texts(c.args[0].Names()) })),
	define("values(object map(any)) list(any)", "The values of the members, by sorted name.",
		func(c *call) Value { return OfList(members(c.args[0])) }),
	define("slice(items list(any), from number, to number?) list(any)", "The items from a place on (the first is 0) to before another, or to the end.", slice),
	define("zipmap(names list(string), values list(any)) map(any)", "An object of the names with the values in the same places.", zipmap),
	define("sum(numbers list(number)) number", "The numbers added up; 0 for none.", sum),
	define("alltrue(items list(bool)) bool", "Whether all items are true; true for none.",
		func(c *call) Value { return settle(c.list(0), false) }),
	define("anytrue(items list(bool)) bool", "Whether some item is true; false for none.",
		func(c *call) Value { return settle(c.list(0), true) }),
}

func shallow(f Func) Func {
	f.shallow = true
	return f
}

func length(c *call) Value {
	switch v := c.args[0]; v.kind {
	case Text:
		return OfInt(int64(utf8.RuneCountInString(v.text)))
	case List:
		return OfInt(int64(len(v.list)))
	case Object:
		return OfInt(int64(len(v.object)))
	default:
		return UnknownOf("a " + v.kind.String() + " has no length")
	}
}

// has is unknown where the item is not found but something in the list cannot be compared with it: a
// null could be anything, and "1" is neither 1 nor surely something else.
func has(c *call) Value {
	collection, item := c.args[0], c.args[1]
	if collection.kind == Object && item.kind == Text {
		_, ok := collection.member(item.text)
		return OfBool(ok)
	}
	if collection.kind != List {
		return UnknownOf("a " + collection.kind.String() + " contains no " + item.kind.String())
	}
	comparable := true
	for _, other := range collection.list {
		if other.Equal(item) {
			return OfBool(true)
		}
		comparable = comparable && other.kind == item.kind
	}
	if !comparable {
		return UnknownOf("a list holds items that cannot be compared with a " + item.kind.String())
	}
	return OfBool(false)
}

func distinct(c *call) Value {
	var items []Value
	seen := map[string]bool{}
	for _, item := range c.list(0) {
		key, err := item.appendPlain(nil) // one for each value, and cheap
		if err != nil {
			return UnknownOf("an item has no written form")
		}
		if !c.spend(numberUnits + textUnits(len(key))) {
			return outOfFuel()
		}
		if !seen[string(key)] {
			seen[string(key)] = true
			items = append(items, item)
		}
	}
	return OfList(items)
}

func sorted(c *call) Value {
	items := slices.Clone(c.list(0))
	for _, item := range items {
		if item.kind != Text && item.kind != Number || item.kind != items[0].kind {
			return UnknownOf("only texts alone, or numbers alone, can be sorted")
		}
	}
	if !c.spend(int(c.args[0].size) * 4) {
		return outOfFuel()
	}
	slices.SortStableFunc(items, func(a, b Value) int {
		if a.kind == Number {
			return a.number.Cmp(b.number)
		}
		return strings.Compare(a.text, b.text)
	})
	return OfList(items)
}

func reverse(c *call) Value {
	items := slices.Clone(c.list(0))
	slices.Reverse(items)
	return OfList(items)
}

func concat(c *call) Value {
	var items []Value
	for _, list := range c.args {
		items = append(items, list.list...)
	}
	return OfList(items)
}

func flatten(c *call) Value { return OfList(flat(nil, c.list(0))) }

func flat(into, items []Value) []Value {
	for _, item := range items {
		if item.kind == List {
			into = flat(into, item.list)
		} else {
			into = append(into, item)
		}
	}
	return into
}

func merge(c *call) Value {
	all := map[string]Value{}
	for _, object := range c.args {
		for _, m := range object.object {
			all[m.Name] = m.Value
		}
	}
	return OfObject(all)
}

// members are an object's values by sorted name.
func members(v Value) []Value {
	out := make([]Value, 0, len(v.object))
	for _, m := range v.object {
		out = append(out, m.Value)
	}
	return out
}

func slice(c *call) Value {
	items := c.list(0)
	from, ok := c.whole(1)
	to := len(items)
	if ok && c.has(2) {
		to, ok = c.whole(2)
	}
	if !ok || from > to || to > len(items) {
		return UnknownOf("a list does not reach as far as the slice")
	}
	return OfList(slices.Clone(items[from:to]))
}

func zipmap(c *call) Value {
	names, values := c.list(0), c.list(1)
	if len(names) != len(values) {
		return UnknownOf("there are not as many names as values")
	}
	object := make(map[string]Value, len(names))
	for i, name := range names {
		if bad := addMember(object, name, values[i]); bad != nil {
			return *bad
		}
	}
	return OfObject(object)
}

// settle is whether one item is the truth that decides: true for "any", false for "all". An item that
// is null leaves it open unless another decides.
func settle(items []Value, decides bool) Value {
	open := false
	for _, item := range items {
		if item.kind == Bool && item.truth == decides {
			return OfBool(decides)
		}
		open = open || item.kind != Bool
	}
	if open {
		return UnknownOf("an item of a list is not a yes or no")
	}
	return OfBool(!decides)
}
