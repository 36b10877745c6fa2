package engine_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
)

// TestReplay: a run that is killed goes on as if nothing had happened. Of random plans, each run once with
// many things at once and a journal: from every line of the journal at which its process may have ended,
// and from some that were not written whole, another process goes on and comes to the same record. What was
// finished is not done again. From each of them, too, the record of a run that nobody goes on with keeps
// its rules, and loses nothing of what was finished.
func TestReplay(t *testing.T) {
	t.Parallel()
	resumed := 0
	for seed := range int64(2 * *rounds) {
		g := generate(seed)
		if !g.free {
			continue // what comes of it depends on what happens first
		}
		synctest.Test(t, func(t *testing.T) { resumed += g.replay(t) })
		if t.Failed() {
			t.Fatalf("seed %d: %s", seed, canonText(t, g.plan.Phases))
		}
	}
	if resumed < 15**rounds {
		t.Errorf("only %d processes went on", resumed)
	}
}

// replay runs the plan, and goes on from everywhere. It tells how often.
func (g *generator) replay(t *testing.T) (resumed int) {
	path := filepath.Join(quick(t), "run.journal")
	journal, err := engine.CreateJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := t.Context(), context.CancelFunc(func() {})
	switch g.Intn(6) {
	case 0:
		g.short, g.plan.Timeout = true, int64(1+g.Intn(8))
	case 1:
		g.short = true
		ctx, cancel = context.WithTimeout(ctx, time.Duration(g.Intn(8000))*time.Millisecond)
	}
	defer cancel()
	want, _ := g.do(ctx, t, engine.Start{Journal: journal})
	if want == nil {
		return 0 // who interrupts a run that only waits leaves it waiting
	}
	lines := bytes.SplitAfter(read(t, path), []byte("\n"))
	lines = lines[:len(lines)-1] // behind the last line feed
	for n := range lines {
		kept := bytes.Join(lines[:n+1], nil)
		if n+1 < len(lines) && g.often(20) {
			kept = append(kept, lines[n+1][:g.Intn(len(lines[n+1]))]...)
		}
		g.seal(t, kept, want)
		for _, again := range []bool{true, false} {
			g.goOn(t, kept, again, want)
			resumed++
		}
		if t.Failed() {
			t.Fatalf("after line %d of\n%s", n+1, bytes.Join(lines, nil))
		}
	}
	return resumed
}

// do runs the plan, with many things at once. calls is how often the action of each item was called.
func (g *generator) do(ctx context.Context, t *testing.T, start engine.Start) (record *evidence.Record, calls map[string]int64) {
	t.Helper()
	var guard sync.Mutex
	calls = map[string]int64{}
	w := g.world(t)
	w.Random = rand.Reader
	w.Runners["exec.run"] = runner(func(_ context.Context, call engine.Call) engine.Result {
		guard.Lock()
		calls[called(call)]++
		pause := time.Duration(g.Intn(3000)) * time.Millisecond
		guard.Unlock()
		time.Sleep(pause)
		return g.act(call)
	})
	start.Inbox, start.Wait, start.Poll = g.inbox, true, time.Minute
	run, err := engine.Prepare(t.Context(), g.job(), w.World)
	if err != nil {
		t.Fatal(err)
	}
	finished, err := run.Do(ctx, start)
	if err != nil {
		t.Fatal(err)
	}
	if finished.Record == nil {
		return nil, calls
	}
	holdRecord(t, g.plan, finished.Record)
	return finished.Record, calls
}

// goOn goes on from what was kept of a journal. With again, what may have half-happened is done once more,
// and the record is that of a run that nobody killed, unless that ended before its time; in any case, each
// thing is done as often as is told.
func (g *generator) goOn(t *testing.T, kept []byte, again bool, want *evidence.Record) {
	t.Helper()
	past, path := pastOf(t, kept)
	journal, err := past.Journal()
	if err != nil {
		t.Fatal(err)
	}
	defer journal.Remove()
	half := 0
	got, calls := g.do(t.Context(), t, engine.Start{Journal: journal, Past: past, Again: func(engine.HalfDone) bool { half++; return again }})
	before := linesOf(t, kept)
	after := linesOf(t, read(t, path))
	told := map[string]int64{}
	for _, l := range after[len(before):] {
		if f := l.Entry.Finish; f != nil && !strings.HasPrefix(f.Why, "its process ended") {
			told[f.call()] += f.Attempts
		}
	}
	if diff := gocmp.Diff(told, calls); diff != "" {
		t.Errorf("again %v: called (+) is not what is told (-): %s", again, diff)
	}
	holdOnce(t, after)
	if past.Ended() && (len(after) > len(before) || canonText(t, got) != canonText(t, want)) {
		t.Error("a run that had ended came to another end")
	}
	if (again || half == 0) && !g.short {
		if diff := gocmp.Diff(timeless(t, want, before), timeless(t, got, before)); diff != "" {
			t.Errorf("again %v: another record: %s", again, diff)
		}
	}
}

// seal makes the record of a run that nobody goes on with.
func (g *generator) seal(t *testing.T, kept []byte, want *evidence.Record) {
	t.Helper()
	past, _ := pastOf(t, kept)
	defer past.Remove()
	record, _, err := past.Record(g.plan, time.Now(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	holdRecord(t, g.plan, record)
	if !past.Ended() && record.Outcome != evidence.Interrupted {
		t.Errorf("a run that was killed came to %s", record.Outcome)
	}
	came := map[string]evidence.Outcome{}
	for _, s := range record.Steps {
		came[s.Address+" "+keyOf(s.Key)] = s.Outcome
	}
	for name, outcome := range finishedOf(linesOf(t, kept)) {
		if came[name] != outcome && came[name] != evidence.Recovered {
			t.Errorf("%s came to %s, and the record says %q", name, outcome, came[name])
		}
	}
	people := map[string]evidence.Outcome{}
	for _, a := range want.Asked {
		people[a.Address+" "+keyOf(a.Key)] = a.Outcome
	}
	for _, a := range record.Asked {
		name := a.Address + " " + keyOf(a.Key)
		if said := a.Outcome == evidence.Passed || a.Outcome == evidence.Blocked; said && a.Outcome != people[name] {
			t.Errorf("%s came to %s, and the record of the killed run says %s", name, people[name], a.Outcome)
		}
	}
}
