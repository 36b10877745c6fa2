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

// cycle is how many runs fill a tile: over so many, it does not matter where one begins.
const cycle = 128

// cost is what appends took.
type cost struct{ time, in, out float64 }

// add appends a whole run.
func (c *cost) add(b *testing.B, a *contract.Author, w *ledger.Writer) {
	store := &counted{Store: w.Store}
	once := *w
	once.Store = store
	run := a.Authorize("runbook_07", contract.Noon.AddDate(2, 0, 0), w.Known)
	c.append(b, &once, run.Item)
	c.append(b, &once, a.Result(run, once.Known))
	c.in, c.out = c.in+float64(store.in), c.out+float64(store.out)
	w.Known = once.Known
}

func (c *cost) append(b *testing.B, w *ledger.Writer, item ledger.Item) {
	start := time.Now()
	contract.Must[ledger.Receipt](b)(w.Append(b.Context(), item))
	c.time += float64(time.Since(start))
}

// BenchmarkAppend holds that an append costs the same in a large ledger as in a small one, but for the
// logarithm: ratio-time and ratio-bytes are those of 50,000 entries to those of 500, over whole runs: an
// authorization, a result with its record.
func BenchmarkAppend(b *testing.B) {
	costs := map[int]*cost{small: {}, large: {}}
	writers := map[int]*ledger.Writer{}
	authors := map[int]*contract.Author{}
	for size := range costs {
		authors[size], writers[size] = contract.Grow(b, new(ledger.Memory), size)
	}
	for b.Loop() {
		for range cycle {
			for size, c := range costs {
				c.add(b, authors[size], writers[size])
			}
		}
	}
	few, many, n := costs[small], costs[large], float64(b.N*cycle)
	b.ReportMetric(many.time/few.time, "ratio-time")
	b.ReportMetric(many.in/few.in, "ratio-bytes")
	b.ReportMetric(many.in/n, "bytes-written/run")
	b.ReportMetric(many.out/n, "bytes-read/run")
}
