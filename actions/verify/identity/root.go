// Package identity tells who signed and when, from a certificate and a timestamp: as Sigstore's authorities
// make them (Fulcio, RFC 3161), judged by a trusted root file that the auditor brought.
//
// It promises: a certificate that it gives was made by an authority of the root, and says what stands in it
// and nothing else; a time that it gives was stamped over those bytes, by an authority of the root, while every
// certificate above it was valid. It reads its input strictly: DER, one value, no unknown extension unseen.
//
// It refuses algorithms that are not in use (SHA-1, curves but P-256 for signers), authorities with constraints
// that it does not judge, and every stamp that carries an extension. What it refuses it says in one sentence.
//
// It remembers, so that a long ledger is judged at the cost of its signatures alone; each memory is bounded and
// says beside it why it may be kept (cache.go). It links no network: sigstore-go's verifier does, and is the
// other judge that the tests hold this one against. Start at ParseRoot.
package identity

import (
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	commonpb "github.com/sigstore/protobuf-specs/gen/pb-go/common/v1"
	rootpb "github.com/sigstore/protobuf-specs/gen/pb-go/trustroot/v1"
	"google.golang.org/protobuf/encoding/protojson"
)

// MaxRoot is the most bytes of a trusted root file, and maxAuthorities the most of each kind in it.
const (
	MaxRoot        = 1 << 20
	maxAuthorities = 64
)

// Root is a trusted root, ready to judge by. It is used by many goroutines.
type Root struct {
	// Logs says that it lists logs: then a whole bundle has to be held against them, too, which this package
	// does not do.
	Logs bool
	// LogsSignatures says that logs of signatures are among them.
	LogsSignatures bool
	issuers        []authority // of certificates
	stamps         []authority // of time
	cache          cache
}

// authority is a chain of certificates, the issuing one first, and the time in which it counts.
type authority struct {
	name     string
	leaf     *x509.Certificate // of an authority of time: what signs; nil where each stamp brings it along
	chain    []*x509.Certificate
	from, to time.Time // zero: open
}

// ParseRoot reads a Sigstore trusted_root.json. Whatever does not depend on a signer is judged here, once: the
// signatures of the authorities on each other, and what they may do.
func ParseRoot(data []byte) (*Root, error) {
	if len(data) > MaxRoot {
		return nil, fmt.Errorf("trusted root: %d bytes; at most %d are read", len(data), MaxRoot)
	}
	var pb rootpb.TrustedRoot
	if err := protojson.Unmarshal(data, &pb); err != nil {
		return nil, fmt.Errorf("trusted root: %w", err)
	}
	r := &Root{Logs: len(pb.GetTlogs())+len(pb.GetCtlogs()) > 0, LogsSignatures: len(pb.GetTlogs()) > 0}
	var err error
	if r.issuers, err = authorities(pb.GetCertificateAuthorities(), x509.ExtKeyUsageCodeSigning); err != nil {
		return nil, fmt.Errorf("trusted root: certificate authority %w", err)
	}
	if r.stamps, err = authorities(pb.GetTimestampAuthorities(), x509.ExtKeyUsageTimeStamping); err != nil {
		return nil, fmt.Errorf("trusted root: timestamp authority %w", err)
	}
	if len(r.stamps) == 0 {
		return nil, errors.New("trusted root: it lists no timestamp authority; without a stamped time no certificate can be judged")
	}
	return r, nil
}

func authorities(listed []*rootpb.CertificateAuthority, use x509.ExtKeyUsage) ([]authority, error) {
	if len(listed) > maxAuthorities {
		return nil, fmt.Errorf("%d: at most %d are read", len(listed), maxAuthorities)
	}
	var out []authority
	for i, one := range listed {
		a, err := readAuthority(one, use)
		if err != nil {
			return nil, fmt.Errorf("%d (%.80q): %w", i+1, one.GetUri(), err)
		}
		out = append(out, a)
	}
	return out, nil
}

func readAuthority(pb *rootpb.CertificateAuthority, use x509.ExtKeyUsage) (authority, error) {
	a := authority{name: pb.GetUri()}
	var err error
	if a.from, a.to, err = span(pb.GetValidFor()); err != nil {
		return a, err
	}
	for _, c := range pb.GetCertChain().GetCertificates() {
		cert, err := x509.ParseCertificate(c.GetRawBytes())
		if err != nil {
			return a, err
		}
		if use == x509.ExtKeyUsageTimeStamping && a.leaf == nil && len(a.chain) == 0 && !cert.IsCA {
			a.leaf = cert
			continue
		}
		a.chain = append(a.chain, cert)
	}
	if len(a.chain) == 0 {
		return a, errors.New("it has no certificate that could have issued another")
	}
	if err := a.check(use); err != nil {
		return a, err
	}
	if a.leaf != nil {
		_, err = a.stamper(a.leaf)
	}
	return a, err
}

func span(r *commonpb.TimeRange) (from, to time.Time, err error) {
	if start := r.GetStart(); start != nil {
		if err := start.CheckValid(); err != nil {
			return from, to, fmt.Errorf("validFor: %w", err)
		}
		from = start.AsTime()
	}
	if end := r.GetEnd(); end != nil {
		if err := end.CheckValid(); err != nil {
			return from, to, fmt.Errorf("validFor: %w", err)
		}
		to = end.AsTime()
	}
	return from, to, nil
}
