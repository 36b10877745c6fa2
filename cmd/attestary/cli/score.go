package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/verdict"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/spf13/cobra"
)

// scoring is what to score, by when, and how to show it.
type scoring struct {
	trust                      trusting
	forge                      asking
	framework, at, why, format string
	publish, next, trend       bool
	month                      bool // with a trend: a month ago too, before the others
	controls                   bool // a catalog of controls may be asked for in place of a maturity model
	source                     string
	sourced                    bool // where the runbooks come from is judged too, as verify does
}

func (s *scoring) flags(cmd *cobra.Command) {
	s.trust.flags(cmd)
	s.forge.flags(cmd)
	s.lookFlags(cmd)
}

// lookFlags say what to score, and as of when.
func (s *scoring) lookFlags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.framework, "framework", staged, "the framework's `id`")
	cmd.Flags().StringVar(&s.at, "at", "", "score as of this `instant` (2026-01-31T12:00:00Z; default now)")
}

func scoreCommand(w *World) *cobra.Command {
	var s scoring
	cmd := &cobra.Command{
		Use:   "score",
		Short: "What maturity the verified evidence earns",
		Long: `Verifies the ledger of this clone, and computes from it, and from nothing else, which stage each function
of the framework has earned. A ledger that does not hold has no score. What people must see to (a broken
glass, a change that was to end and did not) stands above it, and then the exit status is 1.

With --publish the score becomes a signed entry of the ledger at origin. It counts for nothing by being
there: verification computes it again from the same state, and refutes one that does not come out.`,
		Example: "  attestary score --why data.data-availability    where does that come from?\n" +
			"  attestary score --since kept-checkpoint         what changed since?",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if s.next && s.trend || s.why != "" && (s.next || s.trend) || s.publish && (s.next || s.trend) {
				return usage("--why, --next, --trend and --publish each tell something of their own: give one of them")
			}
			if s.publish && s.forge.github {
				return usage("--publish: a score is published as everybody computes it, without --github")
			}
			s.controls = !s.publish
			if s.publish {
				return w.publishScore(cmd.Context(), &s)
			}
			return w.score(cmd.Context(), &s)
		},
	}
	s.flags(cmd)
	cmd.Flags().StringVar(&s.why, "why", "", "tell the chain from this `function` to the signature")
	cmd.Flags().BoolVar(&s.next, "next", false, "tell what would raise it, the cheapest first, also of the library")
	cmd.Flags().BoolVar(&s.trend, "trend", false, "tell how it changed over the life of the ledger")
	cmd.Flags().BoolVar(&s.publish, "publish", false, "sign the score, and add it to the ledger at origin")
	formats(cmd, &s.format, "human", "markdown", "json")
	return cmd
}

func (w *World) score(ctx context.Context, s *scoring) error {
	scored, err := w.scored(ctx, s)
	var unsound *report.Unsound
	if errors.As(err, &unsound) {
		return problem{foundWrong, unsound.Error(), "attestary verify"}
	}
	if err != nil {
		return err
	}
	if err := w.tellScore(scored, s); err != nil {
		return err
	}
	return status(scored.verdict)
}

// staged is the maturity model that is scored where nobody asks for another.
const staged = "cisa-ztmm"

// tellCoverage tells of a catalog of controls, which has no stages.
func (w *World) tellCoverage(scored *scored, s *scoring) error {
	if s.why != "" || s.next || s.trend || s.trust.since != "" {
		return usage("--framework %s: it has controls and no stages; leave out --why, --next, --trend and --since", s.framework)
	}
	c := scored.scorer.Coverage(scored.asked, scored.card)
	switch {
	case c == nil:
		return problem{wrongUsage, "no runbook claims a control of " + scored.asked.Title, `satisfies "` + s.framework + `" { controls = [...] fresh_for = "30d" } in a runbook`}
	case s.format == "json":
		return w.printJSON(c)
	case s.format == "markdown":
		return report.CoverageMarkdown(w.Out, c)
	}
	return report.CoverageTable(w.Out, c, w.screen())
}

// tellScore shows the scorecard, the chain behind one function of it, what would raise it, or how it came to be so.
func (w *World) tellScore(scored *scored, s *scoring) error {
	switch {
	case scored.asked != scored.set:
		return w.tellCoverage(scored, s)
	case s.why != "":
		if err := report.Why(w.Out, scored.card, s.why, scored.place, w.screen()); err != nil {
			return err
		}
		return w.tellNext(scored, s)
	case s.next:
		return w.tellNext(scored, s)
	case s.trend:
		return w.tellTrend(scored, s)
	case s.format == "json" && len(scored.earlier) > 0:
		return w.tellSince(scored)
	case s.format == "json":
		data, err := scored.card.Encode()
		if err == nil {
			_, err = fmt.Fprintln(w.Out, string(data))
		}
		return err
	case s.format == "markdown":
		if err := report.Markdown(w.Out, scored.card); err != nil || len(scored.earlier) == 0 {
			return err
		}
		return report.SinceMarkdown(w.Out, theKept, scored.earlier[0], scored.card)
	}
	if err := report.Table(w.Out, scored.card, w.screen()); err != nil || len(scored.earlier) == 0 {
		return err
	}
	return report.Since(w.Out, theKept, scored.earlier[0], scored.card, w.screen())
}

