package identity

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// readSigner reads who signed a token, and holds that what was signed is its text.
func (t *token) readSigner(set cryptobyte.String, text []byte) error {
	var info, digest, algorithm, attributes, signature cryptobyte.String
	if !set.ReadASN1(&info, der.SEQUENCE) || !set.Empty() {
		return errors.New("it is not signed by one signer")
	}
	var version int64
	if !info.ReadASN1Integer(&version) || version != 1 && version != 3 || !t.signer.read(&info) || !info.ReadASN1(&digest, der.SEQUENCE) {
		return cut("its signer")
	}
	// RFC 5652, 5.4: signed is the SET OF, not the implicit tag that it is sent under.
	if !info.ReadASN1Element(&attributes, context0) || !info.ReadASN1(&algorithm, der.SEQUENCE) || !algorithm.ReadASN1ObjectIdentifier(&t.algorithm) ||
		!info.ReadASN1(&signature, der.OCTET_STRING) || !info.SkipOptionalASN1(context1) || !info.Empty() {
		return cut("its signer")
	}
	var err error
	if t.hash, err = readHash(digest); err != nil {
		return err
	}
	t.attributes, t.signature = bytes.Clone(attributes), signature
	t.attributes[0] = byte(der.SET)
	return t.holdAttributes(sum(t.hash, text))
}

func (s *signerID) read(info *cryptobyte.String) bool {
	if key := der.Tag(0).ContextSpecific(); info.PeekASN1Tag(key) {
		return info.ReadASN1((*cryptobyte.String)(&s.keyID), key) && len(s.keyID) > 0
	}
	var id, issuer cryptobyte.String
	s.serial = new(big.Int)
	if !info.ReadASN1(&id, der.SEQUENCE) || !id.ReadASN1Element(&issuer, der.SEQUENCE) || !id.ReadASN1Integer(s.serial) || !id.Empty() {
		return false
	}
	s.issuer = issuer
	return true
}

// holdAttributes holds the two attributes that tie the signature to the text (RFC 5652, 11): each is there once.
func (t *token) holdAttributes(digest []byte) error {
	input := cryptobyte.String(t.attributes)
	var set cryptobyte.String
	if !input.ReadASN1(&set, der.SET) {
		return cut("what is signed")
	}
	var kinds, digests int
	for !set.Empty() {
		var attribute, values cryptobyte.String
		var id, kind asn1.ObjectIdentifier
		if !set.ReadASN1(&attribute, der.SEQUENCE) || !attribute.ReadASN1ObjectIdentifier(&id) || !attribute.ReadASN1(&values, der.SET) || !attribute.Empty() {
			return cut("what is signed")
		}
		var value cryptobyte.String
		switch {
		case id.Equal(oidContentType):
			if kinds++; !values.ReadASN1ObjectIdentifier(&kind) || !values.Empty() || !kind.Equal(oidTSTInfo) {
				return errors.New("what is signed is not a timestamp")
			}
		case id.Equal(oidMessageDigest):
			if digests++; !values.ReadASN1(&value, der.OCTET_STRING) || !values.Empty() || !bytes.Equal(value, digest) {
				return errors.New("what is signed is another timestamp")
			}
		}
	}
	if kinds != 1 || digests != 1 {
		return errors.New("what is signed does not say that it is this timestamp")
	}
	return nil
}

// signedBy holds the signature of a token.
func (t *token) signedBy(c *x509.Certificate) error {
	algorithm, err := t.algorithmOf(c)
	if err != nil {
		return err
	}
	if err := c.CheckSignature(algorithm, t.attributes, t.signature); err != nil {
		return fmt.Errorf("its signature does not hold: %w", err)
	}
	return nil
}

// algorithmOf is the algorithm of a signature, from the kind of the key and the digest that is named beside
// it. The name of the algorithm itself must not say another.
func (t *token) algorithmOf(c *x509.Certificate) (x509.SignatureAlgorithm, error) {
	var known map[crypto.Hash]x509.SignatureAlgorithm
	names := map[string]crypto.Hash{}
	switch c.PublicKey.(type) {
	case *ecdsa.PublicKey:
		known = map[crypto.Hash]x509.SignatureAlgorithm{crypto.SHA256: x509.ECDSAWithSHA256, crypto.SHA384: x509.ECDSAWithSHA384, crypto.SHA512: x509.ECDSAWithSHA512}
		names = map[string]crypto.Hash{"1.2.840.10045.2.1": t.hash, "1.2.840.10045.4.3.2": crypto.SHA256, "1.2.840.10045.4.3.3": crypto.SHA384, "1.2.840.10045.4.3.4": crypto.SHA512}
	case *rsa.PublicKey:
		known = map[crypto.Hash]x509.SignatureAlgorithm{crypto.SHA256: x509.SHA256WithRSA, crypto.SHA384: x509.SHA384WithRSA, crypto.SHA512: x509.SHA512WithRSA}
		names = map[string]crypto.Hash{"1.2.840.113549.1.1.1": t.hash, "1.2.840.113549.1.1.11": crypto.SHA256, "1.2.840.113549.1.1.12": crypto.SHA384, "1.2.840.113549.1.1.13": crypto.SHA512}
	}
	if h, ok := names[t.algorithm.String()]; !ok || h != t.hash {
		return 0, fmt.Errorf("it is signed with an algorithm that is not known (%s)", t.algorithm)
	}
	return known[t.hash], nil
}
