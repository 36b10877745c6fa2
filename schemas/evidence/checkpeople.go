package evidence

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/attestary/attestary/schemas/canon"
)

const (
	// maxSaid is how many characters of a person's own words a statement holds.
	maxSaid = 500
	// maxBroken is how long the glass stays broken.
	maxBroken = 24 * time.Hour
)

// Check tells the first rule of its own that the predicate breaks.
func (r *Review) Check() error {
	if err := r.Answer.check(r.Reason); err != nil {
		return err
	}
	if err := r.Plan.check(); err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	if !isName(r.Runbook) {
		return fmt.Errorf("runbook: %.80q is not a name", r.Runbook)
	}
	if r.By.How != "key" {
		return errors.New("by: a forge keeps its reviews itself; this is the review of somebody who signs")
	}
	return errors.Join(checkSpoken(r), checkCommit(r.Commit))
}

// Check tells the first rule of its own that the predicate breaks. What was refused keeps the rules of what
// could have been authorised.
func (d *Denial) Check() error {
	a := Authorization{
		At: d.At, FinishBy: d.At, NotAfter: d.At, Seen: d.Seen, Run: d.Run, Plan: d.Plan, Runbook: d.Runbook, Mode: d.Mode,
		Trigger: d.Trigger, Commit: d.Commit, Compiler: "-", Owner: d.Owner, Repository: d.Repository, Requester: d.Requester, Rule: d.Rule,
	}
	if d.Gate == nil {
		return a.Check()
	}
	if d.Gate.Outcome == Passed {
		return fmt.Errorf("gate %.80s: it says yes; a denial names one that does not", d.Gate.Name)
	}
	a.Gates = []Gate{*d.Gate}
	return a.Check()
}

// Check tells the first rule of its own that the predicate breaks. Whether it was answered in time is for
// verification to say.
func (a *Approval) Check() error {
	if err := checkInstants("expires", a.Expires); err != nil {
		return err
	}
	if err := a.checkAnswer(); err != nil {
		return err
	}
	if err := checkAsked(a.Name, a.Key); err != nil {
		return err
	}
	if !isName(a.Role) {
		return fmt.Errorf("role: %.80q is not the name of a role", a.Role)
	}
	if err := checkDigests(named{"authorization", a.Authorization}, named{"frozen", a.Frozen}, named{"run", a.Run}, named{"shown", a.Shown}); err != nil {
		return err
	}
	return errors.Join(checkSpoken(a), a.checkValues(), a.checkHeard())
}

// checkAnswer holds an answer; and that it is told only of a run that waits in an issue, and after its time, that there is
// none.
func (a *Approval) checkAnswer() error {
	switch {
	case a.Answer != Unanswered:
		return a.Answer.check(a.Reason)
	case a.Heard == nil || a.Heard.Comment == 0:
		return fmt.Errorf("answer: %q is told of a run that waits in an issue, and of no other", Unanswered)
	case a.At <= a.Expires || a.Reason != "":
		return fmt.Errorf("answer: %q has no reason, and is told after the time to answer is over", Unanswered)
	}
	return nil
}

// checkHeard holds that a word which a forge keeps says where: a comment of an issue, or an environment.
func (a *Approval) checkHeard() error {
	h := a.Heard
	if h == nil {
		return nil
	}
	comment := h.Comment > 0 && h.Issue > 0 && h.Environment == ""
	switch {
	case a.By.How != "forge":
		return errors.New("heard: a word that a person signs is heard nowhere else")
	case !comment && (h.Comment != 0 || h.Issue != 0 || h.Environment == ""):
		return errors.New("heard: it is a comment of an issue, or the word of an environment's reviewer")
	case comment && h.State == "":
		return errors.New("heard: state: who answers in an issue answers a run that has stopped; this is of none")
	}
	if h.State != "" {
		if err := h.State.Check(); err != nil {
			return fmt.Errorf("heard: state: %w", err)
		}
	}
	if h.Environment != "" {
		if err := checkWords("environment", h.Environment, 255); err != nil {
			return fmt.Errorf("heard: %w", err)
		}
	}
	if err := errors.Join(checkForgeID("comment", h.Comment), checkForgeID("issue", h.Issue)); err != nil {
		return fmt.Errorf("heard: %w", err)
	}
	return checkRunOf("heard: run", h.Run, a.Seen)
}

