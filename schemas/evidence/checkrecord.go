package evidence

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxKey is how many characters the key of an item has at most.
const maxKey = 200

// Check tells the first rule of its own that the record breaks. Whether its outcome follows from its
// steps (Overall), and these from their operands, is for verification to say.
func (r *Record) Check() error {
	if r.Format != RecordFormat {
		return fmt.Errorf("format is %.80q; this program reads %q", r.Format, RecordFormat)
	}
	if err := checkInstants("ended_at", r.EndedAt, "started_at", r.StartedAt); err != nil {
		return err
	}
	if r.EndedAt < r.StartedAt {
		return fmt.Errorf("ended_at: %s is before it started", r.EndedAt)
	}
	if r.Mode != Live && r.Mode != Rehearsal {
		return fmt.Errorf("mode: %.80q is neither %q nor %q", r.Mode, Live, Rehearsal)
	}
	if !r.Outcome.ofRun() {
		return fmt.Errorf("outcome: %.80q is not that of a run", r.Outcome)
	}
	if err := r.Plan.Check(); err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	if err := r.Run.Check(); err != nil {
		return fmt.Errorf("run: %w", err)
	}
	return firstError(checkReason(r.Reason), r.checkAsked, r.checkDue, r.checkSteps, r.checkChecks, r.checkEvidence, r.checkTargets)
}

func firstError(err error, rest ...func() error) error {
	for _, check := range rest {
		if err != nil {
			return err
		}
		err = check()
	}
	return err
}

func (r *Record) checkAsked() error {
	for i := range r.Asked {
		if err := r.Asked[i].check(); err != nil {
			return fmt.Errorf("%.80q%s: %w", r.Asked[i].Address, item(r.Asked[i].Key), err)
		}
	}
	order := func(a, b *AskedRecord) bool { return before(a.Address, a.Key, b.Address, b.Key) }
	if i, ok := sorted(r.Asked, order); !ok {
		return fmt.Errorf("%s%s: it is not in its place, or there twice", r.Asked[i].Address, item(r.Asked[i].Key))
	}
	return nil
}

// check holds that who was asked was shown something, for something, until some time; and that nothing
// passes of which nobody was asked.
func (a *AskedRecord) check() error {
	asked := a.StartedAt != ""
	switch {
	case !a.Outcome.ofAsked():
		return fmt.Errorf("outcome: %.80q is not that of an approval or ask", a.Outcome)
	case a.Outcome == Passed && !asked:
		return errors.New("outcome: it passed, and nobody was asked")
	case (a.Expires != "") != asked, (a.Shown != nil) != asked, (a.Frozen != nil) != asked:
		return errors.New("expires, frozen, shown, started_at: all of them are told where people were asked, and else none")
	case a.EndedAt != "" && (!asked || !isInstant(a.EndedAt)):
		return fmt.Errorf("ended_at: %.40q is not an instant, or nobody was asked", a.EndedAt)
	case asked:
		if err := errors.Join(checkInstants("started_at", a.StartedAt, "expires", a.Expires),
			checkDigests(named{"frozen", *a.Frozen}, named{"shown", *a.Shown})); err != nil {
			return err
		}
	}
	return errors.Join(checkAsked(a.Address, a.Key), checkReason(a.Reason))
}

func (r *Record) checkDue() error {
	for i := range r.Due {
		d := &r.Due[i]
		name, ok := strings.CutSuffix(d.Address, ".undo")
		switch {
		case !ok || !strings.HasPrefix(name, "step.") || !isAddress(name):
			return fmt.Errorf("due: %.80q is not step.NAME.undo", d.Address)
		case !isInstant(d.At):
			return fmt.Errorf("due: %s: %.40q is not an instant", d.Address, d.At)
		}
		if err := errors.Join(d.Call.Check(), checkKey(d.Key)); err != nil {
			return fmt.Errorf("due: %s: %w", d.Address, err)
		}
	}
	order := func(a, b *DueRecord) bool { return before(a.Address, a.Key, b.Address, b.Key) }
	if i, ok := sorted(r.Due, order); !ok {
		return fmt.Errorf("due: %s%s: it is not in its place, or there twice", r.Due[i].Address, item(r.Due[i].Key))
	}
	return nil
}

func (r *Record) checkSteps() error {
	for i := range r.Steps {
		if err := r.Steps[i].check(); err != nil {
			return fmt.Errorf("%.80q%s: %w", r.Steps[i].Address, item(r.Steps[i].Key), err)
		}
	}
	order := func(a, b *StepRecord) bool { return before(a.Address, a.Key, b.Address, b.Key) }
	if i, ok := sorted(r.Steps, order); !ok {
		return fmt.Errorf("%s%s: it is not in its place, or there twice", r.Steps[i].Address, item(r.Steps[i].Key))
	}
	return nil
}

