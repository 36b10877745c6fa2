package emit_test

import (
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
	other := base(func(p *plan.Plan) { p.Runbook, p.File = "backup", "runbooks/data/backup.runbook.hcl" })
	unstarted := base(func(p *plan.Plan) { p.Runbook, p.File, p.Triggers = "notes", "runbooks/notes.runbook.hcl", nil })
	want, err := emit.All([]*plan.Plan{base(nil), unstarted, other}, emit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{".github/workflows/attestary-backup.yml", ".github/workflows/attestary-tls-posture.yml"}, []string{want[0].Path, want[1].Path}); diff != "" || len(want) != 2 {
		t.Fatalf("the files are %v", diff)
	}
	theirs := &fstest.MapFile{Data: []byte("name: ci\n")}
	old := &fstest.MapFile{Data: []byte(emit.Marker + "name: gone\n")}
	for _, c := range []struct {
		name       string
		repository fstest.MapFS
		want       []emit.Change
	}{
		{"a new repository", fstest.MapFS{}, []emit.Change{{want[0].Path, emit.Missing}, {want[1].Path, emit.Missing}}},
		{"all is well", fstest.MapFS{want[0].Path: {Data: want[0].Data}, want[1].Path: {Data: want[1].Data}, ".github/workflows/ci.yml": theirs}, nil},
		{"edited by hand, and a runbook that is gone", fstest.MapFS{
			want[0].Path: {Data: append([]byte("#"), want[0].Data...)}, want[1].Path: {Data: want[1].Data},
			".github/workflows/attestary-gone.yml": old, ".github/workflows/attestary-mine.yml": theirs, ".github/workflows/notes.txt": old,
		}, []emit.Change{{want[0].Path, emit.Changed}, {".github/workflows/attestary-gone.yml", emit.Stale}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := emit.Drift(c.repository, want)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A check that could not look is an error, never "no drift".
func TestDriftCannotLook(t *testing.T) {
	t.Parallel()
	repository := fstest.MapFS{".github/workflows": {Data: []byte("a file where the folder ought to be")}}
	if changes, err := emit.Drift(repository, nil); err == nil {
		t.Errorf("it saw %v", changes)
	}
}
