package conduct

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/plan"
)

// TestimoniesFormat names this version of what is handed on.
const TestimoniesFormat = "https://attestary.dev/testimonies/v1"

// maxTestimonies is how many bytes of them are read.
const maxTestimonies = 16 << 20

// Testimonies is what people answered, on its way from the one who heard it to those who go on with the run.
// Each is signed; that none is left out, its digest says.
type Testimonies struct {
	Format string      `json:"format"`
	Words  []Testimony `json:"words"` // in the order of the ledger
}

// Encode gives the one encoding.
func (t *Testimonies) Encode() ([]byte, error) {
	t.Format = TestimoniesFormat
	if t.Words == nil {
		t.Words = []Testimony{}
	}
	return canon.Encode(t)
}

// toldWord is a testimony whose signature counts.
type toldWord struct {
	approval  *evidence.Approval
	statement canon.Digest
	said      []evidence.Said
}

// ReadTestimonies reads what was handed on, and gives what the run hears of it. Each answer must be signed by who
// counts, be of this run, and be whole: answers in somebody's own words have the digests that the statement holds.
func ReadTestimonies(data []byte, who attest.Verifier, p *plan.Plan, authorization []byte) (engine.Inbox, error) {
	all, err := readTestimonies(data, who, p, authorization)
	if err != nil {
		return nil, err
	}
	said, err := evidence.ParseStatement(authorization)
	if err != nil {
		return nil, err
	}
	a, ok := said.(*evidence.Authorization)
	if !ok {
		return nil, fmt.Errorf("the authorization is a %s", said.Kind())
	}
	return inboxOf(p, a, canon.Sum(authorization), all), nil
}

func readTestimonies(data []byte, who attest.Verifier, p *plan.Plan, authorization []byte) ([]toldWord, error) {
	if len(data) > maxTestimonies {
		return nil, fmt.Errorf("what people answered: more than %d bytes", maxTestimonies)
	}
	var t Testimonies
	if err := canon.Decode(data, &t); err != nil {
		return nil, fmt.Errorf("what people answered: %w", err)
	}
	if t.Format != TestimoniesFormat {
		return nil, fmt.Errorf("what people answered: format is %.80q; this program reads %q", t.Format, TestimoniesFormat)
	}
	var all []toldWord
	for i := range t.Words {
		one, err := t.Words[i].open(who, canon.Sum(authorization))
		if err != nil {
			return nil, fmt.Errorf("answer %d: %w", i+1, err)
		}
		all = append(all, one)
	}
	return all, nil
}

func (t *Testimony) open(who attest.Verifier, authorization canon.Digest) (toldWord, error) {
	if t.Bundle == nil {
		return toldWord{}, errors.New("it has no bundle")
	}
	bundle, err := t.Bundle.Encode()
	if err != nil {
		return toldWord{}, err
	}
	statement, err := attest.Open(bundle, who)
	if err != nil {
		return toldWord{}, err
	}
	said, err := evidence.ParseStatement(statement)
	if err != nil {
		return toldWord{}, err
	}
	a, ok := said.(*evidence.Approval)
	if !ok || a.By.How != "forge" || a.Heard == nil || a.Authorization != authorization {
		return toldWord{}, errors.New("it is no answer of a person of the forge to this run")
	}
	if kept := keptWords(a, t.Said); len(kept) != len(t.Said) {
		return toldWord{}, errors.New("it comes with words that it has no digest of")
	}
	return toldWord{a, canon.Sum(statement), t.Said}, nil
}

// inboxOf hands over what was answered to a question. Who has a role was judged by who signed.
func inboxOf(p *plan.Plan, a *evidence.Authorization, authorization canon.Digest, all []toldWord) engine.Inbox {
	return func(_ context.Context, of engine.Question) ([]engine.Word, error) {
		q := rules.Question{
			Address: of.Address, Key: of.Key, Authorization: authorization, Shown: of.ShownDigest, Frozen: of.FrozenDigest, Expires: evidence.FormatInstant(of.Until),
			Requester: a.Requester, Holds: func(role string, by evidence.By) bool { return rules.InTeam(p, role, by) },
		}
		var said []*evidence.Approval
		all := slices.DeleteFunc(slices.Clone(all), func(t toldWord) bool { return t.approval.Answer == evidence.Unanswered })
		for _, t := range all {
			if t.approval.Name == of.Address && sameKey(t.approval.Key, of.Key) {
				said = append(said, t.approval)
			}
		}
		void := map[*evidence.Approval]string{}
		for _, v := range rules.Hear(p, q, said).Void {
			void[v.Said] = v.Why
		}
		var words []engine.Word
		for _, t := range all {
			if t.approval.Name == of.Address && sameKey(t.approval.Key, of.Key) {
				words = append(words, t.word(of, void[t.approval]))
			}
		}
		return words, nil
	}
}

// word is what the run hears. void tells why it does not count; "" where it does.
func (t toldWord) word(of engine.Question, void string) engine.Word {
	a := t.approval
	w := engine.Word{
		Address: a.Name, At: a.At, Frozen: a.Frozen, ID: a.By.ID, Job: of.Job, Login: a.By.Login, Reason: a.Reason, Shown: a.Shown,
		Statement: t.statement, Values: answersOf(a, t.said), Void: void, Yes: a.Answer == evidence.Yes,
	}
	for _, v := range a.Values {
		if _, known := w.Values[v.Name]; !known && w.Void == "" {
			w.Void = fmt.Sprintf("has an answer %s in words that are gone: its comment was changed or deleted", v.Name)
		}
	}
	return w
}