func (s *StepRecord) check() error {
	switch {
	case !isAddress(s.Address):
		return errors.New("address: it is none of step.NAME, step.NAME.undo, phase.NAME, gate.NAME")
	case !s.Outcome.ofStep():
		return fmt.Errorf("outcome: %.80q is not that of a step", s.Outcome)
	case s.Attempts < 0 || s.Attempts > maxCount:
		return fmt.Errorf("attempts: %d are none", s.Attempts)
	case s.StartedAt != "" && !isInstant(s.StartedAt):
		return fmt.Errorf("started_at: %.40q is not an instant", s.StartedAt)
	case s.EndedAt != "" && (!isInstant(s.EndedAt) || s.StartedAt == ""):
		return fmt.Errorf("ended_at: %.40q is not an instant, or it never started", s.EndedAt)
	}
	for i := range s.Expects {
		if e := &s.Expects[i]; !isName(e.Name) || !e.Outcome.ofCondition() {
			return fmt.Errorf("expectation %.80q: %.80q is none of passed, failed, unknown, or it has no name", e.Name, e.Outcome)
		}
	}
	if i, ok := sorted(s.Expects, func(a, b *ExpectRecord) bool { return a.Name < b.Name }); !ok {
		return fmt.Errorf("expectation %s: it is not in its place, or there twice", s.Expects[i].Name)
	}
	return errors.Join(checkKey(s.Key), checkReason(s.Reason))
}

// isAddress takes what a run comes to: a step and its undo, a phase that did not run, a gate that was asked
// again.
func isAddress(address string) bool {
	kind, name, _ := strings.Cut(address, ".")
	if kind == "step" {
		name = strings.TrimSuffix(name, ".undo")
	}
	return slices.Contains([]string{"step", "phase", "gate"}, kind) && isName(name)
}

func (r *Record) checkChecks() error {
	for i := range r.Checks {
		if err := r.Checks[i].check(); err != nil {
			return fmt.Errorf("check %.80q%s: %w", r.Checks[i].Name, item(r.Checks[i].Key), err)
		}
	}
	order := func(a, b *CheckRecord) bool { return before(a.Name, a.Key, b.Name, b.Key) }
	if i, ok := sorted(r.Checks, order); !ok {
		return fmt.Errorf("check %s%s: it is not in its place, or there twice", r.Checks[i].Name, item(r.Checks[i].Key))
	}
	return nil
}

func (c *CheckRecord) check() error {
	switch {
	case !isName(c.Name):
		return errors.New("it has no name")
	case !c.Outcome.ofCondition():
		return fmt.Errorf("outcome: %.80q is none of passed, failed, unknown", c.Outcome)
	case !slices.Contains([]string{"low", "medium", "high"}, c.Severity):
		return fmt.Errorf("severity: %.80q is none of low, medium, high", c.Severity)
	}
	return checkKey(c.Key)
}

func (r *Record) checkEvidence() error {
	for i := range r.Evidence {
		e := &r.Evidence[i]
		if !isName(e.Name) {
			return fmt.Errorf("evidence: %.80q is not a name", e.Name)
		}
		if e.Digest == nil {
			continue
		}
		if err := e.Digest.Check(); err != nil {
			return fmt.Errorf("evidence %s: digest: %w", e.Name, err)
		}
		if e.Value != nil {
			return fmt.Errorf("evidence %s: a digest stands in place of the value, not beside it", e.Name)
		}
	}
	if i, ok := sorted(r.Evidence, func(a, b *EvidenceValue) bool { return a.Name < b.Name }); !ok {
		return fmt.Errorf("evidence %s: it is not in its place, or there twice", r.Evidence[i].Name)
	}
	return nil
}

// before orders by name, then by key; what has no key comes first.
func before(nameA string, keyA *string, nameB string, keyB *string) bool {
	if nameA != nameB {
		return nameA < nameB
	}
	return keyB != nil && (keyA == nil || *keyA < *keyB)
}

func checkKey(key *string) error {
	if key != nil && utf8.RuneCountInString(*key) > maxKey {
		return fmt.Errorf("key: more than %d characters", maxKey)
	}
	return nil
}

// checkReason takes the short words of an engine: what it met is not told in a record, only its kind.
func checkReason(reason string) error {
	if reason != "" && !isName(reason) {
		return fmt.Errorf("reason: %.80q is not one short word", reason)
	}
	return nil
}

func item(key *string) string {
	if key == nil {
		return ""
	}
	return fmt.Sprintf("[%.80q]", *key)
}
