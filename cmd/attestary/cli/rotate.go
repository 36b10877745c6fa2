package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/spf13/cobra"
)

// rotating is which key gives way to which.
type rotating struct {
	from, to string
}

func rotateCommand(w *World) *cobra.Command {
	var r rotating
	cmd := &cobra.Command{
		Use:   "rotate [NEW]",
		Short: "Let another key sign the ledger from now on",
		Long: `Writes a rotation into the ledger: the old key signs that it gives way, and the new key that it comes
after it. From there on the new key signs, and what the old one signs never counts again. Both keys must
lie on this machine. NEW is made where it is not there.

Without --from the old key is the one that project.hcl names, without NEW the new one is. An auditor whose
policy follows rotations (follow_rotations) needs nothing; others are handed the new public key.`,
		Example: "  attestary key rotate ~/keys/2027.key\n  attestary key rotate --from ~/keys/2026.key     project.hcl names the new one already",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				r.to = args[0]
			}
			return w.rotateKey(cmd.Context(), r)
		},
	}
	cmd.Flags().StringVar(&r.from, "from", "", "the `file` of the key that gives way")
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
	passphrase, err := w.passphrase(ctx, r.from, opening)
	if err != nil {
		return err
	}
	old, err := key.Open(r.from, passphrase)
	if err != nil {
		return friendly(err)
	}
	office, err := w.openOfficeWith(ctx, &bound{compiled: compiled, repo: repo}, byKey(old, passphrase))
	if err != nil {
		return err
	}
	defer office.close()
	if err := office.rotatable(ctx, r.from, old.Public().Digest()); err != nil {
		return err
	}
	new, err := w.openOrMake(ctx, r.to)
	if err != nil {
		return err
	}
	return office.rotate(ctx, r, old, new)
}

// whichKeys are the files of both keys.
func (w *World) whichKeys(compiled *compiler.Result, r rotating) (rotating, error) {
	if w.Getenv("ATTESTARY_KEY") != "" {
		return r, usage("ATTESTARY_KEY holds a key, and a rotation takes two: rotate where both lie as files, and without ATTESTARY_KEY")
	}
	own, err := w.keyPath(compiled)
	if err != nil {
		return r, err
	}
	for _, path := range []*string{&r.from, &r.to} {
		if *path == "" {
			*path = own
		} else {
			*path = w.path(*path)
		}
	}
	if r.from == r.to {
		return r, problem{wrongUsage, fmt.Sprintf("%s cannot give way to itself: name the new key, or, where project.hcl names the new one already, the old key with --from", r.from),
			"attestary key rotate NEW.key"}
	}
	if _, err := os.Stat(r.from); errors.Is(err, fs.ErrNotExist) {
		return r, problem{wrongUsage, "there is no key " + r.from + " that could give way to another", "attestary key rotate --help"}
	}
	return r, nil
}

func (w *World) openOrMake(ctx context.Context, path string) (*key.Key, error) {
	why := opening
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		why = choosing
	}
	passphrase, err := w.passphrase(ctx, path, why)
	if err != nil {
		return nil, err
	}
	if why == choosing {
		if err := w.createKey(path, passphrase); err != nil {
			return nil, err
		}
	}
	k, err := key.Open(path, passphrase)
	return k, friendly(err)
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
func (o *office) rotate(ctx context.Context, r rotating, old, new *key.Key) error {
	o.book.writer.Signer, o.book.writer.Trust = new, attest.Any(old.Public(), new.Public())
	seen, err := o.book.Seen(ctx)
	if err != nil {
		return err
	}
	if err := o.w.sure("a rotation, after which " + r.from + " never counts again"); err != nil {
		return err
	}
	halves, err := attest.Rotate(ctx, attest.Rotation{At: o.w.Now(), Old: old.SPKI(), New: new.SPKI(), Seen: seen}, old, new)
	if err != nil {
		return err
	}
	// What this machine believes of its own work comes first: who is killed after the swap has it.
	if err := o.w.rememberOld(old.Public(), new.Public()); err != nil {
		return err
	}
	receipt, err := o.book.appendAll(ctx, ledger.Item{Bundle: halves[0]}, ledger.Item{Bundle: halves[1]})
	if err != nil {
		return err
	}
	o.fetch(ctx)
	fmt.Fprintf(o.w.Out, "rotated  %s  gives way, entry %d\n         %s  comes after it, entry %d\n",
		old.Public().Digest(), receipt.Placed[0].Index, new.Public().Digest(), receipt.Placed[1].Index)
	o.tellRotated(r, old.Public().Digest(), receipt.Placed[1].Index)
	return nil
}

func (o *office) tellRotated(r rotating, old canon.Digest, entry int64) {
	out := o.w.Err
	fmt.Fprintf(out, "\nwhat is to do now:\n")
	if own, err := o.w.keyPath(o.bound.compiled); err == nil && own != r.to {
		name := r.to
		if home, err := o.w.home(); err == nil {
			if rel, err := filepath.Rel(home, r.to); err == nil && filepath.IsLocal(rel) {
				name = rel
			}
		}
		fmt.Fprintf(out, "  in runbooks/project.hcl: sign = \"key:%s\"; until then this machine is refused\n", name)
	}
	fmt.Fprintf(out, "  auditors: follow_rotations = true beside the old key, or %s.pub with from_entry = %d\n", r.to, entry)
	fmt.Fprintf(out, "  roles that list #%.19s…: list the new key (attestary key show)\n", old)
	fmt.Fprintf(out, "  keep %s.pub: what it has signed is verified with it; the private half may be destroyed\n", r.from)
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

// A machine that rotated keeps the public half of the key that gave way, so that it can judge its own work:
// a file by the digest of the key that came after it.

func (w *World) oldFile(after canon.Digest) (string, error) {
	home, err := w.home()
	return filepath.Join(home, "gave-way", after.Hex()+".pub"), err
}

func (w *World) rememberOld(old, new *key.Public) error {
	path, err := w.oldFile(new.Digest())
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o700)
	}
	if err == nil {
		err = replace(path, old.PEM())
	}
	return err
}

// maxGaveWay bounds how far back keys are followed: a chain that goes round has no end.
const maxGaveWay = 100

// gaveWay are the keys that gave way, one after the other, to the key of that file.
func (w *World) gaveWay(public string) ([]verify.Key, error) {
	var keys []verify.Key
	data, err := readFile(public, "the public key")
	for err == nil && len(keys) < maxGaveWay {
		k, parseErr := key.ParsePublic(data)
		if parseErr != nil {
			return nil, parseErr
		}
		path, pathErr := w.oldFile(k.Digest())
		if pathErr != nil {
			return nil, pathErr
		}
		if _, statErr := os.Stat(path); errors.Is(statErr, fs.ErrNotExist) {
			return keys, nil
		}
		if data, err = readFile(path, "a key that gave way"); err == nil {
			keys = append(keys, verify.Key{Name: path, PEM: string(data), Follow: true})
		}
	}
	return keys, err
}

// notIntroduced is for a ledger that another key signs than this machine's.
func (b *book) notIntroduced(ctx context.Context) error {
	text := "the ledger is signed with another key than this machine's"
	if snapshot, err := ledger.Open(ctx, b.writer.Store); err == nil {
		if signer, err := snapshot.Signer(ctx); err == nil {
			text = fmt.Sprintf("the ledger is signed with key %s, and this machine signs with another", signer)
		}
	}
	return problem{couldNotLook, text + ", which neither the first entry nor a rotation brought in; nothing was written", "attestary key rotate --from OLD.key"}
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
