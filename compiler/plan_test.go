package compiler_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/internal/golden"
	"github.com/attestary/attestary/schemas/plan"
)

// TestPlans compiles each archive of testdata/plan: the HCL in it gives the plans in it, spread over lines
// to be read. Files whose project is not in the archive have that of the fixtures.
func TestPlans(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/plan/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			golden.Check(t, name, txtar.Format(compiled(t, archive)))
		})
	}
}

// compiled is the archive's HCL with the plans that it gives.
func compiled(t *testing.T, archive *txtar.Archive) *txtar.Archive {
	t.Helper()
	texts := withProject(t, nil)
	out := &txtar.Archive{Comment: archive.Comment}
	for _, file := range archive.Files {
		if strings.HasSuffix(file.Name, ".hcl") {
			texts[file.Name] = string(file.Data)
			out.Files = append(out.Files, file)
		}
	}
	result := compiler.Compile(files(texts), compiler.Options{Today: today})
	for _, d := range result.Findings {
		t.Errorf("%s:%d: %s %s", d.Range.File, d.Range.Start.Line, d.Code, d.Message)
	}
	for _, p := range result.Plans {
		data, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := plan.Parse(data); err != nil || again.Runbook != p.Runbook {
			t.Errorf("%s does not parse again: %v", p.Runbook, err)
		}
		out.Files = append(out.Files, txtar.File{Name: p.Runbook + ".json", Data: append(spread(data, ""), '\n')})
		placed(t, result, p)
	}
	return out
}

// lineLength is how long a part of a plan may be to stand on one line of an archive.
const lineLength = 110

// spread writes canonical JSON over lines to be read: a part that is too long for one line has its members
// on lines of their own, in their order.
func spread(data []byte, indent string) []byte {
	if len(data) <= lineLength || data[0] != '{' && data[0] != '[' {
		return data
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	first, _ := decoder.Token()
	out := []byte(first.(json.Delim).String())
	for n := 0; decoder.More(); n++ {
		if n > 0 {
			out = append(out, ',')
		}
		out = append(out, "\n  "+indent...)
		if data[0] == '{' {
			name, _ := decoder.Token()
			out = append(out, strconv.Quote(name.(string))+": "...)
		}
		var member json.RawMessage
		if err := decoder.Decode(&member); err != nil {
			panic(err)
		}
		out = append(out, spread(member, indent+"  ")...)
	}
	last, _ := decoder.Token()
	return append(out, "\n"+indent+last.(json.Delim).String()...)
}

// placed holds that every part of the plan leads to the line of the HCL that asked for it.
func placed(t *testing.T, result *compiler.Result, p *plan.Plan) {
	t.Helper()
	var addresses []string
	for _, s := range p.AllSteps() {
		addresses = append(addresses, s.Address())
		for _, e := range s.Expects {
			addresses = append(addresses, s.Address()+"."+e.Name)
		}
	}
	for _, c := range p.AllChecks() {
		addresses = append(addresses, c.Address())
	}
	for _, a := range p.AllApprovals() {
		addresses = append(addresses, a.Address())
	}
	for _, a := range p.AllAsks() {
		addresses = append(addresses, a.Address())
	}
	if p.Access != nil {
		for _, g := range p.Access.Gates {
			addresses = append(addresses, "gate."+g.Name)
		}
	}
	for _, s := range p.Satisfies {
		addresses = append(addresses, strings.TrimSuffix("satisfies."+s.Framework+"."+s.Function, "."))
	}
	for _, address := range addresses {
		at, ok := result.Places[p.Runbook][address]
		if name := address[strings.LastIndexByte(address, '.')+1:]; !ok || !strings.Contains(string(result.Project.Sources[at.File]), name) {
			t.Errorf("%s has no place in the HCL", address)
		}
	}
}
