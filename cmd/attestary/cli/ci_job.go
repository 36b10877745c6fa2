package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/actions/attest/keyless"
	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/cmd/attestary/relay"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// job is one job of the workflow of a runbook, with what those before it left.
type job struct {
	relay.Relay
	bound *bound // what the run is of
	tip   *bound // what is checked out: the same, but for a run that goes on after the branch has moved
	forge conduct.Forge
}

// ciJob is the job that this process is.
func (w *World) ciJob(args []string) (*job, error) {
	if !w.onForge() {
		return nil, problem{wrongUsage, "this is for a job of a workflow; on your own machine, run the runbook", "attestary run RUNBOOK"}
	}
	name := w.argument(args, 0, "ATTESTARY_RUNBOOK")
	if name == "" {
		return nil, usage("which runbook? it is the first argument, or ATTESTARY_RUNBOOK")
	}
	bound, err := w.bind(name)
	if err != nil {
		return nil, err
	}
	if at := w.Getenv("GITHUB_SHA"); at != bound.commit {
		return nil, problem{couldNotLook, fmt.Sprintf("the workflow runs at commit %q, and %s is checked out", at, bound.commit), ""}
	}
	j := &job{bound: bound, tip: bound}
	if j.forge, err = w.forge(); err != nil {
		return nil, err
	}
	if j.Needs, err = relay.ParseNeeds(w.Getenv("ATTESTARY_NEEDS")); err != nil {
		return nil, usage("ATTESTARY_NEEDS: %v", err)
	}
	temp := w.Getenv("RUNNER_TEMP")
	if !filepath.IsAbs(temp) {
		return nil, problem{couldNotLook, fmt.Sprintf("RUNNER_TEMP is %q; a runner of a forge names a folder there", temp), ""}
	}
	j.In, j.Out, j.Attempt = filepath.Join(temp, "attestary-in"), filepath.Join(temp, "attestary-out"), j.forge.Attempt
	return j, nil
}

// isBehind holds that the forge tells of a job before this one. Where it tells nothing, nothing is known: that nothing was
// authorised neither.
func (j *job) isBehind(name string) error {
	if _, there := j.Needs[name]; !there {
		return usage("ATTESTARY_NEEDS says nothing of job %s, which comes before this one", name)
	}
	return nil
}

// argument is that of the command, else what the workflow says.
func (w *World) argument(args []string, n int, variable string) string {
	if n < len(args) {
		return args[n]
	}
	return w.Getenv(variable)
}

// projectTrust is whose signatures this project says count: the trust.hcl of the commit that runs. It is what jobs
// hold each other to; an auditor brings their own.
func (w *World) projectTrust() (attest.Verifier, error) {
	offer, err := w.ownOffer()
	if err != nil {
		return nil, err
	}
	if offer == nil {
		return nil, problem{couldNotLook, "the commit has no trust.hcl at its root, so a job cannot tell whose authorization counts", "attestary trust init trust.hcl && git add trust.hcl"}
	}
	if err := offer.policy.Check(); err != nil {
		return nil, problem{foundWrong, fmt.Sprintf("trust.hcl: %v", err), "attestary trust show trust.hcl"}
	}
	return trustOf(offer.policy)
}

// trustOf takes what anyone of a policy signed.
func trustOf(p verify.Policy) (attest.Verifier, error) {
	var all anyOf
	for _, k := range p.Keys {
		public, err := key.ParsePublic([]byte(k.PEM))
		if err != nil {
			return nil, err
		}
		all = append(all, public)
	}
	for _, f := range p.Workflows {
		at := slices.IndexFunc(p.Roots, func(r verify.TrustedRoot) bool { return r.Name == f.Root })
		if at < 0 {
			return nil, usage("trust.hcl: workflow %s names the root %q, which is not there", f.Name, f.Root)
		}
		who, err := keyless.TrustIn(p.Roots[at].JSON, keyless.Identity{Name: f.Signer, Issuer: f.Issuer, Repository: f.RepositoryID, Owner: f.OwnerID, Refs: f.Refs})
		if err != nil {
			return nil, err
		}
		all = append(all, who)
	}
	return all, nil
}

// anyOf are signers, of whom one is enough.
type anyOf []attest.Verifier

// Verify implements attest.Verifier.
func (all anyOf) Verify(material evidence.Material, message, sig []byte) error {
	err := errors.New("trust.hcl trusts nobody")
	for _, who := range all {
		if err = who.Verify(material, message, sig); err == nil {
			return nil
		}
	}
	return err
}

// bothOf takes what each of two takes.
type bothOf [2]attest.Verifier

// Verify implements attest.Verifier.
func (both bothOf) Verify(material evidence.Material, message, sig []byte) error {
	if err := both[0].Verify(material, message, sig); err != nil {
		return err
	}
	return both[1].Verify(material, message, sig)
}

// reader is an office in which nothing can be signed.
func (w *World) reader(ctx context.Context, b *bound) (*office, error) {
	trust, err := w.projectTrust()
	if err != nil {
		return nil, err
	}
	return w.openOfficeWith(ctx, b, &hand{trust: trust})
}

