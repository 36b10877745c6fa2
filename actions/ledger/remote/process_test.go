package remote_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
	"github.com/attestary/attestary/actions/ledger/remote"
)

// jobVariable has a process of these tests be a writer: LEDGER NAME COUNT BATCH CHECKPOINT URL, the checkpoint
// with | for line ends.
const jobVariable = "ATTESTARY_TEST_JOB"

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "attestary-test-")
	if err != nil {
		panic(err)
	}
	contract.ShareKey(folder)
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

// job is what a writer in a process of its own does: it brings in so many runs, so many at a time. Doing it
// again brings in the same ones.
type job struct {
	ledger, name string
	count, batch int
	seen         ledger.Checkpoint
	url          string // dir:PATH is a ledger.Dir
}

func (j job) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	seen := strings.ReplaceAll(j.seen.Text(), "\n", "|")
	cmd.Env = append(os.Environ(), jobVariable+"="+fmt.Sprint(j.ledger, " ", j.name, " ", j.count, " ", j.batch, " ", seen, " ", j.url))
	return cmd
}

// asWriter are the arguments that make a process of these tests a writer.
var asWriter = []string{"-test.run=^TestWriterProcess$"}

// TestWriterProcess is the writer, for other tests to start.
func TestWriterProcess(t *testing.T) {
	var j job
	var seen string
	if os.Getenv(jobVariable) == "" {
		t.Skip("other tests start it")
	}
	if _, err := fmt.Sscan(os.Getenv(jobVariable), &j.ledger, &j.name, &j.count, &j.batch, &seen, &j.url); err != nil {
		t.Fatal(err)
	}
	j.seen = contract.Must[ledger.Checkpoint](t)(ledger.ParseCheckpoint([]byte(strings.ReplaceAll(seen, "|", "\n"))))
	a, w := contract.NewAuthor(t, j.ledger, j.name), contract.Writer(j.store(t))
	w.Wait = jitter
	for made := 0; made < j.count; {
		var items []ledger.Item
		for ; made < j.count && len(items) < j.batch; made++ {
			items = append(items, a.Authorize("site_tls", contract.Noon, j.seen).Item)
		}
		contract.Must[ledger.Receipt](t)(w.Append(t.Context(), items...))
	}
}

func (j job) store(t testing.TB) ledger.Store {
	if path, ok := strings.CutPrefix(j.url, "dir:"); ok {
		return contract.Must[*ledger.Dir](t)(ledger.OpenDir(path, "refs/heads/evidence"))
	}
	return contract.Must[*remote.Store](t)(remote.Open(t.Context(), remote.Options{URL: j.url, Branch: "evidence"}))
}

// jitter waits as the command does.
func jitter(ctx context.Context, most time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(rand.N(most)):
		return nil
	}
}

// runs reads a ledger to its end, and gives how often each run is in it.
func runs(t testing.TB, dir string) map[string]int {
	t.Helper()
	d := contract.Must[*ledger.Dir](t)(ledger.OpenDir(dir, "refs/heads/evidence"))
	defer d.Close()
	seen := map[string]int{}
	for e, err := range contract.Must[*ledger.Snapshot](t)(ledger.Open(t.Context(), d)).Entries(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Leaf.Run != "" {
			seen[string(e.Leaf.Run)]++
		}
	}
	return seen
}

// once tells whether there are so many runs, each in once.
func once(t testing.TB, dir string, count int) {
	t.Helper()
	all := runs(t, dir)
	for run, n := range all {
		if n != 1 {
			t.Errorf("%s is in %d times", run, n)
		}
	}
	if len(all) != count {
		t.Errorf("%d runs are in, and %d were made", len(all), count)
	}
}