// checkRunOf holds a run of the forge that an entry names beside its own.
func checkRunOf(what string, id RunID, seen Seen) error {
	if err := id.Check(); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if id.Origin != seen.Origin {
		return fmt.Errorf("%s: origin %q is not that of the ledger that it has seen, %q", what, id.Origin, seen.Origin)
	}
	return nil
}

// checkValues holds that an ask which was answered has answers, and that nothing else has.
func (a *Approval) checkValues() error {
	if answered := strings.HasPrefix(a.Name, "ask.") && a.Answer == Yes; answered != (len(a.Values) > 0) {
		return errors.New("values: an ask that was answered has them, and nothing else has")
	}
	for _, v := range a.Values {
		if !isName(v.Name) {
			return fmt.Errorf("values: %.80q is not a name", v.Name)
		}
		if (v.Digest == nil) == (v.Value == nil) {
			return fmt.Errorf("value %s: it is either told, or its digest is", v.Name)
		}
		if v.Digest == nil {
			continue
		}
		if err := v.Digest.Check(); err != nil {
			return fmt.Errorf("value %s: digest: %w", v.Name, err)
		}
	}
	if i, ok := sorted(a.Values, func(x, y *AnswerValue) bool { return x.Name < y.Name }); !ok {
		return fmt.Errorf("value %s: it is not in its place, or there twice", a.Values[i].Name)
	}
	return nil
}

// Check tells the first rule of its own that the predicate breaks.
func (c *Confirmation) Check() error {
	if err := checkDigests(named{"result", c.Result}, named{"run", c.Run}); err != nil {
		return err
	}
	return errors.Join(checkSpoken(c), checkWords("checked", c.Checked, maxSaid), checkWords("words", c.Words, maxSaid))
}

// Check tells the first rule of its own that the predicate breaks.
func (b *Breakglass) Check() error {
	if err := checkInstants("at", b.At, "expires", b.Expires); err != nil {
		return err
	}
	from, _ := ParseInstant(b.At)
	to, _ := ParseInstant(b.Expires)
	if d := to.Sub(from); d <= 0 || d > maxBroken {
		return fmt.Errorf("expires: %s is not within 24 hours after %s", b.Expires, b.At)
	}
	if !isName(b.Role) {
		return fmt.Errorf("role: %.80q is not the name of a role", b.Role)
	}
	if err := checkDigests(named{"authorization", b.Authorization}, named{"run", b.Run}); err != nil {
		return err
	}
	return errors.Join(checkSpoken(b), checkWords("reason", b.Reason, maxSaid))
}

// checkSpoken holds what every word of a person has: when, whose, and what they had seen of the ledger.
func checkSpoken(s Spoken) error {
	if err := checkInstants("at", s.Claimed()); err != nil {
		return err
	}
	if err := s.Speaker().check(); err != nil {
		return fmt.Errorf("by: %w", err)
	}
	if err := s.Saw().Check(); err != nil {
		return fmt.Errorf("seen: %w", err)
	}
	return nil
}

// check holds an answer, and that who says no says why.
func (a Answer) check(reason string) error {
	switch {
	case a != Yes && a != No:
		return fmt.Errorf("answer: %.80q is neither %q nor %q", a, Yes, No)
	case a == Yes && reason == "":
		return nil
	}
	return checkWords("reason", reason, maxSaid)
}

// checkAsked holds the address of what asks people, and the key of its phase's item.
func checkAsked(address string, key *string) error {
	room, name, _ := strings.Cut(address, ".")
	if !slices.Contains([]string{"approval", "ask"}, room) || !isName(name) {
		return fmt.Errorf("name: %.80q is neither approval.NAME nor ask.NAME", address)
	}
	return checkKey(key)
}

// named is a digest, and the member of a document that holds it.
type named struct {
	name   string
	digest canon.Digest
}

func checkDigests(all ...named) error {
	for _, n := range all {
		if err := n.digest.Check(); err != nil {
			return fmt.Errorf("%s: %w", n.name, err)
		}
	}
	return nil
}
