package expr_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/attestary/attestary/schemas/canon"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// compile reads one definition of schema.json; "" is the whole.
func compile(t testing.TB, definition string) *jsonschema.Schema {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("schema.json" + definition)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func parse(t testing.TB, data []byte) any {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestExample holds that the example is canonical, fits the schema, and means what it says.
func TestExample(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("example.json")
	if err != nil {
		t.Fatal(err)
	}
	data = bytes.TrimSuffix(data, []byte("\n"))
	if err := compile(t, "").Validate(parse(t, data)); err != nil {
		t.Error(err)
	}
	var n expr.Node
	if err := canon.Decode(data, &n); err != nil {
		t.Fatal(err)
	}
	if err := n.Check(); err != nil {
		t.Error(err)
	}
	want := `(default(step.site.days_left, 0) > input.days) && contains(["TLS 1.2", "TLS 1.3"], step.site.version)`
	if n.String() != want {
		t.Errorf("the example is %s, want %s", &n, want)
	}
}

// TestSchemaAgrees holds that the schema takes what Check takes, and that neither takes a tree that was
// changed in one place so that it is no expression any more.
func TestSchemaAgrees(t *testing.T) {
	t.Parallel()
	schema := compile(t, "")
	changed := map[string]int{}
	for seed := range uint64(300) {
		data, err := canon.Encode(generate(seed))
		if err != nil {
			t.Fatal(err)
		}
		doc := parse(t, data)
		if err := schema.Validate(doc); err != nil {
			t.Fatalf("seed %d: %s: %v", seed, data, err)
		}
		r := rand.New(rand.NewPCG(seed, 1))
		what := mutate(r, doc.(map[string]any))
		data, err = json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		changed[what]++
		if schema.Validate(parse(t, data)) == nil {
			t.Errorf("seed %d: %s: the schema takes %s", seed, what, data)
		}
		if sound(data) {
			t.Errorf("seed %d: %s: Check takes %s", seed, what, data)
		}
	}
	if len(changed) != len(mutations) {
		t.Errorf("not every change was tried: %v", changed)
	}
}

// sound tells whether data is an expression, in any order and spacing.
func sound(data []byte) bool {
	var n expr.Node
	doc := json.RawMessage(data)
	ordered, err := canon.Encode(any(decodeAny(doc)))
	return err == nil && canon.Decode(ordered, &n) == nil && n.Check() == nil
}

func decodeAny(data []byte) (v any) {
	if json.Unmarshal(data, &v) != nil {
		return nil
	}
	return v
}

// mutations are changes that make any node no expression.
var mutations = []struct {
	name   string
	change func(node map[string]any)
}{
	{"no operator", func(n map[string]any) { delete(n, "op") }},
	{"another operator", func(n map[string]any) { n["op"] = "eval" }},
	{"operator in capitals", func(n map[string]any) { n["op"] = "LITERAL" }},
	{"an unknown member", func(n map[string]any) { n["comment"] = "x" }},
	{"a number as value", func(n map[string]any) { n["value"] = 1 }},
	{"the path of another", func(n map[string]any) { n["path"] = []any{"1"} }},
	{"arguments that are text", func(n map[string]any) { n["args"] = "x" }},
	{"an argument that is nothing", func(n map[string]any) { n["args"] = []any{nil} }},
	{"a function that is none", func(n map[string]any) { n["name"] = "exec" }},
	{"keyed, but not so", func(n map[string]any) { n["keyed"] = false }},
}

// mutate changes a random node of doc and says how.
func mutate(r *rand.Rand, doc map[string]any) string {
	for {
		args, _ := doc["args"].([]any)
		if len(args) == 0 || r.IntN(3) == 0 {
			break
		}
		doc = args[r.IntN(len(args))].(map[string]any)
	}
	m := mutations[r.IntN(len(mutations))]
	m.change(doc)
	return m.name
}

// TestSchemaValues holds that the schema takes the values and operands that Go takes.
func TestSchemaValues(t *testing.T) {
	t.Parallel()
	value, operand := compile(t, "#/$defs/value"), compile(t, "#/$defs/operand")
	for seed := range uint64(300) {
		for _, o := range expr.Judge(generate(seed), world).Operands {
			data, err := canon.Encode(o)
			if err != nil {
				t.Fatal(err)
			}
			if err := operand.Validate(parse(t, data)); err != nil {
				t.Fatalf("%s: %v", data, err)
			}
		}
		v := expr.Eval(generator{rand.New(rand.NewPCG(seed, 2))}.value(3), world)
		if !v.Whole() {
			continue
		}
		data, err := canon.Encode(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := value.Validate(parse(t, data)); err != nil {
			t.Fatalf("%s: %v", data, err)
		}
	}
	for _, bad := range []string{`1`, `{}`, `{"number":"01"}`, `{"number":"-0"}`, `{"a":"b"}`, `{"object":{"a":1}}`, `[1]`} {
		if value.Validate(parse(t, []byte(bad))) == nil || operand.Validate(parse(t, []byte(bad))) == nil {
			t.Errorf("the schema takes %s", bad)
		}
	}
}

// TestSchemaFunctions holds that the schema lists the functions of the table.
func TestSchemaFunctions(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Defs struct {
			Node struct {
				AllOf []struct {
					Then struct {
						Properties struct {
							Name struct{ Enum []string }
						}
					}
				}
			}
		} `json:"$defs"`
	}
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	var listed, want []string
	for _, rule := range schema.Defs.Node.AllOf {
		listed = append(listed, rule.Then.Properties.Name.Enum...)
	}
	for _, f := range expr.Functions() {
		want = append(want, f.Name)
	}
	slices.Sort(listed)
	if diff := cmp.Diff(want, listed); diff != "" {
		t.Error(diff)
	}
}
