package emit_test

import (
	"fmt"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/schemas/plan"
)

// The hours that a person reads in the workflow.
func TestSchedulesInUTC(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zone, cron string
		want       []string
	}{
		{"UTC", "*/15 * * * *", []string{"0,15,30,45 * * * *"}},
		{"Europe/Paris", "15 5 * * *", []string{"15 4 * * *", "15 3 * * *"}},
		{"Europe/Paris", "0 * * * *", []string{"0 * * * *"}},
		{"Europe/Paris", "30 0 * * MON", []string{"30 23 * * 0", "30 22 * * 0"}},
		{"America/New_York", "0 20 * * MON-FRI", []string{"0 1 * * 2-6", "0 0 * * 2-6"}},
		{"Asia/Kolkata", "0 5 * * *", []string{"30 23 * * *"}},
		{"Asia/Tokyo", "0 3 1 JAN *", []string{"0 18 28-31 1,12 *"}},
		{"America/Bogota", "0 21 31 12 *", []string{"0 2 1 1,12 *"}},
		{"Asia/Tokyo", "0 3 15 * MON", []string{"0 18 14 * 0"}},
	} {
		t.Run(c.zone+" "+c.cron, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, crons(t, c.zone, c.cron)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Whatever the zone and the schedule: over a year, a server that follows the workflow in UTC, with the
// program dropping what is not due, starts the runbook exactly when the local clock says so.
func TestEveryOccurrenceAndNoOther(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Adelaide", "Africa/Casablanca", "Pacific/Kiritimati", "America/St_Johns"} {
		for _, cron := range []string{"15 5 * * *", "30 0 * * MON", "0,45 23 1 * *", "10 1 31 * *", "0 22 * JAN-MAR FRI", "5 0 1 3 SUN", "0 23 1-30 6 1", "0 */6 * * *"} {
			t.Run(zone+" "+cron, func(t *testing.T) {
				t.Parallel()
				location, err := time.LoadLocation(zone)
				if err != nil {
					t.Fatal(err)
				}
				from := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
				want := occurrences(t, cron, from.In(location))
				trigger := plan.Trigger{Kind: "schedule", Name: "daily", Cron: cron}
				got := map[string]bool{}
				for _, utc := range crons(t, zone, cron) {
					for fired := range occurrences(t, utc, from) {
						late, _ := time.Parse(time.RFC3339, fired)
						if at, due := trigger.Occurrence(utc, late.Add(40*time.Second), location); due {
							got[at.Format(time.RFC3339)] = true
						}
					}
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("(-local clock +server)\n%s", diff)
				}
			})
		}
	}
}

// occurrences are the instants of a schedule in the year that begins at from, in the zone of from.
func occurrences(t *testing.T, cron string, from time.Time) map[string]bool {
	t.Helper()
	schedule, err := plan.Cron(cron)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for at := schedule.Next(from.Add(-time.Second)); at.Before(from.AddDate(1, 0, 0)); at = schedule.Next(at) {
		found[at.UTC().Format(time.RFC3339)] = true
	}
	return found
}

// crons are the schedules of the workflow that a plan with this schedule gets.
func crons(t *testing.T, zone, cron string) []string {
	t.Helper()
	file, err := emit.Workflow(base(func(p *plan.Plan) { p.Timezone, p.Triggers[0].Cron = zone, cron }), emit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		On struct{ Schedule []struct{ Cron string } }
	}
	if err := yaml.Unmarshal(file.Data, &doc); err != nil {
		t.Fatal(fmt.Errorf("%w\n%s", err, file.Data))
	}
	var found []string
	for _, s := range doc.On.Schedule {
		found = append(found, s.Cron)
	}
	return found
}
