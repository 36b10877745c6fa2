package cli

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/attestary/attestary/compiler"
)

// shelf keeps what check found, in a folder of the user's cache: one file for each name, which begins with
// the SHA-256 of the name and of what follows it. Files come to be by a rename, so that many processes may
// read and write; a file that is not whole, or not what was put there, is as good as none.
//
// It must not matter to anybody else what stands in it. So only check reads it, which tells a person
// something and decides nothing; never in CI; and only from a folder that belongs to that person and that
// nobody else can write to or look into. Whatever goes wrong with it, check does without.
type shelf struct {
	dir *os.Root
	now func() time.Time
}

const (
	shelfSize  = 64 << 20 // of all files together; the oldest go first
	shelfEntry = 8 << 20
	// restless is how old the time of use of a file may become before it is told again.
	restless = time.Hour
)

// cache is what check may use here, and what to do when it has.
func (w World) cache() (cache compiler.Cache, done func()) {
	s := w.shelf()
	if s == nil {
		return compiler.Cache{}, func() {}
	}
	return compiler.Cache{Store: s, Program: program()}, s.close
}

// shelf is where check keeps what it found, or nil.
func (w World) shelf() *shelf {
	home := w.Getenv("XDG_CACHE_HOME")
	if !filepath.IsAbs(home) {
		home = filepath.Join(w.Getenv("HOME"), ".cache")
	}
	path := filepath.Join(home, "attestary", "check")
	if !filepath.IsAbs(path) || w.Getenv("CI") != "" || os.MkdirAll(path, 0o700) != nil {
		return nil
	}
	dir, err := os.OpenRoot(path)
	if err != nil {
		return nil
	}
	if info, err := dir.Stat("."); err != nil || !private(info) {
		dir.Close()
		return nil
	}
	return &shelf{dir, w.Now}
}

// private tells whether a file or folder belongs to this person alone.
func private(info fs.FileInfo) bool {
	owner, ok := info.Sys().(*syscall.Stat_t)
	return ok && int64(owner.Uid) == int64(os.Geteuid()) && info.Mode().Perm()&0o077 == 0
}

// Get is what was put under a name.
func (s *shelf) Get(name string) ([]byte, bool) {
	file, err := s.dir.Open(name)
	if err != nil {
		return nil, false
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() || !private(info) {
		return nil, false
	}
	all, err := io.ReadAll(io.LimitReader(file, shelfEntry))
	if err != nil || len(all) < sha256.Size || !bytes.Equal(all[:sha256.Size], seal(name, all[sha256.Size:])) {
		return nil, false
	}
	if now := s.now(); now.Sub(info.ModTime()) > restless {
		_ = s.dir.Chtimes(name, now, now)
	}
	return all[sha256.Size:], true
}

// Put keeps data under a name, if it can.
func (s *shelf) Put(name string, data []byte) {
	temp := name + "." + rand.Text()
	file, err := s.dir.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return
	}
	_, err = file.Write(append(seal(name, data), data...))
	if closed := file.Close(); err != nil || closed != nil || s.dir.Rename(temp, name) != nil {
		_ = s.dir.Remove(temp)
	}
}

func seal(name string, data []byte) []byte {
	h := sha256.New()
	io.WriteString(h, name+"\n")
	h.Write(data)
	return h.Sum(nil)
}

// close removes the files that were not used for the longest time, what a process left half written among
// them, until the others take half of the room.
func (s *shelf) close() {
	defer s.dir.Close()
	entries, err := fs.ReadDir(s.dir.FS(), ".")
	if err != nil {
		return
	}
	var kept []fs.FileInfo
	size := int64(0)
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil { // else another process was quicker
			kept, size = append(kept, info), size+info.Size()
		}
	}
	if size <= shelfSize {
		return
	}
	slices.SortFunc(kept, func(a, b fs.FileInfo) int {
		return cmp.Or(a.ModTime().Compare(b.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	for _, info := range kept {
		if size <= shelfSize/2 {
			return
		}
		_ = s.dir.Remove(info.Name())
		size -= info.Size()
	}
}
