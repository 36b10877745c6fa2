package verify

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// dues judges claim 11: whatever a schedule declared, as it stood on the branch then, is authorised or refused
// in the ledger, within one period of its time and at most plan.MaxDelay. What came of it is for others to say.
//
// When a commit came to the branch git does not tell; its committer's clock is taken, and never goes back along
// the line. A commit was there at the latest when a run was authorised at it, or at a later one of the line; where
// it claims to be of a time that the auditor has not reached, nobody knows since when its schedules stand. A schedule counts from plan.MaxDelay after the commit that declared it, and only while the
// ledger is there.
type dues struct {
	*judge
	begins  int64                 // seconds: entry 0
	started map[timetable][]int64 // when runs were authorised or refused, by schedule
	named   map[object]int64      // when a commit was first named by one of them
}

// timetable names a trigger of a runbook.
type timetable struct{ runbook, trigger string }

// scheduled is a trigger that starts a runbook by itself.
type scheduled struct{ trigger, cron, zone string }

func newDues(j *judge) *dues {
	return &dues{judge: j, started: map[timetable][]int64{}, named: map[object]int64{}}
}

func schedulesOf(p *plan.Plan) (out []scheduled) {
	for i := range p.Triggers {
		if t := &p.Triggers[i]; t.Kind == "schedule" {
			out = append(out, scheduled{t.Name, t.Cron, p.Zone(t)})
		}
	}
	return out
}

// note takes what a schedule started, or would have.
func (d *dues) note(e *entry) {
	if d.Source == nil {
		return
	}
	if e.ledger != nil {
		d.begins = seconds(e.ledger.At)
	}
	if a := e.authorization; a != nil {
		d.name(a.Commit, a.At)
	}
	if n := e.denial; n != nil {
		d.name(n.Commit, n.At)
	}
	if a := e.authorization; a != nil && a.Trigger.Kind == "schedule" && a.Mode == evidence.Live && a.Run.Attempt == 1 {
		d.add(a.Runbook, a.Trigger.Name, a.At)
	}
	if n := e.denial; n != nil && n.Trigger.Kind == "schedule" && n.Mode == evidence.Live && n.Run.Attempt == 1 {
		d.add(n.Runbook, n.Trigger.Name, n.At)
	}
}

// name notes that a commit was there at a time.
func (d *dues) name(commit, at string) {
	id, err := ledger.ParseHash(commit)
	if known, ok := d.named[id]; err == nil && (!ok || seconds(at) < known) {
		d.named[id] = seconds(at)
	}
}

// latest is for each commit of the line when it was there at the latest.
func (d *dues) latest(h *history) []int64 {
	all, bound := make([]int64, len(h.line)), int64(math.MaxInt64)
	for i, id := range h.line {
		if at, ok := d.named[id]; ok {
			bound = min(bound, at)
		}
		all[i] = bound
	}
	return all
}

func (d *dues) add(runbook, trigger, at string) {
	key := timetable{runbook, trigger}
	d.started[key] = append(d.started[key], seconds(at))
}

// declared is a schedule, and since when it stood on the branch.
type declared struct {
	scheduled
	since  int64
	commit object
}

// end goes along the branch, oldest first, and holds each schedule for as long as it stood.
func (d *dues) end(ctx context.Context, h *history) error {
	if h.short != "" {
		d.tally.skip(completeClaim, h.short)
		return nil
	}
	for _, at := range d.started {
		slices.Sort(at)
	}
	standing := map[timetable]declared{}
	now, latest := int64(0), d.latest(h)
	for i := len(h.line) - 1; i >= 0; i-- {
		if err := ctx.Err(); err != nil {
			return err
		}
		w, err := h.written(ctx, h.line[i])
		if err != nil {
			return d.unless(err)
		}
		if now = max(now, min(w.at, latest[i])); now > d.AsOf.Add(plan.MaxDelay).Unix() {
			d.tally.skip(completeClaim, fmt.Sprintf("commit %s of %s claims to be of %s, which is still to come, so nobody knows since when its schedules stand", h.line[i], h.source.Branch, instant(w.at)))
			now = d.AsOf.Unix()
		}
		b, err := h.build(ctx, h.line[i])
		if err != nil {
			return d.unless(err)
		}
		if err := d.step(standing, b, h.line[i], now); err != nil {
			return err
		}
	}
	return d.step(standing, &build{}, object{}, d.AsOf.Unix())
}

