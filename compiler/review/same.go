package review

import (
	"bytes"
	"io/fs"
	"path"
	"strings"

	"github.com/attestary/attestary/compiler"
)

const (
	hclSuffix     = ".hcl"
	runbookSuffix = ".runbook.hcl"
	testSuffix    = ".runbooktest.hcl"
)

// maxCompared is the largest file that is held against another; the compiler reads none that is larger.
const maxCompared = 1 << 20

// sameness is which files differ between two sides.
type sameness struct {
	touched map[string]bool
	around  bool              // a file that every runbook is held against differs
	files   map[string][]byte // of the side after, runbooks and tests
}

// reached tells whether the plan of a file may differ. A plan is made of its file and of what stands beside
// the runbooks, and of nothing else.
func (s *sameness) reached() func(file string) bool {
	if s.around {
		return func(string) bool { return true }
	}
	return func(file string) bool { return s.touched[file] }
}

// compared holds the files of both sides against each other. What cannot be read differs.
func compared(before, after fs.FS) *sameness {
	was, is := listed(before), listed(after)
	s := &sameness{touched: map[string]bool{}, files: map[string][]byte{}}
	for file, size := range is {
		data := content(after, file, size)
		s.files[file] = data
		if other, ok := was[file]; !ok || other != size || data == nil || !bytes.Equal(data, content(before, file, size)) {
			s.touched[file] = true
		}
	}
	for file := range was {
		if _, ok := is[file]; !ok {
			s.touched[file] = true
		}
	}
	for file := range s.touched {
		if !strings.HasSuffix(file, runbookSuffix) && !strings.HasSuffix(file, testSuffix) {
			s.around = true
		}
	}
	return s
}

// listed are the HCL files of a side with their sizes. A link is no file.
func listed(fsys fs.FS) map[string]int64 {
	files := map[string]int64{}
	_ = fs.WalkDir(fsys, compiler.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, hclSuffix) {
			return nil // the compiler tells what cannot be read
		}
		size := int64(maxCompared + 1)
		if info, err := d.Info(); err == nil && info.Mode().IsRegular() {
			size = info.Size()
		}
		files[path] = size
		return nil
	})
	return files
}

// content is a file's; nil where it cannot be read, or is too large.
func content(fsys fs.FS, file string, size int64) []byte {
	if size > maxCompared {
		return nil
	}
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil
	}
	return append([]byte{}, data...)
}

// shown tells which runbooks and tests of the side after are looked at: those that differ, and of the others
// those that the compiler holds against one of them. What is found in the rest is the same on both sides.
//
// The compiler holds runbooks against each other for two things, their names and the checks whose failure starts
// another; and each test against its runbook.
func (s *sameness) shown() map[string]bool {
	shown := map[string]bool{}
	for file := range s.files {
		if s.around || s.touched[file] {
			shown[file] = true
		}
	}
	if s.around {
		return shown
	}
	for file, data := range s.files {
		switch {
		case shown[file]:
		case strings.HasSuffix(file, testSuffix):
			shown[file] = s.tests(data)
		default:
			shown[file] = mayWord(data, "finding") || s.named(file)
		}
	}
	s.follow(shown)
	return shown
}

// tests tells whether a file of tests may be about a runbook that differs.
func (s *sameness) tests(data []byte) bool {
	for file := range s.touched {
		if strings.HasSuffix(file, runbookSuffix) && mayWord(data, runbookOf(file)) {
			return true
		}
	}
	return false
}

// named tells whether a file that differs has the same name, or holds a runbook that is called so.
func (s *sameness) named(file string) bool {
	for other := range s.touched {
		if path.Base(other) == path.Base(file) || s.files[other] != nil && mayWord(s.files[other], `runbook "`+runbookOf(file)+`"`) {
			return true
		}
	}
	return false
}

// follow shows the runbooks that something shown mentions.
func (s *sameness) follow(shown map[string]bool) {
	var mentioning [][]byte
	for file, is := range shown {
		if is && (strings.HasSuffix(file, testSuffix) || mayWord(s.files[file], "finding")) {
			mentioning = append(mentioning, s.files[file])
		}
	}
	for file := range s.files {
		if !strings.HasSuffix(file, runbookSuffix) || shown[file] {
			continue
		}
		for _, data := range mentioning {
			if mayWord(data, runbookOf(file)) {
				shown[file] = true
				break
			}
		}
	}
}

// runbookOf is the name of the runbook in a file: the compiler holds that it is the file's.
func runbookOf(file string) string { return strings.TrimSuffix(path.Base(file), runbookSuffix) }

// mayWord tells whether a file may say a word: it has the letters, or writes some by their number.
func mayWord(data []byte, word string) bool {
	return data == nil || bytes.Contains(data, []byte(word)) || bytes.Contains(data, []byte(`\u`)) || bytes.Contains(data, []byte(`\U`))
}

// part is a side without the runbooks and tests that are not to be looked at.
type part struct {
	fs.FS
	shown func(file string) bool
}

// ReadDir implements fs.ReadDirFS.
func (p part) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(p.FS, name)
	var some []fs.DirEntry
	for _, entry := range all {
		file := path.Join(name, entry.Name())
		own := strings.HasSuffix(file, runbookSuffix) || strings.HasSuffix(file, testSuffix)
		if !own || p.shown(file) {
			some = append(some, entry)
		}
	}
	return some, err
}
