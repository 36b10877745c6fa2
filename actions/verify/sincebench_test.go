package verify_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
)

// BenchmarkSince holds what a second verification costs against the first: a ledger of so many entries and 100 more,
// in a clone. "s/all" and "MB/all" are the time of a verdict on all of it and the bytes of the objects that it read,
// "s/new" and "MB/new" those of one that reads what came since the first; scan-MB are the leaves and the folders, which
// are read again each time.
func BenchmarkSince(b *testing.B) {
	for _, size := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			f := long(b, size)
			r, dir := newRepository(), b.TempDir()
			r.commit(f.tree())
			before := judge(b, subject(b, r))
			for n := size; len(f.leaves) < size+100; n++ {
				f.conclude(f.authorize(n, "tls", edit{}), nil, edit{})
			}
			whole := f.tree()
			r.commit(whole)
			keep(b, r, dir)
			store, err := ledger.OpenDir(dir, "refs/heads/evidence")
			if err != nil {
				b.Fatal(err)
			}
			defer store.Close()
			s := subject(b, store)
			allTime, allBytes := readOnce(b, s)
			s.Judged = before
			s.Whole = func(why string) { b.Fatal(why) }
			var newTime time.Duration
			var newBytes int64
			for b.Loop() {
				took, bytes := readOnce(b, s)
				newTime, newBytes = newTime+took, bytes
			}
			b.ReportMetric(allTime.Seconds(), "s/all")
			b.ReportMetric(float64(allBytes)/1e6, "MB/all")
			b.ReportMetric(newTime.Seconds()/float64(b.N), "s/new")
			b.ReportMetric(float64(newBytes)/1e6, "MB/new")
		})
	}
}

// readOnce judges once, and tells the time and the bytes of the objects that were read.
func readOnce(b *testing.B, s verify.Subject) (time.Duration, int64) {
	c := &counting{Dir: s.Store.(*ledger.Dir)}
	s.Store = c
	start := time.Now()
	if v := judge(b, s); v.Status() != 0 {
		b.Fatal(told(v))
	}
	return time.Since(start), c.bytes.Load()
}

// counting is a clone that counts what is read of it.
type counting struct {
	*ledger.Dir
	bytes atomic.Int64
}

func (c *counting) Get(ctx context.Context, h ledger.Hash) ([]byte, error) {
	data, err := c.Dir.Get(ctx, h)
	c.bytes.Add(int64(len(data)))
	return data, err
}

func (c *counting) GetInto(ctx context.Context, h ledger.Hash, there []byte) ([]byte, error) {
	data, err := c.Dir.GetInto(ctx, h, there)
	c.bytes.Add(int64(len(data)))
	return data, err
}
