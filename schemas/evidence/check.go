package evidence

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/attestary/attestary/schemas/canon"
)

// emptyRoot is the root of a tree without entries: the SHA-256 of nothing (RFC 6962, 2.1).
const emptyRoot canon.Digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// Check tells the first rule of its own that the predicate breaks.
func (l *Ledger) Check() error {
	if err := checkInstants("at", l.At); err != nil {
		return err
	}
	if l.Format != LedgerFormat {
		return fmt.Errorf("format is %.80q; this program reads %q", l.Format, LedgerFormat)
	}
	if err := errors.Join(CheckOrigin(l.Origin), checkForgeID("owner_id", l.Owner), checkForgeID("repository_id", l.Repository)); err != nil {
		return err
	}
	if l.Seen != (Seen{Origin: l.Origin, Root: emptyRoot}) {
		return errors.New("seen: entry 0 has seen the empty tree of its own ledger, and nothing else")
	}
	return nil
}

// Check tells the first rule of its own that the predicate breaks.
func (a *Authorization) Check() error {
	for _, check := range []func() error{a.checkHead, a.checkWhat, a.checkWho, a.checkAnswers} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (a *Authorization) checkHead() error {
	if err := checkInstants("at", a.At, "finish_by", a.FinishBy, "not_after", a.NotAfter); err != nil {
		return err
	}
	if err := a.Seen.Check(); err != nil {
		return fmt.Errorf("seen: %w", err)
	}
	if err := a.Run.Check(); err != nil {
		return fmt.Errorf("run: %w", err)
	}
	if a.Run.Origin != a.Seen.Origin {
		return fmt.Errorf("run: origin %q is not that of the ledger that it has seen, %q", a.Run.Origin, a.Seen.Origin)
	}
	return nil
}

// triggerKinds are those of a plan, and that of a run which takes back what another one changed for a while.
var triggerKinds = []string{"schedule", "manual", "issue", "event", "pull_request", "finding", "undo"}

func (a *Authorization) checkWhat() error {
	if err := a.Plan.check(); err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	if !isName(a.Runbook) {
		return fmt.Errorf("runbook: %.80q is not a name", a.Runbook)
	}
	if a.Mode != Live && a.Mode != Rehearsal {
		return fmt.Errorf("mode: %.80q is neither %q nor %q", a.Mode, Live, Rehearsal)
	}
	if !slices.Contains(triggerKinds, a.Trigger.Kind) {
		return fmt.Errorf("trigger: %.80q is none of %s", a.Trigger.Kind, strings.Join(triggerKinds, ", "))
	}
	if (a.Undoes != nil) != (a.Trigger == UndoTrigger) || (a.Trigger.Kind == "undo") != (a.Trigger == UndoTrigger) {
		return errors.New("undoes: a run of the trigger undo says whose changes it takes back, and no other does")
	}
	if a.Undoes != nil {
		if err := a.Undoes.Check(); err != nil {
			return fmt.Errorf("undoes: %w", err)
		}
	}
	if !isName(a.Trigger.Name) {
		return fmt.Errorf("trigger: %.80q is not a name", a.Trigger.Name)
	}
	return errors.Join(checkCommit(a.Commit), checkWords("compiler", a.Compiler, 80),
		checkForgeID("owner_id", a.Owner), checkForgeID("repository_id", a.Repository))
}

func (a *Authorization) checkWho() error {
	if a.Requester != nil {
		if err := a.Requester.check(); err != nil {
			return fmt.Errorf("requester: %w", err)
		}
	}
	for _, r := range a.Reviews {
		if err := errors.Join(r.By.check(), checkCommit(r.Commit)); err != nil {
			return fmt.Errorf("review by %.40q: %w", r.By.ID, err)
		}
		if !isName(r.Role) {
			return fmt.Errorf("review by %.40q: %.80q is not the name of a role", r.By.ID, r.Role)
		}
	}
	order := func(x, y *ReviewCount) bool {
		return x.By.ID < y.By.ID || x.By.ID == y.By.ID && x.Role < y.Role
	}
	if i, ok := sorted(a.Reviews, order); !ok {
		return fmt.Errorf("reviews: the one by %.40q is not in its place, or there twice", a.Reviews[i].By.ID)
	}
	return checkWords("rule", a.Rule, 200)
}

func (a *Authorization) checkAnswers() error {
	for _, g := range a.Gates {
		if !isName(g.Name) {
			return fmt.Errorf("gate: %.80q is not a name", g.Name)
		}
		if !slices.Contains([]Outcome{Passed, Failed, Blocked, Unknown}, g.Outcome) {
			return fmt.Errorf("gate %s: %.80q is none of passed, failed, blocked, unknown", g.Name, g.Outcome)
		}
	}
	if i, ok := sorted(a.Gates, func(x, y *Gate) bool { return x.Name < y.Name }); !ok {
		return fmt.Errorf("gate %s: it is not in its place, or there twice", a.Gates[i].Name)
	}
	for _, in := range a.Inputs {
		if !isName(in.Name) {
			return fmt.Errorf("input: %.80q is not a name", in.Name)
		}
	}
	if i, ok := sorted(a.Inputs, func(x, y *InputValue) bool { return x.Name < y.Name }); !ok {
		return fmt.Errorf("input %s: it is not in its place, or there twice", a.Inputs[i].Name)
	}
	return nil
}

func (b By) check() error {
	switch b.How {
	case "key":
		if err := canon.Digest(b.ID).Check(); err != nil {
			return fmt.Errorf("id: %w", err)
		}
	case "forge":
		if len(b.ID) > 20 || !consists(b.ID, digits) || b.ID[0] == '0' {
			return fmt.Errorf("id: %.80q is not a numeric id", b.ID)
		}
	default:
		return fmt.Errorf("how: %.80q is neither key nor forge", b.How)
	}
	return checkWords("login", b.Login, 100)
}

// Check tells the first rule of its own that the predicate breaks.
func (r *Run) Check() error {
	if err := checkInstants("at", r.At, "ended_at", r.EndedAt, "started_at", r.StartedAt); err != nil {
		return err
	}
	if err := r.Authorization.Check(); err != nil {
		return fmt.Errorf("authorization: %w", err)
	}
	if err := r.Record.check(); err != nil {
		return fmt.Errorf("record: %w", err)
	}
	if r.Record.Size > MaxRecord {
		return fmt.Errorf("record: %d bytes; at most %d are allowed", r.Record.Size, MaxRecord)
	}
	if !r.Outcome.ofRun() {
		return fmt.Errorf("outcome: %.80q is not that of a run", r.Outcome)
	}
	if err := r.Seen.Check(); err != nil {
		return fmt.Errorf("seen: %w", err)
	}
	if err := r.Runner.check(); err != nil {
		return fmt.Errorf("runner: %w", err)
	}
	return r.checkContinued()
}

// maxContinued is how often a run waits for people at most, each time to go on in another run of the forge.
const maxContinued = 100

func (r *Run) checkContinued() error {
	if len(r.Continued) > maxContinued || r.Continued != nil && len(r.Continued) == 0 {
		return fmt.Errorf("continued: it went on in %d runs; 1 to %d are named", len(r.Continued), maxContinued)
	}
	for i, id := range r.Continued {
		if err := checkRunOf("continued", id, r.Seen); err != nil {
			return err
		}
		if slices.Contains(r.Continued[:i], id) {
			return fmt.Errorf("continued: run %s, attempt %d, is there twice", id.ID, id.Attempt)
		}
	}
	return nil
}

func (r Runner) check() error {
	for _, word := range []string{r.Arch, r.Host, r.OS} {
		if len(word) > 40 || !consists(word, nameTail+".") {
			return fmt.Errorf("%.80q is not a short word", word)
		}
	}
	if strings.TrimSpace(r.Program) != r.Program {
		return errors.New("program: space around it")
	}
	return checkWords("program", r.Program, 80)
}

// Check tells the first rule of its own that it breaks.
func (s *Seen) Check() error {
	if err := CheckOrigin(s.Origin); err != nil {
		return err
	}
	if err := s.Root.Check(); err != nil {
		return fmt.Errorf("root: %w", err)
	}
	if s.Size < 0 || s.Size > maxCount || (s.Size == 0) != (s.Root == emptyRoot) {
		return fmt.Errorf("size: %d does not go with root %s", s.Size, s.Root)
	}
	if (s.Entry == nil) != (s.Bundle == nil) {
		return errors.New("entry and bundle: either both are null, or none")
	}
	if s.Entry == nil {
		return nil
	}
	if *s.Entry < 0 || *s.Entry >= s.Size {
		return fmt.Errorf("entry: %d is not in a tree of size %d", *s.Entry, s.Size)
	}
	return s.Bundle.Check()
}
