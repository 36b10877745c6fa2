package ledger_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
)

// A key gives way to another: from then on the new one writes, and the old one does not.
func TestRotation(t *testing.T) {
	t.Parallel()
	a, w := begun(t)
	old, new := contract.Key(), contract.Next()
	both := contract.WriterOf(w.Store, new, old)
	halves := a.Rotate(old, new, w.Known)
	append1(t, both, halves[0], halves[1])
	if again := append1(t, both, halves[0], halves[1]); again.Placed[0].New || again.Placed[1].New {
		t.Errorf("rotated twice: %+v", again.Placed)
	}
	run := a.Authorize("site_tls", contract.Noon, both.Known)
	if _, err := w.Append(t.Context(), run.Item); !errors.Is(err, attest.ErrAnotherKey) {
		t.Errorf("the old key still writes: %v", err)
	}
	if _, err := both.Append(t.Context(), run.Item); !errors.Is(err, ledger.ErrNotIntroduced) {
		t.Errorf("an entry of the old key: %v", err)
	}
	back := a.Rotate(new, old, both.Known)
	refused(t, contract.WriterOf(w.Store, old, new), "gave way to another before", back[0], back[1])
	on := a.Rotate(new, contract.Ada(), both.Known)
	append1(t, contract.WriterOf(w.Store, contract.Ada(), new), on[0], on[1])
}

// Half a rotation introduces nothing: the old key goes on. What comes later makes it whole.
func TestHalfARotation(t *testing.T) {
	t.Parallel()
	a, w := begun(t)
	old, new := contract.Key(), contract.Next()
	halves := a.Rotate(old, new, w.Known)
	both := contract.WriterOf(w.Store, new, old)
	refused(t, both, "half of the old key is not in the ledger", halves[1])
	refused(t, both, "neither its first entry nor a rotation introduced", halves[0])
	append1(t, w, halves[0])
	refused(t, both, "neither its first entry nor a rotation introduced", a.Authorize("site_tls", contract.Noon, w.Known).Item)
	append1(t, w, a.Authorize("site_tls", contract.Noon, w.Known).Item)
	append1(t, both, halves[1])
	if _, err := w.Look(t.Context()); !errors.Is(err, attest.ErrAnotherKey) {
		t.Errorf("the old key goes on: %v", err)
	}
}

// Who does not hold the key of the ledger rotates nothing, whatever they sign.
func TestRotationByAStranger(t *testing.T) {
	t.Parallel()
	a, w := begun(t)
	stranger := contract.WriterOf(w.Store, contract.Next(), contract.Key(), contract.Ada())
	halves := a.Rotate(contract.Ada(), contract.Next(), w.Known)
	refused(t, stranger, "gives way in it, and the ledger is signed with key", halves[0], halves[1])
	forged := a.Rotate(contract.Key(), contract.Next(), w.Known)
	ours := a.Rotate(contract.Ada(), contract.Next(), w.Known)
	refused(t, stranger, "", ledger.Item{Bundle: ours[0].Bundle}, forged[1])
	if _, err := attest.Rotate(t.Context(), attest.Rotation{At: contract.Noon, Old: contract.Key().SPKI(), New: contract.Next().SPKI(), Seen: w.Known.Seen()},
		contract.Ada(), contract.Next()); !errors.Is(err, attest.ErrAnotherKey) {
		t.Errorf("signed by another than the old key: %v", err)
	}
}

// Killed at any write, a rotation is made by who tries again: all of it, once.
func TestRotationKilled(t *testing.T) {
	t.Parallel()
	var halves [2]ledger.Item
	begin := func() ledger.Store {
		a, w := begun(t)
		halves = a.Rotate(contract.Key(), contract.Next(), w.Known)
		return w.Store
	}
	write := func(store ledger.Store) error {
		_, err := contract.WriterOf(store, contract.Next(), contract.Key()).Append(t.Context(), halves[0], halves[1])
		return err
	}
	contract.EveryWrite(t, begin, write, func(store ledger.Store) {
		if got := fmt.Sprint(kindsOf(t, store)); got != "[ledger rotation rotation]" {
			t.Errorf("the ledger holds %s", got)
		}
		append1(t, contract.WriterOf(store, contract.Next()))
	})
}

func kindsOf(t testing.TB, store ledger.Reader) (kinds []string) {
	t.Helper()
	for e, err := range contract.Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), store)).Entries(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, string(e.Leaf.Kind))
	}
	return kinds
}
