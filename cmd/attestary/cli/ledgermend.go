package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/spf13/cobra"
)

// repairing is how somebody mends a ledger.
type repairing struct {
	good string
	yes  bool
}

func ledgerMendCommand(w *World) *cobra.Command {
	var r repairing
	cmd := &cobra.Command{
		Use:   "mend",
		Short: "Go on after a tip that does not continue the ledger",
		Long: `Looks at all of the ledger at origin, and at all commits of its branch. Where the tip does not continue
it (somebody went back to an older tree, pushed something else, changed or removed a file), it finds the
longest state that is signed with the ledger's key, shows what it would do, and goes on from there: in a
commit that follows the bad one, with an entry that says so. Nothing is forced, and no entry that was good
is left out: where that cannot be, nothing is written and it says what is missing.

It takes the key that signs the ledger. What this machine has verified before is part of what must stand.`,
		Example: "  attestary ledger mend\n  attestary ledger mend --yes\n  attestary ledger mend --good 4f1a0912     a commit that this clone still has",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return w.mendLedger(cmd.Context(), r) },
	}
	cmd.Flags().BoolVar(&r.yes, "yes", false, "do it, and do not ask")
	cmd.Flags().StringVar(&r.good, "good", "", "look at this `commit` of the branch too, which origin has lost and this clone has not")
	return cmd
}

func (w *World) mendLedger(ctx context.Context, r repairing) error {
	compiled, _, err := w.compileTree(compiler.Options{})
	if err != nil {
		return err
	}
	repo, err := w.openRepository()
	if err != nil {
		return err
	}
	b := &bound{compiled: compiled, repo: repo}
	commits, err := repo.stillHas(branchOf(b), r.good)
	if err != nil {
		return err
	}
	office, err := w.openOffice(ctx, b)
	if err != nil {
		return err
	}
	defer office.close()
	office.fetch(ctx) // so that reading is near
	near, err := ledger.OpenDir(repo.gitDir(), "refs/remotes/origin/"+office.branch)
	if err != nil {
		return err
	}
	defer near.Close()
	var elsewhere []ledger.Elsewhere
	for _, c := range commits {
		elsewhere = append(elsewhere, ledger.Elsewhere{Reader: near, Commit: c})
	}
	return office.mend(ctx, r, near, elsewhere)
}

// stillHas are the commits of the ledger that this clone knows before it asks origin: its own idea of the branch,
// and the one that somebody names.
func (r *repository) stillHas(branch, named string) ([]ledger.Hash, error) {
	var commits []ledger.Hash
	if ref, err := r.git.Reference(plumbing.NewRemoteReferenceName("origin", branch), true); err == nil {
		commits = append(commits, ledger.Hash(ref.Hash()))
	}
	if named == "" {
		return commits, nil
	}
	h, err := r.git.ResolveRevision(plumbing.Revision(named))
	if err != nil {
		return nil, usage("--good %s: this clone has no such commit", named)
	}
	if _, err := r.git.CommitObject(*h); err != nil {
		return nil, usage("--good %s: it is not a commit", named)
	}
	return append(commits, ledger.Hash(*h)), nil
}

