package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/event"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/cmd/attestary/relay"
	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// A run of the workflow that goes on with another, which was left waiting for people. The event says below which
// issue they answer, and which run of the workflow left what is gone on with; nobody believes it: what was left is
// signed, and its signature names that run. What that run left lies in $RUNNER_TEMP/attestary-left, as artifacts
// of this one lie in attestary-in.

// cameBack is why this run of the workflow started: somebody may have answered.
type cameBack struct {
	runbook string
	issue   int64 // 0 where the event names none: what waits was found in the ledger
	run     string
	attempt int64
	again   int64 // how often this run of the workflow was started anew because the branch had moved on meanwhile
}

// cameBack reads why this run of the workflow started; nil where it is a run of its own.
func (w *World) cameBack(args []string) (*cameBack, error) {
	if !w.onForge() || w.Getenv("ATTESTARY_TRIGGER") != "" || w.Getenv("GITHUB_EVENT_NAME") != "repository_dispatch" {
		return nil, nil
	}
	forge, err := w.forge()
	if err != nil {
		return nil, err
	}
	data, err := w.eventFile(event.MaxSize)
	if err != nil {
		return nil, err
	}
	e, err := event.Parse("repository_dispatch", data)
	if err == nil {
		err = e.Is(forge.Repository, forge.Owner)
	}
	if err != nil {
		return nil, problem{couldNotLook, err.Error(), ""}
	}
	c := &cameBack{runbook: w.argument(args, 0, "ATTESTARY_RUNBOOK")}
	if e.Action != emit.Continue(c.runbook) {
		return nil, nil
	}
	of := e.Payload.Get("issue")
	issue, okIssue := of.AsInt()
	run, okRun := e.Payload.Get("run").AsText()
	attempt, okAttempt := e.Payload.Get("attempt").AsInt()
	if _, err := strconv.ParseUint(run, 10, 63); err != nil || !okRun || !okAttempt || attempt < 1 || !of.IsNull() && (!okIssue || issue < 1) {
		return nil, problem{couldNotLook, "the event that lets a run go on names no run of the workflow, or an issue that is none", ""}
	}
	c.issue, c.run, c.attempt = issue, run, attempt
	again, _ := e.Payload.Get("again").AsInt()
	c.again = max(0, again)
	return c, nil
}

// payload is what the event says by which a run of the workflow comes back.
func (c *cameBack) payload() map[string]any {
	said := map[string]any{"run": c.run, "attempt": c.attempt}
	if c.issue > 0 {
		said["issue"] = c.issue
	}
	if c.again > 0 {
		said["again"] = c.again
	}
	return said
}

// goOnGates tells into how many machines the phases go, as the run began.
func (w *World) goOnGates(ctx context.Context, args []string, c *cameBack) error {
	j, err := w.ciJob(args)
	if err != nil {
		return err
	}
	o, err := w.reader(ctx, j.tip)
	if err != nil {
		return err
	}
	defer o.close()
	l, err := w.leftBehind(ctx, j, o, c)
	if err != nil {
		return err
	}
	prepare := func() (*engine.Run, error) {
		return engine.PrepareShare(ctx, l.shown.Opening.Job(j.bound.plan), o.desk.World, nil)
	}
	gates := l.stale(j.bound.plan, w.Now())
	// The secrets are those of today, and go where the protected branch says today, or nowhere.
	if gates = gates && movedConnection(j.tip.plan, j.bound.plan) == ""; gates {
		prepare = func() (*engine.Run, error) {
			return engine.PrepareGates(ctx, l.shown.Opening.Job(j.bound.plan), o.desk.World)
		}
	}
	run, err := prepare()
	if err != nil {
		return err
	}
	defer run.Forget()
	if by := l.shown.Authorization.Requester; gates {
		if err := w.leaveGates(ctx, j, run, by); err != nil {
			return err
		}
	}
	return w.tellLegs(run.LegsAtStart())
}

// goOn goes on with a run, or says in its issue why not.
func (w *World) goOn(ctx context.Context, args []string, c *cameBack) error {
	err := w.goOnHere(ctx, args, c)
	if err != nil {
		w.unsaid(w.tellRefused(ctx, c, err))
	}
	return err
}

