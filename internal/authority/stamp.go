package authority

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"time"
)

type asn1OID = asn1.ObjectIdentifier

var (
	signedData    = asn1OID{1, 2, 840, 113549, 1, 7, 2}
	stampInfo     = asn1OID{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	contentType   = asn1OID{1, 2, 840, 113549, 1, 9, 3}
	messageDigest = asn1OID{1, 2, 840, 113549, 1, 9, 4}
	sha256WithEC  = pkix.AlgorithmIdentifier{Algorithm: asn1OID{1, 2, 840, 10045, 4, 3, 2}}
	ofSHA256      = pkix.AlgorithmIdentifier{Algorithm: asn1OID{2, 16, 840, 1, 101, 3, 4, 2, 1}}
)

type attribute struct {
	ID     asn1OID
	Values []asn1.RawValue `asn1:"set"`
}

// Stamp makes a timestamp (a TimeStampResp) over bytes, written from RFC 3161 and RFC 5652.
func (a *Authority) Stamp(over []byte, at time.Time) []byte {
	sum := sha256.Sum256(over)
	info := marshal(struct {
		Version int
		Policy  asn1OID
		Imprint struct {
			Algorithm pkix.AlgorithmIdentifier
			Digest    []byte
		}
		Serial *big.Int
		At     time.Time `asn1:"generalized"`
	}{1, asn1OID{1, 3, 6, 1, 4, 1, 57264, 2}, struct {
		Algorithm pkix.AlgorithmIdentifier
		Digest    []byte
	}{ofSHA256, sum[:]}, new(big.Int).SetBytes(sum[:8]), at.UTC().Truncate(time.Second)})
	return response(info, a.signer(info))
}

// signer is the SignerInfo over what is stamped.
func (a *Authority) signer(info []byte) []byte {
	sum := sha256.Sum256(info)
	attributes := marshal(asn1.RawValue{Class: asn1.ClassUniversal, Tag: asn1.TagSet, IsCompound: true, Bytes: append(
		marshal(attribute{contentType, []asn1.RawValue{{FullBytes: marshal(stampInfo)}}}),
		marshal(attribute{messageDigest, []asn1.RawValue{{FullBytes: marshal(sum[:])}}})...)})
	signed := sha256.Sum256(attributes)
	signature, err := a.Clock.Key.Sign(nil, signed[:], crypto.SHA256)
	if err != nil {
		panic(err)
	}
	sent := append([]byte{0xa0}, attributes[1:]...)
	return marshal(struct {
		Version int
		Name    struct {
			Issuer asn1.RawValue
			Serial *big.Int
		}
		Digest     pkix.AlgorithmIdentifier
		Attributes asn1.RawValue
		Algorithm  pkix.AlgorithmIdentifier
		Signature  []byte
	}{1, struct {
		Issuer asn1.RawValue
		Serial *big.Int
	}{asn1.RawValue{FullBytes: a.Clock.Cert.RawIssuer}, a.Clock.Cert.SerialNumber},
		ofSHA256, asn1.RawValue{FullBytes: sent}, sha256WithEC, signature})
}

func response(info, signer []byte) []byte {
	content := marshal(struct {
		Kind asn1OID
		Text asn1.RawValue
	}{stampInfo, explicit(marshal(info))})
	signed := marshal(struct {
		Version int
		Digests []pkix.AlgorithmIdentifier `asn1:"set"`
		Content asn1.RawValue
		Signers []asn1.RawValue `asn1:"set"`
	}{3, []pkix.AlgorithmIdentifier{ofSHA256}, asn1.RawValue{FullBytes: content}, []asn1.RawValue{{FullBytes: signer}}})
	token := marshal(struct {
		Kind    asn1OID
		Content asn1.RawValue
	}{signedData, explicit(signed)})
	return marshal(struct {
		Status struct{ Granted int }
		Token  asn1.RawValue
	}{Token: asn1.RawValue{FullBytes: token}})
}

// explicit puts a value below tag 0.
func explicit(der []byte) asn1.RawValue {
	return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: der}
}

func marshal(v any) []byte {
	data, err := asn1.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}

func utf8String(text string) []byte {
	return marshal(asn1.RawValue{Class: asn1.ClassUniversal, Tag: asn1.TagUTF8String, Bytes: []byte(text)})
}

func marshalKey(key *ecdsa.PublicKey) []byte {
	data, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		panic(err)
	}
	return data
}
