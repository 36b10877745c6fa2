package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/actions/report/checker/whom"
	website "github.com/attestary/attestary/actions/report/site"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/spf13/cobra"
)

func reportCommand(w *World) *cobra.Command {
	var s scoring
	var html string
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Write the report that people open",
		Long: `Verifies, scores, and writes a folder of web pages: what is proven, what is missing and what to do next,
and behind every number the run and the signed bytes that it comes from. The folder needs nothing else: no
network, no server. Open its index.html, put it on a file share, or let GitHub Pages serve it.

A folder that this command made before is brought in line. It never touches files of others.`,
		Example: "  attestary report --html report\n  open report/index.html",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return w.report(cmd.Context(), &s, html) },
	}
	s.flags(cmd)
	cmd.Flags().StringVar(&s.source, "source", "", "the protected `branch` of the runbooks (default that of origin, else main)")
	cmd.Flags().StringVar(&html, "html", "report", "the `folder` to write")
	return cmd
}

func (w *World) report(ctx context.Context, s *scoring, html string) error {
	if strings.HasSuffix(html, ".html") {
		return usage("--html %s: the report is a folder of pages; name one, such as %s", html, strings.TrimSuffix(html, ".html"))
	}
	made, err := w.pages(ctx, s)
	if err != nil {
		return err
	}
	folder, err := openSiteFolder(w.path(html), html)
	if err != nil {
		return err
	}
	defer folder.close()
	if err := made.Write(ctx, folder); err != nil {
		return err
	}
	if err := folder.finish(); err != nil {
		return err
	}
	fmt.Fprintf(w.Out, "wrote    %s\n", w.relative(filepath.Join(w.path(html), "index.html")))
	return status(made.Verdict)
}

// pages are the report. A ledger that does not hold has some too, and they say so instead of a score.
func (w *World) pages(ctx context.Context, s *scoring) (*website.Site, error) {
	s.trend, s.month, s.sourced = true, true, true
	scored, err := w.scored(ctx, s)
	var unsound *report.Unsound
	if err != nil && !errors.As(err, &unsound) {
		return nil, err
	}
	made := &website.Site{
		Verdict: scored.verdict, Score: scored.card, Project: scored.compiled.Project.Name.Value, Place: scored.place,
	}
	if unsound != nil {
		made.NoScore = unsound.Error()
	} else if err := w.withScore(made, scored); err != nil {
		return nil, err
	}
	made.Zone, _ = time.LoadLocation(scored.compiled.Project.Timezone.Value)
	made.Runbooks = w.siteRunbooks(scored.compiled)
	if scored.verdict.Tree.Size == 0 {
		return made, nil
	}
	commit, err := ledger.ParseHash(scored.verdict.Commit)
	if err != nil {
		return nil, err
	}
	snapshot, err := ledger.OpenAt(ctx, scored.store, commit) // what was verified, also where the branch has grown since
	if err != nil {
		return nil, friendly(err)
	}
	made.Ledger = siteLedger{snapshot}
	policy, err := s.trust.policy(*w)
	if err != nil {
		return nil, err
	}
	for _, k := range policy.Keys {
		made.Keys = append(made.Keys, website.Key{Name: k.Name, PEM: k.PEM})
	}
	made.Trust, err = whom.Of(policy)
	return made, err
}

// withScore gives the pages what a score can tell beside the scorecard.
func (w *World) withScore(made *website.Site, scored *scored) error {
	library, err := compiledLibrary()
	if err != nil {
		return err
	}
	made.Tasks = scored.scorer.Tasks(scored.verdict)
	w.linkWaiting(made.Tasks)
	for _, id := range catalogued(scored.compiled.Plans) {
		set, _ := scored.compiled.Framework(id)
		if c := scored.scorer.Coverage(set, scored.card); c != nil {
			made.Coverage = append(made.Coverage, c)
		}
	}
	made.Steps = scored.scorer.Steps(scored.card, libraryPlans(library))
	if len(scored.earlier) > 0 {
		made.Ago, made.Before = &scored.earlier[0], scored.earlier[1:]
	}
	return nil
}

// catalogued are the frameworks of which runbooks claim controls.
func catalogued(plans []*plan.Plan) (ids []string) {
	for _, p := range plans {
		for _, stated := range p.Satisfies {
			if len(stated.Controls) > 0 {
				ids = append(ids, stated.Framework)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
