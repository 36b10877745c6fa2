package live

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
)

// cell is what is known of one part of a run: of all its items, in all jobs of its phase.
type cell struct {
	Part
	listed   bool // the plan lists it
	since    time.Time
	ended    time.Time
	running  map[place]time.Time // items under way: never more than run at once
	last     time.Duration       // that the newest item took; 0 where it never started
	attempt  int64               // of the newest retry
	retries  int
	jobs     map[string]int // job → how many items its for_each has there
	outcomes map[evidence.Outcome]int
	bad      map[place]bool // items that did not pass, so that one that is taken back stays what it was
	asked    map[string]string
	detail   string // why the newest that did not pass did not
}

// place is an item, or one of several jobs, or both.
type place struct{ job, key string }

func newCell(p Part) *cell {
	kind, name, _ := strings.Cut(p.Address, ".")
	return &cell{
		Part: p, listed: kind != "notify" && kind != "gate" && !strings.HasSuffix(name, undoSuffix),
		running: map[place]time.Time{}, jobs: map[string]int{}, outcomes: map[evidence.Outcome]int{}, bad: map[place]bool{}, asked: map[string]string{},
	}
}

func (c *cell) take(e engine.Event) {
	at := place{e.Job, e.Key}
	if e.Items > 0 {
		c.jobs[e.Job] = e.Items
	}
	if c.since.IsZero() && !e.Earlier {
		c.since = e.At
	}
	switch e.Kind {
	case engine.StepStarted:
		c.running[at] = e.At
	case engine.StepRetried:
		c.attempt = e.Attempt
		c.retries++
		c.detail = why(e)
	case engine.PeopleAsked:
		c.asked[e.Job] = e.Detail
	case engine.PeopleSaid:
		if e.Until.IsZero() { // it was the last word that was wanted, or does not count
			c.detail = e.Detail
		} else {
			c.asked[e.Job], c.detail = e.Detail, ""
		}
	case engine.StepFinished, engine.CheckJudged, engine.PeopleDone, engine.Notified:
		c.finish(at, e)
	}
}

func (c *cell) finish(at place, e engine.Event) {
	c.last = 0
	if since, ran := c.running[at]; ran {
		c.last = max(0, e.At.Sub(since))
	}
	delete(c.running, at)
	delete(c.asked, e.Job)
	c.ended = e.At
	c.outcomes[e.Outcome]++
	if !good(e.Outcome) {
		c.bad[at] = true
		c.detail = why(e)
	} else if len(c.bad) == 0 {
		c.detail = ""
	}
}

// takenBack makes an item that had passed one that is recovered.
func (c *cell) takenBack(job, key string) {
	if !c.bad[place{job, key}] && c.outcomes[evidence.Passed] > 0 {
		c.outcomes[evidence.Passed]--
		c.outcomes[evidence.Recovered]++
	}
}

// good tells whether nothing has to be said of an outcome beside its word.
func good(o evidence.Outcome) bool {
	return o == evidence.Passed || o == evidence.Simulated || o == evidence.Skipped || o == evidence.Recovered
}

func why(e engine.Event) string { return cmp.Or(e.Detail, string(e.Reason), string(e.Outcome)) }

// state is where a part stands.
type state int

const (
	coming state = iota
	under        // way
	asks         // people
	over
)

func (c *cell) state() state {
	done, all := c.done()
	switch {
	case len(c.asked) > 0 && len(c.running) == 0:
		return asks
	case len(c.running) > 0 || done > 0 && done < all:
		return under
	case done > 0:
		return over
	}
	return coming
}

// done is how many items have come to their end, of how many; all is 0 where that is not known.
func (c *cell) done() (done, all int) {
	for _, n := range c.outcomes {
		done += n
	}
	for _, n := range c.jobs {
		all += n
	}
	return done, all
}

// many tells whether it is about several items or jobs.
func (c *cell) many() bool {
	done, all := c.done()
	return all > 0 || done+len(c.running) > 1
}

// worst is the outcome that decides, as the run's own outcome follows from its parts.
func (c *cell) worst() evidence.Outcome {
	for _, o := range Order {
		if c.outcomes[o] > 0 {
			return o
		}
	}
	return evidence.Passed
}

// Order is what decides over what.
var Order = []evidence.Outcome{
	evidence.Interrupted, evidence.Failed, evidence.Blocked, evidence.Unknown, evidence.Recovered, evidence.Passed, evidence.Simulated, evidence.Skipped,
}

// questions are for whom it waits and until when, by the key of the job.
func (c *cell) questions() []string {
	var all []string
	for _, words := range c.asked {
		all = append(all, words)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// took is how long it has been under way, or was; 0 where that is not known.
func (c *cell) took(now time.Time) time.Duration {
	switch {
	case c.since.IsZero():
		return 0
	case c.state() == over:
		return max(0, c.ended.Sub(c.since))
	}
	return max(0, now.Sub(c.since))
}
