package ledger

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// objects reads the objects of a git directory: loose ones, packs, and those of its alternates. It may be
// used by several goroutines at once.
type objects struct {
	folders []string // objects, and those of alternates

	mu    sync.RWMutex
	packs map[string]*pack // by path

	bases bases
}

// maxAlternates is how many other folders a repository may borrow objects from.
const maxAlternates = 16

func openObjects(folder string) (*objects, error) {
	o := &objects{folders: []string{folder}, packs: map[string]*pack{}}
	for i := 0; i < len(o.folders); i++ {
		data, err := os.ReadFile(filepath.Join(o.folders[i], "info", "alternates"))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(data)) {
			path := strings.TrimSpace(line)
			if path == "" || strings.HasPrefix(path, "#") {
				continue
			}
			if !filepath.IsAbs(path) {
				path = filepath.Join(o.folders[i], path)
			}
			if !slices.Contains(o.folders, path) && len(o.folders) <= maxAlternates {
				o.folders = append(o.folders, path)
			}
		}
	}
	return o, o.rescan()
}

// rescan opens packs that are new. Those that git removed stay open as long as they are needed.
func (o *objects) rescan() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, folder := range o.folders {
		indexes, err := filepath.Glob(filepath.Join(folder, "pack", "pack-*.idx"))
		if err != nil {
			return err
		}
		for _, index := range indexes {
			path := strings.TrimSuffix(index, ".idx")
			if o.packs[path] != nil {
				continue
			}
			p, err := openPack(path)
			if errors.Is(err, fs.ErrNotExist) {
				continue // git is at work here
			}
			if err != nil {
				return err
			}
			o.packs[path] = p
		}
	}
	return nil
}

// get gives a whole object. What is not found is looked for again: git may have packed it meanwhile.
func (o *objects) get(h Hash) ([]byte, error) {
	data, err := o.look(h)
	if !errors.Is(err, ErrNotFound) {
		return data, err
	}
	if err := o.rescan(); err != nil {
		return nil, err
	}
	return o.look(h)
}

func (o *objects) look(h Hash) ([]byte, error) {
	if p, offset, ok := o.find(h); ok {
		kind, body, err := o.resolve(p, offset, 0)
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", filepath.Base(p.file.Name()), err)
		}
		return Frame(kind, body), nil
	}
	for _, folder := range o.folders {
		data, err := readLoose(loosePath(folder, h))
		if !errors.Is(err, fs.ErrNotExist) {
			return data, err
		}
	}
	return nil, ErrNotFound
}

func (o *objects) find(h Hash) (*pack, int64, bool) {
	o.mu.RLock()
	defer o.mu.RUnlock()
	for _, p := range o.packs {
		if offset, ok := p.find(h); ok {
			return p, offset, true
		}
	}
	return nil, 0, false
}

// maxDeltas is how many deltas may stand on one another; git makes at most 4095.
const maxDeltas = 4095

// resolve gives what stands at a place of a pack, deltas applied.
func (o *objects) resolve(p *pack, offset int64, depth int) (string, []byte, error) {
	if kind, body, ok := o.bases.get(p, offset); ok {
		return kind, body, nil
	}
	at, err := p.readAt(offset)
	if err != nil {
		return "", nil, err
	}
	if kind, ok := packTypes[at.kind]; ok {
		return kind, at.data, nil
	}
	if at.kind == packName {
		base, ok := p.find(at.name)
		if !ok {
			return "", nil, errors.New("a delta is against what is not in the pack")
		}
		at.base = base
	} else if at.kind != packOffset {
		return "", nil, fmt.Errorf("something of type %d is no object", at.kind)
	}
	if depth == maxDeltas {
		return "", nil, errors.New("deltas stand on one another without an end")
	}
	kind, base, err := o.resolve(p, at.base, depth+1)
	if err != nil {
		return "", nil, err
	}
	o.bases.put(p, at.base, kind, base)
	body, err := applyDelta(base, at.data)
	return kind, body, err
}

func (o *objects) close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	var errs []error
	for _, p := range o.packs {
		errs = append(errs, p.file.Close())
	}
	o.packs = map[string]*pack{}
	return errors.Join(errs...)
}

// bases keeps what deltas were against lately: neighbours in a pack share it.
type bases struct {
	mu    sync.Mutex
	kept  map[basePlace]based
	order []basePlace // from the oldest
	bytes int
}

type basePlace struct {
	pack   *pack
	offset int64
}

type based struct {
	kind string
	body []byte
}

// maxBases is how many bytes of bases are kept.
const maxBases = 16 << 20

func (b *bases) get(p *pack, offset int64) (string, []byte, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	kept, ok := b.kept[basePlace{p, offset}]
	return kept.kind, kept.body, ok
}

func (b *bases) put(p *pack, offset int64, kind string, body []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	place := basePlace{p, offset}
	if _, ok := b.kept[place]; ok || len(body) > maxBases/4 {
		return
	}
	if b.kept == nil {
		b.kept = map[basePlace]based{}
	}
	b.kept[place], b.order, b.bytes = based{kind, body}, append(b.order, place), b.bytes+len(body)
	for b.bytes > maxBases {
		b.bytes -= len(b.kept[b.order[0]].body)
		delete(b.kept, b.order[0])
		b.order = b.order[1:]
	}
}

// packReader is what reading an object needs, and what the next one can use again.
type packReader struct {
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
	if !ok || err != nil || size < 0 || size > maxObject {
		return nil, fmt.Errorf("%s: not a git object of at most %d bytes", path, maxObject)
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
