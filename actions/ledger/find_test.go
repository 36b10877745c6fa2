package ledger_test

import (
	"strings"
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
	"github.com/attestary/attestary/schemas/evidence"
)

// authorizationOf reads what a run was authorised with.
func authorizationOf(t testing.TB, run *contract.Started) *evidence.Authorization {
	bundle := contract.Must[*evidence.Bundle](t)(evidence.ParseBundle(run.Item.Bundle))
	return contract.Must[evidence.Predicate](t)(evidence.ParseStatement(bundle.Envelope.Payload)).(*evidence.Authorization)
}

// TestHolds asks for the entries of runs: of one whose result is in, of one that goes on, and of one that
// nobody recorded; and does so again when many tiles stand between.
func TestHolds(t *testing.T) {
	t.Parallel()
	a, w := begun(t)
	ended, open, none := a.Authorize("site_tls", contract.Noon, w.Known), a.Authorize("site_tls", contract.Noon, w.Known), a.Authorize("site_dns", contract.Noon, w.Known)
	append1(t, w, ended.Item, open.Item)
	append1(t, w, a.Result(ended, w.Known))
	for range 4 {
		for run, want := range map[*contract.Started]string{ended: "true true", open: "true false", none: "false false"} {
			got := ""
			for _, kind := range []evidence.Kind{evidence.KindAuthorization, evidence.KindRun} {
				held := contract.Must[bool](t)(w.Holds(t.Context(), kind, authorizationOf(t, run)))
				got += map[bool]string{true: " true", false: " false"}[held]
			}
			if got != " "+want {
				t.Errorf("held:%s, not %s", got, want)
			}
		}
		var items []ledger.Item
		for range 400 {
			items = append(items, a.Authorize("site_tls", contract.Noon, w.Known).Item)
		}
		append1(t, w, items...)
	}
}

// A file that somebody put into the tree, and that no leaf names, is no entry: a run that it tells of is not
// taken for recorded, which would have its evidence thrown away.
func TestHoldsForged(t *testing.T) {
	t.Parallel()
	a, w := begun(t)
	run, other := a.Authorize("site_tls", contract.Noon, w.Known), a.Authorize("site_tls", contract.Noon, w.Known)
	append1(t, w, run.Item)
	head := contract.Must[ledger.Hash](t)(w.Store.Head(t.Context()))
	snapshot := contract.Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), w.Store))
	var path string
	for e, err := range snapshot.Entries(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		path = e.Path
	}
	forged := replace(t, w.Store, head, path, string(other.Item.Bundle))
	held, err := writerAt(w, forged, w.Known).Holds(t.Context(), evidence.KindAuthorization, authorizationOf(t, run))
	if held || err == nil || !strings.Contains(err.Error(), "has no leaf") {
		t.Errorf("held %v, %v", held, err)
	}
}
