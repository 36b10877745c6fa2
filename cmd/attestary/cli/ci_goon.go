package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/attestary/attestary/actions/conduct"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/event"
	"github.com/attestary/attestary/actions/forge"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/actions/thread"
	"github.com/attestary/attestary/cmd/attestary/relay"
	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/form"
	"github.com/attestary/attestary/schemas/plan"
)

// A run of the workflow that goes on with another, which was left waiting for people. The event says below which
// issue they answer, and which run of the workflow left what is gone on with; nobody believes it: what was left is
// signed, and its signature names that run. What that run left lies in $RUNNER_TEMP/attestary-left, as artifacts
// of this one lie in attestary-in.

// leftFolder is where the artifacts of the run of the workflow lie that this one goes on with.
const leftFolder = "attestary-left"

// cameBack is why this run of the workflow started: somebody may have answered.
type cameBack struct {
	runbook string
	issue   int64
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
	issue, okIssue := e.Payload.Get("issue").AsInt()
	run, okRun := e.Payload.Get("run").AsText()
	attempt, okAttempt := e.Payload.Get("attempt").AsInt()
	if _, err := strconv.ParseUint(run, 10, 63); err != nil || !okIssue || !okRun || !okAttempt || issue < 1 || attempt < 1 {
		return nil, problem{couldNotLook, "the event that lets a run go on names no issue, or no run of the workflow", ""}
	}
	c.issue, c.run, c.attempt = issue, run, attempt
	again, _ := e.Payload.Get("again").AsInt()
	c.again = max(0, again)
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
	if err := w.authorised(ctx, j, o, check, l.papers); err != nil {
		return nil, err
	}
	check.Plan, check.Commit = j.bound.plan, j.bound.commit
	l.shown, err = check.Of(ctx, l.papers)
	if err != nil {
		return nil, ciRefused(err)
	}
	return l, nil
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
	run, err := engine.PrepareShare(ctx, l.shown.Opening.Job(j.bound.plan), o.desk.World, nil)
	if err != nil {
		return err
	}
	defer run.Forget()
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
	why, err := w.stuck(ctx, j, o, l, listening)
	if err != nil {
		return err
	}
	if why != "" {
		return w.endWaiting(ctx, j, o, l, why)
	}
	if err := w.ready(ctx, j, o, l); err != nil {
		return err
	}
	heard, err := w.hear(ctx, j, o, l, listening)
	if err != nil {
		return err
	}
	unanswered := heard.GoesOn == nil && l.pending.Expired(w.Now())
	if unanswered && !l.owes(j.bound.plan) {
		return w.endWaiting(ctx, j, o, l, "")
	}
	said := fmt.Sprintf("The question is decided. [The run goes on](%s).", j.forge.URL)
	if unanswered {
		said = j.saidUnanswered()
		if heard, err = w.goOnUnanswered(ctx, j, o, listening); err != nil {
			return err
		}
	}
	here := l.shown.Continued[len(l.shown.Continued)-1]
	switch {
	case heard.GoesOn == nil:
		fmt.Fprintf(w.Err, "%s still waits for people, below issue %d\n", j.bound.plan.Runbook, c.issue)
		return w.output("outcome", "waiting")
	case *heard.GoesOn != here:
		return w.goesOnElsewhere(j, heard.GoesOn)
	}
	if err := w.leaveLeftover(j, l, heard); err != nil {
		return err
	}
	fmt.Fprintf(w.Err, "%s goes on here, run %s\n", j.bound.plan.Runbook, l.shown.Authorization.Run.Key())
	w.unsaid(w.closeIssue(ctx, c.issue, said))
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
	payload := map[string]any{"issue": c.issue, "run": c.run, "attempt": c.attempt, "again": c.again + 1}
	if err := issues.Dispatch(ctx, emit.Continue(c.runbook), payload); err != nil {
		return false, untold(err)
	}
	fmt.Fprintf(w.Err, "the protected branch has moved on to %.12s; another run of the workflow hears what was answered\n", head)
	return true, w.output("outcome", "waiting")
}

