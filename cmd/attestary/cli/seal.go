package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/attestary/attestary/actions/conduct"
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
	bound, err := w.unbound()
	if err != nil {
		return err
	}
	office, err := w.openOffice(ctx, bound)
	if err != nil {
		return err
	}
	defer office.close()
	left, err := office.left(key)
	if err != nil {
		return err
	}
	var ready []conduct.Waiting
	for _, run := range left {
		switch {
		case run.Alive:
			fmt.Fprintf(w.Err, "%s is still going on; left alone\n", run.Runbook)
		case key == "" && office.mayGoOn(run):
			office.tellOpen(run)
		default:
			ready = append(ready, run)
		}
	}
	if !office.record(ctx, ready) {
		return quiet(couldNotLook)
	}
	if len(left) == 0 {
		fmt.Fprintln(w.Err, "no run is waiting")
	}
	office.fetch(ctx)
	return nil
}

// left are the runs that did not get into the ledger; with a key, the one whose key begins so.
func (o *office) left(key string) ([]conduct.Waiting, error) {
	if key == "" {
		return o.desk.Left()
	}
	one, err := o.w.theRun(key, func(conduct.Waiting) bool { return true })
	return []conduct.Waiting{one}, err
}

// record brings runs into the ledger, and tells whether all of them are there.
func (o *office) record(ctx context.Context, ready []conduct.Waiting) (all bool) {
	all = true
	for i, err := range o.desk.SealAll(ctx, ready) {
		if err != nil {
			all = false
			fmt.Fprintf(o.w.Err, "attestary: %v\n", err)
		} else if ready[i].Runbook != "" {
			fmt.Fprintf(o.w.Err, "recorded %s\n", ready[i].Runbook)
		}
	}
	return all
}
