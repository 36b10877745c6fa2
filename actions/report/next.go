package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/verdict"
)

// cheapest orders what is wrong with a claim by how little it takes to mend it.
var cheapest = []verdict.Standing{verdict.NotRun, verdict.Stale, verdict.Missed, verdict.Unproven, verdict.Failing}

// next is the cheapest next step of a function, as a sentence: what would bring it to the lowest stage
// that is not met.
func next(f *verdict.Function) string {
	i := slices.IndexFunc(f.Cells, func(c verdict.Cell) bool { return c.Standing != verdict.Met })
	if i < 0 {
		return keep(&f.Cells[len(f.Cells)-1])
	}
	cell := &f.Cells[i]
	if cell.Standing == verdict.Unclaimed {
		return fmt.Sprintf("No runbook claims %s: write one, or adopt one.", cell.Stage)
	}
	var open []verdict.Proof
	for _, s := range cheapest {
		for _, p := range cell.Claims {
			if p.Standing == s {
				open = append(open, p)
			}
		}
	}
	text := mend(open[0], cell.Stage)
	if more := len(open) - 1; more > 0 {
		text += fmt.Sprintf(" Then %d more for %s.", more, cell.Stage)
	}
	return text
}

// keep is what is left to do where all is met: let nothing go stale.
func keep(cell *verdict.Cell) string {
	first := slices.MinFunc(cell.Claims, func(a, b verdict.Proof) int { return strings.Compare(a.FreshTo, b.FreshTo) })
	return fmt.Sprintf("Nothing is missing; %s must pass again by %s.", first.Runbook, words(first.FreshTo))
}

// mend is what to do about one claim that is not met.
func mend(p verdict.Proof, stage string) string {
	if p.Due != "" {
		return fmt.Sprintf("Wait for the run of %s that is under way.", p.Runbook)
	}
	byHand := stage == "initial"
	switch {
	case p.Standing == verdict.Failing && len(p.Failed) > 0:
		return fmt.Sprintf("Mend what %s found (%s), then let it run again.", p.Runbook, strings.Join(p.Failed, ", "))
	case p.Standing == verdict.Failing:
		return fmt.Sprintf("Find out why the newest run of %s did not pass, then let it run again.", p.Runbook)
	case p.Standing == verdict.Unproven:
		return fmt.Sprintf("Make the runs of %s count: %s", p.Runbook, p.Why)
	case byHand:
		return fmt.Sprintf("Run it: attestary run %s", p.Runbook)
	case p.Standing == verdict.NotRun:
		return fmt.Sprintf("Let the schedule of %s start it once.", p.Runbook)
	}
	return fmt.Sprintf("Find out why the schedule of %s did not start it.", p.Runbook)
}

// words is an instant of a document, as a sentence says it.
func words(instant string) string {
	if len(instant) != len(instantForm) {
		return instant
	}
	return instant[:10] + " " + instant[11:16] + " UTC"
}
