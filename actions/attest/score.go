package attest

import (
	"fmt"
	"time"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// Score is what a published score is made of.
type Score struct {
	At     time.Time
	Card   *verdict.Scorecard
	Commit string        // whose runbooks claim the stages
	Policy canon.Digest  // whom the scorecard's maker trusted
	Seen   evidence.Seen // the state that the scorecard is of
}

// ScoreStatement says what one state of the ledger earned. It fails where the scorecard is of another state.
func ScoreStatement(s Score) (*evidence.Score, error) {
	card := s.Card
	said := &evidence.Score{
		AsOf: card.AsOf, At: evidence.FormatInstant(s.At), Commit: s.Commit, Framework: card.Framework, Policy: s.Policy,
		Origin: card.Tree.Origin, Root: card.Tree.Root, Size: card.Tree.Size, Scorer: card.Scorer, Seen: s.Seen,
	}
	said.Stages, said.Entries = card.Published()
	if err := said.Check(); err != nil {
		return nil, fmt.Errorf("score: %w", err)
	}
	return said, nil
}
