package ledger

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
)

// pack is one of git's packs with its index (gitformat-pack: packs of version 2, indexes of version 2).
// It never changes once it is open, and may be used by several goroutines at once. What it costs is the
// index: 28 bytes an object.
type pack struct {
	file  *os.File
	size  int64
	fan   []byte // of the index: how many names begin with at most that byte
	names []byte
	low   []byte // offsets of 31 bits, or places in high
	high  []byte
}

const (
	indexMagic  = "\xfftOc\x00\x00\x00\x02"
	fanSize     = 256 * 4
	trailerSize = 2 * len(Hash{})
)

// openPack opens PATH.pack with the index PATH.idx. Without its pack an index is nothing, whatever is in
// it: a fetch for which there was no room can leave one behind.
func openPack(path string) (*pack, error) {
	file, err := os.Open(path + ".pack")
	if err != nil {
		return nil, err
	}
	p := &pack{file: file}
	if err := p.read(path + ".idx"); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return p, nil
}

func (p *pack) read(path string) error {
	info, err := p.file.Stat()
	if err != nil {
		return err
	}
	p.size = info.Size() - int64(len(Hash{}))
	index, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := p.cut(index); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// cut takes an index apart.
func (p *pack) cut(index []byte) error {
	rest, ok := bytes.CutPrefix(index, []byte(indexMagic))
	if !ok || len(rest) < fanSize+trailerSize {
		return errors.New("it is not an index of version 2")
	}
	p.fan, rest = rest[:fanSize], rest[fanSize:len(rest)-trailerSize]
	n := int(binary.BigEndian.Uint32(p.fan[fanSize-4:]))
	if len(rest) < n*(len(Hash{})+4+4) {
		return errors.New("it is cut off")
	}
	p.names, rest = rest[:n*len(Hash{})], rest[n*len(Hash{})+n*4:] // a checksum of each object is passed by
	p.low, p.high = rest[:n*4], rest[n*4:]
	return nil
}

func (p *pack) name(i int) []byte { return p.names[i*len(Hash{}):][:len(Hash{})] }

// find tells where an object stands; false where it is not in this pack.
func (p *pack) find(h Hash) (int64, bool) {
	from, to := 0, int(binary.BigEndian.Uint32(p.fan[int(h[0])*4:]))
	if h[0] > 0 {
		from = int(binary.BigEndian.Uint32(p.fan[int(h[0]-1)*4:]))
	}
	if from > to || to*len(Hash{}) > len(p.names) {
		return 0, false
	}
	i := from + sort.Search(to-from, func(i int) bool { return bytes.Compare(p.name(from+i), h[:]) >= 0 })
	if i == to || !bytes.Equal(p.name(i), h[:]) {
		return 0, false
	}
	offset := binary.BigEndian.Uint32(p.low[i*4:])
	if offset>>31 == 0 {
		return int64(offset), true
	}
	at := int(offset&^(1<<31)) * 8
	if at+8 > len(p.high) {
		return 0, false
	}
	return int64(binary.BigEndian.Uint64(p.high[at:])), true
}

// Types of what stands in a pack.
const (
	packCommit = 1
	packTree   = 2
	packBlob   = 3
	packTag    = 4
	packOffset = 6 // a delta against what stands that far before it
	packName   = 7 // a delta against the object with that name
)

// packTypes are the objects among them; "" where a type is none.
var packTypes = [8]string{packCommit: typeCommit, packTree: typeTree, packBlob: typeBlob, packTag: "tag"}

// packed is what stands at one place of a pack: a whole object, or a delta and what it is against.
type packed struct {
	kind byte
	data []byte
	base int64 // of packOffset: its place
	name Hash  // of packName
}

// maxObject is the most bytes of an object that is read: a clone may hold anything. What a delta is
// against may be larger, as git does not make one against more (core.bigFileThreshold): a small file must
// stay readable where somebody once pushed a large one that looks like it.
const (
	maxObject = 64 << 20
	maxBase   = 512 << 20
)

// readAt reads what stands at a place, if it has at most so many bytes; a whole object into memory that is
// there, if that is enough.
func (p *pack) readAt(offset, most int64, there []byte) (packed, error) {
	if offset < int64(len("PACK")) || offset >= p.size {
		return packed{}, errors.New("the index points out of the pack")
	}
	r := readers.Get().(*packReader)
	defer readers.Put(r)
	near, err := r.read(p, offset, nearSize)
	if err != nil {
		return packed{}, err
	}
	r.near.Reset(near)
	o, size, err := r.head(offset)
	if err != nil {
		return o, err
	}
	if size > most {
		return o, ErrTooLarge
	}
	body := o.room(there, int(size))
	return o, r.inflate(p, offset+r.near.Size()-int64(r.near.Len()), body)
}

// nearSize is how many bytes are read at once where it is not known what stands there: most objects of a
// ledger are smaller, as they stand in a pack.
const nearSize = 4096

// read gives so many bytes from a place on, or as many as there are. They are lent until the next call.
func (r *packReader) read(p *pack, offset int64, n int) ([]byte, error) {
	n = int(min(int64(n), p.size-offset))
	if cap(r.window) < n {
		r.window = make([]byte, n)
	}
	if got, err := p.file.ReadAt(r.window[:n], offset); got < n {
		return nil, err
	}
	return r.window[:n], nil
}

// room makes room for so many bytes of a body or a delta, and gives it.
func (o *packed) room(there []byte, size int) []byte {
	if kind := packTypes[o.kind]; kind != "" {
		object, body := room(there, kind, size)
		o.data = object
		return body
	}
	o.data = make([]byte, size)
	return o.data
}

// head reads the type and the size, and what a delta is against.
func (r *packReader) head(offset int64) (packed, int64, error) {
	c, err := r.near.ReadByte()
	if err != nil {
		return packed{}, 0, err
	}
	o, size := packed{kind: c >> 4 & 7}, int64(c&15)
	for shift := 4; c&0x80 != 0; shift += 7 {
		if c, err = r.near.ReadByte(); err != nil {
			return o, 0, err
		}
		if size |= int64(c&0x7f) << shift; shift > 28 {
			return o, 0, ErrTooLarge
		}
	}
	switch o.kind {
	case packOffset:
		back, err := r.distance()
		if o.base = offset - back; err == nil && (back <= 0 || o.base <= 0) {
			err = errors.New("a delta is against nothing")
		}
		return o, size, err
	case packName:
		if n, _ := r.near.Read(o.name[:]); n < len(o.name) {
			return o, 0, io.ErrUnexpectedEOF
		}
		return o, size, nil
	}
	return o, size, nil
}

// distance reads how far back the base of a delta stands.
func (r *packReader) distance() (int64, error) {
	c, err := r.near.ReadByte()
	back := int64(c & 0x7f)
	for c&0x80 != 0 && err == nil {
		if back > 1<<50 {
			return 0, errors.New("a delta is against nothing")
		}
		c, err = r.near.ReadByte()
		back = (back+1)<<7 | int64(c&0x7f)
	}
	return back, err
}

// maxSmall is the most bytes of an object that is read in one go: no bundle or tile has more.
const maxSmall = 128 << 10

// inflate fills body from the zlib stream at a place, which has exactly as many bytes.
func (r *packReader) inflate(p *pack, offset int64, body []byte) error {
	if len(body) <= maxSmall && r.inflateSmall(p, offset, body) {
		return nil
	}
	r.buffered.Reset(io.NewSectionReader(p.file, offset, p.size-offset))
	if err := r.reset(); err != nil {
		return err
	}
	if _, err := io.ReadFull(r.inflated, body); err != nil {
		return err
	}
	if n, err := r.inflated.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		return errors.New("it is longer than it says, or its checksum is wrong")
	}
	return nil
}

