package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/spf13/cobra"
)

func dueCommand(w *World) *cobra.Command {
	var list bool
	cmd := &cobra.Command{
		Use:   "due",
		Short: "Take back what was changed for a while, once its time is over",
		Long: `Looks through the ledger for changes with undo_after whose time is over, and takes each back, in a run
of its own under the plan that made it. What could not be taken back is tried again the next time. A clock
calls this: cron on a machine, a schedule on a forge.

What is not taken back for as long again as it was to last (an hour at least, and a day at most) counts as
missed: a finding of attestary verify, and its runbook earns nothing, until it is taken back.

Exit status 0: nothing is due any more. 1: something could not be taken back. 3: something could not be
looked at.`,
		Example: "  attestary due\n  attestary due --list",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return w.takeBack(cmd.Context(), list) },
	}
	cmd.Flags().BoolVar(&list, "list", false, "only tell what ends when")
	return cmd
}

func (w *World) takeBack(ctx context.Context, list bool) error {
	bound, err := w.unbound()
	if err != nil {
		return err
	}
	office, err := w.openOffice(ctx, bound)
	if err != nil {
		return err
	}
	defer office.close()
	endings, later, err := office.endings(ctx)
	if err != nil {
		return err
	}
	if list {
		w.viewEndings(endings, later)
		return nil
	}
	for _, l := range later {
		fmt.Fprintf(w.Out, "%s  %s of %s ends by itself\n", l.at, l.what, l.runbook)
	}
	if len(endings) == 0 {
		fmt.Fprintln(w.Err, "nothing is due")
	}
	return office.end(ctx, endings)
}

// viewEndings tells what should have ended, what is due, and what will be, in this order.
func (w *World) viewEndings(endings []ended, later []later) {
	now := evidence.FormatInstant(w.Now())
	var missed, due []string
	for _, e := range endings {
		for _, d := range e.Due {
			line := fmt.Sprintf("%s  %s%s of %s, run %s", d.At, d.Address, keyed(d.Key), e.Plan.Runbook, e.Run.Hex()[:8])
			if last, err := d.Missed(e.at); err == nil && evidence.FormatInstant(last) < now {
				missed = append(missed, line+", was due, and counts as missed since "+evidence.FormatInstant(last))
			} else {
				due = append(due, line+", is due")
			}
		}
	}
	slices.Sort(missed)
	slices.Sort(due)
	for _, line := range slices.Concat(missed, due) {
		fmt.Fprintln(w.Out, line)
	}
	for _, l := range later {
		fmt.Fprintf(w.Out, "%s  %s of %s ends by itself\n", l.at, l.what, l.runbook)
	}
	if len(missed)+len(due) > 0 {
		fmt.Fprintln(w.Err, "  next: attestary due")
	} else if len(later) == 0 {
		fmt.Fprintln(w.Err, "nothing ends by itself")
	}
}

// ended is a run that changed something for a while, when it ended, and what of it is due.
type ended struct {
	conduct.Ending
	at string
}

// end takes back what is due, run by run.
func (o *office) end(ctx context.Context, endings []ended) error {
	var worst error
	for _, e := range endings {
		watch := o.w.watchParts(e.Plan, nil, "human") // nothing of the plan runs but what takes back
		o.desk.World.Events = watch.event
		result, err := o.desk.End(ctx, e.Ending)
		watch.stop()
		watch.close()
		if err != nil {
			worst = cmp.Or(worst, err)
			fmt.Fprintf(o.w.Err, "%s: %v\n", e.Plan.Runbook, err)
			continue
		}
		o.w.viewRecord(o.w.Out, e.Plan, result.Record)
		if result.Record.Outcome != evidence.Passed {
			worst = cmp.Or(worst, error(quiet(foundWrong)))
		}
	}
	o.fetch(ctx)
	return worst
}

// later is a change whose time is not over yet.
type later struct{ at, what, runbook string }

// changed is a run that changed something for a while.
type changed struct {
	authorization *evidence.Authorization
	record        *evidence.Record
}

// endings reads the ledger for what is due, and for what will be. What another run has taken back is neither.
func (o *office) endings(ctx context.Context) (due []ended, will []later, err error) {
	snapshot, err := ledger.Open(ctx, o.store)
	if errors.Is(err, ledger.ErrEmpty) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, friendly(err)
	}
	runs, taken, err := o.changes(ctx, snapshot)
	if err != nil {
		return nil, nil, err
	}
	now := evidence.FormatInstant(o.w.Now())
	for _, key := range slices.Sorted(maps.Keys(runs)) {
		c := runs[key]
		ending := ended{conduct.Ending{Commit: c.authorization.Commit, Run: key, Inputs: c.authorization.Inputs}, c.record.EndedAt}
		for _, d := range c.record.Due {
			switch {
			case taken[place(key, d.Address, d.Key)]:
			case d.At > now:
				will = append(will, later{d.At, d.Address + keyed(d.Key), c.authorization.Runbook})
			default:
				call, err := snapshot.Blob(ctx, d.Call)
				if err != nil {
					return nil, nil, unreadable(err)
				}
				ending.Due = append(ending.Due, engine.Due{DueRecord: d, Call: call})
			}
		}
		if len(ending.Due) == 0 {
			continue
		}
		s := &story{authorization: c.authorization}
		if err := s.open(ctx, snapshot); err != nil {
			return nil, nil, err
		}
		ending.Plan = s.plan
		due = append(due, ending)
	}
	slices.SortFunc(will, func(a, b later) int { return cmp.Compare(a.at, b.at) })
	return due, will, nil
}

// place names one change of a run.
func place(run canon.Digest, address string, key *string) string {
	return string(run) + " " + address + keyed(key)
}

// changes are the runs that changed something for a while, and what others have taken back since.
func (o *office) changes(ctx context.Context, snapshot *ledger.Snapshot) (runs map[canon.Digest]changed, taken map[string]bool, err error) {
	open, runs, undone := map[canon.Digest]*evidence.Authorization{}, map[canon.Digest]changed{}, map[canon.Digest][]string{}
	var revoked takingBack
	for entry, err := range snapshot.Entries(ctx) {
		if err != nil {
			return nil, nil, unreadable(err)
		}
		revoked.take(entry)
		if a, ok := entry.Statement.(*evidence.Authorization); ok {
			open[entry.Leaf.Run] = a
		}
		run, ok := entry.Statement.(*evidence.Run)
		a := open[entry.Leaf.Run]
		if !ok || a == nil {
			continue
		}
		delete(open, entry.Leaf.Run)
		data, err := snapshot.Blob(ctx, run.Record.Digest)
		if err != nil {
			return nil, nil, unreadable(err)
		}
		record, err := evidence.ParseRecord(data)
		if err != nil {
			return nil, nil, fmt.Errorf("entry %d: %w", entry.Index, err)
		}
		if len(record.Due) > 0 {
			runs[entry.Leaf.Run] = changed{a, record}
		}
		for _, s := range record.Steps {
			if a.Undoes != nil && s.Outcome == evidence.Passed {
				undone[entry.Leaf.Run] = append(undone[entry.Leaf.Run], place(*a.Undoes, s.Address, s.Key))
			}
		}
	}
	taken = map[string]bool{}
	for run, places := range undone {
		for _, at := range places {
			taken[at] = taken[at] || revoked.runs[run] == 0 // what tells of it may have been revoked since
		}
	}
	return runs, taken, nil
}
