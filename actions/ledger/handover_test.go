package ledger_test

import (
	"testing"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// Half a handover introduces nothing: the key goes on. A key that is not the ledger's has nothing to hand over, and none
// can sign for a certificate. That the other half comes with a certificate, docs/signing.md shows with real servers.
func TestHalfAHandover(t *testing.T) {
	t.Parallel()
	a, w := begun(t)
	half := func(of *key.Key, side evidence.Side) ledger.Item {
		statement := contract.Must[[]byte](t)(evidence.EncodeStatement(&evidence.Handover{
			At: evidence.FormatInstant(contract.Noon), Old: of.SPKI(), Seen: w.Known.Seen(), SignedBy: side, To: evidence.Identity{
				Issuer: "https://token.actions.githubusercontent.com", Owner: 1318, Repository: 6325,
				Signers: []string{"https://github.com/acme/shop/.github/workflows/look.yml@refs/heads/main"},
			},
		}))
		return ledger.Item{Bundle: contract.Must[[]byte](t)(attest.Seal(t.Context(), of, statement))}
	}
	refused(t, w, "gives way in it, and the ledger is signed with key", half(contract.Next(), evidence.OldKey))
	refused(t, w, "the half of the certificate: a key signed it", half(contract.Key(), evidence.NewKey))
	append1(t, w, half(contract.Key(), evidence.OldKey))
	append1(t, w, a.Authorize("site_tls", contract.Noon, w.Known).Item)

	snapshot := contract.Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), w.Store))
	offer, err := snapshot.Offer(t.Context(), canon.Sum(contract.Key().SPKI()))
	if err != nil || offer == nil || offer.To.Repository != 6325 {
		t.Errorf("the offer is %+v, %v", offer, err)
	}
	if offer, err = snapshot.Offer(t.Context(), canon.Sum(contract.Next().SPKI())); err != nil || offer != nil {
		t.Errorf("another key offers %+v, %v", offer, err)
	}
}
