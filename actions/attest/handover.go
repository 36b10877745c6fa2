package attest

import (
	"context"
	"errors"
	"fmt"

	"github.com/attestary/attestary/schemas/evidence"
)

// SealHandover signs half a handover: that of the key by the key, that of the certificate by one.
func SealHandover(ctx context.Context, said *evidence.Handover, signer Signer) ([]byte, error) {
	statement, err := evidence.EncodeStatement(said)
	if err != nil {
		return nil, err
	}
	bundle, err := Seal(ctx, signer, statement)
	if err == nil {
		_, err = OpenHandover(bundle, nil)
	}
	return bundle, err
}

// OpenHandover opens half a handover: that of the key is signed by the key which it names itself, that of the certificate
// by one that the verifier takes; nil: whose it is was judged before. Whether that key may hand anything over is for the
// ledger to say.
func OpenHandover(bundle []byte, certificates Verifier) (*evidence.Handover, error) {
	b, err := evidence.ParseBundle(bundle)
	if err != nil {
		return nil, err
	}
	if b.Envelope == nil {
		return nil, errors.New("bundle: it signs a message, not a statement")
	}
	said, err := parse[*evidence.Handover](b.Envelope.Payload)
	if err != nil {
		return nil, err
	}
	by := certificates
	switch certified := b.Verification.Certificate != nil; {
	case said.SignedBy == evidence.OldKey:
		by = spki(said.Old)
	case !certified:
		return nil, errors.New("handover, the half of the certificate: a key signed it")
	case by == nil:
		return said, nil
	}
	if _, err := Open(bundle, by); err != nil {
		return nil, fmt.Errorf("handover, the %s half: %w", said.SignedBy, err)
	}
	return said, nil
}

// KeyOf takes the signatures of the key that gives way in a handover.
func KeyOf(said *evidence.Handover) Verifier { return spki(said.Old) }
