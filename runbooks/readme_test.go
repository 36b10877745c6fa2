package runbooks_test

import (
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/compiler"
)

var row = regexp.MustCompile(`(?m)^\| \[([a-z-]+)\]\(([a-z/.-]+)\) \| ([a-z.-]+) \| ([a-z]+) \| [^|]+ \| [^|]+ \|$`)

// The table says of each runbook what its plan says.
func TestReadme(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, cells := range row.FindAllStringSubmatch(string(text), -1) {
		got = append(got, strings.Join(cells[1:], " "))
	}
	for _, p := range compiler.Compile(os.DirFS(".."), compiler.Options{}).Plans {
		for _, s := range p.Satisfies {
			if s.Function != "" {
				want = append(want, strings.Join([]string{p.Runbook, strings.TrimPrefix(p.File, "runbooks/"), s.Function, s.Stage}, " "))
			}
		}
		if path.Base(p.File) != p.Runbook+".runbook.hcl" {
			t.Errorf("%s stands in %s", p.Runbook, p.File)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("README.md (-plans +table):\n%s", diff)
	}
}
