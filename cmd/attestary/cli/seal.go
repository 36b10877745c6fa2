package cli

import (
	"context"
	"fmt"

	"github.com/attestary/attestary/compiler"
	"github.com/spf13/cobra"
)

func sealCommand(w *World) *cobra.Command {
	return &cobra.Command{
		Use:   "seal",
		Short: "Bring runs into the ledger that did not get there",
		Long: `A run that was killed, or whose result could not be recorded, waits in .attestary/runs. This records
it: the result that was sealed, or that the run was interrupted. A run that is still going on is left
alone. Doing it twice changes nothing. Every run does this first, by itself.`,
		Example: "  attestary seal",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return w.seal(cmd.Context()) },
	}
}

func (w *World) seal(ctx context.Context) error {
	compiled, _, err := w.compileTree(compiler.Options{})
	if err != nil {
		return err
	}
	repo, err := w.openRepository()
	if err != nil {
		return err
	}
	office, err := w.openOffice(ctx, &bound{compiled: compiled, repo: repo})
	if err != nil {
		return err
	}
	defer office.close()
	left, err := office.desk.Left()
	if err != nil {
		return err
	}
	waiting := 0
	for _, run := range left {
		if run.Alive {
			fmt.Fprintf(w.Err, "%s is still going on; left alone\n", run.Runbook)
			continue
		}
		if err := office.desk.Seal(ctx, run); err != nil {
			waiting++
			fmt.Fprintf(w.Err, "attestary: %v\n", err)
			continue
		}
		if run.Runbook != "" {
			fmt.Fprintf(w.Err, "recorded %s\n", run.Runbook)
		}
	}
	if waiting > 0 {
		return quiet(couldNotLook)
	}
	if len(left) == 0 {
		fmt.Fprintln(w.Err, "no run is waiting")
	}
	office.fetch(ctx)
	return nil
}
