package ledger

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/attestary/attestary/actions/ledger/internal/inflate"
)

// loosePath is where an object stands that is in no pack (gitrepository-layout, "objects").
func loosePath(folder string, h Hash) string {
	name := h.String()
	return filepath.Join(folder, name[:2], name[2:])
}

// readLoose reads the file of one object.
func readLoose(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	r := readers.Get().(*packReader)
	defer readers.Put(r)
	r.buffered.Reset(file)
	if err := r.reset(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	head := make([]byte, len("commit 9223372036854775807\x00"))
	n, err := io.ReadFull(r.inflated, head)
	if err != nil && err != io.ErrUnexpectedEOF {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	head = head[:n]
	line, _, ok := bytes.Cut(head, []byte{0})
	_, digits, _ := strings.Cut(string(line), " ")
	size, err := strconv.Atoi(digits)
	if !ok || err != nil || size < 0 {
		return nil, fmt.Errorf("%s: not a git object", path)
	}
	if size > maxObject {
		return nil, ErrTooLarge
	}
	object := make([]byte, len(line)+1+size)
	if len(object) < n {
		return nil, fmt.Errorf("%s: it is longer than it says", path)
	}
	copy(object, head)
	if _, err := io.ReadFull(r.inflated, object[n:]); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if n, err := r.inflated.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		return nil, fmt.Errorf("%s: it is longer than it says, or its checksum is wrong", path)
	}
	return object, nil
}

// packReader is what reading an object needs, and what the next one can use again.
type packReader struct {
	window   []byte       // what was read of a pack
	near     bytes.Reader // over it
	small    inflate.Inflater
	buffered *bufio.Reader
	inflated io.ReadCloser // a zlib reader over buffered; nil before the first
}

var readers = sync.Pool{New: func() any { return &packReader{buffered: bufio.NewReader(nil)} }}

// reset begins a zlib stream.
func (r *packReader) reset() (err error) {
	if r.inflated == nil {
		r.inflated, err = zlib.NewReader(r.buffered)
		return err
	}
	return r.inflated.(zlib.Resetter).Reset(r.buffered, nil)
}
