package verify

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// plainRoot is RFC 6962, 2.1, as it is written there: no tiles, no streaming, no library.
func plainRoot(leaves [][]byte) [32]byte {
	switch n := len(leaves); n {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return sha256.Sum256(append([]byte{0}, leaves[0]...))
	default:
		k := 1
		for k*2 < n {
			k *= 2
		}
		left, right := plainRoot(leaves[:k]), plainRoot(leaves[k:])
		return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
	}
}

// The root at every size that streamed by is known later, also one so old that only tiles hold it.
func TestRootsAtEverySize(t *testing.T) {
	t.Parallel()
	const size = 3*tileWidth + recentRoots + 7
	tiles := map[string][]byte{}
	r := newRoots(func(tile tlog.Tile, data []byte) error { tiles[tile.Path()] = bytes.Clone(data); return nil })
	var leaves [][]byte
	for i := range size {
		leaves = append(leaves, fmt.Appendf(nil, "leaf %d", i))
		if err := r.add(tlog.RecordHash(leaves[i])); err != nil {
			t.Fatal(err)
		}
	}
	lowest := func(n int64) ([]byte, error) {
		return tiles[tlog.Tile{H: tileHeight, L: 0, N: n, W: tileWidth}.Path()], nil
	}
	for _, n := range []int{0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 700, 768, 769, size - recentRoots, size - recentRoots + 1, size - 1, size} {
		got, err := r.at(int64(n), lowest)
		if err != nil {
			t.Fatalf("size %d: %v", n, err)
		}
		if got != plainRoot(leaves[:n]) {
			t.Errorf("size %d: another root than RFC 6962 says", n)
		}
	}
}

// The tiles that the stream gives are those that package tlog would have published.
func TestRootsTiles(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{1, 2, 255, 256, 257, 600} {
		var got []tlog.Tile
		r := newRoots(func(tile tlog.Tile, _ []byte) error { got = append(got, tile); return nil })
		for i := range size {
			if err := r.add(tlog.RecordHash(fmt.Appendf(nil, "leaf %d", i))); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.partial(); err != nil {
			t.Fatal(err)
		}
		want := map[tlog.Tile]bool{}
		for _, tile := range tlog.NewTiles(tileHeight, 0, size) {
			want[tile] = true
		}
		for _, tile := range got {
			if !want[tile] {
				t.Errorf("size %d: tile %s should not be", size, tile.Path())
			}
			delete(want, tile)
		}
		for tile := range want {
			t.Errorf("size %d: tile %s is missing", size, tile.Path())
		}
	}
}
