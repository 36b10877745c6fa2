package inflate

import (
	"bytes"
	"sync"
)

// What the codes of deflate stand for (RFC 1951, 3.2.5 to 3.2.7), by their symbols.
var (
	literalSymbols  = literalsOf()
	distanceSymbols = append(copies(maxDistances, 1, 2), 0, 0)
	sizeSymbols     = values(19, 0)
)

// sizeOrder is the order in which a block tells the sizes of the codes for sizes.
var sizeOrder = [19]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

func literalsOf() []symbol {
	all := append(values(256, symbolLiteral), symbolEnd)
	all = append(all, copies(28, 3, 4)...)
	return append(all, 258<<symbolValue, 0, 0)
}

// values are n symbols that stand for their own number.
func values(n int, flag symbol) (all []symbol) {
	for i := range n {
		all = append(all, flag|symbol(i)<<symbolValue)
	}
	return all
}

// copies are n symbols for numbers from first on. After two groups of so many, each group takes one more
// bit that follows.
func copies(n, first, group int) (all []symbol) {
	for i := range n {
		extra := max(0, i/group-1)
		all = append(all, symbol(first)<<symbolValue|symbol(extra)<<symbolExtra)
		first += 1 << extra
	}
	return all
}

// codes reads the codes of a block (RFC 1951, 3.2.7).
func (z *Inflater) codes() bool {
	z.refill()
	literals, distances, n := int(z.take(5))+257, int(z.take(5))+1, int(z.take(4))+4
	if literals > maxLiterals || distances > maxDistances {
		return false
	}
	var sizes [len(sizeOrder)]uint8
	for _, symbol := range sizeOrder[:n] {
		z.refill()
		sizes[symbol] = uint8(z.take(3))
	}
	all := z.sizes[:literals+distances]
	return z.distances.build(sizes[:], sizeSymbols) && z.readSizes(all) && // the table is free until it is built again
		z.literals.build(all[:literals], literalSymbols) && z.distances.build(all[literals:], distanceSymbols)
}

// readSizes reads the sizes of codes by a code for sizes, which stands where that of distances will.
func (z *Inflater) readSizes(all []uint8) bool {
	for i := 0; i < len(all); {
		z.refill()
		s := z.distances.find(z.hold)
		if z.take(uint(s & symbolSize)); s&symbolSize == 0 {
			return false
		}
		size, times := uint8(s>>symbolValue), 1
		switch size {
		case 16:
			if times = 3 + int(z.take(2)); i == 0 {
				return false
			}
			size = all[i-1]
		case 17:
			size, times = 0, 3+int(z.take(3))
		case 18:
			size, times = 0, 11+int(z.take(7))
		}
		if times > len(all)-i {
			return false
		}
		for range times {
			all[i] = size
			i++
		}
	}
	return z.have <= 64
}

// fixed has the codes that every reader knows (RFC 1951, 3.2.6).
var fixed = sync.OnceValue(func() *Inflater {
	z, sizes := new(Inflater), []uint8{}
	for _, some := range []struct{ n, size int }{{144, 8}, {112, 9}, {24, 7}, {8, 8}, {32, 5}} {
		sizes = append(sizes, bytes.Repeat([]byte{byte(some.size)}, some.n)...)
	}
	z.literals.build(sizes[:288], literalSymbols)
	z.distances.build(sizes[288:], distanceSymbols)
	return z
})
