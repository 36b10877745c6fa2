package pack

import (
	"bytes"
	"fmt"
	"io"
)

// The archive: POSIX ustar in its one form. A header is a function of a name and a size, so that reading needs
// no parser: it makes the header that must stand there, and compares.

// The members' names.
const (
	readmeName   = "README.txt"
	manifestName = "pack.json"
	rootsDir     = "roots/"
)

var packNames = []string{"ledger.pack", "source.pack"}

const (
	block = 512
	// maxMember is the largest size that a header can tell: eleven octal digits.
	maxMember = 1<<33 - 1
)

// header is the header of a plain file: mode 0644, no owner, no time.
func header(name string, size int64) []byte {
	h := make([]byte, block)
	copy(h[0:100], name)
	copy(h[100:], "0000644\x00"+"0000000\x00"+"0000000\x00")
	copy(h[124:], fmt.Sprintf("%011o\x00", size))
	copy(h[136:], "00000000000\x00")
	copy(h[148:], "        ")
	h[156] = '0'
	copy(h[257:], "ustar\x0000")
	sum := 0
	for _, b := range h {
		sum += int(b)
	}
	copy(h[148:], fmt.Sprintf("%06o\x00 ", sum))
	return h
}

// padding is how many bytes fill the last block of a member.
func padding(size int64) int64 { return (block - size%block) % block }

// archive writes members one behind the other.
type archive struct{ to io.WriteSeeker }

func (a *archive) bytes(name string, data []byte) error {
	return a.member(name, func(w io.Writer) error { _, err := w.Write(data); return err })
}

// member writes one whose size is known when it was written.
func (a *archive) member(name string, write func(io.Writer) error) error {
	if _, err := a.to.Write(make([]byte, block)); err != nil {
		return err
	}
	n := &counted{Writer: a.to}
	if err := write(n); err != nil {
		return err
	}
	if n.n > maxMember {
		return fmt.Errorf("%s has %d bytes; an archive of this format holds members of at most %d", name, n.n, int64(maxMember))
	}
	pad := padding(n.n)
	if _, err := a.to.Write(make([]byte, pad)); err != nil {
		return err
	}
	if _, err := a.to.Seek(-(block + n.n + pad), io.SeekCurrent); err != nil {
		return err
	}
	if _, err := a.to.Write(header(name, n.n)); err != nil {
		return err
	}
	_, err := a.to.Seek(n.n+pad, io.SeekCurrent)
	return err
}

// end writes the two empty blocks.
func (a *archive) end() error {
	_, err := a.to.Write(make([]byte, 2*block))
	return err
}

type counted struct {
	io.Writer
	n int64
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.n += int64(n)
	return n, err
}

// members reads an archive, member by member.
type members struct {
	from io.ReaderAt
	size int64
	at   int64
}

// next gives the member that must come now; nil where another one does.
func (m *members) next(name string) (*io.SectionReader, error) {
	got := make([]byte, block)
	if _, err := m.from.ReadAt(got, m.at); err != nil {
		return nil, fmt.Errorf("%s: %w", name, short(err))
	}
	size, err := octal(got[124:135])
	if err != nil || !bytes.Equal(got, header(name, size)) {
		return nil, nil
	}
	start := m.at + block
	pad := padding(size)
	if start+size+pad > m.size {
		return nil, fmt.Errorf("%s: the archive is cut off", name)
	}
	fill := make([]byte, pad)
	if _, err := m.from.ReadAt(fill, start+size); err != nil && pad > 0 {
		return nil, fmt.Errorf("%s: %w", name, short(err))
	}
	if !bytes.Equal(fill, make([]byte, pad)) {
		return nil, fmt.Errorf("%s: something stands behind it, in its last block", name)
	}
	m.at = start + size + pad
	return io.NewSectionReader(m.from, start, size), nil
}

// whole gives the bytes of a member that must be there and is small.
func (m *members) whole(name string, most int64) ([]byte, error) {
	r, err := m.next(name)
	switch {
	case err != nil:
		return nil, err
	case r == nil:
		return nil, fmt.Errorf("%s does not stand where it must, in the one form of this format", name)
	case r.Size() > most:
		return nil, fmt.Errorf("%s has %d bytes; at most %d are read", name, r.Size(), most)
	}
	data, err := io.ReadAll(r)
	return data, err
}

// end holds that the archive ends here.
func (m *members) end() error {
	rest := make([]byte, 2*block)
	if _, err := m.from.ReadAt(rest, m.at); err != nil && err != io.EOF {
		return short(err)
	}
	if m.size != m.at+2*block || !bytes.Equal(rest, make([]byte, 2*block)) {
		return fmt.Errorf("something stands in it, from byte %d on, that does not belong there", m.at)
	}
	return nil
}

func short(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return fmt.Errorf("the archive is cut off")
	}
	return err
}

func octal(digits []byte) (n int64, err error) {
	for _, d := range digits {
		if d < '0' || d > '7' {
			return 0, fmt.Errorf("%q is not octal", digits)
		}
		n = n<<3 | int64(d-'0')
	}
	return n, nil
}