// screen is where views are shown.
func (w *World) screen() report.Terminal { return report.Terminal{Width: w.Width, Color: w.Color} }

// scored is a scorecard and what it was made from.
type scored struct {
	card     *verdict.Scorecard
	verdict  *verdict.Verdict
	compiled *compiler.Result
	head     *object.Commit // whose runbooks claim the stages
	set      *catalog.Set
	store    ledger.Reader
	scorer   *report.Scorer
	asked    *catalog.Set   // that somebody asked for: a catalog of controls, or set
	earlier  []report.Point // as of earlier instants, where somebody asked for them
}

// scored verifies and scores. Where the ledger does not hold it gives the verdict beside report.Unsound.
func (w *World) scored(ctx context.Context, s *scoring) (*scored, error) {
	compiled, head, err := w.tip()
	if err != nil {
		return nil, err
	}
	asked, err := s.of(compiled)
	if err != nil {
		return nil, err
	}
	set := asked
	switch {
	case len(asked.Pillars) > 0:
	case !s.controls:
		return nil, usage("--framework %s: it has controls and no stages; attestary score --framework %s tells how they stand", s.framework, s.framework)
	default: // how its controls stand is told beside the stages of another
		set, _ = catalog.Lookup(staged)
	}
	asOf := w.Now().Truncate(time.Second)
	if s.at != "" {
		if asOf, err = time.Parse(time.RFC3339, s.at); err != nil {
			return nil, usage("--at %s: write an instant as 2026-01-31T12:00:00Z", s.at)
		}
	}
	audit, err := w.openAudit(&s.trust)
	if err != nil {
		return nil, err
	}
	earlier, err := w.earlier(ctx, s, audit, asOf)
	if err != nil {
		return nil, err
	}
	past := w.past(report.Subject{Framework: set, Plans: compiled.Plans, Version: Version(), AsOf: asOf}, head, earlier)
	scorers, err := past.scorers()
	if err != nil {
		return nil, err
	}
	if s.sourced {
		if err := w.withSource(audit, &s.trust, s.source); err != nil {
			return nil, err
		}
	}
	if err := w.withForge(ctx, audit, s.forge); err != nil {
		return nil, err
	}
	audit.subject.Loans = scorers.Loan
	audit.subject.Revoked = scorers.Revoked
	v, err := audit.verdict(ctx, scorers.Run)
	if err != nil {
		return nil, err
	}
	made := &scored{verdict: v, compiled: compiled, head: head, set: set, store: audit.store, scorer: scorers[len(earlier)], asked: asked}
	cards, err := scorers.Score(v)
	if err == nil {
		made.card, made.earlier = cards[len(earlier)], past.points(cards)
	}
	return made, err
}

// of is the framework that was asked for.
func (s *scoring) of(compiled *compiler.Result) (*catalog.Set, error) {
	set, ok := compiled.Framework(s.framework)
	if !ok {
		return nil, usage("--framework %s: there is none with that id", s.framework)
	}
	return set, nil
}

// tip compiles the runbooks that claims are made by: of the commit that the clone stands on.
func (w *World) tip() (*compiler.Result, *object.Commit, error) {
	repo, err := w.openRepository()
	if err != nil {
		return nil, nil, err
	}
	head, err := repo.head()
	if err != nil {
		return nil, nil, err
	}
	fsys, err := committed(head)
	if err != nil {
		return nil, nil, err
	}
	result := compiler.Compile(fsys, compiler.Options{})
	if diag.HasErrors(result.Findings) { // a runbook that drops out would take its unmet claims with it
		return nil, nil, problem{foundWrong, "a runbook of commit " + head.Hash.String()[:12] + " does not compile, so what is claimed is not known; there is no score",
			"attestary check"}
	}
	return result, head, nil
}

// place is where in the HCL a part of a runbook stands, as FILE:LINE.
func (s *scored) place(runbook, address string) string {
	at, ok := s.compiled.Places[runbook][address]
	if !ok {
		return ""
	}
	return fmt.Sprintf("%s:%d", at.File, at.Start.Line)
}
