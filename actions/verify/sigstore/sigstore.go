// Package sigstore judges one Sigstore bundle in every form that others write: bundles v0.1 to v0.3, by a
// key or by a certificate, with entries of Rekor v1 or v2, with timestamps of RFC 3161.
//
// It promises: what it accepts was signed by whom the caller named, over what the caller named, at a time
// that the trusted root tells, and with everything that the trusted root makes possible: where it lists logs
// of signatures, an entry; where it lists logs of certificates, a proof that the certificate is in one. What
// the caller brings is demanded; nothing in the bundle decides what is asked of it.
//
// It refuses, with one sentence for a person and one for whoever looks deeper. A refusal is an answer, and
// never an error: errors say that the question was none.
//
// The arithmetic is sigstore-go's, which is held to Sigstore's public conformance suite. It links net/http,
// which the rest of verification must not: so this is a package of its own, and a test runs it where there is
// no network. It reads what it is given, and fetches nothing. Start at Judge.
package sigstore

import (
	"bytes"
	"crypto"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/sigstore/sigstore-go/pkg/bundle"
	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/verify"
	"github.com/sigstore/sigstore/pkg/cryptoutils"
	"github.com/sigstore/sigstore/pkg/signature"
)

// What is read at most, in bytes: a bundle holds its payload, a root a few dozen keys.
const (
	MaxBundle = 4 << 20
	MaxRoot   = 1 << 20
	MaxKey    = 64 << 10
)

// Question is what to judge, and by what. Either Key or Identity, either Artifact or Digest.
type Question struct {
	Bundle []byte
	// Root is a trusted_root.json. Only with a key may it be missing: then a time and log entries in the
	// bundle are not looked at.
	Root []byte
	// Key is one public key in PEM.
	Key []byte
	// Identity is who the certificate must name, letter by letter.
	Identity Identity
	// Artifact is what was signed: the bytes themselves, or a subject of the statement.
	Artifact io.Reader
	// Digest is its SHA-256, where the bytes are not at hand.
	Digest []byte
	// UnsafeNoLog accepts a certificate without an entry in a log of signatures, though the root lists one.
	UnsafeNoLog bool
}

// Identity is whom a certificate names, and who says so.
type Identity struct {
	Name   string // subject alternative name: a workflow's address, an e-mail address
	Issuer string // of the token that it was made from
}

// Answer is what a bundle is found to be.
type Answer struct {
	// Refused is one sentence for a person; "" where the bundle is accepted.
	Refused string
	// Detail is what the library says about a refusal.
	Detail string
	// Statement is the predicate type of the statement; "" where it is a signature over plain bytes.
	Statement string
	// Times are those that somebody else stamped, in the order of the bundle.
	Times []time.Time
	// Logged says that an entry in a log of signatures was judged, and holds.
	Logged bool
}

// Judge answers a question. An error says that it was none: a key that is no key, a root that is no root.
func Judge(q Question) (Answer, error) {
	if (q.Artifact == nil) == (q.Digest == nil) || (q.Key == nil) == (q.Identity == Identity{}) {
		return Answer{}, errors.New("sigstore: a question has a key or an identity, and an artifact or a digest")
	}
	material, err := q.material()
	if err != nil {
		return Answer{}, err
	}
	policy, err := q.policy()
	if err != nil {
		return Answer{}, err
	}
	if len(q.Bundle) > MaxBundle {
		return Answer{Refused: fmt.Sprintf("the bundle has %d bytes; at most %d are read", len(q.Bundle), MaxBundle)}, nil
	}
	var b bundle.Bundle
	if err := b.UnmarshalJSON(q.Bundle); err != nil {
		return refusal(notABundle, err), nil
	}
	verifier, err := verify.NewVerifier(material, q.demands(material)...)
	if err != nil {
		return Answer{}, fmt.Errorf("sigstore: %w", err)
	}
	result, err := verifier.Verify(&b, policy)
	if err != nil {
		return refusal(stageOf(err), err), nil
	}
	return q.accepted(result, material), nil
}

