package show

import (
	"fmt"
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
)

type clock struct{ minutes, hours, dom, month, dow uint64 }

// Times says in words when a schedule is due: "every Monday at 07:00", "every 15 minutes". One that is
// harder to say is told by its five fields.
func Times(fields string) string {
	schedule, err := plan.Cron(fields)
	if err != nil {
		return "cron " + fields
	}
	in := clock{schedule.Minute & allMinutes, schedule.Hour & allHours, schedule.Dom & allDays, schedule.Month & allMonths, schedule.Dow & allWeek}
	days, daily := in.days()
	often, at := in.often(), in.at()
	switch {
	case days == "" || often == "" && at == "":
		return "cron " + fields
	case often == "":
		return days + " at " + at
	case daily:
		return often
	}
	return often + ", " + days
}

// often is for what is due at equal distances all day; "" for all else.
func (c clock) often() string {
	minutes, hours := distance(c.minutes, 60), distance(c.hours, 24)
	switch {
	case hours == 1 && minutes == 60:
		return "every hour"
	case hours == 1 && minutes == 1:
		return "every minute"
	case hours == 1 && minutes > 0:
		return fmt.Sprintf("every %d minutes", minutes)
	case hours == 1 && bits.OnesCount64(c.minutes) == 1:
		return fmt.Sprintf("every hour at %d past", bits.TrailingZeros64(c.minutes))
	case minutes == 60 && hours > 1 && hours < 24:
		return fmt.Sprintf("every %d hours", hours)
	}
	return ""
}

// distance is how far the members of a set are apart that begins with 0 and goes on evenly over the whole;
// 0 for other sets.
func distance(set uint64, whole int) int {
	n := bits.OnesCount64(set)
	if n == 0 || whole%n != 0 {
		return 0
	}
	step := whole / n
	for i := range n {
		if set&(1<<(i*step)) == 0 {
			return 0
		}
	}
	return step
}

// mostTimes is how many times of a day a sentence can hold.
const mostTimes = 6

// at are the times of a day; "" where they are too many.
func (c clock) at() string {
	var times []string
	for _, h := range members(c.hours) {
		for _, m := range members(c.minutes) {
			times = append(times, fmt.Sprintf("%02d:%02d", h, m))
		}
	}
	if len(times) > mostTimes {
		return ""
	}
	return spoken(times)
}

var weekdayNames = []string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}

var monthNames = []string{"", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

// days are the days in words, and whether that is every day; "" where no words say it.
func (c clock) days() (words string, daily bool) {
	months := ""
	if c.month != allMonths {
		months = " of " + spoken(named(c.month, monthNames))
	}
	switch {
	case c.dom != allDays && c.dow != allWeek: // one of the two is enough
		return "", false
	case c.dom != allDays && months == "":
		months = " of every month"
		fallthrough
	case c.dom != allDays:
		return "on day " + spoken(named(c.dom, nil)) + months, false
	case c.dow == allWeek && months == "":
		return "every day", true
	case c.dow == 1<<1|1<<2|1<<3|1<<4|1<<5:
		return "every weekday" + months, false
	case c.dow == allWeek:
		return "every day" + months, false
	}
	return "every " + spoken(named(c.dow, weekdayNames)) + months, false
}

// named are the members of a set by their names; without names, as numbers.
func named(set uint64, names []string) []string {
	var list []string
	for _, n := range members(set) {
		if names == nil {
			list = append(list, fmt.Sprint(n))
		} else {
			list = append(list, names[n])
		}
	}
	if len(list) > 1 && list[0] == "Sunday" { // a week ends with it
		list = append(slices.Clone(list[1:]), list[0])
	}
	return list
}

func members(set uint64) []int {
	var list []int
	for ; set != 0; set &= set - 1 {
		list = append(list, bits.TrailingZeros64(set))
	}
	return list
}

// spoken is "a, b and c".
func spoken(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}
