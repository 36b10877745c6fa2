package conduct_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/schemas/evidence"
)

// moment is the machine as it stood when its power went away.
type moment struct {
	name string
	then *lab
	want string // how the run ended, as the ledger tells it once all is sealed
}

// moments runs a plan, and keeps what a new process would find had the power gone at each event, in each
// step, and around each append; or those moments alone that are named.
func moments(t *testing.T, only ...string) []moment {
	t.Helper()
	l := newLab(t)
	var all []moment
	want := "" // nothing is authorised yet
	keep := func(format string, args ...any) {
		if name := fmt.Sprintf(format, args...); only == nil || slices.Contains(only, name) {
			all = append(all, moment{name, l.after(), want})
		}
	}
	b := l.book()
	b.before = func(which evidence.Kind) { keep("before the %s is appended", which) }
	b.after = func(which evidence.Kind) {
		if want = "interrupted"; which == evidence.KindRun {
			want = "passed"
		}
		keep("after the %s is appended", which)
	}
	l.act = func(_ context.Context, step string) { keep("in step %s", step) }
	desk := l.deskWith(b)
	desk.Signer = badMoment{testKey(), func() error { keep("before a signature"); return nil }}
	desk.World.Events = func(e engine.Event) {
		if e.Kind == engine.RunFinished {
			want = "passed" // its record is in the journal: nothing of it is lost any more
		}
		keep("at %s %s", e.Kind, e.Address)
	}
	if _, err := desk.Run(t.Context(), byMara()); err != nil {
		t.Fatal(err)
	}
	keep("after the run")
	return all
}

// TestKilled takes the power away at every point of a run. Another process brings in what was left:
// nothing is lost, nothing in twice, nothing runs again.
func TestKilled(t *testing.T) {
	t.Parallel()
	all := moments(t)
	if len(all) < 15 {
		t.Fatalf("only %d moments", len(all))
	}
	for _, m := range all {
		t.Run(m.name, func(t *testing.T) {
			m.then.t = t
			if err := m.then.seal(); err != nil {
				t.Error(err)
			}
			if got := tell(m.then.outcomes()); got != m.want || len(m.then.ran) > 0 {
				t.Errorf("the run %q, want %q; ran %v", got, m.want, m.then.ran)
			}
			m.then.holds()
		})
	}
}

// at finds a moment by its name.
func at(t *testing.T, name string) *lab {
	t.Helper()
	kept := moments(t, name)
	if len(kept) == 0 {
		t.Fatalf("no moment %q", name)
	}
	return kept[0].then
}

// TestKilledWhileKeeping takes the power away between the files of a folder, as they are written and as
// they are removed.
func TestKilledWhileKeeping(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		moment string
		keeps  string // of the folder's files, those that are on disk
		want   string
	}{
		"written: nothing":           {"before the authorization is appended", "", ""},
		"written: journal":           {"before the authorization is appended", "journal", ""},
		"written: plan":              {"before the authorization is appended", "journal plan", ""},
		"written: authorization":     {"before the authorization is appended", "journal plan authorization", ""},
		"written: record":            {"before the run is appended", "journal plan authorization blob-000", "passed"},
		"written: blob":              {"before the run is appended", "journal plan authorization blob-000 blob-001", "passed"},
		"written: result":            {"before the run is appended", "journal plan authorization blob-000 blob-001 result", "passed"},
		"removed: a blob":            {"after the run is appended", "journal plan authorization blob-001 result", "passed"},
		"removed: blobs":             {"after the run is appended", "journal plan authorization result", "passed"},
		"removed: journal":           {"after the run is appended", "plan authorization result", "passed"},
		"removed: result":            {"after the run is appended", "plan authorization", "passed"},
		"removed: authorization":     {"after the run is appended", "plan", "passed"},
		"removed: all but folder":    {"after the run is appended", "", "passed"},
		"unauthorised, half removed": {"before the authorization is appended", "plan authorization", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := at(t, test.moment)
			l.keepOnly(test.keeps)
			if err := l.seal(); err != nil {
				t.Error(err)
			}
			if got := tell(l.outcomes()); got != test.want {
				t.Errorf("the run %q, want %q", got, test.want)
			}
			l.holds()
		})
	}
}

// keepOnly removes the other files of the one folder that waits.
func (l *lab) keepOnly(names string) {
	l.t.Helper()
	dir := filepath.Join(l.folder, l.waiting()[0])
	for _, file := range must(os.ReadDir(dir)) {
		if !strings.Contains(" "+names+" ", " "+file.Name()+" ") {
			if err := os.Remove(filepath.Join(dir, file.Name())); err != nil {
				l.t.Fatal(err)
			}
		}
	}
}

