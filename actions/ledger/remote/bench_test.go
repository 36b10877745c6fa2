package remote_test

import (
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
)

// BenchmarkEntries reads a ledger of 20,000 entries from a git directory, as git keeps it after a gc: its
// objects packed, many as deltas. us-entry is the time for one entry.
func BenchmarkEntries(b *testing.B) {
	const size = 20_000
	dir := bare(b)
	contract.Grow(b, open(b, dir), size)
	git(b, "-C", dir, "gc", "--quiet")
	for b.Loop() {
		d := contract.Must[*ledger.Dir](b)(ledger.OpenDir(dir, "refs/heads/evidence"))
		s := contract.Must[*ledger.Snapshot](b)(ledger.Open(b.Context(), d))
		for _, err := range s.Entries(b.Context()) {
			if err != nil {
				b.Fatal(err)
			}
		}
		d.Close()
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/size, "us-entry")
}
