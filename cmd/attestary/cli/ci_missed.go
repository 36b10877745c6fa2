package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// Of a run that did not come nobody can tell but who looks for it: the job that verifies. It has no secret, so that it says
// which runbooks it is, and for each of them a job with the secrets of that one tells people. Whom they told of is noted
// below the issue that says what is wrong: somebody who takes that away has people told once more, and nothing else.

// missedRun is the newest run of a runbook that did not come.
type missedRun struct {
	Due     string `json:"due"`
	Issue   int64  `json:"issue"`
	Trigger string `json:"trigger"`
}

// missedRuns are those of the runbooks that want people told, by name.
type missedRuns struct {
	compiled *compiler.Result
	newest   map[string]missedRun
}

// note takes one that verification found.
func (m *missedRuns) note(runbook, trigger string, due time.Time) {
	p := m.compiled.Plan(runbook)
	if p == nil || !slices.ContainsFunc(p.Notifies, func(n plan.Notify) bool { return slices.Contains(n.On, "missed") }) {
		return
	}
	if at := evidence.FormatInstant(due); at > m.newest[runbook].Due {
		m.newest[runbook] = missedRun{Due: at, Trigger: trigger}
	}
}

const missedMark = "<!-- attestary-missed "

// said is what stands below the issue once people were told.
func (r missedRun) said(runbook string) string {
	return fmt.Sprintf("%s%s %s -->\nPeople were told that %s did not start, which was due at %s.", missedMark, runbook, r.Due, runbook, r.Due)
}

// tellMissedJobs tells the jobs behind this one of which runbooks people are to be told: of what they were not told yet.
func (w *World) tellMissedJobs(ctx context.Context, m *missedRuns, issue int64) error {
	if len(m.newest) == 0 || issue == 0 {
		return nil
	}
	issues, err := w.issues()
	if err != nil {
		return err
	}
	remarks, _, err := issues.Remarks(ctx, issue)
	if err != nil {
		return err
	}
	for _, r := range remarks {
		var runbook, due string
		if n, _ := fmt.Sscanf(r.Body, missedMark+"%s %s -->", &runbook, &due); r.Own && n == 2 && m.newest[runbook].Due <= due {
			delete(m.newest, runbook)
		}
	}
	for runbook, run := range m.newest {
		run.Issue = issue
		m.newest[runbook] = run
		fmt.Fprintf(w.Err, "%s was due at %s and did not start; its people are to be told\n", runbook, run.Due)
	}
	if len(m.newest) == 0 {
		return nil
	}
	data, err := json.Marshal(m.newest)
	if err != nil {
		return err
	}
	return w.output("missed", string(data))
}

func ciMissedCommand(w *World) *cobra.Command {
	return &cobra.Command{
		Use:   "missed [RUNBOOK]",
		Short: "Tell people that a run did not start",
		Long: `A job of the workflow that verifies, behind the one that does. That has no secret and says of which runbooks
a run did not come, in ATTESTARY_MISSED; this one has the secrets of one of them, sends its notifies
with on = ["missed"], and notes below the issue that it did, so that nobody is told of the same run again.`,
		Example: "  attestary ci missed",
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return w.ciMissed(cmd.Context(), args) },
	}
}

func (w *World) ciMissed(ctx context.Context, args []string) error {
	if !w.onForge() {
		return problem{wrongUsage, "this is for a job of a workflow", "attestary status"}
	}
	var all map[string]missedRun
	if err := json.Unmarshal([]byte(w.Getenv("ATTESTARY_MISSED")), &all); err != nil {
		return usage("ATTESTARY_MISSED: %v", err)
	}
	name := w.argument(args, 0, "ATTESTARY_RUNBOOK")
	run, ok := all[name]
	due, err := evidence.ParseInstant(run.Due)
	if !ok || err != nil || run.Issue < 1 {
		return usage("ATTESTARY_MISSED tells of no run of %q that did not start", name)
	}
	bound, err := w.bind(name)
	if err != nil {
		return err
	}
	o, err := w.reader(ctx, bound)
	if err != nil {
		return err
	}
	defer o.close()
	if err := w.tellMissed(ctx, o, run, due); err != nil {
		return err
	}
	issues, err := w.issues()
	if err != nil {
		return err
	}
	said := run.said(name)
	return untold(issues.Say(ctx, run.Issue, said, func(r forge.Remark) bool { return r.Body == said }))
}

// tellMissed sends what is to be sent.
func (w *World) tellMissed(ctx context.Context, o *office, run missedRun, due time.Time) error {
	p := o.bound.plan
	trigger, err := triggerOf(p, run.Trigger)
	if err != nil {
		return err
	}
	job := engine.Job{
		Plan: p, Mode: evidence.Live, Trigger: evidence.TriggerRef{Kind: trigger.Kind, Name: trigger.Name}, URL: o.desk.Forge.URL,
		ID: evidence.RunID{Attempt: o.desk.Forge.Attempt, ID: o.desk.Forge.Run, Origin: evidence.NewOrigin([16]byte{})}, // that of the job: the run has none
	}
	if job.Inputs, err = w.inputs(ctx, o.bound, trigger, offered{}); err != nil {
		return err
	}
	prepared, err := engine.PrepareNotifies(ctx, job, o.desk.World)
	if err != nil {
		return err
	}
	defer prepared.Forget()
	told, err := prepared.TellMissed(ctx, due)
	if err != nil {
		return err
	}
	return w.sayTold(told)
}
