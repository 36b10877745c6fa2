package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/pack"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/actions/verify/sigstore"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/spf13/cobra"
)

// packing is what to pack, and where to.
type packing struct {
	branch, source, out string
	roots               []string
}

func packCommand(w *World) *cobra.Command {
	var p packing
	cmd := &cobra.Command{
		Use:   "pack",
		Short: "Put the ledger into one file for an auditor",
		Long: `Writes one archive with the ledger and, where the clone has it, the history of the runbooks, as far as
claims are judged by it. An auditor verifies it with this program and the key that they were handed: on a
machine without a network, an account or git. It holds no key and no policy: trust is the auditor's own.`,
		Example: "  attestary pack --out evidence.tar\n  attestary verify evidence.tar --key runner.pub",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return w.pack(cmd.Context(), &p) },
	}
	cmd.Flags().StringVar(&p.branch, "branch", "", "the `branch` that is the ledger (default evidence)")
	cmd.Flags().StringVar(&p.source, "source", "", "the protected `branch` of the runbooks (default that of origin, else main)")
	cmd.Flags().StringVar(&p.out, "out", "evidence.tar", "the `file` to write")
	cmd.Flags().StringArrayVar(&p.roots, "root", nil, "a trusted root `file` to carry along, which policies pin by its SHA-256")
	return cmd
}

func (w *World) pack(ctx context.Context, p *packing) (err error) {
	branch := w.ledgerBranch(p.branch)
	store, err := w.openLedger(branch)
	if err != nil {
		return err
	}
	defer store.Close()
	c := pack.Contents{At: w.Now(), Ledger: store, LedgerName: branch}
	repo, err := w.openRepository()
	if err != nil {
		return err
	}
	ref, err := repo.protected(p.source, branch)
	if err != nil {
		return err
	}
	if ref != "" {
		source, err := ledger.OpenDir(repo.gitDir(), ref)
		if err != nil {
			return err
		}
		defer source.Close()
		c.Source, c.SourceName = source, ref
	}
	for _, path := range p.roots {
		data, err := readFile(w.path(path), "the trusted root")
		if err != nil {
			return err
		}
		c.Roots = append(c.Roots, data)
	}
	return w.writePack(ctx, p.out, c)
}

// writePack writes the archive under its name when all of it is there.
func (w *World) writePack(ctx context.Context, out string, c pack.Contents) error {
	file, err := os.OpenFile(w.path(out), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
	if os.IsExist(err) {
		return usage("%s is already there; nothing was written over it", out)
	}
	if err != nil {
		return problem{couldNotLook, err.Error(), ""}
	}
	err = pack.Write(ctx, file, c)
	size, _ := file.Seek(0, io.SeekEnd)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		os.Remove(file.Name())
		return friendly(err)
	}
	fmt.Fprintln(w.Out, out)
	if c.Source == nil {
		fmt.Fprintln(w.Err, "this clone has no branch of runbooks: whoever verifies cannot compile them again")
	}
	fmt.Fprintf(w.Err, "%d bytes; the auditor says:\n  attestary verify %s --key FILE.pub\n", size, out)
	return nil
}

// verifyPack judges the ledger in an archive, as of when it was packed: what came later it cannot have.
func (w *World) verifyPack(ctx context.Context, file *os.File, t *trusting, how verifying) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	p, err := pack.Open(ctx, file, info.Size())
	if errors.Is(err, context.Canceled) {
		return friendly(err)
	}
	if err != nil {
		return problem{foundWrong, fmt.Sprintf("%s is not an archive of evidence as attestary pack writes it: %v", file.Name(), err), ""}
	}
	policy, err := t.policyWith(*w, p.Roots)
	if err != nil {
		return err
	}
	a := &audit{store: p.Ledger, subject: verify.Subject{Store: p.Ledger, Policy: policy, AsOf: w.Now(), Sized: verify.Room, Logs: sigstore.Logs()}}
	if at, err := evidence.ParseInstant(p.Manifest.At); err == nil && at.Before(a.subject.AsOf) {
		a.subject.AsOf = at
	}
	if err := a.keep(w, t.since); err != nil {
		return err
	}
	fmt.Fprintf(w.Err, "looking at %s, commit %s, as packed at %s\n", printable(p.Manifest.Ledger.Name), p.Manifest.Ledger.Commit, p.Manifest.At)
	if p.Source != nil {
		fmt.Fprintf(w.Err, "looking at %s for where the runbooks come from\n", printable(p.Manifest.Source.Name))
		a.subject.Source = &verify.Source{Store: p.Source, Branch: p.Manifest.Source.Name, Compile: compileFiles, Scorer: scorer, Version: Version()}
	}
	if !how.all {
		a.sparing(w)
	}
	v, err := a.verdict(ctx, nil)
	if err != nil {
		return err
	}
	if err := w.tellVerdict(v, how.format); err != nil {
		return err
	}
	return status(v)
}