// accepted tells what a bundle was found to be that holds.
func (q Question) accepted(r *verify.VerificationResult, m root.TrustedMaterial) Answer {
	a := Answer{Logged: q.logged(m)}
	if r.Statement != nil {
		a.Statement = r.Statement.GetPredicateType()
	}
	for _, t := range r.VerifiedTimestamps {
		a.Times = append(a.Times, t.Timestamp)
	}
	return a
}

// material is what the caller trusts.
func (q Question) material() (root.TrustedMaterial, error) {
	var all root.TrustedMaterialCollection
	if q.Root != nil {
		r, err := readRoot(q.Root)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	if q.Root == nil && q.Key == nil {
		return nil, errors.New("trusted root: there is none; a certificate cannot be judged without one")
	}
	if q.Key != nil {
		key, err := readKey(q.Key)
		if err != nil {
			return nil, err
		}
		// The hint in the bundle is nobody's word: whatever it says, this is the key.
		all = append(all, root.NewTrustedPublicKeyMaterial(func(string) (root.TimeConstrainedVerifier, error) { return key, nil }))
	}
	return all, nil
}

func readRoot(data []byte) (*root.TrustedRoot, error) {
	if len(data) > MaxRoot {
		return nil, fmt.Errorf("trusted root: %d bytes; at most %d are read", len(data), MaxRoot)
	}
	r, err := root.NewTrustedRootFromJSON(data)
	if err != nil {
		return nil, fmt.Errorf("trusted root: %w", err)
	}
	return r, nil
}

func readKey(data []byte) (root.TimeConstrainedVerifier, error) {
	if len(data) > MaxKey {
		return nil, fmt.Errorf("public key: %d bytes; at most %d are read", len(data), MaxKey)
	}
	public, err := cryptoutils.UnmarshalPEMToPublicKey(data)
	if err != nil {
		return nil, fmt.Errorf("public key: %w", err)
	}
	v, err := signature.LoadDefaultVerifier(public)
	if err != nil {
		return nil, fmt.Errorf("public key: %w", err)
	}
	return root.NewExpiringKey(v, time.Time{}, time.Time{}), nil
}

// demands is what has to be there beside the signature. It follows from what the caller brings alone.
func (q Question) demands(m root.TrustedMaterial) []verify.VerifierOption {
	var of []verify.VerifierOption
	switch {
	case q.Key != nil && q.Root == nil:
		return []verify.VerifierOption{verify.WithNoObserverTimestamps()}
	case q.Key == nil && len(m.CTLogs()) > 0:
		of = append(of, verify.WithSignedCertificateTimestamps(1))
	}
	if q.logged(m) {
		of = append(of, verify.WithTransparencyLog(1))
	}
	return append(of, verify.WithObserverTimestamps(1))
}

// logged tells whether an entry in a log of signatures is demanded.
func (q Question) logged(m root.TrustedMaterial) bool {
	return len(m.RekorLogs()) > 0 && !q.UnsafeNoLog
}

// policy is who signed what.
func (q Question) policy() (verify.PolicyBuilder, error) {
	artifact := verify.WithArtifact(q.Artifact)
	if q.Digest != nil {
		if len(q.Digest) != crypto.SHA256.Size() {
			return verify.PolicyBuilder{}, fmt.Errorf("digest %s: it is not a SHA-256", hex.EncodeToString(q.Digest))
		}
		artifact = verify.WithArtifactDigest("sha256", bytes.Clone(q.Digest))
	}
	if q.Key != nil {
		return verify.NewPolicy(artifact, verify.WithKey()), nil
	}
	who, err := verify.NewShortCertificateIdentity(q.Identity.Issuer, "", q.Identity.Name, "")
	if err != nil {
		return verify.PolicyBuilder{}, fmt.Errorf("identity: %w", err)
	}
	return verify.NewPolicy(artifact, verify.WithCertificateIdentity(who)), nil
}
