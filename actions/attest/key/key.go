// Package key signs with a key in a file on this machine.
//
// The private key is ECDSA P-256, encrypted at rest with a passphrase (scrypt, NaCl secretbox) in the
// form that cosign writes, so that cosign can sign with it too. Beside KEY stands KEY.pub, the public
// key as PEM (SPKI). A log key (Ed25519) may stand there as KEY.log with KEY.vkey, its C2SP verifier
// key: it adds the line to a ledger's checkpoint that C2SP tools and witnesses read.
//
// It promises: a file that exists is never written over; a new one is complete or not there; a private
// key is readable by its owner alone, or it is not opened. It refuses every other kind of key, and keys
// that are not encrypted. Randomness is that of crypto/rand: a key from a predictable source is none.
//
// Start at Create and Open. Public is the half that a verifier has.
package key

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"

	"github.com/secure-systems-lab/go-securesystemslib/encrypted"
	"github.com/sigstore/sigstore/pkg/cryptoutils"
	"github.com/sigstore/sigstore/pkg/signature"

	"github.com/attestary/attestary/schemas/evidence"
)

// Worth is what a local key is worth, for the one who makes it.
const Worth = `Whoever has this file and its passphrase can sign as you, and can rewrite a ledger that nobody else has
seen. So a local key proves that nothing was changed by anyone without the key; it does not prove anything
against its owner. For that, let others keep checkpoints, or sign without a key of your own (keyless).
Keep a copy where you keep passwords: without the key the ledger can be verified and not continued.`

// Key is an opened private key.
type Key struct {
	signer *signature.ECDSASigner
	public *Public
}

var (
	// ErrPassphrase says that the passphrase does not open the key.
	ErrPassphrase = errors.New("wrong passphrase")
	// ErrExists says that a file is there already, which is never written over.
	ErrExists = errors.New("there is a file already")
)

// Create makes a key at path, encrypted with the passphrase, and its public half at path + ".pub".
func Create(path string, passphrase []byte) (*Key, error) {
	if err := free(path, path+".pub"); err != nil {
		return nil, err
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("key %s: %w", path, err)
	}
	der, err := cryptoutils.MarshalPrivateKeyToDER(private)
	if err != nil {
		return nil, fmt.Errorf("key %s: %w", path, err)
	}
	sealed, err := seal(string(cryptoutils.EncryptedSigstorePrivateKeyPEMType), der, passphrase)
	if err != nil {
		return nil, fmt.Errorf("key %s: %w", path, err)
	}
	k, err := newKey(private)
	if err != nil {
		return nil, fmt.Errorf("key %s: %w", path, err)
	}
	return k, createPair(file{path, sealed, 0o600}, file{path + ".pub", k.public.pem, 0o644})
}

// Open opens the key at path. It gives fs.ErrNotExist where there is none, ErrPassphrase where the
// passphrase is not its own, and other errors for what is no key of this kind.
func Open(path string, passphrase []byte) (*Key, error) {
	data, err := readPrivate(path)
	if err != nil {
		return nil, err
	}
	k, err := parse(data, passphrase)
	if err != nil {
		return nil, fmt.Errorf("key %s: %w", path, err)
	}
	return k, nil
}

func parse(data, passphrase []byte) (*Key, error) {
	der, err := unseal(string(cryptoutils.EncryptedSigstorePrivateKeyPEMType), data, passphrase)
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("what it holds is no private key: %w", err)
	}
	private, ok := parsed.(*ecdsa.PrivateKey)
	if !ok || private.Curve != elliptic.P256() {
		return nil, errNotP256
	}
	return newKey(private)
}

func newKey(private *ecdsa.PrivateKey) (*Key, error) {
	signer, err := signature.LoadECDSASigner(private, crypto.SHA256)
	if err != nil {
		return nil, err
	}
	public, err := newPublic(&private.PublicKey)
	return &Key{signer, public}, err
}

// seal encrypts a secret into one PEM block.
func seal(kind string, secret, passphrase []byte) ([]byte, error) {
	if len(passphrase) == 0 {
		return nil, errors.New("a key needs a passphrase, and an empty one is none")
	}
	box, err := encrypted.Encrypt(secret, passphrase)
	if err != nil {
		return nil, err
	}
	return cryptoutils.PEMEncode(cryptoutils.PEMType(kind), box), nil
}

// Public is the public half.
func (k *Key) Public() *Public { return k.public }

// SPKI is the public half as DER.
func (k *Key) SPKI() []byte { return k.public.SPKI() }

// Sign implements attest.Signer.
func (k *Key) Sign(ctx context.Context, message []byte) ([]byte, evidence.Material, error) {
	if err := ctx.Err(); err != nil {
		return nil, evidence.Material{}, err
	}
	sig, err := k.signer.SignMessage(bytes.NewReader(message))
	return sig, evidence.Material{PublicKey: &evidence.PublicKey{Hint: k.public.hint}}, err
}
