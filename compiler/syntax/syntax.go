// Package syntax turns HCL files into a typed tree, every leaf with the place it was read from.
//
// It promises that the same bytes give the same tree and the same findings on every machine, and that no
// input makes it slow, large or fall over: a byte scanner of its own (Scan) holds a file to limits before
// the HCL parser sees it, since that parser recurses without bound and computes what it reads.
//
// It refuses what the language does not have, always with a finding (package diag) and never in silence:
// unknown sections and settings, and HCL that the language bans (splat, list.0, %{ }, try). A novice's mistake is one finding with its own
// code, however many messages the parser would have for it; see mend.go.
//
// What it does not know: whether a reference leads anywhere, whether a type fits, whether an action has a
// setting. That is package check's, which reads the tree.
//
// What a section may hold is one table (schema*.go: ProjectFile, RunbookFile, ActionFile, TestFile and
// FrameworkFile), which decoding, the messages, the manual and completion read. A new section is a row
// there, a struct in tree*.go and a function in build*.go.
//
// Start at Load and Project.
package syntax

import (
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/attestary/attestary/compiler/diag"
)

// Load reads project.hcl in the folder dir of fsys, and every runbook, file of actions, file of tests and
// framework below it. Ranges name files by their path in fsys. The tree holds what could be understood, with Broken set where a file has errors;
// the findings are sorted. Load does not follow symbolic links and reads nothing else.
func Load(fsys fs.FS, dir string) (*Project, []diag.Diagnostic) {
	finder := finder{fsys: fsys, dir: dir}
	finder.find()
	files := parseAll(fsys, finder.paths)

	project := &Project{File: path.Join(dir, projectName), Broken: true, Sources: diag.Sources{}}
	diags := finder.diags
	for _, file := range files {
		project.Sources[file.name] = file.src
		project.add(file)
	}
	for _, file := range files {
		project.meant(file)
		diags = append(diags, file.diags...)
	}
	diags = append(diags, project.absent(files, diags)...)
	diag.Sort(diags)
	return project, diags
}

// add takes the parts of one file into the tree.
func (p *Project) add(file *parsedFile) {
	broken := diag.HasErrors(file.diags)
	switch {
	case file.project != nil:
		beside := *p
		*p = *file.project
		p.File, p.Broken, p.Sources = file.name, broken, beside.Sources
		p.Runbooks, p.Systems, p.Suites, p.OwnFrameworks = beside.Runbooks, beside.Systems, beside.Suites, beside.OwnFrameworks
	case file.runbook != nil:
		file.runbook.Broken = broken
		p.Runbooks = append(p.Runbooks, file.runbook)
	case file.system != nil:
		file.system.Broken = broken
		p.Systems = append(p.Systems, file.system)
	case file.suite != nil:
		file.suite.Broken = broken
		p.Suites = append(p.Suites, file.suite)
	case file.framework != nil:
		file.framework.Broken = broken
		p.OwnFrameworks = append(p.OwnFrameworks, file.framework)
	}
}

// absent tells of a project without its file, or without any runbook, unless told says more already.
func (p *Project) absent(files []*parsedFile, told []diag.Diagnostic) []diag.Diagnostic {
	var diags []diag.Diagnostic
	refused := slices.ContainsFunc(told, func(d diag.Diagnostic) bool { return d.Range.File == p.File })
	if _, there := p.Sources[p.File]; !there && !refused {
		return append(diags, diag.New("RB1015", diag.Range{File: p.File}, "There is no "+p.File+".").
			WithWhy("It names the people, connections and frameworks that every runbook refers to.").
			WithHelp("Begin one with: attestary init"))
	}
	if !slices.ContainsFunc(files, func(f *parsedFile) bool { return strings.HasSuffix(f.name, runbookSuffix) }) {
		diags = append(diags, diag.New("RB1016", diag.Range{File: p.File}, fmt.Sprintf("No file below %s ends in %s.", path.Dir(p.File), runbookSuffix)).
			WithHelp("A runbook called NAME is a file NAME"+runbookSuffix+"."))
	}
	return diags
}

// parseAll reads and parses the files on all cores; the results are in the order of paths.
func parseAll(fsys fs.FS, paths []string) []*parsedFile {
	files := make([]*parsedFile, len(paths))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(len(paths), runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := range next {
				files[i] = parseFile(fsys, paths[i])
			}
		})
	}
	for i := range paths {
		next <- i
	}
	close(next)
	workers.Wait()
	return files
}
