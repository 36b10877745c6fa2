package verify_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/sha256"
	"fmt"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/verdict"
)

// BenchmarkVerify holds what verification costs against the signatures alone: "ratio" is the rate of
// entries by that of ecdsa.VerifyASN1 on as many cores, in processor time, so that a busy machine does
// not tell; at least 0.6 is wanted. "heap-B/entry" is the peak of the heap above 64 MB, by entry; at
// most 100 is wanted. "peak-MB" is that peak.
func BenchmarkVerify(b *testing.B) {
	for _, size := range []int{1_000, 50_000} {
		b.Run(fmt.Sprintf("memory/%d", size), func(b *testing.B) {
			store := newRepository()
			store.commit(long(b, size).tree())
			measure(b, store, size)
		})
	}
}

// long is a ledger of so many entries: a genesis, and runs that passed.
func long(b testing.TB, size int) *forge {
	f := newForge(b)
	f.genesis(edit{})
	for n := 1; len(f.leaves) < size; n++ {
		a := f.authorize(n, "tls", edit{})
		if len(f.leaves) < size {
			f.conclude(a, nil, edit{})
		}
		f.drafts = f.drafts[:0]
	}
	return f
}

func measure(b *testing.B, store ledger.Reader, size int) {
	s := subject(b, store)
	runs := 0
	s.Runs = func(verdict.Run) error { runs++; return nil }
	raw := rawCost(b) / 2 // and once more afterwards: a neighbour may be busy at one time and not at the other
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	peak := watchHeap()
	b.ReportAllocs()
	b.ResetTimer()
	from := processor()
	for b.Loop() {
		if v := judge(b, s); v.Status() != 0 {
			b.Fatal(told(v))
		}
	}
	spent := processor() - from
	most := int64(peak()) - int64(before.HeapAlloc) // the store itself is not ours
	raw += rawCost(b) / 2
	perEntry := spent / time.Duration(b.N*size)
	b.ReportMetric(float64(perEntry.Nanoseconds())/1000, "cpu-µs/entry")
	b.ReportMetric(float64(raw.Nanoseconds())/1000, "raw-µs")
	b.ReportMetric(float64(raw)/float64(perEntry), "ratio")
	b.ReportMetric(float64(most)/(1<<20), "peak-MB")
	b.ReportMetric(max(0, float64(most-64<<20))/float64(size), "heap-B/entry")
}

// rawCost is the processor time of one ecdsa.VerifyASN1.
func rawCost(b testing.TB) time.Duration {
	key := testKey(b, "ledger")
	message := []byte("message")
	sum, sig := sha256.Sum256(message), key.sign(message)
	const n = 4000
	from := processor()
	for range n {
		if !ecdsa.VerifyASN1(&key.private.PublicKey, sum[:], sig) {
			b.Fatal("a good signature is refused")
		}
	}
	return (processor() - from) / n
}

// processor is the time that all cores spent in this process.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// watchHeap looks at the heap every few milliseconds until the function that it gives is called, which
// tells the most that it saw.
func watchHeap() func() uint64 {
	ctx, stop := context.WithCancel(context.Background())
	var most uint64
	var wg sync.WaitGroup
	wg.Go(func() {
		var m runtime.MemStats
		for ctx.Err() == nil {
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
			time.Sleep(20 * time.Millisecond)
		}
	})
	return func() uint64 {
		stop()
		wg.Wait()
		return most
	}
}
