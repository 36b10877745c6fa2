package golden_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/attestary/attestary/internal/golden"
)

// told is a test that keeps what it is told.
type told struct {
	testing.TB
	words string
}

func (t *told) Helper()                           {}
func (t *told) Errorf(format string, args ...any) { t.words += fmt.Sprintf(format, args...) }

// check is what Check tells of got, with UPDATE as given.
func check(t *testing.T, update, path, got string) string {
	t.Helper()
	t.Setenv("UPDATE", update)
	said := &told{TB: t}
	golden.Check(said, path, []byte(got))
	return said.words
}

func read(t *testing.T, from io.Reader, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(from)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestGolden is the life of a golden: missing, made, right, wrong, and made anew under the eyes of a reader.
func TestGolden(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "testdata")
	path := filepath.Join(dir, "view.txt")
	if words := check(t, "", path, "one\n"); !strings.Contains(words, "UPDATE=1") {
		t.Errorf("of a missing file it says %q", words)
	}
	if words := check(t, "1", path, "one\n") + check(t, "", path, "one\n"); words != "" {
		t.Error(words)
	}
	if words := check(t, "", path, "two\n"); !strings.Contains(words, path) || !strings.Contains(words, "two") {
		t.Errorf("of another text it says %q", words)
	}
	reader, err := os.Open(path)
	if words := check(t, "1", path, "two\n") + check(t, "", path, "two\n"); words != "" {
		t.Error(words)
	}
	if text := read(t, reader, err); text != "one\n" {
		t.Errorf("who read while it was written has %q", text)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

// TestRightIsNotWritten holds that UPDATE=1 leaves a file alone that needs no update.
func TestRightIsNotWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "view.txt")
	check(t, "1", path, "one\n")
	long := time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := os.Chtimes(path, long, long); err != nil {
		t.Fatal(err)
	}
	check(t, "1", path, "one\n")
	if info, err := os.Stat(path); err != nil || !info.ModTime().Equal(long) {
		t.Errorf("it was written again (%v)", err)
	}
}
