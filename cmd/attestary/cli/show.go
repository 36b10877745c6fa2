package cli

import (
	"fmt"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/spf13/cobra"
)

func showCommand(w *World) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "show RUN",
		Short: "Tell the story of one run",
		Long: `Tells who asked for a run, what was authorised, what was seen and how it ended. RUN is the number of an
entry (attestary log), or the beginning of a run's key.`,
		Example: "  attestary show 2\n  attestary show 4f1a09 --format json      its record",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := w.findRun(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return w.tellStory(s, format)
		},
	}
	formats(cmd, &format, "human", "json")
	return cmd
}

func (w *World) tellKept(s *story) error {
	switch said := s.kept.(type) {
	case *evidence.Rotation:
		return w.tellRotation(said, s.entry)
	case *evidence.Handover:
		return w.tellHandover(said, s.entry)
	case *evidence.Mend:
		return w.tellMend(said, s.entry)
	case *evidence.Score:
		return w.tellPublished(said, s.entry)
	}
	return nil
}

func (w *World) tellStory(s *story, format string) error {
	switch {
	case format == "json":
		return w.tellRecord(s.record)
	case s.kept != nil:
		return w.tellKept(s)
	case s.exception != nil:
		return w.tellException(s)
	case s.review != nil:
		return w.tellReview(s)
	case s.denial != nil && s.authorization == nil:
		return w.tellDenial(s)
	}
	w.tellAuthorized(s)
	if s.record == nil {
		w.tellSoFar(s)
	} else {
		w.tellEnded(s)
	}
	return nil
}

// tellRecord gives the record itself, for programs.
func (w *World) tellRecord(record *evidence.Record) error {
	if record == nil {
		return problem{foundWrong, "the run has no record yet", ""}
	}
	data, err := canon.Encode(record)
	if err == nil {
		_, err = fmt.Fprintln(w.Out, string(data))
	}
	return err
}

// tellAuthorized tells what was allowed to run, and who asked for it.
func (w *World) tellAuthorized(s *story) {
	a := s.authorization
	fmt.Fprintf(w.Out, "%s: %s\n\n", a.Runbook, diag.Printable(s.plan.Title))
	fmt.Fprintf(w.Out, "  authorised  %s, entry %d, by %s (%s)\n", a.At, s.entry, asker(a), a.Rule)
	fmt.Fprintf(w.Out, "  commit      %s\n  plan        %s\n  run         %s\n", a.Commit, a.Plan.Digest, a.Run.Key())
	for _, in := range a.Inputs {
		fmt.Fprintf(w.Out, "  input       %s = %s\n", in.Name, given(in))
	}
	if a.Undoes != nil {
		fmt.Fprintf(w.Out, "  takes back  what run %s changed for a while\n", *a.Undoes)
	}
	if a.Mode == evidence.Rehearsal {
		fmt.Fprintln(w.Out, "  mode        a rehearsal: it looked, and changed nothing")
	}
	w.tellBefore(a)
}

// tellSoFar tells how a run stands that has no result.
func (w *World) tellSoFar(s *story) {
	fmt.Fprintln(w.Out)
	w.viewStory(w.Out, s)
	fmt.Fprintf(w.Out, "\nno result yet; it counts as failed after %s\n", s.authorization.FinishBy)
	if s.unconfirmed() > 0 {
		fmt.Fprintln(w.Out, "its glass was broken: once it has ended, a second person confirms it")
	}
	w.tellTakenBack(s)
	w.tellOpen(s)
}

// tellEnded tells what a run did, and what came of it.
func (w *World) tellEnded(s *story) {
	fmt.Fprintf(w.Out, "  ran         %s to %s%s, on %s/%s, entry %d\n\n", s.record.StartedAt, s.record.EndedAt,
		spanned(took(s.record.StartedAt, s.record.EndedAt)), s.run.Runner.OS, s.run.Runner.Arch, s.runEntry)
	w.viewStory(w.Out, s)
	fmt.Fprintln(w.Out)
	w.viewJudged(w.Out, s.plan, s.whole)
	w.viewTargets(w.Out, s.record)
	w.tellConfirm(s)
	for _, line := range s.removed() {
		fmt.Fprintf(w.Out, "  %s\n", line)
	}
	w.tellWaivers(s)
	w.tellTakenBack(s)
}

// tellOpen tells how a run stands that lies on this machine: what people are asked, or what can be done.
func (w *World) tellOpen(s *story) {
	key := s.authorization.Run.Key()
	left, err := w.theRun(key.Hex(), func(conduct.Waiting) bool { return true })
	switch {
	case err != nil: // it is on another machine
	case left.Alive:
		fmt.Fprintln(w.Out, "it is going on, in another process")
	case len(left.Questions) > 0:
		fmt.Fprintln(w.Out)
		w.tellWaiting(s.plan, &conduct.Result{Run: s.authorization.Run, Waiting: left.Questions, Path: left.Path})
	case left.Open:
		fmt.Fprintf(w.Err, "  its process has ended before it did\n  next: attestary resume %s, or attestary seal\n", shortKey(left))
	default:
		fmt.Fprintf(w.Err, "  it has ended, and its result waits to be recorded\n  next: attestary seal\n")
	}
}

func asker(a *evidence.Authorization) string {
	if a.Requester == nil {
		return "itself"
	}
	return a.Requester.Login
}

func given(in evidence.InputValue) string {
	text := "not told"
	if in.Value != nil {
		text = expr.Lit(*in.Value).String()
	}
	if in.Default {
		text += " (its default)"
	}
	return text
}
