package diff

import (
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler/internal/show"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

// widening tells whether a fact gives more power, people or reach than before, or may do so. A side on which
// the setting is not given is nil, never both. Where it cannot be told, the answer is yes.
type widening func(before, after *fact) bool

// present: whatever it is now, it was not so before.
func present(_, after *fact) bool { return after != nil }

// turned: another value is another thing; the first value, or none, is nothing more.
func turned(before, after *fact) bool { return before != nil && after != nil }

// stripped: there was something in the list that is not.
func stripped(before, after *fact) bool {
	return before != nil && (after == nil || len(without(before.list, after.list)) > 0)
}

// lost: the setting was a bound, and is another or gone.
func lost(before, _ *fact) bool { return before != nil }

// gone: the setting was a bound, and is gone.
func gone(_, after *fact) bool { return after == nil }

// gained: there is something in the list that was not.
func gained(before, after *fact) bool {
	if after == nil {
		return false
	}
	return before == nil || len(without(after.list, before.list)) > 0
}

// loosened: the list was a bound, and has something more, or is gone.
func loosened(before, after *fact) bool {
	return before != nil && (after == nil || gained(before, after))
}

// risen: the number is greater.
func risen(before, after *fact) bool {
	return after != nil && (before == nil || order(before.exact, after.exact) != more)
}

// raised: the number is an upper bound, and is greater or gone.
func raised(before, after *fact) bool {
	return before != nil && (after == nil || order(before.exact, after.exact) != more)
}

// lowered: the number is a lower bound, and is less or gone.
func lowered(before, after *fact) bool {
	return before != nil && (after == nil || order(before.exact, after.exact) != less)
}

// stronger: the effect does more to the world. A step that is new and only looks is nothing more.
func stronger(before, after *fact) bool {
	return rankOfEffect(after) > rankOfEffect(before)
}

// busier: the action is one that can do more to the world.
func busier(before, after *fact) bool {
	return before != nil && after != nil && rankOfAction(after.text) > rankOfAction(before.text)
}

// writing: the method of a request is another, and not one that only looks.
func writing(before, after *fact) bool {
	if after == nil {
		return false
	}
	method, _ := show.LiteralText(after.node)
	return (before == nil || before.exact != after.exact) && method != "GET" && method != "HEAD"
}

// querying: the statement is another, or is new and one that does more than look.
func querying(before, after *fact) bool {
	if after == nil {
		return false
	}
	query, _ := show.LiteralText(after.node)
	s, err := kind.ReadStatement(query)
	return before != nil && before.exact != after.exact || before == nil && (err != nil || !s.Observes())
}

var effects = []string{string(kind.Observe), string(kind.Change), string(kind.Grant), string(kind.Destroy)}

func rankOfEffect(f *fact) int {
	if f == nil {
		return 0
	}
	if i := slices.Index(effects, f.text); i >= 0 {
		return i
	}
	return len(effects)
}

func rankOfAction(name string) int {
	k, ok := kind.Lookup(name)
	if !ok {
		return len(effects)
	}
	return slices.Index(effects, string(k.Effect))
}

// ordering is how two bounds stand to each other.
type ordering int

const (
	unclear ordering = iota
	less             // the second is greater
	more             // the first is greater
)

var (
	plainNumber = regexp.MustCompile(`^-?[0-9]{1,40}(\.[0-9]{1,40})?$`)
	plainDate   = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
)

// order compares bounds of inputs, which are numbers, dates or lengths of time, as text.
func order(a, b string) ordering {
	switch {
	case plainNumber.MatchString(a) && plainNumber.MatchString(b):
		x, _ := new(big.Rat).SetString(a)
		y, _ := new(big.Rat).SetString(b)
		return ordered(x.Cmp(y))
	case plainDate.MatchString(a) && plainDate.MatchString(b):
		return ordered(strings.Compare(a, b))
	}
	x, okX := expr.ParseLength(a)
	y, okY := expr.ParseLength(b)
	if !okX || !okY {
		return unclear
	}
	return ordered(big.NewInt(x).Cmp(big.NewInt(y)))
}

func ordered(sign int) ordering {
	return [...]ordering{less, unclear, more}[sign+1]
}

// without are the items of list that are not in other.
func without(list, other []string) []string {
	known := make(map[string]bool, len(other))
	for _, item := range other {
		known[item] = true
	}
	return slices.DeleteFunc(slices.Clone(list), func(item string) bool { return known[item] })
}
