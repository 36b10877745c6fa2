package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/attestary/attestary/actions/pack"
	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/schemas/verdict"
	"github.com/spf13/cobra"
)

func verifyCommand(w *World) *cobra.Command {
	var trust trusting
	var source string
	var how verifying
	var selfTest bool
	var forge asking
	cmd := &cobra.Command{
		Use:   "verify [FILE]",
		Short: "Judge the ledger of this clone, offline",
		Long: `Recomputes the whole ledger of the clone that you stand in, or that of a FILE (attestary pack, prove),
and tells each claim: held, refuted, or not judged and why; and what people must see to. It needs no
network and no account, trusts only whom you say, and runs nothing of what it reads. With --github it
asks two things of the forge: which runs it made (claim 11; it takes actions: read), and whether secrets of
runbooks stand where every workflow gets them, which is a finding (secrets: read).

Exit status 0: every required claim held, and nothing was found. 1: a claim is refuted, or something
was found. 3: a required claim could not be judged. A kept verdict
(--format json) given back with --since spares reading again what it judged; a checkpoint spares nothing.`,
		Example: "  attestary verify --key runner.pub\n  attestary verify --trust trust.hcl --since kept.json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 && (forge.github || selfTest || source != "" || trust.branch != "") {
				return usage("--self-test, --github, --source and --branch are about the clone that you stand in, and %s is a file", args[0])
			}
			if len(args) == 1 {
				return w.verifyFile(cmd.Context(), args[0], &trust, how)
			}
			audit, err := w.openAudit(&trust)
			if err != nil {
				return err
			}
			if selfTest {
				return w.selfTest(cmd.Context(), audit)
			}
			if err := w.withSource(audit, &trust, source); err != nil {
				return err
			}
			if err := w.withForge(cmd.Context(), audit, forge); err != nil {
				return err
			}
			if !how.all {
				audit.sparing(w)
			}
			v, err := audit.verdict(cmd.Context(), nil)
			if err != nil {
				return err
			}
			if err := w.tellVerdict(v, how.format); err != nil {
				return err
			}
			return status(v)
		},
	}
	trust.flags(cmd)
	cmd.Flags().StringVar(&source, "source", "", "the protected `branch` of the runbooks (default that of origin, else main)")
	cmd.Flags().BoolVar(&selfTest, "self-test", false, "cheat on copies of this ledger, in memory, and show that each is caught")
	forge.flags(cmd)
	cmd.Flags().BoolVar(&how.all, "all", false, "read all entries, also those that the verdict of --since had judged")
	formats(cmd, &how.format, "human", "markdown", "json")
	return cmd
}

// verifying is how much to read, and how to tell what came of it.
type verifying struct {
	all    bool
	format string
}

// verifyFile judges what somebody handed over: an archive, or one entry.
func (w *World) verifyFile(ctx context.Context, path string, t *trusting, how verifying) error {
	file, err := os.Open(w.path(path))
	if errors.Is(err, fs.ErrNotExist) {
		return usage("the evidence: there is no file %s", path)
	}
	if err != nil {
		return problem{couldNotLook, fmt.Sprintf("the evidence: %v", err), ""}
	}
	defer file.Close()
	first := make([]byte, 16)
	if n, _ := file.ReadAt(first, 0); pack.IsPack(first[:n]) {
		return w.verifyPack(ctx, file, t, how)
	}
	if t.since != "" {
		return usage("--since: one entry does not tell how the ledger grew; give it with a clone or an archive")
	}
	data, err := readFile(w.path(path), "the evidence")
	if err != nil {
		return err
	}
	return w.verifyProof(data, t, how.format)
}

func (w *World) tellVerdict(v *verdict.Verdict, format string) error {
	switch format {
	case "json":
		data, err := v.Encode()
		if err == nil {
			_, err = fmt.Fprintln(w.Out, string(data))
		}
		return err
	case "markdown":
		return report.VerdictMarkdown(w.Out, v)
	}
	return report.Verdict(w.Out, v, w.screen())
}

func status(v *verdict.Verdict) error {
	if code := v.Status(); code != fine {
		return quiet(code)
	}
	return nil
}
