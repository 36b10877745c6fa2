package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/actions/export"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/spf13/cobra"
)

// exporting is what to say, in whose words, and who signs it.
type exporting struct {
	trust           trusting
	format, keyFile string
}

func exportCommand(w *World) *cobra.Command {
	var e exporting
	cmd := &cobra.Command{
		Use:   "export RUN",
		Short: "Tell a verified run in the words of other tools",
		Long: `Verifies the ledger of this clone, and tells the result of one run as others read it: an in-toto test
result, or a SLSA verification summary. Either names the bundle in the ledger by its digest. RUN is the
number of an entry (attestary log), or the beginning of a run's key.`,
		Example: "  attestary export 2 --format test-result --key runner.pub\n  attestary export 2 --format vsa --trust trust.hcl --key-file auditor.key",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return w.export(cmd.Context(), args[0], &e) },
	}
	e.trust.flags(cmd)
	formats(cmd, &e.format, "test-result", "vsa")
	cmd.Flags().StringVar(&e.keyFile, "key-file", "", "sign it with this private key `file` (default: a statement without signature)")
	return cmd
}

func (w *World) export(ctx context.Context, which string, e *exporting) error {
	s, err := w.exported(ctx, which, &e.trust)
	if err != nil {
		return err
	}
	made := export.TestResult
	if e.format == "vsa" {
		made = export.VSA
	}
	data, err := made(s)
	if err != nil {
		return problem{foundWrong, err.Error(), "attestary verify"}
	}
	if e.keyFile != "" {
		if data, err = w.signExport(ctx, e.keyFile, data); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(w.Out, string(data))
	return err
}

// exported verifies the ledger and finds the result of the run, in the very state that was verified.
func (w *World) exported(ctx context.Context, which string, t *trusting) (*export.Source, error) {
	audit, err := w.openAudit(t)
	if err != nil {
		return nil, err
	}
	v, err := audit.verdict(ctx, nil)
	if err != nil {
		return nil, err
	}
	at, err := ledger.ParseHash(v.Commit)
	if err != nil {
		return nil, err
	}
	snapshot, err := ledger.OpenAt(ctx, audit.store, at)
	if err != nil {
		return nil, friendly(err)
	}
	story, err := w.findRunIn(ctx, snapshot, which)
	if err != nil {
		return nil, err
	}
	if story.record == nil {
		return nil, problem{foundWrong, "that run has no result, so there is nothing to export", ""}
	}
	s := &export.Source{Verdict: v, Entry: story.runEntry, Run: story.run, Record: story.record, Plan: story.plan, Version: Version()}
	if s.Policy, err = w.trustDigest(t); err != nil {
		return nil, err
	}
	return s, locate(ctx, snapshot, s)
}

// locate finds the bundle of the result, and refuses one that was revoked.
func locate(ctx context.Context, snapshot *ledger.Snapshot, s *export.Source) error {
	for entry, err := range snapshot.Entries(ctx) {
		if err != nil {
			return unreadable(err)
		}
		if entry.Index == s.Entry {
			s.Path, s.Bundle = entry.Path, canon.Sum(entry.Bundle)
		}
		said, ok := entry.Statement.(*evidence.Revocation)
		if ok && slices.ContainsFunc(said.Entries, func(r evidence.Revoked) bool { return r.Index == s.Entry }) {
			return problem{foundWrong, fmt.Sprintf("entry %d says that entry %d turned out wrong, so it is not exported", entry.Index, s.Entry), ""}
		}
	}
	return nil
}

// trustDigest is the digest of the file by which is trusted.
func (w *World) trustDigest(t *trusting) (canon.Digest, error) {
	path := w.path(t.key)
	switch {
	case t.file != "":
		path = w.path(t.file)
	case t.key == "":
		own, err := w.ownPublicKey()
		if err != nil {
			return "", err
		}
		path = own
	}
	data, err := readFile(path, "the trust policy")
	return canon.Sum(data), err
}

func (w *World) signExport(ctx context.Context, path string, statement []byte) ([]byte, error) {
	passphrase, err := w.passphrase(ctx, path, opening)
	if err != nil {
		return nil, err
	}
	signer, err := key.Open(w.path(path), passphrase)
	if err != nil {
		return nil, friendly(err)
	}
	return export.Sign(ctx, signer, statement)
}