// signer is an office that signs, and takes nothing but what the project trusts: not what another workflow of the
// same repository signed.
func (w *World) signer(ctx context.Context, b *bound) (*office, error) {
	trust, err := w.projectTrust()
	if err != nil {
		return nil, err
	}
	h, err := w.openHand(ctx, b)
	if err != nil {
		return nil, err
	}
	h.trust = bothOf{h.trust, trust}
	return w.openOfficeWith(ctx, b, h)
}

// papersOf are those that the job which authorises has left.
func papersOf(r relay.Relay) (p conduct.Papers, err error) {
	for name, into := range map[string]*[]byte{relay.Authorization: &p.Authorization, relay.Opening: &p.Opening, relay.Seal: &p.Seal} {
		if *into, err = r.Left("authorize", name); err != nil {
			return p, noPapers(r, err)
		}
	}
	return p, nil
}

// noPapers tells what to do where nothing was authorised in this attempt.
func noPapers(r relay.Relay, err error) error {
	if errors.Is(err, fs.ErrNotExist) && r.Attempt > 1 {
		return problem{foundWrong, fmt.Sprintf("nothing was authorised in attempt %d: what was authorised once is not run again in part", r.Attempt),
			"re-run all jobs (not only the failed ones), which authorises anew"}
	}
	return problem{couldNotLook, fmt.Sprintf("the job authorize left nothing to go by: %v", err), "re-run all jobs"}
}

// check is what papers are held against in this job.
func (w *World) check(j *job, o *office, pending *conduct.Pending) conduct.Check {
	return conduct.Check{
		Trust: o.hand.trust, Ledger: o.book, Statement: j.Needs["authorize"].Digest("authorization"), Plan: j.bound.plan, Commit: j.bound.commit,
		Forge: j.forge, Now: w.Now(), Pending: pending, CommitOf: keyless.Commit,
	}
}

// pending is what an earlier run of the workflow was left waiting with, where this one goes on with it; else nil.
func (w *World) pending(j *job, o *office) (*conduct.Pending, error) {
	data, err := j.Left("authorize", relay.Pending)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	seal, err := j.Left("authorize", relay.PendingSeal)
	if err != nil {
		return nil, err
	}
	return conduct.OpenPending(data, seal, o.hand.trust)
}

// soFar is the tail that a share has from an earlier run of the workflow; nil where it has none.
func (w *World) soFar(j *job, p *conduct.Pending, o *engine.Opening, of engine.Share, single bool) (*engine.Tail, error) {
	if p == nil {
		return nil, nil
	}
	digest, there := p.Tails[of.Phase][fmt.Sprint(of.Leg)]
	if !there {
		return nil, nil
	}
	name := relay.Tail + "-" + of.Phase
	if !single {
		name += fmt.Sprintf("-%d", of.Leg)
	}
	var data []byte
	err := errors.New("it left nothing when the run was left waiting, and is not done a second time")
	if digest != "" {
		data, err = j.Left("authorize", name)
	}
	if err == nil && canon.Sum(data) != digest {
		err = errors.New("it is not the one that was signed when the run was left waiting")
	}
	if err != nil {
		return nil, fmt.Errorf("what phase %s had done so far: %w", of.Phase, err)
	}
	return o.Tail(data, of)
}

// told are the tails of phases, as far as they can be believed. What cannot is told, and counts for nothing.
func (w *World) told(j *job, o *engine.Opening, phases []*plan.Phase) (map[string]engine.Told, error) {
	all := map[string]engine.Told{}
	for _, f := range phases {
		n, there := j.Needs[relay.Phase+f.Name]
		if !there {
			return nil, usage("ATTESTARY_NEEDS says nothing of job %s%s, which comes before this one", relay.Phase, f.Name)
		}
		told := engine.Told{Tails: map[int]*engine.Tail{}, Never: n.Result == "skipped"}
		for _, slot := range n.Slots(f.Name) {
			data, err := j.Believed(slot.Artifact, relay.Tail, n.Digest(slot.Output))
			var tail *engine.Tail
			if err == nil {
				tail, err = o.Tail(data, engine.Share{Phase: f.Name, Leg: slot.Leg})
			}
			if err != nil {
				fmt.Fprintf(w.Err, "attestary: phase %s: %s; nothing is known of what it did\n", f.Name, printable(err.Error()))
				continue
			}
			told.Tails[slot.Leg] = tail
		}
		all[f.Name] = told
	}
	return all, nil
}

// tellRefused says of a refusal to run what it was.
func ciRefused(err error) error {
	var other *conduct.AnotherAttempt
	var refusal *conduct.Refusal
	var known problem
	switch {
	case errors.As(err, &known):
		return err
	case errors.As(err, &other):
		return problem{foundWrong, other.Error(), ""}
	case errors.As(err, &refusal):
		return refused(refusal, err)
	}
	return problem{foundWrong, strings.TrimSpace(err.Error()) + "; nothing was run", ""}
}
