package ledger_test

import (
	"context"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
)

// counted is a store that counts the bytes that go in and out.
type counted struct {
	ledger.Store
	in, out int
}

func (c *counted) Get(ctx context.Context, h ledger.Hash) ([]byte, error) {
	data, err := c.Store.Get(ctx, h)
	c.out += len(data)
	return data, err
}

func (c *counted) Put(ctx context.Context, object []byte) (ledger.Hash, error) {
	c.in += len(object)
	return c.Store.Put(ctx, object)
}

// The two sizes stand at the same place of their newest tile, which is most of what an append writes.
const (
	small = 500
	large = 50_000 + 164
)

// BenchmarkAppend holds that an append costs the same in a large ledger as in a small one, but for the
// logarithm: ratio-time and ratio-bytes are those of 50,000 entries to those of 500. An operation is a
// whole run: its authorization, its result with a record.
func BenchmarkAppend(b *testing.B) {
	type cost struct{ time, in, out float64 }
	costs := map[int]*cost{small: {}, large: {}}
	writers := map[int]*ledger.Writer{}
	authors := map[int]*contract.Author{}
	for size := range costs {
		authors[size], writers[size] = contract.Grow(b, new(ledger.Memory), size)
	}
	for b.Loop() {
		for size, c := range costs {
			w := writers[size]
			run := authors[size].Authorize("runbook_07", contract.Noon.AddDate(2, 0, 0), w.Known)
			store := &counted{Store: w.Store}
			once := *w
			once.Store = store
			start := time.Now()
			authorized := contract.Must[ledger.Receipt](b)(once.Append(b.Context(), run.Item))
			c.time += float64(time.Since(start))
			result := authors[size].Result(run, authorized.Checkpoint)
			start = time.Now()
			contract.Must[ledger.Receipt](b)(once.Append(b.Context(), result))
			c.time += float64(time.Since(start))
			c.in, c.out = c.in+float64(store.in), c.out+float64(store.out)
			w.Known = once.Known
		}
	}
	few, many, n := costs[small], costs[large], float64(b.N)
	b.ReportMetric(many.time/few.time, "ratio-time")
	b.ReportMetric(many.in/few.in, "ratio-bytes")
	b.ReportMetric(many.in/n, "bytes-written/op")
	b.ReportMetric(many.out/n, "bytes-read/op")
}
