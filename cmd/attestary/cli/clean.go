package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/format/index"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// A run names its commit, and its steps read the files of the repository: so these must be what was
// committed. Files that git does not track are not looked at.

// maxNamed is how many files are named that differ.
const maxNamed = 5

// unchanged holds the work tree against a commit.
func (r *repository) unchanged(commit *object.Commit) error {
	changed, err := r.changed(commit, maxNamed+1)
	if err != nil || len(changed) == 0 {
		return err
	}
	more := ""
	if len(changed) > maxNamed {
		changed, more = changed[:maxNamed], " and more"
	}
	return problem{foundWrong, fmt.Sprintf("the steps read files of the repository, and these are not as commit %.12s has them: %s%s", commit.Hash, strings.Join(changed, ", "), more),
		"git stash"}
}

// changed are the first files, so many at most, that are not as a commit has them. As git itself, it believes the
// index of a file whose size and time of change are as the index has them, and reads the others.
func (r *repository) changed(commit *object.Commit, most int) (names []string, err error) {
	known := map[string]*index.Entry{}
	if idx, err := r.git.Storer.Index(); err == nil {
		for _, e := range idx.Entries {
			known[e.Name] = e
		}
	}
	root, err := commit.Tree()
	if err != nil {
		return nil, err
	}
	walker := object.NewTreeWalker(root, true, nil)
	defer walker.Close()
	for len(names) < most {
		name, entry, err := walker.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if entry.Mode == filemode.Dir || entry.Mode == filemode.Submodule {
			continue
		}
		same, err := r.sameFile(name, entry, known[name])
		if err != nil {
			return nil, err
		}
		if !same {
			names = append(names, name)
		}
	}
	return names, nil
}

// sameFile tells whether a file of the work tree is what a commit has.
func (r *repository) sameFile(name string, committed object.TreeEntry, known *index.Entry) (bool, error) {
	path := filepath.Join(r.root, filepath.FromSlash(name))
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if known != nil && known.Hash == committed.Hash && int64(known.Size) == info.Size() && known.ModifiedAt.Equal(info.ModTime()) {
		return true, nil
	}
	hash, err := blobHash(path, info)
	return hash == committed.Hash, err
}

// blobHash is what git calls the content of a file, or of a link.
func blobHash(path string, info fs.FileInfo) (plumbing.Hash, error) {
	if info.Mode()&fs.ModeSymlink != 0 {
		target, err := os.Readlink(path)
		return plumbing.ComputeHash(plumbing.BlobObject, []byte(target)), err
	}
	if !info.Mode().IsRegular() {
		return plumbing.ZeroHash, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return plumbing.ZeroHash, err
	}
	defer file.Close()
	hasher := plumbing.NewHasher(plumbing.BlobObject, info.Size())
	_, err = io.Copy(hasher, file)
	return hasher.Sum(), err
}

// cleanFor refuses a run whose steps would read something else than what it names.
func (b *bound) cleanFor() error {
	if !readsTree(b.plan) {
		return nil
	}
	head, err := b.repo.head()
	if err != nil {
		return err
	}
	return b.repo.unchanged(head)
}
