package ledger_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// TestExceptionsHaveNoRun: a waiver and a revocation stand by their own day, once each.
func TestExceptionsHaveNoRun(t *testing.T) {
	t.Parallel()
	a, w, run := asking(t)
	waiver := a.Waive("rotate", w.Known)
	append1(t, w, waiver)
	revocation := a.Revoke(w.Known, map[int64][]byte{1: run.Item.Bundle, 2: waiver.Bundle})
	receipt := append1(t, w, revocation, waiver, revocation)
	for i, want := range []ledger.Placed{{Index: 3, New: true}, {Index: 2}, {Index: 3}} {
		got := receipt.Placed[i]
		if got.Index != want.Index || got.New != want.New || !strings.HasPrefix(got.Path, "runs/_/2026/03/01/_.") {
			t.Errorf("item %d is at %+v, want %+v", i, got, want)
		}
	}
}

// TestOnlyWhatIsThereIsRevoked: an index names an entry only together with what stands there, also in a tile that
// was filled long ago; what the ledger stands on, and a revocation, is not taken back.
func TestOnlyWhatIsThereIsRevoked(t *testing.T) {
	t.Parallel()
	a, w, run := asking(t)
	genesis := first(t, w)
	waiver := a.Waive("rotate", w.Known)
	refused(t, w, "it revokes entry 2, and has seen 2 entries", a.Revoke(w.Known, map[int64][]byte{2: waiver.Bundle}))
	append1(t, w, waiver)
	refused(t, w, "it revokes entry 1 as sha256:", a.Revoke(w.Known, map[int64][]byte{1: waiver.Bundle}))
	refused(t, w, "it revokes entry 0, which is the ledger's own", a.Revoke(w.Known, map[int64][]byte{0: genesis}))
	revocation := a.Revoke(w.Known, map[int64][]byte{2: waiver.Bundle})
	append1(t, w, revocation)
	refused(t, w, "it revokes entry 3, which is a revocation", a.Revoke(w.Known, map[int64][]byte{3: revocation.Bundle}))
	var items []ledger.Item
	for range 300 {
		items = append(items, a.Authorize("site_tls", contract.Noon, w.Known).Item)
	}
	before := w.Known
	append1(t, w, items...)
	refused(t, w, "it revokes entry 1 as sha256:", a.Revoke(w.Known, map[int64][]byte{1: waiver.Bundle}))
	append1(t, w, a.Revoke(w.Known, map[int64][]byte{1: run.Item.Bundle, 303: items[299].Bundle}))
	append1(t, w, append(items[:1:1], a.Revoke(before, map[int64][]byte{1: run.Item.Bundle}))...)
}

// first is the bundle of entry 0.
func first(t testing.TB, w *ledger.Writer) []byte {
	for e, err := range contract.Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), w.Store)).Entries(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		return e.Bundle
	}
	return nil
}

// TestRevokedReviewsAreNotCounted: whoever asks for the reviews of a plan gets those that still stand.
func TestRevokedReviewsAreNotCounted(t *testing.T) {
	t.Parallel()
	a, w, _ := asking(t)
	wrong := a.Review("rotate", w.Known)
	append1(t, w, wrong)
	append1(t, w, a.Review("rotate", w.Known))
	of := canon.Sum(contract.AskingPlan(t, "rotate"))
	append1(t, w, a.Revoke(w.Known, map[int64][]byte{2: wrong.Bundle}))
	found := contract.Must[[]*evidence.Review](t)(w.Reviews(t.Context(), of))
	if len(found) != 1 || found[0].Seen.Size != 3 {
		t.Errorf("%d reviews: %+v", len(found), found)
	}
}
