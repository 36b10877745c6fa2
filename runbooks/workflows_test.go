package runbooks_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/rhysd/actionlint"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/emit"
)

// The workflows of this repository are those that its runbooks give, and GitHub understands all of them.
// UPDATE=1 writes them, as `attestary compile` does.
func TestOwnWorkflows(t *testing.T) {
	t.Parallel()
	plans := compiler.Compile(os.DirFS(".."), compiler.Options{}).Plans
	files, err := emit.All(plans, emit.Options{Action: own.Action, Sign: own.Sign})
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("UPDATE") != "" {
		write(t, files)
	}
	changes, err := emit.Drift(os.DirFS(".."), files)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		t.Errorf("%s is %s (UPDATE=1 go test writes it anew)", c.Path, c.State)
	}
	var out bytes.Buffer
	linter, err := actionlint.NewLinter(&out, &actionlint.LinterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	if findings, err := linter.LintRepository(root); err != nil || len(findings) > 0 {
		t.Errorf("actionlint: %v\n%s", err, out.String())
	}
}

func write(t *testing.T, files []emit.File) {
	t.Helper()
	for _, file := range files {
		name := filepath.Join("..", filepath.FromSlash(file.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, file.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
