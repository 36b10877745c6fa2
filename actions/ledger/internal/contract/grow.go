package contract

import (
	"fmt"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/ledger"
)

// batch is how many entries go into one commit where a ledger is only to become large.
const batch = 4000

// Grow makes a ledger of that many entries: twenty runbooks, two years, a run of each most days. Its
// writer's clock stands after the last of them.
func Grow(t testing.TB, store ledger.Store, size int) (*Author, *ledger.Writer) {
	t.Helper()
	a, w := NewAuthor(t, t.Name(), fmt.Sprint(size)), Writer(store)
	seen := Must[ledger.Receipt](t)(w.Append(t.Context(), a.Genesis())).Checkpoint
	w.Now = func() time.Time { return Noon.AddDate(2, 0, 1) }
	between := 2 * 365 * 24 * time.Hour / time.Duration(size)
	for made := 1; made < size; {
		var runs []*Started
		var items []ledger.Item
		for ; len(runs) < batch && made < size; made += 2 {
			at := Noon.Add(time.Duration(made) * between)
			run := a.Authorize(fmt.Sprintf("runbook_%02d", made/2%20), at, seen)
			runs, items = append(runs, run), append(items, run.Item)
		}
		seen = Must[ledger.Receipt](t)(w.Append(t.Context(), items...)).Checkpoint
		items = nil
		for _, run := range runs {
			items = append(items, a.Result(run, seen))
		}
		seen = Must[ledger.Receipt](t)(w.Append(t.Context(), items...)).Checkpoint
	}
	return a, w
}
