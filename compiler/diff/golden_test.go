package diff_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/compiler/diff"
	"github.com/attestary/attestary/compiler/internal/sample"
	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/plan"
)

// Each file below testdata/diff is a change of runbooks, as HCL before and after, and what is told of it in
// the three views. Files that are on neither side alone stand below both/.
func TestGoldens(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("../testdata/diff/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no goldens: %v", err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			page, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			d := diff.Compare(compiled(t, page, "before/"), compiled(t, page, "after/"))
			document, err := d.Encode()
			if err != nil {
				t.Fatal(err)
			}
			conforms(t, document)
			again, err := diff.Parse(document)
			if err != nil {
				t.Fatal(err)
			}
			if c := cmp.Diff(d, again, cmpopts.IgnoreUnexported(diff.Change{})); c != "" {
				t.Errorf("it reads back as something else: %s", c)
			}
			views := map[string]string{"text": diff.Text(d, 100), "markdown": diff.Markdown(d), "json": indented(t, document)}
			golden.Check(t, name, written(page, views))
		})
	}
}

// compiled are the plans of one side.
func compiled(t *testing.T, page *txtar.Archive, side string) []*plan.Plan {
	t.Helper()
	files := fstest.MapFS{}
	for _, file := range page.Files {
		for _, dir := range []string{"both/", side} {
			if name, ok := strings.CutPrefix(file.Name, dir); ok {
				files[name] = &fstest.MapFile{Data: file.Data, Mode: fs.FileMode(0o644)}
			}
		}
	}
	result := compiler.Compile(files, compiler.Options{})
	if diag.HasErrors(result.Findings) {
		t.Fatalf("%s does not compile:\n%s", side, diag.Human(result.Findings, result.Project.Sources, diag.View{}))
	}
	return result.Plans
}

// written is the page with these views at its end, and no others.
func written(page *txtar.Archive, views map[string]string) []byte {
	out := &txtar.Archive{Comment: page.Comment}
	for _, file := range page.Files {
		if _, view := views[file.Name]; !view {
			out.Files = append(out.Files, file)
		}
	}
	for _, view := range []string{"text", "markdown", "json"} {
		out.Files = append(out.Files, txtar.File{Name: view, Data: []byte(views[view])})
	}
	return txtar.Format(out)
}

// indented is a document for reading.
func indented(t *testing.T, document []byte) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, document, "", "  "); err != nil {
		t.Fatal(err)
	}
	return b.String() + "\n"
}

// conforms holds a document against the JSON Schema beside the package.
func conforms(t *testing.T, document []byte) {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(document, &doc); err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(doc); err != nil {
		t.Errorf("not valid under schema.json: %v", err)
	}
}

// The example is a document that Encode writes; another implementation starts from it.
func TestExample(t *testing.T) {
	t.Parallel()
	after := sample.Full()
	after.ReadOnly, after.Title = false, "Are all of them fine?"
	after.Uses[0].Allow = append(after.Uses[0].Allow, "POST /sites/*/close")
	document, err := diff.Compare([]*plan.Plan{sample.Full()}, []*plan.Plan{after}).Encode()
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "example.json", document)
	conforms(t, document)
}
