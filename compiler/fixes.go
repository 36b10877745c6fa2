package compiler

import (
	"golang.org/x/tools/txtar"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

// maxChecked and maxCheckedBytes bound how many fixes one compilation checks, and how much it reads for that;
// one that was not checked is not offered.
const (
	maxChecked      = 50
	maxCheckedBytes = 1 << 20
)

// checkFixes keeps, of the fixes that the rules offer, those that were checked: with the edit made, the
// finding is gone and no other one came. syntax has checked its own; in a file that it found errors in,
// those come first.
func (c *compilation) checkFixes(found []diag.Diagnostic) {
	left, room := maxChecked, maxCheckedBytes
	broken := map[string]bool{c.tree.File: c.tree.Broken}
	for _, r := range c.tree.Runbooks {
		broken[r.File] = r.Broken
	}
	for _, s := range c.tree.Systems {
		broken[s.File] = s.Broken
	}
	before := map[string]map[string]int{}
	for i := range found {
		var kept []diag.Fix
		for _, fix := range found[i].Fixes {
			file := found[i].Range.File
			left--
			room -= len(c.tree.Sources[file])
			if left < 0 || room < 0 || broken[file] {
				break
			}
			if before[file] == nil {
				before[file] = c.alone(file, c.tree.Sources[file])
			}
			after := c.alone(file, syntax.Apply(c.tree.Sources[file], fix.Edits))
			if mends(before[file], after, found[i].Code) {
				kept = append(kept, fix)
			}
		}
		found[i].Fixes = kept
	}
}

// alone counts by code what is found in a file with that content, with project.hcl and the files of actions
// beside it and nothing else.
func (c *compilation) alone(file string, src []byte) map[string]int {
	archive := &txtar.Archive{Files: []txtar.File{{Name: file, Data: src}}}
	beside := []string{c.tree.File}
	for _, s := range c.tree.Systems {
		beside = append(beside, s.File)
	}
	for _, name := range beside {
		if name != file {
			archive.Files = append(archive.Files, txtar.File{Name: name, Data: c.tree.Sources[name]})
		}
	}
	fsys, err := txtar.FS(archive)
	if err != nil {
		return nil // a name that no file system of Go's can have; the fix is not offered
	}
	only := compilation{fsys: fsys, opts: Options{Today: c.opts.Today}, unmended: true}
	only.syntax()
	only.tree.Partial = true
	only.check()
	counts := map[string]int{}
	for _, d := range only.findings {
		if d.Range.File == file {
			counts[d.Code]++
		}
	}
	return counts
}

func mends(before, after map[string]int, code string) bool {
	for c, n := range after {
		if n > before[c] {
			return false
		}
	}
	return after[code] < before[code]
}
