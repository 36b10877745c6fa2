package emit_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/schemas/plan"
)

// repository is a folder with everything that is written for the plans, and with our action.
func repository(t *testing.T, o emit.Options, plans ...*plan.Plan) string {
	t.Helper()
	root := t.TempDir()
	files, err := emit.All(plans, o)
	if err != nil {
		t.Fatal(err)
	}
	action, err := os.ReadFile("../../actions/action.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(files, emit.File{Path: "actions/action.yml", Data: action}) {
		path := filepath.Join(root, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// names are the paths of files of two repositories, sorted.
func names(lists ...[]emit.File) (all []string) {
	for _, list := range lists {
		for _, f := range list {
			all = append(all, f.Path)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// data are the bytes of a file; none where there is no such file.
func data(files []emit.File, path string) []byte {
	for _, f := range files {
		if f.Path == path {
			return f.Data
		}
	}
	return nil
}
