package ledger

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/storage/filesystem"
	"github.com/go-git/go-git/v5/storage/filesystem/dotgit"
)

// Dir is a store in a git directory on this machine: a bare repository, or a clone's .git. It needs no
// git program. It reads packed and loose objects, alternates too, and writes loose ones; it pays no heed
// to refs/replace, grafts or any configuration.
type Dir struct {
	path    string // of the git directory that holds objects and branches
	ref     string // full name
	readers chan *filesystem.ObjectStorage

	mu      sync.Mutex
	waiting map[Hash][]byte // put, and not written yet
}

// readers is how many goroutines can read at once.
const readers = 4

// maxCached is how many bytes of objects each of them keeps, as the bases of others.
const maxCached = 4 << 20

// OpenDir opens a git directory, or the one of a work tree, for the branch with that full name:
// refs/heads/evidence, or, in a clone, refs/remotes/origin/evidence.
func OpenDir(path, ref string) (*Dir, error) {
	if err := checkRef(ref); err != nil {
		return nil, err
	}
	git, err := gitDir(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	d := &Dir{path: git, ref: ref, readers: make(chan *filesystem.ObjectStorage, readers), waiting: map[Hash][]byte{}}
	for range readers {
		d.readers <- filesystem.NewObjectStorageWithOptions(
			dotgit.NewWithOptions(osfs.New(git), dotgit.Options{KeepDescriptors: true}),
			cache.NewObjectLRU(maxCached), filesystem.Options{KeepDescriptors: true})
	}
	return d, nil
}

// gitDir finds the directory that holds objects and branches (gitrepository-layout).
func gitDir(path string) (string, error) {
	if _, err := os.Stat(path); err != nil {
		return "", err
	}
	dir := path
	if inner, err := os.Stat(filepath.Join(path, ".git")); err == nil {
		dir = filepath.Join(path, ".git")
		if !inner.IsDir() { // a linked work tree
			if dir, err = pointer(dir, "gitdir: ", path); err != nil {
				return "", err
			}
		}
	}
	if common, err := pointer(filepath.Join(dir, "commondir"), "", dir); err == nil {
		dir = common
	}
	for _, name := range []string{"objects", "refs"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || !info.IsDir() {
			return "", errors.New("it is not a git repository")
		}
	}
	if config, err := os.ReadFile(filepath.Join(dir, "config")); err == nil && strings.Contains(strings.ToLower(string(config)), "objectformat = sha256") {
		return "", errors.New("its objects are named by SHA-256; only repositories with SHA-1 names are read")
	}
	return dir, nil
}

// pointer reads a file that names a folder.
func pointer(file, prefix, base string) (string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	target, ok := strings.CutPrefix(strings.TrimSpace(string(data)), prefix)
	if !ok || target == "" {
		return "", fmt.Errorf("%s does not name a folder", file)
	}
	if !filepath.IsAbs(target) {
		target = filepath.Join(base, target)
	}
	return target, nil
}

// Get implements Store.
func (d *Dir) Get(ctx context.Context, h Hash) ([]byte, error) {
	d.mu.Lock()
	object, ok := d.waiting[h]
	d.mu.Unlock()
	if ok {
		return object, nil
	}
	return d.read(ctx, h)
}

func (d *Dir) read(ctx context.Context, h Hash) ([]byte, error) {
	var r *filesystem.ObjectStorage
	select {
	case r = <-d.readers:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { d.readers <- r }()
	object, err := r.EncodedObject(plumbing.AnyObject, plumbing.Hash(h))
	if errors.Is(err, plumbing.ErrObjectNotFound) { // git may have packed it meanwhile
		r.Reindex()
		object, err = r.EncodedObject(plumbing.AnyObject, plumbing.Hash(h))
	}
	if errors.Is(err, plumbing.ErrObjectNotFound) || errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return framed(object)
}

// maxObject is the most bytes of an object that is read: a clone may hold anything.
const maxObject = 64 << 20

func framed(object plumbing.EncodedObject) ([]byte, error) {
	if object.Size() > maxObject {
		return nil, fmt.Errorf("it has %d bytes; a ledger holds nothing of more than %d", object.Size(), maxObject)
	}
	r, err := object.Reader()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	body := make([]byte, object.Size())
	if _, err := io.ReadFull(r, body); err != nil {
		return nil, err
	}
	return Frame(object.Type().String(), body), nil
}

// Close gives back what is open.
func (d *Dir) Close() error {
	var errs []error
	for range readers {
		errs = append(errs, (<-d.readers).Close())
	}
	return errors.Join(errs...)
}