// stuck tells why a run that waits cannot go on any more, whatever people answer; "" where it can.
func (w *World) stuck(ctx context.Context, j *job, o *office, l *leftover, listening conduct.Listening) (string, error) {
	a := l.shown.Authorization
	if now := evidence.FormatInstant(w.Now()); now > a.FinishBy && !l.pending.Expired(w.Now()) {
		return fmt.Sprintf("it should have finished by %s", a.FinishBy), nil
	}
	for _, q := range l.pending.Questions {
		if wantsMore(j.tip.plan, j.bound.plan, q.Address) {
			return q.Address + " takes more people now than when it was asked", nil
		}
	}
	lost, err := o.desk.Lost(ctx, listening)
	if err != nil || lost != "" || a.Commit == j.tip.commit {
		return lost, err
	}
	on, err := j.isOnLine(ctx, w.Getenv("GITHUB_REF"), a.Commit)
	if err != nil {
		return "", err
	}
	if !on {
		return fmt.Sprintf("commit %.12s, at which it was authorised, is not on the protected branch any more", a.Commit), nil
	}
	if name := movedConnection(j.tip.plan, j.bound.plan); name != "" {
		return fmt.Sprintf("what was merged since has changed connection %s, and today's secrets go nowhere else", name), nil
	}
	same, err := emit.SameJobs(j.tip.plan, j.bound.plan, emitOptions(j.tip.compiled))
	if err != nil {
		return "", err
	}
	if !same {
		return fmt.Sprintf("what was merged since has changed the jobs of %s, in which it would go on", a.Runbook), nil
	}
	return "", nil
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

// tellRefused says in the issue why a run does not go on, once for each reason: in the one that the run left, and in no
// other, whatever the event says.
func (w *World) tellRefused(ctx context.Context, c *cameBack, why error) error {
	issues, err := w.issues()
	if err != nil {
		return err
	}
	issue, err := issues.Issue(ctx, c.issue)
	if err != nil {
		return untold(err)
	}
	left, err := thread.ReadLeft(issue.Body)
	if err != nil || !issue.Own || issue.IsPull || !slices.Contains(issue.Labels, form.Waits) || left.ID != c.run || left.Attempt != c.attempt || left.Runbook != c.runbook {
		return nil
	}
	text := "The run does not go on yet:" + thread.Quote(w.hidden.Text(printable(why.Error())))
	if issue.Open {
		text += "\n\nIt is looked at again when somebody answers, and every six hours."
	}
	return untold(issues.Say(ctx, c.issue, text, func(r forge.Remark) bool { return strings.ReplaceAll(r.Body, "\r\n", "\n") == text }))
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

// owes tells whether a run has done something in a phase that is to be taken back where the phase fails.
func (l *leftover) owes(p *plan.Plan) bool {
	return slices.ContainsFunc(p.Phases, func(f plan.Phase) bool {
		return f.OnFailure != nil && f.OnFailure.Undo == "reverse" && len(l.pending.Tails[f.Name]) > 0
	})
}

// saidUnanswered is what stands below the issue of a run that nobody answered in time, and that goes on in this run of the
// workflow.
func (j *job) saidUnanswered() string {
	return fmt.Sprintf("Nobody answered in time. [The run goes on](%s), to take back what it did.", j.forge.URL)
}

// goOnUnanswered has a run that nobody answered in time go on here, unless it does elsewhere: its phases take back what
// they did.
func (w *World) goOnUnanswered(ctx context.Context, j *job, o *office, listening conduct.Listening) (*conduct.Heard, error) {
	issues, err := w.issues()
	if err != nil {
		return nil, err
	}
	said := j.saidUnanswered()
	ours := func(r forge.Remark) bool { return r.Own && r.Body == said }
	if err := issues.Say(ctx, listening.Issue, said, ours); err != nil {
		return nil, untold(err)
	}
	all, _, err := issues.Remarks(ctx, listening.Issue)
	if err != nil {
		return nil, untold(err)
	}
	at := slices.IndexFunc(all, ours)
	if at < 0 {
		return nil, problem{couldNotLook, "what was said below the issue is not there", ""}
	}
	return o.desk.Unanswered(ctx, listening, conduct.Comment{ID: all[at].ID, By: all[at].By})
}

// endWaiting ends a run that waits, and says so in its issue: because of something, or, where that is "", because nobody
// answered in time.
func (w *World) endWaiting(ctx context.Context, j *job, o *office, l *leftover, why string) error {
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
	all, err := o.desk.Attest(ctx, l.shown, engine.Gathering{Told: told, Heard: heard, Cut: why != ""}, j.bound.plan)
	if err := w.tellAttested(ctx, j, o, l.shown, all, err); err != nil {
		return err
	}
	said := "Nobody answered in time, so the run has ended."
	if why != "" {
		said = fmt.Sprintf("The run cannot go on, so it has ended: %s. Start it anew.", why)
		fmt.Fprintf(w.Err, "%s cannot go on: %s\n", j.bound.plan.Runbook, why)
	}
	w.unsaid(w.closeIssue(ctx, l.issue, said))
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
