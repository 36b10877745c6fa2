package gitdata_test

import (
	"testing"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
)

// TestRequests: an append to a ledger of a few hundred entries, by a process that has read nothing before, takes no
// more than forty requests, of the thousand that a job's token has each hour.
func TestRequests(t *testing.T) {
	t.Parallel()
	p := at(t)
	dir := contract.Must[*ledger.Dir](t)(ledger.OpenDir(p.repo.Dir, "refs/heads/evidence"))
	defer dir.Close()
	a, w := contract.Grow(t, dir, 260)
	p.Forget()
	store := p.open(t)
	w.Store = store
	contract.Must[ledger.Receipt](t)(w.Append(t.Context(), a.Authorize("runbook_07", contract.Noon.AddDate(2, 0, 0), w.Known).Item))
	if n := p.Count(""); n > 40 || int64(n) != store.Requests() {
		t.Errorf("%d requests came, and %d were counted", n, store.Requests())
	}
	t.Logf("%d requests", store.Requests())
}

// BenchmarkAppend tells how many requests an append takes to a ledger of 20,000 entries.
func BenchmarkAppend(b *testing.B) {
	p := at(b)
	dir := contract.Must[*ledger.Dir](b)(ledger.OpenDir(p.repo.Dir, "refs/heads/evidence"))
	defer dir.Close()
	a, w := contract.Grow(b, dir, 20_000)
	var requests int64
	for b.Loop() {
		store := p.open(b)
		w.Store = store
		contract.Must[ledger.Receipt](b)(w.Append(b.Context(), a.Authorize("runbook_07", contract.Noon.AddDate(2, 0, 0), w.Known).Item))
		requests += store.Requests()
	}
	b.ReportMetric(float64(requests)/float64(b.N), "requests/append")
}
