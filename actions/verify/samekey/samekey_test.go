//lint:file-ignore SA1019 signatures that a key would not make are made by crypto/elliptic and math/big, on purpose

package samekey_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/asn1"
	"math/big"
	mathrand "math/rand/v2"
	"sync"
	"testing"

	"github.com/attestary/attestary/actions/verify/samekey"
)

var (
	curve = elliptic.P256()
	order = curve.Params().N
)

// private is the key with that secret.
func private(d *big.Int) *ecdsa.PrivateKey {
	k := &ecdsa.PrivateKey{D: new(big.Int).Mod(d, order)}
	k.Curve = curve
	k.X, k.Y = curve.ScalarBaseMult(k.D.FillBytes(make([]byte, 32)))
	return k
}

func der(r, s *big.Int) []byte {
	out, err := asn1.Marshal(struct{ R, S *big.Int }{r, s})
	if err != nil {
		panic(err)
	}
	return out
}

func digestOf(e *big.Int) []byte { return e.FillBytes(make([]byte, 32)) }

func mod(x *big.Int) *big.Int     { return x.Mod(x, order) }
func mul(a, b *big.Int) *big.Int  { return mod(new(big.Int).Mul(a, b)) }
func over(a, b *big.Int) *big.Int { return mul(a, new(big.Int).ModInverse(b, order)) }
func num(n int64) *big.Int        { return big.NewInt(n) }
func plus(a *big.Int, n int64) *big.Int {
	return new(big.Int).Add(a, num(n))
}

// same holds both answers against crypto/ecdsa's: that of the table alone, and that of a key that has one.
type same struct {
	public  *ecdsa.PublicKey
	key     *samekey.Key
	accepts func(digest, sig []byte) bool
}

func newSame(public *ecdsa.PublicKey) same {
	s := same{public, samekey.New(public, 0), samekey.Accepts(public)}
	s.key.Verify(nil, nil) // makes its table
	return s
}

func (s same) holds(t testing.TB, name string, digest, sig []byte) (valid bool) {
	t.Helper()
	want := ecdsa.VerifyASN1(s.public, digest, sig)
	if got := s.key.Verify(digest, sig); got != want {
		t.Errorf("%s: the key says %v, crypto/ecdsa %v (digest %x, signature %x)", name, got, want, digest, sig)
	}
	if got := s.accepts(digest, sig); got != want && (len(digest) == 32 || got) {
		t.Errorf("%s: the table says %v, crypto/ecdsa %v (digest %x, signature %x)", name, got, want, digest, sig)
	}
	return want
}

// A signature of (u1, u2) under a key whose secret is known: R = u1·G + u2·Q, and the digest is what it must be.
func crafted(k *ecdsa.PrivateKey, u1, u2 *big.Int) (digest, sig []byte) {
	x, _ := curve.ScalarBaseMult(mod(new(big.Int).Add(u1, mul(u2, k.D))).FillBytes(make([]byte, 32)))
	r := mod(new(big.Int).Set(x))
	s := over(r, u2)
	return digestOf(mul(u1, s)), der(r, s)
}

// Both scalars at every place where windows, carries and the two sums meet.
func TestCorners(t *testing.T) {
	t.Parallel()
	scalars := []*big.Int{num(1), num(2), num(255), num(256), num(257), plus(order, -1), plus(order, -2), new(big.Int).Rsh(order, 1)}
	for i := range uint(32) {
		scalars = append(scalars, new(big.Int).Lsh(num(1), 8*i), plus(new(big.Int).Lsh(num(1), 8*i), -1), mod(new(big.Int).Lsh(num(255), 8*i)))
	}
	secrets := []*big.Int{num(1), plus(order, -1), num(2), num(256), over(num(1), num(2)), new(big.Int).Lsh(num(1), 248), num(0x5eed1e55)}
	for _, d := range secrets {
		k := private(d)
		s := newSame(&k.PublicKey)
		for _, u2 := range scalars {
			if u2.Sign() == 0 {
				continue
			}
			opposite := mod(new(big.Int).Neg(mul(u2, k.D)))
			for name, u1 := range map[string]*big.Int{
				"no u1": num(0), "one": num(1), "u1·G = u2·Q": mul(u2, k.D), "u2": u2, "random": mul(u2, num(0x1234567)),
				"next to infinity": plus(opposite, 1),
			} {
				if mod(new(big.Int).Add(u1, mul(u2, k.D))).Sign() == 0 {
					continue // at infinity, below
				}
				digest, sig := crafted(k, mod(u1), u2)
				if !s.holds(t, name, digest, sig) {
					t.Errorf("%s: a signature made to hold does not", name)
				}
				s.holds(t, name+", other digest", digestOf(plus(new(big.Int).SetBytes(digest), 1)), sig)
			}
			// u1·G = -u2·Q: e = -r·d, with any r and s = r/u2.
			for _, r := range []*big.Int{num(1), u2, plus(order, -1)} {
				if s.holds(t, "infinity", digestOf(mul(opposite, over(r, u2))), der(r, over(r, u2))) {
					t.Error("a sum at infinity is a signature")
				}
			}
		}
	}
}

