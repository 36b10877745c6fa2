package plan_test

import (
	"slices"
	"testing"

	"github.com/attestary/attestary/schemas/plan"
)

// What compiles on one machine compiles on all: the table of zones is the program's, and neither the
// machine's files nor ZONEINFO add a zone to it.
func TestZoneOffsets(t *testing.T) {
	t.Setenv("ZONEINFO", t.TempDir())
	for zone, want := range map[string][]int{"UTC": {0}, "Europe/Paris": {60, 120}, "Asia/Kolkata": {330}} {
		if got, err := plan.ZoneOffsets(zone); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v; want %v", zone, got, err, want)
		}
	}
	for _, zone := range []string{"", "Local", "local", "europe/paris", "Europe/Atlantis", "0", "60", "0:"} {
		if got, err := plan.ZoneOffsets(zone); err == nil {
			t.Errorf("%q: %v; want an error", zone, got)
		}
	}
}
