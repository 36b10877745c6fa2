package ledger

import (
	"bytes"
	"compress/zlib"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// Put implements Store.
func (d *Dir) Put(_ context.Context, object []byte) (Hash, error) {
	h := HashOf(object)
	path := loosePath(filepath.Join(d.path, "objects"), h)
	if _, err := os.Stat(path); err == nil {
		return h, nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.waiting[h] = object
	return h, nil
}

// write makes files of what waits, together: a disk takes as long to make many durable as one.
func (d *Dir) write() error {
	d.mu.Lock()
	waiting := maps.Clone(d.waiting)
	d.mu.Unlock()
	var files errgroup.Group
	files.SetLimit(maxTogether)
	for h, object := range waiting {
		files.Go(func() error { return d.writeLoose(h, object) })
	}
	if err := files.Wait(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for h := range waiting {
		delete(d.waiting, h)
	}
	return nil
}

// writeLoose makes one file under a name of its own, and then gives it its name. As git does, it leaves
// it to the branch's own file to make the names durable.
func (d *Dir) writeLoose(h Hash, object []byte) error {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	if _, err := w.Write(object); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	path := loosePath(filepath.Join(d.path, "objects"), h)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	draft := filepath.Join(filepath.Dir(path), "tmp_obj_"+rand.Text())
	if err := writeDurably(draft, packed.Bytes(), 0o444); err != nil {
		return err
	}
	if err := os.Rename(draft, path); err != nil {
		return errors.Join(err, os.Remove(draft))
	}
	return nil
}

// writeDurably makes a file that was not there. Where it fails there is none.
func writeDurably(path string, data []byte, mode fs.FileMode) (err error) {
	w, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, w.Close()); err != nil {
			err = errors.Join(err, os.Remove(path))
		}
	}()
	if _, err := w.Write(data); err != nil {
		return err
	}
	return w.Sync()
}

func syncDir(path string) (err error) {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dir.Close()) }()
	return dir.Sync()
}

// checkRef takes full names of branches that git takes too (git-check-ref-format), and no odd ones.
func checkRef(ref string) error {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./"
	if !strings.HasPrefix(ref, "refs/") || strings.Trim(ref, allowed) != "" || strings.HasSuffix(ref, ".lock") || strings.HasSuffix(ref, "/") || strings.HasSuffix(ref, ".") ||
		strings.Contains(ref, "..") || strings.Contains(ref, "//") || strings.Contains(ref, "/.") || strings.Contains(ref, "/-") {
		return fmt.Errorf("%.80q is not the full name of a branch (refs/heads/NAME)", ref)
	}
	return nil
}

// Head implements Store.
func (d *Dir) Head(context.Context) (Hash, error) {
	h, err := d.loose()
	if errors.Is(err, fs.ErrNotExist) {
		h, err = d.packed()
	}
	return h, err
}

// loose reads the branch's own file.
func (d *Dir) loose() (Hash, error) {
	data, err := os.ReadFile(filepath.Join(d.path, filepath.FromSlash(d.ref)))
	if err != nil {
		return Hash{}, err
	}
	if target, ok := strings.CutPrefix(string(data), "ref: "); ok {
		return Hash{}, fmt.Errorf("branch %s is only another name for %.80q: a ledger's branch holds its own commit", d.ref, strings.TrimSpace(target))
	}
	h, err := ParseHash(strings.TrimSpace(string(data)))
	if err != nil {
		return Hash{}, fmt.Errorf("branch %s: its file is torn (%d bytes, and not the name of a commit); git fsck --lost-found finds the commit, git update-ref %s COMMIT sets it again", d.ref, len(data), d.ref)
	}
	return h, nil
}

// packed looks the branch up in packed-refs.
func (d *Dir) packed() (Hash, error) {
	data, err := os.ReadFile(filepath.Join(d.path, "packed-refs"))
	if errors.Is(err, fs.ErrNotExist) {
		return Hash{}, ErrEmpty
	}
	if err != nil {
		return Hash{}, err
	}
	for line := range strings.Lines(string(data)) {
		if name, ok := strings.CutSuffix(strings.TrimRight(line, "\r\n"), " "+d.ref); ok {
			return ParseHash(name)
		}
	}
	return Hash{}, ErrEmpty
}

// maxTogether is how many files are written at once.
const maxTogether = 16

const (
	lockWait = 10 * time.Second // for another process to finish
	lockPoll = 5 * time.Millisecond
)

// Swap implements Store. It takes git's own lock of the branch, so that git's programs and other
// processes keep out; under it, it looks, writes and renames. So who comes too late writes nothing.
func (d *Dir) Swap(ctx context.Context, old, new Hash) error {
	path := filepath.Join(d.path, filepath.FromSlash(d.ref))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	lock := path + ".lock"
	if err := d.lock(ctx, lock, old, new); err != nil {
		return err
	}
	err := d.expect(ctx, old)
	if err == nil {
		err = d.write()
	}
	if err != nil {
		return errors.Join(err, os.Remove(lock))
	}
	if err := os.Rename(lock, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// expect gives ErrMoved unless the tip is old.
func (d *Dir) expect(ctx context.Context, old Hash) error {
	head, err := d.Head(ctx)
	if errors.Is(err, ErrEmpty) {
		head, err = Hash{}, nil
	}
	if err == nil && head != old {
		err = ErrMoved
	}
	return err
}

// lock makes the lock file, which holds the new value already. It waits for it as long as the branch stands
// where it stood: when it has moved there is nothing to wait for.
func (d *Dir) lock(ctx context.Context, path string, old, new Hash) error {
	deadline := time.NewTimer(lockWait)
	defer deadline.Stop()
	for {
		if err := d.expect(ctx, old); err != nil {
			return err
		}
		err := writeDurably(path, []byte(new.String()+"\n"), 0o644)
		if !errors.Is(err, fs.ErrExist) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-deadline.C:
			return fmt.Errorf("branch %s is locked: if no other process writes it, remove %s", d.ref, path)
		case <-time.After(lockPoll):
		}
	}
}
