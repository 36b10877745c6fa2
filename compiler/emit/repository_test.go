package emit_test

import (
	"os"
	"path/filepath"
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
