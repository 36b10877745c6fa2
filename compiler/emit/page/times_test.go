package page_test

import (
	"testing"

	"github.com/attestary/attestary/compiler/emit/page"
	"github.com/attestary/attestary/compiler/scope"
)

// A schedule is said as people say it. What has no short words keeps its five fields.
func TestTimes(t *testing.T) {
	t.Parallel()
	for fields, want := range map[string]string{
		"15 5 * * *":         "every day at 05:15",
		"0 7 * * MON":        "every Monday at 07:00",
		"0 7 * * 4,1":        "every Monday and Thursday at 07:00",
		"0 9 * * 0,6":        "every Saturday and Sunday at 09:00",
		"0 7 * * 1-5":        "every weekday at 07:00",
		"30 6,18 * * *":      "every day at 06:30 and 18:30",
		"0,30 8 * * *":       "every day at 08:00 and 08:30",
		"*/15 * * * *":       "every 15 minutes",
		"0,20,40 * * * *":    "every 20 minutes",
		"* * * * *":          "every minute",
		"0 * * * *":          "every hour",
		"20 * * * *":         "every hour at 20 past",
		"0 */6 * * *":        "every 6 hours",
		"0 0,12 * * *":       "every 12 hours",
		"0 0 * * *":          "every day at 00:00",
		"*/15 * * * 1-5":     "every 15 minutes, every weekday",
		"0 9 1 * *":          "on day 1 of every month at 09:00",
		"0 9 1,15 1,7 *":     "on day 1 and 15 of January and July at 09:00",
		"0 9 * 12 *":         "every day of December at 09:00",
		"0 9 1 * 1":          "cron 0 9 1 * 1", // one of the two days is enough, which no short words say
		"*/7 * * * *":        "cron */7 * * * *",
		"*/10 8-17 * * *":    "cron */10 8-17 * * *",
		"5,10 1,2,3,4 * * *": "cron 5,10 1,2,3,4 * * *",
		"not a schedule":     "cron not a schedule",
	} {
		if got := page.Times(fields); got != want {
			t.Errorf("%s: %q, want %q", fields, got, want)
		}
	}
}

// The words of every are said again as they were written.
func TestTimesOfEvery(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"monday 07:00": "every Monday at 07:00", "monday thursday 07:00": "every Monday and Thursday at 07:00", "weekday 07:00": "every weekday at 07:00",
		"day 06:30": "every day at 06:30", "hour": "every hour", "6 hours": "every 6 hours", "15 minutes": "every 15 minutes",
	} {
		cron, err := scope.Every(words)
		if err != nil {
			t.Fatal(err)
		}
		if got := page.Times(cron); got != want {
			t.Errorf("%s: %q, want %q", words, got, want)
		}
	}
}
