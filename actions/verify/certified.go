package verify

import (
	"bytes"
	"crypto/ecdsa"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/attestary/attestary/actions/verify/identity"
	"github.com/attestary/attestary/schemas/evidence"
)

// certified is a signature by certificate that holds: who made it, and when at the latest.
type certified struct {
	who  *identity.Certificate
	root *trustedRoot
	at   time.Time // the earliest stamp on it
}

// certify judges a signature by certificate: some authority of the policy made it, every time that an authority
// of that root stamped on the signature is one at which it counted, and its key signed. Why not, otherwise.
func (s signatures) certify(x signed) (certified, string) {
	if len(s.trust.roots) == 0 {
		return certified{}, "it is signed by a certificate, and the policy trusts no root by which one could be judged"
	}
	c, err := s.made(x.material.Certificate.Raw)
	if err != nil {
		return certified{}, "its certificate does not count, for " + err.Error()
	}
	times, err := s.stamps(x, c.root)
	if err != nil {
		return certified{}, "its timestamp does not count, for " + err.Error()
	}
	for i, at := range times {
		if err := c.who.ValidAt(at); err != nil {
			return certified{}, fmt.Sprintf("its certificate did not count when it signed, for %v", err)
		}
		if i == 0 || at.Before(c.at) {
			c.at = at
		}
	}
	if !ecdsa.VerifyASN1(c.who.Key, x.digest[:], x.sig) {
		return certified{}, "its signature is not one of its certificate over these bytes"
	}
	return c, s.logged(x, c.root)
}

// made finds the root whose authority made a certificate. Where none did, it tells what the last one lacks.
func (s signatures) made(der []byte) (c certified, err error) {
	for _, r := range s.trust.roots {
		if c.who, err = r.Certificate(der); err == nil {
			c.root = r
			return c, nil
		}
	}
	return c, err
}

// stamps are the times that authorities of a root stamped on a signature, at least one. A stamp by somebody
// whom the root does not list is nobody's; one over other bytes is a lie, whoever made it.
func (s signatures) stamps(x signed, r *trustedRoot) ([]time.Time, error) {
	var times []time.Time
	err := errors.New("there is none")
	for _, stamp := range x.stamps() {
		at, wrong := r.Stamp(stamp.Signed, x.sig)
		switch {
		case wrong == nil:
			times = append(times, at)
		case errors.Is(wrong, identity.ErrOtherBytes):
			return nil, wrong
		default:
			err = wrong
		}
	}
	if len(times) > 0 {
		err = nil
	}
	return times, err
}

// loggedAsOther tells whether an entry in another log is one of another signature; "" if each is of this one.
func (x signed) loggedAsOther() string {
	for _, e := range x.material.LogEntries {
		if !bytes.Contains(e.Body, fmt.Appendf(nil, "%q", base64.StdEncoding.EncodeToString(x.sig))) {
			return "its entry in a log is one of another signature"
		}
	}
	return ""
}

// logged judges the entries of other logs that a bundle carries. Where the root lists logs, they are held against
// them, by the one that can (Subject.Logs).
func (s signatures) logged(x signed, r *trustedRoot) string {
	if why := x.loggedAsOther(); why != "" {
		return why
	}
	if !r.Logs || s.logs == nil {
		return ""
	}
	data, err := x.bundle.Encode()
	if err != nil {
		return err.Error()
	}
	return s.logs(r.json, data)
}

// judgedWhole tells whether logs that the root lists were judged, or need not be.
func (s signatures) judgedWhole(c certified) bool { return !c.root.Logs || s.logs != nil }

// stampedBy is the earliest time that an authority of any root of the policy stamped on a signature by key; zero
// where none did. An error says that a stamp is over other bytes.
func (s signatures) stampedBy(x signed) (first time.Time, err error) {
	for _, r := range s.trust.roots {
		times, err := s.stamps(x, r)
		if errors.Is(err, identity.ErrOtherBytes) {
			return time.Time{}, err
		}
		for _, at := range times {
			if first.IsZero() || at.Before(first) {
				first = at
			}
		}
	}
	return first, nil
}

func (x signed) stamps() []evidence.Timestamp {
	if x.material.Timestamps == nil {
		return nil
	}
	return x.material.Timestamps.RFC3161
}
