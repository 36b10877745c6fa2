package cli

import (
	"context"
	"errors"

	"github.com/attestary/attestary/actions/export"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// claims are what the runbooks of the clone's commit claim of a framework.
func (w *World) claims(s *scoring) (*export.Claims, *compiler.Result, error) {
	compiled, head, err := w.tip()
	if err != nil {
		return nil, nil, err
	}
	set, err := s.of(compiled)
	if err != nil {
		return nil, nil, err
	}
	return claimsOf(compiled, head, set), compiled, nil
}

func claimsOf(compiled *compiler.Result, head *object.Commit, set *catalog.Set) *export.Claims {
	return &export.Claims{Framework: set, Project: compiled.Project.Name.Value, Plans: compiled.Plans,
		Commit: head.Hash.String(), Committed: head.Committer.When, Version: Version()}
}

// exportScored is the score with all that an export of it names.
func (w *World) exportScored(ctx context.Context, s *scoring) (*export.Scored, error) {
	scored, err := w.scored(ctx, s)
	var unsound *report.Unsound
	if errors.As(err, &unsound) {
		return nil, problem{foundWrong, unsound.Error(), "attestary verify"}
	}
	if err != nil {
		return nil, err
	}
	e := &export.Scored{Claims: *claimsOf(scored.compiled, scored.head, scored.set), Card: scored.card}
	e.Place = func(runbook, address string) (string, int) {
		at := scored.compiled.Places[runbook][address]
		return at.File, at.Start.Line
	}
	e.Bundles, err = bundles(ctx, scored)
	return e, err
}

// bundles are the digests of the entries that a score rests on, in the very state that was verified.
func bundles(ctx context.Context, scored *scored) (map[int64]canon.Digest, error) {
	_, entries := scored.card.Published()
	wanted := map[int64]bool{}
	for _, entry := range entries {
		wanted[entry] = true
	}
	at, err := ledger.ParseHash(scored.verdict.Commit)
	if err != nil {
		return nil, err
	}
	snapshot, err := ledger.OpenAt(ctx, scored.store, at)
	if err != nil {
		return nil, friendly(err)
	}
	digests := map[int64]canon.Digest{}
	for entry, err := range snapshot.Entries(ctx) {
		if err != nil {
			return nil, unreadable(err)
		}
		if wanted[entry.Index] {
			digests[entry.Index] = canon.Sum(entry.Bundle)
		}
	}
	return digests, nil
}
