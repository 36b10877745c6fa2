package syntax

import (
	"io/fs"
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// parsedFile is one file: exactly one of project and runbook is set, neither where it could not be parsed.
type parsedFile struct {
	name    string
	src     []byte
	project *Project
	runbook *Runbook
	diags   []diag.Diagnostic
}

// parseFile reads and understands one file of fsys.
func parseFile(fsys fs.FS, name string) *parsedFile {
	src, err := read(fsys, name)
	if err != nil {
		f := finder{}
		f.unreadable(name, err)
		return &parsedFile{name: name, diags: f.diags}
	}
	return understand(name, src)
}

// understand takes the bytes of one file through every pass: limits, parser, table.
func understand(name string, src []byte) *parsedFile {
	file := &parsedFile{name: name, src: src}
	parsed, diags := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	if diags.HasErrors() {
		return file
	}
	file.build(parsed.Body.(*hclsyntax.Body))
	return file
}

// build makes the typed tree of a parsed body.
func (f *parsedFile) build(body *hclsyntax.Body) {
	d := &decoder{file: f.name, src: f.src}
	if path.Base(f.name) == projectName {
		f.project = &Project{}
		buildProject(f.project, d.root(&ProjectFile, body))
		d.version(f.project.Language)
	} else {
		root := d.root(&RunbookFile, body)
		f.runbook = buildRunbook(root)
		d.version(f.runbook.Language)
		d.fileName(f.runbook)
	}
	f.diags = append(f.diags, d.diags...)
}

// version tells of a language version that this program does not know.
func (d *decoder) version(language Whole) {
	if language.Given() && language.Expr == nil && language.Value != Language {
		d.report(diag.New("RB1012", language.Range, "This version knows language 1 alone.").
			WithHelp("Write language = 1, or use a version of attestary that knows the other one."))
	}
}

// Language is the version of the language that this package reads.
const Language = 1

// fileName tells of a runbook that is not called like its file.
func (d *decoder) fileName(runbook *Runbook) {
	want := strings.TrimSuffix(path.Base(d.file), runbookSuffix)
	if !runbook.Name.Given() || runbook.Name.Value == want {
		return
	}
	finding := diag.New("RB1011", runbook.Name.Range, "The file "+path.Base(d.file)+" holds a runbook called "+runbook.Name.Value+".").
		WithHelp("Rename the file to " + runbook.Name.Value + runbookSuffix + ", or the runbook to " + want + ".")
	if DashName.accepts(want) {
		finding = finding.WithFix(diag.Fix{Title: "call the runbook " + want, Kind: diag.Maybe,
			Edits: []diag.Edit{{Range: runbook.Name.Range, New: `"` + want + `"`}}})
	}
	d.report(finding)
}
