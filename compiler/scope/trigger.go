package scope

import (
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Members are the names and values of an object that is written out, in order of writing; none where t is
// nil or something else.
func Members(t *Term) iter.Seq2[string, *Term] {
	return func(yield func(string, *Term) bool) {
		if t == nil || t.Op != expr.OpObject {
			return
		}
		for i := 0; i < len(t.Args); i += 2 {
			name, ok := t.Args[i].Value.AsText()
			if ok && !yield(name, t.Args[i+1]) {
				return
			}
		}
	}
}

const day = 24 * 3600

// Freshest is the longest time, in seconds, that a passing run may count for a stage: the sooner things
// are claimed to be seen, the less. Where only events or people start the runbook it is that of the lowest
// stages.
func (r *Runbook) Freshest(stage catalog.Stage) int64 {
	switch {
	case !r.scheduled():
		return 90 * day
	case stage == catalog.Optimal:
		return 2 * day
	case stage == catalog.Advanced:
		return 30 * day
	}
	return 90 * day
}

// StartsItself tells whether some trigger starts the runbook without a person.
func (r *Runbook) StartsItself() bool {
	return slices.ContainsFunc(r.Tree.Triggers, func(t *syntax.Trigger) bool { return plan.StartsItself(t.Kind.Value) })
}

// ByHand tells whether a person starts a run by t, who can be asked for inputs and has access or not.
func ByHand(t *syntax.Trigger) bool { return t.Kind.Value == "manual" || t.Kind.Value == "issue" }

// scheduled tells whether some trigger starts the runbook at times that are known.
func (r *Runbook) scheduled() bool {
	return slices.ContainsFunc(r.Tree.Triggers, func(t *syntax.Trigger) bool { return t.Kind.Value == "schedule" })
}

// Interval is the longest time, in seconds, between two starts by a schedule of five fields. ok is false
// for one that never comes, or that does not parse. Many runbooks share a schedule, so the project keeps
// what it computed.
func (p *Project) Interval(cron string) (seconds int64, ok bool) {
	known, found := p.intervals.Load(cron)
	if !found {
		seconds, ok = interval(cron)
		known, _ = p.intervals.LoadOrStore(cron, gap{seconds, ok})
	}
	return known.(gap).seconds, known.(gap).comes
}

// gap is what Interval gives.
type gap struct {
	seconds int64
	comes   bool
}

func interval(cron string) (seconds int64, ok bool) {
	schedule, err := plan.Cron(cron)
	if err != nil {
		return 0, false
	}
	schedule.Location = time.UTC
	at := schedule.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	for end := at.AddDate(0, 0, lookAhead(cron)); !at.IsZero() && at.Before(end); {
		next := schedule.Next(at)
		if next.IsZero() {
			break
		}
		seconds = max(seconds, int64(next.Sub(at)/time.Second))
		at = next
	}
	return seconds, !at.IsZero()
}

// lookAhead is how many days show every gap of a schedule: those of one week where no day of the month
// and no month is named, and of a year and a leap day otherwise.
func lookAhead(cron string) int {
	if fields := strings.Fields(cron); fields[2] == "*" && fields[3] == "*" {
		return 8
	}
	return 367
}
