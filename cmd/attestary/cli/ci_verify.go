package cli

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/remote"
	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/actions/verify/sigstore"
	"github.com/attestary/attestary/schemas/verdict"
	"github.com/spf13/cobra"
)

func ciVerifyCommand(w *World) *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: "Verify the whole ledger, and tell people when something is wrong",
		Long: `The scheduled judge. It verifies the ledger by the trust.hcl of the commit that is checked out, with every
trace that the branch holds, with what the repository that project.hcl names as witness has of it, and with
the forge's list of runs. While something is wrong there is one issue, edited in place; it is closed once all
is well again. A project judges itself here: an auditor brings a policy of their own (attestary verify).`,
		Example: "  attestary ci verify",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return w.ciVerify(cmd.Context()) },
	}
}

func (w *World) ciVerify(ctx context.Context) error {
	bound, err := w.unbound()
	if err != nil {
		return err
	}
	offer, err := w.ownOffer()
	if err != nil {
		return err
	}
	if offer == nil {
		return problem{couldNotLook, "the commit has no trust.hcl at its root, so nothing says whose signatures count", "attestary trust init trust.hcl && git add trust.hcl"}
	}
	o, err := w.openOfficeWith(ctx, bound, &hand{})
	if err != nil {
		return err
	}
	defer o.close()
	o.fetch(ctx)
	store, err := w.openLedger(o.branch)
	if err != nil {
		return err
	}
	a := &audit{store: store, subject: verify.Subject{Store: store, Policy: offer.policy, AsOf: w.Now(), Sized: verify.Room, Logs: sigstore.Logs()}}
	missed := &missedRuns{compiled: bound.compiled, newest: map[string]missedRun{}}
	a.subject.Missed = missed.note
	if err := w.withSource(a, &trusting{branch: o.branch}, ""); err != nil {
		return err
	}
	if w.onForge() && w.Getenv("GITHUB_API_URL") != "" {
		if err := w.withForge(ctx, a, asking{github: true}); err != nil {
			return err
		}
	}
	outside, err := w.outside(ctx, bound, offer.policy, &a.subject)
	if err != nil {
		outside = fmt.Sprintf("**The repository that keeps a copy could not be looked at**: %s", printable(err.Error()))
	}
	v, wrong := a.verdict(ctx, nil)
	if wrong != nil {
		return wrong
	}
	return w.tellVerified(ctx, v, missed, outside, err != nil)
}

// outside adds what others keep of the ledger, and says who does.
func (w *World) outside(ctx context.Context, b *bound, p verify.Policy, s *verify.Subject) (string, error) {
	witness := ""
	if store := b.compiled.Project.Store; store != nil {
		witness = store.Witness.Value
	}
	switch {
	case witness == "" && len(p.Witnesses) > 0:
		return fmt.Sprintf("Checkpoints are cosigned by %d witnesses that trust.hcl names.", len(p.Witnesses)), nil
	case witness == "":
		return "**Nobody outside keeps a checkpoint**: whoever can write to the branch, and sign, could set the ledger back, and only who has an older checkpoint would notice. " +
			"Name a second repository (evidence, witness), or let a witness cosign.", nil
	}
	far, err := remote.Open(ctx, remote.Options{URL: absoluteURL(b.repo.root, witness), Branch: branchOf(b), SSH: remote.SSH{Keys: w.sshKeys()}})
	if err != nil {
		return "", err
	}
	defer far.Close()
	snapshot, err := ledger.Open(ctx, far)
	if err != nil {
		return "", err
	}
	s.Kept = append(s.Kept, verify.Kept{Name: "the copy at " + printable(witness), Text: []byte(snapshot.Checkpoint.Text())})
	return fmt.Sprintf("The copy at `%s` has %d entries.", strings.ReplaceAll(printable(witness), "`", "'"), snapshot.Checkpoint.Size), nil
}

// verifyLabel is on the issue that tells what is wrong, and verifyMark in its text.
const (
	verifyLabel = "attestary-verify"
	verifyMark  = "<!-- attestary verify -->"
	verifyTitle = "The evidence does not verify"
	maxIssue    = 60_000
)

// tellVerified tells people: beside the job, and in the issue.
func (w *World) tellVerified(ctx context.Context, v *verdict.Verdict, missed *missedRuns, outside string, blind bool) error {
	var page bytes.Buffer
	if err := report.VerdictMarkdown(&page, v); err != nil {
		return err
	}
	text := outside + "\n\n" + page.String()
	w.tellPage(text)
	fmt.Fprintln(w.Err, strings.ReplaceAll(outside, "**", ""))
	if err := w.tellVerdict(v, "human"); err != nil {
		return err
	}
	wrong := v.Status() != fine || blind
	if w.onForge() && w.Getenv("GITHUB_API_URL") != "" {
		number, err := w.verifyIssue(ctx, text, wrong)
		if err == nil {
			err = w.tellMissedJobs(ctx, missed, number)
		}
		if err != nil {
			return unseenPeople(err)
		}
	}
	switch {
	case v.Status() != fine:
		return quiet(v.Status())
	case blind:
		return quiet(couldNotLook)
	}
	return nil
}

// verifyIssue keeps one issue while something is wrong, and gives its number; 0 where nothing is.
func (w *World) verifyIssue(ctx context.Context, text string, wrong bool) (int64, error) {
	issues, err := w.issues()
	if err != nil {
		return 0, err
	}
	ours := func(i forge.Issue) bool { return i.Own && strings.HasPrefix(i.Body, verifyMark) }
	open, err := issues.Labelled(ctx, verifyLabel)
	if err != nil {
		return 0, err
	}
	body := verifyMark + "\n" + cutAt(w.hidden.Text(text), maxIssue) + "\n\n" + w.runPage() + "\n"
	at := slices.IndexFunc(open, ours)
	switch {
	case at < 0 && !wrong:
		return 0, nil
	case at < 0:
		return issues.Open(ctx, verifyTitle, body, verifyLabel, ours)
	case wrong:
		return open[at].Number, issues.Edit(ctx, open[at].Number, verifyTitle, body)
	}
	err = issues.Edit(ctx, open[at].Number, verifyTitle+" (mended)", body)
	if err == nil {
		err = issues.Close(ctx, open[at].Number)
	}
	return 0, err
}

// cutAt is the beginning of a text, whole lines, and says what is left out.
func cutAt(text string, most int) string {
	if len(text) <= most {
		return text
	}
	kept := text[:most]
	if at := strings.LastIndexByte(kept, '\n'); at > 0 {
		kept = kept[:at]
	}
	return fmt.Sprintf("%s\n\n… %d bytes more stand in the summary of the job", kept, len(text)-len(kept))
}
