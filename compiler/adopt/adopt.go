// Package adopt brings a runbook of a library into a project: the runbook, its tests, the actions that it uses, and
// the sections of project.hcl that it asks for and the project lacks.
//
// A library is a tree of files as it stands below runbooks/: runbooks, tests, actions, and a project.hcl in which
// everything that a runbook of it asks for stands as an example. Adopt works on text and copies sections as they are
// written there, comments included, so that a team finds beside each value what it is for. What the project has is
// never touched: a file that is there stays, and so does a section of the same name. Nothing is written here; an
// Adoption is what should be.
//
// Each file that is copied begins with a line that says where it is from (Origin), by which Compare knows later whether
// the team changed it since.
//
// Start at Adopt.
package adopt

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler"
)

// Names of files, below runbooks/.
const (
	projectFile   = "project.hcl"
	runbookSuffix = ".runbook.hcl"
	testSuffix    = ".runbooktest.hcl"
)

// File is a file that should be, by its path from the root of the repository.
type File struct {
	Path string
	Data []byte
}

// Adoption is what bringing a runbook in comes to.
type Adoption struct {
	New     []File     // to be written; nothing is there
	Kept    []string   // paths that are taken already; what is there stays
	Project *File      // project.hcl with what was missing; nil where nothing was
	Added   []string   // what that is, by address: "connection.okta", "org.sites"
	Decide  []Decision // what the team must say, of what was added
}

// Decision is a value that was copied as an example, and is the team's to say.
type Decision struct {
	Address string // "connection.okta.url", "org.sites"
	Line    int    // in project.hcl, as Adoption.Project has it
	Example string // as it is written
	Why     string // the comment above it, in one line; may be empty
}

// ErrUnknown is for a name that no runbook of the library has.
var ErrUnknown = errors.New("the library has no such runbook")

// Names are the runbooks of a library, sorted.
func Names(library fs.FS) []string {
	var names []string
	for _, file := range runbooks(library) {
		names = append(names, strings.TrimSuffix(path.Base(file), runbookSuffix))
	}
	slices.Sort(names)
	return names
}

func runbooks(library fs.FS) []string {
	files, err := fs.Glob(library, "*/*"+runbookSuffix)
	if err != nil {
		panic(err) // the pattern is ours
	}
	return files
}

// find is where the runbook of that name stands in the library.
func find(library fs.FS, name string) (string, error) {
	for _, file := range runbooks(library) {
		if path.Base(file) == name+runbookSuffix {
			return file, nil
		}
	}
	return "", fmt.Errorf("%s: %w", name, ErrUnknown)
}

// Adopt tells what bringing the runbook of that name into the project at the root of repository comes to. version is
// what the library calls itself. Errors: ErrUnknown; the project's or the library's files cannot be read or parsed.
func Adopt(library, repository fs.FS, name, version string) (*Adoption, error) {
	file, err := find(library, name)
	if err != nil {
		return nil, err
	}
	wanted, mentioned, err := closure(library, file)
	if err != nil {
		return nil, err
	}
	var a Adoption
	for _, file := range wanted {
		if err := a.take(library, repository, file, version); err != nil {
			return nil, err
		}
	}
	return &a, a.define(library, repository, mentioned)
}

// take brings one file in, unless something is there.
func (a *Adoption) take(library, repository fs.FS, file, version string) error {
	to := path.Join(compiler.Dir, file)
	if _, err := fs.Stat(repository, to); err == nil {
		a.Kept = append(a.Kept, to)
		return nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	data, err := fs.ReadFile(library, file)
	if err == nil {
		a.New = append(a.New, File{Path: to, Data: Mark(data, version)})
	}
	return err
}

// closure are the files that come with a runbook, its own first, and all that they mention.
func closure(library fs.FS, file string) (files []string, all mentions, err error) {
	files = []string{file}
	test := strings.TrimSuffix(file, runbookSuffix) + testSuffix
	if _, err := fs.Stat(library, test); err == nil {
		files = append(files, test)
	}
	all = mentions{}
	for i := 0; i < len(files); i++ { // which grows
		data, err := fs.ReadFile(library, files[i])
		if err != nil {
			return nil, nil, err
		}
		if strings.HasSuffix(files[i], testSuffix) {
			continue
		}
		if err := all.read(files[i], data); err != nil {
			return nil, nil, err
		}
		for _, system := range all.names("system") {
			actions := "actions/" + system + ".action.hcl"
			if _, err := fs.Stat(library, actions); err == nil && !slices.Contains(files, actions) {
				files = append(files, actions)
			}
		}
	}
	return files, all, nil
}
