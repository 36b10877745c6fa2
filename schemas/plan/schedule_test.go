package plan_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/robfig/cron/v3"

	"github.com/attestary/attestary/schemas/plan"
)

// Cron is what schedules mean everywhere: checker, workflow, and the program that judges an occurrence.
func TestCron(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"0 0 * * *", "*/15 6-18 * * MON-FRI", "30 23 1,15 jan 0"} {
		if _, err := plan.Cron(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{"", "0 0 * *", "0 0 * * * *", "60 0 * * *", "0 0 * * 7", "0 0 ? * *", "@every 1h", "CRON_TZ=UTC 0 0 * *", "0  0 * * *"} {
		if _, err := plan.Cron(bad); err == nil {
			t.Errorf("%q is taken for a schedule", bad)
		}
	}
}

// A workflow for 05:15 in Paris fires at 03:15 and at 04:15 UTC. On each day one of them is the one.
// TestEveryDay: together they come on every day of every week and year, or they do not.
func TestEveryDay(t *testing.T) {
	t.Parallel()
	for crons, want := range map[string]bool{
		"":                                false,
		"15 5 * * *":                      true,
		"0 7 * * 1":                       false,
		"0 7 * * 1-5|0 9 * * 6":           false,
		"0 7 * * 1-5|0 9 * * 0,6":         true,
		"0 7 1-30 * *":                    false,
		"0 7 1-31 * *":                    true,
		"0 7 * 1-11 *":                    false,
		"0 7 1 * 1-5|0 8 * * 6|0 8 * * 0": true, // the first of a month, or a weekday
	} {
		var all []*cron.SpecSchedule
		for _, fields := range strings.FieldsFunc(crons, func(r rune) bool { return r == '|' }) {
			s, err := plan.Cron(fields)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, s)
		}
		if got := plan.EveryDay(all); got != want {
			t.Errorf("%q: %t", crons, got)
		}
	}
}

func TestOccurrence(t *testing.T) {
	t.Parallel()
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	daily := plan.Trigger{Kind: "schedule", Name: "daily", Cron: "15 5 * * *"}
	for _, c := range []struct {
		name, fired, now, want string
	}{
		{"summer, the summer hour", "15 3 * * *", "2026-07-01T03:15:40Z", "2026-07-01T03:15:00Z"},
		{"summer, the winter hour", "15 4 * * *", "2026-07-01T04:15:40Z", ""},
		{"winter, the winter hour", "15 4 * * *", "2026-01-05T04:15:00Z", "2026-01-05T04:15:00Z"},
		{"winter, the summer hour", "15 3 * * *", "2026-01-05T03:15:00Z", ""},
		{"the server is an hour late, at the other one's time", "15 3 * * *", "2026-07-01T04:20:00Z", "2026-07-01T03:15:00Z"},
		{"the server is late over midnight", "15 3 * * *", "2026-07-02T03:14:59Z", "2026-07-01T03:15:00Z"},
		{"a schedule of another trigger", "30 3 * * *", "2026-07-01T03:30:00Z", ""},
		{"no schedule", "", "2026-07-01T03:15:00Z", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			now, err := time.Parse(time.RFC3339, c.now)
			if err != nil {
				t.Fatal(err)
			}
			at, due := daily.Occurrence(c.fired, now, paris)
			if got := at.Format(time.RFC3339); due != (c.want != "") || due && got != c.want {
				t.Errorf("got %s, %v; want %q", got, due, c.want)
			}
		})
	}
}
