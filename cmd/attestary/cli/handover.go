package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/keyless"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// A ledger goes over from its key to certificates in two places: the key lies on somebody's machine, and the certificates
// are made in a job of the forge. So the machine writes the one half, and the first run of the job the other.

// gitHubIssuer vouches for the jobs of github.com.
const gitHubIssuer = "https://token.actions.githubusercontent.com"

// handOver writes the half of the key.
func (w *World) handOver(ctx context.Context, r rotating) error {
	r.identity.Issuer = cmp.Or(r.identity.Issuer, gitHubIssuer)
	slices.Sort(r.identity.Signers)
	if err := r.identity.Check(); err != nil || r.to != "" {
		return problem{wrongUsage, "--to-keyless: say exactly who comes after the key, and no key: " + orNone(err),
			"attestary key rotate --to-keyless --signer ADDRESS@REF --repository-id N --owner-id N"}
	}
	compiled, _, err := w.compileTree(compiler.Options{})
	if err != nil {
		return err
	}
	repo, err := w.openRepository()
	if err != nil {
		return err
	}
	if r.from == "" {
		if r.from, err = w.ownSide(compiled); err != nil {
			return err
		}
	} else if !isKMS(r.from) {
		r.from = w.path(r.from)
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
	return office.offer(ctx, r, old)
}

func orNone(err error) string {
	if err != nil {
		return err.Error()
	}
	return "a NEW key was named"
}

func (o *office) offer(ctx context.Context, r rotating, old *hand) error {
	seen, err := o.book.Seen(ctx)
	if err != nil {
		return err
	}
	said := &evidence.Handover{At: evidence.FormatInstant(o.w.Now()), Old: old.key.SPKI(), Seen: seen, SignedBy: evidence.OldKey, To: r.identity}
	if err := o.w.sure(ctx, "a handover, after which "+r.from+" never counts again, once a certificate has answered"); err != nil {
		return err
	}
	bundle, err := attest.SealHandover(ctx, said, old.signer)
	if err != nil {
		return err
	}
	receipt, err := o.book.appendAll(ctx, ledger.Item{Bundle: bundle})
	if err != nil {
		return err
	}
	o.fetch(ctx)
	entry := receipt.Placed[0].Index
	fmt.Fprintf(o.w.Out, "offered  %s  gives way, entry %d\n         certificates of %s come after it, with the first run of theirs\n",
		old.key.Digest(), entry, strings.Join(r.identity.Signers, ", "))
	out := o.w.Err
	fmt.Fprintf(out, "\nwhat is to do now:\n  in runbooks/project.hcl: sign = \"keyless\"; then start a run on the forge\n")
	fmt.Fprintf(out, "  auditors: a root, and follow_rotations = true beside the old key or a workflow (attestary trust init)\n")
	fmt.Fprintln(out, "  keep the old public key: what it has signed is verified with it; the private half may be destroyed after that run")
	return nil
}

// comeAfter answers a key that hands the ledger over to whoever signs here. why is the reason for which the ledger is not
// one that certificates have signed, and is given back where there is no key.
func (b *book) comeAfter(ctx context.Context, why error) error {
	snapshot, err := ledger.Open(ctx, b.writer.Store)
	if err != nil {
		return why
	}
	key, err := snapshot.Signer(ctx)
	if err != nil || key == "" {
		return why
	}
	offer, err := snapshot.Offer(ctx, key)
	if err != nil {
		return err
	}
	if offer == nil {
		return problem{couldNotLook, fmt.Sprintf("the ledger at origin is signed with key %s, which has not handed it over, and project.hcl signs with certificates: nothing was run", key),
			"attestary key rotate --to-keyless, where the key lies   (or sign with it)"}
	}
	if differs := unlike(b.identity, offer.To); differs != "" {
		return problem{couldNotLook, fmt.Sprintf("key %s hands the ledger over to others than who signs here: %s; nothing was run", key, differs), "attestary log"}
	}
	bundle, err := attest.SealHandover(ctx, offer.Half(evidence.NewKey), b.writer.Signer)
	if err != nil {
		return unsigned(err)
	}
	writer := b.writer
	writer.Trust = attest.Any(b.writer.Trust, attest.KeyOf(offer))
	receipt, err := writer.Append(ctx, ledger.Item{Bundle: bundle})
	if err != nil {
		return err
	}
	return b.remember(receipt.Checkpoint)
}

// unlike tells in what a certificate is not of an identity; "" if it is.
func unlike(who *keyless.Identity, to evidence.Identity) string {
	switch {
	case who.Issuer != to.Issuer:
		return fmt.Sprintf("its issuer is %s, and here %s", to.Issuer, who.Issuer)
	case who.Repository != strconv.FormatInt(to.Repository, 10):
		return fmt.Sprintf("its repository is number %d, and here %s", to.Repository, printable(who.Repository))
	case who.Owner != strconv.FormatInt(to.Owner, 10):
		return fmt.Sprintf("its owner is number %d, and here %s", to.Owner, printable(who.Owner))
	case !slices.Contains(to.Signers, who.Name):
		return fmt.Sprintf("its workflows are %s, and here %s", strings.Join(to.Signers, ", "), printable(who.Name))
	}
	return ""
}

func handoverBy(h *evidence.Handover) string {
	if h.SignedBy == evidence.OldKey {
		return shortKeyOf(h.Old)
	}
	return "a certificate"
}

func handoverInBrief(h *evidence.Handover) string {
	if h.SignedBy == evidence.OldKey {
		return "gives way to certificates"
	}
	return "comes after " + shortKeyOf(h.Old)
}

// tellHandover tells half a handover whole.
func (w *World) tellHandover(h *evidence.Handover, entry int64) error {
	fmt.Fprintf(w.Out, "handover  %s, entry %d, signed by %s\n\n", h.At, entry, handoverBy(h))
	fmt.Fprintf(w.Out, "  gives way    key %s\n  comes after  certificates of repository %d of owner %d, by %s\n", canon.Sum(h.Old), h.To.Repository, h.To.Owner, h.To.Issuer)
	for _, signer := range h.To.Signers {
		fmt.Fprintf(w.Out, "               %s\n", signer)
	}
	fmt.Fprintln(w.Out, "\nit counts with its other half; whether those certificates are trusted, the policy of an auditor says")
	return nil
}
