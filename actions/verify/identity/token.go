package identity

import (
	"bytes"
	"crypto"
	_ "crypto/sha256"
	_ "crypto/sha512"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"time"

	"golang.org/x/crypto/cryptobyte"
	der "golang.org/x/crypto/cryptobyte/asn1"
)

// token is a timestamp, read and not yet believed: RFC 3161 in a SignedData of RFC 5652 with one signer.
type token struct {
	at           time.Time
	imprint      imprint
	certificates [][]byte // that it brings along, unbelieved
	signer       signerID
	hash         crypto.Hash // of the signature
	algorithm    asn1.ObjectIdentifier
	attributes   []byte // what is signed, as a SET
	signature    []byte
}

// imprint is the digest of what was stamped.
type imprint struct {
	hash   crypto.Hash
	digest []byte
}

func (i imprint) covers(data []byte) bool { return bytes.Equal(i.digest, sum(i.hash, data)) }

func sum(h crypto.Hash, data []byte) []byte {
	w := h.New()
	w.Write(data)
	return w.Sum(nil)
}

// signerID names the certificate that signed: by issuer and number, or by the id of its key.
type signerID struct {
	issuer []byte
	serial *big.Int
	keyID  []byte
}

func (s signerID) names(c *x509.Certificate) bool {
	if s.keyID != nil {
		return bytes.Equal(s.keyID, c.SubjectKeyId)
	}
	return bytes.Equal(s.issuer, c.RawIssuer) && s.serial.Cmp(c.SerialNumber) == 0
}

var (
	oidSignedData      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidTSTInfo         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	oidContentType     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	context0, context1 = der.Tag(0).ContextSpecific().Constructed(), der.Tag(1).ContextSpecific().Constructed()
)

// hashes are the digests that count. SHA-1 does not.
func hashOf(id asn1.ObjectIdentifier) crypto.Hash {
	switch id.String() {
	case "2.16.840.1.101.3.4.2.1":
		return crypto.SHA256
	case "2.16.840.1.101.3.4.2.2":
		return crypto.SHA384
	case "2.16.840.1.101.3.4.2.3":
		return crypto.SHA512
	}
	return 0
}

// cut is a part of a token that is not as its standard has it.
func cut(what string) error { return fmt.Errorf("%s is not as it must be", what) }

func parseToken(data []byte) (*token, error) {
	input := cryptobyte.String(data)
	var response, status, content, signed, digests, info, certificates, signers cryptobyte.String
	var granted int64
	if !input.ReadASN1(&response, der.SEQUENCE) || !input.Empty() || !response.ReadASN1(&status, der.SEQUENCE) || !status.ReadASN1Integer(&granted) {
		return nil, cut("the response")
	}
	if granted != 0 {
		return nil, fmt.Errorf("it was not granted as it was asked for (status %d)", granted)
	}
	var kind asn1.ObjectIdentifier
	if !response.ReadASN1(&content, der.SEQUENCE) || !response.Empty() || !content.ReadASN1ObjectIdentifier(&kind) || !kind.Equal(oidSignedData) ||
		!content.ReadASN1(&content, context0) {
		return nil, cut("its token")
	}
	var version int64
	if !content.ReadASN1(&signed, der.SEQUENCE) || !content.Empty() || !signed.ReadASN1Integer(&version) || version != 3 ||
		!signed.ReadASN1(&digests, der.SET) || !signed.ReadASN1(&info, der.SEQUENCE) {
		return nil, cut("its signed data")
	}
	if err := readHashes(digests); err != nil {
		return nil, err
	}
	if !signed.ReadOptionalASN1(&certificates, nil, context0) || !signed.SkipOptionalASN1(context1) || !signed.ReadASN1(&signers, der.SET) || !signed.Empty() {
		return nil, cut("its signed data")
	}
	t := &token{}
	text, err := t.readInfo(info)
	if err != nil {
		return nil, err
	}
	if err := t.readCertificates(certificates); err != nil {
		return nil, err
	}
	return t, t.readSigner(signers, text)
}

