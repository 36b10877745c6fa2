package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/report"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/form"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/attestary/attestary/schemas/verdict"
	"github.com/spf13/cobra"
)

// statusFormat names the version of the document that status --format json writes.
const statusFormat = "https://attestary.dev/status/v1"

// standing is the document: what a person sees to, and what could not be looked at.
type standing struct {
	Format string        `json:"format"`
	AsOf   string        `json:"as_of"`
	Ledger string        `json:"ledger"` // verified, or why it was not looked at
	Tasks  []report.Task `json:"tasks"`
	Score  string        `json:"score,omitempty"` // in a line
}

func statusCommand(w *World) *cobra.Command {
	var s scoring
	cmd := &cobra.Command{
		Use:   "status",
		Short: "What needs a person now, each with the command that leads on",
		Long: `Verifies the ledger of this clone, looks at the runs of this machine, and tells in ten lines what a person
has to see to, the gravest first: what is broken, what waits for somebody, what failed or did not come, what
is stale, and what will be soon.

Exit status 0: nothing now. 1: somebody has to see to something. 3: the ledger could not be looked at.`,
		Example: "  attestary status\n  attestary status --format json | jq -r '.tasks[].do'",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return w.status(cmd.Context(), &s) },
	}
	s.flags(cmd)
	formats(cmd, &s.format, "human", "json")
	return cmd
}

func (w *World) status(ctx context.Context, s *scoring) error {
	repo, err := w.openRepository()
	if err != nil {
		return err
	}
	now := standing{Format: statusFormat, AsOf: evidence.FormatInstant(w.Now()), Ledger: "verified", Tasks: []report.Task{}}
	looked := w.inLedger(ctx, s, &now)
	var wrong problem
	if errors.As(looked, &wrong) && wrong.status == wrongUsage && wrong.next == "" { // of what was typed, and not of the ledger
		return wrong
	}
	here, err := w.onThisMachine(repo)
	if err != nil {
		return err
	}
	known := func(t report.Task) bool { // the machine knows more of its own runs than the ledger does
		return (t.Kind == "waits" || t.Kind == "unfinished") && slices.ContainsFunc(here, func(h report.Task) bool { return h.Runbook == t.Runbook })
	}
	now.Tasks = append(slices.DeleteFunc(now.Tasks, known), here...)
	report.ByGravity(now.Tasks)
	if err := w.tellStatus(&now, s.format); err != nil {
		return err
	}
	switch {
	case looked != nil:
		return quiet(couldNotLook)
	case slices.ContainsFunc(now.Tasks, func(t report.Task) bool { return !t.Later }):
		return quiet(foundWrong)
	}
	return nil
}

// inLedger is what the evidence asks people for. Where there is none yet, that is what is to be done.
func (w *World) inLedger(ctx context.Context, s *scoring, now *standing) error {
	first, err := w.first(s)
	if first != nil {
		now.Ledger, now.Tasks = "there is none yet", append(now.Tasks, *first)
		return nil
	}
	var scored *scored
	if err == nil {
		scored, err = w.scored(ctx, s)
	}
	var unsound *report.Unsound
	if errors.As(err, &unsound) {
		now.Tasks = append(now.Tasks, report.Task{Kind: "refuted", Says: unsound.Error(), Do: "attestary verify"})
		return nil
	}
	if err != nil {
		told := problemOf(err)
		now.Ledger = told.Message
		now.Tasks = append(now.Tasks, report.Task{Kind: "unseen", Says: told.Message, Do: cmp.Or(told.Next, "attestary verify")})
		return err
	}
	now.Score = inOneLine(scored.card)
	now.Tasks = append(now.Tasks, scored.scorer.Tasks(scored.verdict)...)
	w.linkWaiting(now.Tasks)
	return nil
}

// first is what is to be done before there is any evidence; nil where there is some, or where that cannot be told.
func (w *World) first(s *scoring) (*report.Task, error) {
	repo, err := w.openRepository()
	if err != nil {
		return nil, err
	}
	if !repo.committedAny() {
		t := &report.Task{Kind: "not run", Says: "there are no runbooks here yet", Do: "attestary init"}
		if _, err := w.projectRoot(); err == nil {
			t.Says, t.Do = "nothing is committed yet", `git add -A && git commit -m "runbooks: first version"`
		}
		return t, nil
	}
	compiled, _, err := w.tip()
	if err != nil {
		return nil, err
	}
	still := *w
	still.Err = io.Discard // where it looks is told by who looks
	_, err = still.openLedger(s.trust.judged(w))
	var none problem
	if !errors.As(err, &none) || none.status != couldNotLook || len(compiled.Plans) == 0 {
		return nil, err
	}
	t := &report.Task{Kind: "not run", Says: "no ledger here yet", Do: "attestary run " + compiled.Plans[0].Runbook}
	if origin, err := repo.origin(); err == nil && strings.ContainsAny(origin, ":@") {
		t.Do = fetching(s.trust.judged(w))
	}
	return t, nil
}

// committedAny tells whether the newest commit has a runbooks folder.
func (r *repository) committedAny() bool {
	head, err := r.head()
	if err != nil {
		return false
	}
	tree, err := head.Tree()
	if err != nil {
		return false
	}
	_, err = tree.Tree(compiler.Dir)
	return err == nil
}

// linkWaiting leads to the issues of the runs that wait, where the ledger is on a forge.
func (w *World) linkWaiting(tasks []report.Task) {
	forge := w.forgeAddress()
	for i := range tasks {
		if tasks[i].Kind == "waits" && forge != "" {
			tasks[i].Do = forge + "/issues?q=is%3Aopen+label%3A" + form.Waits
		}
	}
}

// onThisMachine are the runs that lie here: those that wait for people, and those that were cut off.
func (w *World) onThisMachine(repo *repository) ([]report.Task, error) {
	desk := conduct.Desk{Folder: runsFolder(repo)}
	left, err := desk.Left()
	if err != nil {
		return nil, err
	}
	var all []report.Task
	for _, run := range left {
		t := report.Task{Kind: "cut off", Runbook: run.Runbook, Says: "a run was cut off on this machine", Do: "attestary seal " + shortKey(run), Until: run.FinishBy}
		switch {
		case run.Alive:
			continue
		case len(run.Questions) > 0:
			q := run.Questions[0]
			verb := "answer "
			if strings.HasPrefix(q.Address, plan.ApprovalPrefix) {
				verb = "approve "
			}
			t.Kind, t.Says, t.Do, t.Until = "waits", fmt.Sprintf("%s waits until %s", q.Address, q.Expires), "attestary "+verb+shortKey(run), q.Expires
		case run.Open && evidence.FormatInstant(w.Now()) <= run.FinishBy:
			t.Do = "attestary resume " + shortKey(run)
		}
		all = append(all, t)
	}
	return all, nil
}

func (w *World) tellStatus(now *standing, format string) error {
	if format == "json" {
		return w.printJSON(now)
	}
	if len(now.Tasks) == 0 {
		fmt.Fprintln(w.Out, "✓ nothing needs anybody now")
	} else if err := report.Todo(w.Out, now.Tasks, w.screen()); err != nil {
		return err
	}
	if now.Score != "" {
		fmt.Fprintln(w.Err, now.Score)
	}
	return nil
}

// inOneLine is a score in brief.
func inOneLine(card *verdict.Scorecard) string {
	var parts []string
	for _, s := range slices.Backward(card.Stages) {
		parts = append(parts, fmt.Sprintf("%d %s", s.Functions, s.Stage))
	}
	return card.Title + ": " + strings.Join(parts, ", ")
}
