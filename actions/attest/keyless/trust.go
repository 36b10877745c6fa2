package keyless

import (
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"

	protobundle "github.com/sigstore/protobuf-specs/gen/pb-go/bundle/v1"
	"github.com/sigstore/sigstore-go/pkg/bundle"
	"github.com/sigstore/sigstore-go/pkg/fulcio/certificate"
	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/verify"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/evidence"
)

// maxRoot is the most bytes that a trusted root may have.
const maxRoot = 1 << 20

func readRoot(data []byte) (*root.TrustedRoot, error) {
	if len(data) == 0 || len(data) > maxRoot {
		return nil, fmt.Errorf("trusted root: it has %d bytes; 1 to %d are read", len(data), maxRoot)
	}
	trusted, err := root.NewTrustedRootFromJSON(data)
	if err != nil {
		return nil, fmt.Errorf("trusted root: %w", err)
	}
	if len(trusted.FulcioCertificateAuthorities()) == 0 || len(trusted.TimestampingAuthorities()) == 0 {
		return nil, errors.New("trusted root: it has no certificate authority, or no timestamp authority")
	}
	return trusted, nil
}

// complete is what must stand beside a signature: a certificate, a timestamp, what else the root makes possible.
type complete struct{ verifier *verify.Verifier }

func demands(trusted *root.TrustedRoot, logged bool) (complete, error) {
	of := []verify.VerifierOption{verify.WithSignedTimestamps(1)}
	if len(trusted.CTLogs()) > 0 {
		of = append(of, verify.WithSignedCertificateTimestamps(1))
	}
	if logged {
		of = append(of, verify.WithTransparencyLog(1))
	}
	v, err := verify.NewVerifier(trusted, of...)
	return complete{v}, err
}

func (c complete) judge(material evidence.Material, message, sig []byte) error {
	_, err := c.of(material, message, sig)
	return err
}

// of judges a signature, and tells whose it is. To the library it is one over plain bytes: those of a
// statement's envelope are its pre-authentication encoding, which is also what the log has the digest of.
func (c complete) of(material evidence.Material, message, sig []byte) (*certificate.Summary, error) {
	digest := sha256.Sum256(message)
	written, err := canon.Encode(&evidence.Bundle{
		MediaType: evidence.BundleMediaType, Verification: material,
		Message: &evidence.MessageSignature{Digest: evidence.MessageDigest{Algorithm: evidence.MessageAlgorithm, Digest: digest[:]}, Signature: sig},
	})
	if err != nil {
		return nil, err
	}
	var proto protobundle.Bundle
	if err := protojson.Unmarshal(written, &proto); err != nil {
		return nil, err
	}
	entity, err := bundle.NewBundle(&proto)
	if err != nil {
		return nil, err
	}
	result, err := c.verifier.Verify(entity, verify.NewPolicy(verify.WithArtifactDigest("sha256", digest[:]), verify.WithoutIdentitiesUnsafe()))
	if err != nil {
		return nil, err
	}
	return result.Signature.Certificate, nil
}

// Trust implements attest.Verifier for what one repository's workflows signed.
type Trust struct {
	needs                           complete
	name, issuer, repository, owner string
	exact                           bool     // nobody but name
	refs                            []string // of the source; none for any
}

// Identity is whom a certificate names, as exact values.
type Identity struct {
	Name              string // subject alternative name: a workflow's address, with its ref
	Issuer            string // of the token that it was made from
	Repository, Owner string // their ids; "" where the certificate names none
	// Refs are those whose runs count, as refs/heads/main; without any, those of every ref. A workflow that is called keeps
	// its own address, whatever ref calls it: only this tells a run of the protected branch from one of another.
	Refs []string
}

// TrustIn takes the signatures of one signer and of nobody else, by the trusted_root.json of those who have no
// certificate of their own.
func TrustIn(trustedRoot []byte, who Identity) (*Trust, error) {
	trusted, err := readRoot(trustedRoot)
	if err != nil {
		return nil, fmt.Errorf("keyless: %w", err)
	}
	c, err := demands(trusted, false)
	return &Trust{needs: c, name: who.Name, issuer: who.Issuer, repository: who.Repository, owner: who.Owner, exact: true, refs: who.Refs}, err
}

func newTrust(trusted *root.TrustedRoot, leaf *x509.Certificate) (*Trust, error) {
	c, err := demands(trusted, false) // a log may have been added to the project later
	if err != nil {
		return nil, err
	}
	own, err := certificate.SummarizeCertificate(leaf)
	if err != nil {
		return nil, fmt.Errorf("keyless: the certificate: %w", err)
	}
	return &Trust{
		needs: c, name: own.SubjectAlternativeName, issuer: own.Issuer, repository: own.SourceRepositoryIdentifier, owner: own.SourceRepositoryOwnerIdentifier,
	}, nil
}

// Name is the subject of the certificate: who signs.
func (t *Trust) Name() string { return t.name }

// Identity is whom the certificate names from which the trust was made.
func (t *Trust) Identity() Identity {
	return Identity{Name: t.name, Issuer: t.issuer, Repository: t.repository, Owner: t.owner}
}

// Verify implements attest.Verifier.
func (t *Trust) Verify(material evidence.Material, message, sig []byte) error {
	if material.Certificate == nil {
		return errors.New("it is by a key, and this ledger is signed with certificates")
	}
	who, err := t.needs.of(material, message, sig)
	switch {
	case err != nil:
		return errors.New(short(err.Error(), ""))
	case who == nil || who.Issuer != t.issuer || who.SourceRepositoryIdentifier != t.repository || who.SourceRepositoryOwnerIdentifier != t.owner:
		return fmt.Errorf("it is by a workflow of another repository or issuer than %s", t.name)
	case (t.exact || t.repository == "") && who.SubjectAlternativeName != t.name:
		return fmt.Errorf("it is by %s, not by %s", who.SubjectAlternativeName, t.name)
	case len(t.refs) > 0 && !slices.Contains(t.refs, who.SourceRepositoryRef):
		return fmt.Errorf("it is by a run of %.100q, and only those of %s count", who.SourceRepositoryRef, strings.Join(t.refs, " and "))
	}
	return nil
}
