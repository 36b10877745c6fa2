package evidence

import (
	"bytes"
	"crypto/elliptic"
	"errors"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// The order of P-256, and its half, which is the largest s that a signature here may have: if (r, s) is
// valid then so is (r, order-s), and a signature must have one spelling.
var (
	order     = elliptic.P256().Params().N.Bytes()
	halfOrder = new(big.Int).Rsh(elliptic.P256().Params().N, 1).Bytes()
)

// CheckSignature tells whether sig is a P-256 signature in ASN.1 DER (SEC 1, C.5), minimal, with
// 0 < r < order and 0 < s <= order/2.
func CheckSignature(sig []byte) error {
	r, s, ok := signatureParts(sig)
	switch {
	case !ok:
		return errors.New("signature: it is not ECDSA in ASN.1 DER")
	case !within(r, order) || bytes.Equal(r, order) || !within(s, order) || bytes.Equal(s, order):
		return errors.New("signature: its numbers are not those of P-256")
	case !within(s, halfOrder):
		return errors.New("signature: its s is above half the order; only the other spelling of it is allowed")
	}
	return nil
}

// LowS gives sig, a P-256 signature in ASN.1 DER, in its one spelling.
func LowS(sig []byte) ([]byte, error) {
	r, s, ok := signatureParts(sig)
	if !ok {
		return nil, errors.New("signature: it is not ECDSA in ASN.1 DER")
	}
	if within(s, halfOrder) {
		return sig, CheckSignature(sig)
	}
	low := new(big.Int).Sub(elliptic.P256().Params().N, new(big.Int).SetBytes(s))
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1BigInt(new(big.Int).SetBytes(r))
		b.AddASN1BigInt(low)
	})
	out, err := b.Bytes()
	if err != nil {
		return nil, err
	}
	return out, CheckSignature(out)
}

// signatureParts gives r and s without leading zeros. cryptobyte takes minimal, positive integers only.
func signatureParts(sig []byte) (r, s []byte, ok bool) {
	input := cryptobyte.String(sig)
	var inner cryptobyte.String
	ok = input.ReadASN1(&inner, asn1.SEQUENCE) && input.Empty() &&
		inner.ReadASN1Integer(&r) && inner.ReadASN1Integer(&s) && inner.Empty()
	return r, s, ok
}

// within tells whether 0 < n <= most.
func within(n, most []byte) bool {
	if len(bytes.TrimLeft(n, "\x00")) == 0 || len(n) > len(most) {
		return false
	}
	return len(n) < len(most) || bytes.Compare(n, most) <= 0
}
