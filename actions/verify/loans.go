package verify

import (
	"context"
	"fmt"
	"math/bits"
	"slices"

	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// loans follows what runs change for a while: each such change is to be taken back by a run of its own. One
// that no run took back is missed one period after it was due (evidence.DueRecord.Missed), and a finding until
// it is. A run that tried and did not pass has taken nothing back, and one that is under way has not yet.
//
// Of a run it keeps its place and a bit for each change; records are read again when they are asked for.
type loans struct {
	*judge
	made    []*loan // in the order of the results
	byRun   map[sum]*loan
	undoing map[sum]*loan // by the run that takes back, until it ends
	undone  map[sum]*loan // by the run that took back, with what of it
}

// loan is what one run changed for a while.
type loan struct {
	run    sum
	result int64
	record sum
	left   int
	back   []uint64 // bits: taken back
	whole  *loan    // of what a run took back: the loan that it is of
}

func newLoans(j *judge) *loans {
	return &loans{judge: j, byRun: map[sum]*loan{}, undoing: map[sum]*loan{}, undone: map[sum]*loan{}}
}

// authorized holds that a run which takes back names one that came to its end before, and is of its plan.
func (l *loans) authorized(e *entry, state *runState) {
	undoes := e.authorization.Undoes
	if undoes == nil || state == nil {
		return
	}
	made := l.orders.run(*undoes)
	switch {
	case made == nil || made.result < 0:
		e.refute(order, fmt.Sprintf("it takes back what run %s changed, of which no result stands before it", *undoes))
	case made.plan != state.plan:
		e.refute(order, fmt.Sprintf("it takes back what a run of plan %s changed, by plan %s", made.plan.digest(), state.plan.digest()))
	case l.byRun[made.key] != nil:
		l.undoing[state.key] = l.byRun[made.key]
	}
}

// concluded takes the result of a run that holds: what it changed for a while, or what it took back.
func (l *loans) concluded(ctx context.Context, e *entry, state *runState) error {
	if n := len(e.record.Due); n > 0 && state.mode == evidence.Live {
		made := &loan{run: state.key, result: e.index, record: sumOf(e.run.Record.Digest), left: n, back: make([]uint64, (n+63)/64)}
		l.made, l.byRun[state.key] = append(l.made, made), made
	}
	made := l.undoing[state.key]
	delete(l.undoing, state.key)
	if made == nil || made.left == 0 {
		return nil
	}
	undone := &loan{back: make([]uint64, len(made.back)), whole: made}
	l.undone[state.key] = undone
	return l.each(ctx, made, func(i int, u verdict.Undo) error {
		if !slices.ContainsFunc(e.record.Steps, func(s evidence.StepRecord) bool {
			return s.Outcome == evidence.Passed && s.Address == u.Address && sameKey(s.Key, u.Key)
		}) {
			return nil
		}
		made.back[i/64] |= 1 << (i % 64)
		undone.back[i/64] |= 1 << (i % 64)
		made.left--
		return l.tell(verdict.Loan{Undo: u, Returned: e.record.EndedAt})
	})
}

// revoked takes a run for one that took nothing back: nobody knows whether what it tells of was done.
func (l *loans) revoked(run sum) {
	delete(l.undoing, run)
	undone := l.undone[run]
	if undone == nil {
		return
	}
	delete(l.undone, run)
	for i, word := range undone.back {
		undone.whole.back[i] &^= word
		undone.whole.left += bits.OnesCount64(word)
	}
}

// lasting tells of the changes that nothing says were taken back: who listens of all, the findings of the
// oldest that were missed, and how many.
func (l *loans) lasting(ctx context.Context, f *verdict.Findings) error {
	asOf := instant(l.AsOf.Unix())
	for _, made := range l.made {
		if made.left == 0 {
			continue
		}
		err := l.each(ctx, made, func(_ int, u verdict.Undo) error {
			still := verdict.Loan{Undo: u}
			if still.Open(asOf) {
				if f.Missed++; f.Missed <= verdict.MaxFindings {
					f.Undos = append(f.Undos, u)
				}
			}
			return l.tell(still)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *loans) tell(told verdict.Loan) error {
	if l.Loans == nil {
		return nil
	}
	return l.Loans(told)
}

// each visits the changes of a run that were not taken back. Their record was judged when it passed.
func (l *loans) each(ctx context.Context, made *loan, visit func(i int, u verdict.Undo) error) error {
	_, data, reason, err := l.blobs.read(ctx, made.record.digest(), nil)
	if err != nil {
		return fmt.Errorf("entry %d: %w", made.result, err)
	}
	if reason != "" {
		return fmt.Errorf("entry %d: its record was there, and now %s", made.result, reason)
	}
	record, err := evidence.ParseRecord(data)
	if err != nil {
		return fmt.Errorf("entry %d, read again: %w", made.result, err)
	}
	for i := range record.Due {
		if made.back[i/64]&(1<<(i%64)) != 0 {
			continue
		}
		d := &record.Due[i]
		missed, err := d.Missed(record.EndedAt)
		if err != nil {
			return fmt.Errorf("entry %d: %w", made.result, err)
		}
		u := verdict.Undo{Address: d.Address, Due: d.At, Entry: made.result, Key: d.Key, Mend: verdict.UndoMends,
			Missed: evidence.FormatInstant(missed), Run: made.run.digest(), Runbook: l.orders.run(made.run.digest()).runbook}
		if err := visit(i, u); err != nil {
			return err
		}
	}
	return nil
}

func sameKey(a, b *string) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }
