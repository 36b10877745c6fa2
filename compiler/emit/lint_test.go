package emit_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/rhysd/actionlint"
)

// GitHub must understand everything: actionlint knows its grammar, its contexts, its schedules, the inputs that our
// own action takes, and what the workflow that signs wants of those that call it.
func TestActionlint(t *testing.T) {
	t.Parallel()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			lint(t, repository(t, c.options, c.plan))
		})
	}
}

func lint(t *testing.T, root string) {
	t.Helper()
	var out bytes.Buffer
	linter, err := actionlint.NewLinter(&out, &actionlint.LinterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	project, err := actionlint.NewProject(root)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(root, ".github/workflows/*.yml"))
	if err != nil || len(files) < 4 {
		t.Fatalf("%d workflows, %v", len(files), err)
	}
	if findings, err := linter.LintFiles(files, project); err != nil || len(findings) > 0 {
		t.Errorf("actionlint: %v\n%s", err, out.String())
	}
}
