package report_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// lend is a change that the run makes for so long; back is how long after its time it was taken back, 0 never.
func lend(r verdict.Run, lasts, back time.Duration) verdict.Loan {
	ended := at(r.At).Add(time.Minute)
	d := evidence.DueRecord{Address: "step.lend.undo", At: instant(ended.Add(lasts))}
	missed, err := d.Missed(instant(ended))
	if err != nil {
		panic(err)
	}
	l := verdict.Loan{Undo: verdict.Undo{Address: d.Address, Due: d.At, Entry: r.Entry + 1, Mend: verdict.UndoMends, Missed: instant(missed), Run: canon.Sum([]byte(r.At)), Runbook: r.Runbook}}
	if back > 0 {
		l.Returned = instant(ended.Add(lasts + back))
	}
	return l
}

// An undo that does not come is a missed run, one period after its time, until it comes: whatever else the
// runbook does meanwhile.
func TestUndoThatDoesNotCome(t *testing.T) {
	t.Parallel()
	p := runbook("lend", "", claims(row, "initial", 10*24*time.Hour))
	start := at("2026-03-02T08:00:00Z")
	lent := byHand(run(t, p, start, evidence.Passed))
	later := byHand(run(t, p, start.Add(3*time.Hour+30*time.Minute), evidence.Passed))
	for name, c := range map[string]struct {
		lasts, back, after time.Duration
		want               verdict.Standing
	}{
		"not due yet":                         {2 * time.Hour, 0, 2 * time.Hour, verdict.Met},
		"due, and within its period":          {2 * time.Hour, 0, 4 * time.Hour, verdict.Met},
		"a period after":                      {2 * time.Hour, 0, 4*time.Hour + time.Second, verdict.Missed},
		"it came":                             {2 * time.Hour, time.Minute, 5 * time.Hour, verdict.Met},
		"it came late":                        {2 * time.Hour, 3 * time.Hour, 6 * time.Hour, verdict.Met},
		"it came later than the score":        {2 * time.Hour, 3 * time.Hour, 4*time.Hour + time.Minute, verdict.Missed},
		"a change of a minute has an hour":    {time.Minute, 0, time.Hour + time.Minute, verdict.Met},
		"and no more":                         {time.Minute, 0, time.Hour + time.Minute + time.Second, verdict.Missed},
		"a change of a week has a day":        {7 * 24 * time.Hour, 0, 8 * 24 * time.Hour, verdict.Met},
		"and not a week":                      {7 * 24 * time.Hour, 0, 8*24*time.Hour + time.Second, verdict.Missed},
		"one that was over before its run":    {-1000 * time.Hour, 0, time.Hour, verdict.Met},
		"has an hour from the end of the run": {-1000 * time.Hour, 0, time.Hour + time.Second, verdict.Missed},
	} {
		asOf := at(lent.At).Add(time.Minute + c.after)
		card := scoreLent(t, history{lent, later}, []verdict.Loan{lend(lent, c.lasts, c.back)}, held(5), asOf, nil, p)
		proof := cell(t, card, row, "initial").Claims[0]
		if proof.Standing != c.want {
			t.Errorf("%s: %s: %s; want %s", name, proof.Standing, proof.Why, c.want)
		}
		if missed := c.want == verdict.Missed; missed != (card.Findings != nil) || missed && (!strings.Contains(proof.Why, "step.lend") || card.Findings.Missed != 1) {
			t.Errorf("%s: %s, findings %+v", name, proof.Why, card.Findings)
		}
	}
}

// lent are changes for a while that some of the runs made.
func (w *world) lent() (all []verdict.Loan) {
	for _, r := range w.runs.numbered() {
		if r.Result == nil || w.rand.IntN(4) > 0 {
			continue
		}
		l := lend(r, w.within(40*time.Hour), 1+w.within(10*time.Hour))
		if l.Returned > instant(w.asOf) || w.rand.IntN(6) == 0 {
			l.Returned = ""
		}
		all = append(all, l)
	}
	return all
}

// An undo that is kept back never raises a score, at whatever instant; and one period after it was due nothing
// of its runbook is met.
func TestWithholdingAnUndoNeverRaises(t *testing.T) {
	t.Parallel()
	withheld := 0
	everywhere(t, func(w *world) string {
		lent := w.lent()
		i := slices.IndexFunc(lent, func(l verdict.Loan) bool { return l.Returned != "" })
		if i < 0 {
			return ""
		}
		withheld++
		kept := slices.Clone(lent)
		kept[i].Returned = ""
		asOf := w.asOf.Add(w.within(3 * 24 * time.Hour))
		v := held(int64(2*len(w.runs) + 1))
		before, after := scoreLent(t, w.runs, lent, v, asOf, w.since, w.plans...), scoreLent(t, w.runs, kept, v, asOf, w.since, w.plans...)
		if problem := raised(before, after); problem != "" || instant(asOf) <= kept[i].Missed {
			return problem
		}
		for _, p := range after.Pillars {
			for _, f := range p.Functions {
				for _, c := range f.Cells {
					for _, proof := range c.Claims {
						if proof.Runbook == kept[i].Runbook && proof.Standing == verdict.Met {
							return proof.Runbook + " is met, and what it changed was not taken back: " + kept[i].Missed
						}
					}
				}
			}
		}
		return ""
	})
	if many() && withheld < *worlds/4 {
		t.Errorf("only %d of %d histories had an undo to withhold", withheld, *worlds)
	}
}

// A run under broken glass counts for nothing; while nobody has confirmed it, that is the next step.
func TestBrokenGlassIsTheNextStep(t *testing.T) {
	t.Parallel()
	p := runbook("backup", "", claims(row, "initial", 24*time.Hour))
	glassy := byHand(run(t, p, at("2026-03-02T04:15:00Z"), evidence.Passed))
	glassy.BrokenGlass = true
	key := history{glassy}.numbered()[0].Key
	v := held(5)
	v.Findings = &verdict.Findings{Broken: 1, Glasses: []verdict.Glass{{At: glassy.At, Expires: "2026-03-03T04:15:00Z", Entry: 2, Role: "oncall", Reason: "It burns.", Run: key, Runbook: "backup",
		By: evidence.By{How: "key", ID: "sha256:00", Login: "ada"}, Result: new(int64(3)), Mend: "attestary confirm " + key.Hex()[:8]}}}
	card := scoreLent(t, history{glassy}, nil, v, at("2026-03-02T14:00:00Z"), nil, p)
	if next := nextOf(t, card, row); !strings.Contains(next, "attestary confirm "+key.Hex()[:8]) || card.Findings.Broken != 1 {
		t.Errorf("next: %s", next)
	}
	v.Findings = nil
	if next := nextOf(t, scoreLent(t, history{glassy}, nil, v, at("2026-03-02T14:00:00Z"), nil, p), row); strings.Contains(next, "confirm") {
		t.Errorf("it is confirmed, and the next step is: %s", next)
	}
}

func nextOf(t testing.TB, card *verdict.Scorecard, function string) string {
	t.Helper()
	for _, p := range card.Pillars {
		for _, f := range p.Functions {
			if f.ID == function {
				return f.Next
			}
		}
	}
	t.Fatalf("the scorecard has no function %s", function)
	return ""
}
