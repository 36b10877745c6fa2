package verify_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// judged is the verdict on one scenario, at an instant of the auditor's own.
func (s scenario) judged(t *testing.T, asOf time.Time, each func(verdict.Loan) error) *verdict.Verdict {
	t.Helper()
	repo := newRepository()
	repo.commit(s.commits[0])
	subject := knowing(t, subject(t, repo), s.people...)
	subject.AsOf, subject.Loans = asOf, each
	return judge(t, subject)
}

// A broken glass leads on by what its run has come to: as long as it is broken the run may go on, afterwards it can
// only be recorded, and what is recorded can be confirmed.
func TestGlassLeadsOn(t *testing.T) {
	t.Parallel()
	open := spoken(func(r *asked) { r.breakGlass("dee", edit{}) })(t) // broken for an hour, from the ninth minute on
	ended := broken(func(*asked, *draft) {})(t)
	for name, c := range map[string]struct {
		s    scenario
		asOf int
		want string
	}{
		"it is broken":    {open, 69, "attestary resume "},
		"it is whole":     {open, 70, "attestary seal "},
		"it has ended":    {ended, 10, "attestary confirm "},
		"years have gone": {ended, 3 * 365 * 24 * 60, "attestary confirm "},
	} {
		v := c.s.judged(t, start.Add(time.Duration(c.asOf)*time.Minute), nil)
		if v.Findings == nil || len(v.Findings.Glasses) != 1 || v.Status() != verdict.StatusFindings {
			t.Fatalf("%s: status %d, findings %+v", name, v.Status(), v.Findings)
		}
		g := v.Findings.Glasses[0]
		if !strings.HasPrefix(g.Mend, c.want) || g.Runbook != "rotate" || g.By.Login != "dee" || g.Reason != "It burns." || g.Expires != minute(69) {
			t.Errorf("%s: %+v", name, g)
		}
	}
}

// Whoever listens hears of every change for a while what became of it; when it counts as missed, the clock tells.
func TestLoans(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		s     scenario
		want  []string // when each was taken back
		found int
	}{
		"it came":         {lent(func(r *asked) { r.takeBack(6, evidence.Passed, edit{}) })(t), []string{minute(11)}, 0},
		"twice":           {lent(func(r *asked) { r.takeBack(6, evidence.Passed, edit{}); r.takeBack(7, evidence.Passed, edit{}) })(t), []string{minute(11)}, 0},
		"it failed":       {lent(func(r *asked) { r.takeBack(6, evidence.Failed, edit{}) })(t), []string{""}, 1},
		"and came":        {lent(func(r *asked) { r.takeBack(6, evidence.Failed, edit{}); r.takeBack(7, evidence.Passed, edit{}) })(t), []string{minute(13)}, 0},
		"it did not come": {lent(func(*asked) {})(t), []string{""}, 1},
	} {
		for asOf, found := range map[int]int{249: 0, 250: c.found} { // it ended in minute 9, was due in 129, and has two hours
			var got []string
			v := c.s.judged(t, start.Add(time.Duration(asOf)*time.Minute), func(l verdict.Loan) error {
				got = append(got, l.Returned)
				if l.Due != minute(129) || l.Missed != minute(249) || l.Runbook != "rotate" || l.Entry != 9 {
					t.Errorf("%s: %+v", name, l)
				}
				return nil
			})
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("%s: taken back (-want +got):\n%s", name, diff)
			}
			if n := v.Findings; (n == nil) != (found == 0) || n != nil && n.Missed != int64(found) {
				t.Errorf("%s, minute %d: findings %+v", name, asOf, n)
			}
		}
	}
}
