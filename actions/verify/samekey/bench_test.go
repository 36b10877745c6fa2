package samekey_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"testing"

	"github.com/attestary/attestary/actions/verify/samekey"
	"github.com/attestary/attestary/internal/cpu"
)

// BenchmarkVerify holds the table against crypto/ecdsa: ratio is the rate of the one by that of the other, in
// processor time.
func BenchmarkVerify(b *testing.B) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	var digests, sigs [][]byte
	for i := range 256 {
		sum := sha256.Sum256([]byte{byte(i)})
		sig, err := ecdsa.SignASN1(rand.Reader, private, sum[:])
		if err != nil {
			b.Fatal(err)
		}
		digests, sigs = append(digests, sum[:]), append(sigs, sig)
	}
	key := samekey.New(&private.PublicKey, 0)
	key.Verify(digests[0], sigs[0])
	count := 0
	all := func(verify func(digest, sig []byte) bool) float64 {
		begun := cpu.Time()
		for i := range sigs {
			if !verify(digests[i], sigs[i]) {
				b.Fatal("a good signature is refused")
			}
		}
		return float64((cpu.Time() - begun).Nanoseconds()) / 1000
	}
	var ours, theirs float64
	b.ReportAllocs()
	for b.Loop() {
		ours += all(key.Verify)
		theirs += all(func(digest, sig []byte) bool { return ecdsa.VerifyASN1(&private.PublicKey, digest, sig) })
		count += len(sigs)
	}
	b.ReportMetric(ours/float64(count), "cpu-µs")
	b.ReportMetric(theirs/float64(count), "raw-µs")
	b.ReportMetric(theirs/ours, "ratio")
}

// BenchmarkTable makes a table.
func BenchmarkTable(b *testing.B) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		samekey.New(&private.PublicKey, 0).Verify(nil, nil)
	}
}
