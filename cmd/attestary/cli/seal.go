package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/compiler"
	"github.com/spf13/cobra"
)

func sealCommand(w *World) *cobra.Command {
	return &cobra.Command{
		Use:   "seal [RUN]",
		Short: "Bring runs into the ledger that did not get there",
		Long: `A run whose result could not be recorded waits in .attestary/runs: this records it. A run that was cut off,
or that waits for people, is told; with RUN, the beginning of its key, it is ended for good and recorded as
interrupted. A run that is still going on is left alone. Doing it twice changes nothing. Every run does this
first, by itself.`,
		Example: "  attestary seal\n  attestary seal 4f1a09",
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return w.seal(cmd.Context(), strings.Join(args, "")) },
	}
}

func (w *World) seal(ctx context.Context, key string) error {
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
	if key != "" {
		var one conduct.Waiting
		one, err = w.theRun(key, func(conduct.Waiting) bool { return true })
		left = []conduct.Waiting{one}
	}
	if err != nil {
		return err
	}
	var ready []conduct.Waiting
	for _, run := range left {
		switch {
		case run.Alive:
			fmt.Fprintf(w.Err, "%s is still going on; left alone\n", run.Runbook)
		case run.Open && key == "":
			office.tellOpen(run)
		default:
			ready = append(ready, run)
		}
	}
	waiting := 0
	for i, err := range office.desk.SealAll(ctx, ready) {
		if err != nil {
			waiting++
			fmt.Fprintf(w.Err, "attestary: %v\n", err)
		} else if ready[i].Runbook != "" {
			fmt.Fprintf(w.Err, "recorded %s\n", ready[i].Runbook)
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
