package verify_test

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// listed is what a forge lists. It is data: what the command gives to verify is played in a page of script.
type listed struct {
	verify.ForgeRuns
	err  error
	from *time.Time
}

func (l listed) Runs(_ context.Context, from time.Time) (verify.ForgeRuns, error) {
	if l.from != nil {
		*l.from = from
	}
	return l.ForgeRuns, l.err
}

// ranAt is a run of the workflow of tls, of which a job did something.
func ranAt(id int64, began time.Time, change func(*verify.ForgeRun)) verify.ForgeRun {
	r := verify.ForgeRun{ID: id, Attempt: 1, Began: began, Started: began, Ended: true, Runbook: "tls", Acted: func(context.Context, int64) (bool, error) { return true, nil }}
	if change != nil {
		change(&r)
	}
	return r
}

// TestForge holds the two directions of claim 11 that the forge is asked for. The ledger tells of its runs 71 to 74.
func TestForge(t *testing.T) {
	t.Parallel()
	const month = 31 * 24 * time.Hour
	later := start.Add(time.Hour)
	did := func(acted bool, err error) func(*verify.ForgeRun) {
		return func(r *verify.ForgeRun) { r.Acted = func(context.Context, int64) (bool, error) { return acted, err } }
	}
	for name, c := range map[string]struct {
		more   []verify.ForgeRun
		change func(*listed)
		want   verdict.Outcome
		words  string
	}{
		"each is in the other":                {nil, nil, verdict.Held, "4 are in the ledger, and 0 did nothing"},
		"one that did something":              {[]verify.ForgeRun{ranAt(80, later, nil)}, nil, verdict.Refuted, "runbook tls (run 80, attempt 1, begun at 2026-01-05T11:00:00Z)"},
		"one that did nothing":                {[]verify.ForgeRun{ranAt(80, later, did(false, nil))}, nil, verdict.Held, "and 1 did nothing"},
		"jobs that cannot be read":            {[]verify.ForgeRun{ranAt(80, later, did(false, errors.New("no\x1b[31m")))}, nil, verdict.NotJudged, `run 80 of the forge has no entry, and what its jobs did could not be read: no\x1b[31m`},
		"another workflow":                    {[]verify.ForgeRun{ranAt(80, later, func(r *verify.ForgeRun) { r.Runbook = "" })}, nil, verdict.Held, ""},
		"before the ledger":                   {[]verify.ForgeRun{ranAt(80, start.Add(-time.Hour), nil)}, nil, verdict.Held, ""},
		"before it, and once more after":      {[]verify.ForgeRun{ranAt(80, start.Add(-time.Hour), func(r *verify.ForgeRun) { r.Attempt, r.Started = 2, later })}, nil, verdict.Refuted, "run 80, attempt 2"},
		"once more":                           {[]verify.ForgeRun{ranAt(71, later, func(r *verify.ForgeRun) { r.Attempt = 2 })}, func(l *listed) { l.without(71) }, verdict.Refuted, "run 71, attempt 2"},
		"at work":                             {[]verify.ForgeRun{ranAt(80, start.Add(23*time.Hour), func(r *verify.ForgeRun) { r.Ended = false })}, nil, verdict.Held, ""},
		"at work for more than a day":         {[]verify.ForgeRun{ranAt(80, start.Add(-time.Minute), func(r *verify.ForgeRun) { r.Ended, r.Began, r.Started = false, start, start })}, nil, verdict.Refuted, "run 80"},
		"an entry of a run that is not there": {nil, func(l *listed) { l.without(72) }, verdict.Refuted, "it tells of run 72, attempt 1"},
		"an entry of an attempt too many":     {nil, func(l *listed) { l.ForgeRuns.Runs[0].Attempt = 0 }, verdict.Refuted, "it tells of run 71, attempt 1"},
		"a run that may be forgotten":         {nil, func(l *listed) { l.without(72); l.Since = start }, verdict.NotJudged, "begins at 2026-01-05T10:00:00Z, and 1 entries tell of runs that may have begun before"},
		"a list that is whole for long":       {nil, func(l *listed) { l.without(72); l.Since = start.Add(-month) }, verdict.Refuted, "it tells of run 72"},
		"no list":                             {nil, func(l *listed) { l.err = errors.New("the workflow runs: the token may not") }, verdict.NotJudged, "the forge's list of runs could not be read: the workflow runs: the token may not"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &source{repository: newRepository(), t: t}
			f := forgeOf(t, s.make(made{files: runbooks(), author: eve}))
			var from time.Time
			list := listed{ForgeRuns: verify.ForgeRuns{Since: start.Add(-month)}, from: &from}
			for id := range 4 {
				list.ForgeRuns.Runs = append(list.ForgeRuns.Runs, ranAt(int64(71+id), start.Add(time.Minute), nil))
			}
			if c.change != nil {
				c.change(&list)
			}
			list.ForgeRuns.Runs = append(list.ForgeRuns.Runs, c.more...)
			v := s.judge(f, func(about *verify.Subject) { about.Forge = list })
			holds(t, v, "11", c.want, c.words)
			if !v.Claim("11").Required || !from.Equal(start.Add(-month)) {
				t.Errorf("required %v, asked from %s", v.Claim("11").Required, from)
			}
		})
	}
}

