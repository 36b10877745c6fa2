package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
	"github.com/spf13/cobra"
)

// asked is how a run was asked for.
type asked struct {
	runbook, trigger, mode, format string
	given                          offered
	rehearse, wait                 bool
	glass, glassFor                string
}

func runCommand(w *World) *cobra.Command {
	var a asked
	cmd := &cobra.Command{
		Use:   "run RUNBOOK",
		Short: "Run a runbook, and leave signed evidence",
		Long: `Runs what is committed, exactly: authorised in the ledger before its first step, signed after the
last. Ctrl-C ends it in order: that is recorded too. Where people must answer it ends and waits: they approve
or answer, and attestary resume goes on. With --format json each event is a line.

A sensitive input is never typed on the command line, where others can see it: give it as --input-file, or
leave it out to be asked for it.

Exit status 0: it passed. 1: something was found or failed. 3: something could not be looked at, or it
waits.`,
		Example:           "  attestary run secrets-in-git\n  attestary run file-permissions --input folder=/srv/etc --rehearse",
		Annotations:       tellsEvents,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: w.completeRunbook,
		RunE: func(cmd *cobra.Command, args []string) error {
			a.runbook = args[0]
			return w.run(cmd.Context(), a)
		},
	}
	cmd.Flags().StringArrayVarP(&a.given.typed, "input", "i", nil, "a `NAME=VALUE` for an input; may be repeated")
	a.given.fileFlag(cmd)
	cmd.Flags().StringVar(&a.trigger, "trigger", "", "the `name` of the trigger (default: the one for starting by hand)")
	cmd.Flags().StringVar(&a.mode, "mode", "live", "live or rehearsal, for programs")
	_ = cmd.Flags().MarkHidden("mode")
	cmd.Flags().BoolVar(&a.rehearse, "rehearse", false, "only look, and tell what else would be done; the evidence says so")
	cmd.Flags().StringVar(&a.glass, "break-glass", "", "go past a no of access, gates or reviews, for this `reason`, if you may")
	cmd.Flags().StringVar(&a.glassFor, "break-glass-for", "", "how long it stays broken: a `LENGTH` as 2h (default, and most: 24h)")
	cmd.Flags().BoolVar(&a.wait, "wait", false, "stay here where people must answer")
	formats(cmd, &a.format, "human", "json")
	return cmd
}

func (w *World) run(ctx context.Context, a asked) error {
	outliveReaders()
	request, err := a.request()
	if err != nil {
		return err
	}
	bound, err := w.bind(a.runbook)
	if err == nil {
		err = bound.cleanFor()
	}
	if err != nil {
		return err
	}
	trigger, err := triggerOf(bound.plan, a.trigger)
	if err != nil {
		return err
	}
	if due, err := w.due(bound.plan, trigger); err != nil || !due {
		return err
	}
	request.Plan, request.Commit, request.Trigger = bound.plan, bound.commit, *trigger
	if request.Inputs, err = w.inputs(ctx, bound, trigger, a.given); err != nil {
		return err
	}
	return w.runAt(ctx, bound, a, request)
}

// request is what the flags say of a run.
func (a *asked) request() (conduct.Request, error) {
	if a.rehearse {
		a.mode = string(evidence.Rehearsal)
	}
	if a.mode != string(evidence.Live) && a.mode != string(evidence.Rehearsal) {
		return conduct.Request{}, usage("--mode %s: allowed are live, rehearsal", a.mode)
	}
	breakFor, ok := expr.ParseLength(cmp.Or(a.glassFor, "24h"))
	if !ok || breakFor < 1 || breakFor > 24*60*60 {
		return conduct.Request{}, usage("--break-glass-for %s: write a length of time as 30m or 2h, 24h at most", a.glassFor)
	}
	return conduct.Request{Mode: evidence.Mode(a.mode), BreakGlass: a.glass, BreakFor: time.Duration(breakFor) * time.Second}, nil
}

// runAt runs at a desk, and tells what comes of it.
func (w *World) runAt(ctx context.Context, bound *bound, a asked, request conduct.Request) error {
	office, err := w.openOffice(ctx, bound)
	if err != nil {
		return err
	}
	defer office.close()
	office.sealLeft(ctx)
	office.desk.Wait, office.desk.Today = a.wait, bound.plan
	office.desk.Queued = func(other conduct.Waiting) {
		fmt.Fprintf(w.Err, "waits for its turn: run %s of %s is under way\n", shortKey(other), other.Runbook)
	}
	watch := w.watch(bound.plan, a.format)
	office.desk.World.Events = watch.event
	defer watch.close()
	if request.Trigger.Kind == "manual" {
		if request.Requester, err = office.requester(); err != nil {
			return err
		}
	}
	result, err := office.desk.Run(ctx, request)
	watch.stop()
	return w.endRun(ctx, office, ending{bound.plan, watch, a.format, result}, err)
}

