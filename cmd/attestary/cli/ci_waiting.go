package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Which runs wait, the ledger tells: they were authorised, have no end there, and left what one goes on with. So nobody
// keeps one from ending, or from taking back what it did, by what they do to an issue.

// sweptFor is how long after the time of its last question a run is still looked after. By then it has ended, or cannot.
const sweptFor = 7 * 24 * time.Hour

// unended is a run that the ledger has no end of.
type unended struct {
	of *evidence.Authorization
	in []evidence.RunID // of the forge in which it may have been left waiting, the newest last
}

// unended are those of this repository that may wait now, in the order of the ledger.
func (o *office) unended(ctx context.Context, repository int64) ([]*unended, error) {
	snapshot, err := ledger.Open(ctx, o.store)
	if errors.Is(err, ledger.ErrEmpty) {
		return nil, nil
	}
	if err != nil {
		return nil, friendly(err)
	}
	open, order := map[canon.Digest]*unended{}, []canon.Digest{}
	since := evidence.FormatInstant(o.w.Now().Add(-sweptFor))
	for entry, err := range snapshot.Entries(ctx) {
		if err != nil {
			return nil, unreadable(err)
		}
		run := open[entry.Leaf.Run]
		switch said := entry.Statement.(type) {
		case *evidence.Authorization:
			if said.Repository == repository && said.NotAfter >= since {
				open[entry.Leaf.Run] = &unended{said, []evidence.RunID{said.Run}}
				order = append(order, entry.Leaf.Run)
			}
		case *evidence.Run:
			delete(open, entry.Leaf.Run)
		case *evidence.Approval:
			if run != nil && said.Heard != nil && said.Heard.Run.ID != "" && !slices.Contains(run.in, said.Heard.Run) {
				run.in = append(run.in, said.Heard.Run)
			}
		}
	}
	var all []*unended
	for _, key := range order {
		if run := open[key]; run != nil {
			all = append(all, run)
		}
	}
	return all, nil
}

// wakeAll starts the workflow of every runbook again of which a run waits. One that cannot be looked at keeps no other
// from it.
func (w *World) wakeAll(ctx context.Context, issues forge.Issues) error {
	bound, err := w.unbound()
	if err != nil {
		return err
	}
	o, err := w.openOfficeWith(ctx, bound, &hand{})
	if err != nil {
		return err
	}
	defer o.close()
	all, err := o.unended(ctx, issues.Repository.ID)
	if err != nil {
		return err
	}
	var errs []error
	n := 0
	for _, run := range all {
		c, err := leftWaiting(ctx, issues, run)
		if err == nil && c != nil {
			n++
			err = w.start(ctx, issues, c)
		}
		errs = append(errs, err)
	}
	fmt.Fprintf(w.Err, "runs that wait for people: %d\n", n)
	return errors.Join(errs...)
}

// leftWaiting is by which run of the forge a run was left waiting: the newest whose job that attests left something. nil
// where none did: it is still under way, or its end could not be recorded.
func leftWaiting(ctx context.Context, issues forge.Issues, run *unended) (*cameBack, error) {
	for _, in := range slices.Backward(run.in) {
		id, err := strconv.ParseInt(in.ID, 10, 64)
		if err != nil {
			return nil, nil // it is of no forge
		}
		left, err := issues.Client.Keeps(ctx, issues.Repository, id, fmt.Sprintf("attestary-attest-%d", in.Attempt))
		if err != nil {
			return nil, unseenPeople(err)
		}
		if left {
			return &cameBack{runbook: run.of.Runbook, run: in.ID, attempt: in.Attempt}, nil
		}
	}
	return nil, nil
}
