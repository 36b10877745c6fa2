package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/spf13/cobra"
)

// confirming is how somebody confirms a run.
type confirming struct {
	run, checked, words, out string
}

func confirmCommand(w *World) *cobra.Command {
	var c confirming
	cmd := &cobra.Command{
		Use:   "confirm RUN",
		Short: "Tell what you saw after somebody else's run",
		Long: `Shows what a run came to, and signs with your own key what you have looked at since and what you saw.
A runbook with a confirm section counts only when a second person has done so: somebody of the roles that
it names, who neither asked for the run nor approved it, in the time that it gives.

A run whose glass was broken is confirmed the same way, whether its runbook has such a section or not, and
however late: by somebody of a role that may break the glass, or that confirms, who did not break it
themselves. Until then it is a finding in every report.

RUN is the number of an entry (attestary log), or the beginning of the run's key. Where your key is not the
one that signs the ledger, the confirmation is a file for somebody who has that key.`,
		Example: "  attestary confirm 4f1a09 --checked \"the shop, in a browser\" --saw \"the new certificate\"",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c.run = args[0]
			return w.confirm(cmd.Context(), c)
		},
	}
	cmd.Flags().StringVar(&c.checked, "checked", "", "what you looked at, in your own `words`")
	cmd.Flags().StringVar(&c.words, "saw", "", "what you saw, in your own `words`")
	cmd.Flags().StringVar(&c.out, "out", "", "write the confirmation to this `file`, whatever your key is")
	return cmd
}

func (w *World) confirm(ctx context.Context, c confirming) error {
	if c.checked == "" || c.words == "" {
		return usage("say what you looked at and what you saw: --checked \"…\" --saw \"…\"")
	}
	s, err := w.findRun(ctx, c.run)
	if err != nil {
		return err
	}
	if s.authorization == nil || s.run == nil {
		return problem{foundWrong, "that run has no result yet, so there is nothing to confirm", "attestary show " + c.run}
	}
	bound, err := w.unbound()
	if err != nil {
		return err
	}
	pen, err := w.takePen(ctx, bound)
	if err != nil {
		return err
	}
	statement, err := s.confirmation(pen.voice(), c)
	if err != nil {
		return unheard(err)
	}
	if err := w.tellStory(s, "human"); err != nil {
		return err
	}
	fmt.Fprintln(w.Out)
	if err := w.sure(ctx, "what you saw"); err != nil {
		return err
	}
	return pen.say(ctx, said{statement: statement, authorization: s.bundle}, c.out)
}

func (s *story) confirmation(voice attest.Voice, c confirming) (*evidence.Confirmation, error) {
	is, err := s.encoded()
	if err != nil {
		return nil, err
	}
	return attest.ConfirmationStatement(attest.Confirmation{
		Voice: voice, Plan: is.plan, Authorization: is.authorization, Result: is.result, Approvers: s.approvers(), Glasses: s.glasses(), Checked: c.checked, Words: c.words,
	})
}

// glasses are those of the run that were broken.
func (s *story) glasses() (all []attest.Glass) {
	for _, word := range s.words {
		if b, ok := word.said.(*evidence.Breakglass); ok {
			all = append(all, attest.Glass{By: b.By, Entry: word.entry})
		}
	}
	return all
}

// approvers are those who said yes to an approval of the run.
func (s *story) approvers() (people []evidence.By) {
	for _, a := range s.approvals {
		if a.Answer == evidence.Yes && strings.HasPrefix(a.Name, plan.ApprovalPrefix) {
			people = append(people, a.By)
		}
	}
	return people
}
