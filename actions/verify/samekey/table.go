package samekey

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"math/big"

	"filippo.io/nistec"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

const size = 32 // bytes of a scalar, and of a coordinate

var order = elliptic.P256().Params().N

// table has the products of a point: table[i][j] is j·2^(8i) times it, 0.8 MB in all.
type table [size][256]nistec.P256Point

// newTable makes the table of a key; nil where it does not do what it should.
func newTable(public *ecdsa.PublicKey) *table {
	encoded, err := public.Bytes()
	if err != nil {
		return nil
	}
	step, err := nistec.NewP256Point().SetBytes(encoded) // refuses what is not on the curve
	if err != nil {
		return nil
	}
	key, t := nistec.NewP256Point().Set(step), new(table)
	for i := range t {
		t[i][0].Set(nistec.NewP256Point())
		for j := 1; j < len(t[i]); j++ {
			t[i][j].Add(&t[i][j-1], step)
		}
		step.Add(&t[i][255], step)
	}
	if !t.agrees(key) {
		return nil
	}
	return t
}

// agrees holds the table against nistec's own multiplication: each of these 256 scalars has another byte at every
// place, and all of them together have every byte at every place.
func (t *table) agrees(key *nistec.P256Point) bool {
	shift := sha256.Sum256(key.Bytes())
	for j := range 256 {
		var scalar [size]byte
		for i := range scalar {
			scalar[i] = shift[i] + byte(j)
		}
		want, err := nistec.NewP256Point().ScalarMult(key, scalar[:])
		if err != nil || want.Equal(t.times(&scalar)) != 1 {
			return false
		}
	}
	return true
}

// times multiplies the point by a scalar in big-endian bytes.
func (t *table) times(scalar *[size]byte) *nistec.P256Point {
	sum := nistec.NewP256Point()
	for i := range t {
		if b := scalar[size-1-i]; b != 0 {
			sum.Add(sum, &t[i][b])
		}
	}
	return sum
}

// accepts tells whether a signature holds (FIPS 186-5, 6.4.2). That it does not, crypto/ecdsa decides.
func (t *table) accepts(digest, sig []byte) bool {
	if len(digest) != size {
		return false // no digest of SHA-256; what others mean is crypto/ecdsa's to say
	}
	r, s, ok := parse(sig)
	if !ok {
		return false
	}
	inverse := new(big.Int).ModInverse(s, order)
	if inverse == nil {
		return false // cannot be: n is prime, and s is not 0
	}
	var u1, u2 [size]byte
	scale(&u1, new(big.Int).SetBytes(digest), inverse)
	scale(&u2, r, inverse)
	sum, err := nistec.NewP256Point().ScalarBaseMult(u1[:])
	if err != nil {
		return false
	}
	x, err := sum.Add(sum, t.times(&u2)).BytesX()
	if err != nil {
		return false // at infinity
	}
	v := new(big.Int).SetBytes(x)
	return v.Mod(v, order).Cmp(r) == 0
}

// scale sets out to a·b modulo n.
func scale(out *[size]byte, a, b *big.Int) {
	product := new(big.Int).Mul(a, b)
	product.Mod(product, order).FillBytes(out[:])
}

// parse reads a signature as crypto/ecdsa does, and holds r and s to [1, n-1].
func parse(sig []byte) (r, s *big.Int, ok bool) {
	input, inner := cryptobyte.String(sig), cryptobyte.String(nil)
	var rBytes, sBytes []byte
	if !input.ReadASN1(&inner, asn1.SEQUENCE) || !input.Empty() ||
		!inner.ReadASN1Integer(&rBytes) || !inner.ReadASN1Integer(&sBytes) || !inner.Empty() {
		return nil, nil, false
	}
	r, s = new(big.Int).SetBytes(rBytes), new(big.Int).SetBytes(sBytes)
	within := func(v *big.Int) bool { return v.Sign() > 0 && v.Cmp(order) < 0 }
	return r, s, within(r) && within(s)
}
