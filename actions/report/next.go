package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// cheapest orders what is wrong with a claim by how little it takes to mend it.
var cheapest = []verdict.Standing{verdict.NotRun, verdict.Stale, verdict.Missed, verdict.Unproven, verdict.Failing, verdict.Waived}

// next is the cheapest next step of a function, as a sentence: what would bring it to the lowest stage
// that is not met. steps are those of the claims, by "STAGE RUNBOOK".
func next(f *verdict.Function, steps map[string]string) string {
	i := slices.IndexFunc(f.Cells, func(c verdict.Cell) bool { return c.Standing != verdict.Met })
	if i < 0 {
		return keep(&f.Cells[len(f.Cells)-1])
	}
	cell := &f.Cells[i]
	if cell.Standing == verdict.Unclaimed {
		return fmt.Sprintf("No runbook claims %s: write one, or adopt one.", cell.Stage)
	}
	var open []string
	for _, s := range cheapest {
		for _, p := range cell.Claims {
			if p.Standing == s {
				open = append(open, steps[cell.Stage+" "+p.Runbook])
			}
		}
	}
	if more := len(open) - 1; more > 0 {
		return fmt.Sprintf("%s Then %d more for %s.", open[0], more, cell.Stage)
	}
	return open[0]
}

// keep is what is left to do where all is met: let nothing go stale.
func keep(cell *verdict.Cell) string {
	first := slices.MinFunc(cell.Claims, func(a, b verdict.Proof) int { return strings.Compare(a.FreshTo, b.FreshTo) })
	return fmt.Sprintf("Nothing is missing; %s must pass again by %s.", first.Runbook, words(first.FreshTo))
}

// again is what it takes to have one more run: a command where one by hand is enough, else a sentence
// about the runbook's schedule.
func (c *claim) again(bySchedule string) string {
	if !c.track.bySelf {
		return "Run it: attestary run " + c.book.plan.Runbook
	}
	return fmt.Sprintf(bySchedule, c.book.plan.Runbook)
}

// mending is what to do about a run that did not pass.
func mending(t *thing) string {
	name := t.run.Runbook
	switch {
	case t.ended.IsZero():
		return fmt.Sprintf("Find out why the newest run of %s told no end, then let it run again.", name)
	case t.run.Result.Outcome == evidence.Unknown && len(t.run.Result.Failed) > 0:
		return fmt.Sprintf("Find out why %s could not look (%s), then let it run again.", name, few(t.run.Result.Failed))
	case t.run.Result.Outcome == evidence.Failed && len(t.run.Result.Failed) > 0:
		return fmt.Sprintf("Mend what %s found (%s), then let it run again.", name, few(t.run.Result.Failed))
	}
	return fmt.Sprintf("Find out why the newest run of %s ended as %s, then let it run again.", name, t.run.Result.Outcome)
}

// few is the start of a list, within a sentence.
func few(names []string) string {
	const most = 3
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}

// words is an instant of a document, as a sentence says it.
func words(instant string) string {
	t, err := time.Parse(instantForm, instant)
	if err != nil {
		return clean(instant)
	}
	return spoken(t)
}
