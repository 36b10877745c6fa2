package verify

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/attestary/attestary/actions/verify/identity"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// Claim 5 is judged on what is signed by certificate: whom the certificate names is whom the policy names, in
// every value; and the statement does not say otherwise of the run that it is of.

// certified judges the signature of an entry by certificate (claim 4), and whom it names (5).
func (j *judge) certified(e *entry, spoken evidence.Spoken) {
	if spoken != nil && spoken.Speaker().How == "key" {
		e.refute(signature, fmt.Sprintf("it says that it is by key %s, and a certificate signed it", spoken.Speaker().ID))
		return
	}
	c, why := j.signatures.certify(*e.signed)
	if why != "" {
		e.refute(signature, why+handedTo(e.statement))
		return
	}
	if !j.signatures.judgedWhole(c) {
		e.skips = append(e.skips, skip{signature, fmt.Sprintf("root %q lists logs, and this verification cannot look whether entry %d holds against them", c.root.name, e.index)})
	}
	e.verified, e.named, e.stamped = true, true, c.at
	reasons, byHandover := j.signatures.unlike(c, e.index)
	e.byHandover = byHandover
	if said, ok := e.statement.(*evidence.Handover); ok {
		reasons = append(reasons, strangeTo(said, &c.who.Workflow)...)
	}
	for _, reason := range append(reasons, disagreements(&c.who.Workflow, e, j.checkpoint.Origin)...) {
		e.refute(identified, reason)
	}
}

// byWorkflow judges a checkpoint that is signed by certificate: why it does not count; "" if it does. leaf is the
// newest one.
func (s signatures) byWorkflow(x signed, leaf int64) string {
	c, why := s.certify(x)
	if why == "" {
		reasons, _ := s.unlike(c, leaf)
		why = strings.Join(reasons, "; ")
	}
	return why
}

// unlike tells what a certificate says that nobody is who may sign at a leaf; or that it is whom a handover names, and
// no workflow of the policy.
func (s signatures) unlike(c certified, leaf int64) (reasons []string, byHandover bool) {
	if reasons = s.trust.unlike(c, leaf); len(reasons) == 0 {
		return nil, false
	}
	for _, w := range s.hands {
		if w.root != c.root {
			continue
		}
		differences := w.differences(&c.who.Workflow)
		if len(differences) == 0 {
			return nil, true
		}
		if len(s.trust.flows) == 0 {
			reasons = differences
		}
	}
	return reasons, false
}

// unlike tells what a certificate says that no workflow of the policy is, at a leaf. Where there are several, it
// is told of the one that it is most like.
func (t *trust) unlike(c certified, leaf int64) []string {
	best := []string{fmt.Sprintf("no workflow of the policy may sign by root %q", c.root.name)}
	for i, found := 0, false; i < len(t.flows); i++ {
		w := t.flows[i]
		if w.root != c.root {
			continue
		}
		differences := w.differences(&c.who.Workflow)
		if !w.span.holds(leaf) {
			differences = append(differences, fmt.Sprintf("it is signed by workflow %q, which is trusted %s", w.Name, w.span))
		}
		if !found || len(differences) < len(best) {
			best, found = differences, true
		}
	}
	return best
}

// eventsOf are the events of the forge by which alone a kind of trigger starts.
var eventsOf = map[string]string{"issue": "issues", "event": "repository_dispatch", "finding": "repository_dispatch", plan.OnPull: "workflow_run"}

// disagreements are what the statement of an entry says otherwise than the certificate that signed it. Of which
// ledger it is no certificate knows.
func disagreements(c *identity.Workflow, e *entry, origin string) (out []string) {
	differ := func(what, certificate, statement string) {
		if certificate != statement {
			out = append(out, fmt.Sprintf("its certificate is of %s %s, and it says %s", what, quoted(certificate), quoted(statement)))
		}
	}
	place := func(repository, owner int64) {
		differ("repository", c.RepositoryID, strconv.FormatInt(repository, 10))
		differ("owner", c.OwnerID, strconv.FormatInt(owner, 10))
	}
	asked := func(id evidence.RunID, commit string, trigger evidence.TriggerRef) {
		differ("run", c.Invocation, invocation(c, id))
		differ("commit", c.Commit, commit)
		if event, ok := eventsOf[trigger.Kind]; trigger != evidence.UndoTrigger && ((c.Trigger == "schedule") != (trigger.Kind == "schedule") || ok && c.Trigger != event) {
			differ("trigger", c.Trigger, trigger.Kind)
		}
	}
	switch p := e.statement.(type) {
	case *evidence.Ledger:
		place(p.Repository, p.Owner)
	case *evidence.Authorization:
		asked(p.Run, p.Commit, p.Trigger)
		place(p.Repository, p.Owner)
	case *evidence.Denial:
		asked(p.Run, p.Commit, p.Trigger)
		place(p.Repository, p.Owner)
	case *evidence.Approval:
		if p.Heard != nil {
			differ("run", c.Invocation, invocation(c, p.Heard.Run))
		}
	case *evidence.Run:
		differ("runner", c.Runner, p.Runner.Host)
		key := e.leaf.Run
		if n := len(p.Continued); n > 0 {
			key = p.Continued[n-1].Key() // which claim 9 holds against what people said
		}
		if id, ok := runIn(c, origin); !ok || id.Key() != key {
			differ("run", c.Invocation, "another, with key "+string(key))
		}
	}
	return out
}

// invocation is the address of an attempt at a run, as a forge writes it.
func invocation(c *identity.Workflow, id evidence.RunID) string {
	return fmt.Sprintf("%s/actions/runs/%s/attempts/%d", c.Repository, id.ID, id.Attempt)
}

// runIn is the attempt that a certificate names.
func runIn(c *identity.Workflow, origin string) (evidence.RunID, bool) {
	rest, ok := strings.CutPrefix(c.Invocation, c.Repository+"/actions/runs/")
	id, attempt, two := strings.Cut(rest, "/attempts/")
	n, err := strconv.ParseInt(attempt, 10, 64)
	run := evidence.RunID{ID: id, Attempt: n, Origin: origin}
	return run, ok && two && err == nil && invocation(c, run) == c.Invocation
}
