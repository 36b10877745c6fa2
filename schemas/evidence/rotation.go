package evidence

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"errors"
	"fmt"

	"github.com/attestary/attestary/schemas/canon"
)

// KindRotation is the kind of half a rotation: the key that signs the ledger gives way to another.
const KindRotation Kind = "rotation"

// Side is which of the two keys of a rotation signs a statement.
type Side string

const (
	OldKey Side = "old"
	NewKey Side = "new"
)

// Rotation is half of a change of the key that signs the ledger. The other half is the same but for SignedBy,
// and signed by the other key: so the old key says who comes after it, and the new one that it is there. Its
// subject is the new key. From the half of the new key on the new key signs, and the old one never again. One
// half alone introduces nothing.
type Rotation struct {
	At       string `json:"at"`
	New      []byte `json:"new"` // SPKI in DER, as Old: ECDSA P-256
	Old      []byte `json:"old"`
	Seen     Seen   `json:"seen"`
	SignedBy Side   `json:"signed_by"`
}

func (*Rotation) Kind() Kind        { return KindRotation }
func (r *Rotation) Claimed() string { return r.At }
func (r *Rotation) Saw() *Seen      { return &r.Seen }
func (*Rotation) Blobs() []BlobRef  { return nil }

func (r *Rotation) subject([]byte) (string, canon.Digest) { return "key", canon.Sum(r.New) }

// Signer is the key that signs this half, as SPKI.
func (r *Rotation) Signer() []byte {
	if r.SignedBy == OldKey {
		return r.Old
	}
	return r.New
}

// Half is the half that the key of that side signs.
func (r *Rotation) Half(side Side) *Rotation {
	half := *r
	half.SignedBy = side
	return &half
}

// Check tells the first rule of its own that the predicate breaks.
func (r *Rotation) Check() error {
	if err := checkInstants("at", r.At); err != nil {
		return err
	}
	if r.SignedBy != OldKey && r.SignedBy != NewKey {
		return fmt.Errorf("signed_by: %.80q is neither %q nor %q", r.SignedBy, OldKey, NewKey)
	}
	for name, key := range map[string][]byte{"new": r.New, "old": r.Old} {
		if _, err := ParseKey(key); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if bytes.Equal(r.Old, r.New) {
		return errors.New("new: it is the old key")
	}
	if err := r.Seen.Check(); err != nil {
		return fmt.Errorf("seen: %w", err)
	}
	if r.Seen.Size == 0 {
		return errors.New("seen: a ledger of no entries has no key yet that could be rotated")
	}
	return nil
}

// p256 begins the one DER encoding of an uncompressed P-256 public key as SubjectPublicKeyInfo (RFC 5480).
var p256 = []byte{
	0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
	0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
}

// ParseKey reads a public key as a document holds it: SPKI in DER, ECDSA P-256, in its one encoding.
func ParseKey(spki []byte) (*ecdsa.PublicKey, error) {
	point, ok := bytes.CutPrefix(spki, p256)
	if !ok {
		return nil, errors.New("it is not the SPKI of an ECDSA P-256 key")
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return nil, errors.New("it is no point of P-256")
	}
	return key, nil
}
