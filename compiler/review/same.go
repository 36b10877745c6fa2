package review

import (
	"bytes"
	"io/fs"
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
	around  bool // a file that every runbook is held against differs
}

// reached tells whether the plan of a file may differ. A plan is made of its file and of what stands beside
// the runbooks, and of nothing else.
func (s sameness) reached() func(file string) bool {
	if s.around {
		return func(string) bool { return true }
	}
	return func(file string) bool { return s.touched[file] }
}

// compared holds the files of both sides against each other. What cannot be read differs.
func compared(before, after fs.FS) sameness {
	was, is := listed(before), listed(after)
	s := sameness{touched: map[string]bool{}}
	for file, size := range is {
		if other, ok := was[file]; !ok || other != size || size > maxCompared || !equal(before, after, file) {
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

func equal(before, after fs.FS, file string) bool {
	b, err := fs.ReadFile(before, file)
	if err != nil {
		return false
	}
	a, err := fs.ReadFile(after, file)
	return err == nil && bytes.Equal(b, a)
}
