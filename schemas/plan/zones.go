package plan

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

//go:generate go run genzones.go

// zoneTable holds lines "60 120: Africa/Ceuta Europe/Paris …": minutes east of UTC, then who keeps
// them. It is a table of our own because neither what compiles nor its workflow may depend on the machine,
// and every machine has another edition of the time zone database.
//
//go:embed zones.txt
var zoneTable string

// ZoneOffsets are the minutes east of UTC that clocks in the zone show at one time of the year or another.
// It is an error where there is no zone of that IANA name; the machine is not asked.
func ZoneOffsets(zone string) ([]int, error) {
	for line := range strings.Lines(zoneTable) {
		minutes, names, _ := strings.Cut(line, ": ")
		if !slices.Contains(strings.Fields(names), zone) {
			continue
		}
		var east []int
		for _, m := range strings.Fields(minutes) {
			n, err := strconv.Atoi(m)
			if err != nil {
				panic("zones.txt: " + err.Error())
			}
			east = append(east, n)
		}
		return east, nil
	}
	return nil, fmt.Errorf("timezone %q is not in the table of time zones", zone)
}
