package conduct

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// State names what a run was left waiting with: an answer is to that, and lets the run go on from there.
func (p *Pending) State() (canon.Digest, error) {
	data, err := canon.Encode(p)
	return canon.Sum(data), err
}

// Ask makes the questions of a run that is left waiting.
func (d *Desk) Ask(ctx context.Context, s *Shown, open []engine.Question) ([]*Question, error) {
	seen, err := d.Ledger.Seen(ctx)
	if err != nil {
		return nil, err
	}
	all := []*Question{}
	for _, of := range open {
		all = append(all, &Question{
			Address: of.Address, Authorization: canon.Sum(s.Statement), Expires: evidence.FormatInstant(of.Until), Format: QuestionFormat, Frozen: of.FrozenDigest,
			Job: of.Job, Key: of.Key, Run: s.Authorization.Run.Key(), Runbook: s.Authorization.Runbook, Salt: s.salt(of.Address, of.Job), Seen: seen,
			Shown: of.Shown, ShownDigest: of.ShownDigest,
		})
	}
	return all, nil
}

// salt hides what people answer to a question in their own words. All jobs of the run know how it begins, and the
// ledger does not.
func (s *Shown) salt(address, job string) string {
	h := sha256.New()
	fmt.Fprintf(h, "attestary.dev/answer/v1\n%s\n%s\n%s\n", address, canon.Sum([]byte(job)), canon.Sum(s.papers.Opening))
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Elsewhere tells that a run goes on in another run of the workflow, or nowhere yet.
type Elsewhere struct{ In *evidence.RunID }

func (e *Elsewhere) Error() string {
	if e.In == nil {
		return "nobody has answered what the run waits for, so it does not go on"
	}
	return fmt.Sprintf("the run goes on in run %s of the workflow, attempt %d, and nowhere else", e.In.ID, e.In.Attempt)
}

// Hears is what the ledger has of people's answers, for a process that goes on with a run: what it hears, and
// whether what others tell was said. It holds that the run goes on in this run of the workflow: as the ledger has it, an
// answer that decided was heard here first.
func (c Check) Hears(ctx context.Context, s *Shown, from Answers, told []byte) (engine.Inbox, func(engine.Word) bool, error) {
	held, err := from.Approvals(ctx, s.Authorization)
	if err != nil {
		return nil, nil, err
	}
	known := map[canon.Digest]*evidence.Approval{}
	for _, a := range held {
		bundle, err := evidence.ParseBundle(a.Bundle)
		if err != nil {
			return nil, nil, err
		}
		known[canon.Sum(bundle.Envelope.Payload)] = a.Said
	}
	heard := func(w engine.Word) bool { a := known[w.Statement]; return a != nil && s.says(a, w) }
	if c.Pending == nil {
		return nil, heard, nil
	}
	state, err := c.Pending.State()
	if err != nil {
		return nil, nil, err
	}
	e := &ear{Listening: Listening{Plan: c.Plan, State: state, Questions: c.Pending.Questions, Answers: from, Holds: c.inTeam}, statement: s.Statement, of: s.Authorization}
	if err := e.read(ctx); err != nil {
		return nil, nil, err
	}
	in, decided := e.decider()
	if in == nil || *in != s.Continued[len(s.Continued)-1] {
		return nil, nil, &Elsewhere{in}
	}
	if e.held[decided].Said.Answer != evidence.Unanswered {
		if err := c.inTime(s.Authorization); err != nil {
			return nil, nil, err
		}
	}
	words, err := readTestimonies(told, c.Trust, c.Plan, s.Statement)
	if err != nil {
		return nil, nil, err
	}
	for _, a := range e.held[:decided+1] { // what was said later, nobody here has to know
		bundle, _ := evidence.ParseBundle(a.Bundle)
		if !slices.ContainsFunc(words, func(t toldWord) bool { return t.statement == canon.Sum(bundle.Envelope.Payload) }) {
			return nil, nil, fmt.Errorf("what people answered: that of %s is missing, entry %d", a.Said.By.Login, a.Index)
		}
	}
	return inboxOf(c.Plan, s.Authorization, canon.Sum(s.Statement), words), heard, nil
}

func (c Check) inTeam(role string, by evidence.By) bool { return rules.InTeam(c.Plan, role, by) }

// says tells whether a word is what somebody said: what the ledger has of it.
func (s *Shown) says(a *evidence.Approval, w engine.Word) bool {
	if a.Answer == evidence.Unanswered || a.Name != w.Address || a.At != w.At || a.By.ID != w.ID || a.By.Login != w.Login || (a.Answer == evidence.Yes) != w.Yes || a.Reason != w.Reason ||
		a.Shown != w.Shown || a.Frozen != w.Frozen || len(a.Values) != len(w.Values) {
		return false
	}
	for _, v := range a.Values {
		value, there := w.Values[v.Name]
		if v.Digest == nil {
			if !there || v.Value == nil || !value.Equal(*v.Value) {
				return false
			}
			continue
		}
		digest, err := evidence.Said{Name: v.Name, Salt: s.salt(w.Address, w.Job), Value: value}.Digest()
		if !there || err != nil || digest != *v.Digest {
			return false
		}
	}
	return true
}
