// Package kms signs with a key that a key management system keeps and never gives out.
//
// A key is named by an address, as Sigstore's tools have them:
//
//	hashivault://KEY, openbao://KEY   a key of the transit engine of Vault or OpenBao, ?version=N for an older one
//	NAME://…                          whatever the program sigstore-kms-NAME in PATH makes of it
//
// So this program needs no cloud's libraries, and you choose which program is trusted with a key. Vault's own
// client for Go is not in it either: it brings sixteen modules for two requests, knows no context, and panics
// where an answer is empty. The requests are made by a Server.
//
// It promises: the key that Open found is the one that every signature is by. A system answers with its newest
// key, and after a rotation that is another: Sign then refuses (ErrRotated), and nothing is written under a key
// that nobody introduced. It refuses every key but ECDSA P-256, and names of programs that are no plain names.
//
// Start at Open.
package kms

import (
	"context"
	"crypto"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/sigstore/sigstore/pkg/cryptoutils"

	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/schemas/evidence"
)

// ErrRotated says that the system signs with another key than the one that was opened.
var ErrRotated = errors.New("it signs with another key by now: after a rotation, run attestary key rotate")

// Key is a key in a key management system. It implements attest.Signer and attest.Own.
type Key struct {
	address string
	system  system
	public  *key.Public
}

// system is a key in a key management system, as it is spoken with.
type system interface {
	// public asks for the public half of the key that signs now.
	public(ctx context.Context) (crypto.PublicKey, error)
	// sign asks for a signature over the SHA-256 of message, in ASN.1 DER.
	sign(ctx context.Context, message []byte) ([]byte, error)
}

// addressForm keeps a project's file from naming a program by a path: NAME becomes sigstore-kms-NAME.
var addressForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}://[^\s[:cntrl:]]{1,1000}$`)

// Open asks for the public half of the key.
func Open(ctx context.Context, address string, vault Vault) (*Key, error) {
	if !addressForm.MatchString(address) {
		return nil, fmt.Errorf("kms: %.200q is not the address of a key: hashivault://KEY, or NAME://… with a program sigstore-kms-NAME", address)
	}
	s, err := systemOf(ctx, address, vault)
	if err != nil {
		return nil, told(ctx, address, err)
	}
	k := &Key{address: address, system: s}
	if k.public, err = k.now(ctx); err != nil {
		return nil, told(ctx, address, err)
	}
	return k, nil
}

func systemOf(ctx context.Context, address string, vault Vault) (system, error) {
	name, rest, _ := strings.Cut(address, "://")
	if name == "hashivault" || name == "openbao" {
		return newTransit(rest, vault)
	}
	return newPlugin(ctx, name, address)
}

// now is the public half of the key that the system signs with at this moment.
func (k *Key) now(ctx context.Context) (*key.Public, error) {
	public, err := k.system.public(ctx)
	if err != nil {
		return nil, err
	}
	der, err := cryptoutils.MarshalPublicKeyToDER(public)
	if err != nil {
		return nil, err
	}
	return key.ParseSPKI(der)
}

// Public is the public half, which takes signatures of this key alone.
func (k *Key) Public() *key.Public { return k.public }

// SPKI is the public half as DER.
func (k *Key) SPKI() []byte { return k.public.SPKI() }

// Sign implements attest.Signer.
func (k *Key) Sign(ctx context.Context, message []byte) ([]byte, evidence.Material, error) {
	material := evidence.Material{PublicKey: &evidence.PublicKey{Hint: evidence.HintOf(k.SPKI())}}
	sig, err := k.signature(ctx, material, message)
	if err != nil {
		return nil, evidence.Material{}, told(ctx, k.address, err)
	}
	return sig, material, nil
}

// signature is one that was seen to be by the key that was opened.
func (k *Key) signature(ctx context.Context, material evidence.Material, message []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	sig, err := k.system.sign(ctx, message)
	if err != nil {
		return nil, err
	}
	if sig, err = evidence.LowS(sig); err != nil {
		return nil, fmt.Errorf("what it answered: %w", err)
	}
	if k.public.Verify(material, message, sig) == nil {
		return sig, nil
	}
	if now, err := k.now(ctx); err == nil && now.Digest() != k.public.Digest() {
		return nil, ErrRotated
	}
	return nil, fmt.Errorf("what it answered is no signature of its key %s", k.public.Digest())
}

// told puts an error of a system into a line of ours. Who has ended the context knows why.
func told(ctx context.Context, address string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("kms: %s: %w", address, err)
}