// runStatus is how a run ends for the shell.
func runStatus(result *conduct.Result, err error) error {
	var refusal *conduct.Refusal
	var taken *conduct.Taken
	switch {
	case errors.As(err, &taken):
		return problem{foundWrong, taken.Error(), "attestary resume " + shortKey(taken.By)}
	case errors.As(err, &refusal):
		return refused(refusal, err)
	case errors.Is(err, conduct.ErrNotRecorded):
		return problem{couldNotLook, err.Error() + "; the run has failed until it is", "attestary seal"}
	case err != nil:
		return friendly(err)
	case result.Record == nil:
		return quiet(couldNotLook) // it waits: nothing is known yet
	case result.Record.Outcome == evidence.Passed:
		return nil
	case result.Record.Outcome == evidence.Unknown:
		return quiet(couldNotLook)
	}
	return quiet(foundWrong)
}

// refused tells somebody that they may not, and whether the ledger tells of it.
func refused(no *conduct.Refusal, err error) problem {
	what, next := err.Error(), "attestary plan "+no.Runbook
	if no.Recorded {
		what += "; the refusal is recorded"
	}
	switch {
	case no.Rule == "commit":
		next = ""
	case strings.HasPrefix(no.Rule, "review."):
		next = "attestary review " + no.Runbook
	}
	return problem{foundWrong, what, next}
}

// bound is a plan and the commit that it is compiled from, and the project around it.
type bound struct {
	plan     *plan.Plan
	compiled *compiler.Result
	repo     *repository
	commit   string
}

// bind compiles the runbook from the commit that the work tree stands on, and refuses if the work tree
// says something else: evidence names the commit, so that and nothing else may run.
func (w *World) bind(name string) (*bound, error) {
	tree, root, err := w.sound(compiler.Options{})
	if err != nil {
		return nil, err
	}
	wanted, err := theRunbook(tree, name)
	if err != nil {
		return nil, err
	}
	repo, err := w.openRepository()
	if err == nil {
		err = repo.holds(root)
	}
	if err != nil {
		return nil, err
	}
	head, err := repo.head()
	if err != nil {
		return nil, err
	}
	fsys, err := committed(head)
	if err != nil {
		return nil, err
	}
	result := compiler.Compile(fsys, compiler.Options{})
	p := result.Plan(name)
	if p == nil || !same(p, wanted) {
		return nil, problem{foundWrong, name + " in " + compiler.Dir + "/ is not what is committed; a run is bound to a commit",
			"git add -A " + compiler.Dir + " && git commit"}
	}
	return &bound{plan: p, compiled: result, repo: repo, commit: head.Hash.String()}, nil
}

// unbound is the project as it lies here, for what runs no plan.
func (w *World) unbound() (*bound, error) {
	compiled, _, err := w.compileTree(compiler.Options{})
	if err != nil {
		return nil, err
	}
	repo, err := w.openRepository()
	return &bound{compiled: compiled, repo: repo}, err
}

func same(a, b *plan.Plan) bool {
	x, errX := a.Digest()
	y, errY := b.Digest()
	return errX == nil && errY == nil && x == y
}

// triggerOf is the trigger of that name; without a name, the one for starting by hand.
func triggerOf(p *plan.Plan, name string) (*plan.Trigger, error) {
	if name != "" {
		if t := p.Trigger(name); t != nil {
			return t, nil
		}
		return nil, usage("%s has no trigger called %s; it has %s", p.Runbook, name, triggerNames(p))
	}
	for i, t := range p.Triggers {
		if t.Kind == "manual" {
			return &p.Triggers[i], nil
		}
	}
	if t := p.Trigger(plan.ByHand); t != nil {
		return t, nil
	}
	return nil, usage("%s cannot be started by hand; say which trigger it is: --trigger %s", p.Runbook, triggerNames(p))
}

func triggerNames(p *plan.Plan) string {
	var names []string
	for _, t := range p.Triggers {
		names = append(names, t.Name)
	}
	if names == nil {
		return "none"
	}
	return strings.Join(names, " or ")
}

// due drops the wrong one of two UTC hours. A server that knows UTC only starts a schedule in both, and
// says by which line it did.
func (w *World) due(p *plan.Plan, t *plan.Trigger) (bool, error) {
	fired := w.Getenv("ATTESTARY_SCHEDULE")
	if t.Kind != "schedule" || fired == "" {
		return true, nil
	}
	zone, err := time.LoadLocation(p.Zone(t))
	if err != nil {
		return false, err
	}
	if _, due := t.Occurrence(fired, w.Now(), zone); !due {
		fmt.Fprintf(w.Err, "%s is not due now: %s in %s is another hour today; nothing was run\n", p.Runbook, t.Cron, p.Zone(t))
		return false, nil
	}
	return true, nil
}
