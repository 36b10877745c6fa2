package verify_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"crypto/ecdsa"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"sort"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/actions/verify"
	"github.com/attestary/attestary/schemas/verdict"
)

// BenchmarkVerify holds what verification costs against the signatures alone: "ratio" is the rate of
// entries by that of ecdsa.VerifyASN1 on as many cores, in processor time, so that a busy machine does
// not tell; "wall-ratio" is the same by the clock. At least 0.8 is wanted. Signatures are timed before and
// after each verification, and the median is told. "heap-B/entry" is the peak of the heap above 64 MB, by
// entry; at most 100 is wanted. Memory is a ledger beside the heap, so that what is measured is
// verification alone; clone is what an auditor has: a bare git directory with one pack.
//
// audit is an auditor who has nothing yet: a clone of the ledger, and its verdict. s/audit is the time of both (at
// most 60 is wanted for 100,000 entries, on two cores), cpu-s what the processors spent on them, git's own part
// included.
func BenchmarkVerify(b *testing.B) {
	for _, size := range []int{1_000, 100_000} {
		made := sync.OnceValues(func() (*flat, string) { return makeLedger(b, size) })
		b.Run(fmt.Sprintf("memory/%d", size), func(b *testing.B) {
			store, _ := made()
			measure(b, subject(b, store), size, rawCost)
		})
		b.Run(fmt.Sprintf("clone/%d", size), func(b *testing.B) {
			_, dir := made()
			store, err := ledger.OpenDir(dir, "refs/heads/evidence")
			if err != nil {
				b.Fatal(err)
			}
			defer store.Close()
			measure(b, subject(b, store), size, rawCost)
		})
		b.Run(fmt.Sprintf("audit/%d", size), func(b *testing.B) {
			_, dir := made()
			audit(b, dir, size)
		})
	}
}

// makeLedger is a long ledger, which is made once: as a store beside the heap, and as a clone of it.
func makeLedger(b *testing.B, size int) (*flat, string) {
	r, dir := newRepository(), b.TempDir()
	r.commit(long(b, size).tree())
	keep(b, r, dir)
	return newFlat(b, r), dir
}

func audit(b *testing.B, from string, size int) {
	spent := processor() + children()
	for b.Loop() {
		dir := filepath.Join(b.TempDir(), "clone")
		git(b, "clone", "-q", "--mirror", "file://"+from, dir)
		store, err := ledger.OpenDir(dir, "refs/heads/evidence")
		if err != nil {
			b.Fatal(err)
		}
		if v := judge(b, subject(b, store)); v.Status() != 0 || v.Tree.Size != int64(size) {
			b.Fatal(told(v))
		}
		store.Close()
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/audit")
	b.ReportMetric((processor()+children()-spent).Seconds()/float64(b.N), "cpu-s")
}

// flat is a store outside of the collector's heap: objects, and their sorted index, 32 bytes for each.
type flat struct {
	head        ledger.Hash
	data, index []byte
}

func newFlat(b *testing.B, r *repository) *flat {
	b.Helper()
	total := 0
	for _, object := range r.objects {
		total += len(object)
	}
	f := &flat{head: r.head, data: outside(b, total)[:0], index: outside(b, 32*len(r.objects))[:0]}
	for _, h := range slices.SortedFunc(maps.Keys(r.objects), func(x, y ledger.Hash) int { return bytes.Compare(x[:], y[:]) }) {
		f.index = append(f.index, h[:]...)
		f.index = binary.BigEndian.AppendUint64(f.index, uint64(len(f.data)))
		f.index = binary.BigEndian.AppendUint32(f.index, uint32(len(r.objects[h])))
		f.data = append(f.data, r.objects[h]...)
	}
	return f
}

// outside is memory that the collector does not know.
func outside(b *testing.B, size int) []byte {
	b.Helper()
	data, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { syscall.Munmap(data) })
	return data
}

func (f *flat) Head(context.Context) (ledger.Hash, error) { return f.head, nil }

func (f *flat) Get(_ context.Context, h ledger.Hash) ([]byte, error) {
	i := sort.Search(len(f.index)/32, func(i int) bool { return bytes.Compare(f.index[32*i:32*i+20], h[:]) >= 0 })
	if 32*i == len(f.index) || !bytes.Equal(f.index[32*i:32*i+20], h[:]) {
		return nil, ledger.ErrNotFound
	}
	from, size := binary.BigEndian.Uint64(f.index[32*i+20:]), binary.BigEndian.Uint32(f.index[32*i+28:])
	return f.data[from:][:size], nil
}

// clone writes a long ledger into a bare repository, as git would after a clone.
func clone(b testing.TB, size int) string {
	b.Helper()
	r, dir := newRepository(), b.TempDir()
	r.commit(long(b, size).tree())
	keep(b, r, dir)
	return dir
}

