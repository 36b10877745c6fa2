package report_test

import (
	"bytes"
	"flag"
	"slices"
	"testing"
	"time"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
)

// The properties are P7, one by one, each over random histories of six runbooks in two weeks. Those that every test
// run tries are the same ones. More, and others, with: go test -worlds 10000 -first SEED. A seed that fails is printed,
// and fails again with: go test -worlds 1 -first SEED. What a tree itself proves is tried on signed ledgers, in verify.

var (
	worlds = flag.Int("worlds", 100, "how many random histories each property is tried on")
	first  = flag.Uint64("first", 0, "the seed of the first of them; the next ones follow")
)

// many tells whether enough histories are tried that each kind of thing must have turned up.
func many() bool { return *worlds >= 100 }

func everywhere(t *testing.T, property func(w *world) string) {
	t.Helper()
	tried := 0
	for seed := *first; seed < *first+uint64(*worlds); seed++ {
		w := newWorld(t, seed)
		if problem := property(w); problem != "" {
			t.Fatalf("seed %d, %d runs, as of %s: %s", seed, len(w.runs), instant(w.asOf), problem)
		}
		if len(w.runs) > 0 {
			tried++
		}
	}
	if many() && tried < *worlds/2 {
		t.Errorf("only %d of %d histories had a run", tried, *worlds)
	}
}

// A result that is kept back leaves its authorization behind. Once the run should have ended, that is
// never better than any result.
func TestWithholdingAResultNeverRaises(t *testing.T) {
	t.Parallel()
	everywhere(t, func(w *world) string {
		i, ok := w.anyWithResult()
		if !ok {
			return ""
		}
		asOf := w.asOf
		if by := at(w.runs[i].FinishBy).Add(time.Second); by.After(asOf) {
			asOf = by
		}
		kept := slices.Clone(w.runs)
		kept[i].Result = nil
		return raised(w.score(w.runs, asOf), w.score(kept, asOf))
	})
}

// Until then a newest run without its result adds nothing to what stood before it.
func TestARunUnderWayAddsNothing(t *testing.T) {
	t.Parallel()
	everywhere(t, func(w *world) string {
		if len(w.runs) == 0 {
			return ""
		}
		last := len(w.runs) - 1
		kept := slices.Clone(w.runs)
		kept[last].Result = nil
		kept[last].FinishBy = instant(w.asOf.Add(time.Hour))
		return raised(w.score(kept[:last], newest(kept[:last], at(kept[last].At))), w.score(kept, w.asOf))
	})
}

// A failing run, wherever it is added, never raises a cell: not even where it answers an occurrence that
// would have been missed.
func TestAFailingRunNeverRaises(t *testing.T) {
	t.Parallel()
	everywhere(t, func(w *world) string {
		bad := w.run(w.asOf.Add(-2*time.Minute - w.within(10*24*time.Hour)))
		bad.Result = &verdict.Result{Outcome: evidence.Failed, EndedAt: instant(at(bad.At).Add(time.Minute)), Checked: 1}
		more := slices.Insert(slices.Clone(w.runs), w.rand.IntN(len(w.runs)+1), bad)
		return raised(w.score(w.runs, w.asOf), w.score(more, w.asOf))
	})
}

// Whoever may write to the repository can send an event. A run that one started hides neither a failure of
// the schedule nor a miss, whatever else failed since.
func TestAnEventHidesNothingOfASchedule(t *testing.T) {
	t.Parallel()
	tried := 0
	everywhere(t, func(w *world) string {
		const function = "data.data-inventory-management"
		was := cell(t, w.score(w.runs, w.asOf), function, "optimal").Claims[0]
		i := slices.IndexFunc(w.runs.numbered(), func(r verdict.Run) bool { return string(r.Key) == was.Run })
		ofSchedule := was.Standing == verdict.Failing && w.runs[i].Trigger.Kind == "schedule"
		if was.Standing != verdict.Missed && !ofSchedule {
			return ""
		}
		tried++
		more := slices.Clone(w.runs)
		for back, outcome := range []evidence.Outcome{evidence.Failed, evidence.Passed} {
			sent := run(t, w.plan("both"), w.asOf.Add(time.Duration(back-10)*time.Minute), outcome)
			more = append(more, onEvent(sent, eager[w.rand.IntN(len(eager))]))
		}
		if now := cell(t, w.score(more, w.asOf), function, "optimal").Claims[0]; now.Standing == verdict.Met {
			return "it was " + string(was.Standing) + " and is met: " + was.Why + " " + now.Why
		}
		return ""
	})
	if many() && tried < *worlds/20 {
		t.Errorf("only %d histories had something to hide", tried)
	}
}

// Evidence ages and never ripens.
func TestTimeNeverRaises(t *testing.T) {
	t.Parallel()
	everywhere(t, func(w *world) string {
		return raised(w.score(w.runs, w.asOf), w.score(w.runs, w.asOf.Add(w.within(20*24*time.Hour))))
	})
}

// A run that its schedule started and of which nothing at all was recorded, not even that it was authorised, is a
// missed one by one period after its time: from then on that is never better than having told how it ended.
func TestARunOfWhichNothingIsRecordedShows(t *testing.T) {
	t.Parallel()
	tried := 0
	everywhere(t, func(w *world) string {
		for _, p := range w.plans {
			w.since[p.Runbook] = monday.Add(-7 * 24 * time.Hour) // as the repository's history tells it
		}
		i := slices.IndexFunc(w.runs, w.alone)
		if i < 0 {
			return ""
		}
		tried++
		asOf := newest(w.runs, at(w.runs[i].At).Add(plan.MaxDelay+time.Second)).Add(w.within(48 * time.Hour))
		less := slices.Delete(slices.Clone(w.runs), i, i+1)
		return raised(w.score(w.runs, asOf), w.score(less, asOf))
	})
	if many() && tried < *worlds/4 {
		t.Errorf("only %d histories had such a run", tried)
	}
}

