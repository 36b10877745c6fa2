package plan

import (
	"cmp"
	"fmt"
	"regexp"
	"time"

	"github.com/robfig/cron/v3"
)

// MaxDelay is how long after its time an occurrence may still start. Servers start scheduled runs late
// when they are busy.
const MaxDelay = 24 * time.Hour

var cronForm = regexp.MustCompile(`^[0-9A-Za-z*,/-]+( [0-9A-Za-z*,/-]+){4}$`)

// Cron reads the five fields of a schedule: minute, hour, day of month, month, day of week (0-6 or
// names, 0 is Sunday). Where both days are restricted, one of them is enough. Nothing else parses:
// neither "@daily" nor a time zone of its own.
func Cron(fields string) (*cron.SpecSchedule, error) {
	if !cronForm.MatchString(fields) {
		return nil, fmt.Errorf("%q is not five fields of a schedule", fields)
	}
	parser := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)
	schedule, err := parser.Parse(fields)
	if err != nil {
		return nil, err
	}
	return schedule.(*cron.SpecSchedule), nil
}

// EveryDay tells whether schedules together come on every day of every year.
func EveryDay(schedules []*cron.SpecSchedule) bool {
	var week uint64
	for _, s := range schedules {
		week |= weekdays(s)
	}
	return week == everyWeekday
}

const (
	everyWeekday  = 1<<7 - 1
	everyMonthDay = 1<<32 - 2
	everyMonth    = 1<<13 - 2
	star          = 1 << 63 // the field was written as a star, and leaves the day to the other one
)

// weekdays are those on which a schedule is due in every week of every year, as bits; 0 is Sunday.
func weekdays(s *cron.SpecSchedule) uint64 {
	dom, dow := s.Dom&everyMonthDay, s.Dow&everyWeekday
	either := (s.Dom|s.Dow)&star == 0
	switch {
	case s.Month&everyMonth != everyMonth:
		return 0
	case either && dom == everyMonthDay:
		return everyWeekday
	case either || dom == everyMonthDay:
		return dow
	}
	return 0
}

// Zone is the name of the time zone that a trigger's schedule is in: its own, or the plan's.
func (p *Plan) Zone(t *Trigger) string { return cmp.Or(t.Timezone, p.Timezone) }

// Occurrence is the instant for which a server that knows UTC only started the trigger: fired is the UTC
// schedule that it says it followed, zone its time zone (Plan.Zone). It is false where the trigger was not
// due then. That is how the wrong one of two UTC hours is told, on the half of the year when clocks
// differ, and it does not matter how late the server is, up to MaxDelay.
func (t *Trigger) Occurrence(fired string, now time.Time, zone *time.Location) (time.Time, bool) {
	utc, err := Cron(fired)
	if err != nil {
		return time.Time{}, false
	}
	local, err := Cron(t.Cron)
	if err != nil {
		return time.Time{}, false
	}
	var last time.Time
	now = now.UTC()
	for at := utc.Next(now.Add(-MaxDelay)); !at.IsZero() && !at.After(now); at = utc.Next(at) {
		last = at
	}
	due := !last.IsZero() && local.Next(last.In(zone).Add(-time.Second)).Equal(last)
	return last, due
}
