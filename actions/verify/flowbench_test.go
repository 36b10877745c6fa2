package verify_test

import (
	"crypto/elliptic"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sigstore/sigstore-go/pkg/bundle"
	"github.com/sigstore/sigstore-go/pkg/root"
	sigstore "github.com/sigstore/sigstore-go/pkg/verify"

	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/internal/authority"
	"github.com/attestary/attestary/schemas/canon"
)

// BenchmarkVerifyFlow holds the verification of a ledger that workflows signed, everything that it judges, against
// sigstore-go's verifier on the same bundles in a loop, on as many cores. "ratio" is the rate of the one by that
// of the other, in processor time; at least 1.5 is wanted. Every run has a certificate of its own, as every job
// has. The authorities have keys of P-256, as one's own house may, or of P-384, as Sigstore's public one.
func BenchmarkVerifyFlow(b *testing.B) {
	for size, curve := range map[int]elliptic.Curve{4_000: elliptic.P256(), 1_000: elliptic.P384()} {
		b.Run(fmt.Sprintf("%s/%d", curve.Params().Name, size), func(b *testing.B) {
			house := authority.New("acme", curve, start.AddDate(-1, 0, 0))
			f := longFlow(b, house, size)
			r := newRepository()
			r.commit(f.tree())
			s := verify.Subject{Store: newFlat(b, r), Policy: flowPolicy(), AsOf: start}
			s.Policy.Roots[0].JSON = authority.TrustedRoot(house)
			s.Policy.Roots[0].SHA256 = canon.Sum(s.Policy.Roots[0].JSON)
			measure(b, s, size, theirCost(b, s.Policy.Roots[0].JSON, f))
		})
	}
}

// longFlow is a ledger of so many entries that workflows signed.
func longFlow(b testing.TB, house *authority.Authority, size int) *forge {
	f := newForge(b)
	f.flow = true
	f.key = flowSigner(f.runID(1), start)
	f.key.cert.by, f.key.cert.clock = house, house
	of := edit{payload: func(d *draft) { d.key.cert.by, d.key.cert.clock = house, house }}
	f.genesis(f.flowing(f.runID(1), of))
	for n := 1; len(f.leaves) < size; n++ {
		a := f.authorize(n, "tls", f.flowing(f.runID(n), of))
		if len(f.leaves) < size {
			f.conclude(a, nil, f.flowing(f.runID(n), of))
		}
		f.drafts = f.drafts[len(f.drafts)-1:]
	}
	return f
}

// theirCost is what sigstore-go's verifier takes for a bundle, from its bytes to its answer: no more is asked of it
// than the signature, the certificate and the time.
func theirCost(b testing.TB, trusted []byte, f *forge) func(testing.TB) cost {
	var bundles [][]byte
	for path, data := range f.files {
		if len(bundles) < 300 && strings.HasPrefix(path, "runs/") {
			bundles = append(bundles, []byte(data))
		}
	}
	r, err := root.NewTrustedRootFromJSON(trusted)
	if err != nil {
		b.Fatal(err)
	}
	v, err := sigstore.NewVerifier(r, sigstore.WithSignedTimestamps(1), sigstore.WithoutStatementPredicate())
	if err != nil {
		b.Fatal(err)
	}
	return func(b testing.TB) cost {
		return spend(len(bundles), func() {
			var wg sync.WaitGroup
			var next atomic.Int64
			for range runtime.GOMAXPROCS(0) {
				wg.Go(func() {
					for i := next.Add(1) - 1; int(i) < len(bundles); i = next.Add(1) - 1 {
						var one bundle.Bundle
						if err := one.UnmarshalJSON(bundles[i]); err != nil {
							b.Error(err)
						}
						if _, err := v.Verify(&one, sigstore.NewPolicy(sigstore.WithoutArtifactUnsafe(), sigstore.WithoutIdentitiesUnsafe())); err != nil {
							b.Error(err)
						}
					}
				})
			}
			wg.Wait()
		})
	}
}