// onForge is the good ledger, of runs 71 to 74 of a forge at a commit.
func forgeOf(t testing.TB, commit ledger.Hash) *forge {
	edits := map[int]edit{}
	for i, entry := range []int{1, 3, 5, 7} {
		edits[entry] = edit{predicate: func(d *draft) {
			a := d.predicate.(*evidence.Authorization)
			a.Commit, a.Run.ID = commit.String(), strconv.Itoa(71+i)
			d.run = a.Run.Key()
		}}
	}
	return base(t, edits)
}

// without takes a run out of the list.
func (l *listed) without(id int64) {
	kept := l.ForgeRuns.Runs[:0]
	for _, r := range l.ForgeRuns.Runs {
		if r.ID != id {
			kept = append(kept, r)
		}
	}
	l.ForgeRuns.Runs = kept
}

// TestForgeHeard: a run of the forge in which somebody was heard is told of before the result tells that the run went
// on there: it may wait once more.
func TestForgeHeard(t *testing.T) {
	t.Parallel()
	s := &source{repository: newRepository(), t: t}
	f := forgeOf(t, s.make(made{files: runbooks(), author: eve}))
	by := func(login string) evidence.By { return evidence.By{How: "forge", ID: forgePeople[login], Login: login} }
	r := f.askAs(evidence.RunID{Attempt: 1, ID: "89", Origin: f.origin}, "forge", edit{predicate: func(d *draft) {
		cy, a := by("cy"), d.predicate.(*evidence.Authorization)
		a.Requester, a.Repository, a.Owner = &cy, 7, 8
	}})
	r.yes("ada", edit{predicate: func(d *draft) {
		a := d.predicate.(*evidence.Approval)
		a.By, d.key = by("ada"), f.key
		a.Heard = &evidence.Heard{Comment: 1, Issue: 1, Run: evidence.RunID{Attempt: 1, ID: "90", Origin: f.origin}, State: shown}
	}})
	ran := func(id int64) verify.ForgeRun {
		return ranAt(id, start.Add(time.Minute), func(r *verify.ForgeRun) { r.Runbook = "rotate" })
	}
	list := listed{ForgeRuns: verify.ForgeRuns{Since: start.Add(-31 * 24 * time.Hour), Runs: []verify.ForgeRun{ran(89), ran(90)}}}
	for id := range 4 {
		list.ForgeRuns.Runs = append(list.ForgeRuns.Runs, ranAt(int64(71+id), start.Add(time.Minute), nil))
	}
	v := s.judge(f, func(about *verify.Subject) { about.Forge = list })
	holds(t, v, "11", verdict.Held, "6 are in the ledger, and 0 did nothing")
}
