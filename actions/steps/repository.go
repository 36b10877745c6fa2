package steps

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-billy/v5/memfs"
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
// its objects and configuration elsewhere, and is followed there, as git itself does. Nothing else leads
// out of the repository: no symbolic link, and no objects/info/alternates.
func openRepository(path string) (*repository, error) {
	folder, err := gitFolder(path)
	if err != nil {
		return nil, err
	}
	common := folder
	if text, err := readShort(folder, "commondir"); err == nil {
		common = absolute(folder, text)
	}
	if info, err := os.Lstat(filepath.Join(common, "objects")); err != nil || !info.IsDir() {
		return nil, errors.New("it is not a git repository")
	}
	if _, err := os.Lstat(filepath.Join(common, "reftable")); err == nil {
		return nil, errors.New("it keeps its references in a reftable, which cannot be read here")
	}
	fs := dotgit.NewRepositoryFilesystem(newGitFiles(folder), newGitFiles(common))
	storage := filesystem.NewStorageWithOptions(fs, cache.NewObjectLRU(32<<20), filesystem.Options{
		KeepDescriptors: true, LargeObjectThreshold: maxBlob, AlternatesFS: memfs.New(), // nothing is borrowed from there
	})
	return &repository{storage, common}, nil
}

// gitFolder finds the repository's own folder: path/.git, what a file path/.git points at, or path.
func gitFolder(path string) (string, error) {
	inside := filepath.Join(path, ".git")
	info, err := os.Lstat(inside)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return path, nil
	case err != nil:
		return "", errors.Unwrap(err)
	case info.IsDir():
		return inside, nil
	case !info.Mode().IsRegular():
		return "", errors.New("its .git is neither a folder nor a file")
	}
	text, err := readShort(path, ".git")
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
func readShort(folder, name string) (string, error) {
	file, err := openRegular(folder, name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, 4096))
	return strings.TrimSpace(string(data)), err
}

// openRegular opens a regular file in a folder, out of which no symbolic link leads.
func openRegular(folder, name string) (*os.File, error) {
	file, err := openFile(folder, name)
	if err != nil {
		return nil, err
	}
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %w", name, errors.Join(errNotRegular, file.Close()))
	}
	return file, nil
}

func (r *repository) Close() { _ = r.storage.Close() }

// shallow tells whether the clone has only a part of its history.
func (r *repository) shallow() bool {
	commits, err := r.storage.Shallow()
	return err != nil || len(commits) > 0
}

// maxLinks is how many references may point at each other.
const maxLinks = 5

// errUnborn tells that HEAD names a branch without a commit.
var errUnborn = errors.New("its branch has no commit")

// head follows HEAD to an object. A branch that is there and cannot be read is not one without a commit.
func (r *repository) head() (plumbing.Hash, error) {
	name := plumbing.HEAD
	for range maxLinks {
		ref, err := r.storage.Reference(name)
		if errors.Is(err, plumbing.ErrReferenceNotFound) && name != plumbing.HEAD && !r.has(name) {
			return plumbing.ZeroHash, errUnborn
		}
		if err != nil {
			return plumbing.ZeroHash, err
		}
		if ref.Type() == plumbing.HashReference {
			return ref.Hash(), nil
		}
		name = ref.Target()
	}
	return plumbing.ZeroHash, errors.New("it points at too many others")
}

// has tells whether a reference has a file of its own, whatever that is.
func (r *repository) has(name plumbing.ReferenceName) bool {
	_, err := r.storage.Filesystem().Lstat(name.String())
	return err == nil
}
