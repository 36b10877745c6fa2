package key

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/sigstore/sigstore/pkg/cryptoutils"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

var errNotP256 = errors.New("it is not ECDSA P-256, the one kind of key that a ledger is signed with")

// Public is a public key.
type Public struct {
	key  *ecdsa.PublicKey
	pem  []byte
	der  []byte // SPKI
	hint string
}

func newPublic(key *ecdsa.PublicKey) (*Public, error) {
	der, err := cryptoutils.MarshalPublicKeyToDER(key)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(der)
	return &Public{
		key: key, der: der, hint: base64.StdEncoding.EncodeToString(sum[:]),
		pem: cryptoutils.PEMEncode(cryptoutils.PublicKeyPEMType, der),
	}, nil
}

// ParsePublic reads one PEM block with a public key.
func ParsePublic(data []byte) (*Public, error) {
	block, rest := pem.Decode(data)
	switch {
	case block == nil:
		return nil, errors.New("it is not PEM; a public key starts with -----BEGIN PUBLIC KEY-----")
	case strings.Contains(block.Type, "PRIVATE"):
		return nil, errors.New("it is a private key; the public key stands beside it, in the file that ends in .pub")
	case block.Type != string(cryptoutils.PublicKeyPEMType):
		return nil, fmt.Errorf("it is a %.40q; a public key is a %q", block.Type, cryptoutils.PublicKeyPEMType)
	case len(bytes.TrimSpace(rest)) > 0:
		return nil, errors.New("something follows the key")
	}
	return ParseSPKI(block.Bytes)
}

// ParseSPKI reads a public key as DER, in its one encoding.
func ParseSPKI(der []byte) (*Public, error) {
	parsed, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, fmt.Errorf("it is no public key: %w", err)
	}
	public, ok := parsed.(*ecdsa.PublicKey)
	if !ok || public.Curve != elliptic.P256() {
		return nil, errNotP256
	}
	p, err := newPublic(public)
	if err == nil && !bytes.Equal(p.der, der) {
		err = errors.New("it is a public key in another encoding")
	}
	return p, err
}

// PEM is the key as its file holds it.
func (p *Public) PEM() []byte { return bytes.Clone(p.pem) }

// SPKI is the key as DER, which Digest is of.
func (p *Public) SPKI() []byte { return bytes.Clone(p.der) }

// Digest names the key: the SHA-256 of its SPKI.
func (p *Public) Digest() canon.Digest { return canon.Sum(p.der) }

// Verify implements attest.Verifier: it takes signatures of this key alone.
func (p *Public) Verify(material evidence.Material, message, sig []byte) error {
	if material.PublicKey == nil || material.PublicKey.Hint != p.hint {
		return fmt.Errorf("%w than %s", attest.ErrAnotherKey, p.Digest())
	}
	digest := sha256.Sum256(message)
	if !ecdsa.VerifyASN1(p.key, digest[:], sig) {
		return fmt.Errorf("it is not one of key %s over these bytes", p.Digest())
	}
	return nil
}
