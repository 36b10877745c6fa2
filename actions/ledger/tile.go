package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
	entryLevel = -1 // of the tiles that hold leaves
	maxLeaf    = 1<<16 - 1
)

// tilePath is where a tile stands: tile/<L>/<N>[.p/<W>], with N in groups of three digits (C2SP
// tlog-tiles, "Parameters").
func tilePath(t tlog.Tile) string {
	level := strconv.Itoa(t.L)
	if t.L == entryLevel {
		level = "entries"
	}
	path := fmt.Sprintf("%03d", t.N%1000)
	for n := t.N / 1000; n > 0; n /= 1000 {
		path = fmt.Sprintf("x%03d/%s", n%1000, path)
	}
	if t.W < tileWidth {
		path += ".p/" + strconv.Itoa(t.W)
	}
	return "tile/" + level + "/" + path
}

// partials are the tiles of a tree that are not full: the newest of each level, the lowest first.
func partials(size int64) []tlog.Tile {
	var tiles []tlog.Tile
	for level := 0; size>>(tileHeight*level) > 0; level++ {
		n := size >> (tileHeight * level)
		if w := int(n % tileWidth); w > 0 {
			tiles = append(tiles, tlog.Tile{H: tileHeight, L: level, N: n / tileWidth, W: w})
		}
	}
	return tiles
}

// entryTile is the tile that holds the leaf with that index, in a tree of that size.
func entryTile(index, size int64) tlog.Tile {
	n := index / tileWidth
	return tlog.Tile{H: tileHeight, L: entryLevel, N: n, W: int(min(tileWidth, size-n*tileWidth))}
}

// appendLeaf writes a leaf behind others (C2SP tlog-tiles, "Log entries").
func appendLeaf(tile, leaf []byte) []byte {
	return append(binary.BigEndian.AppendUint16(tile, uint16(len(leaf))), leaf...)
}

// cutLeaf takes the first leaf off an entry tile.
func cutLeaf(tile []byte) (leaf, rest []byte, err error) {
	if len(tile) < 2 {
		return nil, nil, errors.New("it is cut off")
	}
	end := 2 + int(binary.BigEndian.Uint16(tile))
	if len(tile) < end {
		return nil, nil, errors.New("it is cut off")
	}
	return tile[2:end], tile[end:], nil
}

// edge is the right edge of a tree: its partial tiles. It is all that is needed to add leaves, and, as
// a tlog.HashReader, to compute the root.
type edge struct {
	size  int64
	tiles [][]byte // the partial tile of each level; empty where there is none
}

// ReadHashes implements tlog.HashReader, for what stands in partial tiles.
func (e *edge) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, 0, len(indexes))
	for _, index := range indexes {
		t := tlog.TileForIndex(tileHeight, index)
		if t.L >= len(e.tiles) {
			return nil, fmt.Errorf("hash %d is not in the right edge of %d entries", index, e.size)
		}
		t.W = len(e.tiles[t.L]) / tlog.HashSize
		h, err := tlog.HashFromTile(t, e.tiles[t.L], index)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, h)
	}
	return hashes, nil
}

func (e *edge) root() (tlog.Hash, error) {
	if e.size == 0 {
		return emptyRoot, nil
	}
	return tlog.TreeHash(e.size, e)
}

// add appends a leaf, and hands over every tile that it fills.
func (e *edge) add(leaf tlog.Hash, full func(tlog.Tile, []byte)) error {
	hashes, err := tlog.StoredHashesForRecordHash(e.size, leaf, e)
	if err != nil {
		return err
	}
	for level := 0; level*tileHeight < len(hashes); level++ {
		if level == len(e.tiles) {
			e.tiles = append(e.tiles, nil)
		}
		h := hashes[level*tileHeight]
		e.tiles[level] = append(e.tiles[level], h[:]...)
		if len(e.tiles[level]) == tileWidth*tlog.HashSize {
			n := e.size >> (tileHeight * (level + 1))
			full(tlog.Tile{H: tileHeight, L: level, N: n, W: tileWidth}, e.tiles[level])
			e.tiles[level] = nil
		}
	}
	e.size++
	return nil
}
