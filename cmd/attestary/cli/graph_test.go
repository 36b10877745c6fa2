package cli_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Whoever follows the lines of a drawing finds exactly the waits that the flowchart has, for runbooks of 3
// to 30 steps that wait for each other in any way.
func TestDrawingAndFlowchartSayTheSame(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		root := tangled(t, rand.New(rand.NewPCG(seed, 1)))
		_, drawing, said := typed(root, "graph", "tangled")
		_, flowchart, _ := typed(root, "graph", "tangled", "--format", "mermaid")
		if diff := cmp.Diff(arrows(flowchart), followed(t, drawing)); diff != "" || said != "" {
			t.Fatalf("seed %d: flowchart and drawing differ (-flowchart +drawing):\n%s%s%s", seed, diff, drawing, said)
		}
		if _, again, _ := typed(root, "graph", "tangled"); again != drawing {
			t.Errorf("seed %d: the second drawing is another one", seed)
		}
	}
}

// tangled is a repository with one runbook whose steps and checks wait for some of those before them.
func tangled(t *testing.T, random *rand.Rand) string {
	t.Helper()
	var text strings.Builder
	text.WriteString("runbook \"tangled\" {\n  language = 1\n  title    = \"Tangled\"\n  owner    = role.security\n}\n")
	n := 3 + random.IntN(28)
	for i := range n {
		var needs []string
		for j := range i {
			if random.IntN(5) == 0 {
				needs = append(needs, fmt.Sprintf("step.s%d", j))
			}
		}
		fmt.Fprintf(&text, "\nstep \"file.read\" \"s%d\" {\n  path  = \"/etc/hosts\"\n  needs = [%s]\n}\n", i, strings.Join(needs, ", "))
	}
	for i := range n / 3 {
		fmt.Fprintf(&text, "\ncheck \"c%d\" {\n  condition = step.s%d.exists && step.s%d.exists\n  message   = \"Gone.\"\n}\n", i, random.IntN(n), random.IntN(n))
	}
	project, err := os.ReadFile("../../../compiler/testdata/check/project.hcl")
	if err != nil {
		t.Fatal(err)
	}
	return repository(t, map[string]string{"project.hcl": string(project), "tangled.runbook.hcl": text.String()})
}

var arrow = regexp.MustCompile(`(?m)^  (\w+) --> (\w+)$`)

// arrows are the waits of a flowchart, sorted.
func arrows(flowchart string) []string {
	var all []string
	for _, m := range arrow.FindAllStringSubmatch(flowchart, -1) {
		all = append(all, m[1]+" "+m[2])
	}
	slices.Sort(all)
	return all
}

var drawn = regexp.MustCompile(`(?m)^([ ─│┌┬├┼└┴]*)[○◇] (step|check) (\w+)`)

// followed are the waits of a drawing, sorted, read as a person would: down each line, from where it begins.
func followed(t *testing.T, drawing string) []string {
	t.Helper()
	var all []string
	from := map[int]string{} // whose line goes down in a column
	for _, row := range drawn.FindAllStringSubmatch(drawing, -1) {
		name := row[2] + "_" + row[3]
		for column, symbol := range []rune(row[1]) {
			switch {
			case strings.ContainsRune("├┼└┴", symbol):
				all = append(all, from[column]+" "+name)
			case symbol == '│' && from[column] == "":
				t.Errorf("a line from nowhere at %s", name)
			case symbol != '│' && from[column] != "":
				t.Errorf("the line of %s breaks off at %s", from[column], name)
			}
			switch symbol {
			case '└', '┴':
				delete(from, column)
			case '┌', '┬':
				from[column] = name
			}
		}
	}
	if len(from) > 0 {
		t.Errorf("lines that end nowhere: %v", from)
	}
	slices.Sort(all)
	return all
}
