package runbooks_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/runbooks"
)

// own is the project of this repository.
var own = runbooks.Project{Name: "attestary", Timezone: "UTC", Action: "./actions", Sign: "key:attestary.key", Teams: []string{"attestary/maintainers"}}

// This repository is a project like any other: what stands in its project.hcl is what a new project gets.
func TestOwnProject(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("project.hcl")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(data), string(own.File())); diff != "" {
		t.Errorf("project.hcl is not what Project writes (-file +Project):\n%s", diff)
	}
}

// Every runbook compiles without a finding, and the formatter has nothing to say: here, and in the
// repository of somebody whose names need care.
func TestEverythingCompiles(t *testing.T) {
	t.Parallel()
	for name, project := range map[string]fs.FS{
		"this repository": os.DirFS(".."),
		"a new one":       repository(t, runbooks.Project{Name: "acme", Timezone: "Europe/Paris", Sign: "key:keys/acme.key", Members: []string{"ada", "bob#42"}}),
		"both kinds of people": repository(t, runbooks.Project{Name: "acme", Timezone: "UTC", Sign: "keyless",
			Action: "attestary/attestary/actions@0123456789abcdef0123456789abcdef01234567", Members: []string{"ada"}, Teams: []string{"acme/ops"}}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := compiler.Compile(project, compiler.Options{Today: "2026-01-05"})
			for _, finding := range result.Findings {
				t.Errorf("%s:%d: %s %s %s", finding.Range.File, finding.Range.Start.Line, finding.Code, finding.Title, finding.Message)
			}
			if len(result.Plans) < 8 {
				t.Errorf("only %d runbooks compile", len(result.Plans))
			}
			formatted(t, project)
		})
	}
}

// repository is a new repository with the library and a project of its own.
func repository(t *testing.T, p runbooks.Project) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{"runbooks/project.hcl": {Data: p.File()}}
	err := fs.WalkDir(runbooks.Library(), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(runbooks.Library(), path)
		files["runbooks/"+path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func formatted(t *testing.T, project fs.FS) {
	t.Helper()
	err := fs.WalkDir(project, "runbooks", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".hcl" {
			return err
		}
		data, err := fs.ReadFile(project, path)
		if err != nil {
			return err
		}
		want, findings := syntax.Format(path, data)
		if diff := cmp.Diff(string(data), string(want)); diff != "" || len(findings) > 0 {
			t.Errorf("%s is not formatted: %v (-file +formatted):\n%s", path, findings, diff)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
