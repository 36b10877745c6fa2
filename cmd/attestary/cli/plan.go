package cli

import (
	"fmt"
	"strings"

	"github.com/attestary/attestary/compiler"
	"github.com/spf13/cobra"
)

func planCommand(w *World) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "plan RUNBOOK",
		Short: "Tell what a run would do; nothing is run",
		Long: `Compiles one runbook and tells in words what a run of it would look at, change, check and record.
Nothing is contacted. With --format json it is the plan itself: the bytes that are reviewed, whose
SHA-256 is the plan's name.`,
		Example:           "  attestary plan secrets-in-git\n  attestary plan secrets-in-git --format json | sha256sum",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: w.completeRunbook,
		RunE: func(_ *cobra.Command, args []string) error {
			result, _, err := w.sound(compiler.Options{})
			if err != nil {
				return err
			}
			p, err := theRunbook(result, args[0])
			if err != nil {
				return err
			}
			data, err := p.Encode()
			if err != nil {
				return err
			}
			if format == "json" {
				_, err := w.Out.Write(data)
				return err
			}
			digest, err := p.Digest()
			if err != nil {
				return err
			}
			var page strings.Builder
			viewPlan(&page, p, string(digest))
			_, err = fmt.Fprint(w.Out, printable(page.String()))
			return err
		},
	}
	formats(cmd, &format, "human", "json")
	return cmd
}

// completeRunbook offers the names of runbooks to the shell.
func (w *World) completeRunbook(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return w.runbookNames(), cobra.ShellCompDirectiveNoFileComp
}
