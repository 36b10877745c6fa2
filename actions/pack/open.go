package pack

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/zlib"
	"context"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/attestary/attestary/actions/ledger"
	"github.com/attestary/attestary/schemas/canon"
)

// Pack is an archive that was opened. Its stores may be used by several goroutines.
type Pack struct {
	Manifest *Manifest
	Ledger   ledger.Reader
	Source   ledger.Reader // nil: none
	Roots    [][]byte
}

// What is read at most.
const (
	maxManifest = 64 << 10
	maxRoot     = 4 << 20
	maxRoots    = 16
	maxObjects  = 20_000_000
	maxObject   = 64 << 20
	// bomb is how many times the bytes of a pack what it unpacks to may be, beside maxObject.
	bomb = 200
)

// IsPack tells by its first bytes whether a file may be an archive of this format.
func IsPack(first []byte) bool { return bytes.HasPrefix(first, []byte(readmeName+"\x00")) }

// Open reads an archive, and holds every object against its name. What is not as Write writes it is refused.
func Open(ctx context.Context, from io.ReaderAt, size int64) (*Pack, error) {
	m := &members{from: from, size: size}
	text, err := m.whole(readmeName, maxManifest)
	if err == nil && string(text) != readme {
		err = errors.New(readmeName + ": its bytes are not those that the format fixes")
	}
	if err != nil {
		return nil, err
	}
	data, err := m.whole(manifestName, maxManifest)
	if err != nil {
		return nil, err
	}
	p := &Pack{}
	if p.Manifest, err = parseManifest(data); err != nil {
		return nil, err
	}
	if p.Ledger, err = m.pack(ctx, packNames[0], p.Manifest.Ledger); err != nil {
		return nil, err
	}
	if p.Manifest.Source != nil {
		if p.Source, err = m.pack(ctx, packNames[1], *p.Manifest.Source); err != nil {
			return nil, err
		}
	}
	if err := p.roots(m); err != nil {
		return nil, err
	}
	return p, m.end()
}

func (p *Pack) roots(m *members) error {
	if len(p.Manifest.Roots) > maxRoots {
		return fmt.Errorf("%s: it names %d roots; at most %d are read", manifestName, len(p.Manifest.Roots), maxRoots)
	}
	for _, d := range p.Manifest.Roots {
		data, err := m.whole(rootsDir+d.Hex(), maxRoot)
		if err == nil && canon.Sum(data) != d {
			err = fmt.Errorf("%s%s: its bytes have another digest", rootsDir, d.Hex())
		}
		if err != nil {
			return err
		}
		p.Roots = append(p.Roots, data)
	}
	return nil
}

// store is a git pack that was indexed.
type store struct {
	from   *io.SectionReader
	head   ledger.Hash
	places []place // by name
}

// place is where an object is whose name begins with these eight bytes. The rest of the name is not kept: it is made
// again from the object whenever that is asked for.
type place struct {
	first uint64
	at    int64
}

func first(h ledger.Hash) uint64 { return binary.BigEndian.Uint64(h[:8]) }

func (m *members) pack(ctx context.Context, name string, b Branch) (*store, error) {
	from, err := m.next(name)
	if err == nil && from == nil {
		err = fmt.Errorf("%s does not stand where it must, in the one form of this format", name)
	}
	if err != nil {
		return nil, err
	}
	s := &store{from: from}
	if s.head, err = ledger.ParseHash(b.Commit); err != nil {
		return nil, err
	}
	if err := s.index(ctx); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	switch _, err := s.read(s.head, nil); {
	case errors.Is(err, ledger.ErrNotFound):
		return nil, fmt.Errorf("%s: it does not have commit %s, the tip of %s", name, s.head, b.Name)
	case err != nil:
		return nil, fmt.Errorf("%s: commit %s: %w", name, s.head, err)
	}
	return s, nil
}

// index reads the whole pack once.
func (s *store) index(ctx context.Context) error {
	if err := s.summed(); err != nil {
		return err
	}
	objects := s.from.Size() - sha1.Size
	r := &scan{from: bufio.NewReaderSize(io.NewSectionReader(s.from, 0, objects), 1<<16)}
	head := make([]byte, 12)
	if _, err := io.ReadFull(r, head); err != nil || string(head[:8]) != "PACK\x00\x00\x00\x02" {
		return errors.New("it is not a git pack of version 2")
	}
	n := int64(binary.BigEndian.Uint32(head[8:]))
	if n > maxObjects || n > s.from.Size()/8 {
		return fmt.Errorf("it says that it has %d objects, and has %d bytes", n, s.from.Size())
	}
	left := int64(maxObject) + bomb*s.from.Size()
	for i := range n {
		if err := ctx.Err(); err != nil {
			return err
		}
		at := r.at
		name, size, err := r.object()
		if err != nil {
			return fmt.Errorf("object %d: %w", i, err)
		}
		if left -= size; left < 0 {
			return fmt.Errorf("it unpacks to more than %d times its size", bomb)
		}
		s.places = append(s.places, place{first(name), at})
	}
	if r.at != objects {
		return errors.New("something stands behind its last object")
	}
	return s.sort()
}