// goOnHere hears what people answered. Where that lets the run go on, here, it leaves what the phases go on with; else
// it gives no authorization, so that none of them starts.
func (w *World) goOnHere(ctx context.Context, args []string, c *cameBack) error {
	j, err := w.ciJob(args)
	if err != nil {
		return err
	}
	if err := w.ofProtectedBranch(ctx); err != nil {
		return err
	}
	o, err := w.signer(ctx, j.tip)
	if err != nil {
		return err
	}
	defer o.close()
	l, err := w.leftBehind(ctx, j, o, c)
	if err != nil {
		return err
	}
	if moved, err := w.movedOn(ctx, j, o, c); err != nil || moved {
		return err
	}
	listening, err := w.listening(ctx, j, o, l)
	if err != nil {
		return err
	}
	// Whoever may send an event can name a state that the run has left long ago: nothing may end it from there.
	in, err := o.desk.Decided(ctx, listening)
	if err != nil {
		return err
	}
	if in != nil && *in != listening.Run {
		return w.goesOnElsewhere(j, in)
	}
	if err := w.findIssue(ctx, j, l); err != nil {
		return err
	}
	listening.Issue = l.issue
	why, err := w.stuck(ctx, j, o, l, listening)
	if err != nil {
		return err
	}
	owes, expired := l.owes(j.bound.plan), l.pending.Expired(w.Now())
	switch {
	case why.text != "" && (why.forGood || !owes):
		return w.endWaiting(ctx, j, o, l, why)
	case why.text != "" && !expired:
		return w.keepWaiting(ctx, j, l, why)
	}
	if err := w.ready(ctx, j, o, l); err != nil {
		return err
	}
	shut := w.shutAgain(j, l)
	if shut != "" && !expired {
		return problem{foundWrong, shut, ""}
	}
	heard := &conduct.Heard{}
	if why.text == "" && shut == "" {
		if heard, err = w.hear(ctx, j, o, l, &listening); err != nil {
			return err
		}
	}
	unanswered := heard.GoesOn == nil && expired
	if unanswered && !owes {
		return w.endWaiting(ctx, j, o, l, hindrance{})
	}
	said := fmt.Sprintf("The question is decided. [The run goes on](%s).", j.forge.URL)
	if unanswered {
		said = j.saidUnanswered()
		if heard, err = w.goOnUnanswered(ctx, j, o, l, listening); err != nil {
			return err
		}
	}
	here := l.shown.Continued[len(l.shown.Continued)-1]
	switch {
	case heard.GoesOn == nil:
		fmt.Fprintf(w.Err, "%s still waits for people, below issue %d\n", j.bound.plan.Runbook, l.issue)
		return w.output("outcome", "waiting")
	case *heard.GoesOn != here:
		return w.goesOnElsewhere(j, heard.GoesOn)
	}
	if err := w.leaveLeftover(j, l, heard); err != nil {
		return err
	}
	fmt.Fprintf(w.Err, "%s goes on here, run %s\n", j.bound.plan.Runbook, l.shown.Authorization.Run.Key())
	w.unsaid(w.closeIssue(ctx, l.issue, said))
	return errors.Join(
		w.output("run", string(l.shown.Authorization.Run.Key())), w.output("authorization", string(l.pending.Authorization)))
}

func (w *World) goesOnElsewhere(j *job, in *evidence.RunID) error {
	fmt.Fprintf(w.Err, "%s: %v\n", j.bound.plan.Runbook, &conduct.Elsewhere{In: in})
	return w.output("outcome", "elsewhere")
}

// mostAgain is how often a run of the workflow is started anew because the branch has moved on since it began.
const mostAgain = 3

// movedOn tells whether the protected branch has moved on since this run of the workflow began, and starts another one
// then: who may answer is for the branch to say as it is now. One that somebody runs again is as old as its commit.
func (w *World) movedOn(ctx context.Context, j *job, o *office, c *cameBack) (bool, error) {
	far, head, err := w.branchNow(ctx, o)
	if err != nil {
		return false, err
	}
	if err := far.Close(); err != nil || head == j.tip.commit {
		return false, err
	}
	if j.forge.Attempt > 1 || c.again >= mostAgain {
		return false, problem{foundWrong, "the protected branch has moved on since this run of the workflow began, so it cannot tell who may answer", "answer again below the issue"}
	}
	issues, err := w.issues()
	if err != nil {
		return false, err
	}
	next := *c
	next.again++
	if err := issues.Dispatch(ctx, emit.Continue(c.runbook), next.payload()); err != nil {
		return false, untold(err)
	}
	fmt.Fprintf(w.Err, "the protected branch has moved on to %.12s; another run of the workflow hears what was answered\n", head)
	return true, w.output("outcome", "waiting")
}

