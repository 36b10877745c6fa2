package emit

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"iter"
	"math/bits"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/plan"
)

// The fields of a schedule are sets of small numbers: bit n stands for n.
const (
	allMinutes = 1<<60 - 1
	allHours   = 1<<24 - 1
	allDays    = 1<<32 - 2 // 1-31
	allMonths  = 1<<13 - 2 // 1-12
	allWeek    = 1<<7 - 1  // 0 is Sunday

	unrestricted = 1 << 63 // the field is a star: it leaves the day to the other one
)

// clock is a schedule in UTC that fires at each minute of each hour of each day.
type clock struct {
	minutes, hours, dom, month, dow uint64
	either                          bool // both days are restricted: one of them is enough
}

// inUTC gives schedules in UTC which together fire whenever the local one is due, at any of the offsets.
// They may fire more often: where clocks change, one of two hours is wrong at any time, and a day near
// the end of a month may be the neighbour's. Whoever runs the plan judges the occurrence in the plan's
// own time zone (plan.Trigger.Occurrence) and drops what is not due.
func inUTC(fields string, east []int) ([]string, error) {
	local, err := plan.Cron(fields)
	if err != nil {
		return nil, err
	}
	in := clock{local.Minute & allMinutes, local.Hour & allHours, local.Dom & allDays, local.Month & allMonths, local.Dow & allWeek,
		(local.Dom|local.Dow)&unrestricted == 0}
	var out []string
	for _, offset := range east {
		for _, c := range in.shift(offset) {
			if text := c.String(); !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	return out, nil
}

// shift moves a schedule from an offset to UTC. Hours that fall on the day before or after become
// schedules of their own, and so do hours with other minutes (at an offset of half an hour).
func (c clock) shift(east int) []clock {
	type slot struct {
		day  int // -1 is the day before
		hour int
	}
	minutes := map[slot]uint64{}
	for h := range members(c.hours) {
		for m := range members(c.minutes) {
			at := h*60 + m - east + 24*60
			minutes[slot{at/(24*60) - 1, at / 60 % 24}] |= 1 << (at % 60)
		}
	}
	hours := map[clock]uint64{}
	for s, m := range minutes {
		day := c.day(s.day)
		day.minutes = m
		hours[day] |= 1 << s.hour
	}
	var out []clock
	for day, h := range hours {
		day.hours = h
		out = append(out, day)
	}
	slices.SortFunc(out, clock.compare)
	return out
}

// day gives the days of c moved by -1, 0 or 1. Weekdays move exactly; a day of the month moves to every
// day that it may be, as months differ in length.
func (c clock) day(by int) clock {
	out := clock{dom: c.dom, month: c.month, dow: rotate(c.dow, by), either: c.either}
	const first, ends = 1 << 1, 0b1111 << 28
	switch {
	case by < 0:
		out.dom = c.dom >> 1 & allDays
		if c.dom&first != 0 {
			out.dom |= ends
		}
		if c.dom&first != 0 || c.either {
			out.month |= c.month>>1&allMonths | c.month<<11&allMonths
		}
	case by > 0:
		out.dom = c.dom << 1 & allDays
		if c.dom&ends != 0 {
			out.dom |= first
		}
		if c.dom&ends != 0 || c.either {
			out.month |= c.month<<1&allMonths | c.month>>11&allMonths
		}
	}
	if out.either && (out.dom == allDays || out.dow == allWeek) {
		out.dom, out.dow = allDays, allWeek
	}
	return out
}

func rotate(week uint64, by int) uint64 {
	var out uint64
	for d := range members(week) {
		out |= 1 << ((d + by + 7) % 7)
	}
	return out
}

func (c clock) compare(d clock) int {
	return cmp.Or(cmp.Compare(c.dow, d.dow), cmp.Compare(c.dom, d.dom), cmp.Compare(c.hours, d.hours), cmp.Compare(c.minutes, d.minutes))
}

func (c clock) String() string {
	return fmt.Sprintf("%s %s %s %s %s", set(c.minutes, allMinutes), set(c.hours, allHours),
		set(c.dom, allDays), set(c.month, allMonths), set(c.dow, allWeek))
}

// set writes a field: "*" for all, ranges where three or more numbers follow each other.
func set(field, all uint64) string {
	if field == all {
		return "*"
	}
	var parts []string
	for n := 0; n < 64; n++ {
		if field>>n&1 == 0 {
			continue
		}
		run := bits.TrailingZeros64(^(field >> n))
		if run < 3 {
			parts = append(parts, fmt.Sprint(n))
			continue
		}
		parts = append(parts, fmt.Sprintf("%d-%d", n, n+run-1))
		n += run - 1
	}
	return strings.Join(parts, ",")
}

// members are the numbers of a field, ascending.
func members(field uint64) iter.Seq[int] {
	return func(yield func(int) bool) {
		for ; field != 0; field &= field - 1 {
			if !yield(bits.TrailingZeros64(field)) {
				return
			}
		}
	}
}

// spread is a time of the night that follows from a name, so that not everybody's server is asked at once. It
// is never the first minute of an hour, when most are.
func spread(name string) (minute, hour int) {
	sum := sha256.Sum256([]byte(name))
	return 1 + int(sum[0])%59, int(sum[1]) % 6
}
