// Package golden holds what a test made against a file that people read and review.
//
//	golden.Check(t, "testdata/human.txt", made)
//
// Where they differ the test fails and shows the lines. With UPDATE=1 in the environment the file is
// written instead, to be looked at and committed with the change that moved it.
//
// Tests run beside each other, and many read what one of them updates. So a file that is right is never
// written, and one that is wrong is replaced in one step: whoever reads it finds the old bytes or the new
// ones, and never half of them.
package golden

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Updating tells whether goldens are to be written, for a test that cannot use Check.
func Updating() bool { return os.Getenv("UPDATE") != "" }

// Check holds got against the file at path.
func Check(t testing.TB, path string, got []byte) {
	t.Helper()
	want, err := os.ReadFile(path)
	switch {
	case err == nil && bytes.Equal(want, got):
	case Updating():
		if err := replace(path, got); err != nil {
			t.Fatal(err)
		}
	case err != nil:
		t.Errorf("%v (UPDATE=1 go test writes it)", err)
	default:
		t.Errorf("%s differs (UPDATE=1 go test writes it anew; -want +got):\n%s", path, cmp.Diff(lines(want), lines(got)))
	}
}

func lines(text []byte) []string { return strings.SplitAfter(string(text), "\n") }

// replace puts data at path, making its folder, by way of a file beside it.
func replace(path string, data []byte) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	beside := filepath.Join(dir, "."+filepath.Base(path)+".new")
	if err := os.WriteFile(beside, data, 0o644); err != nil {
		return err
	}
	return os.Rename(beside, path)
}
