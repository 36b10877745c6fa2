package identity

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"
	"time"
)

// check holds the chain of an authority (RFC 5280, 6) in all that does not depend on the time: each
// certificate is signed by the next, may issue, and is no longer below the top than it may be. What the
// standard lets an authority add, and this package does not judge, is refused.
func (a *authority) check(use x509.ExtKeyUsage) error {
	for i, c := range a.chain {
		switch {
		case !c.BasicConstraintsValid || !c.IsCA || c.KeyUsage != 0 && c.KeyUsage&x509.KeyUsageCertSign == 0:
			return fmt.Errorf("its certificate %d may not issue others", i+1)
		case len(c.UnhandledCriticalExtensions) > 0:
			return fmt.Errorf("its certificate %d has an extension that must be judged and is not known: %s", i+1, c.UnhandledCriticalExtensions[0])
		case constrained(c):
			return fmt.Errorf("its certificate %d constrains names, which is not judged here", i+1)
		case (c.MaxPathLen > 0 || c.MaxPathLenZero) && i > c.MaxPathLen:
			return fmt.Errorf("its certificate %d stands higher in the chain than it may", i+1)
		case i < len(a.chain)-1 && !mayUse(c, use):
			return fmt.Errorf("its certificate %d is for another use", i+1)
		}
		if i == len(a.chain)-1 {
			return nil // the top is trusted because the auditor says so
		}
		if err := issued(a.chain[i+1], c); err != nil {
			return fmt.Errorf("its certificate %d: %w", i+1, err)
		}
	}
	return nil
}

func constrained(c *x509.Certificate) bool {
	return c.PermittedDNSDomainsCritical || len(c.PermittedDNSDomains)+len(c.ExcludedDNSDomains)+len(c.PermittedIPRanges)+len(c.ExcludedIPRanges)+
		len(c.PermittedEmailAddresses)+len(c.ExcludedEmailAddresses)+len(c.PermittedURIDomains)+len(c.ExcludedURIDomains) > 0
}

// mayUse tells whether an authority in the middle may issue for a use: it lists none, or that one.
func mayUse(c *x509.Certificate, use x509.ExtKeyUsage) bool {
	return len(c.ExtKeyUsage)+len(c.UnknownExtKeyUsage) == 0 || slices.Contains(c.ExtKeyUsage, use) || slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageAny)
}

// issued holds that one certificate was signed by another.
func issued(by, c *x509.Certificate) error {
	if !bytes.Equal(by.RawSubject, c.RawIssuer) {
		return errors.New("it names another issuer")
	}
	if err := c.CheckSignatureFrom(by); err != nil {
		return fmt.Errorf("its issuer did not sign it: %w", err)
	}
	return nil
}

// issuer is the place in the chain of the certificate that signed c; an error where there is none.
func (a *authority) issuer(c *x509.Certificate) (int, error) {
	err := errors.New("it names another issuer")
	for i, by := range a.chain {
		if !bytes.Equal(by.RawSubject, c.RawIssuer) {
			continue
		}
		if err = issued(by, c); err == nil {
			return i, nil
		}
	}
	return 0, err
}

// valid holds that the authority counts at a time, and every certificate of its chain from place i up is
// valid then (the hybrid model that Sigstore asks for).
func (a *authority) valid(i int, at time.Time) error {
	if !a.from.IsZero() && at.Before(a.from) || !a.to.IsZero() && at.After(a.to) {
		return fmt.Errorf("the trusted root does not count %.80q at %s", a.name, stamp(at))
	}
	for _, c := range a.chain[i:] {
		if err := within(c, at); err != nil {
			return fmt.Errorf("the certificate of its authority: %w", err)
		}
	}
	return nil
}

func within(c *x509.Certificate, at time.Time) error {
	if at.Before(c.NotBefore) || at.After(c.NotAfter) {
		return fmt.Errorf("it is valid from %s to %s, and not at %s", stamp(c.NotBefore), stamp(c.NotAfter), stamp(at))
	}
	return nil
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

var extKeyUsage = asn1.ObjectIdentifier{2, 5, 29, 37}

// stamper holds that a certificate may sign stamps (RFC 3161, 2.3) and comes from the authority. It gives the
// place of its issuer.
func (a *authority) stamper(c *x509.Certificate) (int, error) {
	critical := slices.ContainsFunc(c.Extensions, func(e pkixExtension) bool { return e.Id.Equal(extKeyUsage) && e.Critical })
	switch {
	case c.IsCA || !critical || len(c.UnknownExtKeyUsage) > 0 || !slices.Equal(c.ExtKeyUsage, []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping}):
		return 0, errors.New("its certificate is not for stamping times alone")
	case len(c.UnhandledCriticalExtensions) > 0:
		return 0, fmt.Errorf("its certificate has an extension that must be judged and is not known: %s", c.UnhandledCriticalExtensions[0])
	}
	return a.issuer(c)
}
