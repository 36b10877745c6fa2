package runbooks_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/attestary/attestary/actions/engine"
	"github.com/attestary/attestary/actions/rules"
	"github.com/attestary/attestary/actions/steps"
	"github.com/attestary/attestary/compiler"
	"github.com/attestary/attestary/compiler/adopt"
	"github.com/attestary/attestary/runbooks"
	"github.com/attestary/attestary/schemas/evidence"
)

const passed, failed, unknown = evidence.Passed, evidence.Failed, evidence.Unknown

// machine is where a runbook of the library runs for real: a repository with the library in it, and
// whatever the test puts beside it.
type machine struct {
	dir   string
	org   *strings.Replacer // what the team changed in project.hcl
	roots *x509.CertPool
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	dir, err := os.MkdirTemp("", "machine-") // not of the test's name: inputs take plain paths
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	m := &machine{dir: dir, org: strings.NewReplacer()}
	m.git(t, "init", "-q", "--initial-branch=main")
	m.git(t, "config", "user.name", "Ada")
	m.git(t, "config", "user.email", "ada@acme.example")
	return m
}

func (m *machine) path(name string) string { return filepath.Join(m.dir, filepath.FromSlash(name)) }

func (m *machine) write(t *testing.T, name, text string, mode fs.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(m.path(name)), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(m.path(name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	// Whatever the umask says, everybody may enter the folders.
	for at := m.path(name); at != m.dir; at, mode = filepath.Dir(at), 0o755 {
		if err := os.Chmod(at, mode); err != nil {
			t.Fatal(err)
		}
	}
}

func (m *machine) git(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", m.dir}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

func (m *machine) commit(t *testing.T) {
	t.Helper()
	m.git(t, "add", "-A")
	m.git(t, "commit", "-q", "-m", "a commit")
}

// run runs a runbook and gives the outcome of each of its checks, and of the run under "".
func (m *machine) run(t *testing.T, runbook string, inputs map[string]string) map[string]evidence.Outcome {
	t.Helper()
	project := runbooks.Project{Name: "acme", Timezone: "UTC", Sign: "key:acme.key", Members: []string{"ada"}}
	repository := repository(t, project)
	repository["runbooks/project.hcl"].Data = []byte(m.org.Replace(string(project.File())))
	adopted(t, repository, runbook)
	p := compiler.Compile(repository, compiler.Options{Runbook: runbook}).Plan(runbook)
	if p == nil {
		t.Fatalf("%s does not compile", runbook)
	}
	values, findings := rules.CheckInputs(p, inputs)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	var told bytes.Buffer
	job := engine.Job{Plan: p, Mode: evidence.Live, Inputs: values, Trigger: evidence.TriggerRef{Kind: "manual", Name: "by_hand"},
		ID: evidence.RunID{Attempt: 1, ID: "00112233445566778899aabbccddeeff", Origin: "attestary.dev/ledger/00112233445566778899aabbccddeeff"}}
	run, err := engine.Prepare(t.Context(), job, engine.World{
		Runners: steps.All(steps.Machine{Roots: m.roots}), Now: time.Now, Random: rand.Reader, Env: os.LookupEnv,
		Dir: m.dir, Temp: t.TempDir(),
		Events: func(e engine.Event) { told.WriteString(e.Address + " " + e.Detail + "\n") },
	})
	if err != nil {
		t.Fatal(err)
	}
	finished, err := run.Do(context.Background(), engine.Start{})
	if err != nil {
		t.Fatal(err)
	}
	outcomes := map[string]evidence.Outcome{"": finished.Record.Outcome}
	for _, c := range finished.Record.Checks {
		name := c.Name
		if c.Key != nil {
			name += " " + *c.Key
		}
		outcomes[name] = c.Outcome
	}
	t.Logf("%s\n%+v", told.String(), finished.Record.Steps)
	return outcomes
}

// adopted brings a runbook into a repository that does not have it yet, as attestary add does.
func adopted(t *testing.T, repository fstest.MapFS, runbook string) {
	t.Helper()
	for path := range repository {
		if strings.HasSuffix(path, "/"+runbook+".runbook.hcl") {
			return
		}
	}
	a, err := adopt.Adopt(runbooks.Library(), repository, runbook, "devel")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range a.New {
		repository[f.Path] = &fstest.MapFile{Data: f.Data}
	}
	if a.Project != nil {
		repository[a.Project.Path] = &fstest.MapFile{Data: a.Project.Data}
	}
}

func (m *machine) expect(t *testing.T, runbook string, inputs map[string]string, want map[string]evidence.Outcome) {
	t.Helper()
	if diff := cmp.Diff(want, m.run(t, runbook, inputs)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
