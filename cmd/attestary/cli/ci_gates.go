package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/cmd/attestary/relay"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/spf13/cobra"
)

// gatesFormat names this version of what the gates answered.
const gatesFormat = "https://attestary.dev/gates/v1"

// gateAnswers are what the gates said about one request. They become part of the authorization, which is signed;
// the job that asked cannot sign. Why a gate says no is told to people, and stays in that job.
type gateAnswers struct {
	Format    string              `json:"format"`
	Gates     []evidence.Gate     `json:"gates"` // by name
	Plan      canon.Digest        `json:"plan"`
	Requester *evidence.By        `json:"requester"`
	Run       conduct.WorkflowRun `json:"run"`
}

func ciGatesCommand(w *World) *cobra.Command {
	return &cobra.Command{
		Use:   "gates [RUNBOOK]",
		Short: "Ask the gates about the one who wants a run",
		Long: `The first job of a runbook's workflow. It has the secrets of the gates and signs nothing: what the gates say
becomes part of the authorization, in the next job. It tells by how many machines the phases are done that go
over what the form was given.`,
		Example: "  attestary ci gates",
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return w.ciGates(cmd.Context(), args) },
	}
}

func (w *World) ciGates(ctx context.Context, args []string) error {
	back, err := w.cameBack(args)
	if err != nil {
		return err
	}
	if back != nil {
		if err := w.goOnGates(ctx, args, back); err != nil { // the next job finds the same, and tells so in the issue
			fmt.Fprintf(w.Err, "%s\n", printable(err.Error()))
		}
		return nil
	}
	j, err := w.ciJob(args)
	if err != nil {
		return err
	}
	o, err := w.reader(ctx, j.bound)
	if err != nil {
		return err
	}
	defer o.close()
	request, err := w.ciRequest(ctx, o, j)
	if errors.Is(err, errNotMeant) {
		return nil
	}
	var wrong *wrongIssue
	if errors.As(err, &wrong) { // the next job finds the same, and may tell so in the issue
		fmt.Fprintf(w.Err, "%s\n", printable(wrong.Error()))
		return nil
	}
	if err != nil {
		return err
	}
	run, err := o.desk.PrepareGates(ctx, *request)
	if err != nil {
		return err
	}
	defer run.Forget()
	var by *evidence.By
	if request.Requester != nil {
		by = &request.Requester.By
	}
	if err := w.leaveGates(ctx, j, run, by); err != nil {
		return err
	}
	return w.tellLegs(run.LegsAtStart())
}

// leaveGates asks the gates about somebody, and leaves what they say.
func (w *World) leaveGates(ctx context.Context, j *job, run *engine.Run, by *evidence.By) error {
	digest, err := j.bound.plan.Digest()
	if err != nil {
		return err
	}
	answers := gateAnswers{Format: gatesFormat, Gates: []evidence.Gate{}, Plan: digest, Requester: by, Run: conduct.WorkflowRun{ID: j.forge.Run, Attempt: j.forge.Attempt}}
	for _, a := range run.AskGates(ctx) {
		gate := evidence.Gate{Name: a.Gate, Outcome: evidence.Passed}
		if a.Why != "" {
			gate.Outcome = evidence.Blocked
			fmt.Fprintf(w.Err, "gate %s does not let %s in: %s\n", a.Gate, printable(by.Login), printable(a.Why))
		}
		answers.Gates = append(answers.Gates, gate)
	}
	data, err := canon.Encode(answers)
	if err != nil {
		return err
	}
	return w.leaveDocument(j, relay.Gates, data, "record")
}

// leaveDocument leaves a document for the jobs behind this one, and gives the forge its digest.
func (w *World) leaveDocument(j *job, name string, data []byte, output string) error {
	if err := leave(j.Out, map[string][]byte{name: data}); err != nil {
		return err
	}
	return w.output(output, canon.Sum(data).Hex())
}

// tellLegs gives the forge the numbers of the legs of each phase. One without items has a leg that has nothing to
// do: a forge takes no matrix of nothing.
func (w *World) tellLegs(legs map[string]int) error {
	for _, phase := range slices.Sorted(maps.Keys(legs)) {
		numbers := []int{}
		for leg := range max(1, legs[phase]) {
			numbers = append(numbers, leg)
		}
		list, err := json.Marshal(numbers)
		if err == nil {
			err = w.output("items_"+phase, string(list))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// gateAnswers reads what the gates said of this request in this attempt.
func (w *World) gateAnswers(j *job, of *conduct.Request) ([]evidence.Gate, error) {
	if of.Requester == nil || len(gatesOf(of.Plan)) == 0 {
		return nil, nil
	}
	return w.saidByGates(j, of.Plan, of.Requester.By)
}

// saidByGates reads what the gates of a plan said of somebody in this attempt.
func (w *World) saidByGates(j *job, p *plan.Plan, by evidence.By) ([]evidence.Gate, error) {
	data, err := j.Believed("gates", relay.Gates, j.Needs["gates"].Digest("record"))
	if err != nil {
		return nil, noPapers(j.Relay, err)
	}
	var a gateAnswers
	if err := canon.Decode(data, &a); err != nil {
		return nil, problem{foundWrong, fmt.Sprintf("what the gates said cannot be read: %v", err), ""}
	}
	digest, err := p.Digest()
	if err != nil {
		return nil, err
	}
	if a.Format != gatesFormat || a.Plan != digest || a.Requester == nil || *a.Requester != by ||
		a.Run != (conduct.WorkflowRun{ID: j.forge.Run, Attempt: j.forge.Attempt}) {
		return nil, problem{foundWrong, "what the gates said is about another request, or another attempt", "re-run all jobs"}
	}
	return a.Gates, nil
}

func gatesOf(p *plan.Plan) []plan.Gate {
	if p.Access == nil {
		return nil
	}
	return p.Access.Gates
}
