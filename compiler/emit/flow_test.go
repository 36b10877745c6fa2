package emit_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// flow is a workflow as the tests read it.
type flow struct {
	path string
	root yaml.Node

	Name        string
	RunName     string `yaml:"run-name"`
	On          map[string]yaml.Node
	Permissions yaml.Node
	Concurrency *struct {
		Group  string
		Cancel *bool `yaml:"cancel-in-progress"`
	}
	Env      map[string]string
	Defaults yaml.Node
	Jobs     map[string]*flowJob
}

type flowJob struct {
	Name, If, Uses      string
	Needs               yaml.Node
	RunsOn              yaml.Node `yaml:"runs-on"`
	Timeout             int       `yaml:"timeout-minutes"`
	Environment         yaml.Node
	Permissions         yaml.Node
	Strategy            yaml.Node
	Secrets             yaml.Node
	Outputs, With, Env  map[string]string
	Container, Services yaml.Node
	Steps               []flowStep
}

type flowStep struct {
	ID, If, Uses, Run, Shell string
	With, Env                map[string]string
}

func readFlow(t *testing.T, path string, data []byte) *flow {
	t.Helper()
	f := &flow{path: path}
	if err := yaml.Unmarshal(data, &f.root); err != nil {
		t.Fatalf("%s: %v\n%s", path, err, data)
	}
	if err := f.root.Decode(f); err != nil {
		t.Fatalf("%s: %v\n%s", path, err, data)
	}
	return f
}

// flows are all workflows that the tests' plans give, and those of this repository.
func flows(t *testing.T) []*flow {
	t.Helper()
	var all []*flow
	for _, c := range cases {
		for _, file := range files(t, c.plan, c.options) {
			if strings.HasPrefix(file.Path, ".github/workflows/") {
				all = append(all, readFlow(t, c.name+": "+file.Path, file.Data))
			}
		}
	}
	own, err := filepath.Glob("../../.github/workflows/*.yml")
	if err != nil || len(own) < 5 {
		t.Fatalf("%d workflows of our own, %v", len(own), err)
	}
	for _, path := range own {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, readFlow(t, path, data))
	}
	return all
}

// is tells whether the workflow is one of the fixed ones.
func (f *flow) is(name string) bool { return strings.HasSuffix(f.path, "attestary-"+name+".yml") }

// byHand tells whether people wrote the workflow, not compile.
func (f *flow) byHand() bool { return strings.HasSuffix(f.path, "/ci.yml") }

// steps are those of all jobs.
func (f *flow) steps() (all []flowStep) {
	for _, job := range f.Jobs {
		all = append(all, job.Steps...)
	}
	return all
}

// values are all scalars of the workflow that are not a name of a member.
func (f *flow) values() string { return strings.Join(scalars(&f.root), "\n") }

// walk goes through all nodes.
func walk(n *yaml.Node, visit func(*yaml.Node)) {
	visit(n)
	for _, child := range n.Content {
		walk(child, visit)
	}
}

var inExpression = regexp.MustCompile(`\$\{\{(.*?)\}\}`)

// expressions are what GitHub evaluates in a text.
func expressions(text string) (found []string) {
	for _, m := range inExpression.FindAllStringSubmatch(text, -1) {
		found = append(found, strings.TrimSpace(m[1]))
	}
	return found
}
