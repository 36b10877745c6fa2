// Command sarif holds files against the JSON schema of SARIF 2.1.0 (OASIS): sarif FILE...
//
// The schema is not ours to give out. It is taken from the source of go-sarif, which carries it as a constant of its
// own; its verifier is not used, for it judges what it has written again itself.
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	_ "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif" // so that go.mod pins it
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func main() {
	schema, err := schema()
	if err == nil && len(os.Args) < 2 {
		err = fmt.Errorf("no file was named")
	}
	for _, name := range os.Args[1:] {
		if err == nil {
			err = judge(schema, name)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// schema is the text between the quotes of the constant.
func schema() (*jsonschema.Schema, error) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3").Output()
	if err != nil {
		return nil, err
	}
	source, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "pkg/report/v210/sarif/schema.go"))
	if err != nil {
		return nil, err
	}
	_, text, _ := bytes.Cut(source, []byte("`"))
	text, _, ok := bytes.Cut(text, []byte("`"))
	if !ok {
		return nil, fmt.Errorf("the source of go-sarif holds no schema any more")
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif.json", doc); err != nil {
		return nil, err
	}
	return c.Compile("sarif.json")
}

func judge(schema *jsonschema.Schema, name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err == nil {
		err = schema.Validate(doc)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
