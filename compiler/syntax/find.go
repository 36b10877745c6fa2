package syntax

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
)

// Limits on what is read. They are far above what people write and far below what hurts.
const (
	MaxFiles    = 20_000
	MaxFileSize = 256 << 10
)

// The names of files that are read: project.hcl at the top, and what ends so anywhere below it.
const (
	projectName     = "project.hcl"
	runbookSuffix   = ".runbook.hcl"
	actionSuffix    = ".action.hcl"
	testSuffix      = ".runbooktest.hcl"
	frameworkSuffix = ".framework.hcl"
)

var suffixes = []string{runbookSuffix, actionSuffix, testSuffix, frameworkSuffix}

// suffixOf is what tells the kind of a file: project.hcl, one of suffixes, or "".
func suffixOf(name string) string {
	base := path.Base(name)
	if base == projectName {
		return projectName
	}
	for _, suffix := range suffixes {
		if strings.HasSuffix(base, suffix) {
			return suffix
		}
	}
	return ""
}

// finder collects the files of a project in the order of their paths.
type finder struct {
	fsys  fs.FS
	dir   string
	paths []string
	diags []diag.Diagnostic
}

// find lists the files to read, by path. Every other name that ends in .hcl is told.
func (f *finder) find() {
	err := fs.WalkDir(f.fsys, f.dir, func(name string, entry fs.DirEntry, err error) error {
		if name == f.dir && errors.Is(err, fs.ErrNotExist) {
			return fs.SkipAll // no project.hcl then, which is told by itself
		}
		if err != nil {
			f.unreadable(name, err)
			return nil
		}
		return f.visit(name, entry)
	})
	if err != nil && !errors.Is(err, fs.SkipAll) {
		f.unreadable(f.dir, err)
	}
}

func (f *finder) visit(name string, entry fs.DirEntry) error {
	base := path.Base(name)
	if !strings.HasSuffix(base, ".hcl") {
		return f.visitOther(name, entry)
	}
	below := strings.TrimPrefix(strings.TrimPrefix(name, f.dir), "/")
	switch {
	case suffixOf(name) == "" || base == projectName && below != projectName:
		f.unknownKind(name)
	case entry.IsDir():
		f.refuse(name, "It is a folder.", "Files of this name hold HCL; give the folder another name.")
		return fs.SkipDir
	case entry.Type()&fs.ModeSymlink != 0:
		f.refuse(name, "It is a symbolic link.", "Put the file itself there: a link may lead elsewhere on another machine.")
	case !entry.Type().IsRegular():
		f.refuse(name, "It is no plain file.", "Put a plain file there.")
	case len(f.paths) >= MaxFiles:
		f.diags = append(f.diags, diag.New("RB0207", diag.Range{File: name}, fmt.Sprintf("There are more than %d files.", MaxFiles)).
			WithHelp("Split the project, or remove what is no runbook."))
		return fs.SkipAll
	default:
		f.paths = append(f.paths, name)
	}
	return nil
}

// visitOther keeps the walk out of folders that hold no runbooks, the hidden ones, and tells of what
// somebody may believe to be in force: links, which may lead to a folder of runbooks, and misnamed files.
func (f *finder) visitOther(name string, entry fs.DirEntry) error {
	if entry.Type()&fs.ModeSymlink != 0 {
		f.diags = append(f.diags, diag.New("RB1018", diag.Range{File: name}, path.Base(name)+" is a symbolic link and not followed.").
			WithHelp("Put the files themselves there, or remove the link."))
	}
	if meant, ok := almost(path.Base(name)); ok && entry.Type().IsRegular() {
		f.diags = append(f.diags, diag.New("RB1018", diag.Range{File: name}, path.Base(name)+" is not read.").
			WithWhy("Only project.hcl at the top and names that end in "+listed(suffixes)+" are, in lower case.").
			WithHelp("Rename it to "+meant+", or take it out of the folder."))
	}
	if entry.IsDir() && name != f.dir && strings.HasPrefix(path.Base(name), ".") {
		return fs.SkipDir
	}
	return nil
}

// almost is what a file was likely meant to be called whose name does not end in .hcl but nearly does:
// A.runbook.HCL, a.runbook.hcl.txt.
func almost(base string) (meant string, ok bool) {
	lower := strings.ToLower(base)
	if strings.HasSuffix(lower, ".hcl") {
		return lower, true
	}
	for _, suffix := range append([]string{projectName}, suffixes...) {
		if i := strings.Index(lower, suffix); i >= 0 && strings.HasPrefix(lower[i+len(suffix):], ".") {
			return lower[:i+len(suffix)], true
		}
	}
	return "", false
}

// listed is a list as a sentence has it.
func listed(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

func (f *finder) unknownKind(name string) {
	f.diags = append(f.diags, diag.New("RB1018", diag.Range{File: name}, path.Base(name)+" is not read.").
		WithWhy("Only project.hcl at the top and names that end in "+listed(suffixes)+" are.").
		WithHelp("Name a runbook NAME.runbook.hcl, or take the ending .hcl away."))
}

func (f *finder) refuse(name, what, help string) {
	f.diags = append(f.diags, diag.New("RB1014", diag.Range{File: name}, what).WithHelp(help))
}

func (f *finder) unreadable(name string, err error) {
	var cause *fs.PathError
	if errors.As(err, &cause) {
		err = cause.Err
	}
	f.refuse(name, fmt.Sprintf("It cannot be read: %v.", err), "Check that it is there and that you may read it.")
}

// read is the content of a file, at most one byte above the limit.
func read(fsys fs.FS, name string) ([]byte, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, MaxFileSize+1))
}
