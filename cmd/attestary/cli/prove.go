package cli

import (
	"context"
	"fmt"
	"strconv"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/actions/verify/sigstore"
	"github.com/spf13/cobra"
)

func proveCommand(w *World) *cobra.Command {
	var branch, out string
	cmd := &cobra.Command{
		Use:   "prove ENTRY",
		Short: "Write one entry of the ledger as a file that verifies alone",
		Long: `Writes one entry with all that shows that it is in the ledger: its signature, its way into the newest
checkpoint, and that checkpoint with its own signature; beside them the record and the plan, and the
items of a run over many targets where they fit into 16 MiB.
Whoever has the file, the public key and this program needs nothing else.

ENTRY is the number of the entry, as attestary log tells it.`,
		Example: "  attestary prove 7\n  attestary verify entry-7.proof.json --key runner.pub",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return w.prove(cmd.Context(), args[0], branch, out) },
	}
	cmd.Flags().StringVar(&branch, "branch", "", "the `branch` that is the ledger (default evidence)")
	cmd.Flags().StringVar(&out, "out", "", "the `file` to write (default entry-N.proof.json)")
	return cmd
}

func (w *World) prove(ctx context.Context, which, branch, out string) error {
	index, err := strconv.ParseInt(which, 10, 64)
	if err != nil || index < 0 {
		return usage("%s is not the number of an entry; attestary log lists them", printable(which))
	}
	snapshot, err := w.snapshot(ctx, branch)
	if err != nil {
		return err
	}
	if index >= snapshot.Checkpoint.Size {
		return usage("there is no entry %d; the ledger has %d", index, snapshot.Checkpoint.Size)
	}
	proof, err := snapshot.Prove(ctx, index)
	if err != nil {
		return unreadable(err)
	}
	data, err := proof.Encode()
	if err != nil {
		return err
	}
	if out == "" {
		out = fmt.Sprintf("entry-%d.proof.json", index)
	}
	if err := writeNew(w.path(out), data); err != nil {
		return err
	}
	fmt.Fprintf(w.Out, "%s\n", out)
	fmt.Fprintf(w.Err, "entry %d (%s) in the tree of %d entries; the one who gets it says:\n  attestary verify %s --key FILE.pub\n", index, proof.Leaf.Kind, snapshot.Checkpoint.Size, out)
	return nil
}

// snapshot opens the newest state of the ledger of this clone.
func (w *World) snapshot(ctx context.Context, branch string) (*ledger.Snapshot, error) {
	store, err := w.openLedger(w.ledgerBranch(branch))
	if err != nil {
		return nil, err
	}
	snapshot, err := ledger.Open(ctx, store)
	if err != nil {
		return nil, friendly(err)
	}
	return snapshot, nil
}

// verifyProof judges one entry that stands alone in a file.
func (w *World) verifyProof(data []byte, t *trusting, format string) error {
	policy, err := t.policy(*w)
	if err != nil {
		return err
	}
	v, err := verify.Proof(data, verify.Subject{Policy: policy, Logs: sigstore.Logs(), AsOf: w.Now()})
	if err != nil {
		return err
	}
	if err := w.tellVerdict(v, format); err != nil {
		return err
	}
	return status(v)
}
