package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Dir is a store in a git directory on this machine: a bare repository, or a clone's .git. It needs no
// git program. It reads packed and loose objects, alternates too, and writes loose ones; it pays no heed
// to refs/replace, grafts or any configuration. It reads git's formats itself, because a verifier reads a
// hundred thousand objects from many goroutines in bounded memory: what an object costs is its place in
// an index, 28 bytes.
type Dir struct {
	path    string // of the git directory that holds objects and branches
	ref     string // full name
	objects *objects

	mu      sync.Mutex
	waiting map[Hash][]byte // put, and not written yet
}

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
	objects, err := openObjects(filepath.Join(git, "objects"))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &Dir{path: git, ref: ref, objects: objects, waiting: map[Hash][]byte{}}, nil
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
	return dir, readable(filepath.Join(dir, "config"))
}

// readable refuses what this package does not read, as the repository's configuration tells it.
func readable(config string) error {
	data, err := os.ReadFile(config)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	text := strings.Join(strings.Fields(strings.ToLower(string(data))), "")
	switch {
	case strings.Contains(text, "objectformat=sha256"):
		return errors.New("its objects are named by SHA-256; only repositories with SHA-1 names are read")
	case strings.Contains(text, "refstorage=reftable"):
		return errors.New("its branches are in a reftable; only those in files are read: git refs migrate --ref-format=files")
	}
	return err
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
func (d *Dir) Get(ctx context.Context, h Hash) ([]byte, error) { return d.GetInto(ctx, h, nil) }

// GetInto is Get for one who reads a great many: where the object is not shared with others and there has
// room for it, it is put there, and is good until the caller puts something else there.
func (d *Dir) GetInto(ctx context.Context, h Hash, there []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d.mu.Lock()
	object, ok := d.waiting[h]
	d.mu.Unlock()
	if ok {
		return object, nil
	}
	return d.objects.get(h, there)
}

// Close gives back what is open.
func (d *Dir) Close() error { return d.objects.close() }
