package scope

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// EveryForms says what every may be, for messages.
const EveryForms = `"monday 07:00", "monday thursday 07:00", "weekday 07:00", "day 06:30", "hour", "6 hours" or "15 minutes"`

// weekdays have the number that cron gives them.
var weekdays = map[string]string{
	"sunday": "0", "monday": "1", "tuesday": "2", "wednesday": "3", "thursday": "4", "friday": "5", "saturday": "6",
}

// Every is the five fields of cron that the words of every mean. The error says what is wrong with them.
func Every(words string) (cron string, err error) {
	fields := strings.Fields(words)
	switch {
	case words == "hour":
		return "0 * * * *", nil
	case len(fields) == 2 && fields[1] == "minutes":
		n, err := divisor(fields[0], 60, "minutes of an hour")
		return fmt.Sprintf("*/%d * * * *", n), err
	case len(fields) == 2 && fields[1] == "hours":
		n, err := divisor(fields[0], 24, "hours of a day")
		return fmt.Sprintf("0 */%d * * *", n), err
	case len(fields) < 2:
		return "", fmt.Errorf("%q is not a time", words)
	}
	minute, hour, err := clock(fields[len(fields)-1])
	if err != nil {
		return "", err
	}
	days, err := daysOf(fields[:len(fields)-1])
	return fmt.Sprintf("%d %d * * %s", minute, hour, days), err
}

// divisor reads a number that divides whole, so that the times are equally far from each other.
func divisor(text string, whole int, what string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 2 || n >= whole || whole%n != 0 {
		return 0, fmt.Errorf("%q does not divide the %d %s", text, whole, what)
	}
	return n, nil
}

func clock(text string) (minute, hour int, err error) {
	h, m, ok := strings.Cut(text, ":")
	hour, errHour := strconv.Atoi(h)
	minute, errMinute := strconv.Atoi(m)
	if !ok || len(h) != 2 || len(m) != 2 || errHour != nil || errMinute != nil {
		return 0, 0, fmt.Errorf("%q is not a time of day as 07:00", text)
	}
	if hour < 0 || hour > 23 {
		return 0, 0, fmt.Errorf("hour %d does not exist; allowed are 00 to 23", hour)
	}
	if minute < 0 || minute > 59 {
		return 0, 0, fmt.Errorf("minute %d does not exist; allowed are 00 to 59", minute)
	}
	return minute, hour, nil
}

// daysOf is cron's last field for days by name.
func daysOf(names []string) (string, error) {
	if len(names) == 1 && names[0] == "day" {
		return "*", nil
	}
	if len(names) == 1 && names[0] == "weekday" {
		return "1-5", nil
	}
	var numbers []string
	for _, name := range names {
		number, ok := weekdays[strings.TrimSuffix(name, ",")]
		if !ok {
			return "", fmt.Errorf("%q is not a day", name)
		}
		if slices.Contains(numbers, number) {
			return "", fmt.Errorf("%s stands twice", name)
		}
		numbers = append(numbers, number)
	}
	slices.Sort(numbers)
	return strings.Join(numbers, ","), nil
}
