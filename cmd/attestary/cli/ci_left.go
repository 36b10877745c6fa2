package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/actions/thread"
	"github.com/attestary/attestary/cmd/attestary/relay"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/plan"
)

// What a run of the workflow left for another one that goes on with it. Nothing of it is believed that is not signed.

// leftFolder is where the artifacts of the run of the workflow lie that this one goes on with.
const leftFolder = "attestary-left"

// leftover is what the other run of the workflow left.
type leftover struct {
	cameBack
	earlier relay.Relay
	shown   *conduct.Shown
	papers  conduct.Papers
	pending *conduct.Pending
	state   canon.Digest
	data    []byte // of pending
	seal    []byte

	waiting thread.Waiting // what its issue says
	place   *forge.Issue   // its issue, as it is; nil where there is none
	changed []int64        // issues that were the run's, and say something else now
}

// leftBehind opens what the other run of the workflow left. Nothing of it is believed that is not signed.
func (w *World) leftBehind(ctx context.Context, j *job, o *office, c *cameBack) (*leftover, error) {
	l := &leftover{cameBack: *c, earlier: relay.Relay{In: filepath.Join(filepath.Dir(j.In), leftFolder), Attempt: c.attempt}}
	if err := w.fetchLeft(ctx, c, l.earlier.In); err != nil {
		return nil, err
	}
	var err error
	if l.data, err = l.earlier.Left("attest", relay.Pending); err == nil {
		l.seal, err = l.earlier.Left("attest", relay.PendingSeal)
	}
	if err != nil {
		return nil, problem{couldNotLook, fmt.Sprintf("what run %s of the workflow left cannot be read: %v", c.run, err), "its artifacts may be gone: start a new run"}
	}
	if l.pending, err = conduct.OpenPending(l.data, l.seal, o.hand.trust); err != nil {
		return nil, ciRefused(err)
	}
	if l.pending.Workflow != (conduct.WorkflowRun{ID: c.run, Attempt: c.attempt}) {
		return nil, problem{foundWrong, "what was left was left by another run of the workflow than the event names", ""}
	}
	l.state = canon.Sum(l.data)
	if l.papers, err = papersOf(l.earlier); err != nil {
		return nil, err
	}
	check := w.check(j, o, l.pending)
	check.Statement = l.pending.Authorization
	if err := w.authorised(ctx, j, o, check, l.papers); err != nil {
		return nil, err
	}
	check.Plan, check.Commit = j.bound.plan, j.bound.commit
	l.shown, err = check.Of(ctx, l.papers)
	if err != nil {
		return nil, ciRefused(err)
	}
	return l, nil
}

// leaveLeftover leaves what the phases go on with.
func (w *World) leaveLeftover(j *job, l *leftover, heard *conduct.Heard) error {
	answers, err := (&conduct.Testimonies{Words: heard.Words}).Encode()
	if err != nil {
		return err
	}
	files := map[string][]byte{
		relay.Authorization: l.papers.Authorization, relay.Opening: l.papers.Opening, relay.Seal: l.papers.Seal,
		relay.Pending: l.data, relay.PendingSeal: l.seal, relay.Answers: answers,
	}
	for name, tail := range w.tailsOf(j, l) {
		files[name] = tail.data
	}
	return leave(j.Out, files)
}

// leftTail is the tail of a share, with its digest held.
type leftTail struct {
	share engine.Share
	data  []byte
}

// tailsOf are the tails that were signed, by the name under which a phase looks for its own. What is not there, or is
// not what was signed, is told, and counts for nothing.
func (w *World) tailsOf(j *job, l *leftover) map[string]leftTail {
	all := map[string]leftTail{}
	for i := range j.bound.plan.Phases {
		f := &j.bound.plan.Phases[i]
		single := j.bound.plan.FanOf(f).Legs == 1
		for leg, digest := range l.pending.Tails[f.Name] {
			n, err := strconv.Atoi(leg)
			artifact, name := relay.Phase+f.Name, relay.Tail+"-"+f.Name
			if !single {
				artifact, name = artifact+"-"+leg, name+"-"+leg
			}
			var data []byte
			if err == nil {
				data, err = l.earlier.Believed(artifact, relay.Tail, digest)
			}
			if err != nil {
				fmt.Fprintf(w.Err, "attestary: phase %s: %s; nothing is known of what it did\n", f.Name, printable(err.Error()))
				continue
			}
			all[name] = leftTail{engine.Share{Phase: f.Name, Leg: n}, data}
		}
	}
	return all
}

// owes tells whether a run has done something in a phase that is to be taken back where the phase fails.
func (l *leftover) owes(p *plan.Plan) bool {
	return slices.ContainsFunc(p.Phases, func(f plan.Phase) bool {
		return f.OnFailure != nil && f.OnFailure.Undo == "reverse" && len(l.pending.Tails[f.Name]) > 0
	})
}
