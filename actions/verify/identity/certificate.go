package identity

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Certificate is who signed, as an authority of the root says.
type Certificate struct {
	Key *ecdsa.PublicKey
	Workflow
	cert   *x509.Certificate
	by     *authority
	issuer int // its place in the chain
}

// Certificate reads a signer's certificate (DER), which an authority of the root must have made. When it was
// valid is asked of it for each signature (ValidAt).
func (r *Root) Certificate(der []byte) (*Certificate, error) {
	if known := r.cache.certificate(der); known != nil {
		return known, nil
	}
	c, err := r.read(der)
	if err != nil {
		return nil, err
	}
	r.cache.keepCertificate(der, c)
	return c, nil
}

func (r *Root) read(der []byte) (*Certificate, error) {
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("it is no certificate: %w", err)
	}
	c := &Certificate{cert: cert}
	if err := c.fit(); err != nil {
		return nil, err
	}
	if c.Workflow, err = readWorkflow(cert); err != nil {
		return nil, err
	}
	err = errors.New("the trusted root lists no authority of certificates")
	for i := range r.issuers {
		if c.issuer, err = r.issuers[i].issuer(cert); err == nil {
			c.by = &r.issuers[i]
			return c, nil
		}
	}
	return nil, fmt.Errorf("no authority of the trusted root made it: %w", err)
}

// fit holds what the certificate of a signer must be, whoever it is.
func (c *Certificate) fit() error {
	key, ok := c.cert.PublicKey.(*ecdsa.PublicKey)
	switch {
	case !ok || key.Curve != elliptic.P256():
		return errors.New("its key is not ECDSA P-256, the one kind that a ledger is signed with")
	case c.cert.IsCA:
		return errors.New("it is the certificate of an authority, not of a signer")
	case c.cert.KeyUsage&x509.KeyUsageDigitalSignature == 0 || !slices.Contains(c.cert.ExtKeyUsage, x509.ExtKeyUsageCodeSigning):
		return errors.New("it is not for signing")
	case len(c.cert.UnhandledCriticalExtensions) > 0:
		return fmt.Errorf("it has an extension that must be judged and is not known: %s", c.cert.UnhandledCriticalExtensions[0])
	}
	c.Key = key
	return nil
}

// ValidAt tells why the certificate did not count at a time; nil where it did.
func (c *Certificate) ValidAt(at time.Time) error {
	if err := within(c.cert, at); err != nil {
		return err
	}
	return c.by.valid(c.issuer, at)
}
