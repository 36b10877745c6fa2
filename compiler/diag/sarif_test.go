package diag_test

import (
	"bytes"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/attestary/attestary/compiler/diag"
)

// TestSARIFKeepsItsForm holds what is written, for every code that there is, for hostile text and for
// nothing at all, to a schema that is narrower than the standard's.
func TestSARIFKeepsItsForm(t *testing.T) {
	t.Parallel()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile("testdata/sarif.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	all := append(findings(), hostile())
	for _, e := range diag.Entries() {
		all = append(all, diag.New(e.Code, at(1, 1, 0, 1), "Here."))
	}
	for name, ds := range map[string][]diag.Diagnostic{"nothing": nil, "everything": all} {
		out, err := diag.SARIF(ds, sources, "v1.2.3")
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
