package runbooks_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/catalog"
	"github.com/attestary/attestary/schemas/plan"
)

const framework = "cisa-ztmm"

var stages = []string{"initial", "advanced", "optimal"}

// README.md says of each runbook what its plan says, and of each function what there is for it: its tables are
// written by UPDATE=1.
func TestReadme(t *testing.T) {
	t.Parallel()
	result := compiler.Compile(os.DirFS(".."), compiler.Options{})
	plans := slices.DeleteFunc(slices.Concat(result.Plans, result.Drafts), func(p *plan.Plan) bool {
		return strings.HasPrefix(p.File, compiler.Dir+"/self/")
	})
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	got := between(t, string(text), "runbooks", runbookTable(plans))
	got = between(t, got, "coverage", coverageTable(t, plans))
	got = between(t, got, "controls", controlTable(t, plans))
	golden.Check(t, "README.md", []byte(got))
	for _, p := range plans {
		if filepath.Base(p.File) != p.Runbook+".runbook.hcl" {
			t.Errorf("%s stands in %s", p.Runbook, p.File)
		}
	}
}

// between puts a table where the page has its place.
func between(t *testing.T, page, name, table string) string {
	t.Helper()
	before, rest, ok := strings.Cut(page, "<!-- "+name+" -->\n")
	_, after, closed := strings.Cut(rest, "<!-- /"+name+" -->")
	if !ok || !closed {
		t.Fatalf("README.md has no place for the table %s", name)
	}
	return before + "<!-- " + name + " -->\n" + table + "<!-- /" + name + " -->" + after
}

// runbookTable lists the runbooks by file.
func runbookTable(plans []*plan.Plan) string {
	slices.SortFunc(plans, func(a, b *plan.Plan) int { return cmp.Compare(a.File, b.File) })
	var out strings.Builder
	out.WriteString("| runbook | what it is about | proves | needs |\n|---|---|---|---|\n")
	for _, p := range plans {
		var proves, needs []string
		for _, s := range p.Satisfies {
			if s.Framework == framework {
				proves = append(proves, s.Function+" "+s.Stage)
			}
		}
		for _, c := range p.Connections {
			needs = append(needs, c.Name)
		}
		fmt.Fprintf(&out, "| [%s](%s) | %s | %s | %s |\n", p.Runbook, strings.TrimPrefix(p.File, compiler.Dir+"/"), p.Title,
			strings.Join(proves, "<br>"), cmp.Or(strings.Join(needs, ", "), "nothing"))
	}
	return out.String()
}

// coverageTable tells for every function and stage which runbook proves it, or that none can (LIMITS.md), or that
// there is none yet.
func coverageTable(t *testing.T, plans []*plan.Plan) string {
	t.Helper()
	set, ok := catalog.Lookup(framework)
	if !ok {
		t.Fatal("no framework " + framework)
	}
	unprovable := limits(t)
	var out strings.Builder
	out.WriteString("| function | " + strings.Join(stages, " | ") + " |\n|---|---|---|---|\n")
	for _, pillar := range set.Pillars {
		for _, f := range pillar.Functions {
			cells := make([]string, len(stages))
			for i, stage := range stages {
				names := provers(plans, f.ID, stage)
				cells[i] = strings.Join(names, "<br>")
				switch unprovable := unprovable[f.ID+" "+stage]; {
				case len(names) > 0 && unprovable:
					t.Errorf("%s %s: %v proves it, and LIMITS.md says that nothing can", f.ID, stage, names)
				case unprovable:
					cells[i] = "[not by a runbook](LIMITS.md)"
				case len(names) == 0:
					cells[i] = "not yet"
				}
			}
			fmt.Fprintf(&out, "| %s | %s |\n", f.ID, strings.Join(cells, " | "))
		}
	}
	return out.String()
}

func provers(plans []*plan.Plan, function, stage string) []string {
	var names []string
	for _, p := range plans {
		if slices.ContainsFunc(p.Satisfies, func(s plan.Satisfies) bool {
			return s.Framework == framework && s.Function == function && s.Stage == stage
		}) {
			names = append(names, p.Runbook)
		}
	}
	return names
}

// limits are the cells, as "function stage", that LIMITS.md says no runbook can prove.
func limits(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile("LIMITS.md")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if cells := strings.Split(line, "|"); len(cells) == 5 && strings.Contains(cells[1], ".") {
			found[strings.TrimSpace(cells[1])+" "+strings.TrimSpace(cells[2])] = true
		}
	}
	return found
}