// keep writes a repository into a folder.
func keep(b testing.TB, r *repository, dir string) {
	b.Helper()
	git := func(input []byte, args ...string) {
		cmd := exec.CommandContext(b.Context(), "git", args...)
		cmd.Dir, cmd.Stdin = dir, bytes.NewReader(input)
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git(nil, "init", "-q", "--bare", ".")
	git(r.pack(), "index-pack", "--stdin")
	git(nil, "update-ref", "refs/heads/evidence", r.head.String())
	git(nil, "repack", "-a", "-d", "-q")
}

// pack is all objects as a git pack (gitformat-pack), without deltas.
func (r *repository) pack() []byte {
	kinds := map[string]byte{"commit": 1, "tree": 2, "blob": 3}
	pack := binary.BigEndian.AppendUint32([]byte("PACK\x00\x00\x00\x02"), uint32(len(r.objects)))
	out := bytes.NewBuffer(pack)
	z := zlib.NewWriter(nil)
	for _, object := range r.objects {
		kind, body, err := ledger.Unframe(object)
		if err != nil {
			panic(err)
		}
		head, size := kinds[kind]<<4|byte(len(body)&15), len(body)>>4
		for ; size > 0; size >>= 7 {
			out.WriteByte(head | 0x80)
			head = byte(size & 0x7f)
		}
		out.WriteByte(head)
		z.Reset(out)
		z.Write(body)
		z.Close()
	}
	sum := sha1.Sum(out.Bytes())
	out.Write(sum[:])
	return out.Bytes()
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

// measure verifies a ledger of so many entries, and holds it against what another costs each of them.
func measure(b *testing.B, s verify.Subject, size int, rawCost func(testing.TB) cost) {
	s.Sized = verify.Room // as the command does
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))
	runs := 0
	s.Runs = func(verdict.Run) error { runs++; return nil }
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	peak := watchHeap()
	var each, raws, ratios, walls []float64
	raw := rawCost(b)
	b.ReportAllocs()
	for b.Loop() {
		verified := spend(size, func() {
			if v := judge(b, s); v.Status() != 0 {
				b.Fatal(told(v))
			}
		})
		b.StopTimer()
		then := rawCost(b)
		each, raws = append(each, verified.processor), append(raws, then.processor)
		ratios = append(ratios, (raw.processor+then.processor)/2/verified.processor)
		walls = append(walls, (raw.wall+then.wall)/2/verified.wall)
		raw = then
		b.StartTimer()
	}
	most := int64(peak()) - int64(before.HeapAlloc) // the store itself is not ours
	b.ReportMetric(median(each), "cpu-µs/entry")
	b.ReportMetric(median(raws), "raw-µs")
	b.ReportMetric(median(ratios), "ratio")
	b.ReportMetric(median(walls), "wall-ratio")
	b.ReportMetric(float64(most)/(1<<20), "peak-MB")
	b.ReportMetric(max(0, float64(most-64<<20))/float64(size), "heap-B/entry")
}

// cost is what one of many took, in µs.
type cost struct{ processor, wall float64 }

// spend tells what one of n costs that do does.
func spend(n int, do func()) cost {
	start, from := time.Now(), processor()
	do()
	spent, passed := processor()-from, time.Since(start)
	return cost{float64(spent.Nanoseconds()) / 1000 / float64(n), float64(passed.Nanoseconds()) / 1000 / float64(n)}
}

func median(of []float64) float64 { return slices.Sorted(slices.Values(of))[len(of)/2] }

// rawCost is what one ecdsa.VerifyASN1 costs, with all cores at it, as verification has them.
func rawCost(b testing.TB) cost {
	key := testKey(b, "ledger")
	message := []byte("message")
	sum, sig := sha256.Sum256(message), key.sign(message)
	const n = 1500
	return spend(n*runtime.GOMAXPROCS(0), func() {
		var wg sync.WaitGroup
		for range runtime.GOMAXPROCS(0) {
			wg.Go(func() {
				for range n {
					if !ecdsa.VerifyASN1(&key.private.PublicKey, sum[:], sig) {
						b.Error("a good signature is refused")
					}
				}
			})
		}
		wg.Wait()
	})
}

// processor is the time that all cores spent in this process.
func processor() time.Duration { return used(syscall.RUSAGE_SELF) }

// children is the time that processes have spent which this one started.
func children() time.Duration { return used(syscall.RUSAGE_CHILDREN) }

func used(by int) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(by, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// watchHeap looks at the heap every few milliseconds until the function that it gives is called, which
// tells the most that it saw. It does not stop the world for a look.
func watchHeap() func() uint64 {
	ctx, stop := context.WithCancel(context.Background())
	var most uint64
	var wg sync.WaitGroup
	wg.Go(func() {
		heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		for ctx.Err() == nil {
			metrics.Read(heap)
			most = max(most, heap[0].Value.Uint64())
			time.Sleep(20 * time.Millisecond)
		}
	})
	return func() uint64 {
		stop()
		wg.Wait()
		return most
	}
}