// inflateSmall does so in one go, in a third of the time. False: it did not get along, for whatever reason.
func (r *packReader) inflateSmall(p *pack, offset int64, body []byte) bool {
	most := len(body) + len(body)/8 + 64 // what does not get smaller gets little larger
	near := r.window[r.near.Size()-int64(r.near.Len()) : r.near.Size()]
	if len(near) < most && offset+int64(len(near)) < p.size {
		var err error
		if near, err = r.read(p, offset, most); err != nil {
			return false
		}
	}
	return r.small.Zlib(body, near)
}

// applyDelta makes an object of at most so many bytes from another and a delta (gitformat-pack,
// "Deltified representation").
func applyDelta(there, object, delta []byte, most int64) ([]byte, error) {
	kind, base, err := Unframe(object)
	if err != nil {
		return nil, err
	}
	from, rest, ok := deltaSize(delta)
	to, rest, ok2 := deltaSize(rest)
	if !ok || !ok2 || from != len(base) {
		return nil, errDelta
	}
	if int64(to) > most {
		return nil, ErrTooLarge
	}
	made, body := room(there, kind, to)
	out := body[:0]
	for len(rest) > 0 {
		op := rest[0]
		rest = rest[1:]
		if op&0x80 == 0 {
			if op == 0 || int(op) > len(rest) || len(out)+int(op) > to {
				return nil, errDelta
			}
			out, rest = append(out, rest[:op]...), rest[op:]
			continue
		}
		start, n, tail, ok := deltaCopy(op, rest)
		if !ok || start+n > len(base) || len(out)+n > to {
			return nil, errDelta
		}
		out, rest = append(out, base[start:start+n]...), tail
	}
	if len(out) != to {
		return nil, errDelta
	}
	return made, nil
}

var errDelta = errors.New("a delta does not fit its base")

func deltaSize(delta []byte) (size int, rest []byte, ok bool) {
	for i, c := range delta {
		if i > 4 {
			break
		}
		size |= int(c&0x7f) << (7 * i)
		if c&0x80 == 0 {
			return size, delta[i+1:], true
		}
	}
	return 0, nil, false
}

// deltaCopy reads which part of the base is copied: four bytes of offset and three of size, of which op
// tells those that are there.
func deltaCopy(op byte, rest []byte) (start, n int, tail []byte, ok bool) {
	var parts [7]int
	for i := range parts {
		if op>>i&1 == 0 {
			continue
		}
		if len(rest) == 0 {
			return 0, 0, nil, false
		}
		parts[i], rest = int(rest[0]), rest[1:]
	}
	start = parts[0] | parts[1]<<8 | parts[2]<<16 | parts[3]<<24
	if n = parts[4] | parts[5]<<8 | parts[6]<<16; n == 0 {
		n = 1 << 16
	}
	return start, n, rest, true
}
