package report

import (
	"time"

	"github.com/robfig/cron/v3"

	"github.com/attestary/attestary/schemas/plan"
)

// schedule is one trigger that starts a runbook by itself, in the plan's time zone.
type schedule struct {
	name string
	spec *cron.SpecSchedule
	zone *time.Location
}

// next is the first occurrence after t; zero where there is none within five years.
func (s schedule) next(t time.Time) time.Time { return s.spec.Next(t.In(s.zone)).UTC() }

// deadline is when an occurrence without authorization counts as missed: one period after its time, and
// at most plan.MaxDelay.
func (s schedule) deadline(at time.Time) time.Time {
	latest := at.Add(plan.MaxDelay)
	if n := s.next(at); !n.IsZero() && n.Before(latest) {
		return n
	}
	return latest
}

// rarest is how many years can lie between two occurrences: those between two leap days around 2100.
const rarest = 8

// last is the newest occurrence that is after the first instant, not after the second, and ok. It looks
// back in ever longer stretches, because the one that is sought is nearly always among the newest.
func (s schedule) last(after, until time.Time, ok func(time.Time) bool) (time.Time, bool) {
	if oldest := until.AddDate(-rarest, 0, 0); after.Before(oldest) {
		after = oldest
	}
	for span := 2 * time.Hour; until.After(after); span *= 2 {
		start := until.Add(-span)
		if start.Before(after) {
			start = after
		}
		var found time.Time
		for at := s.next(start); !at.IsZero() && !at.After(until); at = s.next(at) {
			if ok(at) {
				found = at
			}
		}
		if !found.IsZero() {
			return found, true
		}
		until = start
	}
	return time.Time{}, false
}

// daily tells whether the schedules together start the runbook on every day of the year.
func daily(schedules []schedule) bool {
	var all []*cron.SpecSchedule
	for _, s := range schedules {
		all = append(all, s.spec)
	}
	return plan.EveryDay(all)
}
