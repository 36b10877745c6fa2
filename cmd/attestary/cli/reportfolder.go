package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"

	website "github.com/attestary/attestary/actions/report/site"
)

// siteFolder is the folder that the report goes into. What the report before left there and this one does not make
// again is removed; nothing else is.
type siteFolder struct {
	root *os.Root
	mu   sync.Mutex
	old  map[string]bool // files of the report before
	dirs map[string]bool // that are there
}

// openSiteFolder makes the folder, or opens one that a report made before.
func openSiteFolder(dir, said string) (*siteFolder, error) {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return nil, usage("--html %s: that is a file; the report is a folder of pages", said)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	f := &siteFolder{root: root, old: map[string]bool{}, dirs: map[string]bool{".": true}}
	if err := f.look(said); err != nil {
		root.Close()
		return nil, err
	}
	return f, nil
}

// look reads what the report before left. A folder of somebody else is refused; what begins with a dot (.git) is no
// sign of one.
func (f *siteFolder) look(said string) error {
	data, err := f.root.ReadFile(website.Manifest)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if names, ours := strings.CutPrefix(string(data), website.Mark); ours {
		for name := range strings.Lines(names) {
			f.old[strings.TrimSuffix(name, "\n")] = true
		}
		return nil
	}
	list, err := fs.ReadDir(f.root.FS(), ".")
	if err != nil {
		return err
	}
	for _, e := range list {
		if !strings.HasPrefix(e.Name(), ".") {
			return problem{couldNotLook, fmt.Sprintf("%s has files that no report made (%s), so nothing is written there", said, printable(e.Name())), "attestary report --html ANOTHER-FOLDER"}
		}
	}
	// From here on the folder is the report's, also where it is not written to the end.
	return f.root.WriteFile(website.Manifest, []byte(website.Mark), 0o644)
}

// Write puts one file into the folder.
func (f *siteFolder) Write(name string, data []byte) error {
	if err := f.room(path.Dir(name)); err != nil {
		return err
	}
	return f.root.WriteFile(name, data, 0o644)
}

func (f *siteFolder) room(dir string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.dirs[dir] {
		return nil
	}
	f.dirs[dir] = true
	return f.root.MkdirAll(dir, 0o755)
}

// finish removes what the report before made and this one did not.
func (f *siteFolder) finish() error {
	data, err := f.root.ReadFile(website.Manifest)
	if err != nil {
		return err
	}
	for name := range strings.Lines(string(data)) {
		delete(f.old, strings.TrimSuffix(name, "\n"))
	}
	var left []string
	for name := range f.old {
		if fs.ValidPath(name) && !hidden(name) {
			left = append(left, name)
		}
	}
	slices.Sort(left)
	for _, name := range left {
		if err := f.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if dir := path.Dir(name); !f.dirs[dir] {
			f.root.Remove(dir) // which keeps a folder that holds anything
		}
	}
	return nil
}

// hidden tells whether a part of a path begins with a dot: a report leaves no such file, and .git is somebody else's.
func hidden(name string) bool { return strings.Contains("/"+name, "/.") }

func (f *siteFolder) close() { f.root.Close() }
