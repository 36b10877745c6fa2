package ledger_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// keeping is a ledger with the result of a run that keeps something about a person.
func keeping(t testing.TB) (*contract.Author, *ledger.Writer, *contract.Started, ledger.Item) {
	a, w, run := asking(t)
	result := a.Keep(run, w.Known)
	append1(t, w, result)
	return a, w, run, result
}

func holdsEvidence(t testing.TB, store ledger.Reader) bool {
	t.Helper()
	s := contract.Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), store))
	_, err := s.Blob(t.Context(), canon.Sum(contract.Evidence))
	if err != nil && !errors.Is(err, ledger.ErrNotFound) {
		t.Error(err)
	}
	return err == nil
}

// What is disposed of goes in the same change as the word that it may, and only that.
func TestDisposition(t *testing.T) {
	t.Parallel()
	a, w, run, result := keeping(t)
	before := files(t, w.Store)
	gone := a.Dispose(run, result, w.Known, nil)
	placed := append1(t, w, gone).Placed[0]
	after := files(t, w.Store)
	delete(before, evidence.BlobPath(canon.Sum(contract.Evidence)))
	for path := range before {
		if !after[path] && path[:5] != "tile/" {
			t.Errorf("%s went too", path)
		}
	}
	if !after[placed.Path] || holdsEvidence(t, w.Store) {
		t.Errorf("the disposition is in: %v, and the ledger has the blob: %v", after[placed.Path], holdsEvidence(t, w.Store))
	}
	if again := append1(t, w, gone); again.Placed[0].New {
		t.Errorf("disposed of twice: %+v", again.Placed)
	}
	refused(t, w, "does not hold that blob", a.Dispose(run, result, w.Known, func(d *evidence.Disposition) { d.Reason = "Once more." }))
}

func files(t testing.TB, store ledger.Reader) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for f, err := range contract.Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), store)).Files(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all[f.Path] = true
	}
	return all
}

// Nobody removes what a verifier needs, nor what another run names.
func TestDispositionRefused(t *testing.T) {
	t.Parallel()
	a, w, run, result := keeping(t)
	statement := contract.Must[*evidence.Bundle](t)(evidence.ParseBundle(result.Bundle)).Envelope.Payload
	said := contract.Must[evidence.Predicate](t)(evidence.ParseStatement(statement)).(*evidence.Run)
	plan := contract.AskingPlan(t, "rotate")
	for want, edit := range map[string]func(*evidence.Disposition){
		"does not name blob " + string(canon.Sum(plan)): func(d *evidence.Disposition) { d.Blob = evidence.BlobRef{Digest: canon.Sum(plan), Size: 1} },
		"does not name blob":                            func(d *evidence.Disposition) { d.Blob = said.Record },
		"as evidence.other":                             func(d *evidence.Disposition) { d.What = "evidence.other" },
		"it follows run":                                func(d *evidence.Disposition) { d.Result = canon.Sum(nil) },
		"another run than its authorization":            func(d *evidence.Disposition) { d.Run = canon.Sum(nil) },
	} {
		refused(t, w, want, a.Dispose(run, result, w.Known, edit))
	}
	other := a.Authorize("rotate", contract.Noon, w.Known)
	append1(t, w, other.Item)
	unknown := a.Dispose(run, result, w.Known, nil)
	unknown.Authorization = other.Item.Bundle
	refused(t, w, "another run than its authorization", unknown)
	if !holdsEvidence(t, w.Store) {
		t.Error("the blob went all the same")
	}
}

// Killed at any write, the ledger has the blob, or the word that it may be absent, and never neither.
func TestDispositionKilled(t *testing.T) {
	t.Parallel()
	var gone ledger.Item
	begin := func() ledger.Store {
		a, w, run, result := keeping(t)
		gone = a.Dispose(run, result, w.Known, nil)
		return w.Store
	}
	write := func(store ledger.Store) error {
		// What the killed process left behind is whole: the blob, or the word that it may be absent.
		if m, ok := store.(*ledger.Memory); ok && holdsEvidence(t, m) == disposed(t, m) {
			t.Error("the blob and the word about it are both there, or both not")
		}
		_, err := contract.Writer(store).Append(t.Context(), gone)
		return err
	}
	contract.EveryWrite(t, begin, write, func(store ledger.Store) {
		if got := fmt.Sprint(kindsOf(t, store)); got != "[ledger authorization run disposition]" || holdsEvidence(t, store) {
			t.Errorf("the ledger holds %s, and the blob: %v", got, holdsEvidence(t, store))
		}
	})
}

func disposed(t testing.TB, store ledger.Reader) bool {
	kinds := kindsOf(t, store)
	return kinds[len(kinds)-1] == string(evidence.KindDisposition)
}
