package identity

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"time"
)

// ErrOtherBytes says that a stamp, whoever made it, is not over the signature that it stands beside.
var ErrOtherBytes = errors.New("it is over other bytes than those of the signature")

// Stamp reads a timestamp (RFC 3161, a TimeStampResp in DER) over the bytes of a signature, and gives the time
// that an authority of the root stamped on it.
func (r *Root) Stamp(response, signature []byte) (time.Time, error) {
	t, err := parseToken(response)
	if err != nil {
		return time.Time{}, fmt.Errorf("it is no timestamp that can be judged: %w", err)
	}
	if !t.imprint.covers(signature) {
		return time.Time{}, ErrOtherBytes
	}
	err = errors.New("the trusted root lists no authority of time")
	for i := range r.stamps {
		if err = r.stamped(&r.stamps[i], t); err == nil {
			return t.at, nil
		}
	}
	return time.Time{}, fmt.Errorf("no authority of the trusted root stamped it: %w", err)
}

// stamped holds that a token is one of an authority, at a time when it counted.
func (r *Root) stamped(a *authority, t *token) error {
	s, err := r.stamper(a, t)
	if err != nil {
		return err
	}
	if err := within(s.cert, t.at); err != nil {
		return fmt.Errorf("the certificate that stamped it: %w", err)
	}
	if err := a.valid(s.issuer, t.at); err != nil {
		return err
	}
	return t.signedBy(s.cert)
}

// stamper finds the certificate that signed a token: the authority's own, or one that the token brings along
// and the authority issued.
func (r *Root) stamper(a *authority, t *token) (*stamper, error) {
	if a.leaf != nil {
		if !t.signer.names(a.leaf) {
			return nil, errors.New("another certificate stamped it than the one that the trusted root lists")
		}
		for _, der := range t.certificates {
			if c, err := x509.ParseCertificate(der); err == nil && t.signer.names(c) && !bytes.Equal(der, a.leaf.Raw) {
				return nil, errors.New("it brings another certificate along than the one that the trusted root lists")
			}
		}
		return r.own(a)
	}
	for _, der := range t.certificates {
		if known := r.cache.stamper(der); known != nil && known.by == a && t.signer.names(known.cert) {
			return known, nil
		}
		c, err := x509.ParseCertificate(der)
		if err != nil || !t.signer.names(c) {
			continue
		}
		at, err := a.stamper(c)
		if err != nil {
			return nil, err
		}
		s := &stamper{c, a, at}
		r.cache.keepStamper(der, s)
		return s, nil
	}
	return nil, errors.New("the certificate that stamped it is not at hand")
}

// own is the certificate of an authority that the root lists; its chain was judged when the root was read.
func (r *Root) own(a *authority) (*stamper, error) {
	if known := r.cache.stamper(a.leaf.Raw); known != nil && known.by == a {
		return known, nil
	}
	at, err := a.stamper(a.leaf)
	if err != nil {
		return nil, err
	}
	s := &stamper{a.leaf, a, at}
	r.cache.keepStamper(a.leaf.Raw, s)
	return s, nil
}
