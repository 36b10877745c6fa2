package verify

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// sources judges claims 7b and 7c: the recorded commit compiles to the recorded plan, and stands on the
// protected branch. While entries pass it notes what was recorded; it is judged when all have.
type sources struct {
	*judge
	recorded map[recorded]*usage
}

// recorded is what an authorization, a refusal or a review says that a plan was made from.
type recorded struct {
	commit object
	plan   sum
	forge  bool // the run was of a forge, whose workflow started it
	proves bool // what came of it may count: its commit must be on the branch
}

// usage is the first entry that recorded it, and how many did.
type usage struct {
	entry, count      int64
	runbook, compiler string
}

func newSources(j *judge) *sources { return &sources{judge: j, recorded: map[recorded]*usage{}} }

// note takes what an entry records.
func (s *sources) note(e *entry) {
	if s.Source == nil {
		return
	}
	switch {
	case e.authorization != nil && e.plan != nil:
		a := e.authorization
		s.add(e.index, a.Commit, a.Runbook, a.Compiler, recorded{plan: sumOf(a.Plan.Digest), forge: a.Repository != 0, proves: proves(e.plan, a.Mode)})
	case e.denial != nil:
		d := e.denial
		s.add(e.index, d.Commit, d.Runbook, "", recorded{plan: sumOf(d.Plan.Digest)})
	}
}

// proves tells whether a run of that mode may count for anything. A rehearsal of what nobody has merged yet is
// what rehearsals are for.
func proves(p *plan.Plan, mode evidence.Mode) bool {
	if mode == evidence.Live {
		return true
	}
	for _, s := range p.Satisfies {
		if s.Rehearsal {
			return true
		}
	}
	return false
}

func (s *sources) add(entry int64, commit, runbook, compiler string, r recorded) {
	id, err := ledger.ParseHash(commit)
	if err != nil {
		s.tally.skip(sourceClaim, fmt.Sprintf("entry %d names commit %.80q, and only those with SHA-1 names are read", entry, commit))
		s.tally.skip(branchClaim, fmt.Sprintf("entry %d names commit %.80q, and only those with SHA-1 names are read", entry, commit))
		return
	}
	r.commit = id
	if known := s.recorded[r]; known != nil {
		known.count++
		return
	}
	s.recorded[r] = &usage{entry: entry, count: 1, runbook: runbook, compiler: compiler}
}

// end judges what was noted, in the order of the ledger.
func (s *sources) end(ctx context.Context, h *history) error {
	byEntry := map[int64]recorded{}
	for r, u := range s.recorded {
		byEntry[u.entry] = r
	}
	for _, entry := range sortedKeys(byEntry) {
		r := byEntry[entry]
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.compiles(ctx, h, r, s.recorded[r]); err != nil {
			return err
		}
		if err := s.stands(ctx, h, r, s.recorded[r]); err != nil {
			return err
		}
	}
	if h.short != "" {
		s.tally.skip(branchClaim, h.short)
	}
	return nil
}

// unless tells a claim that something could not be seen, or passes the error on.
func (s *sources) unless(claim string, entry int64, err error) error {
	var u unseen
	if errors.As(err, &u) {
		s.tally.skip(claim, fmt.Sprintf("entry %d: %s", entry, u.why))
		return nil
	}
	return err
}

func (s *sources) refute(claim string, u *usage, format string, args ...any) {
	s.tally.refute(fault{claim, u.entry, "", fmt.Sprintf(format, args...)})
}

// compiles judges 7b.
func (s *sources) compiles(ctx context.Context, h *history, r recorded, u *usage) error {
	b, err := h.build(ctx, r.commit)
	if err != nil {
		return s.unless(sourceClaim, u.entry, err)
	}
	s.tally.judged(sourceClaim, u.count)
	got, ok := b.plans[u.runbook]
	switch {
	case !ok && b.broken && u.compiler != "" && u.compiler != s.Source.Version:
		s.tally.skip(sourceClaim, fmt.Sprintf("entry %d: this program does not compile runbook %s of commit %s; it was compiled by %s, and another version may refuse more", u.entry, u.runbook, r.commit, plain(u.compiler)))
	case !ok:
		s.refute(sourceClaim, u, "commit %s has no runbook %s that compiles", r.commit, u.runbook)
	case got != r.plan:
		s.refute(sourceClaim, u, "runbook %s of commit %s compiles to plan %s, and %s was recorded", u.runbook, r.commit, got.digest(), r.plan.digest())
	case r.forge:
		return s.workflow(ctx, h, r, u, b)
	}
	return nil
}

// workflow holds the file that started the run.
func (s *sources) workflow(ctx context.Context, h *history, r recorded, u *usage, b *build) error {
	want, ok := b.workflows[u.runbook]
	if !ok {
		return nil // nothing of it starts by a workflow
	}
	data, err := h.file(ctx, r.commit, want.path)
	switch {
	case err != nil:
		return s.unless(sourceClaim, u.entry, err)
	case data == nil:
		s.refute(sourceClaim, u, "commit %s does not have %s, which its runbook compiles to", r.commit, want.path)
	case sha256.Sum256(data) != want.data:
		s.refute(sourceClaim, u, "%s of commit %s is not what its runbook compiles to", want.path, r.commit)
	}
	return nil
}

// stands judges 7c.
func (s *sources) stands(ctx context.Context, h *history, r recorded, u *usage) error {
	if !r.proves {
		return nil
	}
	s.tally.judged(branchClaim, u.count)
	if _, ok := h.place[r.commit]; ok || h.short != "" {
		return nil
	}
	ahead, err := h.ahead(ctx, r.commit)
	switch {
	case err != nil:
		return s.unless(branchClaim, u.entry, err)
	case ahead:
		s.tally.skip(branchClaim, fmt.Sprintf("entry %d: commit %s is newer than %s in this clone; fetch or push it", u.entry, r.commit, h.source.Branch))
	default:
		s.refute(branchClaim, u, "commit %s is in this clone, and is not on the first-parent line of %s", r.commit, h.source.Branch)
	}
	return nil
}

// ahead tells whether a commit continues the branch, by first parents.
func (h *history) ahead(ctx context.Context, id object) (bool, error) {
	const most = 10_000
	for range most {
		if at, ok := h.place[id]; ok {
			return at == 0, nil
		}
		c, err := h.git.commit(ctx, id)
		if err != nil {
			return false, err
		}
		if len(c.parents) == 0 {
			return false, nil
		}
		id = c.parents[0]
	}
	return false, nil
}