// TestStaleBlobs: a result was half kept by a process whose disk was full, so that its journal is torn
// as well. What is recorded in its place is not mixed with what was kept before.
func TestStaleBlobs(t *testing.T) {
	t.Parallel()
	l := at(t, "before the run is appended")
	dir := filepath.Join(l.folder, l.waiting()[0])
	l.keepOnly("journal plan authorization blob-000 blob-001")
	journal := must(os.ReadFile(filepath.Join(dir, "journal")))
	if err := os.WriteFile(filepath.Join(dir, "journal"), journal[:len(journal)-2], 0o600); err != nil {
		t.Fatal(err)
	}
	l.line.meet(misfortune{dead: -1})
	if err := l.seal(); !errors.Is(err, conduct.ErrNotRecorded) {
		t.Errorf("sealing over a line that goes dead: %v", err)
	}
	l.line.mend()
	if err := l.seal(); err != nil || tell(l.outcomes()) != "interrupted" {
		t.Errorf("%v; %s", err, l)
	}
	l.holds()
}

// TestUnreadable: a folder that cannot be read is listed, refused, and left as it is.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ file, text, want string }{
		"a torn authorization":    {"authorization", "{", "bundle"},
		"no plan":                 {"plan", "", "plan"},
		"a plan of another run":   {"plan", string(must(otherPlan().Encode())), "its run was of plan"},
		"a damaged journal":       {"journal", "{}\n{}\n", "line 1"},
		"a result of something":   {"result", "{}", "bundle"},
		"an authorization of air": {"authorization", "{}", "bundle"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := at(t, "in step b")
			dir := filepath.Join(l.folder, l.waiting()[0])
			if err := os.WriteFile(filepath.Join(dir, test.file), []byte(test.text), 0o600); err != nil {
				t.Fatal(err)
			}
			before := l.line.tip()
			err := l.seal()
			if err == nil || !strings.Contains(err.Error(), test.want) || len(l.waiting()) != 1 || l.line.tip() != before {
				t.Errorf("sealed: %v; %s", err, l)
			}
			l.sound()
		})
	}
}

// TestLedgerLost: a ledger that has lost the authorization of what ran does not take its evidence along.
func TestLedgerLost(t *testing.T) {
	t.Parallel()
	for _, moment := range []string{"in step b", "before the run is appended"} {
		t.Run(moment, func(t *testing.T) {
			t.Parallel()
			kept := moments(t, "before a signature", moment)
			l := kept[len(kept)-1].then
			good := l.line.tip()
			l.line.head = kept[0].then.line.tip()
			if err := l.seal(); err == nil || !strings.Contains(err.Error(), "has begun") || len(l.waiting()) != 1 {
				t.Errorf("sealed: %v; %d folders wait", err, len(l.waiting()))
			}
			l.line.head = good // somebody brought the ledger back
			if err := l.seal(); err != nil || len(l.outcomes()) != 1 {
				t.Errorf("sealed: %v; %s", err, l)
			}
			l.holds()
		})
	}
}

// TestAlive: a run that is going on is listed as alive and left alone, at every point of it, and is
// none the worse for it.
func TestAlive(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	looks := 0
	disturb := func() {
		other := l.desk()
		for _, w := range must(other.Left()) {
			looks++
			if !w.Alive {
				t.Errorf("%+v is not alive", w)
			}
			if err := other.Seal(t.Context(), w); !errors.Is(err, conduct.ErrAlive) {
				t.Errorf("sealing: %v", err)
			}
		}
	}
	b := l.book()
	b.before, b.after = func(evidence.Kind) { disturb() }, func(evidence.Kind) { disturb() }
	l.act = func(context.Context, string) { disturb() }
	desk := l.deskWith(b)
	desk.Signer = badMoment{testKey(), func() error { disturb(); return nil }}
	desk.World.Events = func(engine.Event) { disturb() }
	if result, err := desk.Run(t.Context(), byMara()); err != nil || result.Record.Outcome != evidence.Passed {
		t.Errorf("%v, %v", result, err)
	}
	if looks < 15 || tell(l.ran) != "a b c" {
		t.Errorf("%d looks, ran %v", looks, l.ran)
	}
	l.holds()
}

// TestTwoSeal: several processes that seal the same folders at once record each run once.
func TestTwoSeal(t *testing.T) {
	t.Parallel()
	for _, m := range moments(t) {
		t.Run(m.name, func(t *testing.T) {
			m.then.t = t
			var all sync.WaitGroup
			for range 4 {
				desk := m.then.desk()
				left := must(desk.Left())
				all.Go(func() {
					for _, w := range left {
						_ = desk.Seal(t.Context(), w) // who comes too late may say so
					}
				})
			}
			all.Wait()
			if err := m.then.seal(); err != nil {
				t.Error(err)
			}
			if got := tell(m.then.outcomes()); got != m.want {
				t.Errorf("the run %q, want %q", got, m.want)
			}
			m.then.holds()
		})
	}
}