// summed holds the pack's own checksum, at its end.
func (s *store) summed() error {
	if s.from.Size() < 12+sha1.Size {
		return errors.New("it is cut off")
	}
	sum := sha1.New()
	if _, err := io.Copy(sum, io.NewSectionReader(s.from, 0, s.from.Size()-sha1.Size)); err != nil {
		return short(err)
	}
	got := make([]byte, sha1.Size)
	if _, err := s.from.ReadAt(got, s.from.Size()-sha1.Size); err != nil && err != io.EOF {
		return short(err)
	}
	if !bytes.Equal(got, sum.Sum(nil)) {
		return errors.New("its checksum is wrong")
	}
	return nil
}

func (s *store) sort() error {
	slices.SortFunc(s.places, func(a, b place) int { return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.at, b.at)) })
	for i := 1; i < len(s.places); i++ {
		if s.places[i].first != s.places[i-1].first {
			continue
		}
		// One object twice, or two whose names somebody has made alike.
		object, err := s.object(s.places[i], nil)
		if err != nil {
			return err
		}
		h := ledger.HashOf(object)
		before := slices.IndexFunc(s.places, func(p place) bool { return p.first == s.places[i].first })
		for _, p := range s.places[before:i] {
			if other, err := s.object(p, nil); err != nil || ledger.HashOf(other) == h {
				return errors.Join(err, fmt.Errorf("object %s is there twice", h))
			}
		}
	}
	return nil
}

// read gives the object of that name, in memory that is there if it has room.
func (s *store) read(h ledger.Hash, there []byte) ([]byte, error) {
	i, _ := slices.BinarySearchFunc(s.places, first(h), func(p place, first uint64) int { return cmp.Compare(p.first, first) })
	for ; i < len(s.places) && s.places[i].first == first(h); i++ {
		object, err := s.object(s.places[i], there)
		if err != nil || ledger.HashOf(object) == h {
			return object, err
		}
	}
	return nil, ledger.ErrNotFound
}

// object gives the object at a place.
func (s *store) object(p place, there []byte) ([]byte, error) {
	r := scans.Get().(*scan)
	defer scans.Put(r)
	r.from.Reset(io.NewSectionReader(s.from, p.at, s.from.Size()-p.at))
	kind, body, err := r.body()
	if err != nil {
		return nil, err
	}
	return append(fmt.Appendf(there[:0], "%s %d\x00", kind, len(body)), body...), nil
}

// Head implements ledger.Reader.
func (s *store) Head(context.Context) (ledger.Hash, error) { return s.head, nil }

// Get implements ledger.Reader.
func (s *store) Get(ctx context.Context, h ledger.Hash) ([]byte, error) {
	return s.GetInto(ctx, h, nil)
}

// GetInto is Get into memory that is there, if it has room. The object is held against its name each time.
func (s *store) GetInto(ctx context.Context, h ledger.Hash, there []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	object, err := s.read(h, there)
	if err != nil {
		return nil, fmt.Errorf("object %s: %w", h, err)
	}
	return object, nil
}

var scans = sync.Pool{New: func() any { return &scan{from: bufio.NewReader(nil)} }}

// scan reads objects of a pack. It reads not one byte more than they have.
type scan struct {
	from *bufio.Reader
	at   int64
	z    io.ReadCloser
	buf  bytes.Buffer
}

func (r *scan) Read(p []byte) (int, error) {
	n, err := r.from.Read(p)
	r.at += int64(n)
	return n, err
}

// ReadByte lets package zlib stop where a stream ends.
func (r *scan) ReadByte() (byte, error) {
	b, err := r.from.ReadByte()
	if err == nil {
		r.at++
	}
	return b, err
}

// object reads one, and gives its name.
func (r *scan) object() (ledger.Hash, int64, error) {
	kind, body, err := r.body()
	if err != nil {
		return ledger.Hash{}, 0, err
	}
	sum := sha1.New()
	fmt.Fprintf(sum, "%s %d\x00", kind, len(body))
	sum.Write(body)
	return ledger.Hash(sum.Sum(nil)), int64(len(body)), nil
}

// body reads one; its bytes are good until the next. Their memory grows with what is there, not with what the
// head promises.
func (r *scan) body() (kind string, body []byte, err error) {
	number, size, err := r.head()
	if err != nil {
		return "", nil, err
	}
	if number < 1 || number >= len(types) {
		return "", nil, fmt.Errorf("it is of type %d; only whole commits, trees and blobs may stand here", number)
	}
	if size > maxObject {
		return "", nil, ledger.ErrTooLarge
	}
	if r.z == nil {
		r.z, err = zlib.NewReader(r)
	} else {
		err = r.z.(zlib.Resetter).Reset(r, nil)
	}
	if err != nil {
		return "", nil, short(err)
	}
	r.buf.Reset()
	n, err := io.Copy(&r.buf, io.LimitReader(r.z, size+1))
	if err != nil {
		return "", nil, short(err)
	}
	if n != size {
		return "", nil, errors.New("it does not have the size that it says")
	}
	return types[number], r.buf.Bytes(), nil
}

func (r *scan) head() (number int, size int64, err error) {
	b, err := r.ReadByte()
	number, size = int(b>>4&7), int64(b&15)
	for shift := 4; err == nil && b&0x80 != 0; shift += 7 {
		if b, err = r.ReadByte(); shift > 32 {
			return 0, 0, errors.New("its size is told in too many bytes")
		}
		size |= int64(b&0x7f) << shift
	}
	return number, size, err
}