// unless tells that something could not be seen, or passes the error on.
func (d *dues) unless(err error) error {
	var u unseen
	if errors.As(err, &u) {
		d.tally.skip(completeClaim, u.why)
		return nil
	}
	return err
}

// step goes to the next commit. What no longer stands as it did is held up to here.
func (d *dues) step(standing map[timetable]declared, b *build, commit object, now int64) error {
	then := map[timetable]scheduled{}
	for runbook, list := range b.schedules {
		for _, s := range list {
			then[timetable{runbook, s.trigger}] = s
		}
	}
	for _, key := range sortedTables(standing) {
		was := standing[key]
		s, ok := then[key]
		_, compiles := b.plans[key.runbook]
		if ok && s == was.scheduled || b.broken && !compiles {
			continue
		}
		if err := d.hold(key, was, now); err != nil {
			return err
		}
		delete(standing, key)
	}
	for key, s := range then {
		if _, ok := standing[key]; !ok {
			standing[key] = declared{s, now, commit}
		}
	}
	return nil
}

func sortedTables(m map[timetable]declared) []timetable {
	keys := make([]timetable, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b timetable) int {
		return slices.Compare([]string{a.runbook, a.trigger}, []string{b.runbook, b.trigger})
	})
	return keys
}

// maxDue is how many occurrences of one schedule are looked at: one a minute for nine years.
const maxDue = 5_000_000

// hold holds a schedule that stood until then.
func (d *dues) hold(key timetable, was declared, until int64) error {
	spec, err := plan.Cron(was.cron)
	if err != nil {
		return fmt.Errorf("schedule %s of runbook %s: %w", key.trigger, key.runbook, err)
	}
	zone, err := time.LoadLocation(was.zone)
	if err != nil {
		d.tally.skip(completeClaim, fmt.Sprintf("schedule %s of runbook %s is in time zone %s, which this machine does not know", key.trigger, key.runbook, was.zone))
		return nil
	}
	from := max(was.since+int64(plan.MaxDelay/time.Second), d.begins)
	started := d.started[key]
	at := spec.Next(time.Unix(from-1, 0).In(zone))
	for range maxDue {
		if at.IsZero() || at.Unix() >= until {
			return nil
		}
		late := deadline(spec, at)
		if late >= min(until, d.AsOf.Unix()) {
			return nil
		}
		d.tally.judged(completeClaim, 1)
		i, _ := slices.BinarySearch(started, at.Unix())
		if i == len(started) || started[i] >= late {
			d.tally.refute(fault{completeClaim, noEntry, "", fmt.Sprintf("runbook %s was due at %s by its schedule %s (%s, %s; declared by commit %s), and nothing before %s was authorised or refused for it",
				key.runbook, instant(at.Unix()), key.trigger, was.cron, was.zone, was.commit, instant(late))})
			if d.Missed != nil {
				d.Missed(key.runbook, key.trigger, at.UTC())
			}
		}
		at = spec.Next(at)
	}
	d.tally.skip(completeClaim, fmt.Sprintf("schedule %s of runbook %s was due more than %d times", key.trigger, key.runbook, maxDue))
	return nil
}

// deadline is when an occurrence counts as missed: at the next one, and at most plan.MaxDelay later.
func deadline(spec *cron.SpecSchedule, at time.Time) int64 {
	latest := at.Add(plan.MaxDelay)
	if next := spec.Next(at); !next.IsZero() && next.Before(latest) {
		latest = next
	}
	return latest.Unix()
}
