package contract

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Next is the key that Key gives way to.
var Next = sync.OnceValue(newKey)

// Rotate makes the halves of a rotation.
func (a *Author) Rotate(old, new *key.Key, seen ledger.Checkpoint) [2]ledger.Item {
	a.t.Helper()
	halves, err := attest.Rotate(a.t.Context(), attest.Rotation{At: Noon, Old: old.SPKI(), New: new.SPKI(), Seen: seen.Seen()}, old, new)
	if err != nil {
		a.t.Fatal(err)
	}
	return [2]ledger.Item{{Bundle: halves[0]}, {Bundle: halves[1]}}
}

// WriterOf is one that signs with a key, and continues what these have signed.
func WriterOf(store ledger.Store, signer *key.Key, trusted ...*key.Key) *ledger.Writer {
	w := Writer(store)
	w.Signer = signer
	all := []attest.Verifier{signer.Public()}
	for _, k := range trusted {
		all = append(all, k.Public())
	}
	w.Trust = attest.Any(all...)
	return w
}

// EveryWrite has write meet its death at every write to its store, once before the write happened and once
// after; then another process writes, and done looks at what there is.
func EveryWrite(t *testing.T, begin func() ledger.Store, write func(ledger.Store) error, done func(ledger.Store)) {
	t.Helper()
	for n := 1; ; n++ {
		deaths := 0
		for _, happens := range []bool{false, true} {
			m := &mortal{Store: begin(), writes: n, happens: happens}
			err := write(m)
			if m.writes > 0 {
				continue
			}
			if deaths++; err == nil {
				t.Errorf("its process was killed at write %d, and it says that all is well", n)
			}
			if err := write(m.Store); err != nil {
				t.Errorf("killed at write %d (it happened: %v), and written again: %v", n, happens, err)
			}
			done(m.Store)
		}
		if deaths == 0 {
			if n < 4 {
				t.Errorf("it wrote %d times; an entry takes more", n-1)
			}
			return
		}
	}
}

// mortal is a store whose process is killed at one of its writes: after it nothing works.
type mortal struct {
	ledger.Store
	writes  int
	happens bool
}

var errKilled = errors.New("killed")

func (m *mortal) dies() bool { m.writes--; return m.writes <= 0 }

func (m *mortal) Put(ctx context.Context, object []byte) (ledger.Hash, error) {
	if !m.dies() {
		return m.Store.Put(ctx, object)
	}
	if m.writes == 0 && m.happens {
		_, _ = m.Store.Put(ctx, object)
	}
	return ledger.Hash{}, errKilled
}

func (m *mortal) Swap(ctx context.Context, old, new ledger.Hash) error {
	if !m.dies() {
		return m.Store.Swap(ctx, old, new)
	}
	if m.writes == 0 && m.happens {
		_ = m.Store.Swap(ctx, old, new)
	}
	return errKilled
}

func (m *mortal) Head(ctx context.Context) (ledger.Hash, error) {
	if m.writes <= 0 {
		return ledger.Hash{}, errKilled
	}
	return m.Store.Head(ctx)
}

// Evidence is what a run of the author keeps about a person.
var Evidence = []byte(`{"salt":"000102030405060708090a0b0c0d0e0f","value":"mara"}`)

// Keep makes the result of a run that keeps Evidence, of a plan that belongs to Ada.
func (a *Author) Keep(s *Started, seen ledger.Checkpoint) ledger.Item {
	a.t.Helper()
	started, digest := evidence.FormatInstant(s.at.Add(time.Second)), canon.Sum(Evidence)
	record := &evidence.Record{
		Format: evidence.RecordFormat, Plan: canon.Sum(s.plan), Run: s.run, Mode: evidence.Live, Outcome: evidence.Passed, StartedAt: started, EndedAt: started,
		Steps:    []evidence.StepRecord{{Address: "step.look", Attempts: 1, Outcome: evidence.Passed, StartedAt: started, EndedAt: started}},
		Evidence: []evidence.EvidenceValue{{Name: "who", Digest: &digest}},
	}
	s.record = Must[[]byte](a.t)(record.Encode())
	said := Must[*evidence.Run](a.t)(attest.RunStatement(attest.Result{
		At: s.at.Add(time.Second), Record: s.record, Authorization: s.statement, Seen: seen.Seen(),
		Runner: evidence.Runner{Arch: "amd64", Host: "local", OS: "linux", Program: "attestary test"},
	}))
	return ledger.Item{Bundle: a.seal(said), Blobs: [][]byte{s.record, Evidence}, Authorization: s.Item.Bundle}
}

// Dispose makes Ada's word that Evidence of the run may be absent. edit may spoil it before she signs.
func (a *Author) Dispose(s *Started, result ledger.Item, seen ledger.Checkpoint, edit func(*evidence.Disposition)) ledger.Item {
	a.t.Helper()
	said := Must[*evidence.Disposition](a.t)(attest.DispositionStatement(attest.Disposition{
		Voice: voice(By(Ada(), "ada"), seen), Plan: s.plan, Authorization: s.statement, Record: s.record,
		Result: Must[*evidence.Bundle](a.t)(evidence.ParseBundle(result.Bundle)).Envelope.Payload,
		Blob:   evidence.BlobRef{Digest: canon.Sum(Evidence), Size: int64(len(Evidence))}, Authority: "a request", Reason: "She asked for it.",
	}))
	if edit != nil {
		edit(said)
	}
	return a.Say(said, s)
}

// Mend makes the entry that goes on after a damage.
func (a *Author) Mend(d *ledger.Damage) ledger.Item {
	a.t.Helper()
	said := Must[*evidence.Mend](a.t)(attest.MendStatement(attest.Mend{
		Voice: voice(By(Key(), "mara"), d.Good), Bad: evidence.BadTip{Commit: d.Tip.String(), Tree: d.Tree.String()},
	}))
	return ledger.Item{Bundle: a.seal(said)}
}
