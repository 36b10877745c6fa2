package syntax

import (
	"slices"

	"github.com/attestary/attestary/compiler/diag"
)

// checkFixes keeps, of the fixes that findings offer, those that were checked: with the edit made, the
// finding is gone and no other one came. judge gives the findings of an edited
// file. What is left of the effort bounds how many are checked; one that was not is not offered.
func checkFixes(src []byte, diags []diag.Diagnostic, left *effort, judge func([]byte, *effort) []diag.Diagnostic) {
	before := tally(diags)
	for i := range diags {
		var kept []diag.Fix
		for _, fix := range diags[i].Fixes {
			edited := Apply(src, fix.Edits)
			if !left.spend(len(edited)) {
				break
			}
			if after := tally(judge(edited, left)); left.spend(0) && mends(before, after, diags[i].Code) {
				kept = append(kept, fix)
			}
		}
		diags[i].Fixes = kept
	}
}

// tally counts findings by code. Places move when a file is edited; codes do not.
func tally(diags []diag.Diagnostic) map[string]int {
	counts := map[string]int{}
	for _, d := range diags {
		counts[d.Code]++
	}
	return counts
}

func mends(before, after map[string]int, code string) bool {
	for c, n := range after {
		if n > before[c] {
			return false
		}
	}
	return after[code] < before[code]
}

// Apply makes edits of one file in its bytes. Edits must not overlap.
func Apply(src []byte, edits []diag.Edit) []byte {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b diag.Edit) int { return b.Range.Start.Byte - a.Range.Start.Byte })
	out := slices.Clone(src)
	for _, e := range edits {
		out = slices.Replace(out, e.Range.Start.Byte, e.Range.End.Byte, []byte(e.New)...)
	}
	return out
}
