package cli

import (
	"context"
	"fmt"
	"strings"
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
	Says    string           `json:"says,omitempty"` // a person, or the rule that refused
	Run     canon.Digest     `json:"run,omitempty"`
	Open    bool             `json:"unconfirmed,omitempty"` // a broken glass, and nobody else says so far that they looked
	Path    string           `json:"path"`
	Revoked *int64           `json:"revoked,omitempty"` // the entry that took it back, or the run that it is about
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
	var back takingBack
	runbooks, glasses := map[canon.Digest]string{}, map[canon.Digest][]int{}
	for entry, err := range snapshot.Entries(ctx) {
		if err != nil {
			return nil, unreadable(err)
		}
		lines = append(lines, brief(entry, runbooks))
		back.take(entry)
		follow(lines, entry, glasses)
	}
	for i := range lines {
		lines[i].Revoked = back.of(lines[i].Entry, lines[i].Run)
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
		line.At, line.Runbook, line.Outcome, line.Says = said.At, said.Runbook, evidence.Blocked, said.Rule
		if line.By = "itself (" + said.Trigger.Name + ")"; said.Requester != nil {
			line.By = said.Requester.Login
		}
	case *evidence.Mend:
		line.At, line.By, line.Says = said.At, said.By.Login, fmt.Sprintf("goes on from %d entries", said.Good.Size)
	case *evidence.Score:
		line.At, line.By, line.Says = said.At, "the ledger's signer", scoreInBrief(said)
	case *evidence.Rotation:
		line.At, line.By, line.Says = said.At, shortKeyOf(said.Signer()), rotationInBrief(said)
	case *evidence.Handover:
		line.At, line.By, line.Says = said.At, handoverBy(said), handoverInBrief(said)
	case *evidence.Waiver:
		line.Runbook, _ = said.Waives()
		line.At, line.By, line.Says = said.At, said.By.Login, inBrief(said)
	case *evidence.Review:
		line.At, line.Runbook, line.By, line.Says = said.At, said.Runbook, said.By.Login, string(said.Answer)
	case evidence.Spoken:
		line.At, line.Runbook, line.By, line.Says = said.Claimed(), runbooks[e.Leaf.Run], said.Speaker().Login, inBrief(said)
	}
	return line
}

// follow marks a broken glass as one that is to be confirmed, until somebody else says that they have looked.
// Whether they count is told by show and verify.
func follow(lines []logLine, e ledger.Entry, glasses map[canon.Digest][]int) {
	switch said := e.Statement.(type) {
	case *evidence.Breakglass:
		lines[len(lines)-1].Open = true
		glasses[e.Leaf.Run] = append(glasses[e.Leaf.Run], len(lines)-1)
	case *evidence.Confirmation:
		for _, i := range glasses[e.Leaf.Run] {
			lines[i].Open = lines[i].Open && (lines[i].By == said.By.Login || lines[i].Entry >= said.Seen.Size)
		}
	}
}

// inBrief is what somebody said of a run, in a few words.
func inBrief(said evidence.Spoken) string {
	switch p := said.(type) {
	case *evidence.Approval:
		if p.Answer == evidence.Unanswered {
			return "no answer to " + p.Name
		}
		return string(p.Answer) + " to " + p.Name
	case *evidence.Confirmation:
		return p.Words
	case *evidence.Breakglass:
		return p.Reason
	case *evidence.Disposition:
		return p.What + " removed: " + p.Authority
	case *evidence.Waiver:
		_, check := p.Waives()
		return check + " until " + p.Expires[:10] + ": " + p.Reason
	case *evidence.Revocation:
		return "takes back " + numbers(p.Entries) + ": " + p.Reason
	}
	return ""
}

// inALine is as much of a text as a line of the list has room for.
func inALine(text string) string {
	if r := []rune(text); len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return text
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
	fmt.Fprintln(table, "ENTRY\tAT\tKIND\tRUNBOOK\tOUTCOME\tBY\tSAYS")
	for _, l := range lines {
		outcome := string(l.Outcome)
		if outcome != "" {
			outcome = live.Signs[l.Outcome] + " " + outcome
		}
		if l.Revoked != nil {
			outcome = strings.TrimSpace(fmt.Sprintf("%s (taken back by %d)", outcome, *l.Revoked))
		}
		if l.Open {
			l.Says = "not confirmed: " + l.Says
		}
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\t%s\n", l.Entry, l.At, l.Kind, l.Runbook, outcome, diag.Printable(l.By), diag.Printable(inALine(l.Says)))
	}
	return table.Flush()
}
