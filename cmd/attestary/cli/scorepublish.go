package cli

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// publishScore signs the score and adds it to the ledger. Verification computes it again, so only what it will find is
// written: the score of all that the ledger at origin has now, by a policy that is named.
func (w *World) publishScore(ctx context.Context, s *scoring) error {
	policy, err := s.publishable(w)
	if err != nil {
		return err
	}
	compiled, _, err := w.compileTree(compiler.Options{})
	if err != nil {
		return err
	}
	repo, err := w.openRepository()
	if err != nil {
		return err
	}
	head, err := repo.head()
	if err != nil {
		return err
	}
	office, err := w.openOffice(ctx, &bound{compiled: compiled, repo: repo})
	if err != nil {
		return err
	}
	defer office.close()
	office.fetch(ctx)
	scored, err := w.holding(ctx, s)
	if err != nil {
		return err
	}
	seen, err := office.book.Seen(ctx)
	if err != nil {
		return err
	}
	if tree := scored.verdict.Tree; seen.Size != tree.Size || seen.Root != tree.Root {
		return problem{couldNotLook, fmt.Sprintf("the ledger at origin has %d entries by now, and this clone %d, so nothing was published", seen.Size, tree.Size), "attestary score --publish"}
	}
	said, err := attest.ScoreStatement(attest.Score{At: w.Now(), Card: scored.card, Commit: head.Hash.String(), Policy: policy, Seen: seen})
	if err != nil {
		return err
	}
	if err := w.tellScore(scored, s); err != nil {
		return err
	}
	if err := w.sure(ctx, "a published score"); err != nil {
		return err
	}
	return office.append(ctx, said)
}

// append signs a statement of the ledger's own signer, and adds it.
func (o *office) append(ctx context.Context, said evidence.Predicate) error {
	statement, err := evidence.EncodeStatement(said)
	if err != nil {
		return err
	}
	bundle, err := attest.Seal(ctx, o.book.writer.Signer, statement)
	if err != nil {
		return err
	}
	receipt, err := o.book.appendAll(ctx, ledger.Item{Bundle: bundle})
	if err != nil {
		return err
	}
	o.fetch(ctx)
	fmt.Fprintf(o.w.Err, "published as entry %d, commit %s\n", receipt.Placed[0].Index, receipt.Commit)
	return nil
}

// publishable refuses what verification could not compute again, and names whom the score's maker trusts.
func (s *scoring) publishable(w *World) (canon.Digest, error) {
	if s.at != "" || s.why != "" {
		return "", usage("--publish publishes the whole score as of now; --at and --why are for looking")
	}
	if s.trust.key == "" && s.trust.file == "" {
		return "", usage("--publish: a published score names whom its maker trusted: give --key or --trust")
	}
	if s.trust.file != "" {
		data, err := readFile(w.path(s.trust.file), "the trust policy")
		return canon.Sum(data), err
	}
	data, err := readFile(w.path(s.trust.key), "the public key")
	if err != nil {
		return "", err
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return "", usage("%s: it is not PEM; a public key starts with -----BEGIN PUBLIC KEY-----", s.trust.key)
	}
	return canon.Sum(block.Bytes), nil
}

// holding is a score of a ledger of which no claim is refuted.
func (w *World) holding(ctx context.Context, s *scoring) (*scored, error) {
	scored, err := w.scored(ctx, s)
	var unsound *report.Unsound
	if errors.As(err, &unsound) {
		return nil, problem{foundWrong, unsound.Error(), "attestary verify"}
	}
	if err == nil && scored.verdict.Refuted() {
		err = problem{foundWrong, "a claim is refuted, so entries that do not hold were not counted, and nothing is published", "attestary verify"}
	}
	return scored, err
}

// scorer computes a published score again, for verification.
func scorer(s verify.Scoring) (verify.Scorer, error) {
	compiled, err := compiledFrom(s.Files)
	if err != nil {
		return nil, err
	}
	if diag.HasErrors(compiled.Findings) {
		return nil, fmt.Errorf("%w: a runbook of the commit does not compile", verify.ErrNotScored)
	}
	set, ok := compiled.Framework(s.Framework)
	if !ok {
		return nil, fmt.Errorf("%w: this program and that commit have no framework %.80q", verify.ErrNotScored, s.Framework)
	}
	made, err := report.NewScorer(report.Subject{Framework: set, Plans: compiled.Plans, AsOf: s.AsOf, Version: Version()})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", verify.ErrNotScored, err)
	}
	return made, nil
}

func scoreInBrief(s *evidence.Score) string {
	return fmt.Sprintf("%s: %d functions above traditional", s.Framework, len(s.Stages))
}

// tellPublished tells a published score whole.
func (w *World) tellPublished(s *evidence.Score, entry int64) error {
	fmt.Fprintf(w.Out, "score  %s, entry %d, of %s\n\n", s.AsOf, entry, s.Framework)
	for _, each := range s.Stages {
		fmt.Fprintf(w.Out, "  %-12s %s\n", each.Stage, each.Function)
	}
	fmt.Fprintf(w.Out, "  %-12s %s\n\n", "traditional", "all other functions")
	fmt.Fprintf(w.Out, "  computed from  %d entries, root %s; it rests on %d of them\n", s.Size, s.Root, len(s.Entries))
	fmt.Fprintf(w.Out, "  runbooks       of commit %s\n", s.Commit)
	fmt.Fprintf(w.Out, "  trusting       %s\n", s.Policy)
	fmt.Fprintf(w.Out, "  by             %s\n\n", s.Scorer)
	fmt.Fprintln(w.Out, "it counts for nothing by being there: attestary verify computes it again")
	return nil
}
