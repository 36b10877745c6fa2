package secret

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/attestary/attestary/actions/engine"
)

// Files takes secrets from files. Who could have written such a file, or can read it, is the measure:
//
//   - it is a regular file that belongs to whoever runs this, or to root, and nobody else may read or write
//     it (chmod 600);
//   - nobody else may put another file in its place: its folder belongs to one of the same two, and only
//     they may write there (or it is one as /tmp, where nobody can touch what is another's);
//   - it lies outside of the repository, one `git add` away from whose history no secret is safe;
//   - a link is followed within the file's own folder, as Kubernetes lays its secrets out, and not out of it.
//
// All of that is asked of the file that was opened, so nothing can change between the question and the
// reading. One line break at the end is not part of the secret.
type Files struct {
	Home       string // absolute: where a path that is not absolute begins; never in the repository
	Repository string // absolute
}

func (f Files) Read(_ context.Context, places []string) []engine.Answer {
	return Each(places, f.read)
}

func (f Files) read(place string) ([]byte, error) {
	path := place
	if !filepath.IsAbs(path) {
		path = filepath.Join(f.Home, path)
	}
	data, err := f.open(filepath.Clean(path))
	if err != nil {
		return nil, fmt.Errorf("the file %s: %w", path, err)
	}
	if cut, ok := bytes.CutSuffix(data, []byte("\n")); ok {
		data = bytes.TrimSuffix(cut, []byte("\r"))
	}
	return checked(data, "the file "+path)
}

// open opens the file below its folder and reads it.
func (f Files) open(path string) ([]byte, error) {
	folder, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, cause(err)
	}
	defer folder.Close()
	info, err := folder.Stat(".")
	if err == nil {
		err = errors.Join(ownFolder(info), f.outside(filepath.Dir(path)))
	}
	if err != nil {
		return nil, cause(err)
	}
	// Without O_NONBLOCK the opening of a pipe would wait for somebody who writes.
	file, err := folder.OpenFile(filepath.Base(path), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, cause(err)
	}
	defer file.Close()
	if info, err = file.Stat(); err == nil {
		err = ownFile(info)
	}
	if err != nil {
		return nil, cause(err)
	}
	data, err := io.ReadAll(io.LimitReader(file, MaxSize+3)) // and a line break, and one too many
	return data, cause(err)
}

// cause is an error of the file system without the path, which the message has already.
func cause(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// outside holds that a folder, wherever it really is, is not in the repository.
func (f Files) outside(folder string) error {
	really, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return err
	}
	repository, err := filepath.EvalSymlinks(f.Repository)
	if err != nil {
		return err
	}
	if really == repository || strings.HasPrefix(really, strings.TrimSuffix(repository, "/")+"/") {
		return errors.New("it lies in the repository, where one `git add` would put it into the history: keep it elsewhere")
	}
	return nil
}

func ownFile(info fs.FileInfo) error {
	switch {
	case !info.Mode().IsRegular():
		return errors.New("it is no regular file")
	case !ours(info):
		return errors.New("it belongs to somebody else, who could have written it: make it your own, or root's")
	case info.Mode().Perm()&0o077 != 0:
		return fmt.Errorf("others may read or write it (its mode is %04o): chmod 600", info.Mode().Perm())
	}
	return nil
}

func ownFolder(info fs.FileInfo) error {
	switch {
	case !ours(info):
		return errors.New("its folder belongs to somebody else, who could put another file in its place")
	case info.Mode().Perm()&0o022 != 0 && info.Mode()&fs.ModeSticky == 0:
		return fmt.Errorf("others may write in its folder (its mode is %04o), and put another file in its place: chmod go-w", info.Mode().Perm())
	}
	return nil
}

// ours tells whether something belongs to whoever runs this, or to root.
func ours(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && (stat.Uid == 0 || int(stat.Uid) == os.Geteuid())
}
