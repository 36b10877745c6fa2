package evidence

import (
	"strings"
	"time"
)

// Step is the address of the step that is taken back.
func (d *DueRecord) Step() string { return strings.TrimSuffix(d.Address, ".undo") }

// The period of a change that ends by itself is as long again as it was to last, within these.
const (
	leastPeriod = time.Hour
	mostPeriod  = 24 * time.Hour
)

// Missed is the instant after which the undo counts as missed, where the run that made the change ended at
// that instant: one period after it was due. A schedule has a period of its own. What ends once has as long
// again as it was to last, but an hour at least, because a clock must come by, and at most a day, as every
// occurrence has.
func (d *DueRecord) Missed(ended string) (time.Time, error) {
	due, err := ParseInstant(d.At)
	if err != nil {
		return time.Time{}, err
	}
	from, err := ParseInstant(ended)
	if err != nil {
		return time.Time{}, err
	}
	period := min(max(due.Sub(from), leastPeriod), mostPeriod)
	if due.Before(from) {
		due = from // it may be taken back once its run has ended
	}
	return due.Add(period), nil
}
