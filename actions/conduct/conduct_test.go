package conduct_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/schemas/evidence"
)

// onForge is a desk on a forge's runner, in the first attempt of run 17.
func (l *lab) onForge(attempt int64) *conduct.Desk {
	desk := l.desk()
	desk.Forge = conduct.Forge{Owner: 9, Repository: 8, Run: "17", Attempt: attempt, URL: "https://forge.example/acme/infra/runs/17"}
	return desk
}

// TestForgeRun: the forge's number of a run is its name in the ledger, and a second attempt is another run.
func TestForgeRun(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	var runs []evidence.RunID
	for attempt := range int64(2) {
		result, err := l.onForge(attempt+1).Run(t.Context(), byMara())
		if err != nil {
			t.Fatal(err)
		}
		runs = append(runs, result.Run)
		if a := l.authorization(); a.Run != result.Run || a.Run.ID != "17" || a.Run.Attempt != attempt+1 {
			t.Errorf("authorised %+v", a.Run)
		}
	}
	if runs[0].Key() == runs[1].Key() || len(l.outcomes()) != 2 {
		t.Errorf("%v; %s", runs, l)
	}
	l.holds()
}

// TestBadForge: a number that no document can hold is refused before anything is asked of the ledger.
func TestBadForge(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	if _, err := l.onForge(0).Run(t.Context(), byMara()); err == nil || len(l.ran) > 0 || len(l.waiting()) > 0 {
		t.Errorf("error %v, ran %v", err, l.ran)
	}
	l.holds()
}

// TestSameForgeRunTwice: two steps of one job ask for a run with the same number. The ledger has one run
// of that name, and the second never runs.
func TestSameForgeRunTwice(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	if _, err := l.onForge(1).Run(t.Context(), byMara()); err != nil {
		t.Fatal(err)
	}
	ran := len(l.ran)
	if result, err := l.onForge(1).Run(t.Context(), byMara()); err == nil || result != nil || len(l.ran) != ran {
		t.Errorf("the second time: %v, %v, ran %v", result, err, l.ran)
	}
	l.holds()
}

// TestSameForgeRunWaits: while the evidence of a run waits on disk, another of its name is refused and
// leaves that evidence where it is.
func TestSameForgeRunWaits(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	b := l.book()
	b.before = func(which evidence.Kind) {
		if which == evidence.KindRun {
			l.line.meet(misfortune{dead: -1})
		}
	}
	first := l.onForge(1)
	first.Ledger = b
	if _, err := first.Run(t.Context(), byMara()); !errors.Is(err, conduct.ErrNotRecorded) {
		t.Fatal(err)
	}
	l.line.mend()
	if result, err := l.onForge(1).Run(t.Context(), byMara()); !errors.Is(err, os.ErrExist) || result != nil || len(l.ran) != 3 {
		t.Errorf("the second time: %v, %v, ran %v", result, err, l.ran)
	}
	if err := l.seal(); err != nil || tell(l.outcomes()) != "passed" {
		t.Errorf("%v; %s", err, l)
	}
	l.holds()
}

// TestSameForgeRunElsewhere: two machines begin the run of one name. The second is turned away by the
// ledger, and does not speak for the first, whose result is still to come.
func TestSameForgeRunElsewhere(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	here := l.onForge(1)
	elsewhere := l.onForge(1)
	elsewhere.Folder += "-elsewhere"
	l.act = func(_ context.Context, step string) {
		if step != "a" {
			return
		}
		if result, err := elsewhere.Run(t.Context(), byMara()); err == nil || result != nil || !strings.Contains(err.Error(), "nothing has run") {
			t.Errorf("elsewhere: %v, %v", result, err)
		}
	}
	if result, err := here.Run(t.Context(), byMara()); err != nil || result.Record.Outcome != evidence.Passed {
		t.Fatal(result, err)
	}
	for _, w := range must(elsewhere.Left()) {
		if err := elsewhere.Seal(t.Context(), w); err != nil {
			t.Error(err)
		}
	}
	if tell(l.ran) != "a b c" || len(must(elsewhere.Left())) > 0 {
		t.Errorf("ran %v", l.ran)
	}
	l.holds()
}

// TestStopped: a run that is stopped before its authorization leaves nothing; from then on it is
// recorded as interrupted, and what is under way is told to end.
func TestStopped(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		stop  func(l *lab, d *conduct.Desk, stop func()) // when
		ran   string
		ended string
	}{
		"before anything": {func(_ *lab, _ *conduct.Desk, stop func()) { stop() }, "", ""},
		"before the authorization": {func(_ *lab, d *conduct.Desk, stop func()) {
			d.Signer = badMoment{testKey(), func() error { stop(); return nil }}
		}, "", ""},
		"between authorization and first step": {func(l *lab, d *conduct.Desk, stop func()) {
			b := l.book()
			b.after = func(evidence.Kind) { stop() }
			d.Ledger = b
		}, "", "interrupted"},
		"in a step": {func(l *lab, _ *conduct.Desk, stop func()) {
			l.act = func(_ context.Context, step string) {
				if step == "b" {
					stop()
				}
			}
		}, "a b", "interrupted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			desk := l.desk()
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			test.stop(l, desk, stop)
			result, err := desk.Run(ctx, byMara())
			if (result == nil) != (test.ended == "") || result == nil && !errors.Is(err, context.Canceled) {
				t.Errorf("%v, %v", result, err)
			}
			if tell(l.ran) != test.ran || tell(l.outcomes()) != test.ended || len(l.waiting()) > 0 {
				t.Errorf("ran %v; %s", l.ran, l)
			}
			l.holds()
		})
	}
}

// TestRehearsal: a rehearsal is authorised and recorded as one, and what would change something is not run.
func TestRehearsal(t *testing.T) {
	t.Parallel()
	l, req := newLab(t), byMara()
	req.Mode = evidence.Rehearsal
	result, err := l.desk().Run(t.Context(), req)
	if err != nil || result.Record.Mode != evidence.Rehearsal || l.authorization().Mode != evidence.Rehearsal {
		t.Fatal(result, err)
	}
	if strings.Contains(tell(l.ran), "b") {
		t.Errorf("ran %v", l.ran)
	}
	l.holds()
}

// TestUnfit: a request that cannot run is refused before it is authorised.
func TestUnfit(t *testing.T) {
	t.Parallel()
	for name, unfit := range map[string]func(*conduct.Request){
		"an unknown mode":        func(r *conduct.Request) { r.Mode = "dry" },
		"an action nobody runs":  func(r *conduct.Request) { r.Plan.Phases[0].Steps[0].Action = "tls.probe" },
		"a change, only to read": func(r *conduct.Request) { r.Plan.ReadOnly = true },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, req := newLab(t), byMara()
			unfit(&req)
			before := l.line.tip()
			if _, err := l.desk().Run(t.Context(), req); err == nil || len(l.ran) > 0 || l.line.tip() != before || len(l.waiting()) > 0 {
				t.Errorf("error %v, ran %v; %s", err, l.ran, l)
			}
			l.holds()
		})
	}
}