// The x coordinate of R may be n or more: then r is what is left of it.
func TestWraparound(t *testing.T) {
	t.Parallel()
	p := curve.Params().P
	found := 0
	for k := int64(1); found < 20; k++ {
		x := plus(order, k)
		y := new(big.Int).Exp(x, num(3), p)
		y.Sub(y, new(big.Int).Mul(x, num(3))).Add(y, curve.Params().B)
		if y.ModSqrt(y.Mod(y, p), p) == nil {
			continue
		}
		found++
		// Q = (R - u1·G)/u2, for any u1 and u2.
		u1, u2 := num(7*k+1), num(11*k+5)
		gx, gy := curve.ScalarBaseMult(u1.Bytes())
		qx, qy := curve.Add(x, y, gx, new(big.Int).Sub(p, gy))
		qx, qy = curve.ScalarMult(qx, qy, over(num(1), u2).Bytes())
		s := newSame(&ecdsa.PublicKey{Curve: curve, X: qx, Y: qy})
		r := num(k)
		digest := digestOf(mul(u1, over(r, u2)))
		if !s.holds(t, "wrapped", digest, der(r, over(r, u2))) {
			t.Errorf("n + %d: a signature made to hold does not", k)
		}
		if s.holds(t, "not wrapped", digest, der(x, over(r, u2))) {
			t.Error("an r beyond n is taken")
		}
	}
}

