package runbooks_test

import (
	"os"
	"testing"
	"testing/fstest"

	"github.com/attestary/attestary/actions/simulate"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/adopt"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/runbooks"
)

// Every runbook of the library can be adopted by a team that has nothing but a name: what comes with it compiles
// without a finding that asks for something, and its tests pass there.
func TestEveryOneCanBeAdopted(t *testing.T) {
	t.Parallel()
	for _, name := range adopt.Names(runbooks.Library()) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			team := fstest.MapFS{"runbooks/project.hcl": {Data: []byte("project \"acme\" {\n  language   = 1\n  frameworks = []\n}\n\nevidence {\n  sign = \"keyless\"\n}\n")}}
			a, err := adopt.Adopt(runbooks.Library(), team, name, "devel")
			if err != nil {
				t.Fatal(err)
			}
			if a.Project != nil {
				team[a.Project.Path] = &fstest.MapFile{Data: a.Project.Data}
			}
			for _, f := range a.New {
				team[f.Path] = &fstest.MapFile{Data: f.Data}
			}
			result := compiler.Compile(team, compiler.Options{})
			for _, d := range result.Findings {
				if d.Severity == diag.Note { // there is nothing to mend
					continue
				}
				t.Errorf("%s:%d: %s %s %s", d.Range.File, d.Range.Start.Line, d.Code, d.Title, d.Message)
			}
			if result.Plan(name) == nil {
				t.Fatal("there is no plan of it")
			}
			play(t, result)
		})
	}
}

// TestTests plays all tests of this repository.
func TestTests(t *testing.T) {
	t.Parallel()
	play(t, compiler.Compile(os.DirFS(".."), compiler.Options{}))
}

// play plays the tests of a project.
func play(t *testing.T, result *compiler.Result) {
	t.Helper()
	for _, test := range result.Tests {
		got, problems := simulate.Run(result.Written(test.Runbook), test.Scenario)
		for _, p := range problems {
			t.Errorf("%s, %q: %s: %s", test.File, test.Name, p.Place, p.Message)
		}
		if got == nil {
			continue
		}
		for _, d := range simulate.Compare(test.Want, got) {
			t.Errorf("%s, %q: %+v", test.File, test.Name, d)
		}
	}
}
