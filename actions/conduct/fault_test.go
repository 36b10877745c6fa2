package conduct_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/evidence"
)

// TestSmooth: a run whose every write succeeds is authorised, runs, is recorded, and leaves no folder.
func TestSmooth(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	result, err := l.desk().Run(t.Context(), byMara())
	if err != nil {
		t.Fatal(err)
	}
	if result.Record.Outcome != evidence.Passed || tell(l.ran) != "a b c" || len(l.waiting()) > 0 {
		t.Errorf("%s, ran %v, %s", result.Record.Outcome, l.ran, l)
	}
	if authorised := l.entries(evidence.KindAuthorization); tell(authorised) != result.Run.Key().Hex() {
		t.Errorf("authorised %v, the result is of %s", authorised, result.Run.Key().Hex())
	}
	l.holds()
}

// TestAppendFails is the fault table of the two entries of a run: each may be lost, refused, or be in
// the ledger although its append reported failure; and then the ledger can be asked, or not before
// another process seals.
func TestAppendFails(t *testing.T) {
	t.Parallel()
	const authorization, result = evidence.KindAuthorization, evidence.KindRun
	for name, test := range map[string]struct {
		of      evidence.Kind
		meets   misfortune
		ran     string // the steps that ran
		waiting int    // folders that the run leaves
		ended   string // how the runs of the ledger ended, once all is sealed
	}{
		"authorization lost":                   {authorization, misfortune{dead: 1}, "", 0, ""},
		"authorization lost, line dead":        {authorization, misfortune{dead: -1}, "", 1, ""},
		"authorization refused":                {authorization, misfortune{refused: true}, "", 0, ""},
		"authorization landed":                 {authorization, misfortune{lands: true, dead: 1}, "", 0, "interrupted"},
		"authorization landed, line dead":      {authorization, misfortune{lands: true, dead: -1}, "", 1, "interrupted"},
		"authorization landed, found at once":  {authorization, misfortune{lands: true}, "a b c", 0, "passed"},
		"authorization lost, succeeded next":   {authorization, misfortune{}, "a b c", 0, "passed"},
		"result lost":                          {result, misfortune{dead: 1}, "a b c", 1, "passed"},
		"result lost, line dead":               {result, misfortune{dead: -1}, "a b c", 1, "passed"},
		"result refused":                       {result, misfortune{refused: true}, "a b c", 1, "passed"},
		"result landed":                        {result, misfortune{lands: true, dead: 1}, "a b c", 1, "passed"},
		"result landed, line dead":             {result, misfortune{lands: true, dead: -1}, "a b c", 1, "passed"},
		"result landed, found at once":         {result, misfortune{lands: true}, "a b c", 0, "passed"},
		"result lost, succeeded at the second": {result, misfortune{}, "a b c", 0, "passed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			b := l.book()
			b.before = func(of evidence.Kind) {
				if of == test.of {
					b.before = nil
					l.line.meet(test.meets)
				}
			}
			got, err := l.deskWith(b).Run(t.Context(), byMara())
			reported := test.meets.refused || test.meets.dead != 0
			switch {
			case (err != nil) != reported:
				t.Errorf("error %v", err)
			case reported && test.of == authorization && (got != nil || !strings.Contains(err.Error(), "nothing has run")):
				t.Errorf("result %v, error %v", got, err)
			case reported && test.of == result && (got == nil || !errors.Is(err, conduct.ErrNotRecorded)):
				t.Errorf("result %v, error %v", got, err)
			}
			l.line.mend()
			if tell(l.ran) != test.ran || len(l.waiting()) != test.waiting {
				t.Errorf("ran %v; %s", l.ran, l)
			}
			if err := l.seal(); err != nil {
				t.Error(err)
			}
			if tell(l.outcomes()) != test.ended || tell(l.ran) != test.ran {
				t.Errorf("sealed: %s, ran %v", l, l.ran)
			}
			l.holds()
		})
	}
}

// TestSealedTogether: what waits goes in with one commit. Where the ledger does not take all of it, each
// goes in by itself, and none keeps another out.
func TestSealedTogether(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		meets   *misfortune
		commits int
	}{
		"in one go":    {nil, 1},
		"one by one":   {&misfortune{refused: true}, 3},
		"landed, lost": {&misfortune{lands: true}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			for range 3 {
				b := l.book()
				b.before = func(of evidence.Kind) {
					if of == evidence.KindRun {
						l.line.meet(misfortune{refused: true})
					}
				}
				if _, err := l.deskWith(b).Run(t.Context(), byMara()); !errors.Is(err, conduct.ErrNotRecorded) {
					t.Fatal(err)
				}
			}
			before := l.commits()
			if l.line.mend(); test.meets != nil {
				l.line.meet(*test.meets)
			}
			if err := l.seal(); err != nil || l.commits()-before != test.commits {
				t.Errorf("%v; %d commits, not %d", err, l.commits()-before, test.commits)
			}
			l.holds()
		})
	}
}

