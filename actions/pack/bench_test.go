package pack_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"sync"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/pack"
)

// BenchmarkPack writes the archive of a ledger with 100,000 files, and opens it and reads all of them. write-MB and
// read-MB are the peaks of what was needed; all-write-MB and all-read-MB those with the garbage, which the collector
// lets grow to as much again, and further on a busy machine. Of what writing needs, 16 MB are what package ledger
// keeps to undo git's deltas. A ledger has about two files an entry.
func BenchmarkPack(b *testing.B) {
	from := wide(b, 100_000)
	var write, read heap
	for b.Loop() {
		w, r := packed(b, from)
		write, read = write.max(w), read.max(r)
	}
	for name, of := range map[string]heap{"write": write, "read": read} {
		b.ReportMetric(float64(of.live)/(1<<20), name+"-MB")
		b.ReportMetric(float64(of.all)/(1<<20), "all-"+name+"-MB")
	}
}

// heap is the most that was needed, and that there was.
type heap struct{ live, all int64 }

func (h heap) max(of heap) heap { return heap{max(h.live, of.live), max(h.all, of.all)} }

// wide is a ledger with so many files more, in a git directory with one pack.
func wide(b *testing.B, files int) *ledger.Dir {
	b.Helper()
	dir := b.TempDir()
	git := func(input io.Reader, args ...string) {
		cmd := exec.CommandContext(b.Context(), "git", append([]string{"-C", dir}, args...)...)
		cmd.Stdin = input
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git(nil, "init", "-q", "--bare", ".")
	d := must(ledger.OpenDir(dir, "refs/heads/evidence"))
	copied(b, &newRepository(b).ledger, d)
	d.Close()
	r, w := io.Pipe()
	go func() {
		fmt.Fprint(w, "commit refs/heads/evidence\ncommitter a <a@example.com> 0 +0000\ndata 1\nx\nfrom refs/heads/evidence^0\n")
		for i := range files {
			text := fmt.Sprintf("%0300d", i)
			fmt.Fprintf(w, "M 100644 inline more/%03d/%d\ndata %d\n%s\n", i%256, i, len(text), text)
		}
		w.Close()
	}()
	git(r, "fast-import", "--quiet")
	d = must(ledger.OpenDir(dir, "refs/heads/evidence"))
	b.Cleanup(func() { d.Close() })
	return d
}

// copied brings all that a ledger has into a directory.
func copied(b *testing.B, from *ledger.Memory, to *ledger.Dir) {
	b.Helper()
	head := must(from.Head(b.Context()))
	var below func(h ledger.Hash)
	below = func(h ledger.Hash) {
		for _, l := range must(ledger.ReadLines(b.Context(), from, h)) {
			if l.Mode == ledger.Folder {
				below(l.Hash)
			}
			must(to.Put(b.Context(), must(from.Get(b.Context(), l.Hash))))
		}
		must(to.Put(b.Context(), must(from.Get(b.Context(), h))))
	}
	for at := []ledger.Hash{head}; len(at) > 0; {
		tree, parents, err := ledger.ReadParents(b.Context(), from, at[0])
		if err != nil {
			b.Fatal(err)
		}
		below(tree)
		must(to.Put(b.Context(), must(from.Get(b.Context(), at[0]))))
		at = append(at[1:], parents...)
	}
	if err := to.Swap(b.Context(), ledger.Hash{}, head); err != nil {
		b.Fatal(err)
	}
}

// packed writes an archive and reads it, and gives the peaks of the heap.
func packed(b *testing.B, from ledger.Reader) (write, read heap) {
	file := must(os.Create(filepath.Join(b.TempDir(), "x.tar")))
	defer file.Close()
	write = peak(func() {
		if err := pack.Write(b.Context(), file, pack.Contents{At: now, Ledger: from, LedgerName: "refs/heads/evidence"}); err != nil {
			b.Fatal(err)
		}
	})
	size := must(file.Seek(0, io.SeekEnd))
	return write, peak(func() {
		p := must(pack.Open(b.Context(), file, size))
		tree, _, err := ledger.ReadParents(b.Context(), p.Ledger, must(p.Ledger.Head(b.Context())))
		if err != nil {
			b.Fatal(err)
		}
		readAll(b, p.Ledger, tree)
	})
}

func readAll(b *testing.B, from ledger.Reader, tree ledger.Hash) {
	for _, l := range must(ledger.ReadLines(b.Context(), from, tree)) {
		if l.Mode == ledger.Folder {
			readAll(b, from, l.Hash)
			continue
		}
		must(from.Get(b.Context(), l.Hash))
	}
}

// peak is the most that the heap held while something was done, above what it held before.
func peak(do func()) (most heap) {
	runtime.GC()
	samples := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}}
	look := func() heap {
		metrics.Read(samples)
		return heap{int64(samples[0].Value.Uint64()), int64(samples[1].Value.Uint64())}
	}
	before := look()
	ctx, stop := context.WithCancel(context.Background())
	var looking sync.WaitGroup
	looking.Go(func() {
		for ctx.Err() == nil {
			most = most.max(look())
			time.Sleep(2 * time.Millisecond)
		}
	})
	do()
	stop()
	looking.Wait()
	return heap{most.live - before.live, most.all - before.all}
}
