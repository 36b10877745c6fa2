package conduct

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// The inbox of a run: what people have said, each word a file in the run's folder that its author, or whoever
// carries it, laid there. The run takes those that count into the ledger before it goes on; those that do
// not count stay where they are and are told.

const wordPrefix = "word-"

// Post lays a person's word into the folder of the run that it answers. Doing it twice changes nothing.
func (d *Desk) Post(path string, w *evidence.Word) error {
	f, a, err := reopen(path)
	if err != nil {
		return err
	}
	said, err := w.Statement()
	if err != nil {
		return err
	}
	if approval, ok := said.(*evidence.Approval); !ok || a == nil || approval.Run != a.Run.Key() {
		return errors.New("the word answers another run")
	}
	data, err := w.Encode()
	if err != nil {
		return err
	}
	return f.keep(wordPrefix+canon.Sum(w.Bundle.Envelope.Payload).Hex()[:32], data)
}

// heard is one word of the inbox, opened with the key that came with it.
type heard struct {
	word      *evidence.Word
	approval  *evidence.Approval
	statement canon.Digest
	person    *key.Public
}

// words are the words in the folder. What cannot be opened is an error beside the rest.
func (d *Desk) words(f *folder) (all []heard, err error) {
	entries, err := os.ReadDir(f.path)
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), wordPrefix) || strings.HasSuffix(e.Name(), ".new") {
			continue
		}
		h, wrong := d.word(filepath.Join(f.path, e.Name()))
		if wrong != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", e.Name(), wrong))
			continue
		}
		all = append(all, h)
	}
	return all, err
}

func (d *Desk) word(path string) (h heard, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return h, err
	}
	if h.word, err = evidence.ParseWord(data); err != nil {
		return h, err
	}
	if h.person, err = key.ParseSPKI(h.word.Key); err != nil {
		return h, err
	}
	bundle, err := h.word.Bundle.Encode()
	if err != nil {
		return h, err
	}
	said, statement, err := attest.Hear(bundle, h.person, d.World.Now())
	if err != nil {
		return h, err
	}
	approval, ok := said.(*evidence.Approval)
	if !ok {
		return h, fmt.Errorf("it is a %s, and answers nothing", said.Kind())
	}
	h.approval, h.statement = approval, canon.Sum(statement)
	return h, nil
}

// inbox hands the run what people have said, in the order in which they said it. What counts is in the
// ledger before the run hears of it.
func (d *Desk) inbox(f *folder, p *plan.Plan, a *evidence.Authorization) engine.Inbox {
	return func(ctx context.Context, of engine.Question) ([]engine.Word, error) {
		q, err := d.ask(ctx, f, a, of)
		if err != nil {
			return nil, err
		}
		all, err := d.words(f)
		slices.SortStableFunc(all, func(x, y heard) int {
			return cmp.Or(cmp.Compare(x.approval.At, y.approval.At), cmp.Compare(x.statement, y.statement))
		})
		var said []*evidence.Approval
		for _, h := range all {
			if h.approval.Name == q.Address && sameKey(h.approval.Key, q.Key) {
				said = append(said, h.approval)
			}
		}
		void := map[*evidence.Approval]string{}
		for _, v := range rules.Hear(p, q.Rules(a), said).Void {
			void[v.Said] = v.Why
		}
		var words []engine.Word
		for _, h := range all {
			if !slices.Contains(said, h.approval) {
				continue
			}
			why := cmp.Or(void[h.approval], d.unlisted(h.approval))
			if why == "" {
				if err := d.take(ctx, f, h); err != nil {
					return words, err
				}
			}
			words = append(words, wordOf(h, of, why))
		}
		return words, err
	}
}

func sameKey(a, b *string) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }

// unlisted tells that somebody has left the role since the plan was compiled: as the project stands now,
// their word does not count.
func (d *Desk) unlisted(a *evidence.Approval) string {
	if d.Today == nil || rules.Holds(d.Today, a.Role, a.By) {
		return ""
	}
	return fmt.Sprintf("is by somebody who does not have the role %s any more", a.Role)
}

// take brings a person's word into the ledger.
func (d *Desk) take(ctx context.Context, f *folder, h heard) error {
	bundle, err := h.word.Bundle.Encode()
	if err != nil {
		return err
	}
	return d.Ledger.Append(ctx, ledger.Item{Bundle: bundle, Authorization: f.authorization, Person: h.person})
}

// wordOf is what the run hears. void tells why it does not count; "" where it does.
func wordOf(h heard, of engine.Question, void string) engine.Word {
	a := h.approval
	w := engine.Word{
		Address: a.Name, At: a.At, Frozen: a.Frozen, ID: a.By.ID, Job: of.Job, Login: a.By.Login, Reason: a.Reason, Shown: a.Shown,
		Statement: h.statement, Values: map[string]expr.Value{}, Void: void, Yes: a.Answer == evidence.Yes,
	}
	for _, v := range a.Values {
		if v.Value != nil {
			w.Values[v.Name] = *v.Value
		}
	}
	for _, s := range h.word.Said {
		w.Values[s.Name] = s.Value
	}
	return w
}
