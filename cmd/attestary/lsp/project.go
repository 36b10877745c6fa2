package lsp

import (
	"bytes"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/syntax"
)

const (
	projectFile   = compiler.Dir + "/project.hcl"
	runbookSuffix = ".runbook.hcl"
)

// besideSuffixes are of files whose parts any other file may name.
var besideSuffixes = []string{".action.hcl", ".framework.hcl"}

// place is where a file is: the folder of its project, and its path from there, with slashes.
type place struct{ root, name string }

// placeOf is the place of a file that the compiler reads; ok is false for any other. The project is in
// the nearest folder upwards that has runbooks/project.hcl; of a file that belongs to none, the part from
// the last runbooks/ on counts.
func placeOf(uri string) (p place, ok bool) {
	address, err := url.Parse(uri)
	if err != nil || address.Scheme != "file" || !path.IsAbs(address.Path) {
		return place{}, false
	}
	file := filepath.Clean(filepath.FromSlash(address.Path))
	if syntax.FileRow(filepath.ToSlash(file)) == nil {
		return place{}, false
	}
	nearest := ""
	for dir := filepath.Dir(file); ; dir = filepath.Dir(dir) {
		if filepath.Base(dir) == compiler.Dir {
			root := filepath.Dir(dir)
			if _, err := os.Lstat(filepath.Join(dir, "project.hcl")); err == nil {
				return within(root, file), true
			}
			if nearest == "" {
				nearest = root
			}
		}
		if filepath.Dir(dir) == dir {
			break
		}
	}
	return within(nearest, file), nearest != ""
}

func within(root, file string) place {
	return place{root, filepath.ToSlash(strings.TrimPrefix(strings.TrimPrefix(file, root), string(filepath.Separator)))}
}

// uri is the address of a file of a project.
func (p place) uri(name string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(p.root, filepath.FromSlash(name)))}).String()
}

// shared tells whether what a file holds is used by others.
func shared(name string) bool {
	return name == projectFile || slices.ContainsFunc(besideSuffixes, func(suffix string) bool { return strings.HasSuffix(name, suffix) })
}

// alone tells whether what is wrong in a file can be told without the other runbooks.
func (p place) alone() bool { return strings.HasSuffix(p.name, runbookSuffix) }

// disk is a project's folder, and no way out of it.
func (p place) disk() (fs.FS, io.Closer, error) {
	root, err := os.OpenRoot(p.root)
	if err != nil {
		return nil, nil, err
	}
	return root.FS(), root, nil
}

// around are the files that a document is compiled with: itself, project.hcl, and those of actions and
// frameworks. What is open counts as it is in the editor.
func (s *server) around(d *document) map[string][]byte {
	files := map[string][]byte{}
	if disk, closer, err := d.place.disk(); err == nil {
		defer closer.Close()
		for _, name := range append(filesBeside(disk), projectFile) {
			if data, err := readFile(disk, name); err == nil {
				files[name] = data
			}
		}
	}
	for _, open := range s.documents {
		if open.place.root == d.place.root && (open == d || shared(open.place.name)) {
			files[open.place.name] = open.text.bytes
		}
	}
	return files
}

// filesBeside are the files of actions and frameworks, in the folders that they are kept in.
func filesBeside(disk fs.FS) []string {
	var names []string
	for _, suffix := range besideSuffixes {
		for _, folder := range []string{"/*", "/*/*"} {
			found, err := fs.Glob(disk, compiler.Dir+folder+suffix)
			if err == nil {
				names = append(names, found...)
			}
		}
	}
	return names
}

func readFile(disk fs.FS, name string) ([]byte, error) {
	file, err := disk.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, fs.ErrInvalid
	}
	return io.ReadAll(io.LimitReader(file, syntax.MaxFileSize+1))
}

// edition is a project on the disk, with the texts of what is open in the place of its files.
type edition struct {
	fs.FS
	open map[string][]byte
}

func (e edition) Open(name string) (fs.File, error) {
	file, err := e.FS.Open(name)
	if data, held := e.open[name]; held && err == nil {
		return heldFile{file, bytes.NewReader(data)}, nil
	}
	return file, err
}

// heldFile is a file whose text is in the editor.
type heldFile struct {
	fs.File
	text io.Reader
}

func (h heldFile) Read(p []byte) (int, error) { return h.text.Read(p) }

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
