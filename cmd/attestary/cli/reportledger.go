package cli

import (
	"context"
	"errors"
	"iter"
	"net/url"

	"github.com/attestary/attestary/actions/ledger"
	website "github.com/attestary/attestary/actions/report/site"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/compiler/emit/page"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/plan"
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
	forge := w.forgeAddress()
	for _, p := range compiled.Plans {
		address := ""
		if forms := emit.Forms(p); forge != "" && len(forms) > 0 {
			address = forge + "/issues/new?template=" + url.QueryEscape(forms[0])
		}
		out = append(out, website.Runbook{
			Name: p.Runbook, Title: p.Title, Summary: p.Summary, Owner: p.Owner, File: p.File, Plan: planDigest(p), Form: address,
			About: page.New(p, compiled.Framework).HTML(),
		})
	}
	return out
}

// forgeAddress is where people read the repository in a browser; "" where origin is no forge.
func (w *World) forgeAddress() string {
	repo, err := w.openRepository()
	if err != nil {
		return ""
	}
	origin, err := repo.origin()
	if err != nil {
		return ""
	}
	host, path := forgePlace(origin)
	if host == "" || path == "" {
		return ""
	}
	return "https://" + host + "/" + path
}

// planDigest is the digest of a plan that the compiler made.
func planDigest(p *plan.Plan) canon.Digest {
	d, err := p.Digest()
	if err != nil {
		return "" // then no run is of it
	}
	return d
}
