package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/event"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/cmd/attestary/relay"
	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// A run of the workflow that goes on with another, which was left waiting for people. The event says below which
// issue they answer, and which run of the workflow left what is gone on with; nobody believes it: what was left is
// signed, and its signature names that run. What that run left lies in $RUNNER_TEMP/attestary-left, as artifacts
// of this one lie in attestary-in.

// leftFolder is where the artifacts of the run of the workflow lie that this one goes on with.
const leftFolder = "attestary-left"

// cameBack is why this run of the workflow started: somebody may have answered.
type cameBack struct {
	issue   int64
	run     string
	attempt int64
}

// cameBack reads why this run of the workflow started; nil where it is a run of its own.
func (w *World) cameBack(j *job) (*cameBack, error) {
	if w.Getenv("ATTESTARY_TRIGGER") != "" || w.Getenv("GITHUB_EVENT_NAME") != "repository_dispatch" {
		return nil, nil
	}
	data, err := w.eventFile(event.MaxSize)
	if err != nil {
		return nil, err
	}
	e, err := event.Parse("repository_dispatch", data)
	if err == nil {
		err = e.Is(j.forge.Repository, j.forge.Owner)
	}
	if err != nil {
		return nil, problem{couldNotLook, err.Error(), ""}
	}
	if e.Action != emit.Continue(j.bound.plan.Runbook) {
		return nil, nil
	}
	c := &cameBack{}
	issue, okIssue := e.Payload.Get("issue").AsInt()
	run, okRun := e.Payload.Get("run").AsText()
	attempt, okAttempt := e.Payload.Get("attempt").AsInt()
	if _, err := strconv.ParseUint(run, 10, 63); err != nil || !okIssue || !okRun || !okAttempt || issue < 1 || attempt < 1 {
		return nil, problem{couldNotLook, "the event that lets a run go on names no issue, or no run of the workflow", ""}
	}
	c.issue, c.run, c.attempt = issue, run, attempt
	return c, nil
}

// leftover is what the other run of the workflow left.
type leftover struct {
	cameBack
	earlier relay.Relay
	shown   *conduct.Shown
	papers  conduct.Papers
	pending *conduct.Pending
	state   canon.Digest
	data    []byte // of pending
	seal    []byte
}

// leftBehind opens what the other run of the workflow left. Nothing of it is believed that is not signed.
func (w *World) leftBehind(ctx context.Context, j *job, o *office, c *cameBack) (*leftover, error) {
	l := &leftover{cameBack: *c, earlier: relay.Relay{In: filepath.Join(filepath.Dir(j.In), leftFolder), Attempt: c.attempt}}
	var err error
	if l.data, err = l.earlier.Left("attest", relay.Pending); err == nil {
		l.seal, err = l.earlier.Left("attest", relay.PendingSeal)
	}
	if err != nil {
		return nil, problem{couldNotLook, fmt.Sprintf("what run %s of the workflow left cannot be read: %v", c.run, err), "its artifacts may be gone: start a new run"}
	}
	if l.pending, err = conduct.OpenPending(l.data, l.seal, o.hand.trust); err != nil {
		return nil, ciRefused(err)
	}
	if l.pending.Workflow != (conduct.WorkflowRun{ID: c.run, Attempt: c.attempt}) {
		return nil, problem{foundWrong, "what was left was left by another run of the workflow than the event names", ""}
	}
	l.state = canon.Sum(l.data)
	if l.papers, err = papersOf(l.earlier); err != nil {
		return nil, err
	}
	check := w.check(j, o, l.pending)
	check.Statement = l.pending.Authorization
	l.shown, err = check.Of(ctx, l.papers)
	if err != nil {
		return nil, ciRefused(err)
	}
	return l, nil
}

// goOnGates tells into how many machines the phases go, as the run began.
func (w *World) goOnGates(ctx context.Context, j *job, o *office, c *cameBack) error {
	l, err := w.leftBehind(ctx, j, o, c)
	if err != nil {
		return err
	}
	run, err := engine.PrepareShare(ctx, l.shown.Opening.Job(j.bound.plan), o.desk.World, nil)
	if err != nil {
		return err
	}
	defer run.Forget()
	return w.tellLegs(run.LegsAtStart())
}

// goOn hears what people answered. Where that lets the run go on, here, it leaves what the phases go on with; else
// it gives no authorization, so that none of them starts.
func (w *World) goOn(ctx context.Context, j *job, o *office, c *cameBack) error {
	l, err := w.leftBehind(ctx, j, o, c)
	if err != nil {
		return err
	}
	heard, err := w.hear(ctx, j, o, l)
	if err != nil {
		return err
	}
	here := l.shown.Continued[len(l.shown.Continued)-1]
	switch {
	case heard.GoesOn == nil && l.expired(w):
		return w.unanswered(ctx, j, o, l)
	case heard.GoesOn == nil:
		fmt.Fprintf(w.Err, "%s still waits for people, below issue %d\n", j.bound.plan.Runbook, c.issue)
		return w.output("outcome", "waiting")
	case *heard.GoesOn != here:
		fmt.Fprintf(w.Err, "%s: %v\n", j.bound.plan.Runbook, &conduct.Elsewhere{In: heard.GoesOn})
		return w.output("outcome", "elsewhere")
	}
	if err := w.leaveLeftover(j, l, heard); err != nil {
		return err
	}
	fmt.Fprintf(w.Err, "%s goes on here, run %s\n", j.bound.plan.Runbook, l.shown.Authorization.Run.Key())
	w.unsaid(w.closeIssue(ctx, c.issue, fmt.Sprintf("The question is decided. [The run goes on](%s).", j.forge.URL)))
	return errors.Join(
		w.output("run", string(l.shown.Authorization.Run.Key())), w.output("authorization", string(l.pending.Authorization)))
}

