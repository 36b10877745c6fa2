// Package attest makes statements out of what happened, signs them, and opens what was signed.
//
// The builders (LedgerStatement, AuthorizationStatement, RunStatement, and those of what people say) are
// pure: documents in, a predicate out, and an error where the documents contradict each other, or where
// what is said would not count. Seal signs a statement as a DSSE envelope in a Sigstore bundle v0.3; Open
// gives back the bytes that were signed, and only where the signature holds. SealMessage and OpenMessage
// do the same for bytes that stand elsewhere: the ledger's checkpoint. Speak and Hear are for people who
// sign with keys of their own.
//
// Signatures are ECDSA P-256 over SHA-256, in ASN.1 DER, with the lower s: a valid signature cannot be
// respelled. What a signature is made with is a Signer; the folders below hold the makers (key: a file
// on this machine; kms: a key management system; keyless: a certificate that lives for minutes), and one suite
// holds all of them to what Signer promises. Nothing here trusts a key because a bundle names it.
//
// Start at Seal and Open; for people at Speak and Hear.
package attest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/attestary/attestary/schemas/evidence"
)

// Signer makes signatures.
type Signer interface {
	// Sign gives an ECDSA P-256 signature over the SHA-256 of message, in ASN.1 DER, and what a verifier
	// needs beside it. It may be called by several goroutines at once.
	Sign(ctx context.Context, message []byte) (sig []byte, material evidence.Material, err error)
}

// Verifier says whose signatures count.
type Verifier interface {
	// Verify tells why sig is not a signature over message by anyone who counts; nil if it is. The
	// material is unauthenticated: it may choose a candidate and decides nothing. It may be called by
	// several goroutines at once.
	Verify(material evidence.Material, message, sig []byte) error
}

// Seal signs a statement, which must be as evidence.EncodeStatement writes it, and gives the bytes of
// its bundle.
func Seal(ctx context.Context, signer Signer, statement []byte) ([]byte, error) {
	if _, err := evidence.ParseStatement(statement); err != nil {
		return nil, err
	}
	sig, material, err := sign(ctx, signer, evidence.PAE(evidence.PayloadType, statement))
	if err != nil {
		return nil, err
	}
	b := evidence.Bundle{
		Envelope: &evidence.Envelope{
			Payload: statement, PayloadType: evidence.PayloadType, Signatures: []evidence.Signature{{Sig: sig}},
		},
		MediaType: evidence.BundleMediaType, Verification: material,
	}
	return b.Encode()
}

// SealMessage signs bytes that stand elsewhere, and gives the bytes of the bundle.
func SealMessage(ctx context.Context, signer Signer, message []byte) ([]byte, error) {
	sig, material, err := sign(ctx, signer, message)
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256(message)
	b := evidence.Bundle{
		Message: &evidence.MessageSignature{
			Digest:    evidence.MessageDigest{Algorithm: evidence.MessageAlgorithm, Digest: digest[:]},
			Signature: sig,
		},
		MediaType: evidence.BundleMediaType, Verification: material,
	}
	return b.Encode()
}

// sign asks for a signature and brings it into its one spelling.
func sign(ctx context.Context, signer Signer, message []byte) ([]byte, evidence.Material, error) {
	sig, material, err := signer.Sign(ctx, message)
	if err == nil {
		sig, err = evidence.LowS(sig)
	}
	if err != nil {
		return nil, evidence.Material{}, fmt.Errorf("signing: %w", err)
	}
	return sig, material, nil
}

// Open gives the statement of a bundle whose signature counts. Its bytes are those that were signed.
func Open(bundle []byte, who Verifier) (statement []byte, err error) {
	b, err := evidence.ParseBundle(bundle)
	if err != nil {
		return nil, err
	}
	if b.Envelope == nil {
		return nil, errors.New("bundle: it signs a message, not a statement")
	}
	pae := evidence.PAE(b.Envelope.PayloadType, b.Envelope.Payload)
	if err := who.Verify(b.Verification, pae, b.SignatureBytes()); err != nil {
		return nil, fmt.Errorf("bundle: signature: %w", err)
	}
	return b.Envelope.Payload, nil
}

// OpenMessage tells why a bundle is not a signature that counts over message; nil if it is.
func OpenMessage(bundle, message []byte, who Verifier) error {
	b, err := evidence.ParseBundle(bundle)
	if err != nil {
		return err
	}
	if b.Message == nil {
		return errors.New("bundle: it signs a statement, not a message")
	}
	if digest := sha256.Sum256(message); !bytes.Equal(digest[:], b.Message.Digest.Digest) {
		return errors.New("bundle: it is over other bytes")
	}
	if err := who.Verify(b.Verification, message, b.SignatureBytes()); err != nil {
		return fmt.Errorf("bundle: signature: %w", err)
	}
	return nil
}
