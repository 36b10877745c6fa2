package attest

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Disposition is what a disposition is made of.
type Disposition struct {
	Voice
	Plan          []byte // the plan's own bytes
	Authorization []byte // the authorization's statement
	Result        []byte // the run's statement
	Record        []byte // the record's own bytes
	Blob          evidence.BlobRef
	Authority     string // the law, the order or the request that it follows
	Reason        string
}

// DispositionStatement says that evidence of a run may be absent from now on. It fails where the record does
// not name it as evidence, and where the person does not hold the role that the runbook belongs to.
func DispositionStatement(d Disposition) (*evidence.Disposition, error) {
	p, a, err := authorised(d.Plan, d.Authorization)
	if err != nil {
		return nil, err
	}
	what, err := d.what()
	if err != nil {
		return nil, fmt.Errorf("disposition of evidence of %s: %w", a.Runbook, err)
	}
	if !rules.MayDispose(p, p.Owner, d.By) {
		return nil, fmt.Errorf("disposition of evidence of %s: %w", a.Runbook, notAsked(p, []string{p.Owner}, d.By))
	}
	said := &evidence.Disposition{
		At: evidence.FormatInstant(d.At), Authority: d.Authority, Blob: d.Blob, By: d.By, Reason: d.Reason, Result: canon.Sum(d.Result),
		Role: p.Owner, Run: a.Run.Key(), Seen: d.Seen, What: what,
	}
	return said, cmp.Or(said.Check(), seesRun(a, d.Seen))
}

// what is how the record calls the blob.
func (d Disposition) what() (string, error) {
	result, err := parse[*evidence.Run](d.Result)
	if err != nil {
		return "", err
	}
	switch {
	case result.Authorization != canon.Sum(d.Authorization):
		return "", errors.New("the result is of another run than the authorization")
	case result.Record.Digest != canon.Sum(d.Record):
		return "", errors.New("the record is not that of the result")
	}
	record, err := evidence.ParseRecord(d.Record)
	if err != nil {
		return "", err
	}
	what, ok := record.Erasable(d.Blob.Digest)
	if !ok {
		return "", fmt.Errorf("its record does not name %s as evidence", d.Blob.Digest)
	}
	return what, nil
}
