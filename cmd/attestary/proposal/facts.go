package proposal

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/compiler/review"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// What the ledger's branch says of the runbooks that a change is about. It is read and not verified: a preview
// for who reviews, by which nothing is decided.

// How much of a ledger is read for a preview.
const (
	maxProved   = 20 // runbooks
	maxLookedAt = 12 // runs of one runbook, the newest first
)

// Facts reads the newest checkpoint, and of each runbook the newest run that passed. ledger.ErrEmpty: there is none yet.
func Facts(ctx context.Context, store ledger.Reader, of []*plan.Plan) (review.Facts, error) {
	snapshot, err := ledger.Open(ctx, store)
	if err != nil {
		return review.Facts{}, err
	}
	facts := review.Facts{Trace: fmt.Sprintf("%d %s", snapshot.Checkpoint.Size, snapshot.Checkpoint.Root), Proofs: map[string]review.Proof{}}
	if len(of) > maxProved {
		facts.Proofs = nil // of some of them would be as good as wrong
		return facts, nil
	}
	runs := shelf{store, snapshot}
	for _, p := range of {
		proof, err := runs.newest(ctx, p.Runbook)
		if err != nil {
			return review.Facts{}, err
		}
		if proof != nil {
			facts.Proofs[p.Runbook] = *proof
		}
	}
	return facts, nil
}

// shelf finds the bundles of a runbook by their path.
type shelf struct {
	store    ledger.Reader
	snapshot *ledger.Snapshot
}

// newest is the newest recorded run that passed; nil: none of those that were looked at did.
func (s shelf) newest(ctx context.Context, runbook string) (*review.Proof, error) {
	looked := 0
	var proof *review.Proof
	err := s.walk(ctx, s.snapshot.Tree, []string{"runs", runbook}, func(path []string) (bool, error) {
		if !strings.HasSuffix(path[len(path)-1], "."+string(evidence.KindRun)+".sigstore.json") {
			return true, nil
		}
		var err error
		proof, err = s.proof(ctx, strings.Join(path, "/"))
		looked++
		return proof == nil && looked < maxLookedAt, err
	})
	return proof, err
}

// walk goes through the files below a path, the greatest name first, until told otherwise.
func (s shelf) walk(ctx context.Context, tree ledger.Hash, path []string, file func(path []string) (bool, error)) error {
	for _, name := range path {
		line, ok, err := s.line(ctx, tree, name)
		if err != nil || !ok {
			return err
		}
		tree = line.Hash
	}
	_, err := s.below(ctx, tree, path, file)
	return err
}

const dateDepth = 5 // runs, runbook, year, month, day

func (s shelf) below(ctx context.Context, tree ledger.Hash, path []string, file func([]string) (bool, error)) (bool, error) {
	lines, err := ledger.ReadLines(ctx, s.store, tree)
	if err != nil {
		return false, err
	}
	slices.SortFunc(lines, func(a, b ledger.Line) int { return strings.Compare(b.Name, a.Name) })
	for _, line := range lines {
		next := append(slices.Clone(path), line.Name)
		on := true
		if len(next) <= dateDepth {
			on, err = s.below(ctx, line.Hash, next, file)
		} else {
			on, err = file(next)
		}
		if err != nil || !on {
			return on, err
		}
	}
	return true, nil
}

func (s shelf) line(ctx context.Context, tree ledger.Hash, name string) (ledger.Line, bool, error) {
	lines, err := ledger.ReadLines(ctx, s.store, tree)
	if err != nil {
		return ledger.Line{}, false, err
	}
	i := slices.IndexFunc(lines, func(l ledger.Line) bool { return l.Name == name && l.Mode == ledger.Folder })
	if i < 0 {
		return ledger.Line{}, false, nil
	}
	return lines[i], true, nil
}

// proof is a run that passed, with the plan that its authorization names; nil where it is none.
func (s shelf) proof(ctx context.Context, path string) (*review.Proof, error) {
	said, err := s.said(ctx, path)
	run, ok := said.(*evidence.Run)
	if err != nil || !ok || run.Outcome != evidence.Passed {
		return nil, err
	}
	said, err = s.said(ctx, strings.TrimSuffix(path, string(evidence.KindRun)+".sigstore.json")+string(evidence.KindAuthorization)+".sigstore.json")
	a, ok := said.(*evidence.Authorization)
	if err != nil || !ok || a.Mode != evidence.Live || a.Trigger == evidence.UndoTrigger {
		return nil, err
	}
	date, _, _ := strings.Cut(run.At, "T")
	return &review.Proof{Plan: a.Plan.Digest, At: date}, nil
}

func (s shelf) said(ctx context.Context, path string) (evidence.Predicate, error) {
	data, err := s.snapshot.Read(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	bundle, err := evidence.ParseBundle(data)
	if err != nil || bundle.Envelope == nil {
		return nil, fmt.Errorf("%s: it holds no statement", path)
	}
	return evidence.ParseStatement(bundle.Envelope.Payload)
}
