package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-billy/v5/helper/iofs"
	"github.com/go-git/go-billy/v5/memfs"
	"github.com/go-git/go-billy/v5/util"
	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// repository is the user's git repository: where runbooks are written and evidence comes back to.
type repository struct {
	git  *git.Repository
	root string // of the work tree; of the repository itself when it is bare
}

// openRepository finds the repository that dir is in.
func (w World) openRepository() (*repository, error) {
	repo, err := git.PlainOpenWithOptions(w.Dir, &git.PlainOpenOptions{EnableDotGitCommonDir: true}) // also a mirror, which is bare
	if errors.Is(err, git.ErrRepositoryNotExists) {
		repo, err = git.PlainOpenWithOptions(w.Dir, &git.PlainOpenOptions{DetectDotGit: true, EnableDotGitCommonDir: true})
	}
	if errors.Is(err, git.ErrRepositoryNotExists) {
		return nil, problem{couldNotLook, w.Dir + " is not inside a git repository", "git init && attestary init"}
	}
	if err != nil {
		return nil, err
	}
	tree, err := repo.Worktree()
	if errors.Is(err, git.ErrIsBareRepository) {
		return &repository{repo, w.Dir}, nil
	}
	if err != nil {
		return nil, err
	}
	return &repository{repo, tree.Filesystem.Root()}, nil
}

// head is the commit that the work tree stands on.
func (r *repository) head() (*object.Commit, error) {
	ref, err := r.git.Head()
	if errors.Is(err, plumbing.ErrReferenceNotFound) {
		return nil, problem{couldNotLook, "the repository has no commit yet; a run is bound to a commit",
			`git add -A && git commit -m "runbooks: first version"`}
	}
	if err != nil {
		return nil, err
	}
	return r.git.CommitObject(ref.Hash())
}

// origin is the address of the remote that holds the ledger.
func (r *repository) origin() (string, error) {
	remote, err := r.git.Remote("origin")
	if errors.Is(err, git.ErrRemoteNotFound) {
		return "", problem{couldNotLook, "the repository has no remote called origin; the ledger is a branch there",
			"attestary init --remote ../evidence.git"}
	}
	if err != nil {
		return "", err
	}
	if len(remote.Config().URLs) == 0 {
		return "", problem{couldNotLook, "the remote origin has no address", "git remote set-url origin ADDRESS"}
	}
	return remote.Config().URLs[0], nil
}

// holds refuses a project that does not stand at the root of its repository: commits are read, and
// workflows looked for, there.
func (r *repository) holds(project string) error {
	if same, err := sameFolder(r.root, project); err != nil || same {
		return err
	}
	return problem{couldNotLook, fmt.Sprintf("the project is in %s, and the root of its repository is %s; runbooks/ stands at the root", project, r.root),
		"git mv " + below(r.root, project) + "/runbooks runbooks"}
}

func sameFolder(a, b string) (bool, error) {
	x, err := os.Stat(a)
	if err != nil {
		return false, err
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y), err
}

// maxCommitted bounds what is read of a commit's runbooks: the repository may be hostile.
const maxCommitted = 64 << 20

// committed gives what a commit holds below runbooks/ as a file system. Links and submodules stay out.
func committed(commit *object.Commit) (fs.FS, error) {
	mem, total := memfs.New(), int64(0)
	root, err := commit.Tree()
	if err != nil {
		return nil, err
	}
	tree, err := root.Tree("runbooks")
	if errors.Is(err, object.ErrDirectoryNotFound) {
		return iofs.New(mem), nil
	}
	if err != nil {
		return nil, err
	}
	err = tree.Files().ForEach(func(file *object.File) error {
		if file.Mode == filemode.Symlink || !strings.HasSuffix(file.Name, ".hcl") {
			return nil
		}
		if total += file.Size; total > maxCommitted {
			return problem{couldNotLook, "the runbooks of commit " + commit.Hash.String()[:12] + " are larger than 64 MiB together", ""}
		}
		reader, err := file.Reader()
		if err != nil {
			return err
		}
		defer reader.Close()
		data, err := io.ReadAll(reader)
		if err != nil {
			return err
		}
		return util.WriteFile(mem, filepath.Join("runbooks", file.Name), data, 0o644)
	})
	return iofs.New(mem), err
}

// projectRoot is the nearest folder upwards that holds runbooks/project.hcl.
func (w World) projectRoot() (string, error) {
	for dir := w.Dir; ; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(filepath.Join(dir, "runbooks", "project.hcl")); err == nil {
			return dir, nil
		}
		if filepath.Dir(dir) == dir {
			return "", problem{couldNotLook, "no runbooks/project.hcl in " + w.Dir + " or above it", "attestary init"}
		}
	}
}