// ready holds that the jobs behind this one can do what they will have to, before anybody's word is taken that would be
// spent on it: they are those that the runbook compiles to, they know how many they are, and the commit that the run is
// of still compiles to its plan.
func (w *World) ready(ctx context.Context, j *job, o *office, l *leftover) error {
	made, err := emit.Workflow(j.tip.plan, emitOptions(j.tip.compiled))
	if err != nil {
		return err
	}
	head, err := j.tip.repo.head()
	if err != nil {
		return err
	}
	if file, err := head.File(made.Path); err != nil || !holds(file, made.Data) {
		return problem{foundWrong, made.Path + " is not what the runbook compiles to, so nothing goes on by it", "attestary compile"}
	}
	for i := range j.bound.plan.Phases {
		f := &j.bound.plan.Phases[i]
		if fan := j.bound.plan.FanOf(f); fan.Legs == 0 && fan.From == "" && j.Needs["gates"].Outputs["items_"+f.Name] == "" {
			return problem{couldNotLook, "job gates could not tell by how many machines phase " + f.Name + " is done", ""}
		}
	}
	if err := w.stand(ctx, j, o, l.shown.Authorization.Commit); err != nil {
		return err
	}
	check := w.check(j, o, l.pending)
	check.Statement = l.pending.Authorization
	if _, err := check.Of(ctx, l.papers); err != nil {
		return ciRefused(err)
	}
	return nil
}

func holds(file *object.File, data []byte) bool {
	text, err := file.Contents()
	return err == nil && text == string(data)
}

// hears has a job of a run that goes on hear what people answered, and believe what the phases tell of that.
func (w *World) hears(ctx context.Context, j *job, o *office, check conduct.Check, shown *conduct.Shown) error {
	if check.Pending == nil {
		return nil
	}
	told, err := j.Left("authorize", relay.Answers)
	if err != nil {
		return noPapers(j.Relay, err)
	}
	o.desk.Inbox, o.desk.Heard, err = check.Hears(ctx, shown, o.book, told)
	if err != nil {
		return ciRefused(err)
	}
	return nil
}

// listening is how the run hears what people answer.
func (w *World) listening(ctx context.Context, j *job, o *office, l *leftover) (conduct.Listening, error) {
	out := conduct.Listening{
		Plan: j.bound.plan, Authorization: l.papers.Authorization, State: l.state, Questions: l.pending.Questions, Issue: l.issue,
		Run: l.shown.Continued[len(l.shown.Continued)-1], Answers: o.book,
	}
	roles, still := asRoles(j.tip.plan, j.bound.plan, l.pending.Questions, rules.Asked)
	var err error
	if out.Holds, err = w.holder(ctx, j.bound.plan, roles); err != nil {
		return out, err
	}
	today, err := w.holder(ctx, j.tip.plan, roles)
	out.Today = func(role string, by evidence.By) bool {
		return still(role) && (rules.Holds(j.tip.plan, role, by) || today != nil && today(role, by))
	}
	return out, err
}

// holder tells who has roles of a plan by a team, as far as the forge can be asked; nil where no team has any.
func (w *World) holder(ctx context.Context, p *plan.Plan, roles []string) (func(string, evidence.By) bool, error) {
	if !slices.ContainsFunc(roles, func(name string) bool { r := p.Role(name); return r != nil && len(r.Teams) > 0 }) {
		return nil, nil
	}
	_, home, err := w.ownRepository()
	if err != nil {
		return nil, err
	}
	teams, err := w.teams(ctx, home, p, roles)
	if err != nil {
		return nil, err
	}
	for _, doubt := range teams.Doubts() {
		fmt.Fprintf(w.Err, "%s, so nobody counts as being in it\n", printable(doubt))
	}
	complete := teams.Complete(p)
	return func(role string, by evidence.By) bool { return rules.Holds(complete, role, by) }, nil
}
