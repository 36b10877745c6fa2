package verify

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/attestary/attestary/schemas/evidence"
)

// Forge lists the workflow runs that it made. It is asked only where an auditor wants that, and tells what whoever
// administers it lets it tell: the ledger is what is held against it, and never the other way round.
type Forge interface {
	// Runs gives the runs that began at from or later, as far as it still knows them.
	Runs(ctx context.Context, from time.Time) (ForgeRuns, error)
}

// ForgeRuns are the runs of all workflows of one repository.
type ForgeRuns struct {
	Since time.Time // all that began since then are there
	Runs  []ForgeRun
}

// ForgeRun is one run, in its newest attempt.
type ForgeRun struct {
	ID      int64
	Attempt int64
	Began   time.Time // its first attempt
	Started time.Time // its newest attempt
	Ended   bool
	// Runbook is whose workflow it is of; "" for other workflows.
	Runbook string
	// Acted tells whether a job of an attempt succeeded that is none of those that judge, sign and tell.
	Acted func(ctx context.Context, attempt int64) (bool, error)
}

// outside judges what claim 11 says of the forge: each run of a runbook's workflow that did something is in the
// ledger, and each run of the forge that is in the ledger was one.
//
// A run that was turned away before anything was authorised has no entry: a requester without any role, the hour of a
// schedule that is not meant, jobs that were started once more. Those did nothing, or failed; how many failed is told.
type outside struct {
	*judge
	begins int64
	told   map[forgeRun]int64 // entries, by the run that they are about
	at     map[int64]int64    // what these entries claim as their time
	local  int64              // runs that no forge made
}

type forgeRun struct{ id, attempt int64 }

const (
	// asksOfJobs is how many runs without an entry are asked about their jobs.
	asksOfJobs = 1000
	// young is how long a run may be at work, or wait for a machine, without an entry.
	young = 24 * time.Hour
	// startable is for how long a run can be started once more: an entry may tell of one that began so long before.
	startable = 31 * 24 * time.Hour
)

func newOutside(j *judge) *outside {
	return &outside{judge: j, told: map[forgeRun]int64{}, at: map[int64]int64{}}
}

// note takes the forge's runs that a verified entry names.
func (o *outside) note(e *entry) {
	if o.Forge == nil || !e.verified {
		return
	}
	switch {
	case e.ledger != nil:
		o.begins = seconds(e.ledger.At)
	case e.authorization != nil:
		o.name(e, e.authorization.Run)
	case e.denial != nil:
		o.name(e, e.denial.Run)
	case e.run != nil:
		for _, run := range e.run.Continued {
			o.name(e, run)
		}
	case e.spoken != nil: // the run may go on there, and tell so only at its end
		if said, ok := e.spoken.(*evidence.Approval); ok && said.Heard != nil {
			o.name(e, said.Heard.Run)
		}
	}
}

func (o *outside) name(e *entry, run evidence.RunID) {
	id, err := strconv.ParseInt(run.ID, 10, 64)
	if err != nil || strconv.FormatInt(id, 10) != run.ID {
		o.local++
		return
	}
	o.told[forgeRun{id, run.Attempt}] = e.index
	o.at[e.index] = seconds(e.at())
}

func (o *outside) end(ctx context.Context) error {
	if o.Forge == nil {
		return nil
	}
	from := time.Unix(o.begins, 0).Add(-startable)
	all, err := o.Forge.Runs(ctx, from)
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		o.tally.skip(completeClaim, "the forge's list of runs could not be read: "+plain(err.Error()))
		return nil
	}
	slices.SortFunc(all.Runs, func(a, b ForgeRun) int { return cmp.Or(a.Began.Compare(b.Began), cmp.Compare(a.ID, b.ID)) })
	if err := o.recorded(ctx, all); err != nil {
		return err
	}
	o.happened(all, from)
	return nil
}

// recorded holds the forge's runs against the ledger.
func (o *outside) recorded(ctx context.Context, all ForgeRuns) error {
	held, failed, asked := 0, 0, 0
	for _, r := range all.Runs {
		for attempt := int64(1); r.Runbook != "" && attempt <= r.Attempt; attempt++ {
			if _, told := o.told[forgeRun{r.ID, attempt}]; told {
				o.tally.judged(completeClaim, 1)
				held++
				continue
			}
			if r.Began.Unix() < o.begins && (attempt < r.Attempt || r.Started.Unix() < o.begins) {
				continue // it was before the ledger
			}
			if attempt == r.Attempt && !r.Ended && o.AsOf.Sub(r.Started) < young {
				continue // it is at work
			}
			if asked++; asked > asksOfJobs {
				o.tally.skip(completeClaim, fmt.Sprintf("more than %d runs of the forge have no entry", asksOfJobs))
				return nil
			}
			acted, err := r.Acted(ctx, attempt)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			switch {
			case err != nil:
				o.tally.skip(completeClaim, fmt.Sprintf("run %d of the forge has no entry, and what its jobs did could not be read: %s", r.ID, plain(err.Error())))
			case acted:
				o.tally.refute(fault{completeClaim, noEntry, "", fmt.Sprintf("the forge ran the workflow of runbook %s (run %d, attempt %d, begun at %s), jobs of it succeeded, and nothing in the ledger authorised or refused it",
					plain(r.Runbook), r.ID, attempt, instant(r.Began.Unix()))})
			default:
				o.tally.judged(completeClaim, 1)
				failed++
			}
		}
	}
	o.tally.note(completeClaim, fmt.Sprintf("of the runs that the forge lists since %s, %d are in the ledger, and %d did nothing or failed before anything was authorised%s",
		instant(o.begins), held, failed, o.elsewhere()))
	return nil
}

// elsewhere tells of runs that no forge made.
func (o *outside) elsewhere() string {
	if o.local == 0 {
		return ""
	}
	return fmt.Sprintf("; %d in the ledger were made by no forge", o.local)
}

// happened holds the runs of the ledger against the forge's. Those that the forge may have forgotten are not judged.
func (o *outside) happened(all ForgeRuns, from time.Time) {
	attempts := map[int64]int64{}
	for _, r := range all.Runs {
		attempts[r.ID] = r.Attempt
	}
	since, older := int64(0), 0
	if all.Since.After(from) {
		since = all.Since.Add(startable).Unix()
	}
	for _, run := range o.sortedRuns() {
		entry := o.told[run]
		switch {
		case attempts[run.id] >= run.attempt:
			o.tally.judged(completeClaim, 1)
		case o.at[entry] < since:
			older++
		default:
			o.tally.refute(fault{completeClaim, entry, "", fmt.Sprintf("it tells of run %d, attempt %d, at %s; the forge lists no such run, or no longer", run.id, run.attempt, instant(o.at[entry]))})
		}
	}
	if older > 0 {
		o.tally.skip(completeClaim, fmt.Sprintf("the forge's list of runs begins at %s, and %d entries tell of runs that may have begun before", instant(all.Since.Unix()), older))
	}
}

func (o *outside) sortedRuns() []forgeRun {
	runs := make([]forgeRun, 0, len(o.told))
	for run := range o.told {
		runs = append(runs, run)
	}
	slices.SortFunc(runs, func(a, b forgeRun) int { return cmp.Or(cmp.Compare(o.told[a], o.told[b]), cmp.Compare(a.id, b.id)) })
	return runs
}
