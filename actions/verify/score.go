package verify

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/verdict"
)

// A published score is computed again: the state that it names is verified once more, as its branch had it, and
// what is found there is scored by the runbooks of the recorded commit at the recorded instant. Another result
// refutes claim 10. Where that cannot be done claim 7b is not judged, for it is the source that is missing, or
// the state.

// Scorer gathers what a score is made of while a state of the ledger is verified, and makes it at the end. Its
// methods are called as Subject says of Runs, Loans and Revoked; Score comes last.
type Scorer interface {
	Run(verdict.Run) error
	Loan(verdict.Loan) error
	Revoked(verdict.Revocation) error
	Score(*verdict.Verdict) (*verdict.Scorecard, error)
}

// Scoring is what to score by.
type Scoring struct {
	Files     map[string][]byte // the HCL of a commit, by path
	Framework string
	AsOf      time.Time
}

// ErrNotScored says why there is nothing to score by: the runbooks do not compile, or have no such framework.
var ErrNotScored = errors.New("there is nothing to score by")

// maxRescored is how many entries are verified again for published scores, all together. The newest scores come
// first: they are what people look at.
const maxRescored = 1_000_000

// scores are the published scores that passed by, and where their states stand.
type scores struct {
	*judge
	said   []publishedScore
	states map[state]object // commits of the branch
}

// state is one that the ledger was in.
type state struct {
	size int64
	root sum
}

type publishedScore struct {
	entry int64
	path  string
	said  *evidence.Score
}

func newScores(j *judge) *scores { return &scores{judge: j, states: map[state]object{}} }

// isScore tells whether the file of that name is called as a published score.
func isScore(name string) bool { return strings.HasPrefix(name, "_."+string(evidence.KindScore)+"-") }

// note keeps a published score whose own entry holds.
func (s *scores) note(e *entry) {
	if said, ok := e.statement.(*evidence.Score); ok && s.Source != nil && len(e.faults) == 0 && !s.judgedBefore(e) {
		s.said = append(s.said, publishedScore{e.index, e.path, said})
	}
}

// was keeps where a state of the ledger stands, where scores were published at all.
func (s *scores) was(c ledger.Checkpoint, commit object) {
	at := state{c.Size, sum(c.Root)}
	if _, known := s.states[at]; s.listing.scores && !known {
		s.states[at] = commit
	}
}

// end computes them again, the newest first.
func (s *scores) end(ctx context.Context, h *history) error {
	if s.Source.Scorer == nil && len(s.said) > 0 {
		s.tally.skip(sourceClaim, "this verification cannot compute scores, and the ledger has published ones")
		return nil
	}
	room := int64(maxRescored)
	for _, p := range slices.Backward(s.said) {
		if room -= p.said.Size; room < 0 {
			s.tally.skip(sourceClaim, fmt.Sprintf("the published score of entry %d, and older ones, were not computed again: that would take a verification of more than %d entries", p.entry, maxRescored))
			return nil
		}
		if err := s.again(ctx, h, p); err != nil {
			return err
		}
	}
	return nil
}

// again judges one.
func (s *scores) again(ctx context.Context, h *history, p publishedScore) error {
	commit, err := ledger.ParseHash(p.said.Commit)
	if err != nil {
		s.tally.skip(sourceClaim, fmt.Sprintf("entry %d names commit %.80q, and only those with SHA-1 names are read", p.entry, p.said.Commit))
		return nil
	}
	if err := s.sources.stands(ctx, h, recorded{commit: commit, proves: true}, &usage{entry: p.entry, count: 1}); err != nil {
		return err
	}
	card, err := s.card(ctx, h, p.said, commit)
	if err != nil {
		return s.sources.unless(sourceClaim, p.entry, err)
	}
	s.tally.judged(content, 1)
	for _, reason := range disagrees(p.said, card) {
		s.tally.refute(fault{content, p.entry, p.path, reason})
	}
	return nil
}

// card computes the score of the state that a published one names.
func (s *scores) card(ctx context.Context, h *history, said *evidence.Score, commit object) (*verdict.Scorecard, error) {
	at, ok := s.states[state{said.Size, sumOf(said.Root)}]
	if !ok {
		return nil, unseenf("this clone does not have the state of %d entries of which the score was published; fetch all of the ledger's branch", said.Size)
	}
	folder, err := h.runbooks(ctx, commit)
	if err != nil {
		return nil, err
	}
	files, err := h.hcl(ctx, folder)
	if err != nil {
		return nil, err
	}
	asOf := time.Unix(seconds(said.AsOf), 0).UTC()
	scorer, err := s.Source.Scorer(Scoring{Files: files, Framework: said.Framework, AsOf: asOf})
	if errors.Is(err, ErrNotScored) {
		return nil, unseenf("its score was not computed again: %v", err)
	}
	if err != nil {
		return nil, err
	}
	v, err := Verify(ctx, Subject{
		Store: stateAt{s.Store, at}, Policy: s.Policy, Logs: s.Logs, AsOf: asOf, Commits: s.Commits, Waiting: s.Waiting, Workers: s.Workers,
		Runs: scorer.Run, Loans: scorer.Loan, Revoked: scorer.Revoked,
	})
	if errors.Is(err, ledger.ErrNotFound) {
		return nil, unseenf("not all of the state is here of which it publishes the score: %v", err)
	}
	if err != nil {
		return nil, err
	}
	if !v.Sound() {
		return nil, unseenf("the state of which it publishes the score does not hold: %s", unsound(v))
	}
	card, err := scorer.Score(v)
	if err != nil {
		return nil, unseenf("its score was not computed again: %v", err)
	}
	return card, nil
}

// unsound names the first claim that has to hold before anything is scored.
func unsound(v *verdict.Verdict) string {
	for _, id := range []string{form, chain, growth, signature} {
		if c := v.Claim(id); c.Outcome != verdict.Held {
			return fmt.Sprintf("claim %s (%s) is %s", c.ID, c.Name, c.Outcome)
		}
	}
	return ""
}

// disagrees tells in what a published score is not what comes out.
func disagrees(said *evidence.Score, card *verdict.Scorecard) (reasons []string) {
	stages, entries := card.Published()
	want, got := stagesOf(stages), stagesOf(said.Stages)
	functions := maps.Clone(want)
	maps.Copy(functions, got)
	for _, function := range sortedKeys(functions) {
		if want[function] != got[function] {
			reasons = append(reasons, fmt.Sprintf("it says that %s earned %s; computed again it earned %s", plain(function), stageOr(got[function]), stageOr(want[function])))
		}
	}
	if len(reasons) == 0 && !slices.Equal(entries, said.Entries) {
		reasons = append(reasons, fmt.Sprintf("it says that it rests on entries %v; computed again it rests on %v", few(said.Entries), few(entries)))
	}
	return reasons
}

// few are the first of a list, for people.
func few(entries []int64) []int64 { return entries[:min(len(entries), 20)] }

func stagesOf(list []evidence.StageOf) map[string]string {
	out := map[string]string{}
	for _, each := range list {
		out[each.Function] = each.Stage
	}
	return out
}

func stageOr(stage string) string {
	if stage == "" {
		return verdict.Stages()[0]
	}
	return stage
}

// stateAt is a store whose tip is an older commit.
type stateAt struct {
	ledger.Reader
	commit object
}

func (s stateAt) Head(context.Context) (object, error) { return s.commit, nil }
