package main_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	testNamed   = regexp.MustCompile("`(Test[A-Za-z0-9]+)`")
	storyNamed  = regexp.MustCompile("`([a-z-]+\\.txtar)`")
	vectorsList = regexp.MustCompile("vectors? ((?:`[a-z-]+`(?:, )?)+)")
	testDefined = regexp.MustCompile(`(?m)^func (Test[A-Za-z0-9]+)\(`)
)

// TestThreatsAreShown holds that whatever the threat model says is shown by something: the tests, the stories and the
// spoilt ledgers that it names are there, and no row goes without.
func TestThreatsAreShown(t *testing.T) {
	t.Parallel()
	page := readPage(t, "../../docs/threat-model.md")
	defined := tests(t)
	for _, m := range testNamed.FindAllStringSubmatch(page, -1) {
		if !defined[m[1]] {
			t.Errorf("there is no test %s", m[1])
		}
	}
	for _, m := range storyNamed.FindAllStringSubmatch(page, -1) {
		if _, err := os.Stat(filepath.Join("testdata/script", m[1])); err != nil {
			t.Error(err)
		}
	}
	for _, m := range vectorsList.FindAllStringSubmatch(page, -1) {
		for _, name := range strings.Split(m[1], ", ") {
			if _, err := os.Stat(filepath.Join("../../actions/verify/testdata/vectors", strings.Trim(name, "`")+".json")); err != nil {
				t.Error(err)
			}
		}
	}
	for line := range strings.Lines(page) {
		if cells := strings.Split(line, "|"); len(cells) == 5 && !strings.Contains(line, "---") && !strings.Contains(line, "shown by") && !strings.Contains(cells[3], "`") {
			t.Errorf("nothing shows it: %s", line)
		}
	}
}

// tests are the names of all tests of this repository.
func tests(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, room := range []string{"actions", "cmd", "compiler", "schemas", "runbooks"} {
		err := filepath.WalkDir(filepath.Join("../..", room), func(path string, _ os.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, "_test.go") {
				for _, m := range testDefined.FindAllStringSubmatch(readPage(t, path), -1) {
					names[m[1]] = true
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return names
}
