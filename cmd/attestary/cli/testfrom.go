package cli

import (
	"context"
	"fmt"

	"github.com/attestary/attestary/actions/simulate"
	"github.com/attestary/attestary/compiler/syntax"
)

// writeTest writes a test of a run that was: what its evidence tells, and what is to be filled in.
func (w *World) writeTest(ctx context.Context, which string, names []string) error {
	if len(names) > 0 {
		return usage("--from names a run, which tells its runbook; leave %s out", words(names))
	}
	s, err := w.findRun(ctx, which)
	if err != nil {
		return err
	}
	if s.record == nil {
		return problem{foundWrong, "the run has no record yet", "attestary show " + which}
	}
	recalled, gaps := simulate.Recall(s.plan, s.authorization, s.record)
	recalled.Name = fmt.Sprintf("the run of %s", s.authorization.At)
	notes := map[string][]string{}
	for _, gap := range gaps {
		notes[gap.Place] = append(notes[gap.Place], gap.Missing)
	}
	if _, err := w.Out.Write(syntax.WriteTest(recalled, notes)); err != nil {
		return err
	}
	switch n := len(gaps); {
	case n > 0:
		fmt.Fprintf(w.Err, "%d %s to fill in, which a record does not keep: the lines with #\n", n, plural(n, "thing"))
	default:
		fmt.Fprintln(w.Err, "nothing is left to fill in")
	}
	fmt.Fprintf(w.Err, "next: save it as %s.runbooktest.hcl beside the runbook, and attestary test %s\n", recalled.Runbook, recalled.Runbook)
	return nil
}
