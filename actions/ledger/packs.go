package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
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
	for i := 0; i < len(o.folders) && i < maxAlternates; i++ {
		more, err := alternates(o.folders[i])
		if err != nil {
			return nil, err
		}
		for _, path := range more {
			if !slices.Contains(o.folders, path) {
				o.folders = append(o.folders, path)
			}
		}
	}
	return o, o.rescan()
}

// alternates are the folders that a folder of objects borrows from.
func alternates(folder string) ([]string, error) {
	data, err := os.ReadFile(filepath.Join(folder, "info", "alternates"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var paths []string
	for line := range strings.Lines(string(data)) {
		path := strings.TrimSpace(line)
		if path == "" || strings.HasPrefix(path, "#") {
			continue
		}
		if !filepath.IsAbs(path) {
			path = filepath.Join(folder, path)
		}
		paths = append(paths, path)
	}
	return paths, nil
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

// get gives a whole object, perhaps in memory that is there. What is not found is looked for again: git
// may have packed it meanwhile.
func (o *objects) get(h Hash, there []byte) ([]byte, error) {
	data, err := o.look(h, there)
	if !errors.Is(err, ErrNotFound) {
		return data, err
	}
	if err := o.rescan(); err != nil {
		return nil, err
	}
	if data, err = o.look(h, there); errors.Is(err, ErrNotFound) && o.isPartial() {
		err = fmt.Errorf("%w: this clone is partial, and nothing is fetched while one looks; make one without --filter", err)
	}
	return data, err
}

// isPartial tells whether git left objects out of a pack on purpose, to fetch them when they are needed.
func (o *objects) isPartial() bool {
	for _, folder := range o.folders {
		if found, err := filepath.Glob(filepath.Join(folder, "pack", "*.promisor")); err == nil && len(found) > 0 {
			return true
		}
	}
	return false
}

func (o *objects) look(h Hash, there []byte) ([]byte, error) {
	if p, offset, ok := o.find(h); ok {
		object, err := o.resolve(basePlace{p, offset}, 0, there)
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", filepath.Base(p.file.Name()), err)
		}
		return object, nil
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

// resolve gives the object at a place of a pack, deltas applied. Unless it is in memory that was there, it
// is shared, and nobody may change it.
func (o *objects) resolve(place basePlace, depth int, there []byte) ([]byte, error) {
	if object, ok := o.bases.get(place); ok {
		return object, nil
	}
	most := int64(maxObject)
	if depth > 0 {
		most = maxBase
	}
	at, err := place.pack.readAt(place.offset, most, there)
	if err != nil {
		return nil, err
	}
	if packTypes[at.kind] != "" {
		return at.data, nil
	}
	if at.kind == packName {
		base, ok := place.pack.find(at.name)
		if !ok {
			return nil, errors.New("a delta is against what is not in the pack")
		}
		at.base = base
	} else if at.kind != packOffset {
		return nil, fmt.Errorf("something of type %d is no object", at.kind)
	}
	if depth == maxDeltas {
		return nil, errors.New("deltas stand on one another without an end")
	}
	under := basePlace{place.pack, at.base}
	base, err := o.resolve(under, depth+1, nil)
	if err != nil {
		return nil, err
	}
	o.bases.put(under, base)
	return applyDelta(there, base, at.data, most)
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
