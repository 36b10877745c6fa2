package syntax

import (
	"io/fs"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/attestary/attestary/compiler/diag"
)

// parsedFile is one file: exactly one of the trees is set, none where it could not be parsed.
type parsedFile struct {
	name      string
	src       []byte
	project   *Project
	runbook   *Runbook
	system    *System
	suite     *Suite
	framework *Framework
	diags     []diag.Diagnostic
	misread   []misread
}

// parseFile reads and understands one file of fsys.
func parseFile(fsys fs.FS, name string) *parsedFile {
	src, diags := Read(fsys, name)
	if diags != nil {
		return &parsedFile{name: name, diags: diags}
	}
	return understand(name, src)
}

// Read is the content of a file, or why it cannot be read. Of one above the limit it is enough to see that.
func Read(fsys fs.FS, name string) ([]byte, []diag.Diagnostic) {
	src, err := read(fsys, name)
	if err != nil {
		f := finder{}
		f.unreadable(name, err)
		return nil, f.diags
	}
	return src, nil
}

// understand takes the bytes of one file through every pass, and checks the fixes that are offered.
func understand(name string, src []byte) *parsedFile {
	file := judge(name, src, toExplain())
	if len(file.diags) > 0 {
		diag.Sort(file.diags)
		checkFixes(src, file.diags, toCheck(len(src)), func(edited []byte, left *effort) []diag.Diagnostic {
			return judge(name, edited, left).diags
		})
	}
	return file
}

// judge holds a file to the limits, parses it, and holds it against the table. What cannot be parsed is
// explained; the tree is then left out, since its places would be those of a mended copy.
func judge(name string, src []byte, left *effort) *parsedFile {
	file := &parsedFile{name: name, src: src}
	body, m, diags := parse(name, src, left)
	switch file.diags = diags; {
	case body != nil && m == nil:
		file.build(body)
	case body != nil:
		mended := &parsedFile{name: name, src: m.copy}
		mended.build(body)
		file.diags = append(file.diags, m.relocate(mended.diags)...)
	}
	return file
}

// parse is a file's body. Where it could not be parsed as it stands, the mender says how to read the
// body's places; where it could not be parsed at all, there is no body.
func parse(name string, src []byte, left *effort) (*hclsyntax.Body, *mender, []diag.Diagnostic) {
	if diags := Scan(name, src); len(diags) > 0 {
		return nil, nil, diags
	}
	parsed, problems := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	if unexplained(problems) == nil {
		return parsed.Body.(*hclsyntax.Body), nil, doubled(problems)
	}
	m := &mender{file: name, src: src, left: left}
	body := m.mend(problems)
	return body, m, m.diags
}

// doubled tells of settings that are given twice, which the parser keeps the first of.
func doubled(problems hcl.Diagnostics) []diag.Diagnostic {
	var diags []diag.Diagnostic
	for _, p := range problems {
		if p.Summary == redefined {
			diags = append(diags, diag.New("RB1005", Place(*p.Subject), "This setting was given before in the same section.").
				WithHelp("Keep one of the two lines."))
		}
	}
	return diags
}

// build makes the typed tree of a parsed body.
func (f *parsedFile) build(body *hclsyntax.Body) {
	d := &decoder{file: f.name, src: f.src}
	root := d.root(FileRow(f.name), body)
	switch suffixOf(f.name) {
	case projectName:
		f.project = &Project{}
		buildProject(f.project, root)
		d.version(f.project.Language)
	case runbookSuffix:
		f.runbook = buildRunbook(root)
		d.version(f.runbook.Language)
		d.fileName("runbook", f.runbook.Name, runbookSuffix)
	case actionSuffix:
		f.system = buildSystem(root)
		d.systems(f.system)
	case testSuffix:
		f.suite = buildSuite(root)
	case frameworkSuffix:
		f.framework = buildFramework(root)
		d.fileName("framework", f.framework.Name, frameworkSuffix)
	}
	f.diags = append(f.diags, d.diags...)
	f.misread = d.misread
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
