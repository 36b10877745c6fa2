package verify

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Claim 1 is judged wherever a file is read: package evidence parses what has one encoding and refuses
// every other. What does not parse cannot be judged further; the entry ends there.

// alone judges one entry by itself. It is called by many goroutines, each with its own entry.
func (j *judge) alone(ctx context.Context, e *entry) error {
	if e.raw == nil {
		e.leave(unreadClaims...)
		return nil
	}
	e.hash = tlog.RecordHash(e.raw)
	leaf, err := evidence.ParseLeaf(e.raw)
	if err != nil {
		e.refute(form, unparsed(err))
		e.leave(unreadClaims...)
		return nil
	}
	e.leaf, e.parsed = leaf, true
	b, err := j.bundle(ctx, e)
	if err != nil || b == nil {
		e.leave(unreadClaims...)
		return err
	}
	return j.envelope(ctx, e, b)
}

// bundle reads the bundle of an entry. Nil and a fault, where it is none that holds a statement.
func (j *judge) bundle(ctx context.Context, e *entry) (*evidence.Bundle, error) {
	there := scratches.Get().(*scratch)
	defer scratches.Put(there)
	data, err := j.find(ctx, e, there[:])
	if err != nil || data == nil {
		return nil, err
	}
	b, err := evidence.ParseBundle(data)
	switch {
	case err != nil:
		e.refute(form, unparsed(err))
		return nil, nil
	case b.Envelope == nil:
		e.refute(form, "it holds no statement")
		return nil, nil
	}
	return b, nil
}

// find reads the file that stands under the name that the leaf gives it. Where several folders have one
// of that name, it is the one with the leaf's digest; the others are then nobody's. The bytes may stand in
// memory that is there.
func (j *judge) find(ctx context.Context, e *entry, there []byte) ([]byte, error) {
	tile, name := e.path, e.leaf.Place("", "").Name()
	found := j.listing.entry(name)
	if len(found) == 0 {
		e.path = ""
		e.refute(chain, fmt.Sprintf("no file below runs/ has the name %s", name))
		return nil, nil
	}
	for i := range found {
		data, err := j.git.blobInto(ctx, found[i].id, there)
		if err != nil && !isUnfit(err) {
			return nil, fmt.Errorf("entry %d: %w", e.index, err)
		}
		e.file, e.path = &found[i], join(j.listing.dirs[found[i].dir], name)
		if err == nil && e.leaf.Bundle.Names(data) {
			return data, nil
		}
		if i < len(found)-1 {
			continue
		}
		if err != nil {
			e.refute(chain, err.Error())
			return nil, nil
		}
		e.refute(chain, fmt.Sprintf("its bytes have digest %s; the leaf in %s says %s", canon.Sum(data), tile, e.leaf.Bundle))
		return data, nil
	}
	return nil, nil
}

// envelope judges the statement, and keeps what its signature is judged by.
func (j *judge) envelope(ctx context.Context, e *entry, b *evidence.Bundle) error {
	payload := b.Envelope.Payload
	if !e.leaf.Statement.Names(payload) {
		e.refute(chain, fmt.Sprintf("its statement has digest %s; the leaf says %s", canon.Sum(payload), e.leaf.Statement))
	}
	x := signedOf(b, b.Envelope.Signed())
	e.signed = &x
	return j.statement(ctx, e, payload)
}

// unparsed tells why a document does not parse. Package json words one error in several ways, and a
// verdict must not change from one time to the next.
func unparsed(err error) string {
	var misfit *json.SemanticError
	if !errors.As(err, &misfit) {
		return err.Error()
	}
	document, _, _ := strings.Cut(err.Error(), ": ")
	return fmt.Sprintf("%s: at %q it does not fit its schema: %v", document, misfit.JSONPointer, misfit.Err)
}
