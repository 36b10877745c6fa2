package emit

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"path"
	"slices"
)

// Change is one file that is not as the runbooks want it.
type Change struct {
	Path  string
	State State
}

// State says how a file differs.
type State string

const (
	Missing State = "missing" // it ought to be there
	Changed State = "changed" // it has other bytes
	Stale   State = "stale"   // it is ours, and no runbook has it any more
	Taken   State = "taken"   // somebody else's file stands in its place
)

// Drift compares the workflows and forms in a repository with those that its plans give, and lists what
// differs by path. A file that does not begin with Marker is somebody else's: it is never stale, and where it
// stands in the place of ours it is changed.
func Drift(repository fs.FS, want []File) ([]Change, error) {
	var changes []Change
	for _, dir := range []string{FormDir, Dir} {
		here := slices.DeleteFunc(slices.Clone(want), func(f File) bool { return path.Dir(f.Path) != dir })
		found, err := Shelf{Dir: dir, Marker: Marker, Exts: []string{".yml", ".yaml"}}.Drift(repository, here)
		if err != nil {
			return nil, err
		}
		changes = append(changes, found...)
	}
	return changes, nil
}

// Shelf is a folder with files that are made from runbooks, among those of others.
type Shelf struct {
	Dir    string
	Marker string   // with which ours begin
	Exts   []string // with which ours end
	Shared bool     // the names of ours are likely to be somebody else's too: a file without Marker is Taken, not Changed
}

// Drift compares the shelf with what ought to stand on it; see the function of that name.
func (s Shelf) Drift(repository fs.FS, want []File) ([]Change, error) {
	var changes []Change
	wanted := map[string]bool{}
	for _, file := range want {
		wanted[file.Path] = true
		state, err := s.compare(repository, file)
		if err != nil {
			return nil, err
		}
		if state != "" {
			changes = append(changes, Change{file.Path, state})
		}
	}
	present, err := s.ours(repository)
	if err != nil {
		return nil, err
	}
	for _, name := range present {
		if !wanted[name] {
			changes = append(changes, Change{name, Stale})
		}
	}
	slices.SortFunc(changes, func(a, b Change) int { return cmp.Compare(a.Path, b.Path) })
	return changes, nil
}

func (s Shelf) compare(repository fs.FS, file File) (State, error) {
	got, err := fs.ReadFile(repository, file.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Missing, nil
	case err != nil:
		return "", err
	case s.Shared && !bytes.HasPrefix(got, []byte(s.Marker)):
		return Taken, nil
	case !bytes.Equal(got, file.Data):
		return Changed, nil
	}
	return "", nil
}

// ours lists the files that we made, whatever they are called.
func (s Shelf) ours(repository fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(repository, s.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var found []string
	for _, entry := range entries {
		if !entry.Type().IsRegular() || !slices.Contains(s.Exts, path.Ext(entry.Name())) {
			continue
		}
		data, err := fs.ReadFile(repository, path.Join(s.Dir, entry.Name()))
		if err != nil {
			return nil, err
		}
		if bytes.HasPrefix(data, []byte(s.Marker)) {
			found = append(found, path.Join(s.Dir, entry.Name()))
		}
	}
	return found, nil
}