func (o *office) mend(ctx context.Context, r repairing, near ledger.Reader, elsewhere []ledger.Elsewhere) error {
	damage, err := o.book.writer.Damaged(ctx, near, elsewhere...)
	switch {
	case errors.Is(err, ledger.ErrEmpty) && len(elsewhere) == 0:
		return problem{wrongUsage, "there is no ledger yet, so there is nothing to mend; the first run begins it", "attestary run RUNBOOK"}
	case errors.Is(err, ledger.ErrEmpty):
		return problem{foundWrong, fmt.Sprintf("origin has no branch %s, so there is no tip that could be gone on from; where it was removed, put back what a clone has", o.branch),
			fmt.Sprintf("git push origin refs/remotes/origin/%s:refs/heads/%s", o.branch, o.branch)}
	case err != nil:
		return o.unmendable(err)
	case damage == nil:
		fmt.Fprintln(o.w.Out, "nothing to mend: the tip continues the ledger, and holds what its checkpoint implies")
		return nil
	}
	o.tellDamage(damage)
	if err := o.w.agreed(ctx, r.yes); err != nil {
		return err
	}
	said, err := o.mendStatement(damage)
	if err != nil {
		return err
	}
	statement, err := evidence.EncodeStatement(said)
	if err != nil {
		return err
	}
	bundle, err := attest.Seal(ctx, o.book.writer.Signer, statement)
	if err != nil {
		return err
	}
	if o.book.writer.LogKey, err = o.book.logKey(damage.Good.Origin); err != nil {
		return err
	}
	receipt, err := o.book.writer.Mend(ctx, damage, ledger.Item{Bundle: bundle})
	if errors.Is(err, ledger.ErrMoved) {
		return problem{couldNotLook, "somebody pushed to the branch meanwhile, so nothing was written", "attestary ledger mend"}
	}
	if err != nil {
		return friendly(err)
	}
	if err := o.book.remember(receipt.Checkpoint); err != nil {
		return err
	}
	o.fetch(ctx)
	fmt.Fprintf(o.w.Out, "mended with entry %d, commit %s\n", receipt.Placed[0].Index, receipt.Commit)
	fmt.Fprintf(o.w.Err, "  next: attestary verify, and find out who pushed the bad commit\n")
	return nil
}

func (o *office) mendStatement(d *ledger.Damage) (*evidence.Mend, error) {
	who, err := o.requester()
	if err != nil {
		return nil, err
	}
	return attest.MendStatement(attest.Mend{
		Voice: attest.Voice{At: o.w.Now(), By: who.By, Seen: d.Good.Seen()},
		Bad:   evidence.BadTip{Commit: d.Tip.String(), Tree: d.Tree.String()},
	})
}

func (o *office) tellDamage(d *ledger.Damage) {
	fmt.Fprintf(o.w.Out, "bad tip    commit %s\n           tree   %s\n           %s\n", d.Tip, d.Tree, diag.Printable(d.Why))
	held := "commit " + d.Commit.String() + " holds it"
	if d.Gathered {
		held = "its files stand in several commits, and are put together again"
	}
	fmt.Fprintf(o.w.Out, "good       %d entries, root %s\n           %s\n", d.Good.Size, d.Good.Root, held)
	fmt.Fprintf(o.w.Out, "to write   entry %d, which says so, in a commit that follows the bad one\n\n", d.Good.Size)
}

// agreed asks a person, where there is one, and writes nothing where nobody said yes.
func (w *World) agreed(ctx context.Context, yes bool) error {
	switch {
	case yes:
		return nil
	case w.person() != nil:
		return w.sure(ctx, "the mend")
	}
	return problem{foundWrong, "nothing was written", "attestary ledger mend --yes"}
}

// unmendable is for a ledger that cannot be gone on from without hiding something.
func (o *office) unmendable(err error) error {
	next := ""
	if !errors.Is(err, ledger.ErrTwoHistories) {
		next = "attestary ledger mend --good COMMIT, where a clone still has it (git reflog show origin/" + o.branch + ")"
	}
	return problem{foundWrong, "nothing was written: " + strings.TrimSpace(err.Error()), next}
}

// tellMend tells a mend whole.
func (w *World) tellMend(m *evidence.Mend, entry int64) error {
	fmt.Fprintf(w.Out, "mend  %s, entry %d, by %s\n\n", m.At, entry, diag.Printable(m.By.Login))
	fmt.Fprintf(w.Out, "  bad tip     commit %s\n              tree   %s\n", m.Bad.Commit, m.Bad.Tree)
	fmt.Fprintf(w.Out, "  goes on     from %d entries, root %s\n\n", m.Good.Size, m.Good.Root)
	fmt.Fprintln(w.Out, "what the bad commit held is in the branch still: git show "+m.Bad.Commit[:12])
	return nil
}
