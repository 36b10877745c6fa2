package kind_test

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/kind"
)

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

func TestFields(t *testing.T) {
	t.Parallel()
	for _, k := range kind.All() {
		seen := map[string]bool{}
		for _, f := range k.Fields {
			if seen[f.Name] || !nameForm.MatchString(f.Name) || kind.IsOfStep(f.Name) {
				t.Errorf("%s: %q cannot name a setting", k.Name, f.Name)
			}
			seen[f.Name] = true
			typ, err := expr.ParseType(f.Type)
			if err != nil {
				t.Errorf("%s: %s: %v", k.Name, f.Name, err)
			}
			if of := innermost(typ); f.OneOf != nil && of.Kind != expr.StringType {
				t.Errorf("%s: %s: a %s is not one of %q", k.Name, f.Name, f.Type, f.OneOf)
			}
			if k.Field(f.Name).Doc != f.Doc {
				t.Errorf("%s: Field finds another %s", k.Name, f.Name)
			}
		}
	}
}

func innermost(t expr.Type) expr.Type {
	for t.Elem != nil {
		t = *t.Elem
	}
	return t
}

func TestOutputs(t *testing.T) {
	t.Parallel()
	for _, k := range kind.All() {
		seen := map[string]bool{}
		for _, o := range k.Outputs {
			if seen[o.Name] || !nameForm.MatchString(o.Name) || kind.IsOfOutcome(o.Name) {
				t.Errorf("%s: %q cannot name an output", k.Name, o.Name)
			}
			seen[o.Name] = true
			typ, err := expr.ParseType(o.Type)
			if err != nil {
				t.Errorf("%s: %s: %v", k.Name, o.Name, err)
			}
			if typ.Kind == expr.AnyType && !slices.Contains(o.Labels, kind.Untrusted) {
				t.Errorf("%s: %s: what may be anything comes from outside", k.Name, o.Name)
			}
			if k.Output(o.Name).Doc != o.Doc {
				t.Errorf("%s: Output finds another %s", k.Name, o.Name)
			}
		}
	}
}

// TestObservers holds that what only looks is safe to repeat, and that what somebody notices is bounded by a
// use.
func TestObservers(t *testing.T) {
	t.Parallel()
	for _, k := range kind.All() {
		if k.Effect == kind.Observe && (!k.Idempotent && !k.Tells || k.Restate) {
			t.Errorf("%s: it observes, so it is idempotent unless it tells people, and needs no other effect", k.Name)
		}
		if k.Tells && k.Effect != kind.Observe {
			t.Errorf("%s: to tell people is no change", k.Name)
		}
		if k.Acts(k.Effect) && k.Connection == "" {
			t.Errorf("%s: it acts, and no use section bounds it", k.Name)
		}
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	var names []string
	for _, k := range kind.All() {
		names = append(names, k.Name)
		if found, ok := kind.Lookup(k.Name); !ok || found.Title != k.Title {
			t.Errorf("Lookup does not find %s", k.Name)
		}
	}
	if !slices.IsSorted(names) {
		t.Errorf("All is not sorted: %q", names)
	}
	if _, ok := kind.Lookup("exec.Run"); ok {
		t.Error("Lookup takes another letter case")
	}
}

// TestReserved holds that no action of the table, and none that the language has and this version has not,
// can be written anew in HCL.
func TestReserved(t *testing.T) {
	t.Parallel()
	for _, k := range kind.All() {
		if system, _, _ := strings.Cut(k.Name, "."); !kind.Reserved(system) {
			t.Errorf("%s could be written in HCL", k.Name)
		}
	}
	for system, want := range map[string]bool{
		"dns": true, "github": true, "issue": true, "notify": true, "sql": true, "wait": true, "okta": false, "fleet": false, "Http": false, "http.": false, "": false,
	} {
		if got := kind.Reserved(system); got != want {
			t.Errorf("%q: %v, want %v", system, got, want)
		}
	}
}

// TestSchema holds that every kind has the form of schema.json and that example.json is one of them.
func TestSchema(t *testing.T) {
	t.Parallel()
	schema, err := jsonschema.NewCompiler().Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile("example.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kind.All() {
		data, err := json.MarshalIndent(k, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%s: %v", k.Name, err)
		}
		if k.Name == "file.read" {
			if diff := cmp.Diff(string(example), string(data)+"\n"); diff != "" {
				t.Errorf("example.json is another kind: %s", diff)
			}
		}
	}
}
