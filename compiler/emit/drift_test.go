package emit_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/schemas/plan"
)

// `compile --check` tells what compile would mend: files that are missing, changed or left over. What
// others wrote is left alone.
func TestDrift(t *testing.T) {
	t.Parallel()
	other := base(func(p *plan.Plan) { byHand(p); p.Runbook, p.File = "backup", "runbooks/data/backup.runbook.hcl" })
	unstarted := base(func(p *plan.Plan) { p.Runbook, p.File, p.Triggers = "notes", "runbooks/notes.runbook.hcl", nil })
	want, err := emit.All([]*plan.Plan{base(nil), unstarted, other}, emit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	const form, workflow = ".github/ISSUE_TEMPLATE/attestary-backup.yml", ".github/workflows/attestary-tls-posture.yml"
	paths := []string{form}
	for _, name := range []string{"backup", "publish", "sign", "tls-posture", "validate", "verify"} {
		paths = append(paths, ".github/workflows/attestary-"+name+".yml")
	}
	var missing []emit.Change
	for _, path := range paths {
		missing = append(missing, emit.Change{Path: path, State: emit.Missing})
	}
	theirs, old := []byte("name: ci\n"), []byte(emit.Marker+"name: gone\n")
	for _, c := range []struct {
		name   string
		change func(fstest.MapFS)
		want   []emit.Change
	}{
		{"a new repository", func(r fstest.MapFS) { clear(r) }, missing},
		{"all is well", func(r fstest.MapFS) { r[".github/workflows/ci.yml"] = &fstest.MapFile{Data: theirs} }, nil},
		{"edited by hand, and a runbook that is gone", func(r fstest.MapFS) {
			r[workflow].Data = append([]byte("#"), r[workflow].Data...)
			r[form].Data = theirs
			r[".github/workflows/attestary-gone.yml"] = &fstest.MapFile{Data: old}
			r[".github/ISSUE_TEMPLATE/attestary-gone.yml"] = &fstest.MapFile{Data: old}
			r[".github/workflows/attestary-mine.yml"] = &fstest.MapFile{Data: theirs}
			r[".github/workflows/notes.txt"] = &fstest.MapFile{Data: old}
		}, []emit.Change{
			{Path: form, State: emit.Changed}, {Path: ".github/ISSUE_TEMPLATE/attestary-gone.yml", State: emit.Stale},
			{Path: ".github/workflows/attestary-gone.yml", State: emit.Stale}, {Path: workflow, State: emit.Changed},
		}},
		{"one of the fixed is missing", func(r fstest.MapFS) { delete(r, ".github/workflows/attestary-sign.yml") }, []emit.Change{{Path: ".github/workflows/attestary-sign.yml", State: emit.Missing}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			repository := fstest.MapFS{}
			for _, file := range want {
				repository[file.Path] = &fstest.MapFile{Data: slices.Clone(file.Data)}
			}
			c.change(repository)
			got, err := emit.Drift(repository, want)
			if err != nil {
				t.Fatal(err)
			}
			slices.SortFunc(got, func(a, b emit.Change) int { return strings.Compare(a.Path, b.Path) })
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A check that could not look is an error, never "no drift".
func TestDriftCannotLook(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{".github/workflows", ".github/ISSUE_TEMPLATE"} {
		repository := fstest.MapFS{folder: {Data: []byte("a file where the folder ought to be")}}
		if changes, err := emit.Drift(repository, nil); err == nil {
			t.Errorf("it saw %v", changes)
		}
	}
}
