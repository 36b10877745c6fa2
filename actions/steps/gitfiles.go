package steps

import (
	"bufio"
	"compress/zlib"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/go-git/go-billy/v5"
	"github.com/go-git/go-billy/v5/osfs"
)

// gitFiles are the files of a repository that somebody may have made to mislead us or to wear us out. It
// opens regular files below its folder only, follows no symbolic link out of it, and takes no loose object
// that is not what its name says.
type gitFiles struct{ billy.Filesystem }

// maxGitFile is how many bytes a file may have that holds no objects. Such files are read whole.
const maxGitFile = 64 << 20

var (
	errNotRegular = errors.New("it is not a regular file")
	errTooLarge   = errors.New("it is larger than any that git writes")
	errForged     = errors.New("it is not the object that its name says")
)

func newGitFiles(folder string) gitFiles {
	return gitFiles{osfs.New(folder, osfs.WithBoundOS())}
}

// Open opens a file for reading, and does not wait for a pipe's other end.
func (f gitFiles) Open(name string) (billy.File, error) {
	info, err := f.Stat(name)
	if link, _ := f.Lstat(name); err != nil && link != nil {
		return nil, fmt.Errorf("%s: %w", name, errNotRegular) // it leads out, or nowhere; that is not nothing
	}
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() && !info.IsDir():
		return nil, fmt.Errorf("%s: %w", name, errNotRegular)
	case info.Size() > maxGitFile && !strings.HasPrefix(filepath.ToSlash(name), "objects/"):
		return nil, fmt.Errorf("%s: %w", name, errTooLarge)
	}
	file, err := f.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if id, loose := looseID(name); loose {
		if err := checkLoose(file, id); err != nil {
			return nil, fmt.Errorf("object %s: %w", id, errors.Join(err, file.Close()))
		}
	}
	return file, nil
}

// looseID is the id of the object in a file objects/01/23….
func looseID(name string) (id string, loose bool) {
	parts := strings.Split(filepath.ToSlash(name), "/")
	if len(parts) != 3 || parts[0] != "objects" || len(parts[1]) != 2 {
		return "", false
	}
	return parts[1] + parts[2], true
}

// checkLoose holds a loose object to its name, and to the size that it claims: whoever reads it next
// trusts both. A file of the repository too large to be looked at is left to the reader's own bound.
func checkLoose(file io.ReadSeeker, id string) error {
	inflated, err := zlib.NewReader(file)
	if err != nil {
		return errForged
	}
	sum := sha1.New()
	data := bufio.NewReader(io.TeeReader(io.LimitReader(inflated, maxBlob+1), sum))
	header, err := data.ReadString(0)
	var kind string
	var size int64
	if _, scanErr := fmt.Sscanf(header, "%s %d\x00", &kind, &size); err != nil || scanErr != nil || size < 0 {
		return errForged
	}
	if bound := int64(maxBlob - len(header)); size > bound {
		if kind != "blob" {
			return errTooLarge
		}
		_, err := file.Seek(0, io.SeekStart)
		return err
	}
	n, err := io.Copy(io.Discard, io.LimitReader(data, size+1))
	if err != nil || n != size || hex.EncodeToString(sum.Sum(nil)) != id {
		return errForged
	}
	_, err = file.Seek(0, io.SeekStart)
	return err
}
