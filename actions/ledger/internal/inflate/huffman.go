package inflate

import "math/bits"

// symbol is what a code stands for: how many bits the code has, how many more follow it, and a value
// that they are added to. The zero symbol is none.
type symbol uint32

const (
	symbolSize    = 31      // the lowest bits: of the code
	symbolExtra   = 8       // from here on four bits: how many more follow
	symbolLiteral = 1 << 12 // the value is a byte
	symbolEnd     = 1 << 13 // of the block
	symbolLink    = 1 << 14 // the value is the place of a table for the next bits, as many as follow
	symbolValue   = 16      // from here on
)

// with is the value with the bits that follow.
func (s symbol) with(following uint64) int {
	return int(s>>symbolValue) + int(following&(1<<(s>>symbolExtra&15)-1))
}

const (
	maxLiterals  = 286
	maxDistances = 30
	maxCode      = 15 // bits
	maxRoot      = 9  // bits that are looked up at once: a larger table takes longer to make than it saves
	maxLinks     = (maxLiterals + 2) / 2
)

// huffman finds symbols by their codes: by the first bits in a table, and where the code is longer, by
// the rest in one of those behind it.
type huffman struct {
	root  uint // bits of the first table
	table [1<<maxRoot + maxLinks<<(maxCode-maxRoot)]symbol
}

// mask is of the bits that are looked up in the first table.
func (h *huffman) mask() uint64 { return 1<<(h.root&15) - 1 }

func (h *huffman) find(hold uint64) symbol {
	s := h.table[hold&h.mask()]
	if s&symbolLink != 0 {
		s = h.table[uint64(s>>symbolValue)+hold>>(h.root&15)&(1<<(s>>symbolExtra&15)-1)]
	}
	return s
}

// build makes the tables of symbols whose codes have these sizes; 0 where a symbol has none. The codes
// must be all that there are (RFC 1951, 3.2.2), or a single one of one bit, or none.
func (h *huffman) build(sizes []uint8, symbols []symbol) bool {
	var count, next [maxCode + 2]int
	most := 0
	for _, size := range sizes {
		count[size]++
		most = max(most, int(size))
	}
	code := 0
	for size := 1; size <= most; size++ {
		code <<= 1
		next[size] = code
		code += count[size]
	}
	if code != 1<<most && (most > 1 || code > 1) {
		return false
	}
	h.root = uint(min(max(most, 1), maxRoot))
	h.table[0], h.table[1] = 0, 0 // where there are less than two codes, not all is filled
	if most > maxRoot {
		h.link(next[maxRoot+1]>>1, most-maxRoot)
	}
	h.fill(sizes, symbols, next[:])
	return true
}

// link makes room for the codes that are longer than the root: those that begin with first, or with what
// comes after it. Each has a table for so many bits.
func (h *huffman) link(first, width int) {
	for i := first; i < 1<<maxRoot; i++ {
		place := 1<<maxRoot + (i-first)<<width
		h.table[reverse(i, maxRoot)] = symbolLink | symbol(place)<<symbolValue | symbol(width)<<symbolExtra
	}
}

// fill puts symbols wherever their code is what is looked up begins with. Codes of one size are given in
// the order of the symbols, from next on.
func (h *huffman) fill(sizes []uint8, symbols []symbol, next []int) {
	for i, size := range sizes {
		if size == 0 {
			continue
		}
		at := reverse(next[size], uint(size))
		next[size]++
		table, step := h.table[:1<<h.root], 1<<size
		if uint(size) > h.root {
			link := table[at&(len(table)-1)]
			table = h.table[link>>symbolValue:][:1<<(link>>symbolExtra&15)]
			at, step = at>>h.root, step>>h.root
		}
		for s := symbols[i] | symbol(size); at < len(table); at += step {
			table[at] = s
		}
	}
}

// reverse turns a code around: the first bit of one stands lowest.
func reverse(code int, size uint) int { return int(bits.Reverse16(uint16(code)) >> (16 - size)) }
