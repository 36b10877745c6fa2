package runbooks_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/rhysd/actionlint"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/internal/golden"
)

// The workflows of this repository are those that its runbooks give, and GitHub understands all of them.
// UPDATE=1 writes them, as `attestary compile` does.
func TestOwnWorkflows(t *testing.T) {
	t.Parallel()
	result := compiler.Compile(os.DirFS(".."), compiler.Options{})
	project := result.Project
	files, err := emit.All(result.Plans, emit.Options{Action: project.Action.Value, Sign: project.Store.Sign.Value})
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		golden.Check(t, filepath.Join("..", filepath.FromSlash(file.Path)), file.Data)
	}
	changes, err := emit.Drift(os.DirFS(".."), files)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		t.Errorf("%s is %s", c.Path, c.State)
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
