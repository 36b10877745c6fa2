package inflate_test

import (
	"bytes"
	"compress/zlib"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/attestary/attestary/actions/ledger/internal/inflate"
)

// compare holds that what Zlib accepts, compress/zlib reads in the same way.
func compare(t *testing.T, stream []byte, size int) bool {
	t.Helper()
	got := make([]byte, size)
	if !new(inflate.Inflater).Zlib(got, stream) {
		return false
	}
	z, err := zlib.NewReader(bytes.NewReader(stream))
	if err != nil {
		t.Fatalf("Zlib took what zlib refuses: %v", err)
	}
	if want, err := io.ReadAll(z); err != nil || !bytes.Equal(got, want) {
		t.Fatalf("Zlib read %d bytes; zlib read %d others, %v", len(got), len(want), err)
	}
	return true
}

func compressed(t testing.TB, data []byte, level int, flush bool) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := zlib.NewWriterLevel(&b, level)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(data[:len(data)/2])
	if flush {
		w.Flush()
	}
	w.Write(data[len(data)/2:])
	w.Close()
	return b.Bytes()
}

// text is of so many bytes, of few or many kinds, some of them there before.
func text(r *rand.Rand, size int) []byte {
	data, kinds, repeats := make([]byte, size), 1+r.IntN(255), r.IntN(3)
	for i := range data {
		data[i] = byte(r.IntN(1 + r.IntN(kinds)))
		if repeats > 0 && i > 8 && r.IntN(8) < repeats {
			data[i] = data[i-1-r.IntN(min(i-1, 40_000))]
		}
	}
	return data
}

// TestZlib holds that every block that a writer makes is read, however codes and copies fall, and that
// nothing else than what was written comes of a stream that was changed.
func TestZlib(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 1500 {
		size := r.IntN(3000)
		if i%100 == 0 {
			size = r.IntN(100_000)
		}
		stream := compressed(t, text(r, size), r.IntN(12)-2, r.IntN(4) == 0)
		if !compare(t, stream, size) {
			t.Fatalf("stream %d of %d bytes is not read", i, size)
		}
		for _, other := range []int{size - 1, size + 1} {
			if other >= 0 && compare(t, stream, other) {
				t.Fatalf("stream %d of %d bytes is read as %d", i, size, other)
			}
		}
		stream[r.IntN(len(stream))] ^= 1 << r.IntN(8)
		compare(t, stream[:len(stream)-r.IntN(2)*r.IntN(len(stream))], size)
	}
}

func FuzzZlib(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 2))
	for level := zlib.HuffmanOnly; level <= zlib.BestCompression; level++ {
		f.Add(compressed(f, text(r, 300), level, level%2 == 0), uint16(300))
	}
	f.Fuzz(func(t *testing.T, stream []byte, size uint16) { compare(t, stream, int(size)) })
}

// BenchmarkZlib reads what has the size of a bundle.
func BenchmarkZlib(b *testing.B) {
	stream, dst := compressed(b, text(rand.New(rand.NewPCG(1, 2)), 2000), zlib.BestSpeed, false), make([]byte, 2000)
	var z inflate.Inflater
	b.ReportAllocs()
	for b.Loop() {
		if !z.Zlib(dst, stream) {
			b.Fatal("it is not read")
		}
	}
}
