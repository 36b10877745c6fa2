package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/verdict"
)

// Task is one thing that a person sees to.
type Task struct {
	Kind    string `json:"kind"` // one of TaskKinds
	Runbook string `json:"runbook,omitempty"`
	Says    string `json:"says"`
	Do      string `json:"do"`              // the command, or the address, that leads on
	Until   string `json:"until,omitempty"` // when it will be worse
	// Later tells that nothing is wrong yet.
	Later bool `json:"later,omitzero"`
}

// TaskKinds are all kinds of tasks, the gravest first. What a machine knows of its own runs, and that a ledger could not be
// looked at ("unseen"), is for others to tell.
var TaskKinds = []string{"unseen", "refuted", "glass", "undo", "exposed", "waits", "cut off", "unfinished", "failing", "missed", "confirm", "due",
	"unproven", "stale", "not run", "waiver", "soon"}

// soon is how long before its end a waiver, or what counts, is told; of what counts for less, a quarter of that.
const soon = 7 * 24 * time.Hour

// Tasks are what a person has to see to as of the score, by gravity. It is asked after Score, with the same verdict.
func (s *Scorer) Tasks(v *verdict.Verdict) []Task {
	var all []Task
	for _, id := range refuted(v) {
		all = append(all, Task{Kind: "refuted", Says: "claim " + id + " does not hold; what it hid is not known", Do: "attestary verify"})
	}
	all = append(all, foundTasks(s.findings(v))...)
	for _, u := range s.due {
		all = append(all, Task{Kind: "due", Runbook: u.Runbook, Says: fmt.Sprintf("%s was to end %s", strings.TrimSuffix(u.Address, ".undo"), words(u.Due)), Do: verdict.UndoMends, Until: u.Missed})
	}
	for i := range v.Unfinished {
		if t, ok := s.unfinished(&v.Unfinished[i]); ok {
			all = append(all, t)
		}
	}
	for i := range v.Waivers {
		if w := &v.Waivers[i]; w.Active(instant(s.subject.AsOf)) && w.Expires < instant(s.subject.AsOf.Add(soon)) {
			runbook, _, _ := strings.Cut(w.Check, ".")
			all = append(all, Task{Kind: "waiver", Runbook: runbook, Says: fmt.Sprintf("the waiver of %s ends %s; %s owns it", w.Check, words(w.Expires), w.Owner.Login),
				Do: fmt.Sprintf("attestary show %d", w.Entry), Until: w.Expires, Later: true})
		}
	}
	all = append(all, s.claimed()...)
	ByGravity(all)
	return all
}

// ByGravity puts the gravest first.
func ByGravity(all []Task) {
	slices.SortStableFunc(all, func(a, b Task) int {
		return cmp.Or(cmp.Compare(slices.Index(TaskKinds, a.Kind), slices.Index(TaskKinds, b.Kind)), cmp.Compare(a.Runbook, b.Runbook))
	})
}

// foundTasks are the findings.
func foundTasks(f *verdict.Findings) (all []Task) {
	if f == nil {
		return nil
	}
	for i := range f.Glasses {
		g := &f.Glasses[i]
		all = append(all, Task{Kind: "glass", Runbook: g.Runbook, Says: "nobody confirmed the glass that " + g.By.Login + " broke " + words(g.At), Do: g.Mend})
	}
	for _, u := range f.Undos {
		all = append(all, Task{Kind: "undo", Runbook: u.Runbook, Says: fmt.Sprintf("%s was to end %s, and nothing says that it did", strings.TrimSuffix(u.Address, ".undo"), words(u.Due)), Do: u.Mend})
	}
	for _, e := range f.Exposed {
		all = append(all, Task{Kind: "exposed", Says: e.Secret + " is a secret of the " + e.Where + ": every workflow gets it", Do: e.Mend})
	}
	return all
}

// unfinished is a run without a result: one that is late, or one that may wait for people.
func (s *Scorer) unfinished(u *verdict.Unfinished) (Task, bool) {
	t := Task{Kind: "unfinished", Runbook: u.Runbook, Do: fmt.Sprintf("attestary show %d", u.Entry), Until: u.FinishBy}
	b := s.books[u.Runbook]
	switch {
	case u.Late:
		t.Says = "it told no end by " + words(u.FinishBy) + ", and counts as failed"
	case b != nil && asksPeople(b.plan):
		t.Kind, t.Says = "waits", "a run is under way, and may wait for people; it has until "+words(u.FinishBy)
	default:
		return t, false
	}
	return t, true
}

