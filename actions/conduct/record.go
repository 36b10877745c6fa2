package conduct

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/credential"
	"github.com/attestary/attestary/schemas/evidence"
)

func hexOf(b []byte) string { return hex.EncodeToString(b) }

// authorization is what an authorization is made of.
type authorization struct {
	request Request
	permit  permit
	id      evidence.RunID
	seen    evidence.Seen
}

// authorize seals the authorization, keeps it on disk, and appends it. When it returns an error nothing
// has run; the folder stays only where the ledger may have taken the entry all the same.
func (d *Desk) authorize(ctx context.Context, f *folder, a authorization) error {
	var bundle []byte
	statement, err := d.authorizationStatement(f.plan, a)
	if err == nil {
		bundle, err = d.sign(ctx, statement, [][]byte{f.plan})
	}
	if err == nil {
		err = f.keepAuthorization(bundle, statement)
	}
	if err == nil {
		err = ctx.Err() // a store that is near may not look at it
	}
	if err != nil {
		return errors.Join(err, f.remove())
	}
	if err := d.Ledger.Append(ctx, ledger.Item{Bundle: bundle, Blobs: [][]byte{f.plan}}); err != nil {
		return errors.Join(fmt.Errorf("the run was not authorised, so nothing has run: %w", err), d.settle(ctx, f))
	}
	return nil
}

func (d *Desk) authorizationStatement(planBytes []byte, a authorization) ([]byte, error) {
	said, err := attest.AuthorizationStatement(d.asked(planBytes, a))
	if err != nil {
		return nil, err
	}
	return evidence.EncodeStatement(said)
}

// asked is the request as statements tell it.
func (d *Desk) asked(planBytes []byte, a authorization) attest.Request {
	var by *evidence.By
	if a.request.Requester != nil {
		by = &a.request.Requester.By
	}
	request := attest.Request{
		At: d.World.Now(), Plan: planBytes, Commit: a.request.Commit, Compiler: d.Program, Run: a.id,
		Mode:      a.request.Mode,
		Trigger:   evidence.TriggerRef{Kind: a.request.Trigger.Kind, Name: a.request.Trigger.Name},
		Requester: by, Inputs: rules.RecordInputs(a.request.Plan, a.request.Inputs), Rule: a.permit.rule, Seen: a.seen,
		Gates: a.permit.gates, Reviews: a.permit.reviews, Owner: d.Forge.Owner, Repository: d.Forge.Repository,
	}
	if of := a.request.undoes; of != nil {
		request.Inputs, request.Undoes = of.Inputs, &of.Run
	}
	return request
}

// record seals what a run left and appends it. The sealed bytes are on disk first: whatever happens
// then, the same bytes can be brought in later.
func (d *Desk) record(ctx context.Context, f *folder, finished *engine.Finished) error {
	item, err := d.keep(ctx, f, finished)
	if err != nil {
		return err
	}
	if err := d.Ledger.Append(ctx, *item); err != nil {
		return fmt.Errorf("%w: %w", ErrNotRecorded, err)
	}
	return nil
}

// keep seals what a run left, and puts it on disk.
func (d *Desk) keep(ctx context.Context, f *folder, finished *engine.Finished) (*ledger.Item, error) {
	bundle, blobs, err := d.seal(ctx, f, finished)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotRecorded, err)
	}
	if err := f.keepResult(bundle, blobs); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotRecorded, err)
	}
	item := f.item(bundle, blobs)
	return &item, nil
}

// seal makes the statement about a run. It has seen its own authorization.
func (d *Desk) seal(ctx context.Context, f *folder, finished *engine.Finished) (bundle []byte, blobs [][]byte, err error) {
	record, err := canon.Encode(finished.Record)
	if err != nil {
		return nil, nil, err
	}
	seen, err := d.Ledger.Seen(ctx)
	if err != nil {
		return nil, nil, err
	}
	said, err := attest.RunStatement(attest.Result{
		At: d.World.Now(), Record: record, Authorization: f.statement, Runner: d.Runner, Seen: seen, Continued: f.continued,
	})
	if err != nil {
		return nil, nil, err
	}
	statement, err := evidence.EncodeStatement(said)
	if err != nil {
		return nil, nil, err
	}
	blobs = [][]byte{record}
	for _, digest := range slices.Sorted(maps.Keys(finished.Blobs)) {
		blobs = append(blobs, finished.Blobs[digest])
	}
	bundle, err = d.sign(ctx, statement, blobs)
	return bundle, blobs, err
}

// sign seals a statement that goes into the ledger with these bytes. It is the last who can refuse: where a
// secret that this process knows stands in any of it, or what has the look of one, nothing is signed. The
// engine has taken such things out already, so this is for a mistake of ours, and for a folder of a run
// that somebody changed.
func (d *Desk) sign(ctx context.Context, statement []byte, blobs [][]byte) ([]byte, error) {
	known := d.World.Redactor
	for _, data := range append([][]byte{statement}, blobs...) {
		if known != nil && known.Found(data) || credential.Opens(data) {
			return nil, fmt.Errorf("signing: %w; one whose value is an ordinary word has to be changed", engine.ErrSecretFound)
		}
	}
	return attest.Seal(ctx, d.Signer, statement)
}
