package compiler

import (
	"golang.org/x/tools/txtar"

	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
)

// How many fixes are checked of one runbook, and of the files beside all runbooks together, and how many
// bytes of edited files that may be. A fix that was not checked is not offered.
const (
	maxChecked      = 50
	maxCheckedBytes = 512 << 10
)

// trial is where fixes are tried.
type trial struct {
	sources diag.Sources
	broken  map[string]bool // files in which syntax found errors, which come first
	// alone counts by code what is found in a file with that content.
	alone func(file string, src []byte) map[string]int
}

// check keeps, of the fixes that the rules offer, those that were checked: with the edit made, the finding
// is gone and no other one came. syntax has checked its own.
func (t trial) check(found []diag.Diagnostic) {
	count, bytes := maxChecked, maxCheckedBytes
	before := map[string]map[string]int{}
	for i := range found {
		file, fixes := found[i].Range.File, found[i].Fixes
		found[i].Fixes = nil
		for _, fix := range fixes {
			if count, bytes = count-1, bytes-len(t.sources[file]); count < 0 || bytes < 0 || t.broken[file] {
				break
			}
			if before[file] == nil {
				before[file] = t.alone(file, t.sources[file])
			}
			after := t.alone(file, syntax.Apply(t.sources[file], fix.Edits))
			if mends(before[file], after, found[i].Code) {
				found[i].Fixes = append(found[i].Fixes, fix)
			}
		}
	}
}

// tryInRunbook checks the fixes of a runbook's findings, with what the project has beside it.
func (c *compilation) tryInRunbook(o *outcome, found []diag.Diagnostic) {
	only := *c
	only.unmended = true
	alone := func(file string, src []byte) map[string]int { return tally(only.found(file, src).found, file) }
	trial{diag.Sources{o.file: o.source}, map[string]bool{o.file: o.tree.Broken}, alone}.check(found)
}

// tryBeside checks the fixes of findings beside the runbooks.
func (c *compilation) tryBeside(found []diag.Diagnostic) {
	trial{c.tree.Sources, c.withErrors(), c.alone}.check(found)
}

// alone counts by code what is found in a file with that content, with project.hcl and the files of actions
// beside it and nothing else.
func (c *compilation) alone(file string, src []byte) map[string]int {
	only := c.apart(file, src)
	if only == nil {
		return nil
	}
	only.between()
	return tally(only.findings, file)
}

// aloneSince is alone for a runbook and what the plans before it show.
func (c *compilation) aloneSince(file string, src []byte) map[string]int {
	only := c.apart(file, src)
	if only == nil {
		return nil
	}
	for _, pass := range []func(*compilation){(*compilation).runbooks, (*compilation).between, (*compilation).gather, (*compilation).since} {
		pass(only)
	}
	return tally(only.findings, file)
}

// apart is a project of one file with that content, with project.hcl and the files of actions beside it. It
// is nil for a name that no file system of Go's can have; then no fix is offered.
func (c *compilation) apart(file string, src []byte) *compilation {
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
		return nil
	}
	only := &compilation{fsys: fsys, opts: Options{Today: c.opts.Today, Base: c.opts.Base, Changed: c.opts.Changed}, unmended: true}
	only.surroundings()
	only.tree.Partial = true
	return only
}

// tally counts the findings of a file by code. Places move when a file is edited; codes do not.
func tally(found []diag.Diagnostic, file string) map[string]int {
	counts := map[string]int{}
	for _, d := range found {
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
