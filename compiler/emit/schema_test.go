package emit_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// GitHub's own description of workflows, which its editor and its server go by: npm @actions/workflow-parser 0.3.61,
// dist/workflow-v1.0.min.json, as it is; MIT, the licence stands beside it. It is no JSON Schema: each definition is one
// of a few kinds, and says in which contexts its expressions may be.
const schemaFile = "../testdata/github/workflow-v1.0.json"

type definition struct {
	Context []string
	OneOf   []string `json:"one-of"`
	Allowed []string `json:"allowed-values"`
	Null    *struct{}
	Boolean *struct{}
	Number  *struct{}
	String  *struct {
		Constant string
		NonEmpty bool `json:"require-non-empty"`
	}
	Sequence *struct {
		Item string `json:"item-type"`
	}
	Mapping *struct {
		Properties map[string]property
		Key        string `json:"loose-key-type"`
		Value      string `json:"loose-value-type"`
	}
}

type property struct {
	Type     string
	Required bool
}

// UnmarshalJSON reads a property, which may be the name of its type alone.
func (p *property) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		return json.Unmarshal(data, &p.Type)
	}
	type plain property
	return json.Unmarshal(data, (*plain)(p))
}

type description struct{ Definitions map[string]definition }

func readDescription(t *testing.T) *description {
	t.Helper()
	data, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	d := &description{}
	if err := json.Unmarshal(data, d); err != nil {
		t.Fatal(err)
	}
	// These kinds stand for themselves.
	for name, kind := range map[string]string{"null": `{"null":{}}`, "boolean": `{"boolean":{}}`, "number": `{"number":{}}`, "string": `{"string":{}}`,
		"sequence": `{"sequence":{"item-type":"any"}}`, "mapping": `{"mapping":{"loose-key-type":"string","loose-value-type":"any"}}`} {
		var self definition
		if err := json.Unmarshal([]byte(kind), &self); err != nil {
			t.Fatal(err)
		}
		if _, there := d.Definitions[name]; !there {
			d.Definitions[name] = self
		}
	}
	d.Definitions["any"] = definition{OneOf: []string{"null", "boolean", "number", "string", "sequence", "mapping"}}
	return d
}

// judge tells why a node is not of a type; nil where it is. contexts are those that a definition around it allows.
func (d *description) judge(n *yaml.Node, name string, contexts []string) error {
	def, there := d.Definitions[name]
	if !there {
		return fmt.Errorf("line %d: the description has no type %q", n.Line, name)
	}
	if def.Context != nil {
		contexts = def.Context
	}
	if len(def.OneOf) > 0 {
		var why []string
		for _, one := range def.OneOf {
			err := d.judge(n, one, contexts)
			if err == nil {
				return nil
			}
			why = append(why, err.Error())
		}
		return fmt.Errorf("line %d: none of %q: %s", n.Line, def.OneOf, strings.Join(why, "; "))
	}
	if n.Kind == yaml.ScalarNode {
		return def.scalar(n, contexts)
	}
	switch {
	case n.Kind == yaml.SequenceNode && def.Sequence != nil:
		for _, item := range n.Content {
			if err := d.judge(item, def.Sequence.Item, contexts); err != nil {
				return err
			}
		}
		return nil
	case n.Kind == yaml.MappingNode && def.Mapping != nil:
		return d.members(n, def, contexts)
	}
	return fmt.Errorf("line %d: it is no %s", n.Line, name)
}

func (d *description) members(n *yaml.Node, def definition, contexts []string) error {
	var seen []string
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		seen = append(seen, key.Value)
		of := def.Mapping.Value
		if p, known := def.Mapping.Properties[key.Value]; known {
			of = p.Type
		} else if def.Mapping.Key == "" {
			return fmt.Errorf("line %d: %q is not known here", key.Line, key.Value)
		}
		if err := d.judge(n.Content[i+1], of, contexts); err != nil {
			return fmt.Errorf("%s: %w", key.Value, err)
		}
	}
	for name, p := range def.Mapping.Properties {
		if p.Required && !slices.Contains(seen, name) {
			return fmt.Errorf("line %d: %s is missing", n.Line, name)
		}
	}
	return nil
}

var contextName = regexp.MustCompile(`(?:^|[^\w.'-])(github|inputs|vars|needs|strategy|matrix|secrets|steps|job|jobs|runner|env)\b`)

func (def definition) scalar(n *yaml.Node, contexts []string) error {
	found := expressions(n.Value)
	for _, e := range found {
		bare := regexp.MustCompile(`'[^']*'`).ReplaceAllString(e, "''")
		for _, m := range contextName.FindAllStringSubmatch(bare, -1) {
			if !slices.Contains(contexts, m[1]) {
				return fmt.Errorf("line %d: %s is not known in %q", n.Line, m[1], e)
			}
		}
	}
	switch {
	case len(found) > 0 && (def.String != nil || def.Boolean != nil || def.Number != nil || def.Sequence != nil || def.Mapping != nil):
		return nil
	case def.Allowed != nil && slices.Contains(def.Allowed, n.Value):
		return nil
	case def.Null != nil && n.Tag == "!!null", def.Boolean != nil && n.Tag == "!!bool", def.Number != nil && (n.Tag == "!!int" || n.Tag == "!!float"):
		return nil
	case def.String != nil && n.Tag != "!!null" && (def.String.Constant == "" || def.String.Constant == n.Value) && (n.Value != "" || !def.String.NonEmpty):
		return nil
	}
	return fmt.Errorf("line %d: %q does not fit", n.Line, n.Value)
}

// TestSchema: everything has the form that GitHub's own description gives workflows, with expressions only where their contexts are.
func TestSchema(t *testing.T) {
	t.Parallel()
	d := readDescription(t)
	for _, f := range flows(t) {
		if err := d.judge(f.root.Content[0], "workflow-root-strict", nil); err != nil {
			t.Errorf("%s: %v", f.path, err)
		}
	}
}

// TestSchemaRefuses: the look at a form that must tell of a wrong one.
func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	d := readDescription(t)
	for _, c := range []struct{ name, text, want string }{
		{"an unknown member", head + "job: {}\njobs: {a: {runs-on: x}}\n", `"job" is not known`},
		{"no jobs", head, "jobs is missing"},
		{"an unknown event", "name: x\non: {pushed: {}}\njobs: {a: {runs-on: x}}\n", `"pushed" is not known`},
		{"an unknown permission", head + "jobs: {a: {runs-on: x, permissions: {content: read}}}\n", "content"},
		{"a wrong level", head + "jobs: {a: {runs-on: x, permissions: {contents: all}}}\n", "does not fit"},
		{"a context of elsewhere", head + "jobs: {a: {runs-on: x, environment: '${{ secrets.A }}'}}\n", "secrets is not known"},
		{"a word for yes or no", job("    strategy: {fail-fast: sometimes}\n"), "does not fit"},
	} {
		f := readFlow(t, c.name, []byte(c.text))
		if err := d.judge(f.root.Content[0], "workflow-root-strict", nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}
