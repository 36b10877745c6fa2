package cli

import (
	"context"
	"errors"
	"iter"

	"github.com/attestary/attestary/actions/ledger"
	website "github.com/attestary/attestary/actions/report/site"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/emit/page"
	"github.com/attestary/attestary/schemas/canon"
)

// siteLedger is a state of a ledger, as the pages of a report read it.
type siteLedger struct{ *ledger.Snapshot }

// Entries gives all entries in the order of their leaves.
func (l siteLedger) Entries(ctx context.Context) iter.Seq2[website.Entry, error] {
	return func(yield func(website.Entry, error) bool) {
		for e, err := range l.Snapshot.Entries(ctx) {
			if !yield(website.Entry(e), err) {
				return
			}
		}
	}
}

// Blob is a document of the ledger; nil where it was removed.
func (l siteLedger) Blob(ctx context.Context, d canon.Digest) ([]byte, error) {
	data, err := l.Snapshot.Blob(ctx, d)
	if errors.Is(err, ledger.ErrNotFound) {
		return nil, nil
	}
	return data, err
}

// siteRunbooks are the runbooks of the tip, each with its page.
func (w *World) siteRunbooks(compiled *compiler.Result) (out []website.Runbook) {
	for _, p := range compiled.Plans {
		out = append(out, website.Runbook{
			Name: p.Runbook, Title: p.Title, Summary: p.Summary, Owner: p.Owner, File: p.File,
			About: page.New(p, compiled.Framework).HTML(),
		})
	}
	return out
}
