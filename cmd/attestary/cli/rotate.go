package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/spf13/cobra"
)

// rotating is which key gives way to which.
type rotating struct {
	from, to string
	keyless  bool
	identity evidence.Identity // to whom, where no key comes after it
}

func rotateCommand(w *World) *cobra.Command {
	var r rotating
	cmd := &cobra.Command{
		Use:   "rotate [NEW]",
		Short: "Let another key sign the ledger from now on",
		Long: `Writes a rotation into the ledger: the old key signs that it gives way, and the new key that it comes
after it. From there on the new key signs, and what the old one signs never counts again. This machine must
be able to sign with both. NEW is a file, which is made where it is not there, or kms:ADDRESS.

Without --from the old key is the one that project.hcl names, without NEW the new one is. An auditor whose
policy follows rotations (follow_rotations) needs nothing; others are handed the new public key.

With --to-keyless certificates come after the key: those of exactly these workflows (--signer, each with its
ref) of this repository and owner. The key goes on until one of them has answered, which the first run does
that project.hcl has sign = "keyless" for. The ids are numbers: gh api repos/OWNER/NAME --jq .id,.owner.id`,
		Example: "  attestary key rotate ~/keys/2027.key\n  attestary key rotate --from ~/keys/2026.key     project.hcl names the new one already\n" +
			"  attestary key rotate --to-keyless --repository-id 6325 --owner-id 1318 \\\n    --signer https://github.com/acme/shop/.github/workflows/look.yml@refs/heads/main",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				r.to = args[0]
			}
			if r.keyless {
				return w.handOver(cmd.Context(), r)
			}
			if len(r.identity.Signers) > 0 || r.identity.Repository != 0 || r.identity.Owner != 0 {
				return usage("--signer, --repository-id and --owner-id say who comes after the key with --to-keyless")
			}
			return w.rotateKey(cmd.Context(), r)
		},
	}
	cmd.Flags().StringVar(&r.from, "from", "", "the key that gives way: a `file`, or kms:ADDRESS")
	cmd.Flags().BoolVar(&r.keyless, "to-keyless", false, "certificates come after it, not another key")
	cmd.Flags().StringArrayVar(&r.identity.Signers, "signer", nil, "a workflow that they may name, `ADDRESS@REF`; may be given several times")
	cmd.Flags().StringVar(&r.identity.Issuer, "issuer", "", "the `address` of who vouches for its token (default that of GitHub)")
	cmd.Flags().Int64Var(&r.identity.Repository, "repository-id", 0, "the `number` of its repository at the forge")
	cmd.Flags().Int64Var(&r.identity.Owner, "owner-id", 0, "the `number` of the repository's owner")
	return cmd
}

func (w *World) rotateKey(ctx context.Context, r rotating) error {
	compiled, _, err := w.compileTree(compiler.Options{})
	if err != nil {
		return err
	}
	repo, err := w.openRepository()
	if err != nil {
		return err
	}
	if r, err = w.whichKeys(compiled, r); err != nil {
		return err
	}
	old, err := w.openSide(ctx, r.from)
	if err != nil {
		return err
	}
	office, err := w.openOfficeWith(ctx, &bound{compiled: compiled, repo: repo}, old)
	if err != nil {
		return err
	}
	defer office.close()
	if err := office.rotatable(ctx, r.from, old.key.Digest()); err != nil {
		return err
	}
	new, err := w.openOrMake(ctx, r.to)
	if err != nil {
		return err
	}
	return office.rotate(ctx, r, old, new)
}

// rotatable refuses before a new key is made for nothing: there is no ledger yet, or it is another key's.
func (o *office) rotatable(ctx context.Context, path string, old canon.Digest) error {
	snapshot, err := ledger.Open(ctx, o.store)
	if errors.Is(err, ledger.ErrEmpty) {
		return problem{wrongUsage, "there is no ledger yet, so no key has signed it; the first one is that of project.hcl", ""}
	}
	if err != nil {
		return unreadable(err)
	}
	signer, err := snapshot.Signer(ctx)
	if err != nil {
		return unreadable(err)
	}
	if signer != old {
		return problem{foundWrong, fmt.Sprintf("the ledger is signed with key %s; %s is key %s, and has nothing there to give", signer, path, old), "attestary log"}
	}
	return nil
}

