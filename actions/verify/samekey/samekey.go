// Package samekey verifies many ECDSA P-256 signatures by one key, in half of the time that crypto/ecdsa takes.
//
// A signature (r, s) over the digest e holds under the key Q where r is the x coordinate, modulo the group's order n,
// of R = (e/s)·G + (r/s)·Q (FIPS 186-5, 6.4.2). Two thirds of that is the multiplication of Q, which crypto/ecdsa does
// from nothing each time, and in constant time. Here are many signatures by the same Q, and nothing is secret: so a
// key that has signed often gets a table, once, of j·2^(8i)·Q for every byte j at every place i. A multiplication is
// then the sum of 32 of its points, one for each byte of the scalar.
//
// Why it is as safe as crypto/ecdsa:
//
//   - It never says no by itself. What it does not accept, crypto/ecdsa is asked, and that is the answer. A mistake
//     here that refuses costs time.
//   - It says yes for the same reason as crypto/ecdsa. Signatures are parsed by the same strict DER reader, r and s
//     must stand in [1, n-1], and a sum at infinity is no yes. The points, their addition and the multiplication of G
//     are filippo.io/nistec, which is crypto/internal/fips140/nistec made importable: the same assembly, and an addition
//     that is complete, so no choice of r and s leads it astray (equal points, opposite points, infinity).
//   - The only arithmetic of its own is that modulo n, which is math/big's, and the table. A table is made by
//     additions alone and is used only if its products are those of nistec for scalars that hit every place and
//     every byte; otherwise crypto/ecdsa is asked for everything.
//   - Where the program runs in FIPS 140-3 mode, crypto/ecdsa is asked for everything: this package is not validated.
//   - Time and memory access depend on the signature, the digest and the key, all of which are public. It must not be
//     used with a secret: it cannot sign.
//
// The tests hold it against crypto/ecdsa, on signatures made to hit each of these corners and on mutated ones.
//
// It is easy to do without: a key with the threshold Never asks crypto/ecdsa for everything.
package samekey

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/fips140"
	"sync"
	"sync/atomic"
)

const (
	// Usual is how many signatures of a key crypto/ecdsa judges before the table is made: making one takes as long as
	// 300 signatures do, and is won back after 500.
	Usual = 500
	Never = -1
)

// Key is a public key that may have signed often. It may be used by several goroutines at once.
type Key struct {
	public    *ecdsa.PublicKey
	threshold int64 // how many signatures are judged before the table is made; Never: it is not
	judged    atomic.Int64
	making    sync.Once
	table     atomic.Pointer[table]
}

// New makes a key of a public key on P-256; of any other, crypto/ecdsa is asked for everything.
func New(public *ecdsa.PublicKey, threshold int64) *Key {
	if public.Curve != elliptic.P256() || fips140.Enabled() {
		threshold = Never
	}
	return &Key{public: public, threshold: threshold}
}

// Verify tells what ecdsa.VerifyASN1 tells.
func (k *Key) Verify(digest, sig []byte) bool {
	if t := k.table.Load(); t != nil && t.accepts(digest, sig) {
		return true
	}
	if k.threshold >= 0 && k.judged.Add(1) > k.threshold {
		k.making.Do(func() { k.table.Store(newTable(k.public)) })
	}
	return ecdsa.VerifyASN1(k.public, digest, sig)
}
