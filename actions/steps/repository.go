package steps

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/storage/filesystem"
	"github.com/go-git/go-git/v5/storage/filesystem/dotgit"
)

// repository is a git repository on disk, for reading.
type repository struct {
	storage *filesystem.Storage
	folder  string // with config and shared objects: .git, or a bare repository
}

// openRepository opens the repository whose work tree or bare folder path is. A linked work tree keeps
// its objects and configuration elsewhere, and is followed there.
func openRepository(path string) (*repository, error) {
	folder, err := gitFolder(path)
	if err != nil {
		return nil, err
	}
	common := folder
	if text, err := readShort(filepath.Join(folder, "commondir")); err == nil {
		common = absolute(folder, text)
	}
	if info, err := os.Stat(filepath.Join(common, "objects")); err != nil || !info.IsDir() {
		return nil, errors.New("it is not a git repository")
	}
	fs := dotgit.NewRepositoryFilesystem(osfs.New(folder), osfs.New(common))
	storage := filesystem.NewStorageWithOptions(fs, cache.NewObjectLRU(32<<20), filesystem.Options{KeepDescriptors: true, LargeObjectThreshold: maxBlob})
	return &repository{storage, common}, nil
}

// gitFolder finds the repository's own folder: path/.git, what a file path/.git points at, or path.
func gitFolder(path string) (string, error) {
	inside := filepath.Join(path, ".git")
	info, err := os.Stat(inside)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return path, nil
	case err != nil:
		return "", errors.Unwrap(err)
	case info.IsDir():
		return inside, nil
	}
	text, err := readShort(inside)
	target, ok := strings.CutPrefix(text, "gitdir: ")
	if err != nil || !ok {
		return "", errors.New("its .git names no repository")
	}
	return absolute(path, target), nil
}

func absolute(base, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(base, path)
}

// readShort reads a file of one line.
func readShort(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, 4096))
	return strings.TrimSpace(string(data)), err
}

func (r *repository) Close() { _ = r.storage.Close() }

// shallow tells whether the clone has only a part of its history.
func (r *repository) shallow() bool {
	commits, err := r.storage.Shallow()
	return err != nil || len(commits) > 0
}

// maxLinks is how many references may point at each other.
const maxLinks = 5

// resolve follows a reference to an object.
func (r *repository) resolve(name plumbing.ReferenceName) (plumbing.Hash, error) {
	for range maxLinks {
		ref, err := r.storage.Reference(name)
		if err != nil {
			return plumbing.ZeroHash, err
		}
		if ref.Type() == plumbing.HashReference {
			return ref.Hash(), nil
		}
		name = ref.Target()
	}
	return plumbing.ZeroHash, fmt.Errorf("%s points at too many others", name)
}