// rotate writes both halves, in one go.
func (o *office) rotate(ctx context.Context, r rotating, old, new *hand) error {
	o.book.writer.Signer, o.book.writer.Trust = new.signer, attest.Any(old.key, new.key)
	seen, err := o.book.Seen(ctx)
	if err != nil {
		return err
	}
	if err := o.w.sure(ctx, "a rotation, after which "+r.from+" never counts again"); err != nil {
		return err
	}
	halves, err := attest.Rotate(ctx, attest.Rotation{At: o.w.Now(), Old: old.key.SPKI(), New: new.key.SPKI(), Seen: seen}, old.signer, new.signer)
	if err != nil {
		return err
	}
	// What this machine believes of its own work comes first: who is killed after the swap has it.
	if err := o.w.rememberOld(old.key, new.key); err != nil {
		return err
	}
	receipt, err := o.book.appendAll(ctx, ledger.Item{Bundle: halves[0]}, ledger.Item{Bundle: halves[1]})
	if err != nil {
		return err
	}
	o.fetch(ctx)
	fmt.Fprintf(o.w.Out, "rotated  %s  gives way, entry %d\n         %s  comes after it, entry %d\n",
		old.key.Digest(), receipt.Placed[0].Index, new.key.Digest(), receipt.Placed[1].Index)
	o.tellRotated(r, old.key.Digest(), receipt.Placed[1].Index)
	return nil
}

func (o *office) tellRotated(r rotating, old canon.Digest, entry int64) {
	out := o.w.Err
	fmt.Fprintf(out, "\nwhat is to do now:\n")
	if own, err := o.w.ownSide(o.bound.compiled); err == nil && own != r.to {
		fmt.Fprintf(out, "  in runbooks/project.hcl: sign = %q; until then this machine is refused\n", o.w.signAs(r.to))
	}
	fmt.Fprintf(out, "  auditors: follow_rotations = true beside the old key, or the new public key with from_entry = %d\n", entry)
	fmt.Fprintf(out, "  roles that list #%.19s…: list the new key (attestary key show)\n", old)
	fmt.Fprintln(out, "  keep the old public key: what it has signed is verified with it; the private half may be destroyed")
}

// appendAll brings several items into the ledger, all or none.
func (b *book) appendAll(ctx context.Context, items ...ledger.Item) (ledger.Receipt, error) {
	if err := b.withLogKey(ctx); err != nil {
		return ledger.Receipt{}, err
	}
	receipt, err := b.writer.Append(ctx, items...)
	if err != nil {
		return ledger.Receipt{}, friendly(err)
	}
	return receipt, b.remember(receipt.Checkpoint)
}

// notIntroduced is for a ledger that another key signs than this machine's.
func (b *book) notIntroduced(ctx context.Context) error {
	text := "it is signed with a key that is not this machine's"
	if snapshot, err := ledger.Open(ctx, b.writer.Store); err == nil {
		if signer, err := snapshot.Signer(ctx); err == nil {
			text = fmt.Sprintf("it is signed with key %s, and this machine signs with another key", signer)
		}
	}
	return problem{couldNotLook, "the ledger at origin cannot be continued, so nothing was run: " + text + ", which neither the first entry nor a rotation brought in",
		fetching(b.branch) + " && attestary verify   (and attestary key rotate --from OLD.key, where the key changed)"}
}

// shortKeyOf is a key in as few digits as a line has room for.
func shortKeyOf(spki []byte) string { return "key " + canon.Sum(spki).Hex()[:12] }

func rotationInBrief(r *evidence.Rotation) string {
	if r.SignedBy == evidence.OldKey {
		return "gives way to " + shortKeyOf(r.New)
	}
	return "comes after " + shortKeyOf(r.Old)
}

// tellRotation tells half a rotation whole.
func (w *World) tellRotation(r *evidence.Rotation, entry int64) error {
	fmt.Fprintf(w.Out, "rotation  %s, entry %d, signed by the %s key\n\n", r.At, entry, r.SignedBy)
	fmt.Fprintf(w.Out, "  gives way    %s\n  comes after  %s\n\n", canon.Sum(r.Old), canon.Sum(r.New))
	fmt.Fprintln(w.Out, "it counts with its other half; whether the new key is trusted, the policy of an auditor says")
	return nil
}
