package verify

import (
	"context"
	"fmt"

	"github.com/attestary/attestary/schemas/verdict"
)

// close judges what is known only after the last entry, and tells the verdict.
func (j *judge) close(ctx context.Context) (*verdict.Verdict, error) {
	if err := j.mends(ctx); err != nil {
		return nil, err
	}
	if !j.chains.broken {
		if err := j.roots.partial(); err != nil {
			return nil, err
		}
		if err := j.chains.end(ctx, j.roots, j.checkpoint, j.tip.tree); err != nil {
			return nil, err
		}
		j.growths.end(j.roots.size)
		j.sealed()
		j.dispositions.settle()
	}
	j.growths.settle()
	if err := j.bySource(ctx); err != nil {
		return nil, err
	}
	if err := j.outside.end(ctx); err != nil {
		return nil, err
	}
	j.clocks.end()
	j.checkpointInTime()
	if len(j.trust.flows)+len(j.signatures.hands) > 0 && j.tally.claims[identified].Judged == 0 {
		j.tally.skip(identified, "no entry is signed by a certificate that could be judged, so nobody is named")
	}
	if err := j.emitter.flush(ctx, true); err != nil {
		return nil, err
	}
	found := &verdict.Findings{}
	if err := j.people.unconfirmed(ctx, found); err != nil {
		return nil, err
	}
	if err := j.loans.lasting(ctx, found); err != nil {
		return nil, err
	}
	v := j.tell()
	found.Exposed = j.Exposed
	if found.Broken+found.Missed > 0 || len(found.Exposed) > 0 {
		v.Findings = found
	}
	return v, nil
}

// bySource judges what the history of the source tells.
func (j *judge) bySource(ctx context.Context) error {
	if j.Source == nil {
		return nil
	}
	h, err := openHistory(ctx, *j.Source)
	if err != nil {
		return err
	}
	if err := j.sources.end(ctx, h); err != nil {
		return err
	}
	if err := j.scores.end(ctx, h); err != nil {
		return err
	}
	if err := j.people.wrote(ctx, h); err != nil {
		return err
	}
	if s := j.since; s != nil {
		j.tally.skip(completeClaim, fmt.Sprintf("it takes every entry, and the first %d were judged when the checkpoint was kept; verify with --all", s.checkpoint.Size))
		return nil
	}
	return j.dues.end(ctx, h)
}

func (j *judge) tell() *verdict.Verdict {
	v := &verdict.Verdict{
		Format: verdict.Format, Commit: j.tip.id.String(), Claims: j.tally.list(), Kinds: j.kinds,
		AsOf: instant(j.AsOf.Unix()), JudgedBy: j.judgedBy(), NotProven: notProven(), Unfinished: []verdict.Unfinished{},
	}
	v.Tier, v.Tiers = j.tier()
	if s := j.since; s != nil {
		s.told(v.Claims)
		v.Since = &verdict.Since{Again: int64(len(j.scan.pick)), Commit: s.commit.String(), Size: s.checkpoint.Size}
	}
	if j.checkpoint.Size == 0 {
		return v
	}
	v.Checkpoint = string(j.text)
	v.Tree = verdict.Tree{Origin: j.checkpoint.Origin, Size: j.checkpoint.Size, Root: sum(j.checkpoint.Root).digest()}
	v.Waivers, v.Revoked, v.Revocations = j.exceptions.waivers, j.exceptions.revoked, j.exceptions.count
	v.Unfinished, v.Open = j.orders.unfinished(j.AsOf.Unix())
	return v
}
