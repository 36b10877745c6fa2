package cli

import (
	"fmt"

	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/schemas/verdict"
	"github.com/spf13/cobra"
)

func verifyCommand(w *World) *cobra.Command {
	var trust trusting
	var format string
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Judge the ledger of this clone, offline",
		Long: `Recomputes the whole ledger of the clone that you stand in and tells each claim: held, refuted, or not
judged and why. It needs no network and no account, and trusts only whom you say.

It also tells what people must see to, with the command that leads on: a broken glass that no second
person has confirmed, and a change that was to end by itself and that nobody took back.

Exit status 0: every required claim held, and nothing was found. 1: a claim is refuted, or something
was found. 3: a required claim could not be judged.`,
		Example: "  attestary verify --key runner.pub\n  attestary verify --trust trust.hcl --since kept-checkpoint",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			audit, err := w.openAudit(&trust)
			if err != nil {
				return err
			}
			v, err := audit.verdict(cmd.Context(), nil)
			if err != nil {
				return err
			}
			if err := w.tellVerdict(v, format); err != nil {
				return err
			}
			return status(v)
		},
	}
	trust.flags(cmd)
	formats(cmd, &format, "human", "markdown", "json")
	return cmd
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
