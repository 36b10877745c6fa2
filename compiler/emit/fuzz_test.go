package emit_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/attestary/attestary/compiler/emit"
	"github.com/attestary/attestary/schemas/expr"
	"github.com/attestary/attestary/schemas/plan"
)

// Whatever a runbook says in words, the workflow is one YAML document with the keys that we wrote, and a
// default comes back from it as it went in.
func FuzzWords(f *testing.F) {
	f.Add("yes", "*x", "no")
	f.Add("a: b # c", "- d ... ---", "e\n...\n---\n'\"|")
	f.Add("0", "2", "ee..\n\n")
	f.Add("0", "0", "\t0\n")
	f.Fuzz(func(t *testing.T, title, label, value string) {
		if !utf8.ValidString(title + label + value) {
			return
		}
		p := base(func(p *plan.Plan) {
			byHand(p)
			p.Title = title
			p.Inputs = []plan.Input{{Name: "word", Type: "string", Title: label, Default: ptr(expr.OfText(value))}}
		})
		file, err := emit.Workflow(p, emit.Options{Sign: "keyless"})
		if err != nil {
			return
		}
		var doc struct {
			Name        string
			RunName     string `yaml:"run-name"`
			Env         yaml.Node
			On          map[string]yaml.Node
			Permissions map[string]string
			Jobs        map[string]yaml.Node
		}
		decoder := yaml.NewDecoder(strings.NewReader(string(file.Data)))
		decoder.KnownFields(true)
		if err := decoder.Decode(&doc); err != nil {
			t.Fatalf("%v\n%s", err, file.Data)
		}
		if len(doc.On) != 3 || len(doc.Permissions) != 0 || len(doc.Jobs) != 4 {
			t.Errorf("the words made other keys:\n%s", file.Data)
		}
		var form struct {
			Inputs map[string]struct{ Default string }
		}
		node := doc.On["workflow_dispatch"]
		if err := node.Decode(&form); err != nil {
			t.Fatal(err)
		}
		if got := form.Inputs["word"].Default; got != value {
			t.Errorf("the default %q came back as %q:\n%s", value, got, file.Data)
		}
	})
}
