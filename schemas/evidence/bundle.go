package evidence

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"

	"github.com/attestary/attestary/schemas/canon"
)

// BundleMediaType is the media type of a Sigstore bundle v0.3.
const BundleMediaType = "application/vnd.dev.sigstore.bundle.v0.3+json"

// MaxBundle is the most bytes that a bundle may have.
const MaxBundle = 128 << 10

// Bundle is a Sigstore bundle v0.3 with exactly one signature, in protojson's names and the one
// encoding of package canon. It holds an envelope (a statement) or a message signature (a checkpoint).
// Only what this version can judge is in the type: anything else does not parse.
type Bundle struct {
	Envelope     *Envelope         `json:"dsseEnvelope,omitempty"`
	MediaType    string            `json:"mediaType"`
	Message      *MessageSignature `json:"messageSignature,omitempty"`
	Verification Material          `json:"verificationMaterial"`
}

// Envelope is a DSSE envelope. Its signature is over the pre-authentication encoding of its payload.
type Envelope struct {
	Payload     []byte      `json:"payload"` // standard base64
	PayloadType string      `json:"payloadType"`
	Signatures  []Signature `json:"signatures"` // exactly one
}

// Signature is an ASN.1 DER ECDSA signature whose s is at most half the order: no second spelling.
type Signature struct {
	Sig []byte `json:"sig"`
}

// MessageSignature is a signature over bytes that stand elsewhere.
type MessageSignature struct {
	Digest    MessageDigest `json:"messageDigest"`
	Signature []byte        `json:"signature"`
}

// MessageDigest is the digest of those bytes.
type MessageDigest struct {
	Algorithm string `json:"algorithm"` // SHA2_256
	Digest    []byte `json:"digest"`
}

// MessageAlgorithm is protobuf-specs' name of SHA-256.
const MessageAlgorithm = "SHA2_256"

// Encode gives the one encoding of the bundle: the bytes of its file.
func (b *Bundle) Encode() ([]byte, error) {
	if err := b.Check(); err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	data, err := canon.Encode(b)
	if err == nil && len(data) > MaxBundle {
		err = fmt.Errorf("%d bytes; at most %d are allowed", len(data), MaxBundle)
	}
	if err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	return data, nil
}

// ParseBundle reads a bundle. It accepts exactly what Encode writes. The signature has the right form;
// nothing more is said of it.
func ParseBundle(data []byte) (*Bundle, error) {
	if len(data) > MaxBundle {
		return nil, fmt.Errorf("bundle: %d bytes; at most %d are read", len(data), MaxBundle)
	}
	b := new(Bundle)
	err := canon.Decode(data, b)
	if err == nil {
		err = b.Check()
	}
	if err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	return b, nil
}

// Check tells the first rule of its own that the bundle breaks.
func (b *Bundle) Check() error {
	if b.MediaType != BundleMediaType {
		return fmt.Errorf("mediaType is %.80q; this program reads %q", b.MediaType, BundleMediaType)
	}
	if err := b.Verification.check(); err != nil {
		return err
	}
	switch {
	case (b.Envelope == nil) == (b.Message == nil):
		return errors.New("it holds either an envelope or a message signature")
	case b.Envelope != nil:
		return b.Envelope.check()
	}
	return b.Message.check()
}

func (e *Envelope) check() error {
	if e.PayloadType != PayloadType {
		return fmt.Errorf("payloadType is %.80q; this program reads %q", e.PayloadType, PayloadType)
	}
	if len(e.Signatures) != 1 {
		return fmt.Errorf("signatures: there are %d; a bundle holds one", len(e.Signatures))
	}
	return CheckSignature(e.Signatures[0].Sig)
}

func (m *MessageSignature) check() error {
	if m.Digest.Algorithm != MessageAlgorithm || len(m.Digest.Digest) != sha256.Size {
		return fmt.Errorf("messageDigest: it is not one of %s", MessageAlgorithm)
	}
	return CheckSignature(m.Signature)
}

// SignatureBytes is the one signature of a bundle that passed Check.
func (b *Bundle) SignatureBytes() []byte {
	if b.Envelope != nil {
		return b.Envelope.Signatures[0].Sig
	}
	return b.Message.Signature
}

// PAE is the pre-authentication encoding of DSSE v1: what the signature of an envelope is over.
func PAE(payloadType string, payload []byte) []byte {
	return append([]byte(beforePayload(payloadType, len(payload))), payload...)
}

// Signed is the SHA-256 of what the signature of the envelope is over.
func (e *Envelope) Signed() (sum [sha256.Size]byte) {
	h := sha256.New()
	h.Write([]byte(beforePayload(e.PayloadType, len(e.Payload))))
	h.Write(e.Payload)
	h.Sum(sum[:0])
	return sum
}

func beforePayload(payloadType string, size int) string {
	return "DSSEv1 " + strconv.Itoa(len(payloadType)) + " " + payloadType + " " + strconv.Itoa(size) + " "
}
