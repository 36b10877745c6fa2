//go:build unix

package runbooks_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/actions/secret"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/diag"
	"github.com/attestary/attestary/schemas/evidence"
)

// whole is a runbook of the library as it stands, which runs for real against several systems at once.
type whole struct {
	name    string
	inputs  map[string]string
	org     *strings.Replacer // what the team changed in project.hcl; nil for nothing
	systems []vendor
	files   map[string]string // what stands in the repository, by path
}

// delays are how long a runbook waits before it looks again, which a test shortens.
var delays = regexp.MustCompile(`delay = "\d+[sm]"`)

// alone is a runbook of the library with the packs that it names, and its path.
func alone(t *testing.T, name string) (files fstest.MapFS, path string) {
	t.Helper()
	for at, file := range libraryFiles(t) {
		if strings.HasSuffix(at, "/"+name+".runbook.hcl") {
			files = packsFor(t, string(file.Data))
			files[at], path = file, at
		}
	}
	if path == "" {
		t.Fatalf("the library has no %s", name)
	}
	return files, path
}

// run gives what came of each check, and of the run itself under "".
func (w whole) run(t *testing.T) outcomes {
	t.Helper()
	files, path := alone(t, w.name)
	files[path].Data = delays.ReplaceAll(files[path].Data, []byte(`delay = "1s"`))
	if w.org != nil {
		files["runbooks/project.hcl"].Data = []byte(w.org.Replace(string(files["runbooks/project.hcl"].Data)))
	}
	result := compiler.Compile(files, compiler.Options{Runbook: w.name})
	p := result.Plan(w.name)
	if p == nil {
		t.Fatalf("it does not compile:\n%s", diag.Human(result.Findings, result.Project.Sources, diag.View{Width: 100}))
	}
	roots := x509.NewCertPool()
	for i := range p.Connections {
		for _, system := range w.systems {
			if p.Connections[i].Name == system.connection {
				system.stand(&p.Connections[i], roots)
			}
		}
	}
	values, findings := rules.CheckInputs(p, w.inputs)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	dir := t.TempDir()
	for path, text := range w.files {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, path)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, path), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var heard bytes.Buffer
	everywhere := secret.Env{Lookup: func(name string) (string, bool) { return secretOf(name), true }}
	run, err := engine.Prepare(t.Context(), engine.Job{Plan: p, Mode: evidence.Live, Inputs: values, Trigger: evidence.TriggerRef{Kind: "manual", Name: "by_hand"},
		ID: evidence.RunID{Attempt: 1, ID: "00112233445566778899aabbccddeeff", Origin: "attestary.dev/ledger/00112233445566778899aabbccddeeff"}}, engine.World{
		Runners: steps.All(steps.Machine{Roots: roots}), Now: time.Now, Random: rand.Reader, Env: os.LookupEnv,
		Secrets: map[string]engine.Source{"github": everywhere, "env": everywhere}, Dir: dir, Temp: t.TempDir(),
		Events: func(e engine.Event) { _, _ = fmt.Fprintln(&heard, e.Address, e.Outcome, e.Detail) },
	})
	if err != nil {
		t.Fatal(err)
	}
	finished, err := run.Do(context.Background(), engine.Start{})
	if err != nil {
		t.Fatal(err)
	}
	found := outcomes{"": finished.Record.Outcome}
	for _, c := range finished.Record.Checks {
		name := c.Name
		if c.Key != nil {
			name += " " + *c.Key
		}
		found[name] = c.Outcome
	}
	t.Log(heard.String())
	return found
}

// expect runs it, and holds what came of it against what should have: passed, but for those that are named.
func (w whole) expect(t *testing.T, overall evidence.Outcome, others outcomes) {
	t.Helper()
	got := w.run(t)
	want := outcomes{"": overall}
	for name := range got {
		if name != "" {
			want[name] = passed
		}
	}
	maps.Copy(want, others)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
