// Package kms signs with a key that a key management system keeps and never gives out.
//
// A key is named by an address, as Sigstore's own registry has them. HashiCorp Vault and OpenBao are in this
// program (hashivault://KEY, openbao://KEY; VAULT_ADDR, VAULT_TOKEN and TRANSIT_SECRET_ENGINE_PATH say where and
// as whom). Every other one, NAME://…, is served by a program sigstore-kms-NAME in PATH, which the maker of that
// system or you provide: so this program needs no cloud's libraries, and you choose what is trusted.
//
// It promises: the key that Open found is the one that every signature is by. A system answers with its newest
// key, and after a rotation that is another: Sign then refuses (ErrRotated), and nothing is written under a key
// that nobody introduced. It refuses every key but ECDSA P-256, and names of programs that are no plain names.
//
// Start at Open.
package kms

import (
	"bytes"
	"context"
	"crypto"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/sigstore/sigstore/pkg/cryptoutils"
	"github.com/sigstore/sigstore/pkg/signature"
	"github.com/sigstore/sigstore/pkg/signature/kms"
	_ "github.com/sigstore/sigstore/pkg/signature/kms/hashivault" // registers hashivault and openbao
	"github.com/sigstore/sigstore/pkg/signature/options"

	"github.com/attestary/attestary/actions/attest/key"
	"github.com/attestary/attestary/schemas/evidence"
)

// ErrRotated says that the system signs with another key than the one that was opened.
var ErrRotated = errors.New("it signs with another key by now: after a rotation, run attestary key rotate")

// Key is a key in a key management system. It implements attest.Signer and attest.Own.
type Key struct {
	address string
	remote  signature.Signer
	public  *key.Public
}

// addressForm keeps a project's file from naming a program by a path: NAME becomes sigstore-kms-NAME.
var addressForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}://[^\s[:cntrl:]]{1,1000}$`)

// Open asks for the public half of the key.
func Open(ctx context.Context, address string) (*Key, error) {
	if !addressForm.MatchString(address) {
		return nil, fmt.Errorf("kms: %.200q is not the address of a key: hashivault://KEY, or NAME://… with a program sigstore-kms-NAME", address)
	}
	return interruptible(ctx, func() (*Key, error) { return open(ctx, address) })
}

func open(ctx context.Context, address string) (*Key, error) {
	remote, err := kms.Get(ctx, address, crypto.SHA256)
	var unknown *kms.ProviderNotFoundError
	if errors.As(err, &unknown) {
		name, _, _ := strings.Cut(address, "://")
		return nil, fmt.Errorf("kms: %s: there is no program sigstore-kms-%s in PATH", address, name)
	}
	if err != nil {
		return nil, fmt.Errorf("kms: %s: %s", address, line(err))
	}
	public, err := remote.PublicKey(options.WithContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("kms: %s: %s", address, line(err))
	}
	der, err := cryptoutils.MarshalPublicKeyToDER(public)
	if err != nil {
		return nil, fmt.Errorf("kms: %s: %s", address, line(err))
	}
	parsed, err := key.ParseSPKI(der)
	if err != nil {
		return nil, fmt.Errorf("kms: %s: %w", address, err)
	}
	return &Key{address, remote, parsed}, nil
}

// Public is the public half, which takes signatures of this key alone.
func (k *Key) Public() *key.Public { return k.public }

// SPKI is the public half as DER.
func (k *Key) SPKI() []byte { return k.public.SPKI() }

// Sign implements attest.Signer.
func (k *Key) Sign(ctx context.Context, message []byte) ([]byte, evidence.Material, error) {
	sig, err := interruptible(ctx, func() ([]byte, error) { return k.sign(ctx, message) })
	if err != nil {
		return nil, evidence.Material{}, err
	}
	return sig, k.material(), nil
}

func (k *Key) material() evidence.Material {
	return evidence.Material{PublicKey: &evidence.PublicKey{Hint: evidence.HintOf(k.SPKI())}}
}

func (k *Key) sign(ctx context.Context, message []byte) ([]byte, error) {
	sig, err := k.remote.SignMessage(bytes.NewReader(message), options.WithContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("kms: %s: %s", k.address, line(err))
	}
	if sig, err = evidence.LowS(sig); err != nil {
		return nil, fmt.Errorf("kms: %s: what it answered: %w", k.address, err)
	}
	if k.public.Verify(k.material(), message, sig) == nil {
		return sig, nil
	}
	// Opened anew: clients remember a public key for a while.
	if now, err := open(ctx, k.address); err == nil && now.public.Digest() != k.public.Digest() {
		return nil, fmt.Errorf("kms: %s: %w", k.address, ErrRotated)
	}
	return nil, fmt.Errorf("kms: %s: what it answered is no signature of its key %s", k.address, k.public.Digest())
}

// interruptible lets a caller go who does not want to wait any more: not every client below knows a context.
func interruptible[T any](ctx context.Context, do func() (T, error)) (result T, err error) {
	if err := ctx.Err(); err != nil {
		return result, err
	}
	type outcome struct {
		result T
		err    error
	}
	done := make(chan outcome, 1)
	go func() {
		// Vault's client takes an answer apart that is empty.
		defer func() {
			if recover() != nil {
				done <- outcome{err: errors.New("kms: the system answered with nothing that its client understands")}
			}
		}()
		result, err := do()
		done <- outcome{result, err}
	}()
	select {
	case o := <-done:
		return o.result, o.err
	case <-ctx.Done():
		return result, ctx.Err()
	}
}

// line makes an error of others fit into a line of ours.
func line(err error) string {
	text := strings.Join(strings.Fields(strings.Map(printable, err.Error())), " ")
	if len(text) > 300 {
		text = strings.ToValidUTF8(text[:300], "") + "…"
	}
	return text
}

func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return ' '
	}
	return r
}
