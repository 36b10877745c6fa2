package conduct

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// A run that waits for people, and the run of the workflow that goes on with it.
//
// A phase that only waits ends, and leaves its tail as ever; it gives the output waiting=true. The job that attests
// finds the questions open (Attested.Waiting), signs no run, and leaves, in its artifact, pending.json and its
// signature: the authorization, and the digest of each phase's tail. Its outcome is "waiting".
//
// Another run of the workflow begins when somebody has answered. Its job authorize authorises nothing: it leaves the
// papers of the run that waits (authorization, opening and their seals), pending.json with its seal, and the tails
// that this names, as tail-PHASE or tail-PHASE-LEG. Every phase begins with its own tail from there (ShareStart.SoFar): one
// that had come to its end does nothing and leaves it again, one that waits hears its Inbox and goes on,
// and one that was lost does nothing and stays unknown. So the phases behind them, and attest, find what they
// always find. Who the papers are of is then for Check.Pending to
// say, instead of the number of the run: the ledger must have an answer that lets the run go on here.

// PendingFormat names this version of what a run that waits leaves.
const PendingFormat = "https://attestary.dev/pending/v1"

// Pending is what is signed of a run that waits for people when its run of the workflow ends: which tails its
// phases have left. Another run of the workflow goes on with these and no others; where its papers say another
// run than that of the forge, this is why.
type Pending struct {
	At            string                             `json:"at"`
	Authorization canon.Digest                       `json:"authorization"`
	Continued     []evidence.RunID                   `json:"continued"` // the runs of the workflow in which it went on so far
	Format        string                             `json:"format"`
	Questions     []*Question                        `json:"questions"` // what people are asked
	Run           evidence.RunID                     `json:"run"`
	Tails         map[string]map[string]canon.Digest `json:"tails"`    // by phase, then by leg; "" for one that was lost
	Workflow      WorkflowRun                        `json:"workflow"` // that left it
}

// WorkflowRun is one attempt at a run of a workflow, as the forge numbers it.
type WorkflowRun struct {
	Attempt int64  `json:"attempt"`
	ID      string `json:"id"`
}

// SignPending encodes and signs it.
func (d *Desk) SignPending(ctx context.Context, p *Pending) (data, seal []byte, err error) {
	if data, err = canon.Encode(p); err != nil {
		return nil, nil, err
	}
	seal, err = attest.SealMessage(ctx, d.Signer, data)
	return data, seal, err
}

// maxPending is how many bytes of one are read.
const maxPending = canon.MaxSize

// OpenPending reads one, and only where the signature counts.
func OpenPending(data, seal []byte, who attest.Verifier) (*Pending, error) {
	if len(data) > maxPending {
		return nil, fmt.Errorf("what waits: more than %d bytes", maxPending)
	}
	if err := attest.OpenMessage(seal, data, who); err != nil {
		return nil, fmt.Errorf("what waits: %w", err)
	}
	p := new(Pending)
	if err := canon.Decode(data, p); err != nil {
		return nil, fmt.Errorf("what waits: %w", err)
	}
	if p.Format != PendingFormat {
		return nil, fmt.Errorf("what waits: format is %.80q; this program reads %q", p.Format, PendingFormat)
	}
	return p, nil
}

// Expired tells that the time to answer is over, of every question.
func (p *Pending) Expired(now time.Time) bool {
	at := evidence.FormatInstant(now)
	return !slices.ContainsFunc(p.Questions, func(q *Question) bool { return at <= q.Expires })
}

// continues holds that the papers are those of the run that was left waiting.
func (p *Pending) continues(a *evidence.Authorization, statement canon.Digest) error {
	if p.Run != a.Run || p.Authorization != statement {
		return errors.New("what waits is another run than the one that was authorised")
	}
	return nil
}
