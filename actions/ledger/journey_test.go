package ledger_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/evidence"
)

// TestJourney is how a runner uses a ledger: begin it, authorise a run, bring in its result, read it back.
func TestJourney(t *testing.T) {
	t.Parallel()
	a, w := newAuthor(t, ""), writer(new(ledger.Memory))
	begun := must[ledger.Receipt](t)(w.Append(t.Context(), a.genesis()))
	run := a.authorize("site_tls", noon, begun.Checkpoint)
	authorized := must[ledger.Receipt](t)(w.Append(t.Context(), run.authorization))
	must[ledger.Receipt](t)(w.Append(t.Context(), a.result(run, authorized.Checkpoint)))

	s := must[*ledger.Snapshot](t)(ledger.Open(t.Context(), w.Store))
	if s.Checkpoint != w.Known || s.Checkpoint.Size != 3 {
		t.Errorf("the ledger is at %+v, its writer at %+v", s.Checkpoint, w.Known)
	}
	var kinds []evidence.Kind
	for e, err := range s.Entries(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, e.Statement.Kind())
	}
	if diff := cmp.Diff([]evidence.Kind{evidence.KindLedger, evidence.KindAuthorization, evidence.KindRun}, kinds); diff != "" {
		t.Error(diff)
	}
}
