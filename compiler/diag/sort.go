package diag

import (
	"cmp"
	"slices"
)

// Sort orders findings by file, place, code and message: the one order in which they are shown.
func Sort(ds []Diagnostic) {
	slices.SortStableFunc(ds, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.Range.File, b.Range.File),
			cmp.Compare(a.Range.Start.Byte, b.Range.Start.Byte),
			cmp.Compare(a.Range.End.Byte, b.Range.End.Byte),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Message, b.Message),
		)
	})
}

// Folded is a finding with the places of those like it that were left off after it.
type Folded struct {
	Diagnostic
	More []Range
}

// Fold keeps the first keep findings of each code in each file and hangs the places of the others on the
// last one kept, so that one habit does not bury everything else. ds must be sorted; keep is at least 1.
func Fold(ds []Diagnostic, keep int) []Folded {
	type habit struct{ file, code string }
	seen := map[habit]int{}
	last := map[habit]int{}
	var folded []Folded
	for _, d := range ds {
		h := habit{d.Range.File, d.Code}
		if seen[h]++; seen[h] > keep {
			folded[last[h]].More = append(folded[last[h]].More, d.Range)
			continue
		}
		last[h] = len(folded)
		folded = append(folded, Folded{Diagnostic: d})
	}
	return folded
}
