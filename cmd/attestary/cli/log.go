package cli

import (
	"cmp"
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/cmd/attestary/live"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/spf13/cobra"
)

// logLine is one entry in brief.
type logLine struct {
	Entry   int64            `json:"entry"`
	At      string           `json:"at"`
	Kind    evidence.Kind    `json:"kind"`
	Runbook string           `json:"runbook,omitempty"`
	Outcome evidence.Outcome `json:"outcome,omitempty"`
	By      string           `json:"by,omitempty"`
	About   string           `json:"about,omitempty"` // what a person said, in words
	Run     canon.Digest     `json:"run,omitempty"`
	Path    string           `json:"path"`
}

func logCommand(w *World) *cobra.Command {
	var format string
	var last int
	cmd := &cobra.Command{
		Use:   "log",
		Short: "List what is in the ledger, the newest first",
		Long: `Lists the entries of the ledger that this clone has. They are shown as they stand there: whether to
believe them is what attestary verify tells.`,
		Example: "  attestary log\n  attestary log --last 5 --format json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			lines, err := w.readLog(cmd.Context())
			if err != nil {
				return err
			}
			if last > 0 && len(lines) > last {
				lines = lines[:last]
			}
			return w.tellLog(lines, format)
		},
	}
	cmd.Flags().IntVar(&last, "last", 20, "how `many`; 0 for all")
	formats(cmd, &format, "human", "json")
	return cmd
}

// readLog gives all entries, the newest first.
func (w *World) readLog(ctx context.Context) ([]logLine, error) {
	store, err := w.openLedger(w.ledgerBranch(""))
	if err != nil {
		return nil, err
	}
	snapshot, err := ledger.Open(ctx, store)
	if err != nil {
		return nil, friendly(err)
	}
	var lines []logLine
	runbooks := map[canon.Digest]string{}
	for entry, err := range snapshot.Entries(ctx) {
		if err != nil {
			return nil, unreadable(err)
		}
		lines = append(lines, brief(entry, runbooks))
	}
	for i, j := 0, len(lines)-1; i < j; i, j = i+1, j-1 {
		lines[i], lines[j] = lines[j], lines[i]
	}
	return lines, nil
}

// brief tells an entry in a line. Which runbook a result is of stands in its authorization.
func brief(e ledger.Entry, runbooks map[canon.Digest]string) logLine {
	line := logLine{Entry: e.Index, Kind: e.Leaf.Kind, Run: e.Leaf.Run, Path: e.Path}
	switch said := e.Statement.(type) {
	case *evidence.Ledger:
		line.At = said.At
	case *evidence.Authorization:
		line.At, line.Runbook = said.At, said.Runbook
		runbooks[e.Leaf.Run] = said.Runbook
		if line.By = "itself (" + said.Trigger.Name + ")"; said.Requester != nil {
			line.By = said.Requester.Login
		}
	case *evidence.Run:
		line.At, line.Outcome, line.Runbook = said.At, said.Outcome, runbooks[e.Leaf.Run]
	case *evidence.Denial:
		line.At, line.Runbook, line.About = said.At, said.Runbook, "refused: "+diag.Printable(said.Rule)
		if said.Requester != nil {
			line.By = said.Requester.Login
		}
	case *evidence.Approval:
		line.At, line.Runbook, line.By, line.About = said.At, runbooks[e.Leaf.Run], said.By.Login, string(said.Answer)+" to "+said.Name+keyed(said.Key)
	case *evidence.Review:
		line.At, line.Runbook, line.By, line.About = said.At, said.Runbook, said.By.Login, string(said.Answer)+" to the plan"
	case *evidence.Confirmation:
		line.At, line.Runbook, line.By, line.About = said.At, runbooks[e.Leaf.Run], said.By.Login, "confirms what the run did"
	case *evidence.Breakglass:
		line.At, line.Runbook, line.By, line.About = said.At, runbooks[e.Leaf.Run], said.By.Login, "went past the rules"
	}
	return line
}

func (w *World) tellLog(lines []logLine, format string) error {
	if format == "json" {
		data, err := canon.Encode(lines)
		if err == nil {
			_, err = fmt.Fprintln(w.Out, string(data))
		}
		return err
	}
	table := tabwriter.NewWriter(w.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ENTRY\tAT\tKIND\tRUNBOOK\tOUTCOME\tBY")
	for _, l := range lines {
		outcome := cmp.Or(string(l.Outcome), l.About)
		if l.Outcome != "" {
			outcome = live.Signs[l.Outcome] + " " + outcome
		}
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\n", l.Entry, l.At, l.Kind, l.Runbook, outcome, l.By)
	}
	return table.Flush()
}
