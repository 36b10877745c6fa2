package runbooks_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/syntax"
	"github.com/attestary/attestary/runbooks"
)

// What a new project gets is a part of the library's own project.hcl: whoever adopts a runbook later finds there
// what is in his own already.
func TestProjectIsPartOfTheLibrarys(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("project.hcl")
	if err != nil {
		t.Fatal(err)
	}
	fresh := string(runbooks.Project{Name: "x", Timezone: "UTC", Sign: "keyless", Members: []string{"ada"}}.File())
	_, values, _ := strings.Cut(fresh, "org {\n")
	for _, paragraph := range strings.Split(strings.TrimSuffix(strings.TrimSpace(values), "\n}"), "\n\n") {
		if !strings.Contains(string(data), paragraph) {
			t.Errorf("the library's project.hcl lacks\n%s", paragraph)
		}
	}
}

// Every runbook compiles without a finding that is to be mended, and the formatter has nothing to say: here, and in the
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
				if finding.Severity == diag.Note {
					continue
				}
				t.Errorf("%s:%d: %s %s %s", finding.Range.File, finding.Range.Start.Line, finding.Code, finding.Title, finding.Message)
			}
			if n := len(result.Plans) + len(result.Drafts); n < 8 {
				t.Errorf("only %d runbooks compile", n)
			}
			formatted(t, project)
		})
	}
}

// repository is a new repository with the library and a project of its own.
func repository(t *testing.T, p runbooks.Project) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{"runbooks/project.hcl": {Data: p.File()}}
	for _, path := range runbooks.Starters() {
		data, err := fs.ReadFile(runbooks.Library(), path)
		if err != nil {
			t.Fatal(err)
		}
		files["runbooks/"+path] = &fstest.MapFile{Data: data}
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
