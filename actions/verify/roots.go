package verify

import (
	"crypto/sha256"

	"golang.org/x/mod/sumdb/tlog"
)

// tileHeight is the height of the format's tiles; a full one holds tileWidth hashes.
const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
	maxLevels  = 64 / tileHeight
)

// roots does a log's arithmetic as its leaves stream by (RFC 6962, 2.1): the root at every size, and
// the contents of every tile. It keeps the right edge of the tree, the newest roots, and the nodes
// that stand above full tiles: an eighth of a byte for each leaf.
type roots struct {
	size   int64
	edge   [64]tlog.Hash                        // edge[l] is the complete subtree of 2^l leaves, where bit l of size is set
	tiles  [maxLevels][]byte                    // the tile that is being filled, by level of tiles
	uppers [maxLevels][]tlog.Hash               // all hashes of the levels of tiles above the lowest
	recent [recentRoots]tlog.Hash               // the root of size s stands at s % recentRoots
	tile   func(t tlog.Tile, data []byte) error // told every tile as it becomes full; data is only lent
}

// recentRoots is how far back a root is known without looking at a tile again. It is more than a tile,
// so that whatever is older stands in a tile that is full.
const recentRoots = 1024

func newRoots(tile func(tlog.Tile, []byte) error) *roots {
	r := &roots{tile: tile}
	r.recent[0] = emptyRoot()
	return r
}

// emptyRoot is the root of a tree without leaves.
func emptyRoot() tlog.Hash { return sha256.Sum256(nil) }

// add appends a leaf. Its errors are those of tile.
func (r *roots) add(leaf tlog.Hash) error {
	h, level := leaf, 0
	if err := r.fill(0, h); err != nil {
		return err
	}
	for n := r.size; n&1 == 1; n >>= 1 {
		h = tlog.NodeHash(r.edge[level], h)
		level++
		if level%tileHeight == 0 {
			r.uppers[level/tileHeight] = append(r.uppers[level/tileHeight], h)
			if err := r.fill(level/tileHeight, h); err != nil {
				return err
			}
		}
	}
	r.edge[level] = h
	r.size++
	r.recent[r.size%recentRoots] = r.root()
	return nil
}

// fill puts a hash into the tile of its level that is being filled.
func (r *roots) fill(level int, h tlog.Hash) error {
	r.tiles[level] = append(r.tiles[level], h[:]...)
	if len(r.tiles[level]) < tileWidth*tlog.HashSize {
		return nil
	}
	n := (r.size+1)>>(tileHeight*(level+1)) - 1
	data := r.tiles[level]
	r.tiles[level] = data[:0]
	return r.tile(tlog.Tile{H: tileHeight, L: level, N: n, W: tileWidth}, data)
}

// newest is the root of all leaves so far.
func (r *roots) newest() tlog.Hash { return r.recent[r.size%recentRoots] }

// root folds the right edge, from its smallest subtree to its largest.
func (r *roots) root() tlog.Hash {
	var h tlog.Hash
	started := false
	for level, n := 0, r.size; n > 0; level, n = level+1, n>>1 {
		switch {
		case n&1 == 0:
		case !started:
			h, started = r.edge[level], true
		default:
			h = tlog.NodeHash(r.edge[level], h)
		}
	}
	if !started {
		return emptyRoot()
	}
	return h
}

// partial tells the tiles that are not full: the newest of each level.
func (r *roots) partial() error {
	for level, data := range r.tiles {
		if len(data) == 0 {
			continue
		}
		n := r.size >> (tileHeight * (level + 1))
		if err := r.tile(tlog.Tile{H: tileHeight, L: level, N: n, W: len(data) / tlog.HashSize}, data); err != nil {
			return err
		}
	}
	return nil
}

// at gives the root at an earlier size. What is too old to be remembered is computed from the lowest
// tile that holds its edge, which lowest reads, and from the nodes above full tiles.
func (r *roots) at(size int64, lowest func(n int64) ([]byte, error)) (tlog.Hash, error) {
	if size > r.size-recentRoots {
		return r.recent[size%recentRoots], nil
	}
	return tlog.TreeHash(size, tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, 0, len(indexes))
		for _, index := range indexes {
			h, err := r.node(index, lowest)
			if err != nil {
				return nil, err
			}
			out = append(out, h)
		}
		return out, nil
	}))
}

// node gives the complete subtree that has the given index in the storage order of package tlog.
func (r *roots) node(index int64, lowest func(n int64) ([]byte, error)) (tlog.Hash, error) {
	level, n := tlog.SplitStoredHashIndex(index)
	if level < tileHeight {
		tile := tlog.TileForIndex(tileHeight, index)
		data, err := lowest(tile.N)
		if err != nil {
			return tlog.Hash{}, err
		}
		return tlog.HashFromTile(tile, data, index)
	}
	above, inside := level/tileHeight, level%tileHeight
	return subtree(r.uppers[above][n<<inside : (n+1)<<inside]), nil
}

// subtree is the root above hashes, whose number is a power of two.
func subtree(hashes []tlog.Hash) tlog.Hash {
	if len(hashes) == 1 {
		return hashes[0]
	}
	half := len(hashes) / 2
	return tlog.NodeHash(subtree(hashes[:half]), subtree(hashes[half:]))
}