// alone tells whether the run is a live one that its schedule started on time, and the only one for its occurrence.
func (w *world) alone(r verdict.Run) bool {
	clock := w.plan(r.Runbook).Trigger("clock")
	if clock == nil || r.Trigger.Kind != "schedule" || r.Requester != nil || r.Mode != evidence.Live {
		return false
	}
	spec, err := plan.Cron(clock.Cron)
	if err != nil {
		w.t.Fatal(err)
	}
	since := at(r.At).Add(-plan.MaxDelay - time.Second).In(paris(w.t))
	var from time.Time
	next := spec.Next(since)
	for ; !next.After(at(r.At)); next = spec.Next(next) {
		from = next
	}
	alike := count(w.runs, func(o verdict.Run) bool {
		return o.Runbook == r.Runbook && !at(o.At).Before(from) && at(o.At).Before(next)
	})
	return !from.IsZero() && alike == 1
}

func count(h history, is func(verdict.Run) bool) (n int) {
	for _, r := range h {
		if is(r) {
			n++
		}
	}
	return n
}

// Rolling a tree back is for claim 3 to tell. Yet where a schedule exists it shows as missed: without
// the runs of the last two days and an hour, nothing that starts daily is met.
func TestRollingBackADailyRunbookShows(t *testing.T) {
	t.Parallel()
	everywhere(t, func(w *world) string {
		clear(w.since) // so the schedule is known from the first run on
		cut := w.asOf.Add(-49 * time.Hour)
		old := slices.DeleteFunc(slices.Clone(w.runs), func(r verdict.Run) bool { return at(r.At).After(cut) })
		card := w.score(old, w.asOf)
		for _, at := range [][2]string{{"data.data-availability", "advanced"}, {"data.data-access", "optimal"}} {
			if c := cell(t, card, at[0], at[1]); c.Standing == verdict.Met {
				return at[0] + " is met without a run in two days"
			}
		}
		return ""
	})
}

// Where all that happened was good, having less of it is never better.
func TestFewerGoodRunsNeverRaise(t *testing.T) {
	t.Parallel()
	everywhere(t, func(w *world) string {
		w.revoked = nil
		good := slices.DeleteFunc(slices.Clone(w.runs), func(r verdict.Run) bool {
			return r.Result == nil || r.Result.Outcome != evidence.Passed || r.Plan != digest(t, w.plan(r.Runbook)) ||
				r.Mode != evidence.Live || !r.Inputs[0].Default
		})
		n := w.rand.IntN(len(good) + 1)
		return raised(w.score(good, w.asOf), w.score(good[:n], w.asOf))
	})
}

// The same facts give the same bytes, in whatever order the plans come, and whoever made their digests.
func TestTheSameFactsGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	everywhere(t, func(w *world) string {
		v := held(int64(2*len(w.runs)+1) + w.entries())
		v.Waivers, v.Revoked, v.Revocations = w.waivers, w.revoked, int64(len(w.revoked))
		first, err := scoreLent(t, w.runs, nil, v, w.asOf, w.since, w.plans...).Encode()
		if err != nil {
			return err.Error()
		}
		w.rand.Shuffle(len(w.plans), func(i, j int) { w.plans[i], w.plans[j] = w.plans[j], w.plans[i] })
		again, err := scoreBy(t, nil, w.runs, nil, v, w.asOf, w.since, w.plans...).Encode()
		if err != nil {
			return err.Error()
		}
		if !bytes.Equal(first, again) {
			return "the bytes differ"
		}
		return ""
	})
}

// The histories must be worth the properties: each standing has to turn up, at each stage.
func TestHistoriesAreVaried(t *testing.T) {
	t.Parallel()
	seen := map[verdict.Standing]int{}
	everywhere(t, func(w *world) string {
		for _, p := range w.score(w.runs, w.asOf).Pillars {
			for _, f := range p.Functions {
				for _, c := range f.Cells {
					seen[c.Standing]++
				}
			}
		}
		return ""
	})
	for _, s := range []verdict.Standing{verdict.Met, verdict.Failing, verdict.Stale, verdict.Missed, verdict.NotRun, verdict.Unproven, verdict.Waived} {
		if many() && seen[s] < 3 {
			t.Errorf("%d cells are %s; the histories teach nothing about it", seen[s], s)
		}
	}
}

// newest is the last instant of which the runs speak, and at least the given one.
func newest(h history, least time.Time) time.Time {
	for _, r := range h {
		for _, t := range []string{r.At, endOf(r)} {
			if t != "" && at(t).After(least) {
				least = at(t)
			}
		}
	}
	return least
}

func endOf(r verdict.Run) string {
	if r.Result == nil {
		return ""
	}
	return r.Result.EndedAt
}

func (w *world) anyWithResult() (int, bool) {
	var with []int
	for i, r := range w.runs {
		if r.Result != nil {
			with = append(with, i)
		}
	}
	if len(with) == 0 {
		return 0, false
	}
	return with[w.rand.IntN(len(with))], true
}