// claimed are the claims that are not met, each runbook once for each way in which it is not.
func (s *Scorer) claimed() []Task {
	var all []Task
	seen := map[string]bool{}
	for _, p := range s.subject.Framework.Pillars {
		for _, f := range p.Functions {
			var claims []*claim
			for _, stage := range catalog.Stages() {
				claims = append(claims, s.claims[cellID{f.ID, stage}]...)
			}
			for _, c := range claims {
				t, ok := s.claimTask(c, f.ID)
				if !ok || seen[t.Kind+" "+t.Runbook] {
					continue
				}
				seen[t.Kind+" "+t.Runbook] = true
				all = append(all, t)
			}
		}
	}
	return all
}

// claimTask is what there is to do about one claim.
func (s *Scorer) claimTask(c *claim, function string) (Task, bool) {
	p, step := s.prove(c)
	t := Task{Kind: string(p.Standing), Runbook: p.Runbook, Says: p.Why, Do: "attestary score --why " + function}
	if command := commandIn(step); command != "" {
		t.Do = command
	}
	switch {
	case p.Standing == verdict.Failing && p.Outcome != "" && p.Entry != nil:
		t.Says, t.Do = fmt.Sprintf("%s %s: %s", p.Outcome, words(p.EndedAt), few(p.Failed)), fmt.Sprintf("attestary show %d", *p.Entry)
	case p.Standing == verdict.Missed:
		t.Says = strings.Replace(strings.TrimPrefix(p.Why, "The "), "that was due", "due", 1)
	case p.Standing == verdict.Stale:
		t.Says = "it counted until " + words(p.FreshTo)
	case p.Standing == verdict.Unproven:
		if _, why, ok := strings.Cut(p.Why, " but "); ok {
			t.Says = why
		}
	}
	switch {
	case p.Due != "": // a newer run is under way
		return t, false
	case p.Standing == verdict.Waived:
		return t, false // the waiver is told where it ends
	case p.Standing == verdict.Unproven && s.unconfirmed[p.Run] && strings.HasPrefix(t.Do, "attestary confirm"):
		t.Kind, t.Says = "confirm", fmt.Sprintf("it passed %s; somebody of %s looks, too", words(p.EndedAt), strings.Join(c.book.plan.Confirm.By, " or "))
	case p.Standing == verdict.Met:
		until, err := time.Parse(instantForm, p.FreshTo)
		if err != nil || until.Sub(s.subject.AsOf) > min(soon, time.Duration(c.terms.FreshFor)*time.Second/4) || c.comes(s.subject.AsOf, until) {
			return t, false
		}
		t.Kind, t.Says, t.Until, t.Later = "soon", "it counts until "+spoken(until), p.FreshTo, true
		t.Do = "attestary run " + p.Runbook
	}
	return t, true
}

// comes tells whether a schedule starts the runbook before an instant.
func (c *claim) comes(asOf, before time.Time) bool {
	return slices.ContainsFunc(c.book.schedules, func(s schedule) bool { next := s.next(asOf); return !next.IsZero() && next.Before(before) })
}

// commandIn is the command that a step ends with, or "".
func commandIn(step string) string {
	at := strings.Index(step, "attestary ")
	if at < 0 {
		return ""
	}
	command, _, _ := strings.Cut(step[at:], ". ")
	return strings.TrimSuffix(command, ".")
}

// note remembers what tasks are made of beside what a score asks for.
func (s *Scorer) note(b *book, t *thing) {
	if b.plan.Confirm != nil && t.passed && t.run.Result.Confirmed == nil {
		s.unconfirmed[string(t.run.Key)] = true
	}
}

// owed remembers a change whose time is over, and that does not count as missed yet.
func (s *Scorer) owed(l *verdict.Loan) {
	asOf := instant(s.subject.AsOf)
	if (l.Returned == "" || l.Returned > asOf) && l.Due <= asOf && !l.Open(asOf) && !slices.ContainsFunc(s.due, l.Undo.Same) && len(s.due) < verdict.MaxFindings {
		s.due = append(s.due, l.Undo)
	}
}