// Numbers outside of [1, n-1], digests of other lengths, and what is no DER.
func TestMalformed(t *testing.T) {
	t.Parallel()
	k := private(num(0xabcdef))
	s := newSame(&k.PublicKey)
	sum := sha256.Sum256([]byte("message"))
	good, err := ecdsa.SignASN1(rand.Reader, k, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	var rs struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(good, &rs); err != nil {
		t.Fatal(err)
	}
	if !s.holds(t, "good", sum[:], good) || !s.holds(t, "s of the other sign", sum[:], der(rs.R, new(big.Int).Sub(order, rs.S))) {
		t.Error("a good signature is refused")
	}
	numbers := []*big.Int{num(0), num(1), num(-1), plus(order, -1), order, plus(order, 1), new(big.Int).Lsh(num(1), 256), plus(new(big.Int).Lsh(num(1), 256), -1),
		rs.R, rs.S, new(big.Int).Add(rs.R, order), new(big.Int).Add(rs.S, order), new(big.Int).Neg(rs.R), new(big.Int).Neg(rs.S), curve.Params().P}
	for _, r := range numbers {
		for _, v := range numbers {
			for _, digest := range [][]byte{sum[:], make([]byte, 32), order.Bytes(), bytes.Repeat([]byte{0xff}, 32)} {
				valid := s.holds(t, "numbers", digest, der(r, v))
				if valid && (r.Sign() <= 0 || v.Sign() <= 0 || r.Cmp(order) >= 0 || v.Cmp(order) >= 0) {
					t.Errorf("r %v and s %v are taken", r, v)
				}
			}
		}
	}
	for _, n := range []int{0, 1, 20, 31, 33, 48, 64} {
		digest := append(bytes.Clone(sum[:]), make([]byte, 64)...)[:n]
		s.holds(t, "length of the digest", digest, good)
	}
	for n := range good {
		s.holds(t, "cut", sum[:], good[:n])
		for _, b := range []byte{0x00, 0x01, 0x02, 0x30, 0x7f, 0x80, 0x81, 0xff, good[n] + 1} {
			other := bytes.Clone(good)
			other[n] = b
			s.holds(t, "replaced", sum[:], other)
			s.holds(t, "inserted", sum[:], append(append(bytes.Clone(good[:n]), b), good[n:]...))
		}
	}
	for _, tail := range [][]byte{{0}, {0, 0}, good} {
		s.holds(t, "trailing", sum[:], append(bytes.Clone(good), tail...))
	}
	long := append([]byte{0x30, 0x81, good[1]}, good[2:]...)
	padded := append([]byte{0x30, good[1] + 1, 0x02, good[3] + 1, 0x00}, good[4:]...)
	endless := append(append([]byte{0x30, 0x80}, good[2:]...), 0, 0)
	for name, sig := range map[string][]byte{"long length": long, "padded r": padded, "no end": endless, "nothing": nil, "no numbers": {0x30, 0}} {
		if s.holds(t, name, sum[:], sig) {
			t.Errorf("%s is taken", name)
		}
	}
}

// A key asks crypto/ecdsa until it has signed often, and no answer changes then; many ask at once.
func TestThreshold(t *testing.T) {
	t.Parallel()
	k := private(num(0x77777))
	for _, threshold := range []int64{samekey.Never, 0, 10, samekey.Usual} {
		key := samekey.New(&k.PublicKey, threshold)
		var all sync.WaitGroup
		for worker := range 4 {
			all.Go(func() {
				for i := range 40 {
					sum := sha256.Sum256([]byte{byte(worker), byte(i)})
					sig, err := ecdsa.SignASN1(rand.Reader, k, sum[:])
					if err != nil {
						t.Error(err)
					}
					if !key.Verify(sum[:], sig) {
						t.Error("a good signature is refused")
					}
					sig[len(sig)-1] ^= 1
					if key.Verify(sum[:], sig) {
						t.Error("a bad one is taken")
					}
				}
			})
		}
		all.Wait()
	}
}

// Any wrong point of a table is found before the table is used.
func TestWrongTable(t *testing.T) {
	t.Parallel()
	k := private(num(0x1357))
	for range 20 {
		place, b := mathrand.IntN(32), 1+mathrand.IntN(255)
		if samekey.Agrees(&k.PublicKey, place, b) {
			t.Errorf("a table is used whose point %d at place %d is another", b, place)
		}
	}
}

// Another curve, and a key that is no point, are crypto/ecdsa's business.
func TestOtherKeys(t *testing.T) {
	t.Parallel()
	k, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte("message"))
	sig, err := ecdsa.SignASN1(rand.Reader, k, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	key := samekey.New(&k.PublicKey, 0)
	for range 3 {
		if !key.Verify(sum[:], sig) {
			t.Error("a good signature is refused")
		}
	}
	none := samekey.New(&ecdsa.PublicKey{Curve: curve, X: num(1), Y: num(1)}, 0)
	for range 3 {
		if none.Verify(sum[:], sig) {
			t.Error("a key that is no point has signed")
		}
	}
}

// Whatever is asked, the answer is crypto/ecdsa's.
func FuzzVerify(f *testing.F) {
	keys := make([]same, 4)
	for i := range keys {
		k := private(num(int64(1 + i*i*i*987654321)))
		keys[i] = newSame(&k.PublicKey)
		digest, sig := crafted(k, num(int64(17*i)), num(int64(3+i)))
		f.Add(byte(i), digest, sig)
	}
	f.Fuzz(func(t *testing.T, which byte, digest, sig []byte) {
		keys[int(which)%len(keys)].holds(t, "fuzzed", digest, sig)
	})
}

// FuzzScalars asks for signatures that hold, with scalars that somebody else has chosen.
func FuzzScalars(f *testing.F) {
	k := private(num(0x2468ace))
	s := newSame(&k.PublicKey)
	f.Add([]byte{1}, []byte{1})
	f.Add([]byte{0}, bytes.Repeat([]byte{0xff}, 32))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		u1, u2 := mod(new(big.Int).SetBytes(a)), mod(new(big.Int).SetBytes(b))
		if u2.Sign() == 0 || mod(new(big.Int).Add(u1, mul(u2, k.D))).Sign() == 0 {
			return
		}
		digest, sig := crafted(k, u1, u2)
		if !s.holds(t, "crafted", digest, sig) {
			t.Error("a signature made to hold does not")
		}
	})
}
