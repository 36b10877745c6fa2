package remote_test

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/ledger/internal/contract"
	"github.com/attestary/attestary/actions/ledger/remote"
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

// The two sizes stand at the same place of their newest tile, which is most of what an append moves.
const (
	small = 1000
	large = 100_000 + 72
)

// BenchmarkAppend appends to a ledger of 100,000 entries and to one of 1,000, each time with a new store, as
// a new process would: ratio is the time of the one by that of the other (at most 1.5 is wanted), own-ratio the
// same of the processor's time in this process, cpu-ratio that with git's processes, KB/append what went over the line
// in both directions at the large one (at most 200). What makes the difference between the ratios is git's server, which
// notes every folder and every file of the old tip to see that what was pushed is connected: git rev-list --objects, of
// which nothing that a client pushes takes an option away. Fewer folders change nothing: with 2,000 in place of 15,000
// the ratios were the same, since there is a file for each entry.
func BenchmarkAppend(b *testing.B) {
	dirs, authors, writers := map[int]string{}, map[int]*contract.Author{}, map[int]*ledger.Writer{}
	for _, size := range []int{small, large} {
		dirs[size] = bare(b)
		authors[size], writers[size] = contract.Grow(b, open(b, dirs[size]), size)
		git(b, "-C", dirs[size], "gc", "--quiet")
	}
	for _, name := range []string{"path", "file", "ssh", "http"} {
		b.Run(name, func(b *testing.B) {
			spent, own, all := map[int]time.Duration{}, map[int]time.Duration{}, map[int]time.Duration{}
			moved, count := map[int]*atomic.Int64{}, 0
			options := map[int]remote.Options{}
			for size, dir := range dirs {
				o := transports[name](b, dir)
				moved[size] = through(b, &o)
				options[size] = o
			}
			for b.Loop() {
				for range 4 {
					for _, size := range []int{small, large} {
						w := writers[size]
						item := authors[size].Authorize("runbook_07", contract.Noon.AddDate(2, 0, 0), w.Known).Item
						begun, busy, served := time.Now(), processor(b, syscall.RUSAGE_SELF), processor(b, syscall.RUSAGE_CHILDREN)
						store := contract.Must[*remote.Store](b)(remote.Open(b.Context(), options[size]))
						w.Store = store
						contract.Must[ledger.Receipt](b)(w.Append(b.Context(), item))
						spent[size], own[size] = spent[size]+time.Since(begun), own[size]+processor(b, syscall.RUSAGE_SELF)-busy
						store.Close()
						all[size] += processor(b, syscall.RUSAGE_SELF) - busy + processor(b, syscall.RUSAGE_CHILDREN) - served
					}
					count++
				}
			}
			b.ReportMetric(float64(spent[large])/float64(spent[small]), "ratio")
			b.ReportMetric(float64(own[large])/float64(own[small]), "own-ratio")
			if name != "ssh" { // whose server ends later
				b.ReportMetric(float64(all[large])/float64(all[small]), "cpu-ratio")
				b.ReportMetric(float64(all[large].Milliseconds())/float64(count), "cpu-ms/append")
			}
			b.ReportMetric(float64(spent[large].Milliseconds())/float64(count), "ms/append")
			if name == "ssh" || name == "http" {
				b.ReportMetric(float64(moved[large].Load())/1000/float64(count), "KB/append")
			}
		})
	}
}

// processor is the time that this process has spent, or those have which it started.
func processor(b testing.TB, who int) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(who, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkWriters has 32 processes append 20 runs each, at once, and one process as many in turn: ratio is
// the time of the many by that of the one (at most 3 is wanted), cpu-ratio the same of what all processes spent. All
// are in, and none twice. With -short each of them appends five, which tells the same with a little more of what it
// takes to start a process.
func BenchmarkWriters(b *testing.B) {
	const writers = 32
	each := 20
	if testing.Short() {
		each = 5
	}
	var many, one spent
	for b.Loop() {
		many.add(race(b, writers, each))
		one.add(race(b, 1, writers*each))
	}
	b.ReportMetric(many.clock.Seconds()/float64(b.N), "s-many")
	b.ReportMetric(one.clock.Seconds()/float64(b.N), "s-one")
	b.ReportMetric(float64(many.clock)/float64(one.clock), "ratio")
	b.ReportMetric(float64(many.processor)/float64(one.processor), "cpu-ratio")
}

// spent is what writers took: on the clock, and on all processors.
type spent struct{ clock, processor time.Duration }

func (s *spent) add(by spent) { s.clock, s.processor = s.clock+by.clock, s.processor+by.processor }

// race starts so many writers at once, and tells how long they took together.
func race(b testing.TB, writers, each int) spent {
	dir := bare(b)
	w := contract.Writer(open(b, dir))
	contract.Must[ledger.Receipt](b)(w.Append(b.Context(), contract.NewAuthor(b, "race", "").Genesis()))
	begun, busy := time.Now(), processor(b, syscall.RUSAGE_CHILDREN)
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			j := job{ledger: "race", name: fmt.Sprint(i), count: each, batch: 1, seen: w.Known, url: dir}
			if out, err := j.command(os.Args[0], asWriter...).CombinedOutput(); err != nil {
				b.Errorf("%v\n%s", err, out)
			}
		})
	}
	all.Wait()
	took := spent{time.Since(begun), processor(b, syscall.RUSAGE_CHILDREN) - busy}
	once(b, dir, writers*each)
	return took
}