// readInfo reads what was stamped, and gives its bytes.
func (t *token) readInfo(content cryptobyte.String) ([]byte, error) {
	var kind asn1.ObjectIdentifier
	var explicit, text cryptobyte.String
	if !content.ReadASN1ObjectIdentifier(&kind) || !kind.Equal(oidTSTInfo) || !content.ReadASN1(&explicit, context0) || !content.Empty() ||
		!explicit.ReadASN1(&text, der.OCTET_STRING) || !explicit.Empty() {
		return nil, cut("what it stamps")
	}
	input := text
	var info, imprinted, algorithm, digest, at cryptobyte.String
	var version int64
	if !input.ReadASN1(&info, der.SEQUENCE) || !input.Empty() || !info.ReadASN1Integer(&version) || version != 1 || !info.SkipASN1(der.OBJECT_IDENTIFIER) ||
		!info.ReadASN1(&imprinted, der.SEQUENCE) || !info.SkipASN1(der.INTEGER) || !info.ReadASN1(&at, der.GeneralizedTime) {
		return nil, cut("what it stamps")
	}
	if !imprinted.ReadASN1(&algorithm, der.SEQUENCE) || !imprinted.ReadASN1(&digest, der.OCTET_STRING) || !imprinted.Empty() {
		return nil, cut("the digest that it stamps")
	}
	var err error
	if t.imprint.hash, err = readHash(algorithm); err != nil {
		return nil, err
	}
	t.imprint.digest = digest
	if t.at, err = readTime(string(at)); err != nil {
		return nil, err
	}
	// accuracy, ordering, nonce and the authority's name decide nothing; an extension could.
	if !info.SkipOptionalASN1(der.SEQUENCE) || !info.SkipOptionalASN1(der.BOOLEAN) || !info.SkipOptionalASN1(der.INTEGER) || !info.SkipOptionalASN1(context0) {
		return nil, cut("what it stamps")
	}
	if !info.Empty() {
		return nil, errors.New("it has an extension, which is not known")
	}
	return text, nil
}

// readTime reads a GeneralizedTime as RFC 3161 has it: in UTC, with seconds, and perhaps with a fraction.
func readTime(text string) (time.Time, error) {
	const layout = "20060102150405Z"
	if len(text) < len(layout) || text[len(text)-1] != 'Z' {
		return time.Time{}, cut("its time")
	}
	at, err := time.Parse(layout, text)
	if err != nil || at.Year() < 1970 || at.Year() > 9999 {
		return time.Time{}, cut("its time")
	}
	return at, nil
}

// readHashes holds the list of digests to be one; which of them counts, the signer says.
func readHashes(set cryptobyte.String) error {
	for !set.Empty() {
		var one cryptobyte.String
		if !set.ReadASN1(&one, der.SEQUENCE) {
			return cut("its list of digests")
		}
		if _, err := readHash(one); err != nil {
			return err
		}
	}
	return nil
}

func readHash(algorithm cryptobyte.String) (crypto.Hash, error) {
	var id asn1.ObjectIdentifier
	if !algorithm.ReadASN1ObjectIdentifier(&id) {
		return 0, cut("its algorithm")
	}
	h := hashOf(id)
	if h == 0 {
		return 0, fmt.Errorf("its digest %s is none of SHA-256, SHA-384 and SHA-512", id)
	}
	return h, nil
}

// maxCertificates is how many certificates a token may bring along.
const maxCertificates = 16

func (t *token) readCertificates(set cryptobyte.String) error {
	for !set.Empty() {
		var one cryptobyte.String
		if !set.ReadASN1Element(&one, der.SEQUENCE) {
			return cut("a certificate that it brings along")
		}
		if t.certificates = append(t.certificates, one); len(t.certificates) > maxCertificates {
			return fmt.Errorf("it brings more than %d certificates along", maxCertificates)
		}
	}
	return nil
}
