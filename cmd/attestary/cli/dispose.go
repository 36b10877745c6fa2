package cli

import (
	"context"
	"fmt"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/spf13/cobra"
)

// disposing is what somebody has removed, and why.
type disposing struct {
	blob, run, authority, reason, out string
}

func disposeCommand(w *World) *cobra.Command {
	var d disposing
	cmd := &cobra.Command{
		Use:   "dispose [DIGEST]",
		Short: "Remove what a run kept about somebody",
		Long: `Removes personal evidence from the ledger, and its salt with it, and signs by what authority: the statement
and the removal are one change. The record keeps the digest, so nothing else of the ledger changes, and
verification holds the absence against the statement. DIGEST, or the beginning of it, names one
piece; --run names a run, all of whose evidence goes that stands beside its record.

It takes somebody of the role that the runbook belongs to, whom the role lists with their key. Plans and
records stay: verification needs them. Older commits and clones still hold the bytes; it says how to remove
them there, and what that costs.`,
		Example: "  attestary dispose 4f1a0912 --authority \"GDPR Art. 17, request 114\" --reason \"she asked for it\"\n" +
			"  attestary dispose --run 4f1a09 --authority \"retention, two years\" --reason \"it is over\"",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				d.blob = args[0]
			}
			return w.dispose(cmd.Context(), d)
		},
	}
	cmd.Flags().StringVar(&d.run, "run", "", "all that this `run` keeps: the number of an entry, or the beginning of its key")
	cmd.Flags().StringVar(&d.authority, "authority", "", "the law, the order or the request that it follows, in `words`")
	cmd.Flags().StringVar(&d.reason, "reason", "", "why, in your own `words`; it is kept in the ledger")
	cmd.Flags().StringVar(&d.out, "out", "", "write the disposition to this `file`, whatever your key is")
	return cmd
}

func (w *World) dispose(ctx context.Context, d disposing) error {
	switch {
	case (d.blob == "") == (d.run == ""):
		return problem{wrongUsage, "say what is to be removed: one DIGEST, or --run and a run", "attestary dispose --help"}
	case d.authority == "" || d.reason == "":
		return usage("say by what authority and why: --authority \"…\" --reason \"…\"")
	}
	s, blobs, err := w.erasable(ctx, d)
	if err != nil {
		return err
	}
	if len(blobs) > 1 && d.out != "" {
		return usage("--out holds one disposition, and the run keeps %d pieces of evidence: dispose of each by its digest", len(blobs))
	}
	bound, err := w.unbound()
	if err != nil {
		return err
	}
	pen, err := w.takePen(ctx, bound)
	if err != nil {
		return err
	}
	var words []*evidence.Disposition
	for _, blob := range blobs {
		word, err := s.disposition(pen.voice(), d, blob)
		if err != nil {
			return unheard(err)
		}
		words = append(words, word)
		fmt.Fprintf(w.Out, "%s of %s, run %s\n  %s, %d bytes\n", word.What, s.authorization.Runbook, word.Run.Hex()[:8], word.Blob.Digest, word.Blob.Size)
	}
	fmt.Fprintf(w.Out, "by %s: %s\n\n", diag.Printable(d.authority), diag.Printable(d.reason))
	if err := w.sure(ctx, "the removal"); err != nil {
		return err
	}
	for _, word := range words {
		if err := pen.say(ctx, said{statement: word, authorization: s.bundle}, d.out); err != nil {
			return err
		}
	}
	w.tellRemains(branchOf(pen.bound), words)
	return nil
}

func (s *story) disposition(voice attest.Voice, d disposing, blob evidence.BlobRef) (*evidence.Disposition, error) {
	is, err := s.encoded()
	if err != nil {
		return nil, err
	}
	record, err := s.record.Encode()
	if err != nil {
		return nil, err
	}
	return attest.DispositionStatement(attest.Disposition{
		Voice: voice, Plan: is.plan, Authorization: is.authorization, Result: is.result, Record: record, Blob: blob, Authority: d.authority, Reason: d.reason,
	})
}

// tellRemains tells plainly where the bytes still are, and what it costs to remove them there.
func (w *World) tellRemains(branch string, words []*evidence.Disposition) {
	fmt.Fprintf(w.Err, `
the newest state of the ledger is without it. Older commits of the branch %[1]s still hold the bytes: at origin, in
every clone, and in what a forge keeps of them. To have them removed, whoever keeps the repository rewrites the
branch in a fresh bare clone, and has every clone fetched anew (docs/keeping.md):

  git filter-branch --index-filter 'git rm -q --cached --ignore-unmatch%[2]s' -- %[1]s
  git push --force origin %[1]s

That costs the rule against force pushes for a moment, and changes the names of the commits. Their checkpoints stay,
so that growth (claim 3) is judged on as many as before; a branch that is squashed instead would lose them.
`, branch, paths(words))
}

func paths(words []*evidence.Disposition) string {
	text := ""
	for _, word := range words {
		text += " " + evidence.BlobPath(word.Blob.Digest)
	}
	return text
}

// disposed holds that a disposition counts, before it is added.
func (o *office) disposed(ctx context.Context, s *said, d *evidence.Disposition) error {
	run, err := o.w.findRun(ctx, d.Run.Hex())
	if err != nil {
		return err
	}
	if run.authorization == nil || run.record == nil {
		return problem{foundWrong, "the run whose evidence is to be removed has no result yet", ""}
	}
	if !rules.MayDispose(run.plan, d.Role, d.By) {
		return problem{foundWrong, fmt.Sprintf("%s (%s) may not have evidence of %s removed in the role %s", d.By.Login, d.By.ID, run.authorization.Runbook, d.Role), ""}
	}
	if what, ok := run.record.Erasable(d.Blob.Digest); !ok || what != d.What {
		return problem{foundWrong, fmt.Sprintf("the record of that run does not name %s as %s", d.Blob.Digest, d.What), ""}
	}
	s.authorization = run.bundle
	return nil
}

// removed are the lines that tell what of a run was removed.
func (s *story) removed() []string {
	var lines []string
	for _, word := range s.words {
		if d, ok := word.said.(*evidence.Disposition); ok {
			lines = append(lines, fmt.Sprintf("removed     %s, %s, entry %d, by %s: %s; %s", d.What, d.At, word.entry, diag.Printable(d.By.Login), diag.Printable(d.Authority), diag.Printable(d.Reason)))
		}
	}
	return lines
}
