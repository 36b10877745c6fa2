package syntax

import (
	"path"
	"strings"

	"github.com/attestary/attestary/compiler/diag"
)

// What a file is called and what stands in it belong together: a reader finds a part by its file.

// fileName tells of a part that is not called like its file.
func (d *decoder) fileName(what string, name Text, suffix string) {
	want := strings.TrimSuffix(path.Base(d.file), suffix)
	if !name.Given() || name.Value == want || !DashName.accepts(name.Value) {
		return
	}
	finding := diag.New("RB1011", name.Range, "The file "+path.Base(d.file)+" holds a "+what+" called "+name.Value+".").
		WithHelp("Rename the file to " + name.Value + suffix + ", or the " + what + " to " + want + ".")
	if DashName.accepts(want) {
		finding = finding.WithFix(diag.Fix{Title: "call the " + what + " " + want, Kind: diag.Maybe,
			Edits: []diag.Edit{{Range: name.Range, New: `"` + want + `"`}}})
	}
	d.report(finding)
}

// systems tells of actions that belong to another system than their file, or to a file that is called like
// no system.
func (d *decoder) systems(f *System) {
	if !isName(f.Name, "_") {
		d.report(diag.New("RB1011", diag.Range{File: d.file}, path.Base(d.file)+" is called like no system.").
			WithHelp("Actions okta.* stand in okta" + actionSuffix + ": a lower-case letter, then letters, digits and _."))
		return
	}
	for _, a := range f.Actions {
		system, action, dotted := strings.Cut(a.Name.Value, ".")
		if !dotted || system == f.Name {
			continue
		}
		d.report(diag.New("RB1011", a.Name.Range, "The file "+path.Base(d.file)+" holds an action of "+system+".").
			WithHelp("Move it to " + system + actionSuffix + ", or call it " + f.Name + "." + action + ".").
			WithFix(diag.Fix{Title: "call it " + f.Name + "." + action, Kind: diag.Maybe,
				Edits: []diag.Edit{{Range: a.Name.Range, New: `"` + f.Name + "." + action + `"`}}}))
	}
}
