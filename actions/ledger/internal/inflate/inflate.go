// Package inflate reads small zlib streams (RFC 1950, 1951) that are in memory as a whole, into exactly
// as many bytes as they should have: objects of git, of which a verifier reads little else. compress/zlib
// takes three times as long for them, because it asks for each byte through an interface and hands out
// what it read through a window.
//
// It accepts nothing that compress/zlib refuses, and both read the same from it: a fuzz test holds that.
// Where it does not get along, for whatever reason, its caller asks compress/zlib, and what that says
// counts; so nothing here tells why. It takes no memory but for its tables, whatever it is given.
//
// inflate.go walks the stream and its blocks, codes.go reads the codes of a block, huffman.go looks them
// up. Start at Inflater.Zlib.
package inflate

import (
	"encoding/binary"
	"hash/adler32"
)

// Inflater is what reading one stream needs, and what the next one can use again. It is for one goroutine.
type Inflater struct {
	src  []byte
	pos  int    // of what is not in hold yet
	hold uint64 // the next bits, from the lowest on
	have uint   // how many of them count; above 64: more were taken than there are

	literals, distances huffman
	sizes               [maxLiterals + maxDistances]uint8 // of the codes of a block
}

// Zlib fills dst from the stream that src begins with; false where it has more or fewer bytes, where
// src ends within it, or where it is none.
func (z *Inflater) Zlib(dst, src []byte) bool {
	const method, window, dictionary = 8, 7, 0x20
	if len(src) < 2 || src[0]&15 != method || src[0]>>4 > window || src[1]&dictionary != 0 || binary.BigEndian.Uint16(src)%31 != 0 {
		return false
	}
	z.src, z.pos, z.hold, z.have = src, 2, 0, 0
	for to, last := 0, false; ; {
		z.refill()
		last = z.take(1) == 1
		var ok bool
		if to, ok = z.block(dst, to); !ok {
			return false
		}
		if last {
			sum, ok := z.whole(4)
			return ok && to == len(dst) && binary.BigEndian.Uint32(sum) == adler32.Checksum(dst)
		}
	}
}

// refill gets at least 56 bits, or all that there are. Above those that count, hold may have bits of the
// byte at pos, which are the same when they are put there again.
func (z *Inflater) refill() {
	switch {
	case len(z.src)-z.pos >= 8 && z.have < 64:
		z.hold |= binary.LittleEndian.Uint64(z.src[z.pos:]) << z.have
		z.pos += int(63-z.have) >> 3
		z.have |= 56
	default:
		for z.have < 56 && z.pos < len(z.src) {
			z.hold |= uint64(z.src[z.pos]) << z.have
			z.pos++
			z.have += 8
		}
	}
}

// take takes n bits, of those that were refilled.
func (z *Inflater) take(n uint) uint {
	v := uint(z.hold & (1<<n - 1))
	z.hold >>= n
	z.have -= n
	return v
}

// whole gives n bytes, from the next whole one on.
func (z *Inflater) whole(n int) ([]byte, bool) {
	if z.have > 64 {
		return nil, false
	}
	from := z.pos - int(z.have>>3)
	z.hold, z.have = 0, 0
	if n > len(z.src)-from {
		return nil, false
	}
	z.pos = from + n
	return z.src[from:z.pos], true
}

// block reads a block into dst, from there on, and tells where it ends.
func (z *Inflater) block(dst []byte, to int) (int, bool) {
	switch z.take(2) {
	case 0:
		return z.stored(dst, to)
	case 1:
		f := fixed()
		return z.symbols(dst, to, &f.literals, &f.distances)
	case 2:
		if z.codes() {
			return z.symbols(dst, to, &z.literals, &z.distances)
		}
	}
	return to, false
}

func (z *Inflater) stored(dst []byte, to int) (int, bool) {
	head, ok := z.whole(4)
	if !ok {
		return to, false
	}
	size := binary.LittleEndian.Uint16(head)
	if ^size != binary.LittleEndian.Uint16(head[2:]) || int(size) > len(dst)-to {
		return to, false
	}
	data, ok := z.whole(int(size))
	return to + copy(dst[to:], data), ok
}

// symbols reads a block of literals and of copies of what was read already. It is one loop with its
// state in registers, because nearly all of the time is spent here. One symbol and one distance take at
// most 48 bits; where the source ends, bits are taken that are not there, which is told by have.
func (z *Inflater) symbols(dst []byte, to int, literals, distances *huffman) (int, bool) {
	src, pos, hold, have := z.src, z.pos, z.hold, z.have
	first := literals.mask()
	for {
		if have < 48 {
			if len(src)-pos >= 8 {
				hold |= binary.LittleEndian.Uint64(src[pos:]) << (have & 63)
				pos += int(63-have) >> 3
				have |= 56
			} else {
				z.pos, z.hold, z.have = pos, hold, have
				z.refill()
				pos, hold, have = z.pos, z.hold, z.have
			}
		}
		s := literals.table[hold&first]
		if s&(symbolLiteral|symbolLink) == symbolLink {
			s = literals.find(hold)
		}
		hold >>= s & symbolSize
		have -= uint(s & symbolSize)
		if s&symbolLiteral != 0 {
			if to >= len(dst) {
				return to, false
			}
			dst[to] = byte(s >> symbolValue)
			to++
			continue
		}
		if s&symbolEnd != 0 {
			z.pos, z.hold, z.have = pos, hold, have
			return to, have <= 64
		}
		d := distances.find(hold >> (s >> symbolExtra & 15))
		length := s.with(hold)
		hold >>= s >> symbolExtra & 15
		hold >>= d & symbolSize
		back := d.with(hold)
		hold >>= d >> symbolExtra & 15
		have -= uint(s>>symbolExtra&15 + d&symbolSize + d>>symbolExtra&15)
		if length == 0 || back == 0 || back > to || length > len(dst)-to || have > 64 {
			return to, false
		}
		repeat(dst[to-back:to+length], back)
		to += length
	}
}

// repeat fills data with its first n bytes over and over.
func repeat(data []byte, n int) {
	for n < len(data) {
		n += copy(data[n:], data[:n])
	}
}