// leaveLeftover leaves what the phases go on with.
func (w *World) leaveLeftover(j *job, l *leftover, heard *conduct.Heard) error {
	answers, err := (&conduct.Testimonies{Words: heard.Words}).Encode()
	if err != nil {
		return err
	}
	files := map[string][]byte{
		relay.Authorization: l.papers.Authorization, relay.Opening: l.papers.Opening, relay.Seal: l.papers.Seal,
		relay.Pending: l.data, relay.PendingSeal: l.seal, relay.Answers: answers,
	}
	for name, tail := range w.tailsOf(j, l) {
		files[name] = tail.data
	}
	return leave(j.Out, files)
}

// leftTail is the tail of a share, with its digest held.
type leftTail struct {
	share engine.Share
	data  []byte
}

// tailsOf are the tails that were signed, by the name under which a phase looks for its own. What is not there, or is
// not what was signed, is told, and counts for nothing.
func (w *World) tailsOf(j *job, l *leftover) map[string]leftTail {
	all := map[string]leftTail{}
	for i := range j.bound.plan.Phases {
		f := &j.bound.plan.Phases[i]
		single := j.bound.plan.FanOf(f).Legs == 1
		for leg, digest := range l.pending.Tails[f.Name] {
			n, err := strconv.Atoi(leg)
			artifact, name := relay.Phase+f.Name, relay.Tail+"-"+f.Name
			if !single {
				artifact, name = artifact+"-"+leg, name+"-"+leg
			}
			var data []byte
			if err == nil {
				data, err = l.earlier.Believed(artifact, relay.Tail, digest)
			}
			if err != nil {
				fmt.Fprintf(w.Err, "attestary: phase %s: %s; nothing is known of what it did\n", f.Name, printable(err.Error()))
				continue
			}
			all[name] = leftTail{engine.Share{Phase: f.Name, Leg: n}, data}
		}
	}
	return all
}

// expired tells that the time to answer is over, of every question.
func (l *leftover) expired(w *World) bool {
	now := evidence.FormatInstant(w.Now())
	return !slices.ContainsFunc(l.pending.Questions, func(q *conduct.Question) bool { return now <= q.Expires })
}

// unanswered ends a run that nobody answered in time: no phase has anything left to do but to be told so.
func (w *World) unanswered(ctx context.Context, j *job, o *office, l *leftover) error {
	told := map[string]engine.Told{}
	for i := range j.bound.plan.Phases {
		name := j.bound.plan.Phases[i].Name
		told[name] = engine.Told{Tails: map[int]*engine.Tail{}, Never: len(l.pending.Tails[name]) == 0}
	}
	for _, t := range w.tailsOf(j, l) {
		tail, err := l.shown.Opening.Tail(t.data, t.share)
		if err != nil {
			fmt.Fprintf(w.Err, "attestary: phase %s: %s; nothing is known of what it did\n", t.share.Phase, printable(err.Error()))
			continue
		}
		told[t.share.Phase].Tails[t.share.Leg] = tail
	}
	check := w.check(j, o, nil)
	_, heard, err := check.Hears(ctx, l.shown, o.book, nil)
	if err != nil {
		return err
	}
	all, err := o.desk.Attest(ctx, l.shown, engine.Gathering{Told: told, Heard: heard}, j.bound.plan)
	if err := w.tellAttested(ctx, j, o, l.shown, all, err); err != nil {
		return err
	}
	w.unsaid(w.closeIssue(ctx, l.issue, "Nobody answered in time, so the run has ended."))
	return nil
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

// holder tells who has a role today, as far as the forge can be asked.
func (w *World) holder(ctx context.Context, j *job, questions []*conduct.Question) (func(string, evidence.By) bool, error) {
	var roles []string
	for _, q := range questions {
		roles = append(roles, rules.Asked(j.bound.plan, q.Address)...)
	}
	if !slices.ContainsFunc(roles, func(name string) bool { r := j.bound.plan.Role(name); return r != nil && len(r.Teams) > 0 }) {
		return nil, nil
	}
	_, home, err := w.ownRepository()
	if err != nil {
		return nil, err
	}
	teams, err := w.teams(ctx, home, j.bound.plan, roles)
	if err != nil {
		return nil, err
	}
	for _, doubt := range teams.Doubts() {
		fmt.Fprintf(w.Err, "%s, so nobody counts as being in it\n", printable(doubt))
	}
	complete := teams.Complete(j.bound.plan)
	return func(role string, by evidence.By) bool { return rules.Holds(complete, role, by) }, nil
}
