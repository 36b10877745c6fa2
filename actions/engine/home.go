package engine

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/attestary/attestary/schemas/canon"
)

// moveIn makes the private folder of the run, in which its programs may leave what they like, and takes away
// what processes of the run that were killed have left there. A folder is in use as long as it is locked.
func (r *Run) moveIn() (moveOut func(), err error) {
	id := canon.Sum(fmt.Append(nil, r.job.ID.Origin, " ", r.job.ID.ID, " ", r.job.ID.Attempt))
	name := "attestary-run-" + strings.TrimPrefix(string(id), "sha256:")[:16] + "-"
	r.clear(name)
	home, err := os.MkdirTemp(r.world.Temp, name)
	if err != nil {
		return nil, err
	}
	folder, err := lockFolder(home)
	if err == nil {
		r.home, err = filepath.Abs(home)
	}
	if err != nil {
		_ = os.RemoveAll(home)
		return nil, err
	}
	return func() { _, _ = os.RemoveAll(r.home), folder.Close() }, nil
}

// clear takes away what nobody uses any more. What cannot be seen or taken away stays.
func (r *Run) clear(name string) {
	entries, _ := os.ReadDir(r.world.Temp)
	for _, e := range entries {
		if !e.IsDir() || !strings.HasPrefix(e.Name(), name) {
			continue
		}
		home := filepath.Join(r.world.Temp, e.Name())
		if folder, err := lockFolder(home); err == nil {
			_, _ = os.RemoveAll(home), folder.Close()
		}
	}
}

// lockFolder fails where another process has locked the folder.
func lockFolder(path string) (*os.File, error) {
	folder, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(folder.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		_ = folder.Close()
		return nil, err
	}
	return folder, nil
}
