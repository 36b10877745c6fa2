package keyless

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"github.com/sigstore/sigstore-go/pkg/sign"
	"github.com/sigstore/sigstore-go/pkg/verify"

	"github.com/attestary/attestary/schemas/evidence"
)

// credential is a key that nobody keeps, and the certificate of it.
type credential struct {
	key  *sign.EphemeralKeypair
	leaf *x509.Certificate
}

// spare is what must be left of a certificate's life: the timestamp that follows must fall into it.
const spare = time.Minute

// credential gives the one of this process, or asks for a new one where it has ended or will at once.
func (s *Signer) credential(ctx context.Context) (*credential, error) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if s.have != nil && s.o.Now().Add(spare).Before(s.have.leaf.NotAfter) {
		return s.have, nil
	}
	c, err := s.newCredential(ctx)
	if err != nil {
		return nil, err
	}
	s.have = c
	return c, nil
}

func (s *Signer) newCredential(ctx context.Context) (*credential, error) {
	token, claims, err := s.token(ctx)
	if err != nil {
		return nil, fmt.Errorf("token: %w", err)
	}
	if err := s.o.allowed(claims); err != nil {
		return nil, err
	}
	key, err := sign.NewEphemeralKeypair(nil) // ECDSA P-256
	if err != nil {
		return nil, err
	}
	fulcio := sign.NewFulcio(&sign.FulcioOptions{BaseURL: s.o.Fulcio, Timeout: -1, Transport: s.transport(ctx, "fulcio", token)})
	der, err := fulcio.GetCertificate(ctx, key, &sign.CertificateProviderOptions{IDToken: token})
	if err != nil {
		return nil, plain("fulcio", err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err == nil {
		err = s.mine(leaf, key)
	}
	if err != nil {
		return nil, fmt.Errorf("fulcio: its certificate: %w", err)
	}
	return &credential{key, leaf}, nil
}

// mine tells why a certificate is not one for this key, by an authority of the trusted root, at this moment.
func (s *Signer) mine(leaf *x509.Certificate, key *sign.EphemeralKeypair) error {
	public, ok := leaf.PublicKey.(*ecdsa.PublicKey)
	if own, isECDSA := key.GetPublicKey().(*ecdsa.PublicKey); !ok || !isECDSA || public.Curve != elliptic.P256() || !public.Equal(own) {
		return errors.New("it is for another key than the one that was shown")
	}
	now := s.o.Now()
	if now.Add(spare).After(leaf.NotAfter) || now.Add(spare).Before(leaf.NotBefore) {
		return fmt.Errorf("it lives from %s to %s, and it is %s: one of the clocks is wrong",
			evidence.FormatInstant(leaf.NotBefore), evidence.FormatInstant(leaf.NotAfter), evidence.FormatInstant(now))
	}
	chains, err := verify.VerifyLeafCertificate(leaf.NotBefore, leaf, s.trusted)
	if err != nil {
		return fmt.Errorf("no authority of the trusted root made it: %s", short(err.Error(), ""))
	}
	if len(s.trusted.CTLogs()) == 0 {
		return nil
	}
	if err := verify.VerifySignedCertificateTimestamp(chains, 1, s.trusted); err != nil {
		return fmt.Errorf("it is in no log of certificates of the trusted root: %s", short(err.Error(), ""))
	}
	return nil
}

// sign gives a signature in its one spelling.
func (c *credential) sign(ctx context.Context, message []byte) ([]byte, error) {
	sig, _, err := c.key.SignData(ctx, message)
	if err != nil {
		return nil, err
	}
	return evidence.LowS(sig)
}