// commits are how many commits the ledger has.
func (l *lab) commits() (n int) {
	for at := l.line.tip().String(); at != ""; n++ {
		text := string(must(l.line.objects.Get(context.Background(), must(ledger.ParseHash(at)))))
		_, parent, _ := strings.Cut(text, "\nparent ")
		at, _, _ = strings.Cut(parent, "\n")
	}
	return n
}

// TestLineDeadAtTheEnd: the ledger cannot even be looked at when the run is over.
func TestLineDeadAtTheEnd(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.act = func(_ context.Context, step string) {
		if step == "c" {
			l.line.guard.Lock()
			defer l.line.guard.Unlock()
			l.line.dead = -1
		}
	}
	result, err := l.desk().Run(t.Context(), byMara())
	if !errors.Is(err, conduct.ErrNotRecorded) || result == nil || result.Record.Outcome != evidence.Passed {
		t.Fatalf("%v, %v", result, err)
	}
	if err := l.seal(); !errors.Is(err, errLine) || len(l.waiting()) != 1 {
		t.Errorf("sealing over a dead line: %v; %s", err, l.waiting())
	}
	l.line.mend()
	if err := l.seal(); err != nil || tell(l.outcomes()) != "passed" {
		t.Errorf("%v; %s", err, l)
	}
	l.holds()
}

// badMoment is a key, and what happens on this machine just before it signs.
type badMoment struct {
	attest.Signer
	happens func() error
}

func (b badMoment) Sign(ctx context.Context, message []byte) ([]byte, evidence.Material, error) {
	if err := b.happens(); err != nil {
		return nil, evidence.Material{}, err
	}
	return b.Signer.Sign(ctx, message)
}

// plant puts a folder in the way of a file of every run.
func (l *lab) plant(file string) error {
	var all error
	for _, name := range l.waiting() {
		all = errors.Join(all, os.Mkdir(filepath.Join(l.folder, name, file+".new"), 0o700))
	}
	return all
}

// unplant takes away what plant put there.
func (l *lab) unplant(file string) {
	for _, name := range l.waiting() {
		if err := os.Remove(filepath.Join(l.folder, name, file+".new")); err != nil {
			l.t.Error(err)
		}
	}
}

// TestFolderFails is the fault table of the folder, before the first step: what cannot be kept on disk
// is not authorised.
func TestFolderFails(t *testing.T) {
	t.Parallel()
	for name, breaks := range map[string]func(*lab, *conduct.Desk){
		"no place for folders": func(l *lab, d *conduct.Desk) {
			d.Folder = filepath.Join(l.t.TempDir(), "file", "runs")
			if err := os.WriteFile(filepath.Dir(d.Folder), nil, 0o600); err != nil {
				l.t.Fatal(err)
			}
		},
		"authorization not kept": func(l *lab, d *conduct.Desk) {
			d.Signer = badMoment{testKey(), func() error { return l.plant("authorization") }}
		},
		"key taken away": func(_ *lab, d *conduct.Desk) {
			d.Signer = badMoment{testKey(), func() error { return errors.New("the key was taken away") }}
		},
		"no randomness": func(_ *lab, d *conduct.Desk) { d.Random = strings.NewReader("short") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			desk := l.desk()
			breaks(l, desk)
			before := l.line.tip()
			if result, err := desk.Run(t.Context(), byMara()); err == nil || result != nil {
				t.Errorf("result %v, error %v", result, err)
			}
			if len(l.ran) > 0 || l.line.tip() != before || len(l.waiting()) > 0 {
				t.Errorf("ran %v; %s", l.ran, l)
			}
			l.holds()
		})
	}
}

// TestResultNotKept: a result that cannot be kept is not appended either; what the journal has is
// enough to record it later, as it was.
func TestResultNotKept(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"result", "blob-001"} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.act = func(_ context.Context, step string) {
				if step == "c" {
					if err := l.plant(file); err != nil {
						t.Error(err)
					}
				}
			}
			result, err := l.desk().Run(t.Context(), byMara())
			if !errors.Is(err, conduct.ErrNotRecorded) || result == nil || len(l.entries(evidence.KindRun)) > 0 {
				t.Fatalf("%v, %v; %s", result, err, l)
			}
			if err := l.seal(); !errors.Is(err, conduct.ErrNotRecorded) || len(l.waiting()) != 1 {
				t.Errorf("sealing while it still cannot be kept: %v; %s", err, l)
			}
			l.unplant(file)
			if err := l.seal(); err != nil || tell(l.outcomes()) != "passed" {
				t.Errorf("%v; %s", err, l)
			}
			l.holds()
		})
	}
}

// TestNoPlaceToRun: what is authorised and then cannot even begin is recorded as interrupted.
func TestNoPlaceToRun(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	desk := l.desk()
	desk.World.Temp = filepath.Join(l.folder, "nowhere")
	if _, err := desk.Run(t.Context(), byMara()); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("error %v", err)
	}
	if len(l.ran) > 0 || tell(l.outcomes()) != "interrupted" {
		t.Errorf("ran %v; %s", l.ran, l)
	}
	l.holds()
}
