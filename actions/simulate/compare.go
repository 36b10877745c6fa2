package simulate

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/scenario"
)

// Compare tells in which points the result is not what the scenario wants, each as a line for people. What
// the scenario does not name is not asked.
func Compare(want scenario.Want, got *Result) []string {
	var different []string
	say := func(what, want, got string) {
		if want != got {
			different = append(different, fmt.Sprintf("%s: wanted %s, got %s", what, want, got))
		}
	}
	if want.Outcome != string(got.Outcome) {
		say("outcome", want.Outcome, got.ending())
	} else if want.By != "" && want.By != got.By {
		say("by", want.By, got.ending())
	}
	if want.HasRan {
		say("ran", started(want.Ran), started(got.Ran))
	}
	for _, name := range slices.Sorted(maps.Keys(want.Evidence)) {
		if w, g := want.Evidence[name], got.Evidence[name]; !w.Equal(g) {
			say("evidence."+name, shown(w), shown(g))
		}
	}
	return different
}

// ending is the outcome, what decided it and why.
func (r *Result) ending() string {
	text := string(r.Outcome)
	if r.Outcome != evidence.Passed && r.By != "" {
		text += " by " + r.By
	}
	if r.Why != "" {
		text += ": " + r.Why
	}
	return text
}

func started(addresses []string) string {
	if len(addresses) == 0 {
		return "nothing"
	}
	return strings.Join(addresses, ", ")
}

// shown is a value as people write it, so that two which differ never look the same.
func shown(v expr.Value) string {
	switch v.Kind() {
	case expr.Number:
		return v.AsNumber().Text('f')
	case expr.List:
		return "[" + strings.Join(mapped(v.Items(), shown), ", ") + "]"
	case expr.Object:
		members := mapped(v.Names(), func(name string) string { return fmt.Sprintf("%q = %s", name, shown(v.Get(name))) })
		return "{ " + strings.Join(members, ", ") + " }"
	}
	text, err := canon.Encode(v)
	if err != nil {
		return "unknown"
	}
	return string(text)
}

func mapped[T any](list []T, f func(T) string) []string {
	texts := make([]string, len(list))
	for i, item := range list {
		texts[i] = f(item)
	}
	return texts
}
