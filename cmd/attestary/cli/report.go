package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/attestary/attestary/actions/report"
	"github.com/spf13/cobra"
)

func reportCommand(w *World) *cobra.Command {
	var s scoring
	var html string
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Write the report that people open",
		Long: `Verifies, scores, and writes one HTML page that needs nothing else: no network, no other file. It shows
the matrix of pillars and functions, the evidence behind each cell, and what none of it proves.`,
		Example: "  attestary report --html report.html",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return w.report(cmd.Context(), &s, html) },
	}
	s.flags(cmd)
	cmd.Flags().StringVar(&html, "html", "report.html", "the `file` to write")
	return cmd
}

func (w *World) report(ctx context.Context, s *scoring, html string) error {
	page, err := w.page(ctx, s)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := page.HTML(&out); err != nil {
		return err
	}
	path := w.path(html)
	if err := replace(path, out.Bytes()); err != nil {
		return err
	}
	fmt.Fprintf(w.Out, "wrote    %s\n", w.relative(path))
	return status(page.Verdict)
}

// page is the report. A ledger that does not hold has a report too, and it says so instead of a score.
func (w *World) page(ctx context.Context, s *scoring) (*report.Page, error) {
	scored, err := w.scored(ctx, s)
	var unsound *report.Unsound
	if err != nil && !errors.As(err, &unsound) {
		return nil, err
	}
	page := &report.Page{
		Verdict: scored.verdict, Score: scored.card, Project: scored.compiled.Project.Name.Value, Place: scored.place,
	}
	if unsound != nil {
		page.NoScore = unsound.Error()
	}
	page.Zone, _ = time.LoadLocation(scored.compiled.Project.Timezone.Value)
	return page, nil
}
