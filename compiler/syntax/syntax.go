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
	"sync"

	"github.com/attestary/attestary/compiler/diag"
)

// Load reads project.hcl in the folder dir of fsys, and every runbook, file of actions, file of tests and
// framework below it. Ranges name files by their path in fsys. The tree holds what could be understood, with Broken set where a file has errors;
// the findings are sorted. Load does not follow symbolic links and reads nothing else.
func Load(fsys fs.FS, dir string) (*Project, []diag.Diagnostic) {
	project, runbooks, diags := Open(fsys, dir)
	for _, file := range parseAll(fsys, runbooks) {
		project.add(file)
		project.meant(file)
		diags = append(diags, file.diags...)
	}
	diag.Sort(diags)
	return project, diags
}

// Open is Load without the runbooks, whose paths it gives: each can be read by itself then, with Read and
// Project.Runbook, and need not be kept. The findings are in no order.
func Open(fsys fs.FS, dir string) (project *Project, runbooks []string, diags []diag.Diagnostic) {
	finder := finder{fsys: fsys, dir: dir}
	finder.find()
	var others []string
	for _, name := range finder.paths {
		if suffixOf(name) == runbookSuffix {
			runbooks = append(runbooks, name)
		} else {
			others = append(others, name)
		}
	}
	project, diags = &Project{File: path.Join(dir, projectName), Broken: true, Sources: diag.Sources{}}, finder.diags
	files := parseAll(fsys, others)
	for _, file := range files {
		project.add(file)
	}
	for _, file := range files {
		project.meant(file)
		diags = append(diags, file.diags...)
	}
	return project, runbooks, append(diags, project.absent(runbooks, diags)...)
}

// Runbook understands the bytes of a runbook's file beside what Open read; many may do so at once. There
// is no tree where the file could not be parsed. The project is left as it is.
func (p *Project) Runbook(name string, src []byte) (*Runbook, []diag.Diagnostic) {
	file := understand(name, src)
	p.meant(file)
	if file.runbook != nil {
		file.runbook.Broken, file.runbook.Source = diag.HasErrors(file.diags), src
	}
	return file.runbook, file.diags
}

// add takes the parts of one file into the tree.
func (p *Project) add(file *parsedFile) {
	p.Sources[file.name] = file.src
	broken := diag.HasErrors(file.diags)
	switch {
	case file.project != nil:
		beside := *p
		*p = *file.project
		p.File, p.Broken, p.Sources = file.name, broken, beside.Sources
		p.Runbooks, p.Systems, p.Suites, p.OwnFrameworks = beside.Runbooks, beside.Systems, beside.Suites, beside.OwnFrameworks
	case file.runbook != nil:
		file.runbook.Broken, file.runbook.Source = broken, file.src
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
func (p *Project) absent(runbooks []string, told []diag.Diagnostic) []diag.Diagnostic {
	var diags []diag.Diagnostic
	refused := slices.ContainsFunc(told, func(d diag.Diagnostic) bool { return d.Range.File == p.File })
	if _, there := p.Sources[p.File]; !there && !refused {
		return append(diags, diag.New("RB1015", diag.Range{File: p.File}, "There is no "+p.File+".").
			WithWhy("It names the people, connections and frameworks that every runbook refers to.").
			WithHelp("Begin one with: attestary init"))
	}
	if len(runbooks) == 0 {
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
