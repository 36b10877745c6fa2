package attest

import (
	"context"
	"crypto/ecdsa"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// ErrAnotherKey says that a signature is of another key than the one that was asked for it.
var ErrAnotherKey = errors.New("it is of another key")

// Rotation is what a rotation is made of: the keys as SPKI in DER.
type Rotation struct {
	At       time.Time
	Old, New []byte
	Seen     evidence.Seen
}

// RotationStatement is the half of a rotation that the key of that side signs. The two differ in the side
// alone: so both are made of one Rotation.
func RotationStatement(r Rotation, side evidence.Side) (*evidence.Rotation, error) {
	said := &evidence.Rotation{At: evidence.FormatInstant(r.At), New: r.New, Old: r.Old, Seen: r.Seen, SignedBy: side}
	if err := said.Check(); err != nil {
		return nil, fmt.Errorf("rotation: %w", err)
	}
	return said, nil
}

// Rotate makes the bundles of both halves, in the order in which the ledger takes them: the old key says who
// comes after it, then the new one that it is there.
func Rotate(ctx context.Context, r Rotation, old, new Signer) (halves [2][]byte, err error) {
	for i, side := range []evidence.Side{evidence.OldKey, evidence.NewKey} {
		said, err := RotationStatement(r, side)
		if err != nil {
			return halves, err
		}
		if halves[i], err = sealHalf(ctx, said, [2]Signer{old, new}[i]); err != nil {
			return halves, err
		}
	}
	return halves, nil
}

func sealHalf(ctx context.Context, said *evidence.Rotation, signer Signer) ([]byte, error) {
	statement, err := evidence.EncodeStatement(said)
	if err != nil {
		return nil, err
	}
	bundle, err := Seal(ctx, signer, statement)
	if err == nil {
		_, err = OpenHalf(bundle) // a signer that is not the one of its side is found here, not by an auditor
	}
	return bundle, err
}

// OpenHalf opens half a rotation, which the key that it names itself must have signed. Whether that key may
// rotate anything is for the ledger to say.
func OpenHalf(bundle []byte) (*evidence.Rotation, error) {
	b, err := evidence.ParseBundle(bundle)
	if err != nil {
		return nil, err
	}
	if b.Envelope == nil {
		return nil, errors.New("bundle: it signs a message, not a statement")
	}
	said, err := parse[*evidence.Rotation](b.Envelope.Payload)
	if err != nil {
		return nil, err
	}
	if _, err := Open(bundle, spki(said.Signer())); err != nil {
		return nil, fmt.Errorf("rotation, the half of the %s key: %w", said.SignedBy, err)
	}
	return said, nil
}

// spki is a public key in a document, as a Verifier.
type spki []byte

func (k spki) Verify(material evidence.Material, message, sig []byte) error {
	public, err := evidence.ParseKey(k)
	if err != nil {
		return err
	}
	named := evidence.Bundle{Verification: material}
	signer, err := named.Signer()
	if err != nil {
		return err
	}
	if signer != canon.Sum(k) {
		return fmt.Errorf("%w than %s", ErrAnotherKey, canon.Sum(k))
	}
	if digest := sha256.Sum256(message); !ecdsa.VerifyASN1(public, digest[:], sig) {
		return fmt.Errorf("it is not one of key %s over these bytes", canon.Sum(k))
	}
	return nil
}

// Any counts what one of several verifiers does.
func Any(of ...Verifier) Verifier { return anyOf(of) }

type anyOf []Verifier

func (all anyOf) Verify(material evidence.Material, message, sig []byte) error {
	err := errors.New("nobody's signature counts")
	for _, v := range all {
		if err = v.Verify(material, message, sig); err == nil {
			return nil
		}
	}
	return err
}
