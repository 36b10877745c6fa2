package tamper

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"time"

	"github.com/attestary/attestary/actions/attest"
	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/evidence"
)

// strangers are the ways of somebody who has this very program, and a key of their own: all arithmetic is
// right, and only whose signature it is tells.
var strangers = []way{
	{name: "checkpoint-by-a-stranger", do: func(ctx context.Context, c *cheat) (string, error) {
		s, err := newStranger()
		if err != nil {
			return "", err
		}
		text, err := c.read(ctx, checkpoint)
		if err != nil {
			return "", err
		}
		bundle, err := attest.SealMessage(ctx, s, text)
		if err != nil {
			return "", err
		}
		return "another key signed the checkpoint, which is as it was", c.put(ctx, signature, plainFile, bundle)
	}},
	{name: "entry-by-a-stranger", do: appended},
	{name: "signature-borrowed", do: borrowed},
}

// appended has the stranger append a run that never was. All that they sign names the trusted key.
func appended(ctx context.Context, c *cheat) (string, error) {
	s, err := newStranger()
	if err != nil {
		return "", err
	}
	if s.hint, err = c.hint(ctx); err != nil {
		return "", err
	}
	statement, at, err := c.madeUp(ctx)
	if err != nil {
		return "", err
	}
	bundle, err := attest.Seal(ctx, s, statement)
	if err != nil {
		return "", err
	}
	plan, err := c.read(ctx, c.plan)
	if err != nil {
		return "", err
	}
	w := &ledger.Writer{Store: c.copied, Signer: s, Trust: s, Now: func() time.Time { return at },
		Wait: func(context.Context, time.Duration) error { return nil }}
	_, err = w.Append(ctx, ledger.Item{Bundle: bundle, Blobs: [][]byte{plan}})
	return "somebody else appended an authorization, and says that a trusted key signed it", err
}

// madeUp is the newest authorization once more, of a run that never was.
func (c *cheat) madeUp(ctx context.Context) ([]byte, time.Time, error) {
	for _, e := range c.bundles {
		a, ok := e.Statement.(*evidence.Authorization)
		if !ok {
			continue
		}
		made := *a
		made.Run.ID, made.Seen = "ffffffffffffffffffffffffffffffff", c.checkpoint.Seen()
		statement, err := evidence.EncodeStatement(&made)
		if err != nil {
			return nil, time.Time{}, err
		}
		data, err := c.Get(ctx, c.tip)
		if err != nil {
			return nil, time.Time{}, err
		}
		return statement, committed(data), nil
	}
	return nil, time.Time{}, errNothing{"no run was authorised yet"}
}

// borrowed puts the signature of one entry under another.
func borrowed(ctx context.Context, c *cheat) (string, error) {
	if len(c.bundles) < 2 {
		return "", errNothing{"there is one entry"}
	}
	other, err := c.read(ctx, c.bundles[0].Path)
	if err != nil {
		return "", err
	}
	from, err := evidence.ParseBundle(other)
	if err != nil {
		return "", err
	}
	return "the signature of " + c.bundles[0].Path + " stands in " + c.newest(), c.edit(ctx, c.newest(), func(data []byte) []byte {
		own, err := evidence.ParseBundle(data)
		if err != nil {
			return data
		}
		text := func(sig []byte) []byte { return []byte(base64.StdEncoding.EncodeToString(sig)) }
		return bytes.Replace(data, text(own.SignatureBytes()), text(from.SignatureBytes()), 1)
	})
}

// hint is the name of the key that signed the checkpoint.
func (c *cheat) hint(ctx context.Context) (string, error) {
	data, err := c.read(ctx, signature)
	if err != nil {
		return "", err
	}
	b, err := evidence.ParseBundle(data)
	if err != nil {
		return "", err
	}
	if b.Verification.PublicKey == nil {
		return "", errNothing{"the checkpoint was not signed by a key"}
	}
	return b.Verification.PublicKey.Hint, nil
}

// stranger is a key that nobody trusts. It trusts everybody.
type stranger struct {
	key  *ecdsa.PrivateKey
	hint string
}

func newStranger() (*stranger, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	spki, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(spki)
	return &stranger{key, base64.StdEncoding.EncodeToString(sum[:])}, nil
}

// Sign implements attest.Signer.
func (s *stranger) Sign(_ context.Context, message []byte) ([]byte, evidence.Material, error) {
	sum := sha256.Sum256(message)
	sig, err := s.key.Sign(rand.Reader, sum[:], crypto.SHA256)
	return sig, evidence.Material{PublicKey: &evidence.PublicKey{Hint: s.hint}}, err
}

// Verify implements attest.Verifier.
func (*stranger) Verify(evidence.Material, []byte, []byte) error { return nil }

// committed is when a commit says that it was made.
func committed(object []byte) time.Time {
	_, rest, _ := bytes.Cut(object, []byte("\ncommitter "))
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	fields := bytes.Fields(line)
	var at int64
	if len(fields) > 1 {
		for _, digit := range fields[len(fields)-2] {
			at = at*10 + int64(digit-'0')
		}
	}
	return time.Unix(at, 0).UTC()
}
